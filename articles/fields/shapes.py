"""Convert values of any shape to a text, a line, a date or tags.

Interfaces wrap values in objects (`{"rendered": ...}`, `{"$date": ...}`, `{"en-US": ...}`) and lists.
"""

from __future__ import annotations

import ast
import functools
import html
import json
import math
import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from articles.fields.rich_text import is_tree, paragraphs_of
from articles.markup import unescaped

#: What programs write for a missing value.
MISSING = frozenset({
    "", "nan", "none", "null", "nat", "\\n", "n/a", "na", "<na>", "#n/a", "undefined", "[]", "{}", "['']", '[""]',
    "-", "nil",
    "(null)", "[null]", "[none]",
})  # fmt: skip
_MAX_MISSING = 20
_MAX_NOTICE = 300
#: What APIs return instead of a text without a subscription.
_WITHHELD = re.compile(r"\s*only available in .{0,40}plans?\b.*", re.I | re.S)
#: What they put where they cut a text.
_CUT = re.compile(r"\s{0,9}(?:…|\.\.\.)?\s{0,9}\[\+?\s*\d+ (?:more )?char(?:acter)?s?\]\s*\Z")
_LOCALE = re.compile(r"[a-z]{2,3}(?:[-_](?:[A-Z][a-z]{3}|[A-Z]{2}|\d{3}))?")
_NO_LOCALE = frozenset({"id", "to", "by", "url", "tag", "no", "at", "in", "is", "as", "or", "key", "uri", "age"})
_TEXT_KEYS = (
    "rendered", "processed", "html", "text", "value", "content", "body", "#text", "plain", "paragraphs", "blocks",
    "__html", "markup", "cdata", "_", "$", "raw", "markdown", "plaintext", "main", "data",
)  # fmt: skip
_LINE_KEYS = (
    "name", "title", "rendered", "main", "basic", "long", "value", "content", "text", "#text", "label", "term",
    "webTitle", "tag", "display_name", "displayName", "_", "$", "short_name", "original", "literal", "cdata",
    "processed", "name_full",
)  # fmt: skip
_TAG_KEYS = (
    "name",
    "label",
    "tag",
    "text",
    "title",
    "value",
    "webTitle",
    "term",
    "keyword",
    "#text",
    "display_name",
    "slug",
)
_DATE_KEYS = ("$date", "value", "iso", "iso8601", "date-time", "datetime", "dateTime", "date", "start", "startDate",
              "utc", "timestamp", "#text", "_", "$", "seconds", "_seconds", "$numberLong", "time", "T")  # fmt: skip
#: How to read what is beside it, in titles of Japanese and Chinese papers.
_READING = re.compile(r"<(rt|rp)\b[^<>]{0,200}>[^<>]{0,200}</\1>|</?(?:ruby|rb|rbc|rtc)\b[^<>]{0,200}>", re.I)
_INLINE_TAG = re.compile(
    r"</?(?:a|abbr|b|bdi|big|blockquote|br|center|cite|code|del|div|em|font|h[1-6]|i|img|ins|kbd|mark|nobr|p|q|s|small|span|"
    r"strike|strong|sub|sup|time|tt|u|var|wbr)(?:\s[^<>]*)?/?>",
    re.I,
)
_LIST_CELL = re.compile(r"\s*[\[({].*[\])}]\s*\Z", re.S)
#: Wrappers that tell a value's type: of MongoDB, of DynamoDB, and of XML that became JSON.
_SOLE_KEYS = frozenset({"$oid", "$numberLong", "$numberInt", "$numberDouble", "$", "S", "N", "L", "M", "SS", "BOOL"})
_DEPTH = 5
#: A longer number is no date.
_LONGEST_NUMBER = 10**30
_MAX_TAGS = 100
#: Tags come again and again; what is made of longer ones is not kept.
_MAX_KEPT = 100


def is_missing(value: Any) -> bool:
    """Return whether a value says that it is missing."""
    if isinstance(value, str):
        return not value or (len(value) <= _MAX_MISSING and value.strip().casefold() in MISSING)
    if value is None:
        return True
    if isinstance(value, float):
        return value != value
    return not value and isinstance(value, dict | Sequence)


