"""Dates as pages, feeds and producers write them, to moments with a time zone."""

from __future__ import annotations

import calendar
import re
import warnings
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone, tzinfo
from email.utils import parsedate_to_datetime

from dateutil import parser as dateutil_parser

from articles.metadata.clock import Clock, time_beside, time_in
from articles.metadata.months import folded, is_english_month, is_month_first, month_before, month_named
from articles.metadata.persian import persian_dates
from articles.metadata.zones import PATTERN, zone_of

#: Before this no newspaper was printed.
_FIRST_YEAR = 1605
_LAST_YEAR = 2100
_EPOCH_BEGIN = datetime(1970, 1, 1, tzinfo=UTC)
#: Thai years count from 543 before our era, those of Taiwan from 1912.
_BUDDHIST, _MINGUO = 543, 1911
_ERAS = {"令和": 2018, "平成": 1988, "昭和": 1925, "民國": _MINGUO, "民国": _MINGUO}
#: Longest value of a field that is read as a date.
_LONGEST = 120
#: Characters that turn the direction of writing.
_MARKS = dict.fromkeys(map(ord, "\u200e\u200f\u061c\u202a\u202b\u202c\u2066\u2067\u2068\u2069\ufeff"))

_ISO = re.compile(
    r"(?<![\d.])(\d{4})-(\d{1,2})-(\d{1,2})(?!\d)"
    r"(?:(?:[T_\s]|\s?[,|·@-]\s)\s*(\d{1,2})[:.]?(\d{2})(?:[:.]?(\d{2})(?:[.,:]\d{1,9})?)?(\s?[ap]\.?m\b\.?)?"
    rf"\s*(Z(?![a-z])|{PATTERN})?)?(?:\[([\w/+\-]+)\])?",
    re.I,
)
_COMPACT = re.compile(
    r"(\d{4})(\d{2})(\d{2})(?:[T\s_-]?(\d{2}):?(\d{2})(?::?(\d{2}))?(?:\.\d+)?\s*(Z|[+-]\d{2}:?\d{2})?)?"
)
_WEEK = re.compile(r"\d{4}-?W\d{2}-?\d")
_ORDINAL = re.compile(r"(\d{4})-(\d{3})((?:[T ].{1,40})?)")
_YEAR = re.compile(r"\d{4}")
_EPOCH = re.compile(r"(\d{9,19})(\.\d{1,18})?")
#: Seconds since 1970 count from March 1973 to the end of 2099; a smaller or larger number is none. The same moments in
#: milli-, micro- and nanoseconds are numbers of other sizes, so the size says which it is.
_FIRST_SECOND, _LAST_SECOND = 100_000_000, 4_102_444_799
_UNITS = (1, 10**3, 10**6, 10**9)
#: The end of the year 9999, in seconds: what programs write for "never".
_NEVER, _DAY_SECONDS = 253_402_300_800, 86_400
_DOT_NET = re.compile(r"(?:\\?/|new )Date\((-?\d{1,14})([+-]\d{4})?\)(?:\\?/)?")
#: Dashes that are typed for hyphens, between the numbers of a date.
_DASH = re.compile(r"(?<=\d)[\u2010-\u2015\u2212](?=\d)")
#: A date in PDF: "D:20250304083000+01'00'".
_OF_PDF = re.compile(r"D:(\d{8,14})(?:(Z)|([+-]\d{2})'?(\d{2})'?)?.{0,6}")
#: Months of languages for which CLDR has no names: "2019 M05 7".
_MONTH_NUMBER = re.compile(r"\bM(0[1-9]|1[0-2])\b")
#: Words before numbers that count versions, not days.
_VERSION = re.compile(r"(?:\bv|\b(?:version|release|build|ver|rev|revision|api)\b)[\s.:#=v-]*$", re.I)
_DAY_MONTH = re.compile(r"(?<![\d.,:/])(\d{1,2})(?!\d)([^\d\n]{3,32})(\d{4})(?!\d)")
_MONTH_DAY = re.compile(r"(?<![\d.])(\d{1,2})(?:st|nd|rd|th|,|\.)*(\s*,?\s*(?:de\s+|del\s+)?)(\d{4})(?!\d)", re.I)
_MONTH_DAY_TIME = re.compile(
    rf"(?<!\d)(\d{{1,2}}),?\s+(\d{{1,2}}:\d{{2}}(?::\d{{2}})?)\s+(?:({PATTERN})\s+)?(\d{{4}})(?!\d)", re.I
)
_YEAR_MONTH = re.compile(r"(?<![\d.])(\d{4})(?!\d)([^\d\n]{3,32})(\d{1,2})(?!\d)")
_YEAR_DAY = re.compile(r"(?<![\d.])(\d{4})([^\d\n]{2,10})(\d{1,2})(?!\d)([^\d\n]{3,20})")
_VIETNAMESE = re.compile(
    r"(?<!\d)(\d{1,2})\s*(?:tháng|thg|-)\s*(\d{1,2})\s*(?:,|năm|-|/)\s*(?:năm\s*)?(\d{4})(?!\d)", re.I
)
_VIETNAMESE_WORD = re.compile("th|năm", re.I)
#: A weekday before "4/3/2025".
_VIETNAMESE_DAY = re.compile(r"\b(?:thứ\s+\w{2,4}|chủ\s+nhật)\s*[,\-–]?\s*(?:ngày\s+)?$", re.I)
_CJK = re.compile(
    r"(\d{4}|(?:令和|平成|昭和|民國|民国)\s?(?:\d{1,3}|元))\s*(?:年|년|оны)\s*"
    r"(\d{1,2})\s*(?:月|월|-?р\s+сарын|дугаар\s+сарын|дүгээр\s+сарын)\s*(\d{1,2})(?:\s*[日일号號]|\s*-?ны|(?!\d))"
)
_HAN_DIGITS = str.maketrans("〇○零一二三四五六七八九", "000123456789")
_HAN_DATE = re.compile(
    r"([〇○零一二三四五六七八九]{4})年([一二三四五六七八九十]{1,2})月([一二三四五六七八九十]{1,3})日"
)
_NUMERIC = re.compile(r"(?<![\d.])(\d{1,2})\s*([./\-])\s*(\d{1,2})\s*\2\s*(\d{4})(?!\d|\.\d)")
_HALF_DAY = re.compile(r",?\s+\d{1,2}:\d{2}(?::\d{2})?\s?[AP]M\b", re.I)
_SHORT_YEAR = re.compile(r"(?:[^\W\d_]{2,12}\.?,?\s)?(\d{1,2})\.\s?(\d{1,2})\.\s?(\d{2})(?![\d.])")
_DAY_NAME_YEAR = re.compile(r"(\d{1,2})-([^\W\d_]{3,9})-(\d{2})(?![\d-])")
_NAME_DAY_YEAR = re.compile(r"([^\W\d_]{3,9})-(\d{1,2})-(\d{2})(?![\d-])")
_POINTED_TIME = re.compile(r"\s(\d{1,2})\.(\d{2})\.(\d{2})(?:\.\d{1,9})?(?!\d)")
_YEAR_FIRST = re.compile(r"(?<![\d.])(\d{4})\s?([./])\s?(\d{1,2})\s?\2\s?(\d{1,2})(?!\d|\.\d)")
_IN_PATH = re.compile(
    r"(?<![\d.])((?:19|20)\d{2})([/_\-.]?)(0?[1-9]|1[0-2])\2(0[1-9]|[12]\d|3[01]|[1-9])(?!\d|\.\d|\.[a-z]*\d)"
)
#: Parts of a path before numbers that count versions.
_VERSION_IN_PATH = re.compile(
    r"(?:^|(?<!press)(?<!news)[/_\-.=])(?:v|ver|versions?|releases?|rel|rev|builds?|api|tags?)[/_\-.=]?$", re.I
)


