"""Names in other languages than English: titles, genitives, inflected places, capitals."""

from __future__ import annotations

import pytest

from articles.article import Article, Entity
from articles.enrichment import Resources, entities
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


def test_a_genitive_alone_is_the_more_usual_name(resources: Resources) -> None:
    """ "Merkels" is Merkel though the article does not name her otherwise; Peters and the Banks of a full name stay."""
    assert {"Merkel"} == set(resolved("Die Ära Merkels ist vorbei.", "de", resources, Merkels="PER"))
    assert {"Peters"} == set(resolved("Der Bote Peters kam.", "de", resources, Peters="PER"))
    text = "Gordon Banks kam. Alle mochten Banks sehr."
    assert {"Gordon Banks"} == set(resolved(text, "de", resources, Gordon_Banks="PER"))


def test_italian_cities_with_an_article(resources: Resources) -> None:
    """ "L'Aquila" has its article in its name, and "all'Avana" is Havana."""
    assert {"L'Aquila"} == set(resolved("Il treno per L'Aquila parte.", "it", resources, Aquila="ORG"))
    assert {"Havana"} == set(resolved("Il vertice all'Avana è finito.", "it", resources, Avana="LOC"))


def test_inflected_places_have_the_key_of_the_place(resources: Resources) -> None:
    """Polish, Russian and Turkish case endings."""
    assert {"Warsaw"} == set(resolved("Spotkali się w Warszawie.", "pl", resources, Warszawie="LOC"))
    assert {"Russia"} == set(resolved("Он живёт в России.", "ru", resources, России="LOC"))
    turkish = resolved("Onlar Ankara'da konuştu.", "tr", resources, **{"Ankara'da": "LOC"})
    assert {"Ankara"} == set(turkish)
    assert ["Ankara"] == [m.surface for m in turkish["Ankara"].mentions]


def test_a_person_in_another_case_has_one_key(resources: Resources) -> None:
    """ "Зеленского" after "Владимир Зеленский" is he, and "Макроном" alone has Macron's key."""
    text = "Владимир Зеленский приехал. По словам Зеленского, встреча с Эмманюэлем Макроном прошла."
    labels = {"Владимир_Зеленский": "PER", "Зеленского": "PER", "Эмманюэлем_Макроном": "PER"}
    found = {
        entity.key: [m.surface for m in entity.mentions]
        for entity in resolved(text, "ru", resources, **labels).values()
    }
    assert ["Владимир Зеленский", "Зеленского"] in found.values()
    assert ["Эмманюэлем Макроном"] == found["person:emmanuel-macron"]


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


def test_turkish_capitals_are_restored_as_turkish() -> None:
    """ "I" is the capital of "ı", and "İ" that of "i"; a word behind a given name is a name."""
    restored = restored_by_frequency("IĞDIR VE İZMİR ILIK, TAYYİP KAYIP DEĞİL", "tr", ["Tayyip"])
    assert "Iğdır ve İzmir ılık, Tayyip" == restored[:27]
    assert "Heute trifft Friedrich Merz" == restored_by_frequency("HEUTE TRIFFT FRIEDRICH MERZ", "de", [])


def test_names_of_a_text_in_capitals_have_capitals() -> None:
    """People and places are shown with the capitals that the text set in capitals does not tell."""
    own = Resources(models={"de": "copydesk", "tr": "copydesk"})
    german = "BUNDESKANZLER FRIEDRICH MERZ HAT AM MONTAG IN BERLIN DIE PLÄNE DER REGIERUNG FÜR DAS LAND VORGESTELLT."
    turkish = "CUMHURBAŞKANI RECEP TAYYİP ERDOĞAN, İSTANBUL'DA DÜZENLENEN TOPLANTIDA KONUŞTU. IĞDIR'DA KAR YAĞDI."
    for language, body, name in (("de", german, "Friedrich Merz"), ("tr", turkish, "Iğdır")):
        article = Article(arrival="a:0", claimed_at=1, body=body, language=language)
        found = entities.enrich(article, own)["entities"]
        assert name in {entity.name for entity in found}  # type: ignore[attr-defined]
        assert all(m.surface == body[m.start : m.end] for entity in found for m in entity.mentions)  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("language", "name", "label", "key"),
    [
        ("it", "Gran Bretagna", "LOC", "country:GB"),
        ("de", "Grossbritannien", "LOC", "country:GB"),
        ("de", "Vereinigten Staaten", "LOC", "country:US"),
        ("es", "EE.UU.", "LOC", "country:US"),
        ("es", "EEUU", "ORG", "country:US"),
        ("ru", "США", "LOC", "country:US"),
        ("nl", "VS", "ORG", "country:US"),
        ("nl", "V.S.", "LOC", "country:US"),
        ("tr", "ABD", "LOC", "country:US"),
        ("en", "VS", "ORG", "organization:vs"),
        ("fr", "Angleterre", "LOC", "country:GB"),
        ("uk", "Криму", "LOC", "region:UA-43"),
        ("nb", "Midtøsten", "LOC", "place:middle-east"),
        ("pl", "Strefie Gazy", "LOC", "place:gaza-strip"),
    ],
)
def test_places_as_the_press_calls_them(language: str, name: str, label: str, key: str, resources: Resources) -> None:
    """Countries and regions have other names in the press than in lists of countries, and cases."""
    found = resolved(f"X {name} x.", language, resources, **{name.replace(" ", "_"): label})
    assert [key] == [entity.key for entity in found.values()]
