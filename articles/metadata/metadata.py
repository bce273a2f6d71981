"""What is known about an article beside its text."""

from __future__ import annotations

from datetime import datetime

from articles.article import DateCandidate, Dateline, Value


class Metadata(Value, frozen=True, kw_only=True):
    """What was found; nothing is made up where nothing was found."""

    title: str | None = None
    byline: str | None = None
    authors: tuple[str, ...] = ()
    url: str | None = None  #: normalised
    source: str | None = None
    domain: str | None = None
    language: str | None = None  #: ISO 639-1, as the page or the producer says
    section: str | None = None
    tags: tuple[str, ...] = ()
    published_at: datetime | None = None  #: never after the day it is asked for
    published_at_from: str | None = None  #: `found_in` of the candidate that was taken
    modified_at: datetime | None = None
    date_candidates: tuple[DateCandidate, ...] = ()  #: all that were found, the most trusted first
    dateline: Dateline | None = None
    article_body: str | None = None  #: JSON-LD's `articleBody`
