from __future__ import annotations

import pytest

from articles.enrichment.tagging import labels, segments
from articles.enrichment.tagging.spans import Label


def mended(text: str, language: str, *names: tuple[str, Label]) -> list[tuple[str, str]]:
    """The mentions of a text after mending, where the network found these."""
    words = segments.read(text).words
    found = []
    for name, label in names:
        parts = segments.read(name).words
        first = next(i for i in range(len(words)) if words[i : i + len(parts)] == parts)
        found.append((first, first + len(parts) - 1, label))
    return [(" ".join(words[first : last + 1]), label) for first, last, label in labels.mended(words, found, language)]


@pytest.mark.parametrize("word", ["Vlaamse", "Belgische", "Europees", "Chinese", "Britse", "Frans-Duits", "Amerikanen"])
def test_a_dutch_adjective_is_no_place(word: str) -> None:
    assert [] == mended(f"De {word} regering", "nl", (word, "LOC"))


@pytest.mark.parametrize("word", ["Brussel", "Toulouse", "Vlaanderen", "Frankrijk"])
def test_a_dutch_place_stays(word: str) -> None:
    assert [(word, "LOC")] == mended(f"Hij woont in {word} .", "nl", (word, "LOC"))


def test_a_word_in_lower_case_is_no_name() -> None:
    assert [] == mended("zo'n 225 miljoen frank", "nl", ("frank", "PER"))
    assert [] == mended("запах табака и лаванды", "ru", ("лаванды", "LOC"))
    assert [("Frans", "PER")] == mended("zegt Frans", "nl", ("Frans", "PER"))


@pytest.mark.parametrize(
    ("text", "name", "label", "expected"),
    [
        ("сказал Вертинский", "Вертинский", "LOC", "PER"),
        ("слова Лаврова", "Лаврова", "LOC", "PER"),
        ("по выражению Шаляпина", "Шаляпина", "ORG", "PER"),
        ("в Ростове", "Ростове", "LOC", "LOC"),
        ("прошёл в Стокгольме", "Стокгольме", "ORG", "LOC"),
        ("матч против Динамо", "Динамо", "ORG", "ORG"),
        ("в Ростов", "Ростов", "LOC", "LOC"),
        ("в США", "США", "ORG", "LOC"),
        ("попросил Грецию", "Грецию", "PER", "LOC"),
        ("акции «Газпрома» растут", "Газпрома", "LOC", "ORG"),
        ("студия «Ленфильм» снимает", "Ленфильм", "PER", "ORG"),
        ("по данным Росстата", "Росстата", "LOC", "ORG"),
    ],
)
def test_russian_labels(text: str, name: str, label: Label, expected: Label) -> None:
    assert [(name, expected)] == mended(text, "ru", (name, label))


def test_a_party_in_brackets_behind_a_politician_is_found() -> None:
    text = "Vera Dua (AGALEV) en Jan (hier) uit Gent (BE)"

    found = mended(text, "nl", ("Vera Dua", "PER"), ("Jan", "PER"), ("Gent", "LOC"))

    assert [("Vera Dua", "PER"), ("AGALEV", "ORG"), ("Jan", "PER"), ("Gent", "LOC")] == found


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("La dirigeante de la CFDT a parlé", "fr", ["CFDT"]),
        ("Das sagte der Trainer beim DFB .", "de", ["DFB"]),
        ("Er fuhr mit dem LKW in den Graben .", "de", []),
        ("LE CHEF DE LA CFDT PARLE", "fr", []),
        ("il a pris le TGV", "fr", []),
        ("hon läste om den BBC", "sv", []),
    ],
)
def test_an_acronym_after_an_article_is_an_organization(text: str, language: str, expected: list[str]) -> None:
    assert expected == [name for name, _ in mended(text, language)]


@pytest.mark.parametrize(
    ("text", "name", "expected"),
    [
        ("Le groupe TSMC voit son bénéfice bondir", "TSMC", "ORG"),
        ("Le président JFK est mort", "JFK", "PER"),
        ("LE CHEF TSMC PARLE", "TSMC", "PER"),
    ],
)
def test_an_acronym_that_a_network_takes_for_a_person_is_an_organization(text: str, name: str, expected: Label) -> None:
    assert [(name, expected)] == mended(text, "fr", (name, "PER"))


def test_groups_of_states_are_organizations() -> None:
    assert [("G7", "ORG")] == mended("les pays du G7 se réunissent", "fr")
    assert [] == mended("la sortie G2 du tunnel", "fr")


@pytest.mark.parametrize(
    ("text", "name", "label", "expected"),
    [
        ("er kniet nieder", "kniet", "LOC", []),
        ("schreibt die taz am Montag", "taz", "ORG", [("taz", "ORG")]),
        ("sagte Hannovers Trainer", "Hannovers", "PER", [("Hannovers", "LOC")]),
        ("sagte Peters Trainer", "Peters", "PER", [("Peters", "PER")]),
    ],
)
def test_german_labels(text: str, name: str, label: Label, expected: list[tuple[str, Label]]) -> None:
    assert expected == mended(text, "de", (name, label))
