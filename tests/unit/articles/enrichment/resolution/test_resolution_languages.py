"""Names in other languages than English: titles, genitives, inflected places, capitals."""

from __future__ import annotations

from articles.article import Entity
from articles.enrichment import Resources
from articles.enrichment.casing import restored_by_frequency
from articles.enrichment.resolution import resolve
from articles.enrichment.tagging import Doc, Span


def resolved(text: str, language: str, resources: Resources, **labels: str) -> dict[str, Entity]:
    """Entities by name of a text in which each of these words, underscores for blanks, has a label."""
    spans = []
    for word, label in labels.items():
        at = text.find(word.replace("_", " "))
        spans.append(Span(start=at, end=at + len(word), label=label))  # type: ignore[arg-type]
    spans.sort(key=lambda span: span.start)
    doc = Doc(words=(), starts=(), ends=(), spans=tuple(spans))
    found = resolve(text, 0, doc, resources.aliases, resources.gazetteer, language)
    assert all(text[m.start : m.end] == m.surface for entity in found for m in entity.mentions)
    return {entity.name: entity for entity in found}


def test_titles_are_no_part_of_a_name(resources: Resources) -> None:
    """Offices before names, and compounds that end in one."""
    text = "Bundesaußenministerin Annalena Baerbock traf Pan Kowalski."
    found = resolved(text, "de", resources, Bundesaußenministerin_Annalena_Baerbock="PER")
    assert {"Annalena Baerbock"} == set(found)
    assert {"Kowalski"} == set(resolved("Wtedy pan Kowalski wyszedł.", "pl", resources, pan_Kowalski="PER"))
    assert {"Pan Gongsheng"} == set(resolved("Then Pan Gongsheng left.", "en", resources, Pan_Gongsheng="PER"))


def test_a_genitive_is_the_name_itself(resources: Resources) -> None:
    """ "Merkels" after "Angela Merkel" is the same person; "Paris" keeps its s."""
    text = "Angela Merkel kam nach Paris. Merkels Rede war kurz."
    found = resolved(text, "de", resources, Angela_Merkel="PER", Paris="LOC", Merkels="PER")
    assert {"Angela Merkel", "Paris"} == set(found)
    assert ["Angela Merkel", "Merkel"] == [m.surface for m in found["Angela Merkel"].mentions]


def test_inflected_places_have_the_key_of_the_place(resources: Resources) -> None:
    """Polish, Russian and Turkish case endings."""
    assert {"Warsaw"} == set(resolved("Spotkali się w Warszawie.", "pl", resources, Warszawie="LOC"))
    assert {"Russia"} == set(resolved("Он живёт в России.", "ru", resources, России="LOC"))
    turkish = resolved("Onlar Ankara'da konuştu.", "tr", resources, **{"Ankara'da": "LOC"})
    assert {"Ankara"} == set(turkish)
    assert ["Ankara"] == [m.surface for m in turkish["Ankara"].mentions]


def test_two_universities_are_two(resources: Resources) -> None:
    """The head of a name does not tell one organization from another."""
    text = "Die Universität Wien und die Universität Graz streiten."
    found = resolved(text, "de", resources, Universität_Wien="ORG", Universität_Graz="ORG")
    assert {"Universität Wien", "Universität Graz"} == set(found)


def test_capitals_are_restored_by_frequency() -> None:
    """Frequent words get small letters; places, rare words and known ones a capital."""
    line = "LE GOUVERNEMENT A ANNONCÉ MARDI À PARIS UN ACCORD AVEC MACRON ET L'OTAN"
    restored = restored_by_frequency(line, "fr", ["Macron"])
    assert restored.startswith("Le gouvernement a annoncé mardi à Paris un accord avec Macron")
    assert len(line) == len(restored)
