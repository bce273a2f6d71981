"""The query language: what a text means, and where it is wrong."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from search.query_language import fields
from search.query_language.errors import QueryError, columns
from search.query_language.parser import DEEPEST, LONGEST, MOST_PARTS, parse, quoted
from search.query_language.tree import (
    All,
    Any,
    Exactly,
    Flag,
    Fuzzy,
    Named,
    Near,
    Node,
    Not,
    Numbers,
    Phrase,
    Prefix,
    Span,
    Times,
    Words,
    leaves,
)

NOW = datetime(2026, 3, 10, 12, 30, tzinfo=UTC)


def shape(node: Node | None) -> object:
    """The tree without places, short enough for a table."""
    match node:
        case All(parts):
            return ("and", *map(shape, parts))
        case Any(parts):
            return ("or", *map(shape, parts))
        case Not(part):
            return ("not", shape(part))
        case Words(text, _, field):
            return f"{field}:{text}" if field else text
        case Phrase(text, _, field, slop):
            return f'{field}:"{text}"~{slop}'
        case Prefix(text, _, field):
            return f"{field}:{text}*"
        case Fuzzy(text, _, field, edits):
            return f"{field}:{text}~{edits}"
        case Named(name, _, field, prefix):
            return f"{field}={name}{'*' if prefix else ''}"
        case Near(name, _, field, metres):
            return f"{field}={name}~{metres:g}"
        case Exactly(value, _, field, prefix):
            return f"{field}=={value}{'*' if prefix else ''}"
        case Numbers(low, high, _, field, above, below):
            return (field, low, high, above, below)
        case Times(since, until, _, field):
            return (field, since and f"{since:%Y-%m-%dT%H:%M:%S}", until and f"{until:%Y-%m-%dT%H:%M:%S}")
        case Flag(value, _, field):
            return f"{field}/{value}"
    return None


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("", None),
        ("   ", None),
        ("*", None),
        ("?! –", None),
        ("ferry", "ferry"),
        ("ferry pact", "ferry pact"),
        ("ferry AND pact", "ferry pact"),
        ("+ferry +pact", "ferry pact"),
        ("ferry & pact", "ferry pact"),
        ("and or not", "and or not"),
        ('"ferry pact"', ':"ferry pact"~0'),
        ('"ferry pact"~3', ':"ferry pact"~3'),
        ("“ferry pact”", ':"ferry pact"~0'),
        ("„Fähre kommt“", ':"Fähre kommt"~0'),
        ("«le ferry»", ':"le ferry"~0'),
        ("ferry -sport", ("and", "ferry", ("not", "sport"))),
        ("ferry NOT sport", ("and", "ferry", ("not", "sport"))),
        ("-sport", ("not", "sport")),
        ("--sport", "sport"),
        ("ferry - sport", "ferry sport"),
        ("well-known", "well-known"),
        ("ferry | pact", ("or", "ferry", "pact")),
        ("ferry OR pact", ("or", "ferry", "pact")),
        ("ferry || pact", ("or", "ferry", "pact")),
        ("a b | c d", ("or", "a b", "c d")),
        ("(a | b) c", ("and", ("or", "a", "b"), "c")),
        ("-(a | b)", ("not", ("or", "a", "b"))),
        ("a -(b c) d", ("and", "a d", ("not", "b c"))),
        ("fer*", ":fer*"),
        (r"fer\*", "fer*"),
        (r"title\:x", "title:x"),
        ("sanktions~", ":sanktions~None"),
        ("sanktions~1", ":sanktions~1"),
        ("title:ferry", "title:ferry"),
        ("TITLE:ferry", "title:ferry"),
        ("headline:ferry", "title:ferry"),
        ("title:(ferry | pact)", ("or", "title:ferry", "title:pact")),
        ('title:(ferry -"last pact")', ("and", "title:ferry", ("not", 'title:"last pact"~0'))),
        ("title:ferry pact", ("and", "title:ferry", "pact")),
        ('people:"Xi Jinping"', "people=Xi Jinping"),
        ('-people:"Xi Jinping"', ("not", "people=Xi Jinping")),
        ("people:Solb*", "people=Solb*"),
        ('people:("Xi Jinping" | Putin)', ("or", "people=Xi Jinping", "people=Putin")),
        ("person:jinping-xi", "people=jinping-xi"),
        ("country:NO", "entity=country:NO"),
        ("entity:country:NO", "entity=country:NO"),
        ("geonames:2996944", "entity=geonames:2996944"),
        ('place:"Lyon"~50km', "places=Lyon~50000"),
        ("place:Lyon~5mi", "places=Lyon~8046.72"),
        ("from:45.76,4.83~800m", "from=45.76,4.83~800"),
        ('source:"North Sea Times"', "source==North Sea Times"),
        ("source:North*", "source==North*"),
        ("language:EN", "language==en"),
        ("language:German", "language==de"),
        ("lang:pt-BR", "language==pt"),
        ("https://paper.example/a?b=c", "url==https://paper.example/a?b=c"),
        ("words:500", ("words", 500.0, 500.0, False, False)),
        ("words:>500", ("words", 500.0, None, True, False)),
        ("words:<=500", ("words", None, 500.0, False, False)),
        ("words:100..500", ("words", 100.0, 500.0, False, False)),
        ("words:100..", ("words", 100.0, None, False, False)),
        ("after:2024-05", ("after", "2024-05-01T00:00:00", None)),
        ("since:2024-05-07", ("after", "2024-05-07T00:00:00", None)),
        ("before:2024-05", ("before", None, "2024-05-01T00:00:00")),
        ("until:2024-05", ("until", None, "2024-06-01T00:00:00")),
        ("on:2024-02", ("on", "2024-02-01T00:00:00", "2024-03-01T00:00:00")),
        ("on:2024", ("on", "2024-01-01T00:00:00", "2025-01-01T00:00:00")),
        ("on:2024-05-07T10:30", ("on", "2024-05-07T10:30:00", "2024-05-07T10:31:00")),
        ("on:2024-05-07T10:30:15+02:00", ("on", "2024-05-07T08:30:15", "2024-05-07T08:30:16")),
        ("on:2024-05..2024-06-15", ("on", "2024-05-01T00:00:00", "2024-06-16T00:00:00")),
        ("on:..2024-06", ("on", None, "2024-07-01T00:00:00")),
        ("on:>=2024", ("on", "2024-01-01T00:00:00", None)),
        ("on:>2024", ("on", "2025-01-01T00:00:00", None)),
        ("on:today", ("on", "2026-03-10T00:00:00", "2026-03-11T00:00:00")),
        ("on:yesterday", ("on", "2026-03-09T00:00:00", "2026-03-10T00:00:00")),
        ("after:7d", ("after", "2026-03-03T12:30:00", None)),
        ("after:12h", ("after", "2026-03-10T00:30:00", None)),
        ("before:1w", ("before", None, "2026-03-03T12:30:00")),
        ("is:copy has:date", ("and", "is/copy", "has/date")),
        ("12:30 Re: x", "12:30 Re: x"),
        ('quote:"no limits" speaker:Xi', ("and", 'quote:"no limits"~0', "speaker=Xi")),
        # what other languages, keyboards and habits write
        ("!sport", ("not", "sport")),
        ("ferry !(sport | opera)", ("and", "ferry", ("not", ("or", "sport", "opera")))),
        ("storm -- coast", "storm coast"),
        ("ferry −sport", ("and", "ferry", ("not", "sport"))),
        ("ferry －sport", ("and", "ferry", ("not", "sport"))),
        ("title：ferry", "title:ferry"),
        ("标题：制裁", "标题：制裁"),
        ("WHO：全球", "WHO：全球"),
        ("（ferry｜pact）", ("or", "ferry", "pact")),
        ("place:Lyon～50km", "places=Lyon~50000"),
        ("”ferry pact”", ':"ferry pact"~0'),
        ('"ferry pact”', ':"ferry pact"~0'),
        ("＂ferry pact＂", ':"ferry pact"~0'),
        ("「制裁 北京」", ':"制裁 北京"~0'),
        ("‹ferry pact›", ':"ferry pact"~0'),
        ("rock 'n' roll", "rock 'n' roll"),
        ("the boys' club", "the boys' club"),
        ("Home » News", "Home News"),
        ("17” screen", "17 screen"),
        ('source:"North S"*', "source==North S*"),
        ("source:=bbc", "source==bbc"),
        ('place:"Lyon"~50 km', "places=Lyon~50000"),
        ("place:Lyon~5 miles ferry", ("and", "places=Lyon~8046.72", "ferry")),
        ("from:-33.9,151.2~20km", "from=-33.9,151.2~20000"),
        ("COUNTRY:no", "entity=country:NO"),
        ("region:us-nj", "entity=region:US-NJ"),
        ("entity:person:Jinping-Xi", "entity=person:jinping-xi"),
        ("* | ferry", None),
        ("* ferry", "ferry"),
        ("either/or 24/7", "either/or 24/7"),
        ("who?", "who?"),
        ("on:7.5.2024", ("on", "2024-05-07T00:00:00", "2024-05-08T00:00:00")),
        ("on:20240507", ("on", "2024-05-07T00:00:00", "2024-05-08T00:00:00")),
        ("on:31/12/2024", ("on", "2024-12-31T00:00:00", "2025-01-01T00:00:00")),
        ("on:5.2024", ("on", "2024-05-01T00:00:00", "2024-06-01T00:00:00")),
        ('on:"7 May 2024"', ("on", "2024-05-07T00:00:00", "2024-05-08T00:00:00")),
        ('on:"May 7th, 2024"', ("on", "2024-05-07T00:00:00", "2024-05-08T00:00:00")),
        ('after:"last week"', ("after", "2026-03-02T00:00:00", None)),
        ('on:"last month"', ("on", "2026-02-01T00:00:00", "2026-03-01T00:00:00")),
        ('on:"last year"', ("on", "2025-01-01T00:00:00", "2026-01-01T00:00:00")),
        ('on:"this week"', ("on", "2026-03-09T00:00:00", "2026-03-10T12:30:01")),
        ("on:2024–2025", ("on", "2024-01-01T00:00:00", "2026-01-01T00:00:00")),
        ("words:5…9", ("words", 5.0, 9.0, False, False)),
    ],
)
def test_meaning(text: str, meant: object) -> None:
    """Every construction of the language, and its neighbours that mean something else."""
    assert meant == shape(parse(text, now=NOW).root)


@pytest.mark.parametrize(
    ("text", "marked", "words"),
    [
        ("titel:ferry pact", "titel", 'did you mean "title:"'),
        ("covid:19", "covid", 'put them between quotation marks: "covid:19"'),
        ("*ferry", "*", "cannot begin with *"),
        ("x fe*ry", "*", "last character"),
        ('a "b c', '"', "not closed"),
        ("a (b c", "(", "not closed"),
        ("a b) c", ")", "closes nothing"),
        ("a ()", "()", "nothing is between"),
        ("a OR", "OR", "nothing follows OR"),
        ("| a", "|", "there is nothing before |"),
        ("a | | b", "|", "nothing follows |"),
        ("AND a", "AND", "there is nothing before AND"),
        ("a AND", "AND", "nothing follows AND"),
        ("a NOT", "NOT", "nothing follows"),
        ("after:2024-13", "2024-13", "no month 13"),
        ("on:2023-02-29", "2023-02-29", "2023-02 has no day 29"),
        ("on:soon", "soon", "is not a date"),
        ("on:2024-05..2023", "2024-05..2023", "after the last"),
        ("on:2024-05-07T25:00", "2024-05-07T25:00", "no time 25:00"),
        ("words:many", "many", "takes a number"),
        ("words:5..x", "5..x", "takes a number"),
        ("is:good", "good", "copy, lead, copied, updated"),
        ("language:klingon", "klingon", "is not a language"),
        ('place:"Lyon"~50', '"Lyon"~50', "takes a distance"),
        ("people:Xi~50km", "Xi~50km", "takes no ~"),
        ("Lyon~50km", "Lyon~50km", "place:Lyon~50km"),
        ("sanktions~7", "sanktions~7", "1 or 2"),
        ('people:""', '""', "empty"),
        ("title:(people:x)", "people:", "cannot be used within title:( )"),
        ("a\0b", "\0", "not a character"),
        ("ferry NEAR/5 pact", "NEAR/5", '"ferry pact"~5'),
        ('"ferr* pact"', "*", "between quotation marks"),
        ('source:"North*"', "*", 'source:"North Sea"*'),
        ('"ferry pact"*', '"ferry pact"*', "after a single word"),
        ("people:", "people:", "such as people:"),
        ("people: Xi", "people:", "people:Xi"),
        ("ferry source: bbc", "source:", "source:bbc"),
        ("source : bbc", "source :", "source:bbc"),
        ("source :bbc", "source :", "source:bbc"),
        ("country: NO", "country:", "country:NO"),
        ("title=ferry", "title=", "title:ferry"),
        ("title == ferry", "title == ", "title:ferry"),
        ("words>500", "words>", "words:>500"),
        ("words >= 500", "words >= ", "words:>=500"),
        ("title:-x", "-", "before the field"),
        ("title:*", "*", "not a value"),
        ("byline:*", "*", "has:byline"),
        ("quote:*", "*", "has:quotes"),
        ("people:*", "*", "has:people"),
        ("-*", "*", "excludes everything"),
        ("ferry NOT *", "*", "excludes everything"),
        ("sanct*~1", "sanct*~1", "do not go together"),
        ("fe?ry", "?", "stands for no letter"),
        ("/fer+y/", "/fer+y/", "regular expressions"),
        ("ferry^2", "^2", "no weights"),
        ('"ferry pact"^2.5', "^2.5", "no weights"),
        ("(ferry pact)^2", "^2", "no weights"),
        ("place:Lyon ~50km", "~50km", "without a blank"),
        ("“ferry pact", "“", "not closed"),
        ("„ferry pact", "„", "not closed"),
        ("（a b", "（", "not closed"),
        ("on:[2024-05 TO 2024-07]", "[2024-05", "on:2024-05..2024-07"),
        ("words:[5 TO 9]", "[5", "words:2..9"),
        ("words:9..5", "9..5", "greater than the last"),
        ("5..9", "5..9", "words:5..9"),
        (">500", ">500", "words:>500"),
        ("after:2024..2025", "2024..2025", "on:2024..2025"),
        ("after:>2024", ">2024", "without >"),
        ("after:last week", "last week", 'after:"last week"'),
        ("on:7 May 2024 ferry", "7 May 2024", 'on:"7 May 2024"'),
        ("on:5/7/2024", "5/7/2024", "2024-07-05 or 2024-05-07"),
        ("on:32.5.2024", "32.5.2024", "no day 32"),
        ("country:Norway", "country:Norway", "place: takes names"),
        ("region:Bavaria", "region:Bavaria", "region:US-NJ"),
        ("geonames:lyon", "geonames:lyon", "has a number"),
        ("place:45.7,4.8", "45.7,4.8", "~50km"),
        ("language:jp", "jp", "language:ja"),
        ("people.name:x", "people.name", 'did you mean "people:"'),
        ("published_at:2024", "published_at", "did you mean"),
        ("_exists_:url", "_exists_", "there is no field"),
    ],
)
def test_errors_point_at_the_place(text: str, marked: str, words: str) -> None:
    """The message says what to do, and the carets stand under what it is about."""
    with pytest.raises(QueryError) as caught:
        parse(text, now=NOW)
    error = caught.value
    assert marked == text[error.start : error.end]
    assert words in error.problem
    line, carets = str(error).splitlines()[-2:]
    assert columns(marked.replace("\0", "x")) == carets.count("^")
    assert carets.index("^") == line.index(marked.replace("\0", "\N{REPLACEMENT CHARACTER}"), carets.index("^"))


@pytest.mark.parametrize(
    ("text", "marked", "words"),
    [
        ("ferry and pact", "and", "without it"),
        ("ferry or pact", "or", "OR in capitals"),
        ("not sport", "not", "NOT in capitals"),
        ("ferry NEAR pact", "NEAR", '"ferry pact"~10'),
        ("Storm - BBC", "-", "-sport excludes"),
        ("ferry –sport", "–", "excludes"),
        ("'ferry pact'", "'ferry pact'", 'the phrase "ferry pact"'),
        ("‘ferry pact’", "‘ferry pact’", 'the phrase "ferry pact"'),
        ("he said: we go", "said:", "said:we"),
        ("WHO: Pandemic treaty", "WHO:", "who:Pandemic"),
        ("2024-05..2024-06", "2024-05..2024-06", "on:2024-05..2024-06"),
        ("2024-05–2024-06", "2024-05–2024-06", "on:2024-05..2024-06"),
        ("ferry 2024-05-07", "2024-05-07", "on:2024-05-07"),
        ("ferry 7.5.2024", "7.5.2024", "on:7.5.2024"),
        ("ferry last week", "last week", 'on:"last week"'),
        ("ferry yesterday", "yesterday", "on:yesterday"),
        ("people:Xi Jinping", "Xi Jinping", 'people:"Xi Jinping"'),
        ("source:North Sea Times", "North Sea Times", 'source:"North Sea Times"'),
        ("title:a|b", "a|b", "title:(a|b)"),
        ("after:2025 before:2024", "2025 before:2024", "nothing is found"),
        ("?! …", "?! …", "all articles"),
    ],
)
def test_notes_say_how_it_was_read(text: str, marked: str, words: str) -> None:
    """What can be meant in two ways has an answer and one note, which names the other way."""
    (said,) = parse(text, now=NOW).notes
    assert marked == text[said.start : said.end]
    assert words in said.said


@pytest.mark.parametrize(
    "text",
    [
        "",
        "*",
        "ferry pact",
        "Re: 12:30",
        "storm – coast",
        "- BBC",
        "STORM NEAR COAST",
        "oil and",
        "today",
        "2024",
        "a & b",
    ]
    + [field.example for field in fields.FIELDS],
)
def test_plain_queries_have_no_notes(text: str) -> None:
    """What can be meant in one way only is answered without a word."""
    assert () == parse(text, now=NOW).notes


def test_carets_stand_under_wide_letters() -> None:
    """A letter of Chinese takes two columns of a terminal."""
    with pytest.raises(QueryError) as caught:
        parse("制裁 titel:北京", now=NOW)
    assert "  制裁 titel:北京\n       ^^^^^" in str(caught.value)


def test_long_queries_are_shown_in_part() -> None:
    """The line with the carets stays readable."""
    with pytest.raises(QueryError) as caught:
        parse("x " * 100 + "*y" + " z" * 50, now=NOW)
    line, carets = str(caught.value).splitlines()[-2:]
    assert len(line) < 210
    assert "*y" == line[carets.index("^") :][:2]


@pytest.mark.parametrize(
    "text",
    ["x" * (LONGEST + 1), "(" * (DEEPEST + 1) + "a" + ")" * (DEEPEST + 1), "a " * (MOST_PARTS + 1), "a" * 1001],
    ids=["long", "deep", "many", "word"],
)
def test_bounds(text: str) -> None:
    """What would overload the index is refused."""
    with pytest.raises(QueryError):
        parse(text, now=NOW)


def test_every_field_has_an_example_that_can_be_read() -> None:
    """The table of fields is what the documentation is made of."""
    for field in fields.FIELDS:
        found = [leaf for leaf, _ in leaves(parse(field.example, now=NOW).root)]
        assert field.name in {leaf.field for leaf in found}, field
        for alias in field.aliases:
            assert fields.find(alias) is field


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
        ":",
    ]
    + [f"{name}:" for field in fields.FIELDS for name in (field.name, *field.aliases[:1])]
    + ["titel:", "country:NO", "2024-05", "2024-13", "7d", "..", ">", "<=", "5", "\\", " ", "\t", "\n", "*x", "copy"]
    + ["http://a.example/", "'", "/", "^2", "{", "}", "[", "]", "\x00", "\ud83d", "\U0001f6a2", "A" * 1001]
)
QUERIES = st.one_of(
    st.text(max_size=60), st.lists(PIECES, max_size=14).map("".join), st.lists(PIECES, max_size=9).map(" ".join)
)


@settings(max_examples=3000, deadline=None)
@given(QUERIES)
def test_every_text_is_read_or_refused_at_a_place(text: str) -> None:
    """No text breaks the parser, and each error lies within it."""
    error = refused(text)
    if error is None:
        for leaf, _ in leaves(parse(text, now=NOW).root):
            assert 0 <= leaf.at.start < leaf.at.end <= len(text)
        return
    assert 0 <= error.start <= error.end <= len(text)
    assert "^" in str(error).splitlines()[-1]


def refused(text: str) -> QueryError | None:
    try:
        parse(text, now=NOW)
    except QueryError as error:
        return error
    return None


@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1, max_size=40))
def test_any_name_can_be_quoted(name: str) -> None:
    """`quoted` lets a program put any value into a query."""
    root = parse(f"title:{quoted('x' + name)}", now=NOW).root
    assert Phrase("x" + name, root.at if isinstance(root, Phrase) else Span(0, 0), "title") == root
