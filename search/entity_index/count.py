"""Count what the articles say of entities, as of one moment, and write it into their documents.

A document is always counted from the beginning, never added to. So a pass that is killed and run again counts nothing
twice, and what no article says any more is gone with the next count.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

import xxhash
from elasticsearch import ApiError, Elasticsearch

from articles.article import Value
from articles.batches import batched
from articles.errors import PermanentError
from search.schema import entity_fields
from search.schema.index_names import Names
from search.transport import bulk
from search.transport.bulk import MAINTENANCE_BYTES, Operation, require_done
from search.transport.client import translated
from search.transport.paging import KEEP_ALIVE
from search.transport.query import Aggregation, Bucket, Query

#: Entities counted by one search.
PAGE = 200
#: Names and companions that a document lists.
MOST_NAMES = 50
MOST_COMPANIONS = 50
#: Names of the aggregations that count names begin so.
_NAMES = "names "
#: Companions of an entity in more articles than this are estimated, from about so many of them; so many entities in one
#: search, since they share the share of articles that is drawn.
FREQUENT = 300
_SAMPLE = 300
_SAMPLED_TOGETHER = 20
#: Values of the names of some entities, which have their mentions in them.
_MOST_VALUES = 10_000
#: Bytes of an id at most.
_LONGEST_ID = 512
#: Each story counts once: its copies are left out.
LEADS: Query = {"bool": {"must_not": [{"term": {"is_copy": True}}]}}


class Moment(Value, frozen=True, kw_only=True):
    """The articles as they are at one moment."""

    id: str  #: of the point in time

    def ask(self, client: Elasticsearch, query: Query, aggregations: Mapping[str, Aggregation]) -> dict[str, Any]:
        """Return what is counted over the stories that a query finds.

        Raises:
            TransientError: Elasticsearch does not answer.
            PermanentError: It refuses the query.
        """
        with translated():
            answer = client.search(
                pit={"id": self.id, "keep_alive": KEEP_ALIVE},
                size=0,
                track_total_hits=False,
                query={"bool": {"filter": [LEADS, query]}},
                aggs=dict(aggregations),
            )
        return dict(answer["aggregations"])


def count_again(client: Elasticsearch, names: Names, moment: Moment, keys: Sequence[str]) -> None:
    """Write the documents of these entities as the articles have them; one that no article names is deleted.

    Raises:
        TransientError: Elasticsearch is away or busy.
        PermanentError: It refuses.
    """
    for page in batched(sorted(set(keys)), PAGE):
        documents = {one["key"]: one for one in _documents(client, moment, page)}
        operations = [
            Operation(action="index", index=names.entities, id=id_of(key), body=documents[key])
            if key in documents
            else Operation(action="delete", index=names.entities, id=id_of(key))
            for key in page
        ]
        outcomes = bulk.write(client, operations, max_bytes=MAINTENANCE_BYTES)
        require_done(outcomes, unless=lambda outcome: outcome.missing)


def id_of(key: str) -> str:
    """Return the id of the document of an entity: its key, unless that is too long."""
    return key if len(key.encode()) <= _LONGEST_ID else f"{key[:100]}:{xxhash.xxh3_64_hexdigest(key.encode())}"


def articles_of(client: Elasticsearch, moment: Moment, keys: Sequence[str]) -> dict[str, int]:
    """Return the numbers of stories that name entities; those that none names are left out.

    Raises:
        TransientError: Elasticsearch does not answer.
    """
    found = moment.ask(client, {"terms": {"entity_keys": list(keys)}}, {"keys": _of_keys(keys)})
    return {bucket["key"]: bucket["doc_count"] for bucket in found["keys"]["buckets"]}


def _of_keys(keys: Sequence[str]) -> dict[str, Any]:
    return {"terms": {"field": "entity_keys", "include": list(keys), "size": len(keys)}}


def _documents(client: Elasticsearch, moment: Moment, keys: Sequence[str]) -> Iterator[dict[str, Any]]:
    """Yield the documents of entities; counted in parts where an answer would be too large."""
    answer = None
    try:
        answer = moment.ask(client, {"terms": {"entity_keys": list(keys)}}, _counts(keys))
    except PermanentError as error:
        if len(keys) == 1 or not _are_too_many(error):
            raise
    if answer is None or (len(keys) > 1 and any(one["sum_other_doc_count"] for one in names_in(answer))):
        half = len(keys) // 2
        yield from _documents(client, moment, keys[:half])
        yield from _documents(client, moment, keys[half:])
        return
    counted = {bucket["key"]: bucket for bucket in answer["keys"]["buckets"]}
    companions = _companions(client, moment, {key: bucket["doc_count"] for key, bucket in counted.items()})
    for key, bucket in counted.items():
        bucket["companions"] = {"buckets": companions.get(key, ())}
    yield from documents(answer, now=datetime.now(UTC))


def _companions(client: Elasticsearch, moment: Moment, articles: Mapping[str, int]) -> dict[str, Sequence[Bucket]]:
    """Return the companions of entities, with themselves; estimated where many articles name an entity.

    Each article adds all its entities to each of them: for a country in every fifth article that takes longer than
    everything else together.
    """
    frequent = sorted((key for key, number in articles.items() if number > FREQUENT), key=articles.__getitem__)
    rare = [key for key, number in articles.items() if number <= FREQUENT]
    found: dict[str, Sequence[Bucket]] = {}
    for keys in [*([rare] if rare else []), *batched(frequent, _SAMPLED_TOGETHER)]:
        inner: dict[str, Aggregation] = {
            "keys": {
                **_of_keys(keys),
                "aggs": {"companions": {"terms": {"field": "entity_keys", "size": MOST_COMPANIONS + 1}}},
            }
        }
        share = 1.0 if keys is rare else min(_SAMPLE / articles[keys[0]], 0.5)
        drawn: Aggregation = {"random_sampler": {"probability": share, "seed": 1}, "aggs": inner}
        answer = moment.ask(client, {"terms": {"entity_keys": list(keys)}}, {"drawn": drawn})
        found |= {one["key"]: one["companions"]["buckets"] for one in answer["drawn"]["keys"]["buckets"]}
    return found


def _are_too_many(error: PermanentError) -> bool:
    """Return whether Elasticsearch refuses because the answer would have too many buckets."""
    cause = error.__cause__
    return isinstance(cause, ApiError) and "too_many_buckets" in str(cause.body)


def _counts(keys: Sequence[str]) -> dict[str, Aggregation]:
    """Return what is counted over the articles that name some entities."""
    bounds: dict[str, dict[str, Aggregation]] = {
        field: {"first": {"min": {"field": field}}, "last": {"max": {"field": field}}}
        for field in ("published_at", "ingested_at")
    }
    weeks = {"field": "published_at", "calendar_interval": "week", "format": "yyyy-MM-dd", "min_doc_count": 1}
    seen: dict[str, Aggregation] = {
        **bounds["published_at"],
        "undated": {"missing": {"field": "published_at"}, "aggs": bounds["ingested_at"]},
        "weeks": {"date_histogram": weeks},
    }
    names: dict[str, Aggregation] = {
        f"{_NAMES}{number}": {"terms": {"field": "entity_names", "include": pattern, "size": _MOST_VALUES}}
        for number, pattern in enumerate(entity_fields.names_of(keys))
    }
    return {"keys": {**_of_keys(keys), "aggs": seen}, **names}


def names_in(answer: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """Return the counts of names in an answer."""
    return [found for name, found in answer.items() if name.startswith(_NAMES)]


def documents(answer: Mapping[str, Any], *, now: datetime) -> Iterator[dict[str, Any]]:
    """Yield the documents that the answer to a count makes.

    Args:
        answer: The aggregations "keys", "names 0", "names 1" and so on.
        now: The time of counting.
    """
    called, mentions = _called([bucket for found in names_in(answer) for bucket in found["buckets"]])
    for bucket in answer["keys"]["buckets"]:
        key = bucket["key"]
        spellings = _most(called[key], MOST_NAMES)
        name = spellings[0][0] if spellings else key.partition(":")[2]
        companions = [one for one in bucket["companions"]["buckets"] if one["key"] != key]
        yield {
            "key": key,
            "type": entity_fields.type_of(key),
            "name": name,
            "names": [{"name": text, "articles": number} for text, number in spellings],
            "forms": entity_fields.beginnings([text for text, _ in spellings]),
            "articles": bucket["doc_count"],
            "mentions": mentions[key],
            **_seen(bucket),
            "weeks": [
                {"week": one["key_as_string"], "articles": one["doc_count"]} for one in bucket["weeks"]["buckets"]
            ],
            "companions": [{"key": one["key"], "articles": one["doc_count"]} for one in companions[:MOST_COMPANIONS]],
            "counted_at": now.isoformat(),
        }


def _seen(bucket: Bucket) -> dict[str, str]:
    """Return when an entity was first and last seen: by publication, or by arrival where that is not known."""
    found = {}
    for name, choose in (("first", min), ("last", max)):
        values = [one for one in (bucket[name], bucket["undated"][name]) if one["value"] is not None]
        if values:
            found[f"{name}_seen"] = choose(values, key=lambda one: one["value"])["value_as_string"]
    return found


def _called(buckets: Sequence[Bucket]) -> tuple[Mapping[str, Counter[str]], Counter[str]]:
    """Return the names of each key with the numbers of articles, and its mentions."""
    names: dict[str, Counter[str]] = defaultdict(Counter)
    mentions: Counter[str] = Counter()
    for bucket in buckets:
        one = entity_fields.read_name(bucket["key"])
        names[one.key][one.name] += bucket["doc_count"]
        mentions[one.key] += bucket["doc_count"] * one.mentions
    return names, mentions


def _most(counts: Mapping[str, int], most: int) -> list[tuple[str, int]]:
    return sorted(counts.items(), key=lambda one: (-one[1], one[0]))[:most]
