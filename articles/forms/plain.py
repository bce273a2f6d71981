"""Plain text."""

from __future__ import annotations

from collections.abc import Iterator

from articles.article import Record, Rejection
from articles.fates import Reason
from articles.forms.form import Form
from articles.forms.source import Source


def read_plain(source: Source) -> Iterator[Record | Rejection]:
    """Read the whole file as one article."""
    text = source.read_text()
    if text.strip():
        yield source.record(text)
    else:
        yield source.refuse(Reason.EMPTY, "There is nothing but white space in it.")


FORM = Form(name="plain", recognise=lambda head: True, read=read_plain)
