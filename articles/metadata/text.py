"""What a plain text says about itself: dateline, byline, dates."""

from __future__ import annotations

import re
from datetime import datetime

from articles.article import Dateline, Given
from articles.metadata.candidates import Candidates
from articles.metadata.dates import dates_in_text, url_date
from articles.metadata.languages import language_code
from articles.metadata.metadata import Metadata
from articles.metadata.people import byline_of, is_name, people
from articles.metadata.url import domain, normalise_url

#: Lines in which a dateline, a byline and a date may stand.
_DATELINE_LINES = 3
_HEAD_LINES = 12
_WORD = r"[^\W\d_a-zß-öø-ÿ][\w'’.\-]*"
_DATELINE = re.compile(
    rf"^\W{{0,2}}((?:{_WORD})(?:,?[ /]+(?:{_WORD}|de|del|la|le|da|do|of|am|an|der|di|auf|im|sur|y)){{0,4}})"
    r"(?P<date>,?\s+(?:[A-Z][a-z]{2,8}\.?\s+\d{1,2}|\d{1,2}\.?\s+[A-Z]?[a-z]{2,9}\.?)(?:,?\s+\d{4})?)?"
    r"(?P<agency>,?\s*(?:\([^()]{2,40}\)|\[[^\[\]]{2,40}\]))?"
    r"(?P<date_after>,?\s+[A-Z][a-z]{2,8}\.?\s+\d{1,2})?"
    r"\s*(?P<mark>—|–|--|-|:|\.\s?[—–-])\s*(?=\S)"
)
_BYLINE = re.compile(
    r"^\s*(?:by|von|par|por|di|door|af|av|words by|written by|reporting by|autor(?:in)?:|auteur\s?:|author:|texto?:)"
    r"\s+(.{3,120})$",
    re.I,
)


def text_metadata(text: str, *, given: Given, url: str | None = None, today: datetime) -> Metadata:
    """Metadata of a plain text (decoded, not yet cleaned): what was given comes first.

    The dates that stand in it and in `url` are candidates of low trust: the first
    lines are looked at, and a date there becomes `published_at` only if nothing
    better is known. `today` is a moment with a time zone.
    """
    lines = [line.strip() for line in text[:8000].splitlines() if line.strip()]
    language = language_code(given.language)
    address = normalise_url(given.url or url or "")
    dates = Candidates(today, language=given.language)
    dates.add(given.published_at, "given")
    dates.add_modified(given.modified_at)
    if address and (found := url_date(address)):
        dates.add_parsed(found, "url")
    for line in lines[:_HEAD_LINES]:
        if len(line) <= 200:
            for found in dates_in_text(line, language=given.language):
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
        dateline=find_dateline(text),
    )


def find_dateline(text: str) -> Dateline | None:
    """The place in "HONG KONG (AP) —", "WASHINGTON, Jan. 5 (Reuters) -", "BERLIN (dpa) –".

    One to five words with capitals before a dash, in the first three lines. Without
    an agency in brackets the words must be written in capitals, or a dash between
    spaces must follow at most three of them. After a colon they must be capitals and
    an agency.
    """
    lines = (line.strip() for line in text[:4000].splitlines())
    for line in [line for line in lines if line][:_DATELINE_LINES]:
        if (found := _dateline(line)) is not None:
            return Dateline(text=found)
    return None


def _dateline(line: str) -> str | None:
    match = _DATELINE.match(line)
    if match is None or len(line) < match.end() + 20:
        return None
    place = match[1].strip(" ,")
    letters = [character for character in place if character.isalpha()]
    upper = sum(character.isupper() for character in letters)
    capitals = len(letters) >= 3 and upper >= 0.8 * len(letters)
    mark, agency = match["mark"], match["agency"] or match["date"]
    if len(letters) < 3 or len(place) > 50:
        return None
    if mark in {"-", ":"} and not agency and not (mark == "-" and capitals and line[match.end("mark") - 2] == " "):
        return None
    if mark == ":":
        return place if capitals and agency else None
    if capitals or match["agency"]:
        return place
    spaced = line[match.start("mark") - 1].isspace()
    return place if agency and spaced else None


def find_byline(lines: list[str]) -> str | None:
    """Jane Doe in a line "By Jane Doe" near the beginning."""
    for line in lines[:_HEAD_LINES]:
        match = _BYLINE.match(line)
        if match is None or line.endswith((".", "?", "!", ":")):
            continue
        byline = byline_of(match[1])
        first = re.split(r",|\band\b|\bund\b|\bet\b|\by\b|\||/", byline or "")[0].strip()
        if byline and is_name(first):
            return byline
    return None