@dataclass(frozen=True, kw_only=True, slots=True)
class ParsedDate:
    """A date that was read."""

    value: datetime  #: with its time zone where it was given, else UTC
    has_time: bool
    has_zone: bool
    doubt: str = ""  #: what was assumed about its zone: "IST taken for UTC+5.5"; empty where nothing was

    @property
    def note(self) -> str:
        """Return the note on the unknown time zone; empty for days and for moments whose zone is known."""
        return self.doubt or ("zone unknown" if self.has_time and not self.has_zone else "")


def parse_date(text: str, *, language: str | None = None) -> ParsedDate | None:
    """Read ISO 8601, RFC 822, seconds since 1970, /Date(…)/, and dates with months in any language of the CLDR.

    `language` ("en", "en-GB", "de") decides what "03/04/2024" means: the month
    comes first where CLDR says so, in English except British, Irish, Australian
    and the like; without a language such a date is not guessed at. None where
    there is no date.
    """
    text = _DASH.sub("-", text.translate(_MARKS).strip().strip("\"'").strip())
    if not 6 <= len(text) <= _LONGEST:
        return None
    for read in (_iso, _compact, _epoch, _pdf):
        if (found := read(text)) is not None:
            return found
    text = _MONTH_NUMBER.sub(lambda match: calendar.month_name[int(match[1])], text)
    if (place := next(dates_with_places(text, language=language), None)) is not None:
        found, start, end = place
        return found if found.has_time else _with_time(found, text[:start], text[end:])
    return _rfc822(text) or _short_year(text) or _short_year_named(text, language) or _lenient(text)


