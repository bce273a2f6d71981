"""Collections in SGML: many stories in one file, each in `<DOC>` (Gigaword, AQUAINT, TREC, CLEF, NTCIR) or `<REUTERS>`.

These are not XML: there is no root, end tags are left out, `&` and `<` stand alone, and every collection has its own
names of elements. So tags are taken one by one, and each element's text goes to the field that its name stands for.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from itertools import pairwise

from articles.article import Record, Rejection
from articles.fates import Reason
from articles.forms.collection_fields import Parts, given_from
from articles.forms.decoding import decode
from articles.forms.form import Form
from articles.forms.source import Head, Source
from articles.forms.wrapped_lines import paragraphs_of
from articles.forms.xml_safety import refuse_entities

_STORY = rb"(?:DOC|doc|REUTERS|reuters)"
_START = re.compile(rb"<" + _STORY + rb"(?:\s[^<>]{0,2000})?>")
_END = re.compile(rb"</" + _STORY + rb"\s*>")
#: Its text is whole, even where the end tag of the story is missing.
_TEXT_ENDS = re.compile(r"</(?:TEXT|BODY)\s*>", re.I)
# Atomic groups within: a possessive repeat whose inside gives back characters is wrong before Python 3.11.5.
_PROLOG = r"(?:(?><\?[^>]{0,500}>|<![^>]{0,500}>|<(?:DOCSET|DOCS|ROOT|COLLECTION|CORPUS|FILE)\b[^>]{0,500}>|\s))*+"
_RECOGNISED = re.compile(
    _PROLOG + r"(?:<REUTERS[\s>]|<DOC(?:\s[^<>]{0,500})?>|<doc\s[^<>]{0,500}?\b(?:id|docid|url|title)\s*=[^<>]{0,500}>"
    r"|<doc>\s*<(?:docno|docid|head|headline|title|text|date)\b)"
)
_TAG = re.compile(r"<(/?)([A-Za-z][\w.\-]{0,40})((?:\s[^<>]{0,2000})?)/?>|<!--.{0,5000}?-->|<![^<>]{0,500}>", re.S)
#: Codes of typesetting (SDATA entities and the like).
_CODES = {"&MD;": "—", "&HT;": "\n   ", "&amp;MD;": "—", "&Cx14;": "—"}
_CODE = re.compile(r"&(?:amp;)?(?:[UL]R|Q[LRC]|MD|HT|[A-Z]x[0-9a-f]{1,4}|[A-Z]{2,4});")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]|\ufffd(?=\s*$)")
#: Elements whose start and end part paragraphs.
_BREAKS = {
    "P",
    "BR",
    "LEADPARA",
    "BODY",
    "TEXT",
    "H1",
    "H2",
    "H3",
    "H4",
    "H5",
    "TR",
    "LI",
    "CN",
    "SUBHEAD",
    "LP",
    "SENT",
    "D",
}


def read_collection(source: Source) -> Iterator[Record | Rejection]:
    """Read each story of a collection, as it comes; one that is damaged costs itself alone."""
    refuse_entities(source)
    source.one_of_many = True
    limit = source.limits.max_article_bytes
    lines: list[bytes] | None = None
    size = 0
    for piece in _all_pieces(source):
        if _START.match(piece):
            if lines is not None:
                yield _story(source, lines, size, ended=False)
            lines, size = [], 0
        if lines is None:
            continue
        size += len(piece) or limit + 1
        if size <= limit:
            lines.append(piece)
        if _END.search(piece):
            yield _story(source, lines, size, ended=True)
            lines = None
    if lines is not None:
        yield _story(source, lines, size, ended=False)


def _all_pieces(source: Source) -> Iterator[bytes]:
    """Yield the pieces of all lines; an empty one for a line longer than an article may be."""
    for line in source.lines():
        yield from (b"",) if line is None else _pieces(line)


def _pieces(line: bytes) -> Iterator[bytes]:
    """Yield a line, cut before each start and after each end of a story."""
    if b"<" not in line:
        yield line
        return
    cuts = sorted({0, len(line), *(m.start() for m in _START.finditer(line)), *(m.end() for m in _END.finditer(line))})
    for start, end in pairwise(cuts):
        yield line[start:end]


def _story(source: Source, lines: list[bytes], size: int, *, ended: bool) -> Record | Rejection:
    if size > source.limits.max_article_bytes:
        return source.refuse(Reason.TOO_LARGE, "A story larger than an article may be.")
    raw = decode(b"".join(lines))
    if raw is None:
        return source.refuse(Reason.UNDECODABLE, "The encoding of a story cannot be told.")
    if not ended and not _TEXT_ENDS.search(raw):
        return source.refuse(Reason.MALFORMED, "A story breaks off: neither it nor its text has an end tag.")
    parts = parts_of(raw)
    text = "\n\n".join(paragraphs_of(parts.text("text")))
    given, dateline = given_from(parts)
    if dateline and text and not text.lower().startswith(dateline.rstrip(" —").lower()):
        text = dateline + text
    if not text.strip():
        title = (given.title or parts.name or "untitled")[:100]
        return source.refuse(Reason.NO_ARTICLE, f"A story without text: {title}.")
    return source.record(text, given=given)


def parts_of(raw: str) -> Parts:
    """Return the texts of a story's elements, by field."""
    parts = Parts()
    raw = _CODE.sub(lambda match: _CODES.get(match[0], ""), raw)
    open_elements: list[str] = []
    position = 0
    for match in _TAG.finditer(raw):
        parts.add(open_elements, _plain(raw[position : match.start()]))
        position = match.end()
        closes, name, attributes = match[1], (match[2] or "").upper(), match[3] or ""
        if not name:
            continue
        if name in _BREAKS:
            parts.add(open_elements, "\n\n")
        if closes:
            if name in open_elements:
                while open_elements.pop() != name:
                    pass
        elif name not in {"P", "BR"}:
            if len(open_elements) < 100:
                open_elements.append(name)
            parts.begin(name, attributes)
    parts.add(open_elements, _plain(raw[position:]))
    return parts


def _plain(text: str) -> str:
    return _CONTROL.sub("", html.unescape(text)) if text else ""


def _recognise(head: Head) -> bool:
    return _RECOGNISED.match(head.text) is not None


FORM = Form(name="sgml", recognise=_recognise, read=read_collection, many=lambda head: True)
