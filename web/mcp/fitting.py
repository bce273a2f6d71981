"""Keep answers small: a tool never returns more than `MOST_BYTES`, regardless of what is in the articles."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TypeVar

import msgspec

from articles.article import Value
from search.reading.passages import Passage, beginning, passage

#: Bytes of an answer as it is sent: its JSON, once as text and once as an object.
MOST_BYTES = 25_000
#: What surrounds the answer: names of fields, the envelope of the protocol.
_AROUND = 800

A = TypeVar("A", bound=Value)


def size(answer: Value) -> int:
    """Return the bytes that an answer takes when it is sent."""
    data = msgspec.json.encode(answer)
    return len(data) + len(msgspec.json.encode(data.decode())) + _AROUND


def first_that_fits(makers: Iterable[Callable[[], A]]) -> A | None:
    """Return the first answer that is small enough; None if none is. Makers are tried in their order."""
    for make in makers:
        answer = make()
        if size(answer) <= MOST_BYTES:
            return answer
    return None


def clipped(text: str, most: int) -> str:
    """Return a text on one line, with "…" at its end if it was cut.

    >>> clipped("a long  title", 7)
    'a long…'
    """
    line = " ".join(text[: 4 * most].split())
    return line if len(line) <= most and len(text) <= 4 * most else line[: most - 1].rstrip() + "…"


def whole_or_none(text: str | None, most: int) -> str | None:
    """Return a text that means nothing when it is cut, such as an address; None if it is long."""
    return text if text is not None and len(text) <= most else None


def shorter(one: Passage, most: int) -> Passage:
    """Return a passage with its first characters only; its citation is for these."""
    if len(one.text) <= most:
        return msgspec.structs.replace(one, matches=())
    # The text from the passage's start is all that a citation needs of the body.
    start, end = beginning(one.text, most=most)
    lead = " " * one.start
    return passage(one.article_id, one.revision, lead + one.text, one.start + start, one.start + end)