def dates_in_text(text: str, *, language: str | None = None) -> Iterator[ParsedDate]:
    """Dates that are in a text, as far as they have day, month and year."""
    for found, _, _ in dates_with_places(text, language=language):
        yield found


def dates_with_places(text: str, *, language: str | None = None) -> Iterator[tuple[ParsedDate, int, int]]:
    """Dates in a text with where each begins and ends, without its time."""
    if _YEAR.search(text) is None and "年" not in text:
        return
    for read in _READERS:
        for match, parts, clock in read(text, language):
            start, end = match.span()
            year, month, day = parts
            if clock is None:
                clock = time_beside(text[:start], text[end:])
            if (found := _made(_common_year(year, text), month, day, clock)) is not None:
                yield found, start, end


def url_date(url: str) -> ParsedDate | None:
    """Return the day in an address: "/2024/05/02/", "-20240502", "2024-05-02". Numbers of versions do not count."""
    path, _, query = url.partition("?")
    kept = "&".join(
        part for part in query.split("&") if re.fullmatch(r"(?:date|day|d|p|id|article|url|story|dt)=.*", part, re.I)
    )
    for part in (path, kept):
        for match in _IN_PATH.finditer(part):
            whole = len(match[3] + match[4]) == 4
            if (not match[2] or match[2] == ".") and not whole:
                continue
            if _VERSION_IN_PATH.search(part, 0, match.start()):
                continue
            if (found := _made(int(match[1]), int(match[3]), int(match[4]), None)) is not None:
                return found
    return None


def _with_time(found: ParsedDate, before: str, after: str) -> ParsedDate:
    """Return a date with the time that is anywhere in the same field: "20:04 Uhr, Freitag, den 14. August 2015"."""
    for part in (after, before):
        if (clock := time_in(part)) is not None:
            return _made(found.value.year, found.value.month, found.value.day, clock) or found
    return found


_Parts = tuple[int, int, int]
_Reader = Callable[[str, str | None], Iterator[tuple[re.Match[str], _Parts, Clock | None]]]


def _day_month(text: str, language: str | None) -> Iterator[tuple[re.Match[str], _Parts, Clock | None]]:
    """Find "4 March 2025", "4. března 2025", "4 de març del 2025", "4 मार्च 2025"."""
    for match in _DAY_MONTH.finditer(text):
        if (month := month_named(match[2], language)) is not None:
            yield match, (int(match[3]), month, int(match[1])), None


def _month_day(text: str, language: str | None) -> Iterator[tuple[re.Match[str], _Parts, Clock | None]]:
    """Find "March 4, 2025", "Thu Nov 12 2020", "Thu Nov 12 17:00:00 EST 2020"."""
    for match in _MONTH_DAY.finditer(text):
        if match[2] == "" and "," not in match[0]:
            continue
        if (month := month_before(text[max(0, match.start() - 30) : match.start()], language)) is not None:
            yield match, (int(match[3]), month, int(match[1])), None
    for match in _MONTH_DAY_TIME.finditer(text):
        month = month_before(text[max(0, match.start() - 30) : match.start()], language)
        if month is not None:
            clock = time_beside("", f" {match[2]} {match[3] or ''}")
            yield match, (int(match[4]), month, int(match[1])), clock


