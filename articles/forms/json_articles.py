"""JSON: one article, a list of them, or an answer that holds a list; IPTC's ninjs among them.

Lists are streamed by ijson, item by item, each bounded.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Mapping
from typing import Any

import ijson
import msgspec

from articles.article import Record, Rejection
from articles.fates import Reason
from articles.forms.decoding import decode
from articles.forms.escapes import Escapes
from articles.forms.fields import LISTS, article_from, has_own_text
from articles.forms.form import Form
from articles.forms.source import Head, Source, message_of

_START = re.compile(r'(?:\{\s*(?:["}]|$)|\[\s*(?:[\[{"\]]|$))')
_LIST_INSIDE = re.compile(r'"(' + "|".join(map(re.escape, sorted(LISTS))) + r')"\s*:\s*\[\s*\{', re.I)


def read_json(source: Source) -> Iterator[Record | Rejection]:
    """One object is read whole; a list is streamed."""
    if source.head.text.startswith("[") or _larger_than_an_article(source):
        yield from _streamed(source)
        return
    data = source.read_all(4 * source.limits.max_article_bytes)
    try:
        value = msgspec.json.decode(data)
    except RecursionError:
        source.stop(Reason.UNSAFE_CONTENT, "JSON nested deeper than is safe to read.")
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        value = _decoded_otherwise(data)
        if value is None and _LIST_INSIDE.search(source.head.text):
            yield from _streamed(source, io.BufferedReader(io.BytesIO(data)))
            return
        if value is None:
            yield source.refuse(Reason.MALFORMED, f"Not valid JSON: {message_of(error)}.")
            return
    yield from articles_in(source, value)


def articles_in(source: Source, value: Any) -> Iterator[Record | Rejection]:
    """The articles of a decoded value: an object that is one, or the list inside it."""
    if isinstance(value, str):
        value = {"text": value}
    if not isinstance(value, Mapping):
        yield source.refuse(Reason.NO_ARTICLE, "JSON, but neither an object nor a list of objects.")
        return
    items = None if has_own_text(value) else _list_in(value)
    if items is None:
        yield article_from(source, value)
        return
    source.one_of_many = True
    for item in items:
        if isinstance(item, Mapping):
            yield article_from(source, item)
        else:
            yield source.refuse(Reason.NO_ARTICLE, "An item of the list is no object.")


def _list_in(value: Mapping[str, Any], depth: int = 0) -> list[Any] | None:
    """The list of objects under one of the usual names, unless the object has a text of its own."""
    for name, inner in value.items():
        if name.lower() not in LISTS:
            continue
        if isinstance(inner, list) and inner and all(isinstance(item, Mapping) for item in inner[:20]):
            return inner
        if isinstance(inner, Mapping) and depth < 2 and (found := _list_in(inner, depth + 1)) is not None:
            return found
    return None


def _larger_than_an_article(source: Source) -> bool:
    """Is the file so large that it can only be a list inside an object?"""
    if not source.stream.seekable():
        return bool(_LIST_INSIDE.search(source.head.text))
    size = source.stream.seek(0, 2)
    source.stream.seek(0)
    return size > source.limits.max_article_bytes


class _Bounded:
    """A stream that refuses to go on when one item takes more bytes than an article may."""

    def __init__(self, stream: io.BufferedReader[Any], source: Source) -> None:
        self._stream = stream
        self._source = source
        self.since_item = 0
        self._escapes = Escapes()

    def read(self, size: int = -1) -> bytes:
        if not size:
            return b""
        self.since_item += size
        if self.since_item > self._source.limits.max_article_bytes + 2 * 65536:
            self._source.stop(Reason.TOO_LARGE, "An item of the list is larger than an article may be.")
        while piece := self._stream.read1(size):
            if mended := self._escapes.mend(piece):
                return mended
        return self._escapes.mend(b"", last=True)


def _streamed(source: Source, data: io.BufferedReader[Any] | None = None) -> Iterator[Record | Rejection]:
    """Items of the outermost list, or of a list under one of the usual names, as they are read."""
    stream = _Bounded(source.utf8(clean=True, stream=data), source)
    source.one_of_many = True
    depth = 0  # containers open
    inside: int | None = None  # depth of the list whose items are articles
    key = ""
    builder: Any = None
    try:
        for event, value in ijson.basic_parse(stream, use_float=True, buf_size=65536):
            if event in ("end_map", "end_array"):
                depth -= 1
            if builder is not None:
                builder.event(event, value)
                if event in ("start_map", "start_array"):
                    depth += 1
                    if depth > source.limits.max_nesting:
                        source.stop(Reason.UNSAFE_CONTENT, "JSON nested deeper than is safe to read.")
                elif depth == inside:
                    yield from articles_in(source, builder.value)
                    builder = None
                    stream.since_item = 0
                continue
            if event == "map_key":
                key = value
            elif event in ("start_map", "start_array"):
                if inside is not None and depth == inside:
                    builder = ijson.ObjectBuilder()
                    builder.event(event, value)
                depth += 1
                if inside is None and event == "start_array" and (depth == 1 or key.lower() in LISTS):
                    inside = depth
                if depth > source.limits.max_nesting:
                    source.stop(Reason.UNSAFE_CONTENT, "JSON nested deeper than is safe to read.")
            elif event == "end_array":
                inside = None if inside is not None and depth < inside else inside
            elif inside is not None and depth == inside and event not in ("end_map",):
                yield from articles_in(source, value)
    except ijson.JSONError as error:
        yield source.refuse(Reason.MALFORMED, f"Not valid JSON from here on: {message_of(error)}.")


def _decoded_otherwise(data: bytes) -> Any:
    """JSON that is not UTF-8, has raw control characters in its strings or wrong bytes."""
    import json

    text = decode(data)
    if text is None:
        return None
    try:
        return json.loads(text, strict=False)
    except (ValueError, RecursionError):
        return None


def _recognise(head: Head) -> bool:
    return _START.match(head.text) is not None or (head.suffix == ".json" and head.text[:1] in ("{", "["))


def _many(head: Head) -> bool:
    return head.text.startswith("[") or _LIST_INSIDE.search(head.text) is not None or not head.complete


FORM = Form(name="json", recognise=_recognise, read=read_json, many=_many, raises=(ijson.JSONError,))
