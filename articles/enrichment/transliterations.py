"""Read a part of a name as the papers of one language transliterate it, and write it as English ones do.

"Chodorkowski" (German, Polish) and "Jodorkovski" (Spanish) are both "khodorkovsky". A spelling seldom tells its
language for certain, so that there may be several readings; the table of known names tells which one is right.
"""

from __future__ import annotations

import functools
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from articles.enrichment.sounds import Rules, rewritten, rules, sound


@dataclass(frozen=True)
class _Convention:
    """How papers of some languages write names of other alphabets."""

    signs: re.Pattern[str]  #: what a spelling of theirs may have
    rules: Rules


_VOWEL = "[aeiouy]"
#: Endings of Slavic names once all else is written the English way.
_ENDINGS = rules(
    (r"(?<=[cs]h)o(?=va?$)|(?<=[lnrst])[jy]o(?=va?$)", "e"),
    (r"(?<=[ks])(?:ij|yj|iy|yy|ii|yi|i)$", "y"),
    (r"(?<=k)(?:aja|aia|aïa|ája)$", "aya"),
    (r"(?<=[aeou])[jï](?=[aeou])", "y"),
    (r"(?<=o)[jïi]$", "y"),
    (r"(?<=[ae])[jïy]$", "i"),
    (r"[iy][jiy]$", "y"),
)
_GERMAN = _Convention(
    re.compile(r"sch|[oe]wa?$|w|ch|j|ss|sk[iy]j?$|z"),
    rules(
        (r"schtsch", "shCH"),
        (r"tsch", "CH"),
        (r"dsch", "j"),
        (r"sch", "sh"),
        (r"ch", "kh"),
        (r"CH", "ch"),
        (r"w", "v"),
        (r"tz|z", "ts"),
        (r"ss", "s"),
        (rf"j(?={_VOWEL})", "y"),
    ),
)
_POLISH = _Convention(
    re.compile(r"cz|sz|rz|ch|[łżóńśćź]|w|c[kyi]|j|i[ea]|ck"),
    rules(
        (r"szcz", "shCH"),
        (r"cz", "CH"),
        (r"sz", "sh"),
        (r"rz", "r"),
        (r"ch", "kh"),
        (r"CH", "ch"),
        (r"dż", "j"),
        (r"ż", "zh"),
        (r"c(?!h)", "ts"),
        (r"w", "v"),
        (r"ie", "e"),
        (r"(?<=ch|sh|zh|ts)y", "i"),
        (rf"j(?={_VOWEL})", "y"),
    ),
)
_FRENCH = _Convention(
    re.compile(r"tch|ou|ï|qu|[iîy]ne$|ff$|dj|(?<!s)ch|gu[eéi]|j|kh"),
    rules(
        (r"chtch", "shCH"),
        (r"tch", "CH"),
        (r"ch", "sh"),
        (r"CH", "ch"),
        (r"dj", "J"),
        (r"j(?!$)", "zh"),
        (r"J", "j"),
        (r"ou", "u"),
        (r"ss", "s"),
        (r"gu(?=[eéi])", "g"),
        (r"(?<=[iy])ne$", "n"),
        (r"ques$", "k"),
        (r"(?<=[oe])ff$", "v"),
    ),
)
_SPANISH = _Convention(
    re.compile(r"j|gu[eéi]|qu"),
    rules((r"k?j", "kh"), (r"gu(?=[eéi])", "g"), (r"qu(?=[eéi])", "k"), (r"ll", "y")),
)
_ENGLISH = _Convention(
    re.compile(r"g[eiy]|e$|th|ck|ew"),
    rules(
        (r"g(?=[eiy])(?!ert|ist)", "j"),
        (r"th", "t"),
        (r"ck", "k"),
        (r"(?<=[bcdfgjklmnprstvz])e$", ""),
        (r"c(?=[eiy])|c$", "s"),
    ),
)
_ITALIAN = _Convention(
    re.compile(r"c[ei]|sci|g[hin]|ch|gli"),
    rules(
        (r"ciov(?=a?$)", "CHev"),
        (r"sci(?=[aou])|sc(?=[ei])", "SH"),
        (r"ch", "k"),
        (r"ci(?=[aou])|c(?=[ei])", "ch"),
        (r"CH", "ch"),
        (r"SH", "sh"),
        (r"gi(?=[aou])|g(?=[ei])", "j"),
        (r"gh", "g"),
        (r"gli(?=[aeou])|gl(?=i)", "l"),
        (r"gn", "n"),
    ),
)
_DUTCH = _Convention(
    re.compile(r"oe|[tsz]j|j|ch|ie"),
    rules(
        (r"sjtsj", "shCH"),
        (r"tsj", "CH"),
        (r"sj", "sh"),
        (r"zj", "zh"),
        (r"dzj", "j"),
        (r"ch", "kh"),
        (r"CH", "ch"),
        (r"oe", "u"),
        (r"ie", "i"),
        (rf"j(?={_VOWEL})", "y"),
    ),
)
_NORDIC = _Convention(
    re.compile(r"[ts]j|j"),
    rules((r"sjtj", "shch"), (r"tj", "ch"), (r"sj", "sh"), (rf"j(?={_VOWEL})", "y")),
)
_HUNGARIAN = _Convention(
    re.compile(r"cs|zs|sz|gy|j"),
    rules((r"dzs", "j"), (r"cs", "ch"), (r"zs", "zh"), (r"sz", "S"), (r"s(?!h)", "sh"), (r"S", "s"), (r"j", "y")),
)
#: Letters with a háček, of Czech, Slovak, Slovene, Serbian and scholars.
_CZECH = _Convention(
    re.compile(r"[čšžćđ]|ch|j"),
    rules(
        (r"šč", "shCH"),
        (r"[čć]", "CH"),
        (r"š", "sh"),
        (r"ž", "zh"),
        (r"đ|dž", "dj"),
        (r"ch", "kh"),
        (r"CH", "ch"),
        (r"c(?!h)", "ts"),
        (rf"j(?={_VOWEL})", "y"),
    ),
)
_LATIN = (_GERMAN, _POLISH, _FRENCH, _SPANISH, _CZECH, _DUTCH, _NORDIC, _ITALIAN, _HUNGARIAN, _ENGLISH)
#: Cyrillic as English papers write it; of the pairs the second is for names that came from other languages.
_CYRILLIC = {
    "а": "a", "б": "b", "в": "v", "г": "g", "ґ": "g", "д": "d", "е": "e", "ё": "e", "є": "ye", "ж": "zh", "з": "z",
    "и": "i", "і": "i", "ї": "yi", "й": "y", "к": "k", "л": "l", "м": "m", "н": "n", "о": "o", "п": "p", "р": "r",
    "с": "s", "т": "t", "у": "u", "ў": "u", "ф": "f", "х": "kh", "ц": "ts", "ч": "ch", "ш": "sh", "щ": "shch",
    "ъ": "", "ы": "y", "ь": "", "э": "e", "ю": "yu", "я": "ya", "ј": "j", "љ": "lj", "њ": "nj", "ђ": "dj", "ћ": "c",
    "џ": "dz",
}  # fmt: skip
_FOREIGN = rules(
    (r"дж", "j"),
    (r"[хг](?=[аеиоуэ])", "h"),
    (r"х", "h"),
    (r"кв", "qu"),
    (r"ау", "au"),
    (r"ц", "z"),
    (r"в", "w"),
    (r"ей|ай", "ei"),
)
#: English names as Cyrillic papers hear them: "Эшбрук" is Ashbrook, "Спэкмен" Spackman, "Кайлер" Kyler.
_OF_ENGLISH = rules(
    (r"мен$", "man"), (r"э", "a"), (r"(?<=[бвгдкмнпртфш])ай", "y"), (r"дж", "j"), (r"х", "h"), (r"в", "w")
)
_SLAVIC = re.compile(
    r"(?:[oe][vw]|ski|sky|sk[iy]j|skaja|skaya|skaïa|skaia|enk[oa]|[iy]tsch|[iy]cz|[iy]ch|[iy]tch|ow?sk[aá]|[ck]k?i|[oe][wv]a|[vw]ili)$"
)
#: What is written otherwise by the papers of one language alone, in a name with a Slavic ending.
_CERTAIN = (
    (re.compile(r"[cs]z|[łżóńśćź]|ck(?=[aiy])"), _POLISH),
    (re.compile(r"sch|^(?!.*(?<!t)z).*w"), _GERMAN),
    (re.compile(r"w"), _POLISH),
    (re.compile(r"tch|ou|ï|gu[eéi]"), _FRENCH),
    (re.compile(r"(?<![bcdfghklmnpqrstvwxz])j(?=[oáéíóúrv])(?!.*[šž])"), _SPANISH),
)


