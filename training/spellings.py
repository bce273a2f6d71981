"""Write `articles/enrichment/spellings.npz`: ``python training/spellings.py PERSONS``.

PERSONS is `rigour/data/names/persons.txt` of the package `rigour` 1.8.2 (MIT; compiled from Wikidata, CC0): a line for
each name part, with its spellings in many languages and scripts. Each is mapped to the spelling that English papers use
most. A part that is in several lines, or that is a frequent name of its own, goes only to a spelling that sounds alike:
"Ivan" is not "John", though Wikidata has them on one line.

What the file does not have is found by its sound (`articles.enrichment.sounds`): each sound is mapped to the spelling
that is used most among those that sound so.
"""

from __future__ import annotations

import argparse
import functools
import math
import re
import statistics
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import wordfreq

from articles.enrichment import transliterations
from articles.enrichment.gazetteer import fold
from articles.enrichment.sounds import distance, little_differs, skeleton, sound
from articles.enrichment.spelling_keys import by_consonants, spelled
from articles.enrichment.spelling_table import FILE, OWN_SOUND, SKELETON, SOUND, part_hash
from articles.enrichment.transliterations import certain_reading, readings

#: A part this frequent in English (Zipf) is a name of its own, whatever stands beside it or sounds like it.
OWN = 2.8
#: A part this frequent is not taken for another because it sounds like it: "Scholz" is not "Schultz". English words
#: that are in no line are known too: "Klopp", "copper".
USED = 1.5
#: A name that English papers use less has the key of all that have its consonants, whether a line has it or none.
RARE = 0.5
#: What is so much more frequent in English than in languages that have the same names of people is a word: "below".
WORD, LANGUAGES = 1.0, ("de", "fr", "es", "it")
#: Given names of one person in Ukrainian and Russian, and others that the file has not.
EXTRA = {
    part: spelling
    for spelling, parts in {
        # Ukrainian, Russian, Belarusian
        "alexander": "oleksandr olexandr aleksandr alexandr aljaksandr олександр "
        "александр alexandre aleksander aleksandar alaksandr aliaksandr александар",
        "alexei": "alexey aleksei aleksey alexej aleksej oleksiy oleksii олексіи алексеи",
        "anastasia": "anastasiya anastasija anastassija",
        "anatoly": "anatoliy anatoli anatolij anatolii анатолии анатоліи",
        "andrei": "andriy andrii andrey andrej andrij андріи андреи",
        "arkady": "arkadi arkadiy arkadij",
        "artem": "artyom artjom",
        "bogdan": "bohdan",
        "dmitry": "dmytro dmitri dmitrij dmitriy dmitro дмитро дмитрии",
        "egor": "yegor jegor yehor jehor",
        "ekaterina": "kateryna katerina yekaterina jekaterina катерина",
        "elena": "yelena jelena olena олена елена",
        "evgeny": "yevhen evgeni yevgeny yevgeniy jewgeni jewgenij євген евгении",
        "fyodor": "fedor fjodor feodor fedir",
        "garry": "garri",
        "gennady": "gennadi gennadiy gennadij hennadiy hennadij",
        "grigory": "grigori grigoriy grigorij hryhoriy hryhorij григории григоріи",
        "igor": "ihor ігор",
        "ivan": "iwan",
        "joseph": "josef jozef józef iosif iósif иосиф джозеф",
        "ilya": "ilja illia iliya",
        "irina": "iryna ірина",
        "kirill": "kyrylo",
        "klitschko": "klychko klichko kliczko klicko кличко",
        "konstantin": "kostyantyn kostiantyn kostjantyn konstantyn kostantin kostyantin",
        "lyudmila": "ludmila liudmila ljudmila lyudmyla ljudmyla ludmyla",
        "maria": "mariya marija mariia",
        "maxim": "maksim maksym maxym",
        "mikhail": "michail mykhailo mychajlo mychailo михаило michaił mijail mijaíl",
        "nadia": "nadiya nadija nadiia",
        "natalia": "natalya nataliya natalja natalija",
        "nikolai": "mykola nikolay nikolaj mikalai микола николаи",
        "oksana": "oxana",
        "oleg": "oleh",
        "olga": "olha",
        "pavel": "pavlo",
        "petr": "pyotr piotr petro pjotr петр петро",
        "putin": "poutine poutin путин",
        "saddam": "sadam",
        "sergei": "serhiy serhii sergey sergej siarhei сергіи сергеи",
        "svetlana": "svitlana switlana swetlana",
        "tatiana": "tatyana tetiana tetyana tatjana",
        "valery": "valeriy valerii valerij valeri waleri walerij",
        "vasily": "vasiliy vasyl vassili wassili wassyl wasyl",
        "vitaly": "vitaliy vitali vitalii witali witalij віталіи",
        "vladimir": "volodymyr wolodymyr wladimir vladimiro володимир włodzimierz wlodzimierz włodimir",
        "vladislav": "vladyslav wladislaw",
        "vyacheslav": "viacheslav wjatscheslaw",
        "yulia": "yuliya yuliia julija iulia iuliia ioulia youlia",
        "yuri": "yuriy yurii yury juri jurij iouri youri iurii joeri юрии юріи",
        # Arabic, Persian, Turkish
        "abdel": "abdul abdal abdol abdoul abdil abdoel abd",
        "abdullah": "abdallah abdulla abdalla",
        "abu": "abou abo",
        "ahmed": "ahmad achmed achmad",
        "abbas": "abas abbás abás",
        "aisha": "ayesha aicha",
        "assad": "asad assaad асад",
        "bashar": "baschar bachar",
        "bin": "بن ابن ibn",
        "erdogan": "erdoan",
        "faisal": "faysal feisal",
        "fatima": "fatimah fatema",
        "fouad": "fuad",
        "gaddafi": "qaddafi kadhafi khadafy gadhafi kaddafi gheddafi gadafi qadhafi kadafi",
        "haniyeh": "hanija haniya haniyya hania haniya хания ханиия",
        "hassan": "hasan hassane",
        "hussein": "hussain husain hosein hossein husayn husein houssein",
        "ibrahim": "ibraheem ebrahim",
        "javad": "jawad djavad djawad dschawad dżawad джавад",
        "jamal": "gamal djamal dschamal jamaal",
        "karim": "kareem kerim",
        "khalid": "khaled chalid",
        "khalil": "chalil",
        "khamenei": "chamenei jamenei xamenei",
        "khabib": "chabib jabib хабиб",
        "khomeini": "chomeini jomeini",
        "mohammed": "mohamed muhammad mohammad mohamad muhammed muhamad",
        "mustafa": "moustafa mostafa mustapha moustapha musztafa",
        "nabil": "nabeel",
        "morsi": "mursi morsy мурси",
        "nuri": "nouri нури",
        "sharaa": "scharaa charaa шараа",
        "najib": "nadjib nadschib nadzib nadzsib",
        "netanyahu": "netanjahu netanyahou netaniahu",
        "osama": "usama oussama усама",
        "laden": "ladin",
        "yahya": "yahia jahia jahja yehya яхья",
        "qasim": "kassem qassem kasim kassim qasem",
        "raisi": "raissi raïssi raeisi reisi раиси",
        "rashid": "rasheed rachid raschid",
        "rouhani": "rohani ruhani rowhani",
        "sharif": "sherif cherif charif shareef",
        "tariq": "tarek tareq tarik",
        "sisi": "sissi",
        "youssef": "yousef yusuf yousuf youssouf yusef youcef jussuf يوسف",
        # Little words of names, and frequent names of other languages in Cyrillic letters
        "von": "фон",
        "der": "дер",
        "van": "ван",
        "de": "де",
        "da": "да",
        "di": "ди",
        "du": "дю",
        "le": "ле",
        "la": "ла",
        "charles": "чарльз шарль",
        "christine": "кристин",
        "elon": "илон",
        "george": "джордж",
        "giorgia": "джорджа",
        "giovanni": "джованни",
        "giuseppe": "джузеппе",
        "hans": "ханс ганс",
        "heinrich": "генрих",
        "heinz": "хаинц",
        "helmut": "гельмут",
        "henry": "генри",
        "jack": "джек",
        "jacques": "жак",
        "jair": "жаир",
        "james": "джеимс",
        "javier": "хавьер",
        "jean": "жан",
        "jim": "джим",
        "joe": "джо",
        "john": "джон",
        "johnson": "джонсон",
        "jorge": "хорхе",
        "jose": "хосе",
        "juan": "хуан",
        "kohl": "коль",
        "lewis": "льюис",
        "marine": "марин",
        "michelle": "мишель",
        "musk": "маск",
        "wilhelm": "вильгельм",
    }.items()
    for part in parts.split()
}
_HEADS = frozenset(EXTRA.values())
#: Shorter parts stay as they are: "bin", "Xi", "Jong".
SHORTEST = 5
_LATIN = re.compile(r"[a-z]{3,}")
_CYRILLIC = re.compile(r"[\u0400-\u04ff]{3,}")
_HAN = re.compile(r"[\u3400-\u9fff]{2,}")
_WORD = re.compile(r"\w{2,}")
#: Signs of a transliteration, of which there are several in use.
_TRANSLITERATED = re.compile(
    r"[oe](?:v|w|ff)a?$|[sc]k(?:i|y|yj|ij|iy|yi|yy|ii|aja|aya|aia|a)$|enk[oa]$|[ijy]uk$|ch?uk$|[vw][iy](?:tch|tsch|ch|cz|c)$"
    r"|d[sz]e$|[sc]h?[vw]ili$|[ijy]an$|kh|zh|dzh|dsch|dj|tsch|tch|shch|szcz|[ijy]y|ii|ij$"
)
_VOWELS = re.compile(r"(?!^)[aeiou]")


