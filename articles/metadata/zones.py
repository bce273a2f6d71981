"""Time zones as news writes them: offsets, abbreviations, names of the tz database, names in English."""

from __future__ import annotations

import functools
import re
from datetime import UTC, timedelta, timezone, tzinfo
from typing import NamedTuple
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

#: Hours ahead of UTC.
_HOURS: dict[str, float] = {
    "utc": 0, "gmt": 0, "z": 0, "ut": 0, "wet": 0, "west": 1, "bst": 1, "ist": 5.5, "cet": 1, "mez": 1, "cest": 2,
    "mesz": 2, "met": 1, "mest": 2, "eet": 2, "eest": 3, "msk": 3, "msd": 4, "мск": 3, "trt": 3, "est": -5, "edt": -4,
    "cst": -6, "cdt": -5, "mst": -7, "mdt": -6, "pst": -8, "pdt": -7, "akst": -9, "akdt": -8, "hst": -10, "ast": -4,
    "adt": -3, "nst": -3.5, "ndt": -2.5, "jst": 9, "kst": 9, "hkt": 8, "sgt": 8, "myt": 8, "pht": 8, "ict": 7,
    "awst": 8, "acst": 9.5, "acdt": 10.5, "aest": 10, "aedt": 11, "nzst": 12, "nzdt": 13, "wib": 7, "wita": 8,
    "wit": 9, "pkt": 5, "npt": 5.75, "uzt": 5, "gst": 4, "irst": 3.5, "sast": 2, "eat": 3, "cat": 2, "wat": 1,
    "art": -3, "brt": -3, "clt": -4, "clst": -3, "cot": -5, "pet": -5, "vet": -4, "uyt": -3, "idt": 3,
}  # fmt: skip
#: Abbreviations that other countries use for another zone: what is taken is said with the date.
_DOUBTFUL = frozenset({"ist", "bst", "cst", "ast", "gst", "cat", "art", "adt"})
#: Names that mean summer and winter time alike.
_REGIONS = {
    "et": "America/New_York", "ct": "America/Chicago", "mt": "America/Denver", "pt": "America/Los_Angeles",
    "eastern": "America/New_York", "central": "America/Chicago", "mountain": "America/Denver",
    "pacific": "America/Los_Angeles", "central european": "Europe/Paris", "eastern european": "Europe/Athens",
    "western european": "Europe/Lisbon", "greenwich mean": "UTC", "coordinated universal": "UTC", "universal": "UTC",
    "british summer": "Europe/London", "uk": "Europe/London", "israel": "Asia/Jerusalem", "india": "Asia/Kolkata",
    "indian": "Asia/Kolkata", "india standard": "Asia/Kolkata", "japan": "Asia/Tokyo", "korea": "Asia/Seoul",
    "china": "Asia/Shanghai", "beijing": "Asia/Shanghai", "delhi": "Asia/Kolkata", "new delhi": "Asia/Kolkata",
    "mumbai": "Asia/Kolkata", "kyiv": "Europe/Kyiv", "washington": "America/New_York", "geneva": "Europe/Zurich",
    "ankara": "Europe/Istanbul", "turkey": "Europe/Istanbul", "gulf": "Asia/Dubai", "east africa": "Africa/Nairobi",
    "west africa": "Africa/Lagos", "central africa": "Africa/Maputo", "australian eastern": "Australia/Sydney",
    "australian central": "Australia/Adelaide", "australian western": "Australia/Perth",
    "new zealand": "Pacific/Auckland", "pakistan": "Asia/Karachi", "arabian": "Asia/Riyadh", "arabia": "Asia/Riyadh",
    "hawaii": "Pacific/Honolulu", "alaska": "America/Anchorage", "atlantic": "America/Halifax",
    "newfoundland": "America/St_Johns", "brasilia": "America/Sao_Paulo", "argentina": "America/Argentina/Buenos_Aires",
    "south africa": "Africa/Johannesburg", "hong kong": "Asia/Hong_Kong", "moscow": "Europe/Moscow",
}  # fmt: skip
_OFFSET = re.compile(r"(?:(?:utc|gmt)\s*)?([+\-−–])\s?(\d{1,2})(?::?(\d{2}))?", re.I)
#: "+02:00", "GMT+1", "America/New_York", "CEST", "Central European Time", in brackets or not.
PATTERN = (
    r"[\(\[]?\s?(?:(?:utc|gmt)?\s?[+\-−–]\s?\d{1,2}(?::?\d{2})?(?![\d:.])|[A-Za-z]{3,12}(?:/[A-Za-z_+\-]{2,20}){1,2}"
    r"|(?:[A-Za-z]+\s){1,3}(?i:time)\b|[A-Za-zмск]{1,5}\b)"
)
#: Names that a tz database keeps for machines.
_NO_CITY = frozenset({"gmt", "utc", "zulu", "east", "west", "north", "south", "general", "local", "factory"})


