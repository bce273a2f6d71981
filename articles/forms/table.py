"""CSV and TSV: one article in each row, its fields named by the first row."""

from __future__ import annotations

import csv
from collections.abc import Iterator

from articles.article import Record, Rejection
from articles.fates import Reason
from articles.forms.decoding import decode
from articles.forms.fields import article_from, has_text_field, title_field
from articles.forms.form import Form
from articles.forms.source import Head, Source, message_of

_SUFFIXES = {".csv", ".tsv", ".tab"}
_DELIMITERS = "\t,;|"
_MAX_COLUMNS = 500


def read_table(source: Source) -> Iterator[Record | Rejection]:
    """Rows as they are read. A row that cannot be read costs itself alone."""
    source.one_of_many = True
    header, delimiter = _header(source.head)
    if not has_text_field(header):
        names = ", ".join(repr(name[:30]) for name in header[:6])
        yield source.refuse(Reason.NO_ARTICLE, f"No column is called text, body or content; there are {names}.")
        return
    csv.field_size_limit(source.limits.max_article_bytes)
    rows = csv.reader(_lines(source), delimiter=delimiter)
    next(rows)
    while True:
        try:
            row = next(rows)
        except StopIteration:
            return
        except csv.Error as error:
            yield source.refuse(Reason.MALFORMED, f"A row cannot be read: {message_of(error)}.")
            continue
        if any(cell and not cell.isspace() for cell in row):
            yield article_from(source, dict(zip(header, row, strict=False)))


def _lines(source: Source) -> Iterator[str]:
    for line in source.lines():
        if line is None:
            source.stop(Reason.TOO_LARGE, "A line larger than an article may be.")
            return
        try:
            yield line.decode("utf-8")
        except UnicodeDecodeError:
            yield decode(line) or line.decode("utf-8", "replace")


def _header(head: Head) -> tuple[list[str], str]:
    """The names in the first row, and what separates them."""
    first = head.text.split("\n", 1)[0].strip("\r")
    delimiter = max(_DELIMITERS, key=first.count)
    if head.suffix in {".tsv", ".tab"} and "\t" in first:
        delimiter = "\t"
    try:
        names = next(csv.reader([first], delimiter=delimiter), [])
    except csv.Error:
        names = []
    return [name.strip().strip("\ufeff") for name in names[:_MAX_COLUMNS]], delimiter


def _recognise(head: Head) -> bool:
    """By name; else by a first row of short names, one for a text and one for something else."""
    if head.suffix in _SUFFIXES:
        return True
    if head.suffix not in {"", ".txt", ".data", ".dat"}:
        return False
    first = head.text.split("\n", 1)[0]
    if len(first) > 500 or not any(delimiter in first for delimiter in _DELIMITERS):
        return False
    names, _ = _header(head)
    return (
        len(names) >= 2
        and all(0 < len(name) <= 30 and len(name.split()) <= 3 for name in names)
        and has_text_field(names)
        and title_field(names)
        and "\n" in head.text
    )


FORM = Form(name="csv", recognise=_recognise, read=read_table, many=lambda head: True, raises=(csv.Error,))
