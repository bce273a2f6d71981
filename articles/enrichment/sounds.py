"""Write a part of a name as it sounds, about: alike for most of its transliterations.

"Tschagajew", "Chagayev", "Čagajev" and "Чагаев" all are "sagaev". What languages write differently is made one: letters
that stand for one another ("w" and "v", "sch" and "sh"), hissing sounds, doubled letters, "i" beside another vowel.
"""

from __future__ import annotations

import functools
import re
import unicodedata

from anyascii import anyascii

_MARKS = {
    ord(letter): latin
    for latin, letters in {
        "ch": "čćĉç", "sh": "šśşșŝ", "zh": "žźżĵ", "l": "ł", "dj": "đ", "dzh": "ĝ", "ts": "ţț", "o": "ø", "e": "ə",
        "i": "ı", "u": "ŭ",
    }.items()
    for letter in letters
}  # fmt: skip
#: Cyrillic as these sounds want it: "й" after `fold` is "и".
_CYRILLIC = {
    ord(letter): latin
    for latin, letters in {
        "a": "аә", "b": "б", "v": "в", "g": "гґғѓ", "d": "д", "e": "еёєэ", "zh": "ж", "z": "з", "i": "иіїйыӣ",
        "k": "кқќ", "l": "л", "m": "м", "n": "нң", "o": "оө", "p": "п", "r": "р", "s": "с", "t": "т", "u": "уўұү",
        "f": "ф", "kh": "х", "ts": "ц", "tch": "чћ", "sh": "ш", "shch": "щ", "": "ъь", "iu": "ю", "ia": "я", "j": "ј",
        "lj": "љ", "nj": "њ", "dj": "ђ", "dzh": "џҷ", "h": "һҳ", "dz": "ѕ",
    }.items()
    for letter in letters
}  # fmt: skip
#: What several letters of Greek write.
_GREEK = (("μπ", "b"), ("ντ", "d"), ("γκ", "g"), ("τζ", "dz"), ("ου", "u"), ("ευ", "ev"), ("αυ", "av"))
#: In this order. Capitals stand for hissing sounds until all are "s".
_RULES = tuple(
    (re.compile(pattern), instead)
    for pattern, instead in (
        # what several letters write
        (r"shch|schtsch|chtch|szcz|sjtj", "S"),
        (r"dzsz|dschd?|dzh|dzs|dzj|^dj(?=[aeiouy])", "S"),
        (r"tsch|tch|tsj|tcz|cz|tsh|tj$|tj(?=en)|tx", "S"),
        (r"sch|sh|sz|sj(?=[aeiou])|sj$|zh|zj", "S"),
        (r"ck(?=(?:i|y|yj|ij|yi|a|oi?|e|iy)$)", "Sk"),
        (r"ch(?=[mtl])|kh", "h"),
        (r"ph", "f"),
        (r"(?<=[tgdrb])h", ""),
        (r"ck|qu|q", "k"),
        (r"^x", "S"),
        (r"x", "ks"),
        (r"^mac(?=[bcdfgklmnpqrstvz])|^mc", "mk"),
        (r"ch|c(?=[eiy])|c$|cs", "S"),
        (r"c", "k"),
        (r"w|(?<=[eo])ff$", "v"),
        # endings of Slavic family names
        (r"(?<=enk)ova$", "o"),
        (r"(?<=[a-z]{3}[oe]v)(?:a|s)$|(?<=ski)s$", ""),
        (r"(?<=[sS]k)a[iyj]a$", "i"),
        # vowels
        (r"(?<=[b-df-hj-np-tv-z])ou(?=a)", "v"),
        (r"ou|oo|oe|ue(?=[bcdfghkmnprstvxz]|l[a-z])", "u"),
        (r"ee(?!v)", "i"),
        (r"ae(?=[bcdfghkmnprstxz])", "a"),
        (r"tz|ts|dz|ds(?=e)", "s"),
        (r"[Sz]", "s"),
        (r"[jy]", "i"),
        (r"^i+(?=e)", ""),
        (r"(?<=[a-z])[ae]i+(?![aeou])", "e"),
        (r"(?<!^)i+(?=[aeou])", ""),
        (r"(?<=[aeou])i+", ""),
        # weak sounds
        (r"h(?![aeiou])", ""),
        (r"o", "u"),
        (r"(.)\1+", r"\1"),
    )
)


@functools.lru_cache(maxsize=20_000)
def sound(part: str) -> str:
    """Return what a part of a name sounds like, in letters from a to z; its marks may be there or folded away.

    >>> sound("tschagajew"), sound("Чагаев"), sound("čagajev")
    ('sagaev', 'sagaev', 'sagaev')
    """
    sounds = latin(part)
    for pattern, instead in _RULES:
        sounds = pattern.sub(instead, sounds)
    return sounds


def latin(part: str) -> str:
    """Return a part of a name in letters from a to z."""
    letters = part.casefold()
    if not letters.isascii():
        letters = letters.translate(_MARKS).translate(_CYRILLIC)
    if not letters.isascii():
        bare = (c for c in unicodedata.normalize("NFKD", letters) if not "\u0300" <= c <= "\u036f")
        letters = unicodedata.normalize("NFC", "".join(bare)).translate(_CYRILLIC)
        for greek, instead in _GREEK:
            letters = letters.replace(greek, instead)
    return re.sub(r"[^a-z]", "", anyascii(letters).lower())


def little_differs(one: str, other: str) -> bool:
    """Return whether a letter in four differs at most: "musztafa" and "mustafa", not "hobeich" and "hobbes"."""
    return distance(one, other) <= max(len(one), len(other)) // 4


def distance(one: str, other: str) -> int:
    """Return the number of letters to put in, leave out or change to make one of the other."""
    row = list(range(len(other) + 1))
    for i, x in enumerate(one, start=1):
        before, row[0] = row[0], i
        for j, y in enumerate(other, start=1):
            before, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, before + (x != y))
    return row[-1]