heard = functools.cache(sound)
read = functools.cache(transliterations.heard)


def alike(one: str, other: str) -> bool:
    """Whether two parts sound alike: a third of the sounds differ at most, and the first ones agree."""
    return _sound_alike(heard(one), heard(other))


def _sound_alike(a: str, b: str) -> bool:
    if not a or not b or (a[0] != b[0] and not {a[0], b[0]} <= set("iaeou")):
        return False
    most = max(len(a), len(b)) // 3
    return abs(len(a) - len(b)) <= most and distance(a, b) <= most


def near(one: str, other: str) -> bool:
    """Whether a part in another script may be read as one in Latin letters: by its consonants, half of which agree."""
    a, b = (_VOWELS.sub("", heard(part)) for part in (one, other))
    return distance(a, b) <= max(len(a), len(b)) / 2


@functools.cache
def _shares(language: str) -> dict[str, float]:
    return wordfreq.get_frequency_dict(language)


def frequency(part: str, language: str = "en") -> float:
    """Zipf of a part in a language, as `wordfreq.zipf_frequency` gives it, in a tenth of its time."""
    share = _shares(language).get(part, 0.0) if part.isascii() else 0.0
    return round(math.log10(share) + 9, 2) if share else 0.0


def is_word(part: str) -> bool:
    """Whether a part that is frequent in English is a word there, and no name."""
    return frequency(part) - statistics.median(frequency(part, language) for language in LANGUAGES) >= WORD


