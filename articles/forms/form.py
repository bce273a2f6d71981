"""The value that describes a form: how to recognise it, how to read it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from articles.article import Record, Rejection
from articles.forms.source import Head, Source


def _one(_: Head) -> bool:
    return False


@dataclass(frozen=True, kw_only=True)
class Form:
    """A form in which articles come."""

    name: str  #: as in `Record.form`
    recognise: Callable[[Head], bool]  #: told by the beginning; forms are asked in the order of `registry.FORMS`
    read: Callable[[Source], Iterator[Record | Rejection]]
    many: Callable[[Head], bool] = _one  #: may it hold more than one article?
    #: for one thing packed alone: the beginning of what is inside, whose form tells whether there may be many
    wrapped: Callable[[Head], Head] | None = None
    raises: tuple[type[Exception], ...] = ()  #: what its library raises on broken content, beside the usual
