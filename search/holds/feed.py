"""List in order what changed for readers since a cursor: new, updated, corrected, killed, released, undone.

The order is that of Elasticsearch's own numbers of operations, up to the last that every copy of the shard has; so
nothing that is still being written is passed over. A cursor names the index that it belongs to: after a reindex all is
told again.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, NamedTuple

from elasticsearch import Elasticsearch

from articles.article import Value
from articles.errors import PermanentError
from search.schema.index_names import Names
from search.transport.client import translated
from search.transport.refresh import refresh

#: Most changes in one answer.
MOST = 1000
_CURSOR = re.compile(r"([\w.\-]+):(-?\d+),(-?\d+)")


class CursorError(PermanentError):
    """A text is not a cursor."""


class Row(Value, frozen=True, kw_only=True):
    """A change, as a consumer of the index needs it."""

    kind: str  #: "new", "updated", "corrected", or a kind of `search.holds.changes.Change`
    article_id: str
    story_id: str = ""
    at: str = ""
    revision: int | None = None
    title: str = ""
    is_copy: bool = False
    note: str = ""


class Page(Value, frozen=True, kw_only=True):
    """Changes, and where to go on."""

    rows: tuple[Row, ...]
    cursor: str
    more: bool = False  #: there are further changes already


def since(client: Elasticsearch, names: Names, cursor: str = "", *, size: int = MOST) -> Page:
    """Return the changes after a cursor; from the beginning without one.

    An article that was written again is listed again, with its revision; so a consumer may see it twice.

    Raises:
        CursorError: This is not a cursor.
        TransientError: Elasticsearch does not answer.
    """
    position = _parsed(cursor)
    index = _written_to(client, names)
    seen, seen_changes = position.of(index)
    last, last_changes = _reached(client, index), _reached(client, names.changes)
    refresh(client, [index, names.changes])
    articles = _hits(client, index, seen, last, size, _FIELDS)
    changes = _hits(client, names.changes, seen_changes, last_changes, size, True)
    rows = sorted((*map(_of_article, articles), *map(_of_change, changes)), key=lambda row: row.at)
    more = len(articles) == size or len(changes) == size
    seen = articles[-1]["sort"][0] if len(articles) == size else max(seen, last)
    seen_changes = changes[-1]["sort"][0] if len(changes) == size else max(seen_changes, last_changes)
    return Page(rows=tuple(rows), cursor=f"{index}:{seen},{seen_changes}", more=more)


_FIELDS = ["title", "story_id", "revision", "is_copy", "ingested_at", "updated_at", "corrections"]


def _written_to(client: Elasticsearch, names: Names) -> str:
    """Return the name of the index that articles are written to."""
    with translated():
        found = client.indices.get_alias(name=names.everything)
    return max(found, key=lambda index: bool(found[index]["aliases"][names.everything].get("is_write_index")))


class _Position(NamedTuple):
    """The operations up to which changes were listed."""

    articles_index: str
    article: int
    change: int

    def of(self, index: str) -> tuple[int, int]:
        """Return the numbers for this index of articles; after a reindex, all articles are listed again."""
        return (self.article if self.articles_index == index else -1), self.change


def _parsed(cursor: str) -> _Position:
    if not cursor:
        return _Position("", -1, -1)
    match = _CURSOR.fullmatch(cursor)
    if match is None:
        raise CursorError(f"{cursor!r} is not a cursor; take the one in the last line of the previous call.")
    return _Position(match[1], int(match[2]), int(match[3]))


def _reached(client: Elasticsearch, index: str) -> int:
    """Return the number of the last operation up to which all are done."""
    with translated():
        shards = client.indices.stats(index=index, level="shards", metric="docs")["indices"][index]["shards"]
    found = [copy["seq_no"]["global_checkpoint"] for copies in shards.values() for copy in copies]
    return int(min(found, default=-1))


def _hits(
    client: Elasticsearch, index: str, after: int, until: int, size: int, fields: list[str] | bool
) -> list[dict[str, Any]]:
    if until <= after:
        return []
    with translated():
        answer = client.search(
            index=index,
            query={"range": {"_seq_no": {"gt": after, "lte": until}}},
            sort=[{"_seq_no": "asc"}],
            source=fields if isinstance(fields, bool) else {"includes": fields},
            size=size,
        )
    return list(answer["hits"]["hits"])


def _of_article(hit: Mapping[str, Any]) -> Row:
    document = hit["_source"]
    revision = document.get("revision", 1)
    last = (document.get("corrections") or [{}])[-1]
    is_correction = last.get("revision") == revision and last.get("signal") == "correction"
    return Row(
        kind="corrected" if is_correction else "updated" if revision > 1 else "new",
        article_id=hit["_id"],
        story_id=document.get("story_id", hit["_id"]),
        at=document.get("updated_at") or document.get("ingested_at", ""),
        revision=revision,
        title=document.get("title", ""),
        is_copy=document.get("is_copy", False),
        note=last.get("note", "") if last.get("revision") == revision else "",
    )


def _of_change(hit: Mapping[str, Any]) -> Row:
    change = hit["_source"]
    return Row(
        kind=change["kind"],
        article_id=change["article_id"],
        story_id=change.get("story_id", ""),
        at=change["at"],
        note=change.get("note", ""),
    )
