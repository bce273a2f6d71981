"""Draw charts as SVG on the server. Shapes have classes, not styles: the page's own style sheet colours them."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup, escape

from articles.article import Value

#: Units of a drawing. It is stretched to the width of the page, so it has no text of its own.
_WIDTH = 1000
_HEIGHT = 100


class Bar(Value, frozen=True, kw_only=True):
    """One bar of a histogram."""

    count: int
    said: str  #: what it stands for, in words: "May 2024: 12 articles"
    href: str = ""  #: where it leads


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


def _open(title: str) -> Markup:
    return Markup(
        '<svg class="chart" viewBox="0 0 {} {}" preserveAspectRatio="none" role="group" aria-label="{}">'
    ).format(_WIDTH, _HEIGHT, escape(title))


def _short(value: float) -> str:
    return f"{value:.1f}"
