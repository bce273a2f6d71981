"""Separate the columns of a page whose lines alternate in the file: left, right, left, right."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from statistics import median

from articles.forms.layout import Line

#: Pairs of lines side by side that make columns; fewer are a table or chance.
_PAIRS = 3
#: Of all lines, at least this share must be side by side.
_SHARE = 0.25
#: Words that half of the lines side by side must have, or they are cells of a table.
_WORDS = 3
#: Points by which a line may reach over the edge of a column.
_SLACK = 3.0


def in_reading_order(lines: Sequence[Line]) -> list[Line]:
    """Return the lines column by column, where columns are line by line in the file; else as they are.

    A line over several columns ends what is above it: columns above it are read before it.
    """
    pairs = _side_by_side(lines)
    if len(pairs) < _PAIRS or 2 * len(pairs) < _SHARE * len(lines):
        return list(lines)
    if median(len(line.text.split()) for pair in pairs for line in pair) < _WORDS:
        return list(lines)
    gutters = _gutters(pairs)
    if not gutters:
        return list(lines)
    ordered: list[Line] = []
    band: list[list[Line]] = [[] for _ in range(len(gutters) + 1)]
    for line in sorted(lines, key=lambda line: (-line.bottom, line.left)):
        if any(line.left < gutter - _SLACK and line.right > gutter + _SLACK for gutter in gutters):
            ordered.extend(line for column in band for line in column)
            band = [[] for _ in range(len(gutters) + 1)]
            ordered.append(line)
        else:
            band[sum(line.left >= gutter - _SLACK for gutter in gutters)].append(line)
    ordered.extend(line for column in band for line in column)
    return ordered


def _side_by_side(lines: Sequence[Line]) -> list[tuple[Line, Line]]:
    """Return lines that follow each other in the file at the same height, with a gap between them."""
    pairs = []
    for before, after in pairwise(lines):
        if abs(before.bottom - after.bottom) > 0.5 * max(before.height, after.height):
            continue
        left, right = sorted((before, after), key=lambda line: line.left)
        if right.left - left.right > 0.6 * max(left.height, right.height):
            pairs.append((left, right))
    return pairs


def _gutters(pairs: Sequence[tuple[Line, Line]]) -> list[float]:
    """Return the places between columns, from left to right: gaps that lie over one another."""
    gaps = sorted((right.left, left.right) for left, right in pairs)
    groups: list[list[tuple[float, float]]] = []
    for begin, end in gaps:
        # lines of a column begin at one place, whereas they end anywhere
        if groups and begin - groups[-1][0][0] < 4 * _SLACK:
            groups[-1].append((begin, end))
        else:
            groups.append([(begin, end)])
    return [min(begin for begin, _ in group) - _SLACK for group in groups if len(group) >= _PAIRS]