def unwrapped(value: Any) -> Any:
    """Return what is inside the wrappers of MongoDB (`$oid`), DynamoDB (`S`, `N`) and of locales (`{"en-US": ...}`)."""
    if isinstance(value, str | list):
        return value
    for _ in range(3):
        if not isinstance(value, dict) or not value:
            break
        if len(value) == 1 and (key := next(iter(value))) in _SOLE_KEYS:
            value = value[key] if key != "N" else _number(value[key])
        elif _is_localised(value):
            value = value.get("en-US") or value.get("en") or next(iter(value.values()))
        else:
            break
    return value


def _number(value: Any) -> Any:
    """Return the number that DynamoDB writes as a string."""
    try:
        return json.loads(value)
    except (ValueError, TypeError):
        return value


def at_key(value: Mapping[str, Any], keys: Sequence[str]) -> Iterator[Any]:
    """Yield what an object has under the first of some keys and those after it; .NET writes them with capitals."""
    found = [value[key] for key in keys if key in value]
    if not found and any(isinstance(key, str) and key[:1].isupper() for key in value):
        small = {key[:1].lower() + key[1:]: inner for key, inner in value.items() if isinstance(key, str)}
        found = [small[key] for key in keys if key in small]
    yield from found


def _is_localised(value: Mapping[str, Any]) -> bool:
    return all(isinstance(key, str) and key not in _NO_LOCALE and _LOCALE.fullmatch(key) for key in value) and (
        any("-" in key or "_" in key or key in _COMMON for key in value)
    )


_COMMON = frozenset({"en", "de", "fr", "es", "it", "pt", "nl", "eng", "sv", "da", "pl", "ru", "und", "fi", "nb"})


def text_in(value: Any, depth: int = 0) -> str | None:
    """Return a text out of a string, a list of paragraphs, a tree of blocks, or an object around one of these."""
    value = unwrapped(value)
    if isinstance(value, str):
        return _text(value)
    if depth >= _DEPTH or value is None:
        return None
    if is_tree(value):
        return _joined(paragraphs_of(value)) or None
    if isinstance(value, dict):
        found = (text_in(inner, depth + 1) for inner in at_key(value, _TEXT_KEYS))
        return next((text for text in found if text), None)
    if isinstance(value, Sequence):
        return _joined([text for item in value if (text := text_in(item, depth + 1))]) or None
    return None


def _text(value: str) -> str | None:
    if is_missing(value) or (len(value) < _MAX_NOTICE and _WITHHELD.fullmatch(value)):
        return None
    if value.startswith("{") and ('"root":' in value[:40] or '"blocks":' in value[:2000] or '"ops":' in value[:40]):
        try:
            tree = json.loads(value)
        except (ValueError, RecursionError):
            return value
        return _joined(paragraphs_of(tree)) or value if is_tree(tree) else value
    return _CUT.sub("", value) if "]" in value[-8:] else value


def _joined(paragraphs: Sequence[str]) -> str:
    """Join paragraphs to a text; as HTML if one of them holds some."""
    if any(re.search(r"</?(?:a|b|i|em|strong|p|br|span)\b[^<>]*>", paragraph) for paragraph in paragraphs):
        return "\n".join(text if text.lstrip().startswith("<p") else f"<p>{text}</p>" for text in paragraphs)
    return "\n\n".join(paragraphs)


def line_in(value: Any, depth: int = 0) -> str | None:
    """Return one line out of a string, a number, the first of a list, or an object such as {"name": ...}."""
    value = unwrapped(value)
    if isinstance(value, bool) or is_missing(value):
        return None
    if isinstance(value, int | float | str):
        return str(value).strip() or None
    if depth >= _DEPTH:
        return None
    if isinstance(value, dict):
        found = (line_in(inner, depth + 1) for inner in at_key(value, _LINE_KEYS))
        return next((text for text in found if text), None)
    if isinstance(value, Sequence):
        return next((text for item in value if (text := line_in(item, depth + 1))), None)
    return None


