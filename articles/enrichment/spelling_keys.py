"""One spelling of a name part for all: "Selenskyj", "Zelenskyy" and "Зеленский" are all "zelensky".

A table made by `training/spellings.py` has the parts whose spellings are known. What it does not have is spelled as the
part in use that sounds like it, or, where none does, as it sounds, with one sign for any vowel but the last: then it
has the key of all names with these consonants, of those in the table too that English papers do not use.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Iterable, Sequence
from itertools import islice, product

from articles.enrichment import han_names, korean_names, palladius
from articles.enrichment.gazetteer import fold
from articles.enrichment.sounds import (
    WOMEN,
    bare,
    distance,
    is_japanese,
    latin,
    little_differs,
    rewritten,
    skeleton,
    sound,
)
from articles.enrichment.spelling_table import OWN_SOUND, SKELETON, SOUND, Table, load
from articles.enrichment.transliterations import certain_reading, heard, readings

#: Shorter parts stay as they are, in Latin letters: "bin", "Xi", "Jong".
_SHORTEST = 5
#: Arabic articles: "Bashar al-Assad" is "Bashar Assad".
_ARTICLES = frozenset({"al", "el", "аль", "эль"})
#: The same before letters that they are spoken like: "as-Sisi", "ash-Sharaa".
_SPOKEN_LIKE = {
    article: article[1:]
    for article in (
        *("as", "es", "ash", "esh", "ad", "ed", "ar", "er", "at", "et", "az", "ez"),
        *("ас", "аш", "ад", "ар", "ат", "аз", "ан"),
    )
}
#: "Son of" within a name, as French papers, Hebrew and Cyrillic ones write it.
_SON = frozenset({"ben", "бен"})
#: Arabic names of two words that many papers write as one: "Abdelfattah", "Abdurrahman"; not "Abdullah", "Abdulayev".
_ABDEL = re.compile(r"abd(?:[aeuo]l|oul|[aeuo]r(?=r))(?P<name>(?!\w+[eo]v\b)\w{4,})")

#: Names of women that tell the man's: Polish ones with letters that Polish alone has before the ending (others may be
#: Russian: "Simonowa"), and Czech ones.
_WOMAN = (
    re.compile(r"(?=.*(?:[łńśćżźąęó]|sz|cz|rz|dzi|i[aou])\w*ow)(?P<name>\w{3,}?)i?ow(?:a|ej|ą)"),
    re.compile(r"(?=.*(?:[łńśćżźąęó]|sz|cz|rz|dzi|i[aou])\w*ów)(?P<name>\w{3,}?)i?ówn(?:a|y|ę|ą)"),
    re.compile(r"(?P<name>\w{3,}?)ov(?:á|é|ou)"),
)
#: One letter in so many may differ from a name that sounds so, where nothing looks more like it: fewer than half.
_UNDER_HALF = 2.1
#: What stands for the vowels of a part that no table has, so that it is no name: "Derkač" is not "Dark".
UNKNOWN_VOWEL = "ə"
#: The same for the last vowel within a part, if it is a front one: "Ursulik" is not "Ursulak".
_FRONT_VOWEL = "ɪ"
#: The end of a part with few consonants that ends with a dark vowel: "Ririko" is not "Ririka".
_DARK_END = "ʊ"
_SIGNS = "[b-df-hj-np-tv-zəɪ]"
_UNKNOWN = re.compile(f"{_SIGNS}*[əɪ]{_SIGNS}*ʊ?|[a-z]+əə")
#: With fewer consonants, vowels tell names apart: "Shoso", "Ziza".
_CONSONANTS = 3
#: A vowel that other forms of a name lack: "Hejtmánek", "Hejtmánková".
_WEAK = re.compile(r"(?<=[a-z]{2}[^aeiou])e([ks])$")
#: The ending that wives and daughters have in Polish ("Bartusikowa"), and men in Russian: it tells nothing of a
#: name that no table has and that is long enough without it.
_OF = UNKNOWN_VOWEL + "v"
_WITHOUT_OF = 4
#: The ending that Latvian gives every man, and Dutch some, behind another consonant: "Kārlsons" is Karlson.
_OF_LATVIANS = re.compile("(?<=[b-df-hj-np-rtv-z])s$")
#: The last vowels within a part; those of the ending "ov" or "ev" are none.
_LAST_VOWEL = re.compile("[aeiou](?=[^aeiou]+(?:[ue]v)?[aeiou]*$)")


@functools.lru_cache(maxsize=20_000)
def canonical(part: str, written: str = "") -> str:
    """Return the spelling for all of a part of a person's name.

    Args:
        part: Folded.
        written: With its marks, which tell how it sounds; the folded part if empty.

    >>> canonical("selenskyj"), canonical("смирнов"), canonical("smith")
    ('zelensky', 'smirnov', 'smith')
    """
    return spelled_by(load(), part, written)


def spelled_by(table: Table, part: str, written: str = "") -> str:
    """Return the spelling for all of a part by a table; see `canonical`."""
    return spelled(table.find, part, written)


def spelled(find: Callable[[str], str | None], part: str, written: str = "") -> str:
    """Return the spelling for all of a part.

    Args:
        find: Gives the spelling for all of a known part, or of a sound behind one of the marks of `spelling_table`.
        part: Folded.
        written: With its marks; the folded part if empty.
    """
    known = find(part)
    if known is not None:
        return known
    written = (written or part).casefold()
    if is_unknown(part) or (part.isascii() and len(part) < _SHORTEST):
        return part
    if len(part) < _SHORTEST:
        return latin(part).replace("tch", "ch") or part
    return (
        (_near(find, bare(written), sound(written)) if part.isascii() else _in_other_letters(find, written))
        or _read_otherwise(find, written)
        or _near(find, bare(written), sound(written), _UNDER_HALF)
        or _of_a_man(find, written)
        or by_consonants(written)
        or part
    )


def _in_other_letters(find: Callable[[str], str | None], written: str) -> str | None:
    """Return the known name that a part in other letters is: by its letters, its sound, or its consonants."""
    reading, sounds = bare(written), sound(written)
    return (
        _as_written(find, written)
        or _near(find, reading, sounds, 3)
        or _read_otherwise(find, written, 3)
        or _near(find, reading, skeleton(sounds), 4, (SKELETON,))
    )


def by_consonants(written: str) -> str:
    """Return the key of an unknown part: what it sounds like, with one sign for all vowels, which no name has.

    One that has few consonants keeps its vowels, and has that sign at its end.
    """
    as_a_man = rewritten(written, WOMEN)
    reading = "" if is_japanese(bare(written)) else certain_reading(as_a_man)
    sounds = sound(reading.replace("ch", "tch")) or sound(written)
    strong = _WEAK.sub(r"\1", sounds)
    consonants = skeleton(strong).replace("a", UNKNOWN_VOWEL)
    number = _number_of_consonants(consonants)
    if sounds and number < _CONSONANTS:
        return sounds + 2 * UNKNOWN_VOWEL
    key = _with_front_vowel(_without_ending(consonants), strong).replace("g", "h")  # Ukrainian has "h" for Russian "g"
    return key + _DARK_END if number < _WITHOUT_OF and sounds.endswith("u") else key


def _without_ending(consonants: str) -> str:
    for without in (consonants.removesuffix(_OF), _OF_LATVIANS.sub("", consonants)):
        if without != consonants and _number_of_consonants(without) >= _WITHOUT_OF:
            return without
    return consonants


def _with_front_vowel(key: str, sounds: str) -> str:
    """Return a key with the sign for its last vowel that is not of its ending, where it is a front one."""
    last = _LAST_VOWEL.search(sounds)
    if last is None or last[0] not in "ei":
        return key
    ending = _OF if key.endswith(_OF) else ""
    before, vowel, behind = key.removesuffix(ending).rpartition(UNKNOWN_VOWEL)
    return before + (_FRONT_VOWEL if vowel else "") + behind + ending


def is_unknown(spelling: str) -> bool:
    """Return whether a spelling for all is that of a part which no table has."""
    return _UNKNOWN.fullmatch(spelling) is not None


def _number_of_consonants(key: str) -> int:
    return len(re.sub("[əɪʊ]", "", key))


def _as_written(find: Callable[[str], str | None], written: str) -> str | None:
    """Return the known name that a part in other letters is letter by letter: "Сассон" is Sasson, not Sassoon."""
    return next((one for one in readings(written) if find(one) == one), None)


def _of_a_man(find: Callable[[str], str | None], written: str) -> str | None:
    """Return the spelling for all of a man's name that a woman's is made of: "Kopańczykówna" of Kopańczyk."""
    name = next((match["name"] for ending in _WOMAN if (match := ending.fullmatch(written)) is not None), None)
    return spelled(find, fold(name), name) if name else None


def _near(
    find: Callable[[str], str | None],
    reading: str,
    sounds: str,
    letters: float = 4,
    marks: Sequence[str] = (OWN_SOUND, SOUND),
) -> str | None:
    """Return the known name that sounds so, if it is written about so."""
    for mark in marks:
        found = find(mark + sounds)
        if found is not None and little_differs(reading, found, letters):
            return found
    return None


def _read_otherwise(find: Callable[[str], str | None], written: str, letters: int = 4) -> str | None:
    """Return the known name that a part may be, written by the conventions of another language: the likest."""
    best: tuple[int, str] | None = None
    for reading in readings(written):
        found = _near(find, reading, heard(reading), letters) or find(reading)
        if found is not None:
            far = distance(reading, found)
            if best is None or far < best[0]:
                best = far, found
    return best[1] if best else None


def canonical_parts(parts: Sequence[str], written: Sequence[str] = ()) -> list[str]:
    """Return the parts of a person's name in the spelling for all.

    Args:
        parts: Folded.
        written: The same with their marks; the folded parts if empty.
    """
    if len(parts) == 1 and not parts[0].isascii() and (split := han_names.split(parts[0], load().find)):
        return [canonical(part) for part in split]
    korean = korean_names.spelled(parts)
    if korean:
        return korean
    chinese = palladius.spelled(parts)
    if chinese:
        return [canonical(part) for part in chinese]
    spelled: list[str] = []
    for part, as_written in zip(parts, written or parts, strict=True):
        two = _ABDEL.fullmatch(part)
        spelled += ["abdel", canonical(two["name"])] if two else [canonical(part, as_written)]
    if len(parts) > 2:
        spelled[1:] = ["bin" if part in _SON else part for part in spelled[1:]]
    articles = {canonical(part) for part in parts if _is_article(part, parts)}
    without = [part for part in spelled if part not in articles]
    return without if len(without) > 1 else spelled


def _is_article(part: str, name: Sequence[str]) -> bool:
    if part not in _SPOKEN_LIKE:
        return part in _ARTICLES
    return len(name) > 2 and any(other != part and other.startswith(_SPOKEN_LIKE[part]) for other in name)


def respelled(name: str) -> str:
    """Return a name with its parts in the spelling for all, folded: to look for it where it is spelled otherwise."""
    return " ".join(canonical(part) for part in fold(name).split())


_PERSON = "person:"
#: Other spellings of a part, and keys of a person, that are looked for at most.
_PARTS, _KEYS = 12, 256


@functools.lru_cache(maxsize=10_000)
def canonical_key(key: str) -> str:
    """Return the key of a person in the spelling for all; other keys as they are.

    >>> canonical_key("person:selenskyj-wolodymyr"), canonical_key("country:US")
    ('person:vladimir-zelensky', 'country:US')
    """
    if not key.startswith(_PERSON):
        return key
    return _PERSON + "-".join(sorted(canonical_parts(key.removeprefix(_PERSON).split("-"))))


def _before(part: str) -> list[str]:
    """Return what older versions made of an unknown name: one sign for all its vowels, "g" for "h", its ending."""
    plain = part.replace(_FRONT_VOWEL, UNKNOWN_VOWEL).removesuffix(_DARK_END)
    ways = [plain, plain.replace("h", "g")]
    if _number_of_consonants(part) >= _WITHOUT_OF:
        ways += [way + ending for way in ways for ending in (_OF, "s")]
    return list(dict.fromkeys([*ways, *(way.replace(UNKNOWN_VOWEL, "a") for way in ways)]))


def _nearest_in_length(part: str, others: Iterable[str]) -> list[str]:
    return sorted(others, key=lambda other: (abs(len(other) - len(part)), other))


@functools.lru_cache(maxsize=1_000)
def spelled_keys(key: str) -> tuple[str, ...]:
    """Return keys of a person in other spellings, as an older index may have them, the key itself left out."""
    if not key.startswith(_PERSON):
        return ()
    table = load()
    own = key.removeprefix(_PERSON).split("-")
    korean = korean_names.spelled(own) is not None
    choices = []
    for part in own:
        others = [*table.parts_of(part), *(korean_names.ways(part) if korean else ())]
        before = [way for way in _before(part) if way != part] if is_unknown(part) else []
        choices.append([part, *before, *_nearest_in_length(part, others)[:_PARTS]])
    several: list[Sequence[str]] = [[*own, article] for article in sorted(_ARTICLES)] if len(own) > 1 else []
    if "bin" in own and len(own) > 2:
        several.append(["ben" if part == "bin" else part for part in own])
    if "abdel" in own:
        rest = [part for part in own if part != "abdel"]
        one_word = {
            name: canonical(f"abdel{name}").replace(_FRONT_VOWEL, "a").replace(UNKNOWN_VOWEL, "a") for name in rest
        }
        several += [[*(part for part in rest if part != name), whole] for name, whole in one_word.items()]
    several += islice(product(*choices), 1, _KEYS)
    return tuple(dict.fromkeys(_PERSON + "-".join(sorted(parts)) for parts in several))
