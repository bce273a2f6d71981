"""Languages whose words a query may have in another form, by script."""

from __future__ import annotations

import pytest

from search.relevance.scripts import of_scripts
from search.schema.stems import LANGUAGES

_LATIN = sorted(set(LANGUAGES) - {"ar", "bg", "el", "hi", "ja", "ko", "ru", "th", "zh"})


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        pytest.param("Ports closed", _LATIN, id="Latin"),
        pytest.param("Ｐｏｒｔｓ", _LATIN, id="Latin of full width"),
        pytest.param("Élysée Łódź İzmir", _LATIN, id="accents"),
        pytest.param("порты", ["bg", "pl", "ru", "uk"], id="Cyrillic"),
        pytest.param("λιμάνι", ["el", "pl", "uk"], id="Greek"),
        pytest.param("ميناء", ["ar"], id="Arabic"),
        pytest.param("बंदरगाह", ["hi"], id="Devanagari"),
        pytest.param("ท่าเรือ", ["th"], id="Thai"),
        pytest.param("東京", ["ja", "ko", "zh"], id="Han"),
        pytest.param("ﾄｳｷｮｳ", ["ja", "ko", "zh"], id="Katakana of half width"),
        pytest.param("서울", ["ja", "ko", "zh"], id="Hangul"),
        pytest.param("ቡና", ["ja", "ko", "zh"], id="a script of no language here"),
        pytest.param("2024", ["ar", "th"], id="digits, which Arabic and Thai have signs of their own for"),
        pytest.param("٢٠٢٤", ["ar", "th"], id="Arabic digits"),
        pytest.param("¿?", [], id="no letters"),
    ],
)
def test_languages_are_those_of_the_script(words: str, expected: list[str]) -> None:
    assert expected == of_scripts(words, LANGUAGES)


def test_words_of_two_scripts_are_looked_for_in_the_languages_of_both() -> None:
    assert sorted([*_LATIN, "ja", "ko", "zh"]) == of_scripts("NATO事務総長", LANGUAGES)


def test_no_language_is_added() -> None:
    assert ["de"] == of_scripts("порты ports", ["de"])
    assert [] == of_scripts("ports", ["ru"])
