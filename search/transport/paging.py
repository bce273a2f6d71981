"""Read all documents that a query finds, page by page: the one loop over `search_after`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from typing import Any, TypeVar

from elasticsearch import Elasticsearch

from articles.errors import CopydeskError, PermanentError
from search.transport.client import is_refused, translated
from search.transport.refresh import refresh
from search.transport.stored import Stored, decode, fields_of

T = TypeVar("T")

#: Documents of a page.
PAGE = 500
#: How long Elasticsearch keeps a point in time open between two pages.
KEEP_ALIVE = "10m"

Sort = Sequence[Mapping[str, str]]


def pages(
    client: Elasticsearch,
    index: str,
    query: Mapping[str, Any],
    of: type[T],
    *,
    sort: Sort = (),
    excludes: Sequence[str] = (),
    size: int = PAGE,
) -> Iterator[list[Stored[T]]]:
    """Yield every document that the query finds, as of now, in pages.

    Args:
        client: Elasticsearch.
        index: An index, or an alias of one.
        query: Which documents.
        of: Type of a document's source. Only the fields that it names are fetched; `dict` fetches all.
        sort: Their order; that of the index when empty.
        excludes: Fields that are not fetched, where `of` is `dict`.
        size: Documents of a page.

    Raises:
        TransientError: Elasticsearch does not answer.
        PermanentError: It refuses the query.
    """
    with point_in_time(client, index) as moment:
        after: tuple[Any, ...] = ()
        while True:
            with translated():
                answer = client.search(
                    pit={"id": moment, "keep_alive": KEEP_ALIVE},
                    **_request(query, of, sort or ({"_shard_doc": "asc"},), after, size, excludes),
                )
            page = [decode(hit, of) for hit in answer["hits"]["hits"]]
            if not page:
                return
            yield page
            if len(page) < size:  # as of one moment: there are no more
                return
            after = page[-1].sort


def pages_of_alias(
    client: Elasticsearch, alias: str, query: Mapping[str, Any], of: type[T], *, sort: Sort, size: int = PAGE
) -> Iterator[list[Stored[T]]]:
    """Yield every document as `pages` does, with a key too that may read the alias alone.

    Elasticsearch checks a search in a point in time against the index behind the alias, so it refuses such a key. Then
    each page is read as of its own moment, and a document that was written again meanwhile is left out the second time.

    Args:
        client: Elasticsearch.
        alias: An alias of one index.
        query: Which documents.
        of: Type of a document's source.
        sort: Their order. It has to tell any two documents apart.
        size: Documents of a page.

    Raises:
        TransientError: Elasticsearch does not answer.
        PermanentError: It refuses the query.
    """
    began = False
    try:
        for page in pages(client, alias, query, of, sort=sort, size=size):
            began = True
            yield page
    except PermanentError as error:
        if began or not is_refused(error):
            raise
    else:
        return
    seen: set[str] = set()
    for page in live_pages(client, alias, query, of, sort=sort, size=size):
        yield [one for one in page if one.id not in seen]
        seen.update(one.id for one in page)


def live_pages(
    client: Elasticsearch, index: str, query: Mapping[str, Any], of: type[T], *, sort: Sort, size: int = PAGE
) -> Iterator[list[Stored[T]]]:
    """Yield what the query finds, each page as of its own moment (`live_page`)."""
    after: tuple[Any, ...] = ()
    while page := live_page(client, index, query, of, sort=sort, after=after, size=size):
        yield page
        if len(page) < size:
            return
        after = page[-1].sort


def live_page(
    client: Elasticsearch,
    index: str,
    query: Mapping[str, Any],
    of: type[T],
    *,
    sort: Sort,
    after: tuple[Any, ...] = (),
    size: int = PAGE,
) -> list[Stored[T]]:
    """Return the page after `after` of what the query finds at this moment.

    For runs that last for hours or rewrite what they read, where a point in time would keep every replaced document on
    disk. `sort` has to tell any two documents apart.
    """
    with translated():
        answer = client.search(index=index, **_request(query, of, sort, after, size, ()))
    return [decode(hit, of) for hit in answer["hits"]["hits"]]


def _request(
    query: Mapping[str, Any], of: type[T], sort: Sort, after: tuple[Any, ...], size: int, excludes: Sequence[str]
) -> dict[str, Any]:
    fields = fields_of(of)
    request: dict[str, Any] = {
        "query": dict(query),
        "size": size,
        "sort": list(sort),
        "seq_no_primary_term": True,
        "version": True,
        "track_total_hits": False,
    }
    if excludes:
        request["source_excludes"] = list(excludes)
    elif isinstance(fields, bool):
        request["source"] = fields
    else:
        request["source_includes"] = fields
    if after:
        request["search_after"] = list(after)
    return request


@contextmanager
def point_in_time(client: Elasticsearch, index: str) -> Iterator[str]:
    """Refresh an index and keep it as it is now; yield the id by which searches ask for it.

    Raises:
        TransientError: Elasticsearch does not answer.
        PermanentError: The key may not read the index itself.
    """
    refresh(client, [index])
    with translated():
        moment = str(client.open_point_in_time(index=index, keep_alive=KEEP_ALIVE)["id"])
    try:
        yield moment
    finally:
        with suppress(CopydeskError), translated():  # if it cannot be closed, it ends by itself after `KEEP_ALIVE`
            client.close_point_in_time(id=moment)
