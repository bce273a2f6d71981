"""Taking articles out of the index, and keeping them out.

What is taken down leaves a *tombstone*, a document of its own: under the article's id, and one under the hash of its
text where no other article has that text. Both are read by id, which sees writes at once: a tombstone that is
written before its article is removed is met by whoever writes the article afterwards (`tasks.stages.index` looks after
each write), so it does not matter which of the two was first.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from elasticsearch import Elasticsearch
from elasticsearch.helpers import scan

from articles.article import Value
from articles.errors import TransientError
from articles.fates import Fate, Reason
from articles.identity import article_id as id_of
from search.schema.index_names import Names
from search.transport import bulk
from search.transport.bulk import Operation, Outcome
from search.transport.client import translated
from search.transport.get_by_id import by_id

#: Documents asked for at once.
PAGE = 500
_BULK_BYTES = 8 << 20
#: What has to be known of a document in order to take it down.
_ABOUT = ["arrival", "url", "title", "decoded_hash", "story_id", "is_copy", "copy_of", "copies", "claimed_at"]


class Tombstone(Value, frozen=True, kw_only=True):
    """An article that was taken down."""

    article_id: str
    url: str | None = None
    decoded_hash: str | None = None  #: of its text; none where another article has the same text
    reason: str = ""
    deleted_at: datetime


def keys_of(article_id: str, *, url: str | None = None, decoded_hash: str | None = None) -> list[str]:
    """Ids of the tombstones that keep an article out: of itself, of the article of its URL, of its text."""
    keys = [article_id]
    if url and (base := id_of(url, None, "")) != article_id:
        keys.append(base)
    if decoded_hash:
        keys.append(f"text:{decoded_hash}")
    return keys


def bury(client: Elasticsearch, names: Names, tombstones: Iterable[Tombstone]) -> None:
    """Write tombstones; they can be read and searched for when this returns. Safe to repeat."""
    operations = []
    for one in tombstones:
        fields: dict[str, Any] = {"article_id": one.article_id, "deleted_at": one.deleted_at.isoformat()}
        fields |= {k: v for k, v in (("url", one.url), ("reason", one.reason)) if v}
        operations.append(Operation(action="index", index=names.tombstones, id=one.article_id, body=fields))
        if one.decoded_hash:
            by_text = fields | {"decoded_hash": one.decoded_hash}
            operations.append(
                Operation(action="index", index=names.tombstones, id=f"text:{one.decoded_hash}", body=by_text)
            )
    _done(bulk.write(client, operations, max_bytes=_BULK_BYTES))
    with translated():
        client.indices.refresh(index=names.tombstones)


def unbury(client: Elasticsearch, names: Names, article_ids: Sequence[str]) -> list[Tombstone]:
    """Take tombstones away; returns those that were there."""
    with translated():
        client.indices.refresh(index=names.tombstones)
        found = list(
            scan(
                client, index=names.tombstones, query={"query": {"terms": {"article_id": list(article_ids)}}}, size=PAGE
            )
        )
    _done(
        bulk.write(
            client,
            [Operation(action="delete", index=names.tombstones, id=hit["_id"]) for hit in found],
            max_bytes=_BULK_BYTES,
        )
    )
    with translated():
        client.indices.refresh(index=names.tombstones)
    return [
        Tombstone(
            article_id=hit["_source"]["article_id"],
            url=hit["_source"].get("url"),
            decoded_hash=hit["_source"].get("decoded_hash"),
            reason=hit["_source"].get("reason", ""),
            deleted_at=datetime.fromisoformat(hit["_source"]["deleted_at"]),
        )
        for hit in found
    ]


def buried(client: Elasticsearch, names: Names, keys: Iterable[str]) -> set[str]:
    """Which of these keys (`keys_of`) have a tombstone. Sees unrefreshed writes."""
    return set(by_id(client, names.tombstones, keys, fields=False))


def standing(client: Elasticsearch, names: Names, ids: Sequence[str]) -> dict[str, dict[str, Any]]:
    """What stands in the index under these ids, as far as it matters here, with its place in the index's history."""
    return {
        key: doc["_source"] | {"_seq_no": doc["_seq_no"], "_primary_term": doc["_primary_term"]}
        for key, doc in by_id(client, names.everything, ids, fields=_ABOUT).items()
    }


