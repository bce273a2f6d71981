"""Cut a text into what a page shows: paragraphs with names and quotations marked, and what was cut, in its place."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Sequence

from articles.article import Entity, Quote, Removed, Value

#: Pieces that are not furniture: the title is shown above, the others were repairs.
_REPAIRS = frozenset({"white_space", "repair"})
_ELSEWHERE = frozenset({"title"})


class Run(Value, frozen=True, kw_only=True):
    """Some characters in a row that are marked alike."""

    text: str
    entity: Entity | None = None
    quote: int | None = None  #: place of the quotation in the article's list
    opens: bool = False  #: the quotation begins here


class Paragraph(Value, frozen=True, kw_only=True, tag=True):
    """A paragraph of the text."""

    runs: tuple[Run, ...]


class Cut(Value, frozen=True, kw_only=True, tag=True):
    """Text that was cut for one reason, between two paragraphs or out of the one before."""

    reason: str
    text: str


class Marked(Value, frozen=True, kw_only=True):
    """A text, ready to be shown."""

    blocks: tuple[Paragraph | Cut, ...]
    repairs: int = 0  #: pieces that are not shown: white space, mojibake


def mark(body: str, entities: Sequence[Entity], quotes: Sequence[Quote], removed: Iterable[Removed]) -> Marked:
    """Return a body with its marks.

    Args:
        body: The text.
        entities: Whose mentions in the body are marked; of overlapping ones, the first.
        quotes: What is quoted.
        removed: What was cut, by its place in the body.
    """
    pieces = sorted(removed, key=lambda one: one.start)
    shown = [one for one in pieces if one.reason not in _REPAIRS | _ELSEWHERE and one.text.strip()]
    names = _names(entities, len(body))
    said = sorted((max(0, one.start), min(one.end, len(body)), place) for place, one in enumerate(quotes))
    blocks: list[Paragraph | Cut] = []
    next_cut = next_name = 0
    for start, end in _paragraphs(body):
        while next_cut < len(shown) and shown[next_cut].start <= start:
            _add(blocks, shown[next_cut])
            next_cut += 1
        first = next_name
        while next_name < len(names) and names[next_name][0] < end:
            next_name += 1
        inside = [one for one in said if one[0] < end and one[1] > start]
        blocks.append(Paragraph(runs=_runs(body, start, end, names[first:next_name], inside)))
    for one in shown[next_cut:]:
        _add(blocks, one)
    return Marked(blocks=tuple(blocks), repairs=sum(one.reason in _REPAIRS for one in pieces))


def _paragraphs(body: str) -> Iterable[tuple[int, int]]:
    start = 0
    for part in body.split("\n"):
        if part.strip():
            yield start, start + len(part)
        start += len(part) + 1


def _add(blocks: list[Paragraph | Cut], piece: Removed) -> None:
    text = piece.text.strip("\n")
    last = blocks[-1] if blocks else None
    if isinstance(last, Cut) and last.reason == piece.reason:
        blocks[-1] = Cut(reason=last.reason, text=f"{last.text}\n{text}")
    else:
        blocks.append(Cut(reason=piece.reason, text=text))


def _names(entities: Sequence[Entity], length: int) -> list[tuple[int, int, Entity]]:
    """Return the mentions in the body, in order, none of them within another."""
    every = sorted(
        ((m.start, -m.end, place) for place, one in enumerate(entities) for m in one.mentions if m.field == "body")
    )
    found: list[tuple[int, int, Entity]] = []
    free = 0
    for start, negative, place in every:
        if free <= start < -negative <= length:
            found.append((start, -negative, entities[place]))
            free = -negative
    return found


def _runs(
    body: str, start: int, end: int, names: Sequence[tuple[int, int, Entity]], said: Sequence[tuple[int, int, int]]
) -> tuple[Run, ...]:
    names = [(a, b, one) for a, b, one in names if start <= a and b <= end]
    edges = {start, end}
    edges.update(place for a, b, _ in names for place in (a, b))
    edges.update(place for a, b, _ in said for place in (a, b) if start < place < end)
    places = sorted(edges)
    runs = []
    next_name = 0
    for a, b in itertools.pairwise(places):
        while next_name < len(names) and names[next_name][1] <= a:
            next_name += 1
        entity = names[next_name][2] if next_name < len(names) and names[next_name][0] <= a else None
        quote = next(((begin, place) for begin, stop, place in said if begin <= a and b <= stop), None)
        runs.append(
            Run(
                text=body[a:b],
                entity=entity,
                quote=quote[1] if quote else None,
                opens=quote is not None and max(quote[0], start) == a,
            )
        )
    return tuple(runs)
