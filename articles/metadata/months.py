"""Names of months in every language of the Unicode CLDR.

The table beside this module is written by `training/months.py`.
"""

from __future__ import annotations

import functools
import re
import unicodedata
from pathlib import Path
from typing import NamedTuple

import msgspec

from articles.characters import normalised

TABLE = Path(__file__).with_name("months.json")

#: Words that are between the numbers of a date: articles, endings of ordinals, words for "day" and "year".
_PARTICLES = """of de del dels den der die das the le la el lo en em do da di dia am an ar mis mi miesiaca
    st nd rd th er ère ème eme ten ter ste bis го ого е й го ης ος ou ta tä ttä än na ny nde inde
    года год году р року рік роки роком годзе гады г god god. godine godini godina leta rok roku roka r. m d
    gada gads metų mėn mėnuo dienos den gün yıl yılı yil yili жыл жылы жылғы жылдын оны он сар сарын өдөр
    năm ngày tahun taon ng ika tanggal hb wb ko ren aren urteko urtea ad ce bliadhna blwyddyn
    año ano anul año aasta aasta. aastal év évi napján سنة عام يوم م ه لسنة العام שנת ב ה ל का की के को साल सन् ई คศ พศ
    ที่ সালের সাল an anno annee année"""
_IGNORED = frozenset(_PARTICLES.split())
_SPLIT = re.compile(r"[\s.,;:'’ʼ‘`´()\[\]|/\-–—·•°\u200e\u200f\u061c،]+")
_ROMAN = ("", "i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii")
#: Abbreviations of C libraries that CLDR has not.
_OF_LIBRARIES = {
    "mrz": 3, "vlj": 2, "čen": 6, "ян": 1, "кві": 4, "тра": 5, "чер": 6, "сер": 8, "жов": 10, "лис": 11, "гру": 12,
}  # fmt: skip
#: A point inside an abbreviation: "พ.ค."
_THAI_POINT = re.compile("(?<=[\u0e00-\u0eff])\\.(?=[\u0e00-\u0eff])")
#: What Hebrew and Syriac write before the name for "in".
_IN = "\u05d1\u0712"
#: An ending that a language adds to a month's name is not longer.
_ENDING = 4


class _Months(NamedTuple):
    names: dict[str, tuple[int, dict[str, int]]]
    english: frozenset[str]
    halves: dict[str, str]
    month_first: frozenset[str]


@functools.lru_cache(maxsize=1)
def _table() -> _Months:
    data = msgspec.json.decode(TABLE.read_bytes())
    names = {
        name: (meaning, {}) if isinstance(meaning, int) else (meaning[0], meaning[1])
        for name, meaning in data["months"].items()
    }
    halves = {name: half for half, forms in data["halves"].items() for name in forms}
    return _Months(names, frozenset(data["english"]), halves, frozenset(data["month_first"]))


def folded(text: str) -> str:
    """Return a name as the table has it: NFKC, without case, punctuation and particles."""
    return " ".join(_words(text))


def plain(text: str) -> str:
    """Return a folded name without the accents of Latin and Greek letters."""
    decomposed = normalised("NFD", text)
    if not decomposed or not ("a" <= decomposed[0] <= "z" or "\u0370" <= decomposed[0] <= "\u03ff"):
        return text
    return "".join(c for c in decomposed if not unicodedata.combining(c))


def month_named(text: str, language: str | None = None) -> int | None:
    """Return the month that a text names beside nothing but particles: "de març del", ". března ", "th of March,".

    Args:
        text: The text between the numbers of a date, without digits.
        language: Decides where two languages mean different months by one name.
    """
    words = _words(text)
    if not words:
        return None
    if (number := _lookup(" ".join(words), language)) is not None:
        return number
    if len(words) == 1:
        word = text.strip(" .-/")
        if word.isupper() and word.lower() in _ROMAN:
            return _ROMAN.index(word.lower())
        return _with_ending(words[0], language)
    return None


def month_before(text: str, language: str | None = None) -> int | None:
    """Return the month whose name ends a text: "Published on March", "Thu Nov". Abbreviations count in English only."""
    words = text.casefold().split()
    if not words:
        return None
    name = words[-1].strip("(,.|:-–—·")
    english = not language or language[:2] == "en"
    if english and name.isascii() and len(name) <= 3 and name not in _table().english:
        return None
    return _lookup(folded(name), language)


def is_english_month(text: str) -> bool:
    """Return whether a text names a month in English, apart from particles."""
    return folded(text) in _table().english


def half_of(text: str) -> str | None:
    """Return "am" or "pm" for what a language writes for it ("오후", "μ.μ.", "p. m."); None for other words."""
    form = half_form(text)
    return _table().halves.get(form) or {"am": "am", "pm": "pm", "a m": "am", "p m": "pm"}.get(form)


def is_month_first(language: str) -> bool:
    """Return whether "03/04/2024" means 4 March, by CLDR, in a language (with its region if known)."""
    tag = language.lower().replace("_", "-")
    base = tag.partition("-")[0]
    first = _table().month_first
    return tag in first or (base != "en" and base in first)  # English outside North America puts the day first


def half_form(text: str) -> str:
    """Return a name of a half of the day as the table has it: "p m" for "p. m."."""
    form = normalised("NFKC", text).casefold()
    return " ".join(word for word in _SPLIT.split(form) if word)


def _words(text: str) -> list[str]:
    form = normalised("NFKC", text).casefold().replace("\u0307", "")
    form = _THAI_POINT.sub("", form)
    words = [word for word in _SPLIT.split(form) if word]
    return [word for word in words if word not in _IGNORED and not (len(word) == 1 and word.isalpha())]


def _lookup(name: str, language: str | None) -> int | None:
    names = _table().names
    meaning = names.get(name) or names.get(plain(name))
    if meaning is None:
        return _OF_LIBRARIES.get(name)
    default, others = meaning
    return others.get((language or "").lower().replace("_", "-").partition("-")[0], default) or None


def _with_ending(word: str, language: str | None) -> int | None:
    """Return a name of four letters or more with an ending of its language ("martxoaren"), or with "in" before it."""
    if word[0] in _IN:
        return _lookup(word[1:], language)
    for cut in range(1, _ENDING + 1):
        if len(word) - cut >= 4 and (number := _lookup(word[:-cut], language)) is not None:
            return number
    return None
