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
_UPPER = r"[^\W\d_a-zß-öø-ÿа-яё]"
_WORD = rf"{_UPPER}[^\W\d_]*(?:['’.\-][^\W\d_]+)*\.?"
_MONTH = r"[^\W\d_]{3,10}\.?"
_DATELINE = re.compile(
    rf"^\W{{0,2}}(?P<place>{_WORD}(?:(?:,? | ?/ ?)(?:{_WORD}|de|del|la|le|da|do|of|am|an|der|di|auf|im|sur|y)){{0,4}})"
    rf"(?P<date>,?\s+(?:le\s+)?(?:{_MONTH}\s+\d{{1,2}}|\d{{1,2}}\.?\s+{_MONTH})(?:,?\s+\d{{4}})?)?"
    r"(?:,?\s*(?P<agency>\([^()]{2,40}\)|\[[^\[\]]{2,40}\]|(?:\.\s)?/[\w\- ]{2,20}/))?"
    rf"(?P<date_after>,?\s+{_MONTH}\s+\d{{1,2}})?"
    r"\s*(?P<mark>—|–|--|-|:|\.\s?[—–-]|\.(?<=/\.))\s*(?=\S)"
)
_AGENCY = re.compile(
    r"\W*(?:[A-Z]{2,6}(?:[/,-]\s?[A-Z]+)*|dpa\w*|d?apd?|ddp|sda|kna|epd|sid|Reuters|Xinhua|Bloomberg|Tass|ТАСС|Interfax|"
    r"Kyodo(?: News)?|Yonhap|Anadolu|Ansa|Efe|Europa Press|Lusa|Belga|Ritzau|NTB|TT|BUSINESS WIRE|Business Wire|"
    r"PRNewswire|GLOBE NEWSWIRE|ACCESSWIRE|CNN|The Canadian Press|Postmedia)\b.*"
)
#: Words in capitals before a dash or a colon that are no places.
_NO_PLACE = frozenset(
    {
        "analysis", "breaking", "column", "editorial", "exclusive", "explainer", "factbox", "interview", "live", "news",
        "opinion", "photos", "picture", "poll", "read", "review", "timeline", "update", "video", "watch", "eilmeldung",
        "kommentar", "urgent", "direct", "exclusif", "ticker", "podcast", "profile", "insight", "focus", "wrapup",
        "note", "notes", "correction", "corrected", "refile", "fact check", "press release", "sponsored", "dear",
    }
)  # fmt: skip
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
    """The place in "HONG KONG (AP) —", "WASHINGTON, Jan. 5 (Reuters) -", "Berlin (dpa) –", "NEW DELHI: ...".

    One to five words before a dash in one of the first three lines: in capitals,
    or with a capital each where an agency or a date follows. Before a colon they
    must be in capitals and a whole paragraph must follow. Taken as it stands;
    whether there is such a place is for others to say.
    """
    lines = (line.strip() for line in text[:4000].splitlines())
    for line in [line for line in lines if line][:_DATELINE_LINES]:
        if (place := _dateline(line)) is not None:
            return Dateline(text=place)
    return None


def _dateline(line: str) -> str | None:
    match = _DATELINE.match(line)
    if match is None or len(line) < match.end() + 20:
        return None
    place = match["place"].strip(" ,-").removesuffix(" le").rstrip(" ,")
    if place.count(".") == 1 and place.endswith(".") and len(place) > 5:
        place = place[:-1]
    letters = [character for character in place if character.isalpha()]
    if len(letters) < 3 or len(place) > 50 or place.lower() in _NO_PLACE or place.split()[0].lower() in _NO_PLACE:
        return None
    capitals = sum(character.isupper() for character in letters) >= 0.5 * len(letters) and place[:3].isupper()
    sure = bool(match["agency"] and _AGENCY.match(match["agency"])) or bool(match["date"])
    start, end = match.span("mark")
    if match["mark"] == ":":
        return place if capitals and len(line) >= 120 else None
    spaced = line[start - 1].isspace() or line[end : end + 1].isspace()
    if match["mark"] == "-" and not spaced:
        return None  # "COVID-19", "CO-OPERATION"
    return place if sure or capitals else None


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
