"""One spelling of a name part for all: "Selenskyj", "Zelenskyy" and "Зеленский" are all "zelensky".

A table made by `training/spellings.py` has the parts whose spellings are known. What it does not have is spelled as the
known part that sounds like it, or, where none does, as it sounds.
"""

from __future__ import annotations

import functools
from collections.abc import Sequence
from itertools import islice, product

from articles.enrichment import han_names
from articles.enrichment.gazetteer import fold
from articles.enrichment.sounds import latin, little_differs, sound
from articles.enrichment.spelling_table import Table, load

#: Shorter parts stay as they are, in Latin letters: "bin", "Xi", "Jong".
_SHORTEST = 5
#: Arabic articles: "Bashar al-Assad" is "Bashar Assad".
_ARTICLES = frozenset({"al", "el"})


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
    known = table.find(part)
    if known is not None:
        return known
    if len(part) < _SHORTEST:
        return part if part.isascii() else latin(part) or part
    sounds = sound(written or part)
    frequent = table.find_frequent(sounds)
    if frequent is not None and (not part.isascii() or little_differs(part, frequent)):
        return frequent
    return table.find_sound(sounds) or sounds or part


def canonical_parts(parts: Sequence[str], written: Sequence[str] = ()) -> list[str]:
    """Return the parts of a person's name in the spelling for all.

    Args:
        parts: Folded.
        written: The same with their marks; the folded parts if empty.
    """
    if len(parts) == 1 and not parts[0].isascii() and (split := han_names.split(parts[0], load().find)):
        return [canonical(part) for part in split]
    spelled = [canonical(*pair) for pair in zip(parts, written or parts, strict=True)]
    without = [part for part in spelled if part not in _ARTICLES]
    return without if len(without) > 1 else spelled


def respelled(name: str) -> str:
    """Return a name with its parts in the spelling for all, folded: to look for it where it is spelled otherwise."""
    return " ".join(canonical(part) for part in fold(name).split())


_PERSON = "person:"
#: Other spellings of a part, and keys of a person, that are looked for at most.
_PARTS, _KEYS = 12, 256


def canonical_key(key: str) -> str:
    """Return the key of a person in the spelling for all; other keys as they are.

    >>> canonical_key("person:selenskyj-wolodymyr"), canonical_key("country:US")
    ('person:vladimir-zelensky', 'country:US')
    """
    if not key.startswith(_PERSON):
        return key
    return _PERSON + "-".join(sorted(canonical_parts(key.removeprefix(_PERSON).split("-"))))


@functools.lru_cache(maxsize=1_000)
def spelled_keys(key: str) -> tuple[str, ...]:
    """Return keys of a person in other spellings, as an older index may have them, the key itself left out."""
    if not key.startswith(_PERSON):
        return ()
    table = load()
    own = key.removeprefix(_PERSON).split("-")
    choices = []
    for part in own:
        others = table.parts_of(part)
        choices.append([part, *sorted(others, key=lambda other: (abs(len(other) - len(part)), other))[:_PARTS]])
    several: list[Sequence[str]] = [[*own, article] for article in sorted(_ARTICLES)] if len(own) > 1 else []
    several += islice(product(*choices), 1, _KEYS)
    return tuple(dict.fromkeys(_PERSON + "-".join(sorted(parts)) for parts in several))