def ids_of_url(client: Elasticsearch, names: Names, url: str) -> list[str]:
    """Ids of all articles with this (normalised) URL that are in the index."""
    return [identifier for identifier, _ in found_by(client, names, {"term": {"url": url}})]


def found_by(client: Elasticsearch, names: Names, query: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Id and title of every article that a query finds, copies included; streamed."""
    with translated():
        client.indices.refresh(index=names.everything)
        hits = scan(client, index=names.everything, query={"query": dict(query), "_source": ["title"]}, size=PAGE)
        for hit in hits:
            yield hit["_id"], hit["_source"].get("title", "")


def others_with_text(client: Elasticsearch, names: Names, hashes: Sequence[str], ids: Sequence[str]) -> set[str]:
    """Which of these texts other articles than `ids` have as well."""
    if not hashes:
        return set()
    with translated():
        client.indices.refresh(index=names.everything)
        answer = client.search(
            index=names.everything,
            size=0,
            query={
                "bool": {
                    "filter": {"terms": {"decoded_hash": list(hashes)}},
                    "must_not": {"ids": {"values": list(ids)}},
                }
            },
            aggs={"text": {"terms": {"field": "decoded_hash", "size": len(hashes)}}},
        )
    return {bucket["key"] for bucket in answer["aggregations"]["text"]["buckets"]}


def remove(client: Elasticsearch, names: Names, ids: Sequence[str]) -> tuple[int, int]:
    """Remove documents and their earlier revisions; how many of each. Safe to repeat."""
    outcomes = bulk.write(
        client,
        [Operation(action="delete", index=names.everything, id=identifier) for identifier in ids],
        max_bytes=_BULK_BYTES,
    )
    _done([outcome for outcome in outcomes if outcome.status != 404])
    with translated():
        client.indices.refresh(index=[names.revisions, names.everything])
        answer = client.delete_by_query(
            index=names.revisions,
            query={"terms": {"article_id": list(ids)}},
            conflicts="proceed",
            refresh=True,
        )
    return sum(outcome.ok for outcome in outcomes), int(answer["deleted"])


# Leads. `copies` counts what is joined to a lead, so it is counted anew and not subtracted: safe to repeat.
_LEAD = """
ctx._source.is_copy = false; ctx._source.copies = params.copies;
ctx._source.remove('copy_of'); ctx._source.remove('similarity');
"""
_FOLLOW = "ctx._source.copy_of = params.lead"
_COUNT = "if (ctx._source.copies == params.copies) { ctx.op = 'noop' } else { ctx._source.copies = params.copies }"


def pass_on(client: Elasticsearch, names: Names, story_id: str, *, preferred: str | None = None) -> str | None:
    """See to it that a story has a lead and that its copies follow it; returns the lead, None without a story.

    For a story whose lead was removed: `preferred` leads it if it is among its copies, else the copy that arrived
    first. Between the removal and this, the story is not among the leads. Safe to repeat, and by several at once: all
    choose the same.
    """
    story = {"term": {"story_id": story_id}}
    with translated():
        client.indices.refresh(index=names.everything)
        found = client.search(
            index=names.everything,
            query={"bool": {"filter": story, "should": [{"ids": {"values": [preferred] if preferred else []}}]}},
            sort=[{"is_copy": "asc"}, {"_score": "desc"}, {"claimed_at": "asc"}, {"arrival": "asc"}],
            source_includes=["is_copy"],
            size=1,
            track_total_hits=True,
        )["hits"]
    if not found["hits"]:
        return None
    lead, copies = found["hits"][0], found["total"]["value"] - 1
    outcome = bulk.write(
        client,
        [_updating(names, lead["_id"], _LEAD if lead["_source"].get("is_copy") else _COUNT, copies=copies)],
        max_bytes=_BULK_BYTES,
    )[0]
    if outcome.status == 404:  # removed meanwhile: there is another, or none
        return pass_on(client, names, story_id)
    _done([outcome])
    with translated():
        answer = client.update_by_query(
            index=names.everything,
            query={
                "bool": {
                    "filter": [story, {"term": {"is_copy": True}}],
                    "must_not": [{"term": {"copy_of": lead["_id"]}}, {"ids": {"values": [lead["_id"]]}}],
                }
            },
            script={"source": _FOLLOW, "params": {"lead": lead["_id"]}},
            conflicts="proceed",
            refresh=True,
        )
    if answer["version_conflicts"]:
        raise TransientError(f"the copies of story {story_id} were written to meanwhile")
    return str(lead["_id"])


def _updating(names: Names, identifier: str, source: str, **params: Any) -> Operation:
    return Operation(
        action="update",
        index=names.everything,
        id=identifier,
        body={"script": {"source": source, "params": params}},
        parameters={"retry_on_conflict": 5},
    )


def supersede(client: Elasticsearch, names: Names, article_id: str, arrival: str) -> bool:
    """Take back what an arrival had written under this id, if it is still what stands there; True if it was.

    Where the arrival had updated an article of another arrival, the text before comes back; where others were
    duplicates of it, the first of them inherits the document.
    """
    about = standing(client, names, [article_id]).get(article_id)
    if about is None or about["arrival"] != arrival:
        return False
    place = {"if_seq_no": about["_seq_no"], "if_primary_term": about["_primary_term"]}
    before = _revision_before(client, names, article_id, arrival)
    heir = _duplicate_of(client, names, article_id, arrival) if before is None else None
    if heir is not None:
        fields = {"arrival": heir["arrival"], "claimed_at": heir["claimed_at"], "round": heir["round"]}
        body = {"doc": fields}
        operation = Operation(action="update", index=names.everything, id=article_id, body=body, parameters=place)
    elif before is None:
        operation = Operation(action="delete", index=names.everything, id=article_id, parameters=place)
    else:
        kept = {"copies": about.get("copies", 0), "is_copy": about.get("is_copy", False)}
        body = before["document"] | {"title": before["title"], "body": before["body"]} | kept
        operation = Operation(action="index", index=names.everything, id=article_id, body=body, parameters=place)
    outcome = bulk.write(client, [operation], max_bytes=_BULK_BYTES)[0]
    if outcome.conflict or outcome.status == 404:
        return False  # somebody wrote to it meanwhile: it is theirs now
    _done([outcome])
    if before is None and heir is None:
        pass_on(client, names, about.get("story_id", article_id))
    return True


def _revision_before(client: Elasticsearch, names: Names, article_id: str, arrival: str) -> dict[str, Any] | None:
    with translated():
        client.indices.refresh(index=names.revisions)
        hits = client.search(
            index=names.revisions,
            query={
                "bool": {"filter": {"term": {"article_id": article_id}}, "must_not": {"term": {"arrival": arrival}}}
            },
            sort=[{"revision": "desc"}],
            size=1,
        )["hits"]["hits"]
    return dict(hits[0]["_source"]) if hits else None


def _duplicate_of(client: Elasticsearch, names: Names, article_id: str, arrival: str) -> dict[str, Any] | None:
    """The first arrival from another file that had the same text for this article."""
    terms = {"article_id": article_id, "fate": Fate.DUPLICATE.value, "reason": Reason.SAME_ARTICLE.value}
    with translated():
        client.indices.refresh(index=names.intake)
        hits = client.search(
            index=names.intake,
            query={
                "bool": {
                    "filter": [{"term": {key: value}} for key, value in terms.items()],
                    "must_not": {"term": {"intake": arrival.rpartition(":")[0]}},
                }
            },
            sort=[{"claimed_at": "asc"}, {"intake": "asc"}, {"number": "asc"}],
            source_includes=["claimed_at", "round"],
            size=1,
        )["hits"]["hits"]
    if not hits:
        return None
    claimed = datetime.fromisoformat(hits[0]["_source"]["claimed_at"])
    return {
        "arrival": hits[0]["_id"],
        "claimed_at": int(claimed.timestamp()) * 1_000_000 + claimed.microsecond,
        "round": hits[0]["_source"].get("round", 0),
    }


def _done(outcomes: Iterable[Outcome]) -> None:
    """Raises TransientError where something was not done: all here may be repeated."""
    for outcome in outcomes:
        if not outcome.ok:
            raise TransientError(f"Elasticsearch has not done it ({outcome.status}): {outcome.error}")