def usage(part: str) -> float:
    """How much English papers use a part; endings of a hundred years ago, which brands keep, count less."""
    return frequency(part) - part.endswith(("off", "eff"))


def is_known(word: str) -> bool:
    """Whether a word that no line has may be a name."""
    return len(word) >= SHORTEST and _LATIN.fullmatch(word) is not None and frequency(word) >= USED


def names(lines: Iterable[str]) -> Iterator[dict[str, str]]:
    """The parts of each line: folded → as written."""
    for line in lines:
        written, arrow, _ = line.rpartition(" => ")
        if arrow and not line.startswith("#"):
            parts = {fold(part): part for part in written.split(", ")}
            yield {part: raw for part, raw in parts.items() if _WORD.fullmatch(part)}


def spellings(lines: list[str]) -> dict[str, str]:
    """Part → its spelling for all, and sound → the spelling of those that sound so."""
    choices: dict[str, list[tuple[float, str]]] = defaultdict(list)
    written: dict[str, str] = {}
    for parts in names(lines):
        heads = [part for part in parts if _LATIN.fullmatch(part)]
        for part in heads:
            if part not in written or parts[part].isascii():
                written[part] = parts[part]
        if heads and len(parts) > 1:
            head = _head(heads, parts)
            for part in parts:
                choices[part].append((usage(head), head))
    written |= {word: word for word in wordfreq.iter_wordlist("en", "large") if word not in written and is_known(word)}
    found = {part: head for part, heads in choices.items() if (head := _best(part, heads)) not in (None, part)}
    found.update(EXTRA)
    sounds = {part: heard(raw) for part, raw in written.items() if len(part) >= SHORTEST}
    by_sound = _by_sound(sounds)
    like = {part: by_sound[sounded] for part, sounded in sounds.items()}
    names_of = {part: _end(part, found, like) for part in {*found, *written, *by_sound.values()}}
    ends = {part: _key(name, written) for part, name in names_of.items()}
    result = {part: end for part, end in ends.items() if part != end}
    result |= {part: part for part, other in like.items() if ends[part] == part and ends[other] != part}
    for sounded, part in by_sound.items():
        if ends[part] == names_of[part]:
            result[(OWN_SOUND if frequency(ends[part]) >= OWN else SOUND) + sounded] = ends[part]
    result |= _by_skeleton(written, ends)
    own: dict[str, str] = {}
    for part, end in ends.items():
        other = spelled(result.get, part) if part.isascii() else end
        if other != end and not _is_misread(part, names_of[part], other):
            own[part] = end
    return result | own


