"""Remember the parts of packages that arrive as files of their own, and join them on the articles of their texts.

A part is entered first, and the articles are looked at then; an article is written first, and the parts are looked at
then. So in whichever order they arrive, one of them finds the other. An article is written only if nobody wrote to it
since it was read, which was before its parts were: no part that came meanwhile is lost.

The register lies in `article-identities`: ``part:<key>`` (a package or a picture), ``member:<key>`` (the packages that
name an item), ``own:<article id>`` (what an article said itself, before anything was added to it).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from typing import Any

import msgspec
from elasticsearch import Elasticsearch

from articles.article import Image, Topic, Value
from articles.errors import TransientError
from articles.wire.packages import Entry, Shared, joined, own_key, replaces
from search.holds import identities
from search.schema.index_names import Names
from search.transport import bulk
from search.transport.bulk import MAINTENANCE_BYTES, Operation, require_done, scripted
from search.transport.get_by_id import anywhere, by_id
from search.transport.stored import Stored

#: How often a write is tried again because others wrote to the same document.
TRIES = 20
#: Packages that an item is in, as far as they are looked at.
_MOST_PACKAGES = 20
_ADD = """
def known = ctx._source.parts == null ? [] : ctx._source.parts;
if (known.contains(params.package) || known.size() >= params.most) { ctx.op = 'noop'; return }
known.add(params.package);
ctx._source.parts = known;
"""


class _Part(Value, frozen=True, kw_only=True):
    parts: Entry


class _Packages(Value, frozen=True, kw_only=True):
    parts: tuple[str, ...] = ()


class _Own(Value, frozen=True, kw_only=True):
    """The fields of an article, without additions by packages, in the version of this arrival."""

    stamp: str
    shared: Shared


class _OwnPart(Value, frozen=True, kw_only=True):
    parts: _Own


class _Wire(Value, frozen=True, kw_only=True):
    embargo_until: str | None = None


class Joinable(Value, frozen=True, kw_only=True):
    """The fields of an article that are needed to join it with its packages."""

    arrival: str
    round: int = 0
    producer_key: str | None = None
    wire: _Wire | None = None
    images: tuple[Image, ...] = ()
    topics: tuple[Topic, ...] = ()
    tags: tuple[str, ...] = ()

    @property
    def shared(self) -> Shared:
        """Its fields that packages add to."""
        return Shared(images=self.images, topics=self.topics, tags=self.tags)

    @property
    def stamp(self) -> str:
        """The key that distinguishes this version of the article from others."""
        return f"{self.arrival} {self.round}"


def enter(client: Elasticsearch, names: Names, parts: Iterable[tuple[str, Entry]]) -> set[str]:
    """Remember parts by their keys; return the keys of the items that they may change. Safe to repeat.

    Raises:
        TransientError: Elasticsearch is away or busy, or others enter the same parts each time.
    """
    touched: set[str] = set()
    for key, entry in parts:
        before = _enter(client, names, key, entry)
        members = dict.fromkeys((*entry.members, *(before.members if before else ())))
        additions = [
            scripted(
                names.identities,
                f"member:{member}",
                _ADD,
                {"package": key, "most": _MOST_PACKAGES},
                {"retry_on_conflict": 5},
                scripted_upsert=True,
                upsert={},
            )
            for member in entry.members
        ]
        require_done(bulk.write(client, additions, max_bytes=MAINTENANCE_BYTES))
        touched |= members.keys()
        # A picture changes the texts of the packages that it is in.
        for package in _parts(client, names, _packages(client, names, [key]).get(key, ())).values():
            touched |= set(package.members)
    return touched


def join(client: Elasticsearch, names: Names, keys: Collection[str], now: datetime) -> list[str]:
    """Give the articles of these items what their packages hold for them; return the articles that changed.

    Raises:
        TransientError: Elasticsearch is away or busy, or others write to the same articles each time.
    """
    changed: list[str] = []
    left: Collection[str] = set(_packages(client, names, keys))
    for _ in range(TRIES):
        if not left:
            return changed
        operations, ids = _planned(client, names, left, now)
        outcomes = bulk.write(client, operations, max_bytes=MAINTENANCE_BYTES)
        require_done(outcomes, unless=lambda outcome: outcome.conflict or outcome.missing)
        changed += [one.id for one in outcomes if one.ok]
        missed = {one.id for one in outcomes if one.conflict or one.missing}
        left = {key for key, identifier in ids.items() if identifier in missed}
    raise TransientError("others write to the articles of a package each time")


def _planned(
    client: Elasticsearch, names: Names, keys: Collection[str], now: datetime
) -> tuple[list[Operation], Mapping[str, str]]:
    """Return the updates of the articles of these items, and each item's article. Articles are read before parts."""
    found = by_id(client, names.identities, keys, identities.Entry)
    ids = {key: stored.source.article_id for key, stored in found.items()}
    articles = anywhere(client, names, ids.values(), Joinable)
    packages = _packages(client, names, keys)
    entries = _parts(client, names, {one for some in packages.values() for one in some})
    parts = _parts(client, names, {member for entry in entries.values() for member in entry.members})
    own = _own(client, names, articles)
    operations = []
    for key, identifier in ids.items():
        there = articles.get(identifier)
        if there is None or there.source.producer_key != key:
            continue
        over = [entries[one] for one in packages.get(key, ()) if one in entries]
        until = there.source.wire.embargo_until if there.source.wire else None
        wanted = joined(key, own[identifier], over, parts, until=until, now=now)
        if wanted != there.source.shared:
            operations.append(_update(there, wanted))
    return operations, ids


