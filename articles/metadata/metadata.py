"""What is known about an article beside its text."""

from __future__ import annotations

from datetime import datetime
from typing import TypeVar

import msgspec

from articles.article import DateCandidate, Dateline, Given, Image, Value
from articles.markup import may_differ, plain


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
    images: tuple[Image, ...] = ()
    article_body: str | None = None  #: JSON-LD's `articleBody`


T = TypeVar("T", Given, Metadata)


def without_markup(said: T) -> T:
    """Return what a producer or a page says, with no markup and control characters in the fields that are shown."""
    if isinstance(said, Given) and said.dateline and may_differ(said.dateline):
        said = msgspec.structs.replace(said, dateline=_shown(said.dateline))
    texts = (said.source, said.title, said.byline, said.section, *said.authors, *said.tags)
    if not any(may_differ(text) for text in texts if text):
        return said
    return msgspec.structs.replace(
        said,
        source=_shown(said.source),
        title=_shown(said.title),
        byline=_shown(said.byline),
        section=_shown(said.section),
        authors=tuple(name for author in said.authors if (name := plain(author))),
        tags=tuple(name for tag in said.tags if (name := plain(tag))),
    )


def completed(metadata: Metadata, other: Metadata) -> Metadata:
    """Return metadata with what it lacks of byline, authors, dateline and date taken from another."""
    if metadata.byline is None and not metadata.authors:
        metadata = msgspec.structs.replace(metadata, byline=other.byline, authors=other.authors)
    if metadata.published_at is None:
        metadata = msgspec.structs.replace(
            metadata,
            published_at=other.published_at,
            published_at_from=other.published_at_from,
            date_candidates=other.date_candidates,
        )
    return metadata if metadata.dateline else msgspec.structs.replace(metadata, dateline=other.dateline)


def _shown(text: str | None) -> str | None:
    return (plain(text) or None) if text else text
