"""Read the side file of a claimed file: what its producer says about the article.

Its keys may have all the names that fields of articles have (`articles.fields`). What is not understood is told.
"""

from __future__ import annotations

import codecs
import itertools
import json
import os
import re
import stat
from collections.abc import Mapping
from pathlib import Path
from typing import Any, TypeAlias

import msgspec

from articles.article import Given, Value
from articles.fields.field_names import fold
from articles.markup import plain, unescaped
from articles.metadata.dateline import dateline_of
from articles.metadata.dates import parse_date
from articles.metadata.languages import language_code
from articles.metadata.unread_dates import can_be_read
from articles.metadata.url import normalise_url
from tasks.spool.file_names import META, printable_name

#: A larger side file is not read.
MAX_SIDE_BYTES = 1 << 20
#: Keys that are of `copydesk send`: its own id, and the address that counts where the file names none.
_DEFAULT_URL = "default_url"
_SENT, _SENT_CHARACTERS = "sent", 200
_OURS = frozenset({_SENT, _DEFAULT_URL})
#: Values that say nothing.
_NOTHING: tuple[Any, ...] = (None, "", [], {})
#: Keys whose strings are taken as they are, under their own name.
_VERBATIM = ("source", "title", "byline", "dateline", "language", "section")
_BYLINES = frozenset({"byline", "bylines", "by"})
_AUTHORS = frozenset({"author", "authors"})
_ADDRESSES = ("url", "link")
_DATES = frozenset({"published_at", "modified_at"})
_WITHOUT_SCHEME = re.compile(r"(?:[\w-]+\.)+[a-z]{2,}(?::\d+)?(?:[/?#]\S*)?", re.IGNORECASE)
#: Keys that are named in a problem, and characters of a value.
_NAMED, _SHOWN = 10, 60
#: Keys that are read: each is also read by itself, which takes its time.
_MOST_KEYS = 200

_Fields: TypeAlias = "Mapping[str, Any]"


class SideFile(Value, frozen=True, kw_only=True):
    """The content of a side file."""

    given: Given = Given()
    sent: str | None = None  #: the sender's own id
    problems: tuple[str, ...] = ()  #: sentences on what was not understood


def read(folder: Path, name: str = META) -> SideFile:
    """Read a side file. One that is missing says nothing; one that is not understood says so.

    Args:
        folder: that it is in.
        name: of the side file.
    """
    try:
        content = _content(folder / name)
    except _UnreadableError as error:
        return SideFile(problems=(str(error),))
    if content is None:
        return SideFile()
    try:
        content = _without_mark(content)
        fields = msgspec.json.decode(content)
        repeated = _repeated(content)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        return SideFile(problems=(f"it is not JSON ({error})",))
    except RecursionError:
        return SideFile(problems=("it is nested too deeply",))
    if not isinstance(fields, dict):
        return SideFile(problems=("it is not a JSON object, {...}",))
    sent = fields.get(_SENT)
    if not (isinstance(sent, str) and len(sent) <= _SENT_CHARACTERS and sent.isprintable() and sent.strip()):
        sent = None
    try:
        given, problems = _understood(fields)
        given = msgspec.structs.replace(given, default_url=address_of(fields.get(_DEFAULT_URL)))
    except RecursionError:
        given, problems = Given(), ("it is nested too deeply",)
    read_ours = {_SENT: sent, _DEFAULT_URL: given.default_url}
    ours = [key for key, value in read_ours.items() if fields.get(key) not in _NOTHING and not value]
    return SideFile(given=given, sent=sent, problems=repeated + problems + _problems(fields, ours))


def given(folder: Path, name: str = META) -> Given:
    """Return what the side file says about the article."""
    return read(folder, name).given


def sent(folder: Path) -> str | None:
    """Return the sender's own id."""
    return read(folder).sent


def sentence(problems: tuple[str, ...]) -> str:
    """Return the problems as one sentence; empty if there are none."""
    return f"Side file: {'; '.join(problems)}." if problems else ""


def _understood(fields: _Fields) -> tuple[Given, tuple[str, ...]]:
    fields = {key: value for key, value in fields.items() if value not in _NOTHING and key not in _OURS}
    left_out = [f"only the first {_MOST_KEYS} keys are read"] if len(fields) > _MOST_KEYS else []
    fields = dict(itertools.islice(fields.items(), _MOST_KEYS))
    strings = {key: value.strip() for key in _VERBATIM if isinstance(value := fields.get(key), str) and value.strip()}
    # The address is taken as it is: the producer says that it is the article's.
    address = next((found for key in _ADDRESSES if (found := address_of(fields.get(key)))), None)
    from articles.fields.reading import given_of  # most commands read no side file

    given = _with_dates(given_of(fields)[0])
    # A byline is never made up from authors.
    byline = next((one.byline for key in fields if fold(key) in _BYLINES and (one := _alone(fields, key)).byline), None)
    changes: dict[str, Any] = {"byline": byline} | strings
    if address:
        changes["url"] = address
    if language_code(changes.get("language") or given.language) is None:
        changes["language"] = None  # it would stand in the way of the file's own
    if tags := _tags(fields.get("tags")):
        changes["tags"] = tags
    unknown = [key for key in fields if not _is_understood(fields, key, strings)]
    given = msgspec.structs.replace(given, **changes)
    known = [key for key in fields if key not in unknown and key not in strings]
    unused = [key for key in known if not _is_used(_alone(fields, key), given)]
    problems = _problems(fields, unknown) + _problems(fields, unused, "not used because of another key")
    return given, (*problems, *left_out)


