"""Write a part of a name as it sounds, about: alike for most of its transliterations.

"Tschagajew", "Chagayev", "Čagajev" and "Чагаев" all are "sagaev". What languages write differently is made one: letters
that stand for one another ("w" and "v", "sch" and "sh"), hissing sounds, doubled letters, "i" beside another vowel.
"""

from __future__ import annotations

import functools
import re
import unicodedata

from anyascii import anyascii

#: What to write in place of what a pattern finds; rules are applied one after the other.
Rules = tuple[tuple[re.Pattern[str], str], ...]


def rules(*pairs: tuple[str, str]) -> Rules:
    """Return rules from patterns and what to write in their place."""
    return tuple((re.compile(pattern), instead) for pattern, instead in pairs)


def rewritten(text: str, by: Rules) -> str:
    """Return a text as rules write it."""
    for pattern, instead in by:
        text = pattern.sub(instead, text)
    return text


_MARKS = {
    ord(letter): latin
    for latin, letters in {
        "tch": "č", "ch": "ćĉç", "sh": "šśşșŝ", "zh": "žźżĵ", "l": "ł", "dj": "đ", "dzh": "ĝ", "ts": "ţț", "o": "ø",
        "e": "ə", "i": "ı", "u": "ŭ",
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
#: A letter that is no vowel.
_CONSONANT = "bcdfghjklmnprstwzżłńśćź"
#: Letters that tell how others are meant: "c" beside "č" is "ts", "ch" beside "cz" is "kh". Bulgarian alone has "ъ"
#: between consonants, Belarusian a short "u" at the end of names that others end with "v".
_TELLING = rules(
    (r"c(?!h)(?=.*[čšžřěů])", "ts"),
    (r"(?<=[čšžřěů])(\w{0,3})c(?!h)", r"\1ts"),
    (r"(?<![st])ch(?=.*(?:sz|cz|rz|[łśżźńąęčšžřěů]))", "kh"),
    (r"(?<=sz|cz|rz)(\w{0,3})(?<![st])ch", r"\1kh"),
    (r"ъ(?=[бвгджзклмнпрстфхцчшщ])", "а"),
    (r"(?<=[аеоэыaeoy])[ўŭ]$", "v"),
    (r"j(?=.*[čšžřěů])", "y"),
    (r"ę(?=[bp])", "em"),
    (r"ą(?=[bp])", "om"),
    (r"ę(?=\w)", "en"),
    (r"ą(?=\w)", "on"),
    (r"ão", "an"),
    (r"(?<=[we]s)cy$", "ki"),
)
#: Endings of women's names, which their marks or their language tell: "Merkelová", "Nowakówna" and "Nowakowa".
WOMEN = rules(
    (r"(?<=enk)ov(?:á|ou)$", "o"),
    (r"(?<=\w{3})ov(?:á|ou)$", ""),
    (r"(?<=\w{2})(?:ó|o)wn(?:a|ą|ę|ie)$", "owa"),
    (rf"(?<=\w{{2}}[{_CONSONANT}])i?ank[aąę]$", "ina"),
)
#: A Japanese name of three syllables or more, as Hepburn, Kunrei and Polivanov write it.
_SYLLABLE = (
    r"(?:(?:[kstnhmrgzdbpfw]|[knhmrgbp][yi]|sh|ch|ts|j|d[zj]|tch|[kstzi]?y|i)?(?:aa|uu|o[ouh](?![aeiou])|ei|[aeiou])"
    r"|n(?![aeiouy])|t(?=t|ch)|k(?=k)|s(?=s)|p(?=p)|m(?=[bmp]))"
)
_JAPANESE = re.compile(rf"(?!.*(?:enk[oa]|i[ao]|ian[ao]|[ijy]an|in)$)(?=(?:[^aeiou]*[aeiou]){{3}})(?:{_SYLLABLE})+")
#: Cyrillic as it writes Japanese names.
_POLIVANOV = {ord(letter): latin for letter, latin in {"х": "h", "я": "ya", "ю": "yu", "ё": "yo"}.items()}
_JAPANESE_RULES = rules(
    (r"d(?=[iu])", "S"),
    (r"n(?=[mbp])", "m"),
    (r"d?z[iy](?=[aou])", "S"),
    (r"d?zi|dji|ji", "Si"),
    (r"d?zu", "Su"),
    (r"zy|dj|j", "S"),
    (r"tchi|chi|ti|tci", "Si"),
    (r"ty", "S"),
    (r"ts?u", "Su"),
    (r"shi|si", "Si"),
    (r"sy|sh|ch", "S"),
    (r"h(?=u)", "f"),
    (r"o[ouh](?![aeiou])", "o"),
    (r"(u|i)\1", r"\1"),
)
#: In this order. Capitals stand for hissing sounds until all are "s".
_RULES = rules(
    # what several letters write
    (r"(?:ch|s|sz|sch)[vw]ili$", "shvili"),
    (r"(?<=[nk]y)ch$|(?<=l)ch(?=er$|i?or$|$)", "h"),
    (r"(?<=ou)j", "zh"),
    (r"(?<=[a-z]{2}[oeia]v)n[ay]$", "itch"),
    (r"t+(?=tch)", ""),
    (r"shch|schtsch|chtch|szcz|sjtj", "S"),
    (r"dzsz|dschd?|dzh|dzs|dzj|^dj(?=[aeiouy])", "S"),
    (r"tsch|tch|tsj|tcz|cz|tsh|tj$|tj(?=en)|tx", "S"),
    (r"sch|sh|sz|sj(?=[aeiou])|sj$|zh|zj", "S"),
    (r"ck(?=(?:i|y|yj|ij|yi|a|oi?|e|iy)$)", "Sk"),
    (r"dz(?=i[aeou]|i$)", "S"),
    (r"^[ck]h(?=r)", "k"),
    (r"ch(?=[mtlbdnvwfgk])|kh|(?<=[aou])ch$|(?<=ba|do|lo)ch(?=er)", "h"),
    (r"ph", "f"),
    (r"gn(?=[aeiouy])", "n"),
    (r"gl(?=i[aeou])|gl(?=i$)", "l"),
    (r"(?<=[tgdrb])h", ""),
    (r"cc(?=[ei])", "S"),
    (r"cch|ck|qu|q", "k"),
    (r"^x", "S"),
    (r"x", "ks"),
    (r"^mac(?=[bcdfgklmnpqrstvz])|^mc", "mak"),
    (r"ch|c(?=[eiy])|c$|cs", "S"),
    (r"c", "k"),
    (r"w|(?<=[eo])ff$", "v"),
    # endings of Slavic family names
    (r"(?<=enk)ova$", "o"),
    (r"(?<=[a-z]{3}[oe]v)(?:a|a?s)$|(?<=ski)s$", ""),
    (r"(?<=[sS]k)a[iyj]a$|(?<=[a-z][sS]k)a$", "i"),
    # vowels
    (r"(?<=[b-df-hj-np-tv-z])ou(?=a)", "v"),
    (r"ou|oo|oe(?!v)|ue(?=[bcdfghkmnprstvxz]|l[a-z])", "u"),
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
_VOWELS = re.compile("[aeiou]+")
_LAST_VOWELS = re.compile(r"(?<=..)[aeiou]+$")


@functools.lru_cache(maxsize=20_000)
def sound(part: str) -> str:
    """Return what a part of a name sounds like, in letters from a to z; its marks may be there or folded away.

    >>> sound("tschagajew"), sound("Чагаев"), sound("čagajev")
    ('sagaev', 'sagaev', 'sagaev')
    """
    sounds = bare(part)
    as_japanese = sounds if sounds == part else latin(part.casefold().translate(_POLIVANOV))
    for heard in dict.fromkeys((sounds, as_japanese)):
        if is_japanese(heard):
            return rewritten(rewritten(heard, _JAPANESE_RULES), _RULES)
    return rewritten(sounds, _RULES)


def is_japanese(letters: str) -> bool:
    """Return whether a part in letters from a to z is made of three Japanese syllables or more, as far as they tell."""
    return _JAPANESE.fullmatch(letters) is not None


def skeleton(sounds: str) -> str:
    """Return a sound with one sign for all vowels that follow one another, and without those at its end.

    >>> skeleton(sound("broomfield")), skeleton(sound("брумфилд"))
    ('bramfald', 'bramfald')
    """
    return _VOWELS.sub("a", _LAST_VOWELS.sub("", sounds))


def bare(part: str) -> str:
    """Return a part of a name in letters from a to z, without an ending that only a woman's name has."""
    return latin(rewritten(rewritten(part.casefold(), WOMEN), _TELLING))


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


def little_differs(one: str, other: str, letters: float = 4) -> bool:
    """Return whether a letter in four (or as said) differs at most: "musztafa", "mustafa", not "hobeich", "hobbes"."""
    return distance(one, other) <= max(len(one), len(other)) // letters


def distance(one: str, other: str) -> int:
    """Return the number of letters to put in, leave out or change to make one of the other."""
    row = list(range(len(other) + 1))
    for i, x in enumerate(one, start=1):
        before, row[0] = row[0], i
        for j, y in enumerate(other, start=1):
            before, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, before + (x != y))
    return row[-1]
