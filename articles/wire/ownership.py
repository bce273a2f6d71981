"""Whose an item is: who may update or kill it by its id. Pure."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Collection, Mapping

from articles.article import Article, Wire
from articles.identity import article_id

#: Ids as short as these are counted from one by many producers: they identify only among texts that are alike.
_COUNTER = re.compile(r"\d{1,9}|.{1,3}")


def owner_of(wire: Wire | None, folder: str | None, trusted: Mapping[str, Collection[str]]) -> str:
    """Return who owns an item.

    Args:
        wire: What the item says of itself.
        folder: First folder of the inbox that its file came in.
        trusted: First folder → names of the providers that it may speak for, in lower case.

    Returns:
        The provider that the item names if its folder is trusted with it; else the folder. So a kill through another
        feed of the same agency acts, and one from any other feed does not.
    """
    if wire is not None and wire.provider and folder:
        name = provider_name(wire.provider)
        if name in trusted.get(folder, ()):
            return f"provider:{name}"
    return f"folder:{folder or ''}"


def other_owners(wire: Wire, folder: str | None, trusted: Mapping[str, Collection[str]]) -> tuple[str, ...]:
    """Return whose an item may be beside the owner that `owner_of` tells, where an item with its id came before.

    Short items, kills above all, often leave out the provider that the long ones name.

    Args:
        wire: What the item says of itself.
        folder: First folder of the inbox that its file came in.
        trusted: First folder → names of the providers that it may speak for, in lower case.
    """
    providers = trusted.get(folder, ()) if folder else ()
    if not wire.provider:
        return tuple(f"provider:{name}" for name in providers)
    return (f"folder:{folder}",) if provider_name(wire.provider) in providers else ()


def provider_name(name: str) -> str:
    """Return the name of a provider or folder as it is compared: white space and letters' case do not count."""
    return " ".join(name.split()).casefold()


def producer_key(owner: str, source: str | None, identifier: str) -> str:
    """Return the key of an item under its owner.

    An id that is a mere number is told apart by the source as well: two exports in one folder both begin at 1.
    """
    parts = ["producer", owner, identifier.strip()]
    if is_weak(identifier):
        parts.append(provider_name(source or ""))
    return hashlib.sha256("\x00".join(parts).encode("utf-8", "surrogatepass")).hexdigest()


def is_weak(identifier: str) -> bool:
    """Return whether an id may be another item's of the same owner."""
    return _COUNTER.fullmatch(identifier.strip()) is not None


def identifying(article: Article) -> str | None:
    """Return the id by which an article's owner names it; None if nothing but its URL or text does.

    A mere number names it only together with a version. An order about a URL alone is about the article of that URL.
    """
    wire = article.wire
    if wire is None:
        return None
    if wire.id and not (is_weak(wire.id) and not has_version(article)):
        return wire.id
    return article.url if acts(article) else None


def has_version(article: Article) -> bool:
    """Return whether an article says which version it is."""
    return article.wire is not None and bool(article.wire.version or article.wire.updated)


def acts(article: Article) -> bool:
    """Return whether an article is held back or taken down by what it says of itself."""
    return article.wire is not None and article.wire.acts


def own_id(key: str) -> str:
    """Return the `_id` of an article that is known by its producer's key alone."""
    return article_id(None, "\x00producer", key)