def _year_month(text: str, language: str | None) -> Iterator[tuple[re.Match[str], _Parts, Clock | None]]:
    """Find "2025. március 4.", "2025 m. kovo 4 d.", "2025-Mar-04", "2025. gada 4. marts"."""
    for match in _YEAR_MONTH.finditer(text):
        between = match[2]
        month = month_named(between, language)
        if month is None or (is_english_month(between) and not _is_one_date(match, text, language)):
            continue
        yield match, (int(match[1]), month, int(match[3])), None
    for match in _YEAR_DAY.finditer(text):
        name = match[4].strip(" .-").split(" ")[0]
        if folded(match[2]) or not (match[2].strip(" .,-/") or match[4].startswith("-")):
            continue
        if (month := month_named(name, language)) is not None:
            yield match, (int(match[1]), month, int(match[3])), None


def _is_one_date(match: re.Match[str], text: str, language: str | None) -> bool:
    """Return whether a year belongs to the English-looking month after it, unlike "in 2024. May 5 was"."""
    if language and language[:2].lower() != "en":
        return True
    hungarian = match[2].startswith(".") and text[match.end() : match.end() + 1] == "."
    return hungarian or match[2].strip("-/ ").isalpha()


def _east_asian(text: str, language: str | None) -> Iterator[tuple[re.Match[str], _Parts, Clock | None]]:
    """Find "2025年3月4日", "2025년 3월 4일", "令和7年3月4日", "二〇二五年三月四日"."""
    for match in _CJK.finditer(text):
        era = next((name for name in _ERAS if match[1].startswith(name)), "")
        number = match[1].removeprefix(era).strip().replace("元", "1")
        yield match, (int(number) + _ERAS.get(era, 0), int(match[2]), int(match[3])), None
    for match in _HAN_DATE.finditer(text):
        yield match, (int(match[1].translate(_HAN_DIGITS)), _han_number(match[2]), _han_number(match[3])), None
    for match in _VIETNAMESE.finditer(text):
        if not _VIETNAMESE_WORD.search(match[0]) and (language or "")[:2] != "vi":
            continue  # "03-04-2025" means either day elsewhere
        yield match, (int(match[3]), int(match[2]), int(match[1])), None


def _persian(text: str, language: str | None) -> Iterator[tuple[re.Match[str], _Parts, Clock | None]]:
    """Find "۱۴ اسفند ۱۴۰۳"."""
    for match, day in persian_dates(text):
        yield match, (day.year, day.month, day.day), None


def _iso_dates(text: str, language: str | None) -> Iterator[tuple[re.Match[str], _Parts, Clock | None]]:
    for match in _ISO.finditer(text):
        if not _VERSION.search(text[max(0, match.start() - 16) : match.start()]):
            yield match, (int(match[1]), int(match[2]), int(match[3])), _iso_clock(match)


def _numeric(text: str, language: str | None) -> Iterator[tuple[re.Match[str], _Parts, Clock | None]]:
    """Find "2025. 3. 4.", "27/11/2017", "04.03.2025"; which is the month is not guessed."""
    for match in _YEAR_FIRST.finditer(text):
        if not _VERSION.search(text[max(0, match.start() - 16) : match.start()]):
            yield match, (int(match[1]), int(match[3]), int(match[4])), None
    for match in _NUMERIC.finditer(text):
        if _VERSION.search(text[max(0, match.start() - 16) : match.start()]):
            continue
        first, second = int(match[1]), int(match[3])
        day_first = True if first > 12 or match[2] == "." or first == second else None
        if day_first is None and second > 12:
            day_first = False
        if day_first is None and language:
            day_first = not is_month_first(language)
        if day_first is None and not language and _HALF_DAY.match(text, match.end()):
            day_first = False  # who writes AM and PM beside such a date writes the month first
        if day_first is None and not language and _VIETNAMESE_DAY.search(text, 0, match.start()):
            day_first = True
        if day_first is not None:
            day, month = (first, second) if day_first else (second, first)
            yield match, (int(match[4]), month, day), None


_READERS: tuple[_Reader, ...] = (_day_month, _month_day, _east_asian, _persian, _year_month, _iso_dates, _numeric)


