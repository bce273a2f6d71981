"""The values that pass from stage to stage. All are frozen; stages return new ones.

file ──forms──▶ Record ──cleaning──▶ Article ──identity──▶ … ──enrichment──▶ Article
              └▶ Rejection         └▶ Rejection
"""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

import msgspec

from articles.fates import Reason


class Value(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Base of the values: frozen, keyword-only, encodes to JSON by `msgspec.json`."""


class Status(StrEnum):
    """Whether a producer lets an item be published (IPTC's `pubStatus`)."""

    USABLE = "usable"
    WITHHELD = "withheld"  #: not to be published until further notice
    CANCELED = "canceled"  #: not to be published, now and later


class Signal(StrEnum):
    """What a producer says an item is for, beside its text (IPTC's `signal`)."""

    CORRECTION = "correction"
    UPDATE = "update"
    KILL = "kill"
    ADVISORY = "advisory"


class Wire(Value, frozen=True, kw_only=True):
    """What the machine-readable part of an item says of its identity and of what may be done with it.

    Times are ISO 8601 in UTC. Text conventions ("Mandatory kill") are in `marks` alone: they never act.
    """

    id: str | None = None  #: the producer's own id of the item, the same in all of its versions
    version: str | None = None
    updated: str | None = None  #: when this version was made
    provider: str | None = None  #: as the item names it
    status: Status = Status.USABLE
    signal: Signal | None = None
    embargo_until: str | None = None
    note: str | None = None  #: to the editors: what was corrected, why it was killed
    evolved_from: str | None = None  #: id of the item that this one grew out of
    marks: tuple[str, ...] = ()  #: conventions of its text: "correction", "kill", ...

    @property
    def kills(self) -> bool:
        """Return whether the item takes its article down."""
        return self.status is Status.CANCELED or self.signal is Signal.KILL

    @property
    def acts(self) -> bool:
        """Return whether the item takes its article down, or holds it back."""
        return self.kills or self.status is Status.WITHHELD or self.embargo_until is not None


class Image(Value, frozen=True, kw_only=True):
    """A picture that goes with an article. It is not fetched."""

    url: str
    caption: str | None = None
    credit: str | None = None


class Topic(Value, frozen=True, kw_only=True):
    """A topic by its code, as it was sent."""

    code: str  #: "medtop:20000304", "subj:15054000"
    name: str | None = None  #: English
    name_de: str | None = None


class Part(Value, frozen=True, kw_only=True):
    """What an item other than an article gives others: a package to its members, a picture to the texts beside it."""

    wire: Wire
    is_package: bool = False  #: else it is a picture
    title: str | None = None
    slug: str | None = None
    members: tuple[str, ...] = ()  #: producer's ids of the items that a package joins
    images: tuple[Image, ...] = ()
    topics: tuple[Topic, ...] = ()
    tags: tuple[str, ...] = ()


class Given(Value, frozen=True, kw_only=True):
    """What the producer said about an article: in a field, a header, a feed, a side file.

    Dates are strings as they were given; `articles.metadata` reads them.
    """

    url: str | None = None
    default_url: str | None = None  #: the article's address unless the file or page names one
    source: str | None = None  #: name of the paper, agency or feed
    default_source: str | None = None  #: the source unless the file names one: the inbox's first folder level
    title: str | None = None
    byline: str | None = None
    authors: tuple[str, ...] = ()
    dateline: str | None = None  #: where it was filed from, as given in a field for that
    published_at: str | None = None
    modified_at: str | None = None
    language: str | None = None
    section: str | None = None
    tags: tuple[str, ...] = ()
    wire: Wire | None = None
    images: tuple[Image, ...] = ()
    topics: tuple[Topic, ...] = ()
    genre: str | None = None
    priority: int | None = None  #: 1 (most urgent) to 9
    place_codes: tuple[str, ...] = ()

    def filled_from(self, other: Given) -> Given:
        """Return this with its empty fields filled from another."""
        if other == Given():
            return self
        if self == Given():
            return other
        return Given(**{name: getattr(self, name) or getattr(other, name) for name in self.__struct_fields__})


class Record(Value, frozen=True, kw_only=True):
    """One article as a file holds it, read by a form, before anything was done to it."""

    number: int  #: its place in the file, from 0; the same whenever the file is read again
    content: str  #: decoded plain text, or the source of an HTML page
    is_html: bool = False
    whole: bool = False  #: an agency sends it as one item: an article however short, with nothing of a page around it
    form: str  #: name of the form that read it ("plain", "html", "rss", ...)
    given: Given = Given()


class Rejection(Value, frozen=True, kw_only=True):
    """This cannot be an article, and why. A value, not an exception."""

    reason: Reason
    detail: str = ""  #: one sentence for the user
    number: int = 0  #: the record's place in the file
    count: int = 1  #: how many records in a row it stands for
    part: Part | None = None  #: what it gives to other items


class Removed(Value, frozen=True, kw_only=True):
    """The part `body[start:end]` (often empty: start == end) was `text` in the decoded text.

    A body and its `removed` put the decoded plain text together again:
    `articles.cleaning.restore`. Sorted by `start`; pieces do not overlap.
    """

    start: int  #: characters into the body
    end: int
    text: str
    reason: str  #: "comment_form", "teaser", "repeated", "white_space", "repair", ...


class DateCandidate(Value, frozen=True, kw_only=True):
    """A date that was found, and where."""

    value: datetime  #: with its time zone where it was given, else UTC
    #: "given", "json_ld:datePublished", "meta:article:published_time", "url", "visible", "text", ...; after a comma
    #: what is not sure about its zone: "given, zone unknown", "given, IST taken for UTC+5.5"
    found_in: str


class Dateline(Value, frozen=True, kw_only=True):
    """Where a story was filed from: "HONG KONG (AP) —"."""

    text: str  #: as written, without the dash: "HONG KONG"
    place: str | None = None  #: name of the place: "Hong Kong"
    key: str | None = None  #: "geonames:1819729"
    country: str | None = None  #: ISO 3166-1 alpha-2
    latitude: float | None = None
    longitude: float | None = None


class Mention(Value, frozen=True, kw_only=True):
    """One place in the body (or title) where an entity is named."""

    start: int  #: characters into the text
    end: int
    surface: str
    field: str = "body"  #: "body" or "title"


class Entity(Value, frozen=True, kw_only=True):
    """Somebody or something that an article names."""

    name: str  #: the fullest form in the article: "Xi Jinping"
    type: str  #: "person", "organization", "place"
    key: str  #: the same in all articles: "person:jinping-xi", "country:US", "geonames:1819729"
    mentions: tuple[Mention, ...] = ()
    salience: float = 0.0  #: 0 to 1: in the title, early, often
    country: str | None = None
    latitude: float | None = None
    longitude: float | None = None


class Quote(Value, frozen=True, kw_only=True):
    """What somebody said."""

    text: str
    start: int  #: characters into the body
    end: int
    speaker: str | None = None  #: name of the entity, or the words that name the speaker
    speaker_key: str | None = None  #: key of the entity, where it is one
    confidence: float = 0.0  #: 0 to 1
    kind: str = ""  #: how the speaker was found


class Article(Value, frozen=True, kw_only=True):
    """An article, as far as the stages have brought it."""

    # the arrival
    arrival: str  #: "<intake>:<record number>"
    claimed_at: int  #: microseconds since 1970; the version of the document
    form: str = "plain"
    # cleaning and metadata
    title: str = ""
    body: str = ""
    removed: tuple[Removed, ...] = ()
    decoded_hash: str = ""  #: SHA-256 of the decoded text, NFKC, case and white space folded
    url: str | None = None  #: normalised
    source: str | None = None
    domain: str | None = None
    byline: str | None = None
    authors: tuple[str, ...] = ()
    dateline: Dateline | None = None
    published_at: datetime | None = None
    published_at_from: str | None = None
    modified_at: datetime | None = None
    date_candidates: tuple[DateCandidate, ...] = ()
    language: str | None = None  #: ISO 639-1
    section: str | None = None
    tags: tuple[str, ...] = ()
    wire: Wire | None = None
    images: tuple[Image, ...] = ()
    topics: tuple[Topic, ...] = ()
    genre: str | None = None
    priority: int | None = None
    place_codes: tuple[str, ...] = ()
    # identity
    owner: str | None = None  #: who may update or kill it by its producer's id: "folder:NAME" or "provider:NAME"
    producer_key: str | None = None  #: hash of owner and producer's id
    id: str = ""  #: `_id` of the document
    content_hash: str = ""  #: SHA-256 of title and body: tells one revision from another
    # duplicates
    story_id: str = ""
    copy_of: str | None = None
    similarity: float | None = None
    # enrichment
    word_count: int = 0
    sentence_count: int = 0
    languages: tuple[str, ...] = ()  #: of the paragraphs, where an article mixes
    entities: tuple[Entity, ...] = ()
    dates: tuple[str, ...] = ()  #: days that the text names, ISO 8601
    keywords: tuple[str, ...] = ()
    quotes: tuple[Quote, ...] = ()
    pipeline: dict[str, str] = msgspec.field(default_factory=dict)  #: stage or enricher → version or note
