from __future__ import annotations

import pytest

from articles.enrichment import gazetteer_scan
from articles.enrichment.gazetteer import fold
from articles.enrichment.resolution import demonyms, names, organizations

LISTS = {
    "titles": names.TITLES,
    "titles of other languages": names.OTHER_TITLES,
    "legal forms": names.LEGAL,
    "particles": names.PARTICLES,
    "first words of organizations": organizations.GENERIC,
    "peoples": demonyms.DEMONYMS,
    "titles of languages without a model": gazetteer_scan._TITLES,
}


@pytest.mark.parametrize("name", LISTS)
def test_entries_are_reachable(name: str) -> None:
    """Lists in which folded words are looked up hold folded words only: others would never be found."""
    assert [] == [word for word in LISTS[name] if word != fold(word) or not word]


@pytest.mark.parametrize("title", ["señor", "Прем'єр", "minister-president", "Präsident", "prezydent"])
def test_titles_with_marks(title: str) -> None:
    """A title is known with its marks, its apostrophe and its hyphen."""
    assert names.is_title(fold(title), "uk")