class Zone(NamedTuple):
    """A zone that was read."""

    zone: tzinfo
    doubt: str = ""  #: what was taken for what, where the name has several meanings


def zone_of(text: str | None) -> Zone | None:
    """Return a zone from "Z", "CET", "+02:00", "(GMT+1)", "America/New_York", "Eastern Time"; None for other words."""
    if not text or not (name := text.strip(" ()[]\t")):
        return None
    if (match := _OFFSET.fullmatch(name)) is not None:
        return _offset(match)
    folded = name.casefold().replace("\u202f", " ")
    if folded in _HOURS:
        hours = _HOURS[folded]
        doubt = f"{name} taken for UTC{hours:+g}" if folded in _DOUBTFUL else ""
        return Zone(UTC if hours == 0 else timezone(timedelta(hours=hours)), doubt)
    if folded in _REGIONS and len(folded) == 2:
        return _named(_REGIONS[folded])
    if "/" in name:
        return _named(name) if name in available_zones() else None
    if folded.endswith(" time"):
        return _spoken(folded)
    return None


@functools.lru_cache(maxsize=1)
def available_zones() -> frozenset[str]:
    """Return the names of the tz database."""
    return frozenset(available_timezones())


@functools.lru_cache(maxsize=1)
def _cities() -> dict[str, str]:
    """City → its zone: "moscow", "sao paulo"."""
    cities: dict[str, str] = {}
    for name in sorted(available_zones()):
        city = name.rpartition("/")[2].replace("_", " ").lower()
        if "/" in name and city.replace(" ", "").isalpha() and not name.startswith("Etc/"):
            cities.setdefault(city, name)
    return cities


def _spoken(folded: str) -> Zone | None:
    """Return the zone of "central european standard time", "eastern daylight time", "moscow time", "local time"."""
    words = folded.removesuffix(" time").split()
    kind = words[-1] if len(words) > 1 and words[-1] in {"standard", "daylight", "summer"} else ""
    place = " ".join(words[:-1] if kind else words).removeprefix("the ")
    if place in _NO_CITY:
        return None
    name = _REGIONS.get(" ".join(words)) or _REGIONS.get(place) or _cities().get(place)
    found = _named(name) if name else None
    if found is None or not kind:
        return found
    offset = _winter_offset(found.zone)
    return Zone(timezone(offset + (timedelta(hours=1) if kind != "standard" else timedelta())))


def _winter_offset(zone: tzinfo) -> timedelta:
    from datetime import datetime

    offsets = [datetime(2024, month, 1, tzinfo=zone).utcoffset() or timedelta() for month in (1, 7)]
    return min(offsets)


def _named(name: str) -> Zone | None:
    try:
        return Zone(ZoneInfo(name))
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None


def _offset(match: re.Match[str]) -> Zone | None:
    digits, minutes = match[2], int(match[3] or 0)
    delta = timedelta(hours=int(digits), minutes=minutes)
    if delta > timedelta(hours=15) or minutes > 59:
        return None
    return Zone(timezone(delta if match[1] == "+" else -delta) if delta else UTC)
