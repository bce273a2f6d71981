"""JSON: one article, a list of them, or an answer that holds a list; IPTC's ninjs among them.

Lists are read item by item, each bounded; so are objects that follow one another.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from articles.article import Record, Rejection
from articles.fates import Reason
from articles.fields.joins import joined
from articles.fields.lists import LISTS, articles_within, mapped_list
from articles.fields.reading import Opener
from articles.forms.fields import article_from
from articles.forms.form import Form
from articles.forms.json_items import PREFIX, Item, Items
from articles.forms.json_values import json_value
from articles.forms.limits import Limits
from articles.forms.source import Head, Source

_START = re.compile(r'(?:\{\s*(?:["}]|$)|\[\s*(?:[\[{"\]]|$))')
_SUFFIXES = {".json", ".json-seq", ".jsonseq", ".jsonp", ".js"}
#: Fields in which messages carry JSON as a string, and how it begins.
_ENVELOPES = ("body", "Body", "message", "Message", "payload", "data", "value", "content", "record", "event", "article")
_PACKED = re.compile(r'\s*(?:\[\s*)?\{\s*"')
_NAMES = "|".join(map(re.escape, sorted(LISTS)))
_LIST_INSIDE = re.compile(rb'"(?:' + _NAMES.encode() + rb')"\s*:\s*\[\s*\{', re.I)


def read_json(source: Source) -> Iterator[Record | Rejection]:
    """Yield the items one by one. A single object is one article, or holds a list of them."""
    items = iter(items_of(source))
    first = next(items, None)
    if first is None:
        return
    second: Item | None = None
    error: Exception | None = None
    try:
        second = next(items, None)
    except Exception as broken:  # noqa: BLE001 -- what was unpacked before the break comes first
        error = broken
    source.one_of_many = source.one_of_many or first.listed or second is not None or error is not None
    yield from read_item(source, first)
    if error is not None:
        raise error
    if second is not None:
        yield from read_item(source, second)
    for item in items:
        yield from read_item(source, item)


def items_of(source: Source) -> Items:
    """Return the items of a source."""
    stream = source.utf8()
    return Items(stream.read1, source.limits, list_names=_LIST_INSIDE)


def read_item(source: Source, item: Item) -> Iterator[Record | Rejection]:
    """Yield the articles of an item, or why there is none."""
    if item.reason is not None:
        yield source.refuse(item.reason, item.detail)
    else:
        yield from articles_in(source, item.value)


def articles_in(source: Source, value: Any) -> Iterator[Record | Rejection]:
    """Yield the articles of a decoded value: an object that is one, or those inside it."""
    if isinstance(value, str):
        value = {"text": value}
    opener = Opener()
    if isinstance(value, dict):
        value = _unpacked(value, opener)
    if not isinstance(value, dict):
        yield source.refuse(Reason.NO_ARTICLE, "JSON, but neither an object nor a list of objects.")
        return
    answer = joined(value)
    rule = source.rule
    found = mapped_list(answer, rule.items) if rule.items else articles_within(answer, rule.fields, opener)
    if found is None:
        yield article_from(source, answer, opener=opener)
        return
    items, many = found
    source.one_of_many = source.one_of_many or many
    for item in items:
        if isinstance(item, dict):
            yield article_from(source, _unpacked(item, opener), opener=opener)
        else:
            yield source.refuse(Reason.NO_ARTICLE, "An item of the list is not an object.")


def _unpacked(message: dict[Any, Any], opener: Opener) -> dict[Any, Any]:
    """Return the article, or an answer with articles, that a message of a queue carries as a string of JSON."""
    for name in _ENVELOPES:
        text = message.get(name)
        if not isinstance(text, str) or not _PACKED.match(text):
            continue
        try:
            inner = json_value(text.encode("utf-8", "surrogatepass"))
        except ValueError:
            continue
        first = inner[0] if isinstance(inner, list) and inner else inner
        if isinstance(first, dict) and opener.looks_like_article(first):
            return {"items": inner} if isinstance(inner, list) else inner
    return message


def _recognise(head: Head) -> bool:
    text = head.text.lstrip("\x1e")
    if _START.match(text):
        return True
    return head.suffix in _SUFFIXES and (text[:1] in ("{", "[") or PREFIX.match(head.data) is not None)


def _many(head: Head) -> bool:
    """Return whether there may be several: a list, an object around one, or one value after another."""
    if not head.complete or head.text.startswith("[") or _LIST_INSIDE.search(head.data):
        return True
    pieces = iter([head.text.encode()])
    items = iter(Items(lambda size: next(pieces, b""), Limits()))
    return next(items, None) is not None and next(items, None) is not None


FORM = Form(name="json", recognise=_recognise, read=read_json, many=_many)
