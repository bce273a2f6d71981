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
