"""A mention on its way to an entity."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(slots=True)
class Found:
    """A mention in the text of an article: title, blank line, body.

    It changes while the article is resolved, so it is no `Value`.
    """

    start: int  #: characters into the text
    end: int
    surface: str
    form: str  #: the surface, folded
    label: str  #: "PER", "ORG", "LOC"
    cluster: int = -1  #: the mentions of one entity have the same
    titled: bool = False  #: "Mr.", "President" or the like comes before it
    base: str = ""  #: the surface in the first case, where it is in another

    @property
    def name(self) -> str:
        """The surface in the first case."""
        return self.base or self.surface


@dataclass(slots=True)
class Cluster:
    """The mentions of one entity."""

    name: str
    label: str
    key: str = ""
    country: str | None = None
    latitude: float | None = None
    longitude: float | None = None
