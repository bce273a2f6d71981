"""Read documents by id.

A get by id sees writes before they are refreshed, and also writes that are not acknowledged yet: Elasticsearch shows
an operation as soon as it is applied, and acknowledges it once its log is on disk. Call `make_durable` before acting on
what was only read: a crash may take it back.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, TypeVar

from elasticsearch import Elasticsearch

from articles.batches import batched
from articles.errors import TransientError
from search.schema.index_names import Names
from search.transport.client import NO_INDEX, NO_INDEX_ADVICE, translated
from search.transport.stored import Nothing, Stored, decode, fields_of

T = TypeVar("T")

#: Ids asked for in one request.
PAGE = 1000
#: Bytes of an id; Elasticsearch refuses longer ones.
LONGEST_ID = 512


def by_id(client: Elasticsearch, index: str, ids: Iterable[str], of: type[T]) -> dict[str, Stored[T]]:
    """Return those of the documents that exist, by id.

    Args:
        client: Elasticsearch.
        index: An index, or an alias of one.
        ids: The documents asked for.
        of: Type of a document's source. Only the fields that it names are fetched; `dict` fetches all.

    Raises:
        TransientError: For one of them Elasticsearch could not say whether it exists (its shard is not up yet).
        PermanentError: The index may not be read.
    """
    found: dict[str, Stored[T]] = {}
    for page in batched(_possible(ids), PAGE):
        found |= _decoded(_answer(client, of, index=index, ids=page), of)
    return found


def _possible(ids: Iterable[str]) -> dict[str, None]:
    """Return each id once, without those that no document can have; asked for them, Elasticsearch refuses."""
    return {one: None for one in ids if one and len(one.encode("utf-8", "replace")) <= LONGEST_ID}


def _answer(client: Elasticsearch, of: type[T], **asked: Any) -> Any:
    fields = fields_of(of)
    with translated():
        if isinstance(fields, bool):
            return client.mget(source=fields, **asked)
        return client.mget(source_includes=fields, **asked)


def _decoded(answer: Any, of: type[T]) -> dict[str, Stored[T]]:
    found: dict[str, Stored[T]] = {}
    for doc in answer["docs"]:
        if "error" in doc:  # the answer as a whole is a 200
            error, place = doc["error"], f"{doc['_index']}/{doc['_id']}"
            if error.get("type") == NO_INDEX:
                raise TransientError(f"there is no index {doc['_index']}. {NO_INDEX_ADVICE}")
            raise TransientError(f"{place} cannot be read: {error.get('type')}: {error.get('reason')}")
        if doc.get("found"):
            found[doc["_id"]] = decode(doc, of)
    return found


def anywhere(client: Elasticsearch, names: Names, ids: Iterable[str], of: type[T]) -> dict[str, Stored[T]]:
    """Return articles by id, whether readers can see them or they are withdrawn. See `by_id`."""
    found: dict[str, Stored[T]] = {}
    for page in batched(_possible(ids), PAGE // 2):
        # What readers can see comes last, and so counts where a document is in both.
        asked = [{"_index": index, "_id": one} for index in (names.withdrawn, names.everything) for one in page]
        found |= _decoded(_answer(client, of, docs=asked), of)
    return found


def existing(client: Elasticsearch, index: str, ids: Iterable[str]) -> set[str]:
    """Return those of the ids that have a document. See `by_id`."""
    return set(by_id(client, index, ids, Nothing))


def make_durable(client: Elasticsearch, index: str) -> None:
    """Wait until everything that can be read from `index` now would survive a crash.

    Raises:
        TransientError: Elasticsearch cannot say so.
    """
    with translated():
        shards = client.indices.flush(index=index, wait_if_ongoing=True)["_shards"]
    if shards["failed"]:
        raise TransientError(f"{index} could not be flushed: {shards['failed']} of {shards['total']} shards failed")
