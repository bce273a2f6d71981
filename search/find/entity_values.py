"""Define the values that describe entities."""

from __future__ import annotations

from articles.article import Value


class EntityCount(Value, frozen=True, kw_only=True):
    """An entity and the number of articles that name it."""

    key: str
    name: str
    type: str  #: "person", "organization", "place"
    articles: int
    mentions: int = 0


class Companions(Value, frozen=True, kw_only=True):
    """An entity under each of its keys, and those that articles name together with it."""

    own: tuple[EntityCount, ...]
    others: tuple[EntityCount, ...]  #: their `articles` name both
