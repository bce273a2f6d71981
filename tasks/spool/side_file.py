"""Read the side file of a claimed file: what its producer says about the article.

Its keys may have all the names that fields of articles have (`articles.fields`). What is not understood is told.
"""

from __future__ import annotations

import codecs
import os
import re
import stat
from collections.abc import Mapping
from pathlib import Path
from typing import Any, TypeAlias

import msgspec

from articles.article import Given, Value
from articles.fields.field_names import fold
from articles.markup import unescaped
from articles.metadata.languages import language_code
from articles.metadata.unread_dates import can_be_read
from tasks.spool.file_names import META, printable_name

#: A larger side file is not read.
MAX_SIDE_BYTES = 1 << 20
#: Keys that are of `copydesk send`: its own id, and the address that counts where the file names none.
_DEFAULT_URL = "default_url"
_SENT, _SENT_CHARACTERS = "sent", 200
_OURS = frozenset({_SENT, _DEFAULT_URL})
#: Keys whose strings are taken as they are, under their own name.
_VERBATIM = ("source", "title", "byline", "dateline", "language", "section")
_BYLINES = frozenset({"byline", "bylines", "by"})
_AUTHORS = frozenset({"author", "authors"})
_ADDRESSES = ("url", "link")
_WITHOUT_SCHEME = re.compile(r"(?:[\w-]+\.)+[a-z]{2,}(?::\d+)?(?:[/?#]\S*)?", re.IGNORECASE)
#: Keys that are named in a problem, and characters of a value.
_NAMED, _SHOWN = 10, 60

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
        fields = msgspec.json.decode(_without_mark(content))
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        return SideFile(problems=(f"it is not JSON ({error})",))
    except RecursionError:
        return SideFile(problems=("it is nested too deeply",))
    if not isinstance(fields, dict):
        return SideFile(problems=("it is not a JSON object, {...}",))
    sent = fields.get(_SENT)
    if not (isinstance(sent, str) and 0 < len(sent) <= _SENT_CHARACTERS):
        sent = None
    try:
        given, problems = _understood(fields)
        given = msgspec.structs.replace(given, default_url=address_of(fields.get(_DEFAULT_URL)))
    except RecursionError:
        given, problems = Given(), ("it is nested too deeply",)
    ours = [key for key, value in ((_SENT, sent), (_DEFAULT_URL, given.default_url)) if fields.get(key) and not value]
    return SideFile(given=given, sent=sent, problems=problems + _problems(fields, ours))


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
    fields = {key: value for key, value in fields.items() if value not in (None, "", [], {}) and key not in _OURS}
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
    if tags := _tags(fields.get("tags")):
        changes["tags"] = tags
    unknown = [key for key in fields if not _is_understood(fields, key, strings)]
    return msgspec.structs.replace(given, **changes), _problems(fields, unknown)


def _is_understood(fields: _Fields, key: str, strings: _Fields) -> bool:
    if key == "language" and key in strings:
        return language_code(strings[key]) is not None
    return key in strings or _says_something(fields, key)


def _says_something(fields: _Fields, key: str) -> bool:
    if key in _ADDRESSES:
        return address_of(fields[key]) is not None
    if key == "tags" and _tags(fields[key]):
        return True
    if key == "title" and isinstance(fields[key], list) and len(fields[key]) > 1:
        return False  # its first is taken, the others are left out
    found = _alone(fields, key)
    return bool(found.authors) if fold(key) in _AUTHORS else found != Given()


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
    if text.lower().startswith(("http://", "https://")):
        return text
    return f"https://{text.removeprefix('//')}" if _WITHOUT_SCHEME.fullmatch(text.removeprefix("//")) else None


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


def _problems(fields: _Fields, keys: list[str]) -> tuple[str, ...]:
    found = []
    for key in keys[:_NAMED]:
        value = msgspec.json.encode(fields[key]).decode()
        shown = value if len(value) <= _SHOWN else value[:_SHOWN] + "…"
        found.append(printable_name(f"not understood: {key[:_SHOWN]!r}: {shown}"))
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
