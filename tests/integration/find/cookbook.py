"""Forty questions of a newsroom: for each the request, and the answer over the planned archive.

Every answer is worked out from the plan (`plan.py`), none is copied from Elasticsearch. `docs/reference/cookbook.md` is
written from this list: ``.venv/bin/python tests/integration/find/cookbook.py``.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

try:
    from .plan import LEADS, PEOPLE, PLAN, SOURCES, Planned, identifier
except ImportError:  # run as a program
    from plan import LEADS, PEOPLE, PLAN, SOURCES, Planned, identifier

PAGE = Path(__file__).parents[3] / "docs" / "reference" / "cookbook.md"
XI = "person:jinping-xi"
STORY = identifier(1)
#: Texts before the present ones, of articles with a second revision.
BEFORE = {one.id: f"Before: {one.title}" for one in LEADS if one.revision > 1}


@dataclass(frozen=True)
class Recipe:
    """A question with its request, and how to read the answer out of the response."""

    question: str
    request: dict[str, Any]
    read: Callable[[dict[str, Any]], Any]
    truth: Any
    index: str = "articles"
    command: str = ""  #: the same for the command line, where there is one
    note: str = ""


def numbers(response: dict[str, Any]) -> list[int]:
    """Numbers of the reports that were found, sorted."""
    return sorted(ordered(response))


def ordered(response: dict[str, Any]) -> list[int]:
    """Numbers of the reports, in the order of the hits."""
    return [int(hit["_id"], 16) - 1 for hit in response["hits"]["hits"]]


def buckets(name: str, *inside: str) -> Callable[[dict[str, Any]], dict[str, Any]]:
    """Read the buckets of an aggregation as key → documents."""

    def read(response: dict[str, Any]) -> dict[str, Any]:
        found = response["aggregations"]
        for part in (*inside, name):
            found = found[part]
        pairs = found["buckets"].items() if isinstance(found["buckets"], dict) else None
        if pairs is not None:
            return {key: bucket["doc_count"] for key, bucket in pairs if bucket["doc_count"]}
        return {
            str(bucket.get("key_as_string", bucket["key"])): bucket["doc_count"]
            for bucket in found["buckets"]
            if bucket["doc_count"]
        }

    return read


def pick(wanted: Callable[[Planned], bool], among: Iterable[Planned] = LEADS) -> list[int]:
    return sorted(int(one.id, 16) - 1 for one in among if wanted(one))


def count(values: Iterable[str | None]) -> dict[str, int]:
    return dict(Counter(value for value in values if value is not None))


def has(*words: str) -> Callable[[Planned], bool]:
    return lambda one: set(words) <= one.all_words


def body(*words: str) -> Callable[[Planned], bool]:
    return lambda one: set(words) <= set(one.body.lower().replace(".", " ").replace(",", " ").split())


def filters(*clauses: dict[str, Any]) -> dict[str, Any]:
    return {"bool": {"filter": list(clauses)}}


def key(value: str) -> dict[str, Any]:
    return {"term": {"entity_keys": value}}


def month(one: Planned) -> str | None:
    return one.day and f"{one.day:%Y-%m-01}"


def published(since: str, until: str) -> dict[str, Any]:
    return {"range": {"published_at": {"gte": since, "lt": until}}}


def day(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


NEWEST = [{"published_at": {"order": "desc", "missing": "_last"}}]
FERRY = {"match": {"body": "timetable"}}
_ferry = body("timetable")
_dated = [one for one in LEADS if one.day]
_last_day = max(one.day for one in _dated if one.day)
SILENT_SINCE = f"{_last_day - timedelta(hours=40):%Y-%m-%dT%H:%M:%S}"
NEW_SINCE = "2024-03-04"


def _mean_lags() -> dict[str, float | None]:
    """Seconds after the lead by source; None where a source printed copies without dates alone."""
    led = {one.id: one.day for one in PLAN}
    lags: dict[str, list[float]] = {}
    for one in PLAN:
        if one.copy_of:
            before = led[one.copy_of]
            of_source = lags.setdefault(one.source, [])
            if one.day and before:
                of_source.append((one.day - before).total_seconds())
    return {source: sum(some) / len(some) if some else None for source, some in lags.items()}


def _first_seen() -> dict[str, datetime]:
    seen: dict[str, datetime] = {}
    for one in sorted(_dated, key=lambda one: one.time):
        for name in one.people:
            seen.setdefault(PEOPLE[name], one.time)
    return seen


def _share_by_month() -> dict[str, float]:
    every = Counter(month(one) for one in _dated)
    about = Counter(month(one) for one in _dated if "Xi Jinping" in one.people)
    return {str(when): round(about[when] / n, 4) for when, n in sorted(every.items(), key=str)}


def _significant() -> list[str]:
    chosen = [one for one in LEADS if body("applause")(one)]
    front = Counter(PEOPLE[name] for one in chosen for name in one.people)
    back = Counter(PEOPLE[name] for one in LEADS for name in one.people)
    kept = {who: front[who] / back[who] for who in front if front[who] >= 2}
    return sorted(kept, key=lambda who: (-kept[who], who))


def _read_significant(response: dict[str, Any]) -> list[str]:
    found = response["aggregations"]["sample"]["names"]["buckets"]
    rows = [(-bucket["doc_count"] / bucket["bg_count"], bucket["key"]) for bucket in found]
    return [who for _, who in sorted(rows)]


def _pairs() -> dict[str, int]:
    three = {"johnson": "Boris Johnson", "solberg": "Ingrid Solberg", "xi": "Xi Jinping"}
    found: dict[str, int] = {}
    names = sorted(three)
    for place, first in enumerate(names):
        found[first] = sum(three[first] in one.people for one in LEADS)
        for second in names[place + 1 :]:
            found[f"{first}&{second}"] = sum({three[first], three[second]} <= set(one.people) for one in LEADS)
    return {pair: n for pair, n in found.items() if n}


def _nested(path: str, query: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"nested": {"path": path, "query": query, **more}}


def _quoted(name: str) -> Callable[[Planned], bool]:
    return lambda one: one.quote is not None and one.quote[1] == name


def _near(one: Planned, *places: str) -> bool:
    return bool(set(places) & {*one.places, one.filed_from})


def _around(field: str, distance: str) -> dict[str, Any]:
    return {"geo_distance": {"distance": distance, field: {"lat": 45.75, "lon": 4.85}}}


def _sources_of_stories() -> dict[str, int]:
    stories: dict[str, set[str]] = {}
    for one in PLAN:
        stories.setdefault(one.copy_of or one.id, set()).add(one.source)
    return {story: len(sources) for story, sources in stories.items() if len(sources) >= 3}


def _average_words() -> dict[str, float]:
    return {
        source: round(sum(lengths) / len(lengths), 2)
        for source in SOURCES
        if (lengths := [one.words for one in LEADS if one.source == source])
    }


RECIPES: list[Recipe] = [
    Recipe(
        "Which articles have two words, in any order?",
        {"query": {"match": {"body": {"query": "embargo customs", "operator": "and"}}}},
        numbers,
        pick(body("embargo", "customs")),
        command="body:(embargo customs)",
    ),
    Recipe(
        "Which have a phrase?",
        {"query": {"match_phrase": {"body": "ferry timetable"}}},
        numbers,
        pick(lambda one: "ferry timetable" in one.body),
        command='body:"ferry timetable"',
    ),
    Recipe(
        "Which have one of two words, but not a third?",
        {
            "query": {
                "bool": {
                    "should": [{"match": {"body": "embargo"}}, {"match": {"body": "tenor"}}],
                    "minimum_should_match": 1,
                    "must_not": [{"match": {"body": "fares"}}],
                }
            }
        },
        numbers,
        pick(lambda one: (body("embargo")(one) or body("tenor")(one)) and "fares" not in one.body),
        command="body:(embargo | tenor) -body:fares",
    ),
    Recipe(
        "What is the latest with a word in the headline?",
        {"query": {"match": {"title": "harbour"}}, "sort": NEWEST, "size": 5},
        ordered,
        [
            one.number
            for one in sorted(LEADS, key=lambda one: (one.day is not None, one.time), reverse=True)
            if "harbour" in one.title
        ][:5],
        command="title:harbour --sort newest --size 5",
    ),
    Recipe(
        "Which have a word in any form that English gives it?",
        {"query": {"match": {"stem.en.body": "embargoes"}}},
        numbers,
        pick(lambda one: one.language == "en" and "embargo" in one.body),
        note="`stem` has a field for each language; `copydesk search` asks all of them at once.",
    ),
    Recipe(
        "Which name somebody, by the key that is the same in all articles?",
        {"query": key(XI)},
        numbers,
        pick(lambda one: "Xi Jinping" in one.people),
        command="person:jinping-xi",
    ),
    Recipe(
        "Which name somebody, by name, whatever its case and accents?",
        {"query": {"term": {"people.folded": "jose ORTIZ"}}},
        numbers,
        pick(lambda one: "José Ortiz" in one.people),
        command='people:"jose ortiz"',
    ),
    Recipe(
        "Which name two people together?",
        {"query": filters(key(XI), key("person:ingrid-solberg"))},
        numbers,
        pick(lambda one: {"Xi Jinping", "Ingrid Solberg"} <= set(one.people)),
        command='people:"Xi Jinping" people:"Ingrid Solberg"',
    ),
    Recipe(
        "Which name a person and anything within 200 km of a place?",
        {"query": filters(key(XI), _around("entity_locations", "200km"))},
        numbers,
        pick(lambda one: "Xi Jinping" in one.people and bool({"Lyon", "Villeurbanne", "Grenoble"} & set(one.places))),
        note='`copydesk search \'people:"Xi Jinping" place:"Lyon"~200km\'` counts datelines too.',
    ),
    Recipe(
        "Which were filed within 50 km of a place, or name one so near?",
        {
            "query": {
                "bool": {
                    "should": [
                        _around("dateline.location", "50km"),
                        _around("entity_locations", "50km"),
                    ],
                    "minimum_should_match": 1,
                }
            }
        },
        numbers,
        pick(lambda one: _near(one, "Lyon", "Villeurbanne")),
        command='place:"Lyon"~50km',
    ),
    Recipe(
        "Which were filed from a country?",
        {"query": {"term": {"dateline.country": "NO"}}},
        numbers,
        pick(lambda one: one.filed_from == "Bergen"),
        command="from:NO",
    ),
    Recipe(
        "What did one source publish in one language in April?",
        {
            "query": filters(
                {"term": {"source": "Bergen Post"}}, {"term": {"language": "de"}}, published("2024-04-01", "2024-05-01")
            )
        },
        numbers,
        pick(
            lambda one: (
                one.source == "Bergen Post"
                and one.language == "de"
                and one.day is not None
                and day("2024-04-01") <= one.day < day("2024-05-01")
            )
        ),
    ),
    Recipe(
        "What was published in the week before a day?",
        {"query": {"range": {"published_at": {"gte": "2024-04-10||-7d", "lt": "2024-04-10"}}}},
        numbers,
        pick(lambda one: one.day is not None and day("2024-04-03") <= one.day < day("2024-04-10")),
        command="on:2024-04-03..2024-04-09 has:date",
    ),
    Recipe(
        "What has no known date?",
        {"query": {"bool": {"must_not": {"exists": {"field": "published_at"}}}}},
        numbers,
        pick(lambda one: one.day is None),
        command="-has:date",
    ),
    Recipe(
        "Which are about somebody, and do not only name her?",
        {
            "query": {"terms": {"about": [f"person:ingrid-solberg|{tenths}" for tenths in range(4, 11)]}},
        },
        numbers,
        pick(lambda one: "Ingrid Solberg" in one.people),
        note="The number after the key is the salience in tenths, from 0 to 10.",
    ),
    Recipe(
        "What did somebody say, word for word?",
        {
            "query": _nested(
                "quotes",
                {"term": {"quotes.speaker_key": XI}},
                inner_hits={"_source": ["quotes.text"]},
            )
        },
        lambda response: dict(
            Counter(
                inner["_source"]["text"]
                for hit in response["hits"]["hits"]
                for inner in hit["inner_hits"]["quotes"]["hits"]["hits"]
            )
        ),
        count(one.quote[0] for one in LEADS if one.quote and one.quote[1] == "Xi Jinping"),
    ),
    Recipe(
        "Which quote somebody on a subject?",
        {
            "query": _nested(
                "quotes",
                {
                    "bool": {
                        "must": {"match": {"quotes.text": "limits"}},
                        "filter": {"term": {"quotes.speaker_key": XI}},
                    }
                },
            )
        },
        numbers,
        pick(lambda one: _quoted("Xi Jinping")(one) and one.quote is not None and "limits" in one.quote[0]),
        command='quote:limits speaker:"Xi Jinping"',
    ),
    Recipe(
        "Who was quoted on a subject?",
        {
            "size": 0,
            "query": FERRY,
            "aggs": {
                "quotes": {
                    "nested": {"path": "quotes"},
                    "aggs": {"speakers": {"terms": {"field": "quotes.speaker", "size": 20}}},
                }
            },
        },
        buckets("speakers", "quotes"),
        count(one.quote[1] for one in LEADS if one.quote and _ferry(one)),
    ),
    Recipe(
        "Where else are the same words quoted?",
        {"query": _nested("quotes", {"match_phrase": {"quotes.text": "no limits to our friendship"}})},
        numbers,
        pick(lambda one: one.quote is not None and "no limits" in one.quote[0]),
        command='quote:"no limits to our friendship"',
    ),
    Recipe(
        "Who is named most in what a search finds?",
        {"size": 0, "query": FERRY, "aggs": {"people": {"terms": {"field": "people", "size": 20}}}},
        buckets("people"),
        count(name for one in LEADS if _ferry(one) for name in one.people),
    ),
    Recipe(
        "With whom and what is somebody named?",
        {
            "size": 0,
            "query": key(XI),
            "aggs": {"with": {"terms": {"field": "people", "size": 20, "exclude": ["Xi Jinping"]}}},
        },
        buckets("with"),
        count(name for one in LEADS if "Xi Jinping" in one.people for name in one.people if name != "Xi Jinping"),
    ),
    Recipe(
        "How often are three people named, and each two of them together?",
        {
            "size": 0,
            "aggs": {
                "pairs": {
                    "adjacency_matrix": {
                        "filters": {
                            "johnson": key("person:boris-johnson"),
                            "solberg": key("person:ingrid-solberg"),
                            "xi": key(XI),
                        }
                    }
                }
            },
        },
        buckets("pairs"),
        _pairs(),
    ),
    Recipe(
        "How many articles a month are about something?",
        {
            "size": 0,
            "query": FERRY,
            "aggs": {
                "months": {
                    "date_histogram": {"field": "published_at", "calendar_interval": "month", "format": "yyyy-MM-dd"}
                }
            },
        },
        buckets("months"),
        count(month(one) for one in LEADS if _ferry(one)),
    ),
    Recipe(
        "Which share of all articles named somebody, month by month?",
        {
            "size": 0,
            "aggs": {
                "months": {
                    "date_histogram": {"field": "published_at", "calendar_interval": "month", "format": "yyyy-MM-dd"},
                    "aggs": {
                        "about": {"filter": key(XI)},
                        "share": {
                            "bucket_script": {
                                "buckets_path": {"about": "about._count", "all": "_count"},
                                "script": "params.all == 0 ? 0 : params.about / params.all",
                            }
                        },
                    },
                }
            },
        },
        lambda response: {
            bucket["key_as_string"]: round(bucket["share"]["value"], 4)
            for bucket in response["aggregations"]["months"]["buckets"]
        },
        _share_by_month(),
        note="Attention has to be divided by all articles: an archive grows, and weekends are short.",
    ),
    Recipe(
        "How much did each outlet publish each month?",
        {
            "size": 0,
            "aggs": {
                "coverage": {
                    "composite": {
                        "size": 1000,
                        "sources": [
                            {"source": {"terms": {"field": "source"}}},
                            {
                                "month": {
                                    "date_histogram": {
                                        "field": "published_at",
                                        "calendar_interval": "month",
                                        "format": "yyyy-MM-dd",
                                    }
                                }
                            },
                        ],
                    }
                }
            },
        },
        lambda response: {
            f"{bucket['key']['source']} {bucket['key']['month']}": bucket["doc_count"]
            for bucket in response["aggregations"]["coverage"]["buckets"]
        },
        count(f"{one.source} {month(one)}" for one in _dated),
        note='For days take `"calendar_interval": "day"`, and ask again with `after` until no bucket comes.',
    ),
    Recipe(
        "Which names set a search apart from everything else?",
        {
            "size": 0,
            "query": {"match": {"body": "applause"}},
            "aggs": {
                "sample": {
                    "sampler": {"shard_size": 1000},
                    "aggs": {
                        "names": {
                            "significant_terms": {
                                "field": "entity_keys",
                                "include": "person:.*",
                                "min_doc_count": 2,
                                "size": 20,
                                "percentage": {},
                                "background_filter": {"term": {"is_copy": False}},
                            }
                        }
                    },
                }
            },
        },
        _read_significant,
        _significant(),
        note="The sampler looks at the best 1,000 hits alone, which keeps it quick on a large archive.",
    ),
    Recipe(
        "Who was the first to report it?",
        {"query": FERRY, "sort": [{"published_at": "asc"}], "size": 1, "_source": ["source", "published_at"]},
        lambda response: [hit["_source"]["source"] for hit in response["hits"]["hits"]],
        [min((one for one in _dated if _ferry(one)), key=lambda one: one.time).source],
        command="body:timetable --sort oldest --size 1",
    ),
    Recipe(
        "How did a story spread?",
        {
            "query": {"term": {"story_id": STORY}},
            "sort": [{"published_at": {"order": "asc", "missing": "_last"}}],
            "_source": ["source", "published_at", "is_copy", "similarity"],
        },
        lambda response: [hit["_source"]["source"] for hit in response["hits"]["hits"]],
        [one.source for one in sorted((o for o in PLAN if STORY in (o.id, o.copy_of)), key=lambda one: one.time)],
        index="articles-all",
        command=f"story:{STORY} --sort oldest",
    ),
    Recipe(
        "How long after the first report did each outlet print it?",
        {
            "size": 0,
            "query": {"term": {"is_copy": True}},
            "aggs": {"sources": {"terms": {"field": "source"}, "aggs": {"lag": {"avg": {"field": "lag_seconds"}}}}},
        },
        lambda response: {
            bucket["key"]: bucket["lag"]["value"] for bucket in response["aggregations"]["sources"]["buckets"]
        },
        _mean_lags(),
        index="articles-all",
        note='Seconds. `rank` tells as which article of its story a copy ran: `{"term": {"rank": 2}}` finds who was '
        "second. A copy gets both fields within a minute or two after its arrival.",
    ),
    Recipe(
        "Which stories were copied?",
        {"query": {"range": {"copies": {"gte": 1}}}, "sort": [{"copies": "desc"}]},
        numbers,
        pick(lambda one: one.copies >= 1),
        command="is:copied --sort copies",
    ),
    Recipe(
        "Which stories were in at least three outlets?",
        {
            "size": 0,
            "aggs": {
                "stories": {
                    "terms": {"field": "story_id", "size": 1000},
                    "aggs": {
                        "outlets": {"cardinality": {"field": "source"}},
                        "several": {
                            "bucket_selector": {
                                "buckets_path": {"outlets": "outlets"},
                                "script": "params.outlets >= 3",
                            }
                        },
                    },
                }
            },
        },
        lambda response: {
            bucket["key"]: bucket["outlets"]["value"] for bucket in response["aggregations"]["stories"]["buckets"]
        },
        _sources_of_stories(),
        index="articles-all",
    ),
    Recipe(
        "Who prints copies, and how many?",
        {
            "size": 0,
            "query": {"term": {"is_copy": True}},
            "aggs": {"sources": {"terms": {"field": "source"}}},
        },
        buckets("sources"),
        count(one.source for one in PLAN if one.copy_of),
        index="articles-all",
        command="is:copy --facet source",
    ),
    Recipe(
        "Which names were never seen before a day?",
        {
            "query": {
                "bool": {"filter": [{"term": {"type": "person"}}, {"range": {"first_seen": {"gte": NEW_SINCE}}}]}
            },
            "sort": [{"first_seen": "desc"}],
            "_source": ["key", "name", "first_seen", "articles"],
        },
        lambda response: sorted(hit["_source"]["key"] for hit in response["hits"]["hits"]),
        sorted(who for who, first in _first_seen().items() if first >= day(NEW_SINCE)),
        index="entities",
        note="`entities` has everybody once; the watcher counts them about once a minute. For this week: `now/w`.",
    ),
    Recipe(
        "Which sources fell silent?",
        {
            "size": 0,
            "aggs": {
                "sources": {
                    "terms": {"field": "source", "size": 1000},
                    "aggs": {
                        "last": {"max": {"field": "published_at"}},
                        "silent": {
                            "bucket_selector": {
                                "buckets_path": {"last": "last"},
                                "script": f"params.last < {int(day(SILENT_SINCE).timestamp() * 1000)}L",
                            }
                        },
                    },
                }
            },
        },
        lambda response: sorted(bucket["key"] for bucket in response["aggregations"]["sources"]["buckets"]),
        sorted(
            source for source in SOURCES if max(one.time for one in _dated if one.source == source) < day(SILENT_SINCE)
        ),
        note="The number is the time since when nothing came, in milliseconds since 1970.",
    ),
    Recipe(
        "Which articles changed after they were published?",
        {"query": {"range": {"revision": {"gte": 2}}}, "sort": [{"updated_at": "desc"}]},
        numbers,
        pick(lambda one: one.revision > 1),
        command="is:updated",
    ),
    Recipe(
        "What stood there before?",
        {"query": {"terms": {"article_id": sorted(BEFORE)[:2]}}, "sort": [{"article_id": "asc"}, {"revision": "asc"}]},
        lambda response: [hit["_source"]["title"] for hit in response["hits"]["hits"]],
        [BEFORE[one] for one in sorted(BEFORE)[:2]],
        index="article-revisions",
        note="Earlier texts are for operators; the reader's key may not see them. `copydesk show ID` lists them.",
    ),
    Recipe(
        "Which are the long ones?",
        {"query": {"range": {"word_count": {"gt": 30}}}, "sort": [{"word_count": "desc"}]},
        numbers,
        pick(lambda one: one.words > 30),
        command="words:>30",
    ),
    Recipe(
        "What did a reporter write?",
        {"query": {"match_phrase": {"byline": "asa lindgren"}}},
        numbers,
        pick(lambda one: one.byline is not None),
        command='byline:"asa lindgren"',
    ),
    Recipe(
        "How are the sections divided, and what has none?",
        {"size": 0, "aggs": {"sections": {"terms": {"field": "section", "missing": "(none)"}}}},
        buckets("sections"),
        count(one.section or "(none)" for one in LEADS),
    ),
    Recipe(
        "In which languages is a subject covered?",
        {"size": 0, "query": FERRY, "aggs": {"languages": {"terms": {"field": "language"}}}},
        buckets("languages"),
        count(one.language for one in LEADS if _ferry(one)),
        command="body:timetable --facet language",
    ),
    Recipe(
        "How do several subjects compare?",
        {
            "size": 0,
            "aggs": {
                "subjects": {
                    "filters": {
                        "filters": {
                            "sanctions": {"match": {"body": "embargo"}},
                            "ferries": {"match": {"body": "timetable"}},
                            "opera": {"match": {"body": "tenor"}},
                        }
                    }
                }
            },
        },
        buckets("subjects"),
        {
            "sanctions": len(pick(body("embargo"))),
            "ferries": len(pick(_ferry)),
            "opera": len(pick(body("tenor"))),
        },
    ),
    Recipe(
        "How long are the articles of each source on average?",
        {
            "size": 0,
            "aggs": {"sources": {"terms": {"field": "source"}, "aggs": {"words": {"avg": {"field": "word_count"}}}}},
        },
        lambda response: {
            bucket["key"]: round(bucket["words"]["value"], 2)
            for bucket in response["aggregations"]["sources"]["buckets"]
        },
        _average_words(),
    ),
    Recipe(
        "Which names begin with some letters, for a search box?",
        {
            "size": 0,
            "query": {"prefix": {"people.folded": "ingr"}},
            "aggs": {"names": {"terms": {"field": "entity_forms", "include": "ingr.*[|]name[|].*", "size": 10}}},
        },
        buckets("names"),
        {"ingrid solberg|name|person:ingrid-solberg": len(pick(lambda one: "Ingrid Solberg" in one.people))},
        note="A value is what somebody is called, how, and the key; leave `name` out to find parts of names and other "
        "ways of writing too. `copydesk entities ingr` does so.",
    ),
    Recipe(
        "Which article has this address?",
        {"query": {"term": {"url": "https://northsea.example/4"}}},
        numbers,
        [4],
        command="https://northsea.example/4",
    ),
]


def render() -> str:
    """Return the page."""
    parts = [
        "<!-- Written from tests/integration/find/cookbook.py; change it there. -->",
        "# Cookbook",
        f"{len(RECIPES)} questions of a newsroom, each with its request and answer. The tests run every request on a "
        "real Elasticsearch. The answers are for a small generated test archive: numbers identify its articles, or are "
        "counts. If the [query language](query-language.md) can ask the question too, the command is shown, and "
        "the tests run it as well.",
        "Send a request to `$ES/INDEX/_search`; [Asking Elasticsearch](../how-to/query-elasticsearch.md) says how. "
        "`articles` has every story once, `articles-all` each copy too. [The index and its fields](fields.md) explains "
        "the fields.",
    ]
    for number, recipe in enumerate(RECIPES, 1):
        parts.append(f"## {number}. {recipe.question}")
        if recipe.command:
            query, _, options = recipe.command.partition(" --")
            options = f" --{options}" if options else ""
            parts.append(f"```text\ncopydesk search '{query}'{options}\n```")
        request = json.dumps(recipe.request, indent=2, ensure_ascii=False)
        parts.append(f"```text\nPOST {recipe.index}/_search\n{request}\n```")
        if recipe.note:
            parts.append(recipe.note)
        parts.append(f"Answer: `{json.dumps(recipe.truth, ensure_ascii=False)}`")
    return "\n\n".join(parts) + "\n"


if __name__ == "__main__":
    PAGE.write_text(render(), "utf-8")