def _bare(text: str) -> str:
    letters = unicodedata.normalize("NFKD", text.replace("ł", "l").replace("đ", "dj").replace("ø", "o"))
    return re.sub(r"[^a-z]", "", letters)


def _read(part: str, convention: _Convention) -> str:
    return _bare(rewritten(rewritten(part, convention.rules), _ENDINGS))


@functools.lru_cache(maxsize=20_000)
def readings(part: str) -> tuple[str, ...]:
    """Return how English papers may write a part of a name, in letters from a to z, without the part itself.

    Args:
        part: With its marks, in Latin or Cyrillic letters, in lower case.

    >>> readings("chruszczow")[0], readings("jodorkovski")[0], readings("Хрущёв".lower())[0]
    ('khrushchev', 'khodorkovsky', 'khrushchev')
    """
    return tuple(dict.fromkeys(reading for reading in _all(part) if reading and reading != part))


def _all(part: str) -> Iterator[str]:
    certain = certain_reading(part)
    if certain:
        yield certain
    if any("\u0400" <= letter <= "\u04ff" for letter in part):
        yield _romanized(part)
        yield _romanized(rewritten(part, _FOREIGN))
        yield _romanized(rewritten(part, _OF_ENGLISH))
        return
    for convention in _LATIN:
        if convention.signs.search(part):
            yield _read(part, convention)
    yield _bare(rewritten(part, _ENDINGS))


def heard(reading: str) -> str:
    """Return what a reading sounds like, in which "j" is what English papers write for "дж"."""
    return sound(reading.replace("j", "dzh"))


def _romanized(part: str) -> str:
    latin = "".join(_CYRILLIC.get(letter, letter) for letter in part)
    return _bare(rewritten(latin, _ENDINGS))


def certain_reading(part: str) -> str:
    """Return the reading of a part that has a Slavic ending and signs of one convention, or an empty string."""
    if _SLAVIC.search(part):
        for sign, convention in _CERTAIN:
            if sign.search(part):
                return _read(part, convention)
    return ""
