"""What a package gives to the items that it joins, and they to one another. Pure.

A package is not an article: its pictures, topics and tags go to the texts among its members, as do the pictures that
are items of their own. The parts of a package arrive in any order, in files of their own; `search.packages` keeps them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

from articles.article import Image, Part, Status, Topic, Value
from articles.wire.ownership import is_weak, producer_key
from articles.wire.reading import moment
from articles.wire.versions import Relation, Version, relation, version_of

#: Members of a package that are looked at.
MOST_MEMBERS = 500
_MOST_IMAGES, _MOST_TOPICS, _MOST_TAGS = 50, 100, 200


class Shared(Value, frozen=True, kw_only=True):
    """The fields of an article that a package adds to."""

    images: tuple[Image, ...] = ()
    topics: tuple[Topic, ...] = ()
    tags: tuple[str, ...] = ()


class Entry(Value, frozen=True, kw_only=True):
    """A part as it is remembered under its key: a package, or a picture, which has no members."""

    members: tuple[str, ...] = ()  #: keys of the items that it joins
    shared: Shared = Shared()
    version: Version = Version()
    until: str | None = None  #: end of its embargo


def entry_of(part: Part, owner: str) -> Entry:
    """Return how a part is remembered. One that is withheld or canceled gives nothing.

    Only items of its own owner are joined: nobody puts pictures on another's article by naming its id.
    """
    version = version_of(part.wire)
    if part.wire.kills or part.wire.status is Status.WITHHELD:
        return Entry(version=version)
    members = [one for one in dict.fromkeys(part.members) if not is_weak(one)][:MOST_MEMBERS]
    return Entry(
        members=tuple(producer_key(owner, None, one) for one in members),
        shared=Shared(images=part.images, topics=part.topics, tags=part.tags),
        version=version,
        until=part.wire.embargo_until,
    )


def own_key(article_id: str) -> str:
    """Return the key under which is remembered what an article said itself."""
    return f"own:{article_id}"


def replaces(there: Entry | None, mine: Entry) -> bool:
    """Return whether a version of a part takes the place of the one that is remembered."""
    return there is None or relation(there.version, mine.version) in (Relation.NEWER, Relation.UNKNOWN)


def joined(
    key: str, own: Shared, packages: Iterable[Entry], parts: Mapping[str, Entry], *, until: str | None, now: datetime
) -> Shared:
    """Return the fields of a text with what its packages and their pictures give it, its own first.

    Args:
        key: Of the text.
        own: What it says itself.
        packages: That name it, or did in an earlier version.
        parts: Their members that are not texts, by key.
        until: End of the text's own embargo.
        now: The time.
    """
    found = [own]
    for package in packages:
        if key not in package.members or not _may_give(package, until, now):
            continue
        found.append(package.shared)
        beside = [parts[one] for one in package.members if one != key and one in parts]
        found += [Shared(images=one.shared.images) for one in beside if _may_give(one, until, now)]
    images: dict[str, Image] = {}
    for image in (image for one in found for image in one.images):
        images.setdefault(image.url, image)
    topics = {topic.code: topic for one in reversed(found) for topic in reversed(one.topics)}
    order = dict.fromkeys(topic.code for one in found for topic in one.topics)
    return Shared(
        images=tuple(images.values())[:_MOST_IMAGES],
        topics=tuple(topics[code] for code in order)[:_MOST_TOPICS],
        tags=tuple(dict.fromkeys(tag for one in found for tag in one.tags))[:_MOST_TAGS],
    )


def _may_give(entry: Entry, until: str | None, now: datetime) -> bool:
    """Return whether a part may be seen where the text may: its embargo is over, or ends no later than the text's."""
    if entry.until is None or entry.until <= (moment(now.isoformat()) or ""):
        return True
    return until is not None and until >= entry.until