def title_in(value: Any) -> str | None:
    """Return a title without tags and entities."""
    text = line_in(value)
    return None if text is None else clean_title(text) or None


def clean_title(text: str) -> str:
    """Return a title without the tags and entities that feeds and interfaces leave in it."""
    if "&" in text:
        text = html.unescape(html.unescape(text))
    if "<" in text:
        text = _INLINE_TAG.sub("", _READING.sub("", text)) if "<ruby" in text.lower() else text
        text = _INLINE_TAG.sub(lambda tag: " " if re.match(r"</?(?:br|p|div|h\d)", tag[0], re.I) else "", text)
    return " ".join(text.split())


def address_in(value: Any, depth: int = 0) -> str | None:
    """Return the first string that looks like an address."""
    value = unwrapped(value)
    if isinstance(value, str):
        return value.strip() or None
    if depth >= _DEPTH:
        return None
    if isinstance(value, dict):
        keys = ("@id", "url", "href", "canonical", "permalink", "rendered", "value", "#text", "link", "loc", "_")
        return next((text for inner in at_key(value, keys) if (text := address_in(inner, depth + 1))), None)
    if isinstance(value, Sequence):
        return next((text for item in value if (text := address_in(item, depth + 1))), None)
    return None


def date_in(value: Any, depth: int = 0) -> str | None:
    """Return a date as a string: with its zone where a field beside it has one."""
    if isinstance(value, dict):
        value = unwrapped(value)
    if isinstance(value, bool) or is_missing(value) or depth >= _DEPTH:
        return None
    if isinstance(value, int | float):
        return _digits(value)
    if isinstance(value, str):
        return value.strip()
    if isinstance(value, dict):
        for inner in at_key(value, _DATE_KEYS):
            if text := date_in(inner, depth + 1):
                return with_zone(text, line_in(value.get("timezone")))
        if isinstance(parts := value.get("date-parts") or value.get("date_parts"), Sequence) and parts:
            return date_in(parts[0] if isinstance(parts[0], Sequence) and not isinstance(parts[0], str) else parts)
        return date_in(unwrapped(value), depth + 1) if unwrapped(value) is not value else None
    if isinstance(value, Sequence) and value:
        return _from_numbers(value) or date_in(value[0], depth + 1)
    return None


def with_zone(text: str, zone: str | None) -> str:
    """Return a time that has no zone with the one that another field names."""
    if zone is None or not re.search(r"\d:\d\d", text) or re.search(r"(?:Z|[+-]\d\d:?\d\d|[A-Z]{3,4})\s*$", text):
        return text
    text = re.sub(r"(\.\d+)$", "", text)
    if zone.upper() in {"UTC", "GMT", "Z", "ETC/UTC", "+00:00", "ZULU"}:
        return text + "Z"
    return f"{text}{zone}" if re.fullmatch(r"[+-]\d\d:?\d\d", zone) else text


def _digits(value: float) -> str | None:
    """Return a number as the text of a date, of which `parse_date` knows what it may count; 0 and 1 are flags."""
    if isinstance(value, float):
        if not math.isfinite(value):
            return None
        return _digits(int(value)) if value.is_integer() else f"{value:.6f}"
    return str(value) if -_LONGEST_NUMBER < value < _LONGEST_NUMBER and value not in (0, 1) else None


def _from_numbers(value: Sequence[Any]) -> str | None:
    """Read [2025, 3, 4, 8, 30] as Java and Python write times."""
    numbers = [int(item) for item in value[:6] if isinstance(item, int) or (isinstance(item, str) and item.isdigit())]
    if len(numbers) < 3 or len(numbers) != len(value[:6]) or not 1600 <= numbers[0] <= 2100:
        return None
    try:
        moment = datetime(*numbers)  # type: ignore[arg-type]  # noqa: DTZ001 -- its zone is not known
    except ValueError:
        return None
    return moment.isoformat() if len(numbers) > 3 else moment.date().isoformat()