def _common_year(year: int, text: str) -> int:
    """Return the year in the common era; those beyond 2400 are Thai, Lao or Khmer."""
    return year - _BUDDHIST if 2400 <= year <= _LAST_YEAR + _BUDDHIST else year


def _han_number(text: str) -> int:
    """Read "三", "十二", "三十一" as a number."""
    tens, ten, ones = text.partition("十")
    if not ten:
        return int(text.translate(_HAN_DIGITS))
    return (int(tens.translate(_HAN_DIGITS)) if tens else 1) * 10 + (int(ones.translate(_HAN_DIGITS)) if ones else 0)


def _iso(text: str) -> ParsedDate | None:
    match = _ISO.match(text)
    if match is None:
        return _iso_week_or_ordinal(text)
    clock = _iso_clock(match)
    rest = text[match.end() :].strip()
    if clock is None and rest:
        # a weekday in brackets, a time after a comma
        clock = time_beside("", text[match.end() :])
        if clock is None and len(rest) >= 30:
            return None
    return _made(int(match[1]), int(match[2]), int(match[3]), clock)


def _iso_week_or_ordinal(text: str) -> ParsedDate | None:
    """Read 2024-W18-4 and 2024-123, the day of a year, with or without a time."""
    if _WEEK.fullmatch(text):
        day = date.fromisoformat(text)
        return _made(day.year, day.month, day.day, None)
    if (match := _ORDINAL.fullmatch(text)) is None:
        return None
    if not 1 <= int(match[2]) <= (366 if calendar.isleap(int(match[1])) else 365):
        return None
    day = date(int(match[1]), 1, 1) + timedelta(days=int(match[2]) - 1)
    return _iso(f"{day.isoformat()}{match[3]}")


def _iso_clock(match: re.Match[str]) -> Clock | None:
    """Return the time in a match of `_ISO`; a name of the tz database in brackets does not override an offset."""
    if not match[4]:
        return None
    hour, half = int(match[4]), (match[7] or "").strip().lower()
    if half and hour <= 12:
        hour = hour % 12 + (12 if half.startswith("p") else 0)
    zone = zone_of(match[8]) or zone_of(match[9])
    second = min(int(match[6] or 0), 59)
    return Clock(hour, int(match[5]), second, zone.zone if zone else None, zone.doubt if zone else "")


def _compact(text: str) -> ParsedDate | None:
    match = _COMPACT.fullmatch(text)
    if match is None:
        return None
    zone = zone_of(match[7])
    clock = Clock(int(match[4]), int(match[5]), int(match[6] or 0), zone.zone if zone else None) if match[4] else None
    return _made(int(match[1]), int(match[2]), int(match[3]), clock)


def _pdf(text: str) -> ParsedDate | None:
    match = _OF_PDF.fullmatch(text)
    if match is None:
        return None
    return _compact(match[1] + (match[2] or "") + (f"{match[3]}:{match[4]}" if match[3] else ""))


def epoch_moment(number: float) -> datetime | None:
    """Return the moment of seconds, milli-, micro- or nanoseconds since 1970; the size of the number says which.

    None for a number of any other size: it is not known what it counts.
    """
    if not abs(number) <= _LAST_SECOND * _UNITS[-1]:  # "nan" is not, either
        return None
    if any(abs(number - _NEVER * unit) <= _DAY_SECONDS * unit for unit in _UNITS):
        return None
    unit = next((unit for unit in _UNITS if _FIRST_SECOND * unit <= number < (_LAST_SECOND + 1) * unit), None)
    return None if unit is None else _EPOCH_BEGIN + timedelta(microseconds=round(number * 10**6 / unit))


def _epoch(text: str) -> ParsedDate | None:
    """Read a number since 1970, and what .NET writes: /Date(1741077000000+0100)/."""
    if (net := _DOT_NET.fullmatch(text)) is not None:
        return _dot_net(int(net[1]), net[2])
    if (match := _EPOCH.fullmatch(text)) is None:
        return None
    value = epoch_moment(float(text) if match[2] else int(text))
    return None if value is None else ParsedDate(value=value, has_time=True, has_zone=True)


