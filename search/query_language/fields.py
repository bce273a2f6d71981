"""The fields that a query can name: one table for the parser, the query maker and the documentation."""

from __future__ import annotations

from difflib import get_close_matches
from enum import StrEnum

from articles.article import Value


class Kind(StrEnum):
    """The kind of values that a field takes."""

    TEXT = "text"  #: words, phrases, beginnings of words
    NAME = "name"  #: a name or key of a person, organization or place
    EXACT = "exact"  #: a value as a whole, in any case
    NUMBER = "number"  #: 500, >500, <=500, 100..500
    DATE = "date"  #: 2024, 2024-05, 2024-05-07, 7d, today, 2024-05..2024-07
    FLAG = "flag"  #: one of a list of words


class Field(Value, frozen=True, kw_only=True):
    """A field of the query language."""

    name: str
    kind: Kind
    targets: tuple[str, ...]  #: fields of the index
    aliases: tuple[str, ...] = ()
    flags: tuple[str, ...] = ()
    says: str
    example: str


FIELDS: tuple[Field, ...] = (
    Field(
        name="title",
        kind=Kind.TEXT,
        targets=("title",),
        aliases=("headline",),
        says="words of the headline",
        example="title:ferry",
    ),
    Field(
        name="body",
        kind=Kind.TEXT,
        targets=("body",),
        aliases=("text",),
        says="words of the text alone",
        example='body:"last ferry"',
    ),
    Field(
        name="byline",
        kind=Kind.TEXT,
        targets=("byline", "authors.text"),
        aliases=("author", "authors"),
        says="who wrote it",
        example='byline:"Jane Roe"',
    ),
    Field(
        name="entity",
        kind=Kind.NAME,
        targets=("people", "organizations", "places"),
        aliases=("entities", "about"),
        says="a person, organization or place that it names, by name or key",
        example="entity:country:NO",
    ),
    Field(
        name="people",
        kind=Kind.NAME,
        targets=("people",),
        aliases=("person", "who"),
        says="a person that it names",
        example='people:"Xi Jinping"',
    ),
    Field(
        name="organizations",
        kind=Kind.NAME,
        targets=("organizations",),
        aliases=("organization", "orgs", "org", "organisation", "organisations"),
        says="an organization that it names",
        example='org:"Ferry Union"',
    ),
    Field(
        name="places",
        kind=Kind.NAME,
        targets=("places",),
        aliases=("place", "where"),
        says="a place that it names; with ~50km, any place so near, and its dateline too",
        example='place:"Lyon"~50km',
    ),
    Field(
        name="from",
        kind=Kind.NAME,
        targets=("dateline.place", "dateline.country", "dateline.text"),
        aliases=("dateline", "filed"),
        says="where it was filed from, by its dateline: a place, or a country's two letters; ~50km as for places",
        example="from:Aberdeen",
    ),
    Field(
        name="quote",
        kind=Kind.TEXT,
        targets=("quotes.text",),
        aliases=("quotes", "quoted", "said"),
        says="words that are quoted in it; together with speaker: words of that speaker",
        example='quote:"raise fares"',
    ),
    Field(
        name="speaker",
        kind=Kind.NAME,
        targets=("quotes.speaker",),
        aliases=("speakers", "by", "said-by"),
        says="who is quoted in it",
        example='speaker:"Ingrid Solberg" quote:fares',
    ),
    Field(
        name="source",
        kind=Kind.EXACT,
        targets=("source", "domain"),
        aliases=("sources", "paper", "outlet"),
        says="name or domain of the paper, agency or feed",
        example='source:"North Sea Times"',
    ),
    Field(
        name="domain",
        kind=Kind.EXACT,
        targets=("domain",),
        aliases=("site",),
        says="host of its address",
        example="domain:paper.example",
    ),
    Field(name="url", kind=Kind.EXACT, targets=("url",), says="its address", example="url:https://paper.example/a"),
    Field(
        name="language",
        kind=Kind.EXACT,
        targets=("language", "languages"),
        aliases=("lang",),
        says="two letters, or the language's name in English",
        example="language:de",
    ),
    Field(
        name="section",
        kind=Kind.EXACT,
        targets=("section",),
        says="the publisher's section",
        example="section:sport",
    ),
    Field(
        name="tag",
        kind=Kind.EXACT,
        targets=("tags",),
        aliases=("tags",),
        says="the publisher's tag",
        example="tag:shipping",
    ),
    Field(
        name="keyword",
        kind=Kind.EXACT,
        targets=("keywords.folded",),
        aliases=("keywords",),
        says="what it is about, as Copydesk found",
        example='keyword:"ferry pact"',
    ),
    Field(name="form", kind=Kind.EXACT, targets=("form",), says="what it was read from", example="form:html"),
    Field(name="id", kind=Kind.EXACT, targets=("_id",), says="its id", example="id:aaaa"),
    Field(
        name="story",
        kind=Kind.EXACT,
        targets=("story_id",),
        aliases=("story_id",),
        says="id of its story",
        example="story:aaaa is:copy",
    ),
    Field(
        name="after",
        kind=Kind.DATE,
        targets=("published_at",),
        aliases=("since",),
        says="published then or later (received, where the date is not known)",
        example="after:2024-05",
    ),
    Field(
        name="before",
        kind=Kind.DATE,
        targets=("published_at",),
        says="published earlier, so before:2024-05 ends with April",
        example="before:2024-05-07",
    ),
    Field(
        name="until",
        kind=Kind.DATE,
        targets=("published_at",),
        says="published then or earlier, so until:2024-05 ends with May",
        example="until:2024-05",
    ),
    Field(
        name="on",
        kind=Kind.DATE,
        targets=("published_at",),
        aliases=("date", "published", "day"),
        says="published on that day, in that month or year, or from one to another",
        example="on:2024-05..2024-07",
    ),
    Field(
        name="ingested",
        kind=Kind.DATE,
        targets=("ingested_at",),
        aliases=("received",),
        says="when it was first indexed",
        example="ingested:today",
    ),
    Field(
        name="updated", kind=Kind.DATE, targets=("updated_at",), says="when a new text came last", example="updated:7d"
    ),
    Field(
        name="mentions",
        kind=Kind.DATE,
        targets=("dates",),
        aliases=("dates",),
        says="a day that its text names",
        example="mentions:1999-09-09",
    ),
    Field(
        name="words",
        kind=Kind.NUMBER,
        targets=("word_count",),
        aliases=("word_count", "length"),
        says="length of its text",
        example="words:>500",
    ),
    Field(
        name="copies",
        kind=Kind.NUMBER,
        targets=("copies",),
        says="how many copies its story has",
        example="copies:>=2",
    ),
    Field(
        name="revision",
        kind=Kind.NUMBER,
        targets=("revision",),
        aliases=("revisions",),
        says="1, and one more with each new text",
        example="revision:>1",
    ),
    Field(
        name="similarity",
        kind=Kind.NUMBER,
        targets=("similarity",),
        says="how much of a copy is in its lead, 0 to 1",
        example="similarity:<0.9 is:copy",
    ),
    Field(
        name="is",
        kind=Kind.FLAG,
        targets=(),
        flags=("copy", "lead", "copied", "updated"),
        says="is:copy searches copies too; is:copied has copies; is:updated had an earlier text",
        example="is:copied",
    ),
    Field(
        name="has",
        kind=Kind.FLAG,
        targets=(),
        flags=("date", "url", "byline", "dateline", "quotes", "people", "language", "source", "section", "tags"),
        says="something is known of it",
        example="-has:date",
    ),
)

