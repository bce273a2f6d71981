"""The first case of inflected names."""

from __future__ import annotations

import pytest

from articles.enrichment.inflection import bases, inflects


@pytest.mark.parametrize(
    ("language", "word", "base"),
    [
        ("pl", "Waszyngtonu", "Waszyngton"),
        ("pl", "Polsce", "Polska"),
        ("pl", "Rosji", "Rosja"),
        ("ru", "Москве", "Москва"),
        ("ru", "России", "Россия"),
        ("uk", "Києві", "Київ"),
        ("tr", "Türkiye'de", "Türkiye"),
        ("fi", "Helsingissä", "Helsinki"),
        ("hu", "Budapesten", "Budapest"),
        ("de", "Merkels", "Merkel"),
        ("sv", "Sveriges", "Sverige"),
    ],
)
def test_the_first_case_is_among_the_guesses(language: str, word: str, base: str) -> None:
    """Endings are taken off, and what the first case has put on."""
    assert base in bases(word, language)


def test_adjectives_and_short_words_have_no_base() -> None:
    """ "Polski" is not Poland's name; two letters are no stem."""
    assert () == bases("Polskiego", "pl")
    assert () == bases("Us", "de")


def test_languages_without_endings() -> None:
    """English names stand as they are."""
    assert () == bases("Berlins", "en")
    assert not inflects("en")
    assert not inflects(None)
