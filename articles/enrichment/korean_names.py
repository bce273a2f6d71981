"""Names of people in Korean: "Lee Jae-myung", "Yi Chae-myŏng", "이재명" are one.

Papers write a syllable in many ways ("eun", "un", "ŭn"), with or without a hyphen between those of a given name. A
name is taken for Korean only if it has a Korean family name and two syllables that are Korean besides.
"""

from __future__ import annotations

import functools
import re
import unicodedata
from collections.abc import Sequence

from anyascii import anyascii

#: Family names as English papers write them most, and other ways.
_FAMILY = {
    way: name
    for name, *ways in (
        line.split()
        for line in """kim gim kym
        lee yi rhee ri i
        park pak bak
        choi choe
        jung jeong chung chong joung
        kang gang
        cho jo
        yoon yun
        jang chang
        lim rim im
        han
        oh o
        seo suh
        shin sin
        kwon gwon
        hwang
        ahn an
        song
        yoo yu ryu ryoo
        hong
        jeon chun
        ko go koh
        moon mun
        yang
        son sohn
        bae pae
        baek paik paek
        heo hur huh
        nam
        shim sim
        roh noh no
        ha
        kwak gwak
        sung seong
        cha
        joo ju chu
        woo u wu
        koo ku gu
        min
        na ra
        jin
        ji
        won
        bang pang
        kong gong
        hyun hyon
        ham
        byun byeon
        yeom yum
        ki
        ban""".splitlines()
    )
    for way in (name, *ways)
}
_SYLLABLE = re.compile(
    r"(?P<first>kk|gg|k|g|tt|t|d|pp|p|b|ss|sh|s|jj|ch|j|h|m|n|r|l|)"
    r"(?P<vowel>yeo|yoo|you|yae|wae|woo|eui|yo|yu|ya|ye|wa|wo|wi|we|oe|ae|ai|ay|ah|eo|eu|ee|oo|ou|ui|u|o|a|e|i)"
    r"(?P<last>ng|n|m|ck|k|g|p|b|t|l|r|h|)"
)
_FIRST = {"kk": "k", "gg": "k", "g": "k", "tt": "t", "d": "t", "pp": "p", "b": "p", "ss": "s", "sh": "s", "jj": "j",
          "ch": "j", "l": "r"}  # fmt: skip
_VOWEL = {"yeo": "yo", "yoo": "yo", "you": "yo", "yu": "yo", "yae": "ye", "wae": "we", "oe": "we", "woo": "o",
          "eui": "i", "ui": "i", "ee": "i", "ai": "e", "ay": "e", "ae": "e", "ah": "a", "eo": "o", "eu": "o", "oo": "o",
          "ou": "o", "u": "o"}  # fmt: skip
_LAST = {"g": "k", "ck": "k", "b": "p", "r": "l", "h": ""}
#: How English papers write a syllable most.
_USUAL = """un myung geun jong sung chul hyun kyung young jun suk moon duck ahn woon ki ui nak hak sup
    ah bae bin bo bok bong bum chan chang chol chul dae dan deok do dong du eun gi gil gon gu gun gyu ha hae han
    hee heon ho hong hoon hui hwa hwan hye hyo hyon hyuk hyun il in jae jang ji jin jong joo joon kang ki kon koo kook
    kwan kwang kwon kyo kyong kyu kyun kyung man mi min mo mok moo mook myong myung na nam noh nyun ok pil pyo pyong rae
    ran rim ro ryong ryul sam san sang se seok seon seung shik shin si soo sook soon su suk sun sung tae taek un ung uk
    wan won woo wook yang ye yeol yo yol yon yong yoo yoon yop young yul"""


def spelled(parts: Sequence[str]) -> list[str] | None:
    """Return family name and two syllables of a given name in one spelling for all, or None if it is no such name.

    Args:
        parts: Folded, in any order.

    >>> spelled(["kim", "jong", "un"]), spelled(["gim", "jeong", "eun"]), spelled(["angela", "merkel"])
    (['kim', 'jong', 'un'], ['kim', 'jong', 'un'], None)
    """
    if len(parts) == 1 and _HANGUL.fullmatch(parts[0]):
        parts = [anyascii(syllable).lower() for syllable in unicodedata.normalize("NFC", parts[0])]
    families = [at for at in range(len(parts)) if parts[at] in _FAMILY] if 1 < len(parts) < 4 else []
    for at in sorted(families, key=(0, 2, 1).index):  # first, or last; in a key the parts are sorted
        given = [part for i, part in enumerate(parts) if i != at]
        two = _divided(given[0]) if len(given) == 1 else [usual for part in given if (usual := _usual(part))]
        if two and len(two) == 2:
            return [_FAMILY[parts[at]], *two]
    return None


def ways(part: str) -> list[str]:
    """Return other spellings of a family name, or of a syllable, that `spelled` returned."""
    others = [way for way, name in _FAMILY.items() if name == part]
    others += [way for way in _USUAL.split() if _code(way) == _code(part)]
    return [way for way in dict.fromkeys(others) if way != part]


_HANGUL = re.compile(r"[\uac00-\ud7a3\u1100-\u11ff]{3,9}")


def _code(part: str) -> str | None:
    """Return what the ways to write a syllable have in common, or None if it is none."""
    syllable = _SYLLABLE.fullmatch(part)
    if syllable is None:
        return None
    first, vowel, last = syllable["first"], syllable["vowel"], syllable["last"]
    return _FIRST.get(first, first) + _VOWEL.get(vowel, vowel) + _LAST.get(last, last)


@functools.lru_cache(maxsize=1)
def _usual_ways() -> dict[str, str]:
    ways: dict[str, str] = {}
    for part in _USUAL.split():
        ways.setdefault(_code(part) or part, part)
    return ways


def _usual(part: str) -> str | None:
    code = _code(part)
    return _usual_ways().get(code) if code else None


def _divided(given: str) -> list[str] | None:
    """Return the two syllables of a given name that is written in one, or None if it has not two."""
    if _usual(given):
        return None
    for at in range(len(given) - 2, 1, -1):
        one, other = _usual(given[:at]), _usual(given[at:])
        if one and other:
            return [one, other]
    return None
