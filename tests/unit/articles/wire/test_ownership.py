"""Whose an item is, and the key of its producer's id."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from articles.article import Signal, Status, Wire
from articles.wire.ownership import acts, is_weak, owner_of, producer_key, provider_name

AGENCY = Wire(id="urn:x:1", provider="The  News Agency")
TRUSTED = {"tna-main": ["the news agency"], "tna-backup": ["the news agency"]}


def test_only_a_trusted_folder_speaks_for_a_provider() -> None:
    """Two feeds of one agency share their items; any other folder owns what it sends itself."""
    assert owner_of(AGENCY, "tna-main", TRUSTED) == owner_of(AGENCY, "tna-backup", TRUSTED)
    assert "folder:rival" == owner_of(AGENCY, "rival", TRUSTED)
    assert "folder:" == owner_of(AGENCY, None, TRUSTED)
    assert "folder:tna-main" == owner_of(Wire(id="1", provider="Somebody else"), "tna-main", TRUSTED)


def test_equal_ids_of_different_owners_are_different() -> None:
    """Nobody reaches another's article by guessing its id."""
    assert producer_key("folder:a", None, "urn:x:1") != producer_key("folder:b", None, "urn:x:1")
    assert producer_key("folder:a", "S", "urn:x:1") == producer_key("folder:a", None, "urn:x:1")


def test_equal_numbers_from_different_sources_are_different() -> None:
    """Exports of two papers in one folder both begin at 1."""
    assert is_weak("17")
    assert not is_weak("urn:newsml:a:17")
    assert producer_key("folder:a", "Kelmsay Post", "17") != producer_key("folder:a", "Oxholt Echo", "17")


def test_providers_are_compared_without_case_and_white_space() -> None:
    assert provider_name(" The  News\u00a0Agency\n") == provider_name("THE NEWS AGENCY") == "the news agency"
    assert provider_name("Straße") == provider_name("STRASSE")


@pytest.mark.parametrize(
    ("wire", "acting"),
    [
        (None, False),
        (Wire(id="1", version="2"), False),
        (Wire(status=Status.CANCELED), True),
        (Wire(signal=Signal.KILL), True),
        (Wire(status=Status.WITHHELD), True),
        (Wire(embargo_until="2025-05-07T12:00:00Z"), True),
        (Wire(marks=("kill",)), False),
    ],
)
def test_what_an_article_says_of_itself_acts(wire: Wire | None, acting: bool) -> None:
    """A kill, a withheld article and an embargo do, each by itself; a convention of the text does not."""
    article: Any = SimpleNamespace(wire=wire)

    assert acts(article) is acting
