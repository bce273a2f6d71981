"""JSON lines: one article in each line."""

from __future__ import annotations

import json
from collections.abc import Iterator

import msgspec

from articles.article import Record, Rejection
from articles.fates import Reason
from articles.forms.decoding import decode
from articles.forms.form import Form
from articles.forms.json_articles import articles_in
from articles.forms.source import Head, Source, message_of

_DECODER = msgspec.json.Decoder()


def read_json_lines(source: Source) -> Iterator[Record | Rejection]:
    """Each line by itself: a broken one costs nothing but itself. Empty lines do not count."""
    source.one_of_many = True
    for line in source.lines():
        if line is None:
            yield source.refuse(Reason.TOO_LARGE, "A line larger than an article may be.")
        elif not line.isspace():
            yield from _article(source, line)


def _article(source: Source, line: bytes) -> Iterator[Record | Rejection]:
    try:
        value = _DECODER.decode(line)
    except RecursionError:
        yield source.refuse(Reason.UNSAFE_CONTENT, "JSON nested deeper than is safe to read.")
        return
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        text = decode(line)
        try:
            value = json.loads(text or "", strict=False)
        except (ValueError, RecursionError):
            yield source.refuse(Reason.MALFORMED, f"A line is not valid JSON: {message_of(error)}.")
            return
    # one line is one article: a list inside it would make the numbers of the others move
    first = next(articles_in(source, value))
    yield first


def _recognise(head: Head) -> bool:
    """Objects in two lines one after the other, or the name and one of them."""
    if not head.text.startswith("{"):
        return head.suffix in {".jsonl", ".ndjson"} and head.text.startswith(("[", '"'))
    if head.suffix in {".jsonl", ".ndjson"}:
        return True
    first, end, rest = head.text.partition("\n")
    return bool(end) and rest.lstrip().startswith("{") and _is_object(first)


def _is_object(line: str) -> bool:
    try:
        return isinstance(_DECODER.decode(line), dict)
    except (msgspec.DecodeError, RecursionError):
        return False


FORM = Form(name="jsonl", recognise=_recognise, read=read_json_lines, many=lambda head: True)
