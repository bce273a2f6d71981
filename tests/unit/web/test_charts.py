"""Charts are well-formed, proportional, and say in words what they show."""

from __future__ import annotations

from lxml import etree

from web.charts import Bar, histogram

_SVG = "{http://www.w3.org/2000/svg}"


def _drawn(bars: list[Bar], title: str = "over time") -> etree._Element:
    return etree.fromstring(str(histogram(bars, title=title)))


def test_bars_are_as_high_as_their_counts() -> None:
    """The highest fills the chart; a bar of zero has no height and no link."""
    svg = _drawn([Bar(count=c, said=f"{c}", href=f"/?n={c}") for c in (0, 5, 10)])
    heights = [float(bar.get("height", "0")) for bar in svg.iter("rect") if bar.get("class") == "bar"]
    assert [0.0, 49.0, 98.0] == heights
    assert ["/?n=5", "/?n=10"] == [link.get("href") for link in svg.iter("a")]


def test_a_rare_value_is_seen() -> None:
    """One among a million has a bar too."""
    svg = _drawn([Bar(count=1, said="1"), Bar(count=10**6, said="many")])
    assert all(float(bar.get("height", "0")) >= 2 for bar in svg.iter("rect") if bar.get("class") == "bar")


def test_words_are_escaped() -> None:
    """A title and a description may hold anything."""
    svg = _drawn([Bar(count=1, said='<script>"&', href='/?q="><script>')], title='"><b>')
    assert '"><b>' == svg.get("aria-label")
    assert ['<script>"&'] == [title.text for title in svg.iter("title")]


def test_no_bars_no_chart() -> None:
    """Nothing rather than an empty frame."""
    assert "" == histogram([], title="x")
