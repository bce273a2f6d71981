"""Stories for made files: each with a title, paragraphs, a day and an author that no other has."""

from __future__ import annotations

import random
from dataclasses import dataclass

_TOWNS = ["Kelmsay", "Oxholt", "Lindhaven", "Talbach", "Kesterby", "Brannock", "Ostrowice", "Vall de Mar", "Harrowdale"]
_FIRST = ["Marta", "Owen", "Ingrid", "Tomas", "Ravi", "Nora", "Henrik", "Jörg", "Aoife", "Lucía"]
_LAST = ["Lindqvist", "Tallis", "Solberg", "Berg", "Iyer", "Feld", "Ostrow", "Müßig", "Byrne", "Peña"]
_BODIES = ["ferry board", "town council", "school trust", "mill's owners", "harbour master", "county court"]
_DEEDS = ["lengthen the pier", "close the old mill", "count the swifts", "heat the school", "sell the crane"]
_MONTHS = ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
           "November", "December"]  # fmt: skip


@dataclass(frozen=True)
class Story:
    """What is known about a made story."""

    title: str
    paragraphs: tuple[str, ...]
    author: str
    town: str
    year: int
    month: int
    day: int

    @property
    def iso(self) -> str:
        """The day, as 2025-03-04."""
        return f"{self.year}-{self.month:02}-{self.day:02}"

    @property
    def long_day(self) -> str:
        """The day, as "March 4, 2025"."""
        return f"{_MONTHS[self.month - 1]} {self.day}, {self.year}"

    @property
    def month_name(self) -> str:
        """The month, as "March"."""
        return _MONTHS[self.month - 1]


def story(seed: int) -> Story:
    """The story of this number: always the same."""
    chance = random.Random(seed)
    town, body, deed = chance.choice(_TOWNS), chance.choice(_BODIES), chance.choice(_DEEDS)
    author = f"{chance.choice(_FIRST)} {chance.choice(_LAST)}"
    speaker = f"{chance.choice(_FIRST)} {chance.choice(_LAST)}"
    paragraphs = [
        f"The {body} of {town} agreed on Tuesday to {deed} before the winter of {chance.randint(1990, 2040)}, "
        f"after a debate of {chance.randint(2, 9)} hours that {chance.randint(20, 900)} people came to hear.",
        f"The work will cost {chance.randint(100, 999)},000 crowns and last {chance.randint(3, 30)} months, "
        f"said {speaker}, who speaks for the neighbours. “We have waited {chance.randint(3, 40)} years for it.”",
        f"Half of the money comes from a loan that the county granted last year; the other half is to be raised by "
        f"a lottery in which number {chance.randint(1000, 9999)} has already won a boat.",
        f"Nobody in {town} remembers who proposed it first. The minutes of {chance.randint(1901, 1989)} name a "
        f"baker, and the older ones were lost when the cellar of the town hall was flooded.",
    ]
    return Story(
        title=f"{town} will {deed} for {chance.randint(100, 999)} thousand",
        paragraphs=tuple(paragraphs[: chance.randint(2, 4)]),
        author=author,
        town=town,
        year=chance.randint(1988, 2025),
        month=chance.randint(1, 12),
        day=chance.randint(1, 28),
    )


def page(made: Story) -> str:
    """The story as a web page."""
    text = "".join(f"<p>{paragraph}</p>" for paragraph in made.paragraphs)
    return (
        f"<!doctype html><html lang='en'><head><meta charset='utf-8'><title>{made.title}</title></head>"
        f"<body><nav>Home News Sport</nav><article><h1>{made.title}</h1>{text}</article></body></html>"
    )
