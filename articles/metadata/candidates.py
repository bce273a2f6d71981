"""Dates that were found for one article, the most trusted first, and which of them counts."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from articles.article import DateCandidate
from articles.metadata.dates import ParsedDate, parse_date

#: A date without a zone may be ahead of UTC by this much and still be today somewhere.
_AHEAD = timedelta(hours=14)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class Candidates:
    """Collects candidates in the order of trust; those in the future of `today` do not count."""

    def __init__(self, today: datetime, *, language: str | None = None) -> None:
        self._today = today if today.tzinfo else today.replace(tzinfo=UTC)
        self._language = language
        self._found: list[tuple[DateCandidate, ParsedDate]] = []
        self.modified_at: datetime | None = None

    def add(self, text: str | None, found_in: str) -> None:
        """Add a date from its text."""
        if text and (parsed := parse_date(text, language=self._language)) is not None:
            self.add_parsed(parsed, found_in)

    def add_parsed(self, parsed: ParsedDate, found_in: str) -> None:
        """Add a parsed date. Where it was found is noted with what is unknown of its zone."""
        value = self._possible(parsed)
        if value is None:
            return
        if parsed.note:
            found_in = f"{found_in}, {parsed.note}"
        candidate = DateCandidate(value=value, found_in=found_in)
        if all((known.value, known.found_in) != (value, found_in) for known, _ in self._found):
            self._found.append((candidate, parsed))

    def add_modified(self, text: str | None) -> None:
        """Add a modification date; the first possible one is used."""
        if text and self.modified_at is None and (parsed := parse_date(text, language=self._language)) is not None:
            self.modified_at = self._possible(parsed)

    @property
    def all(self) -> tuple[DateCandidate, ...]:
        """Every candidate, in the order of trust."""
        return tuple(candidate for candidate, _ in self._found[:32])

    def only_days_from(self, place: str) -> bool:
        """Return whether all candidates are days from one place of little trust."""
        return all(known.found_in == place and not parsed.has_time for known, parsed in self._found)

    @property
    def empty(self) -> bool:
        """Has nothing been found?"""
        return not self._found

    def best(self) -> DateCandidate | None:
        """Return the most trusted one; of the same day, the first with a time and zone, then one with a time."""
        if not self._found:
            return None
        first, parsed = self._found[0]
        if parsed.has_time and parsed.has_zone:
            return first
        for candidate, other in self._found[1:]:
            near = abs(candidate.value - first.value) <= timedelta(hours=26 if not parsed.has_time else 14)
            # the same local day, or the same local time with its zone added
            same = (
                candidate.value.date() == first.value.date()
                if not parsed.has_time
                else (candidate.value.replace(tzinfo=None, second=0) == first.value.replace(tzinfo=None, second=0))
            )
            if near and same and other.has_time and (other.has_zone or not parsed.has_time):
                return candidate
        return first

    @property
    def published_at(self) -> datetime | None:
        """When the article was published."""
        best = self.best()
        return best.value if best else None

    @property
    def published_at_from(self) -> str | None:
        """Where that was found."""
        best = self.best()
        return best.found_in if best else None

    def _possible(self, parsed: ParsedDate) -> datetime | None:
        value = parsed.value
        if value == _EPOCH:
            return None  # what empty fields become
        try:
            if value <= self._today:
                return value
            if not parsed.has_zone and value - _AHEAD <= self._today:
                return self._today.astimezone(UTC)
        except OverflowError:
            return None
        return None
