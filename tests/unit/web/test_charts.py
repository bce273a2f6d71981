"""Charts are well-formed, proportional, and say in words what they show."""

from __future__ import annotations

from lxml import etree

from web.charts import Bar, Mark, Spot, Stack, histogram, stacks, timeline, world


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


def test_a_line_of_time_keeps_order_and_marks_the_lead() -> None:
    """The first is at the left end, the last at the right; what is close together is stacked."""
    marks = [Mark(at=at, said=str(at), href=f"#{at}", strong=at == 0) for at in (0, 1, 1000)]
    svg = etree.fromstring(str(timeline(marks, title="line")))
    places = [
        (float(one.get("x", "")), float(one.get("y", ""))) for one in svg.iter("rect") if one.get("class") != "axis"
    ]
    assert 4.0 == places[0][0]
    assert 984.0 == places[2][0]
    assert places[1][1] < places[0][1]
    assert ["mark strong", "mark", "mark"] == [one.get("class") for one in svg.iter("rect")][1:]
    assert 1 == len(list(etree.fromstring(str(timeline(marks[:1], title="x"))).iter("a")))
    assert "" == timeline([], title="x")


def test_places_are_where_they_are_on_the_map() -> None:
    """Hong Kong lies in the east, north of the equator; the discs of larger counts are larger and below."""
    spots = [
        Spot(latitude=22.3, longitude=114.2, count=1, said="Hong Kong"),
        Spot(latitude=0, longitude=-180, count=100, said='"><script>', href="/?q=x"),
    ]
    svg = etree.fromstring(str(world(spots, title="map", land="/static/world.svg")))
    discs = [
        (float(one.get("cx", "")), float(one.get("cy", "")), float(one.get("r", ""))) for one in svg.iter("circle")
    ]
    assert [(0.0, 233.3, 18.0), (817.2, 171.4, 6.3)] == discs
    assert '"><script>' == next(svg.iter("a")).get("aria-label")


def test_stacked_parts_fill_their_column() -> None:
    """The parts of the highest column reach the top, and stand on each other."""
    svg = etree.fromstring(
        str(stacks([Stack(parts=(("a", 1), ("b", 3)), said="x"), Stack(parts=(), said="")], title="t"))
    )
    parts = [(one.get("class"), float(one.get("y", "")), float(one.get("height", ""))) for one in svg.iter("rect")]
    assert [("part a", 75.5, 24.5), ("part b", 2.0, 73.5)] == parts
