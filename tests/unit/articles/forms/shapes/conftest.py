"""Stories that are made up, and what reading and cleaning make of a file that holds one."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from articles.article import Article, Given, Record, Rejection
from articles.cleaning import clean
from articles.forms import read

_WHO = (
    "The ferry board", "The harbour council", "A group of fishermen", "The county court", "The island's only doctor",
    "The school's parents", "The bakers of the old town", "The museum's director", "A crew of nine", "The night watch",
)  # fmt: skip
_DID = (
    "agreed on Tuesday to lengthen the northern pier", "decided to close the road along the cliff",
    "asked for more time to mend the lighthouse", "bought the empty mill behind the market",
    "wants to count every boat that lands in winter", "voted against a second bridge over the sound",
    "found the lost bell under three metres of sand", "will open the reading room on Sundays again",
)  # fmt: skip
_WHY = (
    "so that the new boats can land at low water", "because nobody had looked at it for forty years",
    "although the money will last until spring only", "after a winter in which nineteen trips were lost",
    "since the storm took the old one away", "as long as the noise does not drive the herring from the bay",
)  # fmt: skip
_ALSO = (
    "Work begins in September and lasts eleven months.", "The crane will be moved twice.",
    "Nobody on the island had asked for it.", "The papers can be read in the town hall.",
    "A first try in the year before had failed.", "Two neighbours have said that they will go to court.",
)  # fmt: skip
_FIRST = ("Nora", "Tom", "Marta", "Owen", "Edda", "Jonas", "Ines", "Piotr")
_LAST = ("Feld", "Abara", "Lindqvist", "Tallis", "Brandt", "Novak", "Serra", "Quist")


@dataclass(frozen=True, kw_only=True)
class Story:
    """One story."""

    title: str
    paragraphs: tuple[str, ...]
    authors: tuple[str, str]


@dataclass(frozen=True, kw_only=True)
class Shape:
    """A file, and what must become of it."""

    name: str
    data: bytes
    story: Story
    paragraphs: int | None = None  #: how many there must be, where it matters


def make_story(number: int) -> Story:
    """Return the story of a number, always the same."""
    chance = random.Random(number)
    who, did, why = chance.sample(_WHO, 3), chance.sample(_DID, 3), chance.sample(_WHY, 3)
    also = chance.sample(_ALSO, 3)
    first, last = chance.sample(_FIRST, 2), chance.sample(_LAST, 2)
    return Story(
        title=f"{did[0].split(' ', 1)[0].capitalize()} {number + 2} times: {who[0].lower()} and its plan",
        paragraphs=tuple(f"{a} {b}, {c}. {d}" for a, b, c, d in zip(who, did, why, also, strict=True)),
        authors=(f"{first[0]} {last[0]}", f"{first[1]} {last[1]}"),
    )


@pytest.fixture(scope="session")
def story() -> Callable[[int], Story]:
    """Give the maker of stories."""
    return make_story


@pytest.fixture
def outcome(tmp_path: Path) -> Callable[[str, bytes], list[Article | Rejection]]:
    """Give a function from a file's name and content to what becomes of it."""

    def stages(name: str, data: bytes) -> list[Article | Rejection]:
        path = tmp_path / "file"
        path.write_bytes(data)
        return [
            clean(item, arrival="i:0", claimed_at=1) if isinstance(item, Record) else item
            for item in read(path, name=name, given=Given())
        ]

    return stages
