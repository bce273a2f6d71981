"""Read all that the articles know of a person, an organization or a place."""

from __future__ import annotations

from typing import Literal, TypeAlias

from elasticsearch import Elasticsearch

from articles.article import Value
from articles.enrichment.aliases import AliasTable
from search.find.entities import keys_of
from search.find.entity_spellings import Spelling, spellings_in, spellings_search
from search.find.entity_values import EntityCount
from search.find.name_lookup import place_called, similar
from search.find.profile import Day, Latest, Question, days
from search.reading.quotes import Quoted, quotes_in, quotes_search
from search.schema.index_names import Names
from search.transport.query import Aggregation, Bucket
from search.transport.searches import ask_all

Interval: TypeAlias = Literal["week", "month"]
_DATELINES = 100


class Point(Value, frozen=True, kw_only=True):
    """A place on the map, and the number of articles that were filed from it."""

    name: str
    key: str
    latitude: float
    longitude: float
    articles: int = 0


class Portrait(Value, frozen=True, kw_only=True):
    """An entity as the articles know it. Each story counts once."""

    key: str
    keys: tuple[str, ...]  #: all its keys
    name: str
    type: str  #: "person", "organization", "place"
    articles: int
    mentions: int
    interval: Interval
    over_time: tuple[Day, ...]  #: oldest first; spans without articles are left out
    together_with: tuple[EntityCount, ...]  #: their `articles` name both
    spellings: tuple[Spelling, ...]
    quotes: tuple[Quoted, ...]  #: what it said, the latest first
    latest: tuple[Latest, ...]
    location: Point | None = None  #: of a place
    datelines: tuple[Point, ...] = ()  #: where the articles that name it were filed from


class Unknown(Value, frozen=True, kw_only=True):
    """A name that no article has."""

    said: str
    did_you_mean: tuple[str, ...] = ()


def entity(
    client: Elasticsearch,
    names: Names,
    said: str,
    *,
    aliases: AliasTable | None = None,
    interval: Interval = "month",
    quoted: int = 10,
    companions: int = 20,
    latest: int = 10,
) -> Portrait | Unknown:
    """Return the portrait of an entity.

    Args:
        client: Elasticsearch.
        names: Index names.
        said: Its key or name. Of several with this name, the one in most articles is meant.
        aliases: Names of the installation's own.
        interval: Length of the spans of `over_time`.
        quoted: Articles at most whose quotations are listed.
        companions: Entities named together with it at most.
        latest: Latest articles at most.

    Raises:
        TransientError: Elasticsearch does not answer.
        PermanentError: It refuses the query.
    """
    keys = keys_of(client, names, said, aliases=aliases)
    question = Question(client, names, keys, aliases=aliases, companions=companions)
    asked = [question.latest(latest), question.counted(_spans(interval)), spellings_search(names, keys)]
    if quoted:
        asked.append(quotes_search(names, speaker=keys, size=quoted))
    answers = ask_all(client, asked) if keys else []
    found = question.summary(*answers[:2]) if answers else None
    if found is None:
        return Unknown(said=said, did_you_mean=similar(client, names, said))
    where = place_called(found.key) if found.type == "place" else None
    spans = answers[1]["aggregations"]
    points = (_point(bucket) for bucket in spans["datelines"]["buckets"])
    return Portrait(
        key=found.key,
        keys=keys,
        name=found.name,
        type=found.type,
        articles=found.articles,
        mentions=found.mentions,
        interval=interval,
        over_time=days(spans["over_time"]),
        together_with=found.together_with,
        spellings=spellings_in(answers[2], keys),
        quotes=quotes_in(answers[3]).quotes if quoted else (),
        latest=found.latest,
        location=Point(name=found.name, key=found.key, latitude=where[0], longitude=where[1], articles=found.articles)
        if where
        else None,
        datelines=tuple(point for point in points if point is not None),
    )


def _spans(interval: Interval) -> dict[str, Aggregation]:
    """Return the counts by time and by dateline."""
    return {
        "over_time": {"date_histogram": {"field": "published_at", "calendar_interval": interval, "min_doc_count": 1}},
        "datelines": {
            "terms": {"field": "dateline.place", "size": _DATELINES},
            "aggs": {
                "keys": {"terms": {"field": "dateline.key", "size": 1}},
                "centre": {"geo_centroid": {"field": "dateline.location"}},
            },
        },
    }


def _point(bucket: Bucket) -> Point | None:
    centre = bucket["centre"].get("location")
    if centre is None:
        return None
    keys = bucket["keys"]["buckets"]
    return Point(
        name=bucket["key"],
        key=keys[0]["key"] if keys else "",
        latitude=round(centre["lat"], 5),
        longitude=round(centre["lon"], 5),
        articles=bucket["doc_count"],
    )
