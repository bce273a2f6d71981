"""Find out in which languages the words of a query may have other forms, by their script.

An Arabic article has English names as they are written, and the unstemmed text is searched anyway: its field of stems
has nothing more for them. Each field that is left out spares looking up every word in every segment of the index.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable

#: Language → scripts, as Unicode's names of letters begin, of which its analysis changes words; others: Latin.
_SCRIPTS: dict[str, frozenset[str]] = {
    "ar": frozenset(("ARABIC",)),
    "bg": frozenset(("CYRILLIC",)),
    "el": frozenset(("GREEK",)),
    "hi": frozenset(("DEVANAGARI",)),
    "ru": frozenset(("CYRILLIC",)),
    "th": frozenset(("THAI",)),
    # words of any alphabet are cut (`search.schema.stems`)
    "pl": frozenset(("LATIN", "CYRILLIC", "GREEK")),
    "uk": frozenset(("LATIN", "CYRILLIC", "GREEK")),
}
_LATIN = frozenset(("LATIN",))
#: Languages whose analysis joins neighbouring signs: all that no alphabet above writes.
_BIGRAMS = frozenset(("ja", "ko", "zh"))
#: Languages whose analysis takes digits of every script for the same.
_DIGITS = frozenset(("ar", "th"))
_ALPHABETS = _LATIN.union(*_SCRIPTS.values())


def of_scripts(words: str, languages: Iterable[str]) -> list[str]:
    """Return those of the languages in which some of the words may be found otherwise than as they are written."""
    usual = unicodedata.normalize("NFKC", words)  # letters of full width are Latin ones
    scripts = {_script(character) for character in usual if character.isalpha()}
    digits = any(character.isdecimal() for character in usual)
    return [one for one in languages if _has_forms(one, scripts) or (digits and one in _DIGITS)]


def _has_forms(language: str, scripts: set[str]) -> bool:
    if language in _BIGRAMS:
        return not scripts <= _ALPHABETS
    return not scripts.isdisjoint(_SCRIPTS.get(language, _LATIN))


def _script(character: str) -> str:
    return unicodedata.name(character, "").partition(" ")[0]
