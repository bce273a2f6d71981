"""Measure how often two spellings of a person have one key: ``python benchmarks/spellings.py PERSONS [PEOPLE]``.

PERSONS is the file that `training/spellings.py` reads. 500 of its lines, family and given names with their spellings,
are held out, and the two spellings of each that are asked for are taken out of all other lines too. A table is made of
the rest (about four minutes). It is also asked how many of these spellings it takes for a name of another line.

PEOPLE is a file with a person a line, whose names in different languages "|" divides; without it, `people.txt` beside
this program is asked: people in the news, as papers of many languages write them. Of each person eight pairs are asked
at most, by the table that is shipped.

Unlike pairs are family names that begin alike, and family names that differ by a letter: both are names in use in
English papers, which no line of the file takes for the same. A third kind are names that English papers do not use and
whose first three letters are the same.
"""

from __future__ import annotations

import argparse
import random
import string
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable
from itertools import combinations
from pathlib import Path

from articles.enrichment.gazetteer import fold
from articles.enrichment.resolution.names import person_key
from articles.enrichment.spelling_keys import canonical, spelled_by
from articles.enrichment.spelling_table import Table
from training import spellings

PAIRS, UNLIKE, PER_PERSON = 500, 2000, 8
Pair = tuple[str, str]


def held_out(lines: list[str], rng: random.Random) -> tuple[list[str], list[Pair]]:
    """The lines that are kept, and two spellings of each of those that are not."""
    kept: list[str] = []
    pairs: list[Pair] = []
    for line in rng.sample(lines, len(lines)):
        written = [part for part in line.rpartition(" => ")[0].split(", ") if _is_spaceless(part)]
        choices = [pair for pair in combinations(written, 2) if fold(pair[0]) != fold(pair[1]) and _alike(*pair)]
        if choices and len(pairs) < PAIRS:
            pairs.append(rng.choice(choices))
        else:
            kept.append(line)
    return without(kept, {fold(part) for pair in pairs for part in pair}), pairs


def without(lines: Iterable[str], gone: set[str]) -> list[str]:
    """The lines without some parts."""
    divided = (line.rpartition(" => ") for line in lines)
    return [
        ", ".join(part for part in written.split(", ") if fold(part) not in gone) + arrow + item
        for written, arrow, item in divided
    ]


def _is_spaceless(part: str) -> bool:
    scripts = {unicodedata.name(letter, "").partition(" ")[0] for letter in part}
    return len(part) >= 4 and scripts <= {"LATIN", "CYRILLIC"}


def _alike(one: str, other: str) -> bool:
    return spellings.alike(fold(one), fold(other))


def unlike(lines: Iterable[str], rng: random.Random) -> dict[str, list[Pair]]:
    """Pairs of family names of different people, by kind."""
    lines_of: dict[str, set[int]] = {}
    for number, parts in enumerate(spellings.names(lines)):
        for part in parts:
            lines_of.setdefault(part, set()).add(number)
    latin = sorted(p for p in lines_of if p.isascii() and p.isalpha() and len(p) >= 4)
    used = [part for part in latin if spellings.frequency(part) > 0]
    alike = _by_beginning(used, 2)
    found: dict[str, list[Pair]] = {"begin alike": [], "differ by a letter": []}
    while any(len(pairs) < UNLIKE for pairs in found.values()):
        one = rng.choice(used)
        for kind, other in (("begin alike", rng.choice(alike[one[:2]])), ("differ by a letter", _misspelt(one, rng))):
            strangers = other in lines_of and other != one and not lines_of[one] & lines_of[other]
            if strangers and spellings.frequency(other) > 0 and len(found[kind]) < UNLIKE:
                found[kind].append((one, other))
    rare = [part for part in latin if spellings.frequency(part) == 0]
    same = _by_beginning(rare, 3)
    begins = ((one, rng.choice(same[one[:3]])) for one in rng.choices(rare, k=4 * UNLIKE))
    found["are rare and begin alike"] = [
        (one, other) for one, other in begins if one != other and not lines_of[one] & lines_of[other]
    ][:UNLIKE]
    return found


def _by_beginning(parts: Iterable[str], letters: int) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for part in parts:
        found.setdefault(part[:letters], []).append(part)
    return found


def _misspelt(part: str, rng: random.Random) -> str:
    at, letter = rng.randrange(len(part)), rng.choice(string.ascii_lowercase)
    return rng.choice((part[:at] + letter + part[at + 1 :], part[:at] + part[at + 1 :], part[:at] + letter + part[at:]))


def script(name: str) -> str:
    """The script of a name: that of its first letter."""
    return next((unicodedata.name(c, "").partition(" ")[0].lower() for c in name if c.isalpha()), "")


def people(path: Path, rng: random.Random) -> None:
    """Print how many pairs of spellings of the people in a file have one key, by script."""
    asked: Counter[str] = Counter()
    joined: Counter[str] = Counter()
    everybody = [line.split("|") for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
    for names in everybody:
        pairs = list(combinations(names, 2))
        for one, other in rng.sample(pairs, min(len(pairs), PER_PERSON)):
            kind = " and ".join(sorted({script(one), script(other)}))
            asked.update((kind, "all"))
            joined.update((kind, "all") if person_key(one) == person_key(other) else ())
    for kind, number in asked.most_common():
        print(f"{path.name:20}{kind:30}{joined[kind] / number:6.3f} of {number}")
    wrong = [(a, b) for a, b in combinations(everybody, 2) if person_key(rng.choice(a)) == person_key(rng.choice(b))]
    print(f"{path.name:20}{'unlike':30}{len(wrong)} of {len(everybody) * (len(everybody) - 1) // 2} wrong")


def taken_for_others(kept: list[str], pairs: list[Pair], key: Callable[[str], str]) -> str:
    """How many of the spellings held out of a table have the key of a name that other lines have."""
    known = {part for parts in spellings.names(kept) for part in parts}
    held = [part for pair in pairs for part in pair]
    return f"{sum(key(part) in known for part in held) / len(held):6.4f} of {len(held)}"


def share(pairs: list[Pair], key: Callable[[str], str]) -> str:
    """How many of some pairs have one key."""
    number = sum(key(one) == key(other) for one, other in pairs)
    return f"{number / len(pairs):6.4f} of {len(pairs)}"


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("persons", type=Path)
    parser.add_argument("people", type=Path, nargs="?", default=Path(__file__).with_name("people.txt"))
    options = parser.parse_args()
    rng = random.Random(11)
    people(options.people, rng)
    lines = options.persons.read_text(encoding="utf-8").splitlines()
    for kind, pairs in unlike(lines, rng).items():
        print(f"family names that {kind}, joined: {share(pairs, canonical)}")
    kept, pairs = held_out(lines, rng)
    print(f"names of the table, joined: {share(pairs, lambda part: canonical(fold(part), part))}")
    table = Table.of(spellings.arrays(spellings.spellings(kept)))

    def by_table(part: str) -> str:
        return spelled_by(table, fold(part), part)

    print(f"names held out of the table, joined: {share(pairs, by_table)}")
    print(f"spellings held out of it, taken for a name of other lines: {taken_for_others(kept, pairs, by_table)}")


if __name__ == "__main__":
    main()