def _dot_net(milliseconds: int, offset: str | None) -> ParsedDate | None:
    """Return a moment of .NET, which says that it counts milliseconds: it may lie before 1973."""
    try:
        value = _EPOCH_BEGIN + timedelta(milliseconds=milliseconds)
    except OverflowError:
        return None
    if not _FIRST_YEAR <= value.year <= _LAST_YEAR:
        return None
    if (zone := zone_of(offset)) is not None:
        value = value.astimezone(zone.zone)
    return ParsedDate(value=value, has_time=True, has_zone=True)


def _rfc822(text: str) -> ParsedDate | None:
    if not re.match(r"(?:[a-z]{3,9},?\s+)?\d{1,2}[\s\-][a-z]{3}", text, re.I) or ":" not in text:
        return None
    try:
        value = parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    if not _FIRST_YEAR <= value.year <= _LAST_YEAR:
        return None
    has_zone = value.tzinfo is not None
    return ParsedDate(value=value if has_zone else value.replace(tzinfo=UTC), has_time=True, has_zone=has_zone)


def _short_year(text: str) -> ParsedDate | None:
    """Read "04.03.25 08:30": day, month and year, as countries with points write them."""
    match = _SHORT_YEAR.match(text)
    if match is None:
        return None
    year = int(match[3])
    clock = time_beside("", text[match.end() :])
    return _made(year + (2000 if year < 70 else 1900), int(match[2]), int(match[1]), clock)


def _short_year_named(text: str, language: str | None) -> ParsedDate | None:
    """Read "04-MAR-25 08.30.00.000000 AM", as Oracle prints dates, and "Mar-04-25"."""
    if (match := _DAY_NAME_YEAR.match(text)) is not None:
        day, name, year = match.groups()
    elif (match := _NAME_DAY_YEAR.match(text)) is not None:
        name, day, year = match.groups()
    else:
        return None
    if (month := month_named(name, language)) is None:
        return None
    rest = _POINTED_TIME.sub(r" \1:\2:\3", text[match.end() :])
    return _made(int(year) + (2000 if int(year) < 70 else 1900), month, int(day), time_beside("", rest))


def _lenient(text: str) -> ParsedDate | None:
    """dateutil, believed only where day, month and year are really in the text."""
    words, numbers = re.search(r"[^\W\d_]{3}", text), re.findall(r"\d+", text)
    if words is None or len(numbers) < 2 or len(text) > 60 or not re.search(r"\d{4}|'\d\d", text):
        return None
    values = []
    for default in (datetime(2001, 1, 1), datetime(2002, 2, 2)):  # noqa: DTZ001 -- stand-ins for what is missing
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # unknown time zones
                values.append(dateutil_parser.parse(text, default=default, tzinfos=_dateutil_zone))
        except (ValueError, OverflowError, TypeError, AttributeError, RecursionError):
            return None
    value = values[0]
    if value.date() != values[1].date() or not _FIRST_YEAR <= value.year <= _LAST_YEAR:
        return None
    has_zone = value.tzinfo is not None
    return ParsedDate(value=value if has_zone else value.replace(tzinfo=UTC), has_time=":" in text, has_zone=has_zone)


def _dateutil_zone(name: str | None, offset: int | None) -> tzinfo | None:
    if offset is not None:
        return timezone(timedelta(seconds=offset)) if abs(offset) < 86_400 else None
    found = zone_of(name)
    return found.zone if found else None


def _made(year: int, month: int, day: int, clock: Clock | None) -> ParsedDate | None:
    """Build a date from its parts, or None if they are not a date."""
    hour, minute, second, zone, doubt = clock or Clock(0, 0, 0, None)
    try:
        value = datetime(year, month, day, 0 if hour == 24 else hour, minute, second, tzinfo=zone or UTC)
        if hour == 24:  # the end of the day
            value += timedelta(days=1)
        if zone is not None:
            value = value.replace(tzinfo=timezone(value.utcoffset() or timedelta()) if value.utcoffset() else UTC)
    except (ValueError, OverflowError):
        return _made(year, month, day, None) if clock is not None else None
    if not _FIRST_YEAR <= value.year <= _LAST_YEAR:
        return None
    return ParsedDate(value=value, has_time=clock is not None, has_zone=zone is not None, doubt=doubt)
