"""The register of producers' ids: which article an id leads to, and whose it is.

An id is entered once, by the first that brings it, and read by id, which sees writes at once; so two workers that meet
the same id at the same instant agree. The URL of an article that has a producer's id is entered with its owner, so that
no other owner's id leads to it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from elasticsearch import Elasticsearch

from articles.article import Value
from articles.errors import TransientError
from search.schema.index_names import Names
from search.transport import bulk
from search.transport.bulk import MAINTENANCE_BYTES, Operation, require_done
from search.transport.get_by_id import anywhere, by_id, existing
from search.transport.stored import Stored

#: How often the register is looked at again because others entered the same ids.
TRIES = 5


class Entry(Value, frozen=True, kw_only=True):
    """The register's entry for an id or a URL."""

    article_id: str
    owner: str


class Asked(Value, frozen=True, kw_only=True):
    """An item whose article is asked for."""

    key: str  #: by `articles.wire.ownership.producer_key`
    owner: str
    url_id: str | None = None  #: id of the article of its URL
    own_id: str  #: id of an article that is known by its producer's id alone
    acts: bool = False  #: it kills, or holds its article back: on its own article, should its URL be another owner's


class Resolved(Value, frozen=True, kw_only=True):
    """The article of an item."""

    article_id: str
    is_identified: bool  #: its producer's id leads there; else its URL does, which is another owner's


class _Owner(Value, frozen=True, kw_only=True):
    owner: str | None = None


def resolve(client: Elasticsearch, names: Names, asked: Sequence[Asked]) -> list[Resolved]:
    """Return the article of each item, entering ids that are new. Safe to repeat.

    Raises:
        TransientError: Elasticsearch is away or busy, or others entered the same ids each time.
    """
    urls = {one.url_id for one in asked if one.url_id}
    for _ in range(TRIES):
        known = by_id(client, names.identities, [*(one.key for one in asked), *map(_url_key, urls)], Entry)
        entries = {identifier: stored.source for identifier, stored in known.items()}
        documents = _owners(client, names, [one.url_id for one in asked if one.url_id and one.key not in entries])
        wanted = entries_wanted(asked, entries, documents)
        outcomes = bulk.write(client, [_create(names, *one) for one in wanted.items()], max_bytes=MAINTENANCE_BYTES)
        require_done(outcomes, unless=lambda outcome: outcome.conflict)
        if not any(outcome.conflict for outcome in outcomes):
            return [_resolved(one, entries | wanted) for one in asked]
    raise TransientError("others enter the same producers' ids each time")


def known(client: Elasticsearch, names: Names, keys: Iterable[str]) -> set[str]:
    """Return those of the keys that are in the register."""
    return existing(client, names.identities, keys)


def release(client: Elasticsearch, names: Names, key: str, url_id: str, owner: str) -> None:
    """Take an id out of the register that was entered for a URL which turned out to be another owner's."""
    operations = [Operation(action="delete", index=names.identities, id=key)]
    there = by_id(client, names.identities, [_url_key(url_id)], Entry).get(_url_key(url_id))
    if there is not None and there.source.owner == owner:
        operations.append(Operation(action="delete", index=names.identities, id=_url_key(url_id)))
    require_done(bulk.write(client, operations, max_bytes=MAINTENANCE_BYTES), unless=lambda outcome: outcome.missing)


def entries_wanted(
    asked: Sequence[Asked], known: Mapping[str, Entry], documents: Mapping[str, str | None]
) -> dict[str, Entry]:
    """Return what has to be entered so that each item has its article. Pure.

    Args:
        asked: The items; earlier ones come first where two bring the same id.
        known: What the register holds.
        documents: Owners of the articles that are in the index, by id.
    """
    wanted: dict[str, Entry] = {}
    for one in asked:
        there = known.get(one.key) or wanted.get(one.key)
        url_key = _url_key(one.url_id) if one.url_id else ""
        url = known.get(url_key) or wanted.get(url_key)
        if there is not None:
            if url_key and url is None and one.url_id not in documents:
                wanted[url_key] = Entry(article_id=there.article_id, owner=one.owner)
            continue
        if one.url_id is None:
            wanted[one.key] = Entry(article_id=one.own_id, owner=one.owner)
            continue
        owner = url.owner if url is not None else documents.get(one.url_id, one.owner)
        if owner == one.owner:
            entry = Entry(article_id=url.article_id if url is not None else one.url_id, owner=one.owner)
            wanted[one.key] = entry
            if url is None:
                wanted[url_key] = entry
        elif one.acts:
            wanted[one.key] = Entry(article_id=one.own_id, owner=one.owner)
    return wanted


def _resolved(one: Asked, known: Mapping[str, Entry]) -> Resolved:
    entry = known.get(one.key)
    if entry is not None:
        return Resolved(article_id=entry.article_id, is_identified=True)
    return Resolved(article_id=one.url_id or one.own_id, is_identified=False)


def _owners(client: Elasticsearch, names: Names, ids: Sequence[str]) -> dict[str, str | None]:
    found: dict[str, Stored[_Owner]] = {}
    if ids:
        found = anywhere(client, names, ids, _Owner)
    return {identifier: stored.source.owner for identifier, stored in found.items()}


def _url_key(url_id: str) -> str:
    return f"url:{url_id}"


def _create(names: Names, identifier: str, entry: Entry) -> Operation:
    body = {"article_id": entry.article_id, "owner": entry.owner}
    return Operation(action="create", index=names.identities, id=identifier, body=body)
