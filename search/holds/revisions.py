"""Read the revisions of an article, those kept from readers too."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

import msgspec
from elasticsearch import Elasticsearch

from articles.article import Value
from articles.wire.edits import edits, known_names
from search.schema.index_names import Names
from search.transport.get_by_id import anywhere, by_id
from search.transport.paging import pages
from search.transport.stored import Stored


class Revision(Value, frozen=True, kw_only=True):
    """A version of an article's text, and how it differs from the one before."""

    revision: int
    arrival: str = ""
    at: str | None = None  #: when it replaced the one before; of the first, when it was indexed
    classes: tuple[str, ...] = ()
    signal: str | None = None
    note: str | None = None
    quiet: bool = False
    title: str = ""
    body: str = ""


class _Kept(Value, frozen=True, kw_only=True):
    revision: int = 1
    arrival: str = ""
    replaced_at: str | None = None
    signal: str | None = None
    note: str | None = None
    title: str = ""
    body: str = ""
    document: dict[str, Any] = msgspec.field(default_factory=dict)


def read(
    client: Elasticsearch, names: Names, article_id: str, *, withdrawn: bool = True, earlier: bool = True
) -> list[Revision]:
    """Return the revisions of an article, the first before others; none if it is unknown.

    Args:
        client: Elasticsearch.
        names: Index names.
        article_id: The article's id.
        withdrawn: Of an article that is kept from readers too.
        earlier: Those before the current one too.
    """
    current = anywhere(client, names, [article_id], dict) if withdrawn else _seen(client, names, article_id)
    if not current and not withdrawn:
        return []
    query = {"term": {"article_id": article_id}}
    kept = [one.source for page in pages(client, names.revisions, query, _Kept) for one in page] if earlier else []
    documents = [*(one.document for one in kept), *(stored.source for stored in current.values())]
    entities = [one.get("name", "") for document in documents for one in document.get("entities") or ()]
    told = known_names(documents[-1].get("language"), entities) if documents else None
    rows: list[Revision] = []
    begun: str | None = None
    cause: _Kept | None = None  # what is said of a change is kept with the text that it replaced
    for one in sorted(kept, key=lambda kept: kept.revision):
        at = cause.replaced_at if cause else one.document.get("ingested_at")
        rows.append(_row(one.revision, one.arrival, at, (one.title, one.body), cause, rows, told))
        cause, begun = one, one.replaced_at
    for stored in current.values():
        document = stored.source
        at = begun or document.get("ingested_at")
        text = (document.get("title", ""), document.get("body", ""))
        rows.append(_row(document.get("revision", 1), document.get("arrival", ""), at, text, cause, rows, told))
    return rows


def _seen(client: Elasticsearch, names: Names, article_id: str) -> dict[str, Stored[dict[str, Any]]]:
    return by_id(client, names.everything, [article_id], dict)


def _row(
    revision: int,
    arrival: str,
    at: str | None,
    text: tuple[str, str],
    cause: _Kept | None,
    before: list[Revision],
    told: Collection[str] | None,
) -> Revision:
    found = edits((before[-1].title, before[-1].body), text, names=told) if before else None
    note = cause.note if cause else None
    return Revision(
        revision=revision,
        arrival=arrival,
        at=at,
        classes=tuple(found.classes) if found else (),
        signal=cause.signal if cause else None,
        note=note,
        quiet=found.is_quiet(note) if found else False,
        title=text[0],
        body=text[1],
    )
