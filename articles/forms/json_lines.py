"""JSON lines: one article in each line."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from typing import Any

import msgspec

from articles.article import Record, Rejection
from articles.fates import Reason
from articles.forms.form import Form
from articles.forms.json_articles import articles_in, read_item
from articles.forms.json_items import Items
from articles.forms.json_values import TooDeepError, json_value
from articles.forms.source import Head, Source

_DECODER = msgspec.json.Decoder()
_ACTION_KEYS = frozenset({"retry_on_conflict", "routing", "pipeline", "require_alias", "version", "version_type"})
_SUFFIXES = {".jsonl", ".ndjson", ".jsonlines", ".ldjson"}


def read_json_lines(source: Source) -> Iterator[Record | Rejection]:
    """Read each line by itself: a broken one does not affect the others. Empty lines do not count.

    A line that is not JSON is read together with those after it, as far as the next
    line that begins an object: objects may be indented, or hold raw line ends.
    """
    source.one_of_many = True
    stream = source.utf8()
    open_lines: list[bytes] = []  # begin an object that is not complete yet
    size = 0
    for line in source.lines(stream):
        if line is None:
            yield from _joined(source, open_lines)
            open_lines, size = [], 0
            yield source.refuse(Reason.TOO_LARGE, "A line larger than an article may be.")
            continue
        if open_lines and (_begins(line) or size + len(line) > source.limits.max_article_bytes):
            yield from _joined(source, open_lines)
            open_lines, size = [], 0
        if open_lines:
            open_lines.append(line)
            size += len(line)
        elif not line.isspace():
            try:
                value = json_value(line)
            except TooDeepError:
                yield source.refuse(Reason.UNSAFE_CONTENT, "JSON nested deeper than is safe to read.")
            except ValueError:
                if line.strip() in (b"{", b"["):  # indented: a line is not a record
                    yield from _values(source, _Chained(line, stream).read)
                    return
                open_lines, size = [line], len(line)
            else:
                yield from _articles(source, value)
    yield from _joined(source, open_lines)


def _articles(source: Source, value: Any) -> Iterator[Record | Rejection]:
    """Yield the articles in the value of one line."""
    if _is_action(value):
        source.state.left_out["action"] += 1
        return
    for one in value if isinstance(value, list) else [value]:
        yield from articles_in(source, one)


def _is_action(value: Any) -> bool:
    """Return whether a value is a line of Elasticsearch's bulk form that says what to do with the next one."""
    if not isinstance(value, dict) or len(value) != 1:
        return False
    name, inner = next(iter(value.items()))
    return (
        name in {"index", "create", "update", "delete"}
        and isinstance(inner, dict)
        and all(str(key).startswith("_") or key in _ACTION_KEYS for key in inner)
    )


class _Chained:
    """A line that was read, and the stream after it."""

    def __init__(self, first: bytes, stream: io.BufferedReader[Any]) -> None:
        self._first = first
        self._stream = stream

    def read(self, size: int) -> bytes:
        first, self._first = self._first, b""
        return first or self._stream.read1(size)


def _begins(line: bytes) -> bool:
    """Return whether a record begins with this line."""
    return line[:1] in (b"{", b"[", b"\x1e")


def _joined(source: Source, lines: list[bytes]) -> Iterator[Record | Rejection]:
    """Read lines as one text that are not JSON one by one."""
    if lines:
        yield from _values(source, io.BytesIO(b"".join(lines)).read)


def _values(source: Source, read: Callable[[int], bytes]) -> Iterator[Record | Rejection]:
    for item in Items(read, source.limits):
        yield from read_item(source, item)


def _recognise(head: Head) -> bool:
    """Recognise objects in two consecutive lines, or the file's ending and one object."""
    if not head.text.startswith("{"):
        return head.suffix in _SUFFIXES and head.text.startswith(("[", '"'))
    if head.suffix in _SUFFIXES:
        return True
    first, end, rest = head.text.partition("\n")
    return bool(end) and rest.lstrip().startswith("{") and _is_object(first)


def _is_object(line: str) -> bool:
    try:
        return isinstance(_DECODER.decode(line), dict)
    except (msgspec.DecodeError, RecursionError):
        return False


FORM = Form(name="jsonl", recognise=_recognise, read=read_json_lines, many=lambda head: True)
