"""Verbs of saying with their speakers, in the order of the text."""

from __future__ import annotations

import bisect
from collections.abc import Iterable
from dataclasses import dataclass, field


@dataclass(slots=True)
class Speaker:
    """Who says it, and how that was found."""

    name: str | None
    key: str | None
    kind: str
    at: int = -1  #: where the words that name the speaker are


@dataclass(slots=True)
class Event:
    """A verb of saying with its speaker."""

    start: int
    end: int
    weak: bool  #: a verb that has other meanings: it counts beside a quotation only
    inverted: bool  #: the speaker follows
    speaker: Speaker | None


@dataclass(slots=True)
class Events:
    """The verbs of saying that were found so far."""

    all: list[Event] = field(default_factory=list)
    starts: list[int] = field(default_factory=list)

    def add(self, event: Event) -> None:
        """Add the next one of the text."""
        self.all.append(event)
        self.starts.append(event.start)

    def within(self, start: int, end: int) -> list[Event]:
        """Return the events that begin between two places."""
        return self.all[bisect.bisect_left(self.starts, start) : bisect.bisect_left(self.starts, end)]

    def back_from(self, position: int, floor: int) -> Iterable[Event]:
        """Return the events before a place, the last first, down to `floor`."""
        return reversed(self.within(floor, position))
