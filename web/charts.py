"""Draw charts as SVG on the server. Shapes have classes, not styles: the page's own style sheet colours them."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from articles.article import Value

#: Units of a drawing. It is stretched to the width of the page, so it has no text of its own.
_WIDTH = 1000
_HEIGHT = 100
#: Of the line of time: room at its ends, width of a column of marks, height of a mark.
_EDGE = 10
_COLUMN = 14
_LEVEL = 22


class Bar(Value, frozen=True, kw_only=True):
    """One bar of a histogram."""

    count: int
    said: str  #: what it stands for, in words: "May 2024: 12 articles"
    href: str = ""  #: where it leads


class Mark(Value, frozen=True, kw_only=True):
    """One moment on a line of time."""

    at: float  #: seconds since 1970
    said: str  #: what happened then, in words
    href: str = ""
    strong: bool = False


def histogram(bars: Sequence[Bar], *, title: str) -> Markup:
    """Return a histogram; each bar with an address is a link.

    Args:
        bars: From left to right.
        title: What it shows, in words.
    """
    if not bars:
        return Markup()
    most = max(bar.count for bar in bars) or 1
    step = _WIDTH / len(bars)
    parts = [_open(title)]
    for place, bar in enumerate(bars):
        height = max(2.0, (_HEIGHT - 2) * bar.count / most) if bar.count else 0.0
        shape = Markup(
            '<rect class="hit" x="{}" y="0" width="{}" height="{}"/>'
            '<rect class="bar" x="{}" y="{}" width="{}" height="{}"><title>{}</title></rect>'
        ).format(
            _short(place * step),
            _short(step),
            _HEIGHT,
            _short(place * step + step * 0.07),
            _short(_HEIGHT - height),
            _short(step * 0.86),
            _short(height),
            bar.said,
        )
        if bar.href and bar.count:
            shape = Markup('<a href="{}" aria-label="{}">{}</a>').format(bar.href, bar.said, shape)
        parts.append(shape)
    parts.append(Markup("</svg>"))
    return Markup("").join(parts)


def timeline(marks: Sequence[Mark], *, title: str) -> Markup:
    """Return a line of time with its marks, from the first to the last; marks close together are above each other.

    Args:
        marks: In the order of their times.
        title: What it shows, in words.
    """
    if not marks:
        return Markup()
    first, last = marks[0].at, marks[-1].at
    wide = _WIDTH - 2 * _EDGE
    parts = [_open(title, height=_HEIGHT, name="chart line")]
    parts.append(Markup('<rect class="axis" x="0" y="{}" width="{}" height="1"/>').format(_HEIGHT - 1, _WIDTH))
    levels: dict[int, int] = {}
    for mark in marks:
        x = _EDGE + (wide * (mark.at - first) / (last - first) if last > first else wide / 2)
        column = round(x / _COLUMN)
        level = levels[column] = levels.get(column, 0) + 1
        y = max(0.0, _HEIGHT - _LEVEL * level)
        shape = Markup('<rect class="mark{}" x="{}" y="{}" width="{}" height="{}"><title>{}</title></rect>').format(
            " strong" if mark.strong else "", _short(x - 6), _short(y), 12, _LEVEL - 3, mark.said
        )
        parts.append(Markup('<a href="{}" aria-label="{}">{}</a>').format(mark.href, mark.said, shape))
    parts.append(Markup("</svg>"))
    return Markup("").join(parts)


def _open(title: str, *, height: int = _HEIGHT, name: str = "chart") -> Markup:
    return Markup(
        '<svg class="{}" viewBox="0 0 {} {}" preserveAspectRatio="none" role="group" aria-label="{}">'
    ).format(name, _WIDTH, height, title)


def _short(value: float) -> str:
    return f"{value:.1f}"


class Spot(Value, frozen=True, kw_only=True):
    """A place on the map."""

    latitude: float
    longitude: float
    count: int
    said: str  #: its name and count, in words
    href: str = ""
    strong: bool = False


def world(spots: Sequence[Spot], *, title: str, land: str) -> Markup:
    """Return a map of the world: the outline, and a disc for each place, as large as its count.

    Args:
        spots: The places; those with the highest counts are drawn first, so that none hides a smaller one.
        title: What the map shows, in words.
        land: Address of the drawing of the outline, which is 1000 wide: longitude -180 to 180, latitude 84 down.
    """
    most = max((spot.count for spot in spots), default=1) or 1
    parts = [
        Markup(
            '<svg class="world" viewBox="0 0 1000 395" role="group" aria-label="{}"><use href="{}#land" class="land"/>'
        ).format(title, land)
    ]
    for spot in sorted(spots, key=lambda one: -one.count):
        x, y = (spot.longitude + 180) * 1000 / 360, (84 - spot.latitude) * 1000 / 360
        radius = 5 + 13 * (spot.count / most) ** 0.5
        shape = Markup('<circle class="spot{}" cx="{}" cy="{}" r="{}"><title>{}</title></circle>').format(
            " strong" if spot.strong else "", _short(x), _short(y), _short(radius), spot.said
        )
        if spot.href:
            shape = Markup('<a href="{}" aria-label="{}">{}</a>').format(spot.href, spot.said, shape)
        parts.append(shape)
    parts.append(Markup("</svg>"))
    return Markup("").join(parts)


class Stack(Value, frozen=True, kw_only=True):
    """One column of parts that lie on each other."""

    parts: tuple[tuple[str, int], ...]  #: class of the part, and its count; from the bottom up
    said: str


def stacks(columns: Sequence[Stack], *, title: str) -> Markup:
    """Return columns of stacked parts.

    Args:
        columns: From left to right.
        title: What they show, in words.
    """
    most = max((sum(count for _, count in column.parts) for column in columns), default=0) or 1
    step = _WIDTH / max(len(columns), 1)
    parts = [_open(title).replace("group", "img", 1)]
    for place, column in enumerate(columns):
        parts.append(Markup("<g><title>{}</title>").format(column.said))
        top = float(_HEIGHT)
        for name, count in column.parts:
            height = max(1.5, (_HEIGHT - 2) * count / most) if count else 0.0
            top -= height
            parts.append(
                Markup('<rect class="part {}" x="{}" y="{}" width="{}" height="{}"/>').format(
                    name, _short(place * step + step * 0.07), _short(top), _short(step * 0.86), _short(height)
                )
            )
        parts.append(Markup("</g>"))
    parts.append(Markup("</svg>"))
    return Markup("").join(parts)
