"""What a plain text says about itself: dateline, byline, dates."""

from __future__ import annotations

import re
from datetime import datetime

import msgspec

from articles.article import Given
from articles.metadata.candidates import Candidates
from articles.metadata.dateline import dateline_of, find_dateline, opening
from articles.metadata.dates import dates_in_text, url_date
from articles.metadata.languages import language_code
from articles.metadata.metadata import Metadata
from articles.metadata.people import byline_of, is_byline, people
from articles.metadata.url import domain, normalise_url

#: Lines in which a byline and a date may be.
_HEAD_LINES = 12
#: A longer line is a paragraph.
_SHORT_LINE = 200
_BYLINE = re.compile(
    r"^\s*(?:by|von|par|por|di|door|af|av|words by|written by|reporting by|autor(?:in)?:|auteur\s?:|author:|texto?:)"
    r"\s+(.{3,120})$",
    re.I,
)


def text_metadata(text: str, *, given: Given, url: str | None = None, today: datetime) -> Metadata:
    """Metadata of a plain text (decoded, not yet cleaned): what was given comes first.

    The dates that are in it and in `url` are candidates of low trust: the first
    lines are looked at, and a date there becomes `published_at` only if nothing
    better is known. `today` is a moment with a time zone.
    """
    lines = [line.strip() for line in text[:8000].splitlines() if line.strip()]
    language = language_code(given.language)
    address = normalise_url(given.url or url or given.default_url or "")
    dates = Candidates(today, language=given.language)
    dates.add(given.published_at, "given")
    dates.add_modified(given.modified_at)
    if address and (found := url_date(address)):
        dates.add_parsed(found, "url")
    for line in lines[:_HEAD_LINES]:
        # Of a whole paragraph only the dateline: a date in its sentences is that of what it tells.
        for found in dates_in_text(line if len(line) <= _SHORT_LINE else opening(line), language=given.language):
            dates.add_parsed(found, "text")
    byline = byline_of(given.byline) if given.byline else None
    if byline is None and not given.authors:
        byline = find_byline(lines)
    authors = given.authors or people([byline] if byline else [], source=given.source)
    return Metadata(
        title=given.title,
        byline=byline or ", ".join(authors) or None,
        authors=authors,
        url=address,
        source=given.source or (domain(address) if address else None),
        domain=domain(address) if address else None,
        language=language,
        section=given.section,
        tags=given.tags,
        published_at=dates.published_at,
        published_at_from=dates.published_at_from,
        modified_at=dates.modified_at,
        date_candidates=dates.all,
        dateline=dateline_of(given.dateline) or find_dateline(text),
    )


def dated_by_dateline(metadata: Metadata, body: str, *, today: datetime) -> Metadata:
    """Return metadata without any date with the date of the dateline that a body begins with."""
    if metadata.date_candidates:
        return metadata
    dates = Candidates(today, language=metadata.language)
    for found in dates_in_text(opening(body.lstrip().partition("\n")[0]), language=metadata.language):
        dates.add_parsed(found, "text")
    return msgspec.structs.replace(
        metadata,
        published_at=dates.published_at,
        published_at_from=dates.published_at_from,
        date_candidates=dates.all,
    )


def find_byline(lines: list[str]) -> str | None:
    """Jane Doe in a line "By Jane Doe" near the beginning."""
    for line in lines[:_HEAD_LINES]:
        match = _BYLINE.match(line)
        if match is None or line.endswith((".", "?", "!", ":")):
            continue
        byline = byline_of(match[1])
        if byline and is_byline(byline):
            return byline
    return None
