"""`copydesk show` and `copydesk more-like`."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from click.testing import Result

from .plan import LEADS, PLAN, SOURCES, identifier

Run = Callable[..., Result]
BY_ID = {one.id: one for one in PLAN}


@pytest.mark.parametrize("number", [0, 5, 21])
def test_show(copydesk: Run, number: int) -> None:
    """Everything that is known of an article is shown."""
    one = LEADS[number]
    shown = copydesk("show", one.id).output
    for part in (one.title, one.body, one.source, one.id, *one.people, *one.organizations, *one.places):
        assert part in shown
    if one.quote:
        assert f"“{one.quote[0]}”  {one.quote[1]}" in shown
    assert ("2 copies" in shown) == (one.copies == 2)


def test_show_by_url_and_for_programs(copydesk: Run) -> None:
    """An article is found by its URL, with or without what normalising takes off; JSON has the whole document."""
    one = LEADS[12]
    url = f"https://{SOURCES[one.source]}/{one.number}"
    answer = json.loads(copydesk("show", f"{url}?utm_source=x#top", "--json").stdout)
    assert one.id == answer["id"]
    assert one.body == answer["document"]["body"]
    assert "stem" not in answer["document"]
    assert 2 == answer["story"]["total"]
    assert [] == answer["revisions"]


def test_show_by_the_beginning_of_an_id(copydesk: Run) -> None:
    """Digits that several ids begin with are told from those of none."""
    several = copydesk("show", identifier(1)[:20])
    assert (1, True) == (several.exit_code, "several articles begin with" in several.output)
    none = copydesk("show", "f" * 12)
    assert (1, True) == (none.exit_code, "no article" in none.output)
    assert 1 == copydesk("show", "x").exit_code


def test_more_like(copydesk: Run) -> None:
    """What is found is about the same, and never of the same story."""
    one = LEADS[12]  # sanctions, with two copies
    answer = json.loads(copydesk("more-like", one.id, "--json").stdout)
    assert answer["hits"]
    assert one.topic == BY_ID[answer["hits"][0]["id"]].topic
    assert one.id not in {hit["story_id"] for hit in answer["hits"]}
    assert "• Report" in copydesk("more-like", one.id).output
    assert len(answer["hits"]) + 1 == len(copydesk("more-like", one.id, "--csv").stdout.splitlines())
    assert 1 == copydesk("more-like", "nothing").exit_code


@pytest.mark.parametrize("command", ["show", "more-like", "story", "revisions"])
@pytest.mark.parametrize("wanted", ["", " ", "é" * 600, "*"])
def test_ids_that_no_article_can_have(copydesk: Run, command: str, wanted: str) -> None:
    """They are answered as unknown ones, and not with what Elasticsearch says of them."""
    result = copydesk(command, wanted)
    assert (1, "") == (result.exit_code, result.stdout)
    assert "Error: no " in result.stderr
    assert "cannot be read" not in result.stderr
