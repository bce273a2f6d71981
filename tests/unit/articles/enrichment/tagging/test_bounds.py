from __future__ import annotations

import pytest

from articles.enrichment.tagging import bounds


@pytest.mark.parametrize(
    ("language", "words", "expected"),
    [
        ("fr", ["l’", "Elysée"], ["Elysée"]),
        ("fr", ["la", "France"], ["France"]),
        ("fr", ["La", "Rochelle"], ["La", "Rochelle"]),
        ("fr", ["République", "«", "a"], ["République"]),
        ("fr", ["Théâtre", "«", "Odéon", "»"], ["Théâtre", "«", "Odéon", "»"]),
        ("fr", ["Etat"], None),
        ("fr", ["indique-t-il"], None),
        ("it", ["dell'", "Aquila"], ["Aquila"]),
        ("sv", ["den", "Haag"], ["den", "Haag"]),
        ("nl", ["Nederland", ","], ["Nederland"]),
        ("ru", ["Yahoo", "!"], ["Yahoo", "!"]),
    ],
)
def test_bounds(language: str, words: list[str], expected: list[str] | None) -> None:
    """Articles before a name and an open quotation in it are cut off; a verb or the State is not a name."""
    found = bounds.mended(words, 0, len(words) - 1, language)
    assert expected == (None if found is None else words[found[0] : found[1] + 1])


@pytest.mark.parametrize(
    ("text", "name", "expected"),
    [
        ("der Löwen-Keeper Hofmann hielt", "Löwen-Keeper Hofmann", "Hofmann"),
        ("des Bundesligisten 1 . FC Nürnberg .", "FC Nürnberg", "1 . FC Nürnberg"),
        ("das Bundesamt für Gesundheit warnt", "Bundesamt", "Bundesamt für Gesundheit"),
        ("im Ministerium für Unterricht und Kultus .", "Ministerium", "Ministerium für Unterricht und Kultus"),
        ("das Amt für Arbeit , Familie und Soziales .", "Amt", "Amt für Arbeit , Familie und Soziales"),
        ("das Bundesamt für Gesundheit , Bern .", "Bundesamt", "Bundesamt für Gesundheit"),
        ("ein Amt für alle .", "Amt", "Amt"),
        ("der „ Verband der Frauen", "„ Verband der Frauen", "Verband der Frauen"),
        ("Beim Red Bull Rennen", "Beim Red Bull Rennen", "Red Bull Rennen"),
    ],
)
def test_german_bounds(text: str, name: str, expected: str) -> None:
    """A role is no part of a name; a club's number and what an office is for are."""
    words, part = text.split(), name.split()
    first = next(i for i in range(len(words)) if words[i : i + len(part)] == part)

    found = bounds.mended(words, first, first + len(part) - 1, "de")

    assert found is not None
    assert expected == " ".join(words[found[0] : found[1] + 1])
