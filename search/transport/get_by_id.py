"""Reading documents by id: what is there, what is not, and what cannot be said.

A get by id sees writes before they are refreshed, and also writes that nobody has been told of yet: Elasticsearch shows
an operation as soon as it is applied and acknowledges it once its log is on disk. Whoever acts on what was only read
calls `make_durable` first, or a crash may take back what they relied on.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from elasticsearch import Elasticsearch

from articles.errors import TransientError
from search.transport.client import translated

#: Ids asked for in one request.
PAGE = 1000


def by_id(
    client: Elasticsearch,
    index: str,
    ids: Iterable[str],
    *,
    fields: Sequence[str] | bool = True,
    without: Sequence[str] = (),
) -> dict[str, dict[str, Any]]:
    """Those of `ids` that are there, as Elasticsearch returns them: `_id`, `_version`, `_seq_no`, `_source`, ...

    Args:
        client: the search engine.
        index: an index, or an alias of one.
        ids: what is asked for.
        fields: of the source; all of them when true, none when false.
        without: fields that are left out.

    Raises:
        TransientError: it could not be said of one of them whether it is there: its shard is not up yet, say.
        PermanentError: it may not be read.
    """
    wanted = list(dict.fromkeys(ids))
    options: dict[str, Any] = {"source": fields} if isinstance(fields, bool) else {"source_includes": list(fields)}
    if without:
        options = {"source_excludes": list(without)}
    found: dict[str, dict[str, Any]] = {}
    for start in range(0, len(wanted), PAGE):
        with translated():
            answer = client.mget(index=index, ids=wanted[start : start + PAGE], **options)
        for doc in answer["docs"]:
            if "error" in doc:  # the answer as a whole is a 200
                error = doc["error"]
                raise TransientError(f"{index}/{doc['_id']} cannot be read: {error.get('type')}: {error.get('reason')}")
            if doc.get("found"):
                found[doc["_id"]] = doc
    return found


def make_durable(client: Elasticsearch, index: str) -> None:
    """Return when all that can be read from `index` now will be there after a crash.

    Raises:
        TransientError: that cannot be said.
    """
    with translated():
        shards = client.indices.flush(index=index, wait_if_ongoing=True)["_shards"]
    if shards["failed"]:
        raise TransientError(f"{index} could not be flushed: {shards['failed']} of {shards['total']} shards failed")
