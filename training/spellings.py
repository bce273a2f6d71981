"""Write `articles/enrichment/spellings.npz`: ``python training/spellings.py PERSONS``.

PERSONS is `rigour/data/names/persons.txt` of the package `rigour` 1.8.2 (MIT; compiled from Wikidata, CC0): a line for
each name part, with its spellings in many languages and scripts. Of the Latin and Cyrillic ones each is mapped to the
spelling that English papers use most. A part that is in several lines, or that is a frequent name of its own, goes
only to a spelling that sounds alike: "Ivan" is not "John", though Wikidata has them on one line.
"""

from __future__ import annotations

import argparse
import re
from collections import defaultdict
from pathlib import Path
from typing import Any

import numpy as np
import wordfreq

from articles.enrichment.gazetteer import fold
from articles.enrichment.spelling_keys import FILE, by_rule, part_hash

#: A part this frequent in English (Zipf) is a name of its own, whatever sounds like it.
OWN = 2.8
#: Given names of one person in Ukrainian and Russian, and others that the file has not.
EXTRA = {
    part: spelling
    for spelling, parts in {
        "vladimir": "volodymyr wolodymyr wladimir vladimiro володимир",
        "alexander": "oleksandr olexandr aleksandr alexandr олександр александр",
        "nikolai": "mykola nikolay nikolaj микола николаи",
        "sergei": "serhiy serhii sergey sergej сергіи сергеи",
        "dmitry": "dmytro dmitri dmitrij dmitriy дмитро дмитрии",
        "evgeny": "yevhen evgeni yevgeny jewgeni євген евгении",
        "andrei": "andriy andrii andrey andrej андріи андреи",
        "mohammed": "mohamed muhammad mohammad mohamad muhammed",
        "ekaterina": "kateryna katerina",
        "mikhail": "michail",
        "putin": "poutine poutin",
    }.items()
    for part in parts.split()
}
#: Shorter parts stay as they are: "bin", "Xi", "Lee".
SHORTEST = 4
_WRITTEN = re.compile(r"[a-z]{3,}|[\u0400-\u04ff]{3,}")
_SOUNDS = (
    ("shch", "s"), ("tsch", "s"), ("sch", "s"), ("tch", "s"), ("sh", "s"), ("ch", "s"), ("zh", "s"), ("kh", "h"),
    ("dj", "j"), ("dzh", "j"), ("dsch", "j"), ("ts", "s"), ("tz", "s"), ("cz", "s"), ("sz", "s"), ("ph", "f"),
    ("th", "t"),
    ("ou", "u"), ("oo", "u"), ("ee", "i"), ("ie", "e"), ("ck", "k"), ("qu", "k"), ("x", "ks"), ("q", "k"), ("c", "k"),
    ("w", "v"), ("z", "s"), ("y", "i"), ("j", "i"), ("gh", "g"), ("h", ""),
)  # fmt: skip


def sound(part: str) -> str:
    """What a part sounds like, about: the same for most transliterations of a name."""
    word = by_rule(part)
    for letters, instead in _SOUNDS:
        word = word.replace(letters, instead)
    word = re.sub(r"(.)\1+", r"\1", word)
    return word[:1] + re.sub(r"i+(?=[aeou])", "", word[1:])


def alike(one: str, other: str) -> bool:
    """Whether two parts sound alike: a third of the sounds differ at most, and the first ones agree."""
    a, b = sound(one), sound(other)
    if not a or not b or (a[0] != b[0] and not {a[0], b[0]} <= set("iaeou")):
        return False
    return _distance(a, b) <= max(len(a), len(b)) // 3


def _distance(a: str, b: str) -> int:
    row = list(range(len(b) + 1))
    for i, x in enumerate(a, start=1):
        before, row[0] = row[0], i
        for j, y in enumerate(b, start=1):
            before, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, before + (x != y))
    return row[-1]


def frequency(part: str) -> float:
    """Zipf of a part in English, and a little of other languages to decide between unknown ones."""
    return wordfreq.zipf_frequency(part, "en") if part.isascii() else 0.0


def spellings(lines: list[str]) -> dict[str, str]:
    """Part → its spelling for all, without those in Cyrillic that the rules get right."""
    choices: dict[str, list[tuple[float, str]]] = defaultdict(list)
    for line in lines:
        names, arrow, _ = line.rpartition(" => ")
        if not arrow or line.startswith("#"):
            continue
        parts = {part for part in map(fold, names.split(", ")) if _WRITTEN.fullmatch(part)}
        latin = [part for part in parts if part.isascii()]
        if not latin or len(parts) < 2:
            continue
        head = max(sorted(latin), key=lambda part: (frequency(part), -abs(len(part) - 7)))
        for part in parts:
            choices[part].append((frequency(head), head))
    result = {}
    for part, heads in choices.items():
        if part.isascii() and len(part) < SHORTEST:
            continue
        if part.isascii() and frequency(part) >= OWN:
            heads = [(zipf, head) for zipf, head in heads if sound(head) == sound(part)] or [(0.0, part)]
        best = max(((zipf, head) for zipf, head in heads if alike(part, head)), default=None)
        if best is not None and best[1] != part:
            result[part] = best[1]
    result.update(EXTRA)
    # a spelling that is itself mapped on: "zelenskyy" by way of "zelenskiy"
    for part in list(result):
        seen = {part}
        while result[part] in result and result[part] not in seen:
            seen.add(result[part])
            result[part] = result[result[part]]
        if part == result[part] or (not part.isascii() and by_rule(part) == result[part]):
            del result[part]
    return result


def _strings(name: str, strings: list[str]) -> dict[str, Any]:
    encoded = [string.encode() for string in strings]
    return {
        name: np.frombuffer(b"".join(encoded), dtype=np.uint8),
        f"{name}_lengths": np.array([len(string) for string in encoded], dtype=np.uint8),
    }


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("persons", type=Path)
    found = spellings(parser.parse_args().persons.read_text(encoding="utf-8").splitlines())
    heads = sorted(set(found.values()))
    row = {head: i for i, head in enumerate(heads)}
    by_hash = {part_hash(part): part for part in found}
    hashes = np.array(sorted(by_hash), dtype=np.uint64)
    parts = [by_hash[value] for value in hashes.tolist()]
    np.savez_compressed(
        FILE,
        deltas=np.diff(hashes, prepend=np.uint64(0)).astype(np.uint32),
        rows=np.array([row[found[part]] for part in parts], dtype=np.uint32),
        **_strings("spellings", heads),
        **_strings("parts", parts),
    )
    print(f"{len(found)} parts, {len(heads)} spellings, {FILE.stat().st_size / 1e6:.1f} MB")


if __name__ == "__main__":
    main()