def _own(client: Elasticsearch, names: Names, articles: Mapping[str, Stored[Joinable]]) -> dict[str, Shared]:
    """Return what articles said themselves, and remember it of those to which nothing was added yet."""
    known = by_id(client, names.identities, map(own_key, articles), _OwnPart)
    own: dict[str, Shared] = {}
    operations = []
    for identifier, one in articles.items():
        there = known.get(own_key(identifier))
        if there is not None and there.source.parts.stamp == one.source.stamp:
            own[identifier] = there.source.parts.shared
            continue
        own[identifier] = one.source.shared
        remembered = _Own(stamp=one.source.stamp, shared=one.source.shared)
        operations.append(
            Operation(action="index", index=names.identities, id=own_key(identifier), body=_body(remembered))
        )
    require_done(bulk.write(client, operations, max_bytes=MAINTENANCE_BYTES))
    return own


def _enter(client: Elasticsearch, names: Names, key: str, entry: Entry) -> Entry | None:
    """Remember a part unless a later version of it is known; return the version that was known."""
    for _ in range(TRIES):
        there = by_id(client, names.identities, [_part_key(key)], _Part).get(_part_key(key))
        before = there.source.parts if there is not None else None
        if not replaces(before, entry):
            return before
        put = _put(names, _part_key(key), entry, there)
        (outcome,) = bulk.write(client, [put], max_bytes=MAINTENANCE_BYTES)
        if not outcome.conflict:
            require_done([outcome])
            return before
    raise TransientError("others enter the same part of a package each time")


def _packages(client: Elasticsearch, names: Names, keys: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """Return the keys of the packages that name these items."""
    found = by_id(client, names.identities, map(_member_key, keys), _Packages)
    return {identifier.partition(":")[2]: stored.source.parts for identifier, stored in found.items()}


def _parts(client: Elasticsearch, names: Names, keys: Iterable[str]) -> dict[str, Entry]:
    found = by_id(client, names.identities, map(_part_key, keys), _Part)
    return {identifier.partition(":")[2]: stored.source.parts for identifier, stored in found.items()}


def _update(there: Stored[Joinable], wanted: Shared) -> Operation:
    fields = {name: msgspec.to_builtins(getattr(wanted, name)) for name in Shared.__struct_fields__}
    body = {"doc": fields}
    return Operation(action="update", index=there.index, id=there.id, body=body, parameters=there.unchanged)


def _put(names: Names, identifier: str, entry: Entry, there: Stored[_Part] | None) -> Operation:
    """Return the write of a part that fails if somebody else wrote it first."""
    action, conditions = ("create", {}) if there is None else ("index", there.unchanged)
    return Operation(action=action, index=names.identities, id=identifier, body=_body(entry), parameters=conditions)


def _body(value: Value) -> dict[str, Any]:
    return {"parts": msgspec.to_builtins(value)}


def _part_key(key: str) -> str:
    return f"part:{key}"


def _member_key(key: str) -> str:
    return f"member:{key}"