def _key(name: str, written: dict[str, str]) -> str:
    """The key of a name that is the spelling for all: of one that English papers do not use, by its consonants."""
    if len(name) < SHORTEST or not name.isascii() or usage(name) >= RARE or name in _HEADS:
        return name
    return by_consonants(written.get(name, name).casefold()) or name


def _is_misread(part: str, end: str, other: str) -> bool:
    """Whether a name that no line joins with others is another's, by the convention of one language."""
    return part == end and frequency(part) < min(OWN, frequency(other)) and certain_reading(part) != ""


def _by_skeleton(written: dict[str, str], ends: dict[str, str]) -> dict[str, str]:
    """Skeleton of a name in use, as it is read in one language or another → the name that is used most."""
    best: dict[str, tuple[float, str]] = {}
    for part in written:
        used = usage(part)
        if len(part) < SHORTEST or used < USED or is_word(part):
            continue
        for reading in (part, *readings(part)):
            sounds = skeleton(heard(part) if reading == part else read(reading))
            rank = used - (reading != part), ends.get(part, part)
            if len(sounds) >= SHORTEST - 1 and rank > best.get(sounds, (0.0, "")):
                best[sounds] = rank
    return {SKELETON + sounds: part for sounds, (_, part) in best.items()}


def _head(heads: list[str], parts: dict[str, str]) -> str:
    """The part of a line that English papers use most; of those they do not use, one that sounds as most do."""
    sounds = Counter(heard(raw) for raw in parts.values())
    return max(sorted(heads), key=lambda part: (usage(part), sounds[heard(parts[part])], -abs(len(part) - 7)))


def _is_read_as(part: str, head: str) -> bool:
    """Whether a part sounds like one in Latin letters, as it is or as the papers of some language write it."""
    if alike(part, head):
        return True
    heads = {heard(head), *map(read, readings(head))} if _CYRILLIC.fullmatch(part) else {heard(head)}
    return any(_sound_alike(read(reading), sounds) for reading in readings(part) for sounds in heads)


