"""Queries find what the plan of the archive says, and no text makes Elasticsearch refuse."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import UTC, datetime

import msgspec
import pytest
from elasticsearch import Elasticsearch
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from search.find.articles import Ask, every, search
from search.find.languages import languages_for
from search.find.make_query import Known, make_query
from search.query_language import fields
from search.query_language.errors import QueryError
from search.query_language.parser import parse
from search.schema.index_names import Names

from .plan import LEADS, PLAN, Planned, identifier

NOW = datetime(2024, 8, 10, 12, tzinfo=UTC)
#: Query strings that are tried on the index; set it higher for a longer search.
MANY = int(os.environ.get("COPYDESK_TEST_QUERIES", "3000"))

Wanted = Callable[[Planned], bool]


def day(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def has(*words: str) -> Wanted:
    return lambda one: set(words) <= one.all_words


QUERIES: list[tuple[str, Wanted]] = [
    # words
    ("sanctions", has("sanctions")),
    ("SANCTIONS", has("sanctions")),
    ("sanctions Jinping", has("sanctions", "jinping")),
    ("ferry timetable", has("ferry", "timetable")),
    ("jose", has("jose")),
    ("José", has("jose")),
    ("asa", lambda one: one.byline is not None),
    ("zeppelin", lambda one: False),
    ("sanctions zeppelin", lambda one: False),
    ("", lambda one: True),
    ("*", lambda one: True),
    # without, either, groups
    ("-sport", lambda one: "sport" not in one.all_words),
    ("officials -sport -opera", lambda one: not {"sport", "opera"} & one.all_words),
    ("sanctions | opera", lambda one: bool({"sanctions", "opera"} & one.all_words)),
    ("sanctions OR opera", lambda one: bool({"sanctions", "opera"} & one.all_words)),
    ("sanctions jinping | opera", lambda one: has("sanctions", "jinping")(one) or has("opera")(one)),
    ("(sanctions | opera) jinping", lambda one: has("jinping")(one) and bool({"sanctions", "opera"} & one.all_words)),
    ("-(sport | opera)", lambda one: not {"sport", "opera"} & one.all_words),
    ("embargo NOT Jinping", lambda one: has("embargo")(one) and "jinping" not in one.all_words),
    ("ferry & pier", has("ferry", "pier")),
    ("election AND turnout", has("election", "turnout")),
    # phrases, beginnings, spellings
    ('"Boris Johnson"', lambda one: one.says("Boris Johnson")),
    ('"ferry timetable pier"', lambda one: one.says("ferry timetable pier")),
    ('"ferry pier"', lambda one: False),
    ('"ferry pier"~1', lambda one: one.says("ferry timetable pier")),
    ('-"Boris Johnson"', lambda one: not one.says("Boris Johnson")),
    ("sanct*", has("sanctions")),
    ("Sanct* -jinping", lambda one: has("sanctions")(one) and "jinping" not in one.all_words),
    ("sanktions~1", has("sanctions")),
    ("goalkeper~", has("goalkeeper")),
    # fields of text
    ("title:sanctions", lambda one: "sanctions" in one.title),
    ("title:(sanctions | opera)", lambda one: "sanctions" in one.title or "opera" in one.title),
    ("sanctions -title:sanctions", lambda one: has("sanctions")(one) and "sanctions" not in one.title),
    ('body:"customs. Present"', lambda one: "customs. Present" in one.body),
    ('byline:"Åsa Lindgren"', lambda one: one.byline is not None),
    # entities
    ('people:"Xi Jinping"', lambda one: "Xi Jinping" in one.people),
    ('people:"xi jinping" sanctions', lambda one: "Xi Jinping" in one.people and has("sanctions")(one)),
    ('-people:"Xi Jinping"', lambda one: "Xi Jinping" not in one.people),
    ("people:Johnson", lambda one: bool({"Johnson", "Boris Johnson"} & set(one.people))),
    ("people:jose*", lambda one: "José Ortiz" in one.people),
    ("person:jinping-xi", lambda one: "Xi Jinping" in one.people),
    ("entity:person:jinping-xi", lambda one: "Xi Jinping" in one.people),
    ('org:"Ferry Union"', lambda one: "Ferry Union" in one.organizations),
    ("place:Lyon", lambda one: "Lyon" in one.places),
    ("geonames:2996944", lambda one: "Lyon" in one.places),
    ('entity:("Xi Jinping" | Lyon)', lambda one: "Xi Jinping" in one.people or "Lyon" in one.places),
    (
        'people:"Xi Jinping" people:"Ingrid Solberg"',
        lambda one: {"Xi Jinping", "Ingrid Solberg"} <= set(one.people),
    ),
    (
        'place:"Lyon"~50km',
        lambda one: bool({"Lyon", "Villeurbanne"} & {*one.places, one.filed_from}),
    ),
    (
        "place:Lyon~200km -place:Lyon",
        lambda one: (
            bool({"Lyon", "Villeurbanne", "Grenoble"} & {*one.places, one.filed_from}) and "Lyon" not in one.places
        ),
    ),
    ("from:Bergen", lambda one: one.filed_from == "Bergen"),
    ("from:FR", lambda one: one.filed_from in ("Lyon", "Villeurbanne", "Grenoble", "Paris")),
    ("from:45.75,4.85~20km", lambda one: one.filed_from in ("Lyon", "Villeurbanne")),
    # quotations
    ("quote:fares", lambda one: one.quote is not None and "fares" in one.quote[0]),
    ('speaker:"Xi Jinping"', lambda one: one.quote is not None and one.quote[1] == "Xi Jinping"),
    (
        'quote:limits speaker:"Xi Jinping"',
        lambda one: one.quote is not None and one.quote[1] == "Xi Jinping" and "limits" in one.quote[0],
    ),
    ("has:quotes -quote:fares", lambda one: one.quote is not None and "fares" not in one.quote[0]),
    # values
    ('source:"north sea TIMES"', lambda one: one.source == "North Sea Times"),
    ("source:bergen.example", lambda one: one.source == "Bergen Post"),
    ("source:Kiel*", lambda one: one.source == "Kieler Blatt"),
    ("language:DE", lambda one: one.language == "de"),
    ("language:french opera", lambda one: one.language == "fr" and has("opera")(one)),
    ("section:sport", lambda one: one.section == "Sport"),
    ("-has:section", lambda one: one.section is None),
    ('keyword:"ferry watch"', lambda one: "ferry watch" in one.keywords),
    ("https://northsea.example/4", lambda one: one.number == 4),
    (f"id:{identifier(5)}", lambda one: one.id == identifier(5)),
    # dates and numbers
    ("after:2024-05", lambda one: one.time >= day("2024-05-01")),
    ("before:2024-05", lambda one: one.time < day("2024-05-01")),
    ("until:2024-05", lambda one: one.time < day("2024-06-01")),
    ("on:2024-04", lambda one: day("2024-04-01") <= one.time < day("2024-05-01")),
    ("after:2024-04-10 before:2024-04-20", lambda one: day("2024-04-10") <= one.time < day("2024-04-20")),
    ("on:2024-03-05..2024-03-09", lambda one: day("2024-03-05") <= one.time < day("2024-03-10")),
    ("after:90d", lambda one: one.time >= day("2024-05-12T12:00")),
    ("-has:date", lambda one: one.day is None),
    ("words:>25", lambda one: one.words > 25),
    ("words:10..20", lambda one: 10 <= one.words <= 20),
    ("copies:>=1", lambda one: one.copies >= 1),
    ("is:copied -sport", lambda one: one.copies >= 1 and "sport" not in one.all_words),
    ("is:updated", lambda one: one.revision > 1),
    ("updated:2024-08", lambda one: one.revision > 1),
    # what other languages, keyboards and habits write
    ("!sport", lambda one: "sport" not in one.all_words),
    ("officials −sport", lambda one: "sport" not in one.all_words),
    ("officials –sport", lambda one: "sport" not in one.all_words),
    ("sanctions - customs", has("sanctions", "customs")),
    ("”Boris Johnson”", lambda one: one.says("Boris Johnson")),
    ("'Boris Johnson'", lambda one: one.says("Boris Johnson")),
    ("「Boris Johnson」", lambda one: one.says("Boris Johnson")),
    ("title：sanctions", lambda one: "sanctions" in one.title),
    ("（sanctions｜opera） jinping", lambda one: has("jinping")(one) and bool({"sanctions", "opera"} & one.all_words)),
    ("2024-04..2024-05", lambda one: day("2024-04-01") <= one.time < day("2024-06-01")),
    ("on:5.3.2024..9.3.2024", lambda one: day("2024-03-05") <= one.time < day("2024-03-10")),
    ('on:"April 2024"', lambda one: day("2024-04-01") <= one.time < day("2024-05-01")),
    ('on:"last month"', lambda one: day("2024-07-01") <= one.time < day("2024-08-01")),
    ('source:"North S"*', lambda one: one.source == "North Sea Times"),
    ("domain:https://bergen.example/x", lambda one: one.source == "Bergen Post"),
    ("url:northsea.example/4", lambda one: one.number == 4),
    ('place:"Lyon"~50 km', lambda one: bool({"Lyon", "Villeurbanne"} & {*one.places, one.filed_from})),
    ("from:France", lambda one: one.filed_from in ("Lyon", "Villeurbanne", "Grenoble", "Paris")),
    ("from:norway", lambda one: one.filed_from == "Bergen"),
    ("entity:Person:Jinping-Xi", lambda one: "Xi Jinping" in one.people),
    ("sanctions or embargo", has("sanctions", "embargo")),  # "or" is the word that may be missing
    ("sanctions | *", lambda one: True),
    # the one of the documentation
    (
        'people:"Xi Jinping" officials -sport after:2024-04 place:"Lyon"~50km',
        lambda one: (
            "Xi Jinping" in one.people
            and "sport" not in one.all_words
            and one.time >= day("2024-04-01")
            and bool({"Lyon", "Villeurbanne"} & {*one.places, one.filed_from})
        ),
    ),
]


@pytest.mark.parametrize(("text", "wanted"), QUERIES, ids=[text or "(empty)" for text, _ in QUERIES])
def test_finds_what_the_plan_says(client: Elasticsearch, names: Names, text: str, wanted: Wanted) -> None:
    """Each construction of the language finds these articles and no others."""
    found = search(client, names, Ask(text=text, size=200, now=NOW))
    assert sorted(one.number for one in LEADS if wanted(one)) == sorted(int(hit.id, 16) - 1 for hit in found.hits)


def test_the_table_is_worth_something() -> None:
    """Nearly every query finds some articles, and leaves some out."""
    counts = [sum(wanted(one) for one in LEADS) for _, wanted in QUERIES]
    assert len(QUERIES) >= 60
    assert sum(0 < count < len(LEADS) for count in counts) >= len(QUERIES) - 9


def test_copies(client: Elasticsearch, names: Names) -> None:
    """`is:copy` finds copies, which other searches leave out; `story:` a story as a whole."""
    copies = {one.id for one in PLAN if one.copy_of}
    assert copies == {hit.id for hit in every(client, names, Ask(text="is:copy"))}
    story = {one.id for one in PLAN if identifier(1) in (one.id, one.copy_of)}
    assert story == {hit.id for hit in every(client, names, Ask(text=f"story:{identifier(1)}"))}


PIECES = st.sampled_from(
    [
        "ferry",
        "Ørsted",
        "制裁",
        "مرفأ",
        "-",
        "+",
        "|",
        "OR",
        "AND",
        "NOT",
        "(",
        ")",
        '"',
        "“",
        "”",
        "*",
        "~",
        "~1",
        "~50km",
        "!",
        "–",
        "«",
        "„",
        "「",
        "'",
        "‘",
        "：",
        "（",
        "～50 km",
        "NEAR/3",
        "last week",
        "7.5.2024",
        "2024..2025",
        "title=",
        "/x/",
        "^3",
        "?x",
    ]
    + [f"{name}:" for field in fields.FIELDS for name in (field.name, *field.aliases[:1])]
    + [field.example for field in fields.FIELDS]
    + ["country:NO", "2024-05", "7d", "..", ">", "<=", "5", "99999999999999", "\\", " ", "\t", "\n", "copy", ":", "a*"]
    + [
        "http://a.example/",
        "'",
        "/",
        "^2",
        "{",
        "}",
        "[",
        "]",
        "\U0001f6a2",
        "A" * 900,
        "🏴",
        "\u200d",
        "\ufeff",
        "?",
        "!",
    ]
)
STRINGS = st.one_of(
    st.text(max_size=40), st.lists(PIECES, max_size=12).map("".join), st.lists(PIECES, max_size=12).map(" ".join)
)


def test_elasticsearch_refuses_no_query(client: Elasticsearch, names: Names) -> None:
    """Every text is either refused by the parser, or answered by all shards of Elasticsearch."""
    texts: list[str] = []

    @settings(max_examples=MANY, deadline=None, phases=[Phase.generate], suppress_health_check=list(HealthCheck))
    @given(STRINGS)
    def gather(text: str) -> None:
        texts.append(text)

    gather()
    asked: list[tuple[str, dict[str, object]]] = []
    for text in texts:
        try:
            made = make_query(parse(text, now=NOW), Known(places={"Lyon": (45.7, 4.8)}))
        except QueryError:
            continue
        body = {"query": made.query, "size": 1, "_source": False}
        if made.highlight is not None:
            body["highlight"] = {"fields": {"body": {}, "title": {}}, "highlight_query": made.highlight}
        asked.append((text, body))
    assert len(asked) > MANY / 4
    refused = []
    for start in range(0, len(asked), 200):
        page = asked[start : start + 200]
        lines = [line for _, body in page for line in ({"index": names.everything}, body)]
        for (text, _), answer in zip(page, client.msearch(searches=lines)["responses"], strict=True):
            if answer["status"] != 200 or answer["_shards"]["failed"]:
                refused.append((text, msgspec.json.encode(answer)[:400]))
    assert [] == refused


def test_word_forms_are_asked_for_in_the_languages_that_there_are(client: Elasticsearch, names: Names) -> None:
    """Of the articles; not at all where a query has no words of the text."""
    there = tuple(sorted({one.language for one in PLAN}))
    assert there == languages_for(client, names, parse("ferries", now=NOW))
    assert languages_for(client, names, parse("words:>5", now=NOW)) is None
