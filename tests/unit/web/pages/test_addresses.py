"""Addresses of pages: what they ask for, and what they may lead to."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from starlette.datastructures import QueryParams

from articles.fates import Fate
from search.ledger.overview import Row, SourceCounts
from search.query_language.errors import QueryError
from web.pages import intake
from web.pages.article import web_address
from web.pages.search import SIZE, Wanted, ask_of, wanted_of


@pytest.mark.parametrize(
    ("url", "link"),
    [
        ("https://example.org/a", True),
        ("http://example.org/a", True),
        ("javascript:alert(1)", False),
        ("data:text/html,x", False),
        ("https:///a", False),
        ("http://[broken", False),
        ("", False),
        (None, False),
    ],
)
def test_only_addresses_of_the_web_become_links(url: str | None, link: bool) -> None:
    assert web_address(url) == (url if link else None)


def test_a_search_is_read_from_its_address_and_written_to_it_again() -> None:
    wanted = wanted_of(QueryParams("q=+pier+&source=desk&source=desk&people=Ann+Lee&copies=1&page=3&colour=red"))

    assert wanted == Wanted(query="pier", copies=True, number=3, chosen=(("source", "desk"), ("people", "Ann Lee")))
    assert wanted_of(QueryParams(wanted.params)).params == wanted.params
    assert not wanted.is_empty
    assert wanted_of(QueryParams("")).is_empty


def test_narrowing_goes_back_to_the_first_page() -> None:
    wanted = Wanted(query="pier", number=3)

    assert wanted.with_value("source", "desk") == "/?q=pier&source=desk"
    assert Wanted(query="pier", chosen=(("source", "desk"),)).without_value("source", "desk") == "/?q=pier"


def test_an_order_that_there_is_not_counts_as_not_given() -> None:
    assert wanted_of(QueryParams("sort=sideways")).sort == ""


def test_a_later_page_skips_those_before_it() -> None:
    assert ask_of(Wanted(query="pier", number=3)).offset == 2 * SIZE


def test_a_day_that_cannot_be_read_is_said() -> None:
    with pytest.raises(QueryError, match="2024-05-31"):
        ask_of(Wanted(since="yesterday-ish"))


@pytest.mark.parametrize(
    ("name", "last_at", "silent"),
    [
        ("desk", "2025-04-29T11:00:00+00:00", True),
        ("desk", "2025-05-01T12:00:00+00:00", False),
        ("desk", None, False),
        (None, "2025-01-01T00:00:00+00:00", False),
    ],
)
def test_a_source_that_sent_nothing_for_a_week_is_silent(name: str | None, last_at: str | None, silent: bool) -> None:
    counts = SourceCounts(name=name, arrivals=1, fates={}, last_at=last_at)

    assert intake._is_silent(counts, datetime(2025, 5, 7, 12, tzinfo=UTC)) is silent


def test_only_what_failed_can_be_replayed() -> None:
    assert intake.replay(Row(intake="i 1", fate=Fate.FAILED)) == "copydesk failed replay 'i 1'"
    assert intake.replay(Row(intake="i1", fate=Fate.REJECTED)) is None