#: Fields by name and alias.
FIELDS_BY_NAME: dict[str, Field] = {name: field for field in FIELDS for name in (field.name, *field.aliases)}


def find(name: str) -> Field | None:
    """Return the field of this name or alias, in any case."""
    return FIELDS_BY_NAME.get(name.lower().replace("_", "-")) or FIELDS_BY_NAME.get(name.lower())


def similar(name: str) -> str | None:
    """Return the name of a field that is spelled like this, or None."""
    found = get_close_matches(name.lower(), FIELDS_BY_NAME, n=1, cutoff=0.6)
    return found[0] if found else None


_LANGUAGES = (
    "ar arabic, bg bulgarian, bn bengali, ca catalan, cs czech, da danish, de german, el greek, en english, "
    "es spanish, et estonian, fa persian, fi finnish, fr french, he hebrew, hi hindi, hr croatian, hu hungarian, "
    "id indonesian, is icelandic, it italian, ja japanese, ko korean, lt lithuanian, lv latvian, ms malay, "
    "nl dutch, no norwegian, "
    "pl polish, pt portuguese, ro romanian, ru russian, sk slovak, sl slovenian, sr serbian, sv swedish, sw swahili, "
    "ta tamil, th thai, tr turkish, uk ukrainian, ur urdu, vi vietnamese, zh chinese"
)
_CODES = {name: code for code, name in (pair.split() for pair in _LANGUAGES.split(", "))}


def language(said: str) -> str | None:
    """Return the code of a language that is given as a code (in any case, `pt-BR` too) or by its English name."""
    lower = said.strip().lower()
    if lower in _CODES:
        return _CODES[lower]
    base = lower.replace("_", "-").partition("-")[0]
    return base if len(base) in (2, 3) and base.isascii() and base.isalpha() else None


#: Codes of countries that are often given for the language that is spoken there.
_OF_COUNTRIES = {"cn": "zh", "cz": "cs", "dk": "da", "gr": "el", "jp": "ja", "kr": "ko", "se": "sv", "ua": "uk"}


def language_of_country(said: str) -> str | None:
    """Return the code of the language of a country whose code is given in its place, or None."""
    return _OF_COUNTRIES.get(said.strip().lower())
