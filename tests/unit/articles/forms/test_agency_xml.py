"""Values in XML of agencies."""

from __future__ import annotations

import time

import pytest
from lxml import etree

from articles.forms.agency_xml import _facts, _stories, _units, _value


@pytest.mark.parametrize(
    ("xml", "expected"),
    [
        ("<author><role>Editor</role><name>Nora Feld</name></author>", "Nora Feld"),
        ("<author>Nora Feld</author>", "Nora Feld"),
        ("<author><name/>Nora Feld</author>", "Nora Feld"),
        ("<author>&lt;p&gt;Nora Feld&lt;/p&gt;</author>", "Nora Feld"),
    ],
)
def test_a_value_is_the_name_inside_or_the_text(xml: str, expected: str) -> None:
    assert _value({"author": etree.fromstring(xml)}, "author") == expected


def test_a_field_that_is_not_there_has_no_value() -> None:
    assert _value({}, "author") is None


TEXT = "<text>Number {n} of the reasons was given by the council today.</text>"


@pytest.mark.parametrize(
    ("story", "found"),
    [
        ("<story><headline>The council met</headline>" + TEXT + "</story>", (1, 1)),
        ("<story><headline>The council met</headline></story>", (0, 0)),
        ("<story>" + TEXT + "</story>", (0, 0)),
        ("<story><text><title>Inside the text</title> that was given by the council.</text></story>", (0, 0)),
        ("<story><date/>" + TEXT + "</story>", (0, 0)),
        ("<item><story><headline>One</headline>" + TEXT + "</story><date>2026-01-02</date></item>", (1, 1)),
    ],
)
def test_a_story_holds_a_text_and_a_headline_or_a_date_beside_it(story: str, found: tuple[int, int]) -> None:
    root = etree.fromstring(f"<wire>{story.format(n=1)}</wire>")
    facts = _facts(root)
    stories = _stories(root, facts)
    assert (len(stories), len(_units(root, stories, facts))) == found


@pytest.mark.parametrize("headline", ["<headline>The council met</headline>", ""])
def test_many_stories_take_linear_time(headline: str) -> None:
    """Four times as many take about four times as long, not sixteen, with headlines and without."""

    def seconds(number: int) -> float:
        stories = (f"<story>{headline}{TEXT.format(n=n)}</story>" for n in range(number))
        root = etree.fromstring(f"<wire>{''.join(stories)}</wire>")
        began = time.process_time()
        facts = _facts(root)
        _units(root, _stories(root, facts), facts)
        return time.process_time() - began

    seconds(10)
    # The least of three, since other programs on the machine only ever add to it.
    assert min(seconds(4000) for _ in range(3)) < 8 * max(min(seconds(1000) for _ in range(3)), 0.005)