def _best(part: str, heads: list[tuple[float, str]]) -> str | None:
    """The spelling for all of a part among those of its lines."""
    if _HAN.fullmatch(part):
        return max(heads)[1]
    ranked = sorted(set(heads), key=lambda head: (heard(head[1]) == heard(part), head), reverse=True)
    if part.isascii():
        if len(part) < SHORTEST or not _LATIN.fullmatch(part):
            return None
        if frequency(part) >= OWN:
            ranked = [(zipf, head) for zipf, head in ranked if is_respelled(part, head)]
        return next((head for _, head in ranked if _is_read_as(part, head)), None)
    as_read = _is_read_as if _CYRILLIC.fullmatch(part) else near
    return next((head for _, head in ranked if as_read(part, head)), None)


def _by_sound(sounds: dict[str, str]) -> dict[str, str]:
    """Sound → the part that is used most of those that sound so; a name, if there is one, before a word: "Belov"."""
    best: dict[str, tuple[tuple[bool, float, int], str]] = {}
    for part, sounded in sorted(sounds.items()):
        used = usage(part)
        rank = (used < OWN or not is_word(part), used, -len(part))
        if sounded not in best or rank > best[sounded][0]:
            best[sounded] = rank, part
    return {sounded: part for sounded, (_, part) in best.items()}


def _end(part: str, found: dict[str, str], like: dict[str, str]) -> str:
    """Where a part ends that is mapped on and on: "zelenskyy" by way of "zelenskiy"; of a circle, one for all."""
    seen: list[str] = []
    while part not in seen:
        seen.append(part)
        if part in found:
            part = found[part]
        elif may_be(part, like.get(part, part)):
            part = like[part]
    return max(seen[seen.index(part) :], key=lambda one: (usage(one), -len(one), one))


def is_respelled(part: str, head: str) -> bool:
    """Whether a frequent name is only another spelling of one: "Hussain" of "Hussein", not "Chung" of "Song"."""
    return heard(part) == heard(head) and part[0] == head[0] and distance(part, head) <= 2


def may_be(part: str, other: str) -> bool:
    """Whether a part is to be taken for one that sounds like it and is used more."""
    zipf = frequency(part)
    if part == other or zipf >= OWN or (zipf >= USED and not _TRANSLITERATED.search(part)):
        return False
    return frequency(other) < OWN or (zipf < USED and little_differs(part, other))


def _strings(name: str, strings: list[str]) -> dict[str, Any]:
    encoded = [string.encode() for string in strings]
    return {
        name: np.frombuffer(b"".join(encoded), dtype=np.uint8),
        f"{name}_lengths": np.array([len(string) for string in encoded], dtype=np.uint8),
    }


def arrays(found: dict[str, str]) -> dict[str, Any]:
    """The arrays of a table."""
    heads = sorted(set(found.values()))
    row = {head: i for i, head in enumerate(heads)}
    by_hash = {part_hash(part): part for part in found}
    hashes = np.array(sorted(by_hash), dtype=np.uint64)
    parts = [by_hash[value] for value in hashes.tolist()]
    known = [part for part in found if part.isascii() and part.isalnum()]
    others = sorted((row[found[part]], part) for part in known if part != found[part])
    deltas = np.diff(hashes, prepend=np.uint64(0))
    return {
        "deltas": deltas.astype(np.min_scalar_type(deltas.max())),
        "rows": np.array([row[found[part]] for part in parts], dtype=np.uint32),
        "variants": np.array([number for number, _ in others], dtype=np.uint32),
        **_strings("spellings", heads),
        **_strings("parts", [part for _, part in others]),
    }


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("persons", type=Path)
    found = spellings(parser.parse_args().persons.read_text(encoding="utf-8").splitlines())
    np.savez(FILE, **arrays(found))
    print(f"{len(found)} parts and sounds, {len(set(found.values()))} spellings, {FILE.stat().st_size / 1e6:.1f} MB")


if __name__ == "__main__":
    main()