def tags_in(value: Any, depth: int = 0) -> tuple[str, ...]:
    """Return tags out of a string of several, a list, an object by name, or objects; numbers name nothing."""
    value = unwrapped(value)
    if isinstance(value, str):
        value = listed(value)
    if isinstance(value, str):
        value = unescaped(value)  # the semicolon of "Arts &amp; Culture" parts nothing
        parts = re.split(r"[;|]" if re.search(r"[;|]", value) else ",", value)
        return _named(parts)
    if depth >= _DEPTH or value is None:
        return ()
    if isinstance(value, dict):
        if line := _line_of_tag(value):
            return _named([line])
        inner = [item for item in value.values() if isinstance(item, dict)]
        if inner:
            return _named([line for item in inner if (line := _line_of_tag(item))])
        if isinstance(value.get("data"), list):
            return tags_in(value["data"], depth + 1)
        counted = all(isinstance(count, int | float) for count in value.values())
        return _named([str(key) for key in value]) if counted else ()
    if isinstance(value, Sequence):
        found: list[str] = []
        for item in value[:_MAX_TAGS]:
            found += _named([item]) if isinstance(item, str) else tags_in(item, depth + 1)
        return tuple(dict.fromkeys(found))
    return ()


def _line_of_tag(value: Mapping[str, Any]) -> str | None:
    for inner in at_key(value, _TAG_KEYS):
        if isinstance(inner := unwrapped(inner), str | dict | list) and (line := line_in(inner)):
            return line
    for key in ("attributes", "fields", "properties", "node"):
        if isinstance(inner := value.get(key), dict) and (line := _line_of_tag(inner)):
            return line
    return None


def _named(parts: Sequence[str]) -> tuple[str, ...]:
    tags = (_tag(part) if len(part) <= _MAX_KEPT else _tag.__wrapped__(part) for part in parts)
    return tuple(dict.fromkeys(filter(None, tags)))[:_MAX_TAGS]


@functools.lru_cache(maxsize=2000)
def _tag(part: str) -> str | None:
    tag = clean_title(part).removeprefix("#").strip(" \"'")
    return tag if _is_tag(tag) else None


def _is_tag(tag: str) -> bool:
    return (
        (len(tag) > 1 or tag[:1] > "\u2e7f")  # a word of Han is one character
        and len(tag) <= 100
        and tag.casefold() not in MISSING
        and any(character.isalpha() for character in tag)
        and not re.match(r"(?:https?://|user/[-\d]|urn:|[0-9a-f]{8}-[0-9a-f]{4}-)", tag, re.I)
    )


def _in_order(text: str) -> list[str]:
    """Return the elements of a set that Python or PostgreSQL printed, in the order in which they are written."""
    shown = ast.parse(text.strip(), mode="eval").body
    return [str(ast.literal_eval(element)) for element in shown.elts] if isinstance(shown, ast.Set) else []


def listed(text: str) -> Any:
    """Return the list that a cell shows as Python or JSON prints it: `['A', 'B']`, `["a"]`, `{a,b}`; else the text."""
    if not _LIST_CELL.match(text) or len(text) > 100_000:
        return text
    if re.fullmatch(r"\s*\[(?:\s*(?:'[^']*'|\"[^\"]*\"))+\s*\]\s*", text):  # numpy: without commas, which Python joins
        return [first or second for first, second in re.findall(r"'([^']*)'|\"([^\"]*)\"", text)]
    for read in (json.loads, ast.literal_eval):
        try:
            value = read(text.strip())
        except (ValueError, SyntaxError, RecursionError, MemoryError, TypeError):
            continue
        if isinstance(value, set):
            value = _in_order(text)
        return list(value) if isinstance(value, tuple) else value
    if re.fullmatch(r"\s*\{[^{}:]*\}\s*", text):  # PostgreSQL
        return [part.strip().strip('"') for part in text.strip()[1:-1].split(",") if part.strip()]
    if re.fullmatch(r"\s*\[[^\[\]\"']*\]\s*", text):  # numpy, Hive, hand
        return [part.strip() for part in text.strip()[1:-1].split(",") if part.strip()]
    return text
