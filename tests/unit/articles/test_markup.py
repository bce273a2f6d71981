"""Markup is told from other uses of "<" and "&", and taken out in linear time."""

from __future__ import annotations

import time

import pytest

from articles.markup import has_markup, plain


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("<i>Swift</i> returns", "Swift returns"),
        ("Kelmsay&#8217;s pier", "Kelmsay’s pier"),
        ("Kelmsay&amp;rsquo;s pier", "Kelmsay’s pier"),
        ("&lt;i&gt;Swift&lt;/i&gt; returns", "Swift returns"),
        ("&amp;lt;i&amp;gt;Swift&amp;lt;/i&amp;gt; returns", "Swift returns"),
        ("Pier<br/>reopens", "Pier reopens"),
        ("Pier <img src='x' alt=\"a > b\" /> reopens", "Pier reopens"),
        ("<![CDATA[Pier reopens]]>", "Pier reopens"),
        ("<!-- kicker -->Pier&nbsp;reopens", "Pier reopens"),
        ("<p>Pier reopens", "Pier reopens"),
        ("H<sub>2</sub>O and CO<SUB>2</SUB>", "H2O and CO2"),
        ("<hl:mark>Pier</hl:mark> reopens", "Pier reopens"),
        ("Pier<script>var a = '<b>';</script> reopens", "Pier reopens"),
        # no markup
        ("What the <b> tag does", "What the <b> tag does"),
        ("a < b and c > d", "a < b and c > d"),
        ("Write to <desk@port.test>", "Write to <desk@port.test>"),
        ("AT&T and R&D; profits", "AT&T and R&D; profits"),
        ("<i am here>", "<i am here>"),
        ("I <3 the pier", "I <3 the pier"),
    ],
)
def test_a_line_is_shown_without_markup(text: str, expected: str) -> None:
    assert plain(text) == expected


@pytest.mark.parametrize("text", ["<p>a</p>", "a<br>b", "a <a href=x>b</a>", "<x-p>a</x-p>", "a <!-- b -->"])
def test_markup_is_recognized(text: str) -> None:
    assert has_markup(text)


@pytest.mark.parametrize("text", ["a < b", "the <b> tag", "<desk@port.test>", "<unknown>", "<-- here", "<3", "x<y>z"])
def test_other_uses_of_the_sign_are_no_markup(text: str) -> None:
    assert not has_markup(text)


@pytest.mark.parametrize(
    "text", ["<a ", '<a "', "<a href='", "<", "<p a=b ", "<!--", "<script>", "&", "&#", "</a", "<a\t"]
)
def test_hostile_text_takes_linear_time(text: str) -> None:
    """Twenty times the text takes no two hundred times as long."""

    def seconds(times: int) -> float:
        content = text * times
        started = time.process_time()
        has_markup(content)
        plain(content)
        return time.process_time() - started

    assert seconds(20_000) < 200 * max(seconds(1000), 0.001)