def _is_understood(fields: _Fields, key: str, strings: _Fields) -> bool:
    if key == "language" and key in strings:
        return language_code(strings[key]) is not None
    if key == "dateline" and key in strings:
        return dateline_of(strings[key]) is not None
    return key in strings or _says_something(fields, key)


def _says_something(fields: _Fields, key: str) -> bool:
    value = fields[key]
    if key in _ADDRESSES and isinstance(value, str):
        return address_of(value) is not None
    if key == "tags" and _tags(value):
        return True
    found = _alone(fields, key)
    if isinstance(value, list) and len(value) > 1 and not _takes_all(key, value, found):
        return False
    if found.language and language_code(found.language) is None:
        return False
    return bool(found.authors) if fold(key) in _AUTHORS else found != Given()


def _takes_all(key: str, values: list[Any], found: Given) -> bool:
    """Return whether a list was taken whole, and not its first alone or those that are names of people."""
    if fold(key) in _AUTHORS:
        return all(_alone({key: [value]}, key).authors for value in values)
    return bool(found.tags or found.authors) or all(isinstance(value, int) for value in values)


def _is_used(alone: Given, given: Given) -> bool:
    """Return whether anything that a key says by itself counts; a time or a zone may have been added to a date."""
    said = {name: value for name in alone.__struct_fields__ if (value := getattr(alone, name))}
    return not said or any(_counts(value, getattr(given, name), name) for name, value in said.items())


def _counts(value: Any, used: Any, name: str) -> bool:
    if name in _DATES and used is not None:
        first, second = parse_date(value), parse_date(used)
        return value == used or (first and first.value.date()) == (second and second.value.date())
    if isinstance(value, str) and isinstance(used, str):
        value, used = plain(value), plain(used)
    return bool(value == used or (name == "title" and used and value.startswith(used)))


def _alone(fields: _Fields, key: str) -> Given:
    """Return the value of a single key."""
    from articles.fields.reading import given_of

    language = fields.get("language")
    return _with_dates(given_of({key: fields[key]})[0], language if isinstance(language, str) else None)


def _with_dates(given: Given, language: str | None = None) -> Given:
    """Return it without dates that cannot be read, which would stand in the way of those that the file has."""
    language = given.language or language
    dates = {"published_at": given.published_at, "modified_at": given.modified_at}
    unread = {name: None for name, text in dates.items() if text and not can_be_read(text, language)}
    return msgspec.structs.replace(given, **unread) if unread else given


def address_of(value: Any) -> str | None:
    """Return a web address; one without a scheme gets the usual one. None if it is not one."""
    if not isinstance(value, str):
        return None
    text = value.strip()
    if not text.lower().startswith(("http://", "https://")):
        text = text.removeprefix("//")
        text = f"https://{text}" if _WITHOUT_SCHEME.fullmatch(text) else ""
    return text if normalise_url(text) else None


def _without_mark(content: bytes) -> bytes:
    """Return JSON in UTF-8, without the mark that editors on Windows put before it, or in UTF-16 with such a mark."""
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return content.decode("utf-16").encode()
    return content.removeprefix(codecs.BOM_UTF8)


def _tags(value: Any) -> tuple[str, ...]:
    """Return tags, however short, of a list of strings or of a string with commas."""
    parts = unescaped(value).replace(";", ",").split(",") if isinstance(value, str) else value
    if not isinstance(parts, list) or not all(isinstance(part, str) for part in parts):
        return ()
    return tuple(tag for part in parts if (tag := part.strip()))


def _repeated(content: bytes) -> tuple[str, ...]:
    """Return a sentence on keys that a JSON object has twice: the last of each counts."""
    pairs: list[tuple[str, Any]] = []

    def note(of_object: list[tuple[str, Any]]) -> None:
        pairs[:] = of_object  # the outermost object is the last

    json.loads(content, object_pairs_hook=note, parse_int=str, parse_float=str)
    seen: set[str] = set()
    twice: set[str] = set()
    for key, _ in pairs:
        (twice if key in seen else seen).add(key)
    names = ", ".join(repr(key[:_SHOWN]) for key in sorted(twice)[:_NAMED])
    return (printable_name(f"written more than once, the last counts: {names}"),) if twice else ()


def _problems(fields: _Fields, keys: list[str], what: str = "not understood") -> tuple[str, ...]:
    found = []
    for key in keys[:_NAMED]:
        value = msgspec.json.encode(fields[key]).decode()
        shown = value if len(value) <= _SHOWN else value[:_SHOWN] + "…"
        found.append(printable_name(f"{what}: {key[:_SHOWN]!r}: {shown}"))
    if len(keys) > _NAMED:
        found.append(f"and {len(keys) - _NAMED} more keys")
    return tuple(found)


class _UnreadableError(Exception):
    """The side file cannot be read."""


def _content(path: Path) -> bytes | None:
    """Return the side file's content; None if there is none."""
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError as error:
        if stat.S_ISREG(path.lstat().st_mode):
            raise _UnreadableError(f"it cannot be read ({error.strerror})") from error
        raise _UnreadableError("it is not a regular file") from error
    try:
        about = os.fstat(descriptor)
        if not stat.S_ISREG(about.st_mode):
            raise _UnreadableError("it is not a regular file")
        if about.st_size > MAX_SIDE_BYTES:
            raise _UnreadableError(f"it is larger than {MAX_SIDE_BYTES >> 20} MB")
        return os.read(descriptor, MAX_SIDE_BYTES)
    except OSError as error:
        raise _UnreadableError(f"it cannot be read ({error.strerror})") from error
    finally:
        os.close(descriptor)
