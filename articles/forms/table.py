"""CSV and TSV: one article in each row, its fields named by the first row."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator

from articles.article import Record, Rejection
from articles.fates import Reason
from articles.fields.field_names import fold
from articles.fields.producers import TEXTS
from articles.fields.reading import read_fields
from articles.fields.shapes import is_missing, listed
from articles.forms.decoding import decode
from articles.forms.fields import article_from, has_text_field, text_field, title_field
from articles.forms.form import Form
from articles.forms.rows import Dialect, rows, uses_backslashes
from articles.forms.source import HEAD_BYTES, Head, Source

_SUFFIXES = {".csv", ".tsv", ".tab"}
_DELIMITERS = "\t,;|^\x01"
#: Blank lines, and lines of remarks, before the names.
_BEFORE_NAMES = re.compile(r"(?:[ \t]*(?:#[^\r\n,;|\t]*)?(?:\r\n|\r|\n)){0,20}")
_MAX_COLUMNS = 500
#: Excel's first line, which names the delimiter.
_SEPARATOR = re.compile(r"\s*\"?sep=(.)\"?[ \t,;]*(?:\r\n|\r|\n)", re.I)
#: A name in a table whose cells are between single quotation marks. These change places with double ones for reading.
_SINGLY_QUOTED = re.compile(r"\s*'[^']*'\s*")
_SWAP = str.maketrans("'\"", "\"'")
_FIRST = re.compile(r"[^\r\n]*")
#: Rows of GDELT, which have no names: knowledge graph, mentions, events.
_GDELT = re.compile(r"\d{14}-T?\d+\t\d{14}\t|\d{8,}\t\d{14}\t\d{14}\t|\d{8,}\t\d{8}\t\d{6}\t\d{4}\t")


def read_table(source: Source) -> Iterator[Record | Rejection]:
    """Yield rows as they are read. A row that cannot be read is refused alone."""
    source.one_of_many = True
    text = _after_separator(source.head.text)
    if _GDELT.match(text):
        detail = "GDELT's tables hold codes and addresses, not the texts of articles."
        yield source.refuse(Reason.UNSUPPORTED_FORMAT, detail)
        return
    names, delimiter = _header(source.head)
    swap = _SWAP if all(_SINGLY_QUOTED.fullmatch(name) for name in names) else {}
    names = [name.strip("'") for name in names] if swap else names
    mapped = [path for meaning in TEXTS for path in source.rule.fields.get(meaning, ())]
    known = has_text_field(names) or any(fold(path) in map(fold, names) for path in mapped)
    if (refused := read_fields(dict.fromkeys(names, "x")).refused) or not known:
        shown = ", ".join(repr(name[:30]) for name in names[:6])
        yield source.refuse(
            Reason.NO_ARTICLE, refused or f"No column is called text, body or content; there are {shown}."
        )
        return
    csv.field_size_limit(source.limits.max_article_bytes)
    lines = _lines(source)
    for line in lines:
        if line.strip("\ufeff \t\r\n") == _FIRST.match(text)[0].strip("\ufeff \t"):  # type: ignore[index]
            break
    first = text.partition("\n")[0]
    dialect = Dialect(
        delimiter,
        len(names),
        text_field(names),
        spaced=0 < first.count(delimiter) == first.count(delimiter + " "),
        backslash=uses_backslashes(text.translate(swap)),
    )
    for row in rows((line.translate(swap) for line in lines) if swap else lines, dialect):
        if row.broken:
            yield source.refuse(Reason.MALFORMED, f"{row.broken}.")
            continue
        found = (cell.translate(swap) for cell in row.cells) if swap else row.cells
        cells = {name: listed(cell) for name, cell in zip(names, found, strict=False) if not is_missing(cell)}
        if cells:
            yield article_from(source, cells)
        if row.doubt:
            yield source.refuse(Reason.MALFORMED, row.doubt)


def _lines(source: Source) -> Iterator[str]:
    """Yield lines with their ends: carriage returns if there is no line feed, as on old Macintoshes."""
    by_returns = "\n" not in source.head.text and "\r" in source.head.text
    for line in _split_at_returns(source) if by_returns else source.lines():
        if line is None:
            source.stop(Reason.TOO_LARGE, "A line larger than an article may be.")
        try:
            yield line.decode("utf-8")
        except UnicodeDecodeError:
            yield decode(line) or line.decode("utf-8", "replace")


def _split_at_returns(source: Source) -> Iterator[bytes | None]:
    stream = source.utf8()
    held = b""
    while data := stream.read1(HEAD_BYTES):
        *whole, held = (held + data).split(b"\r")
        yield from (line + b"\n" for line in whole)
        if len(held) > source.limits.max_article_bytes:
            yield None
    if held:
        yield held


def _after_separator(text: str) -> str:
    """Return the text from the names of the columns."""
    match = _SEPARATOR.match(text) or _BEFORE_NAMES.match(text)
    return text[match.end() :] if match else text


def _header(head: Head) -> tuple[list[str], str]:
    """Return the names in the first row, and what separates them."""
    stated = _SEPARATOR.match(head.text)
    match = _FIRST.match(_after_separator(head.text))
    first = match[0] if match else ""
    delimiter = stated[1] if stated else max(_DELIMITERS, key=first.count)
    if not stated and head.suffix in {".tsv", ".tab"} and "\t" in first:
        delimiter = "\t"
    try:
        names = next(csv.reader([first], delimiter=delimiter), [])
    except csv.Error:
        names = []
    return [name.strip().strip("\ufeff") for name in names[:_MAX_COLUMNS]], delimiter


def _recognise(head: Head) -> bool:
    """Recognise by ending, else by a first row of short names, one for a text and one for something else."""
    if head.suffix in _SUFFIXES:
        return True
    if head.suffix not in {"", ".txt", ".data", ".dat"}:
        return False
    if _SEPARATOR.match(head.text):
        return True
    match = _FIRST.match(head.text)
    first = match[0] if match else ""
    if len(first) > 500 or not any(delimiter in first for delimiter in _DELIMITERS):
        return False
    names, _ = _header(head)
    return (
        len(names) >= 2
        and all(0 < len(name) <= 30 and len(name.split()) <= 3 for name in names)
        and has_text_field(names)
        and title_field(names)
        and len(first) < len(head.text.rstrip())
    )


FORM = Form(name="csv", recognise=_recognise, read=read_table, many=lambda head: True, raises=(csv.Error,))
