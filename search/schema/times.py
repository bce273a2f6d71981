"""Convert times at the edge of the index: inside, a claim's time is in microseconds since 1970."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def aware(moment: datetime) -> datetime:
    """Return the time with a time zone; one without is taken for UTC, as Elasticsearch does."""
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def parsed(said: str | None) -> datetime | None:
    """Return a time of a document, with its time zone; None if there is none, or Python cannot hold its year."""
    try:
        return aware(datetime.fromisoformat(said)) if said else None
    except ValueError:
        return None


def to_iso(microseconds: int) -> str:
    """Return ISO 8601 of microseconds since 1970, exactly."""
    return (_EPOCH + timedelta(microseconds=microseconds)).isoformat()


def to_microseconds(moment: datetime) -> int:
    """Return microseconds since 1970, exactly."""
    return (aware(moment) - _EPOCH) // timedelta(microseconds=1)
