"""What a package gives to the texts among its members, whatever it says of its own status."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from articles.article import Image, Part, Signal, Status, Topic, Wire
from articles.wire.ownership import producer_key
from articles.wire.packages import Entry, Shared, entry_of, joined, replaces

NOW = datetime(2025, 3, 4, 8, 30, tzinfo=UTC)
PAST, SOON, LATER = (f"{year}-01-01T00:00:00.000000+00:00" for year in ("2024", "2030", "2031"))
OWNER = "folder:tna"
PIER, CRANE, OWN = (Image(url=f"https://tna.example/{name}.jpg") for name in ("pier", "crane", "own"))


def key(identifier: str, owner: str = OWNER) -> str:
    return producer_key(owner, None, identifier)


def package(**wire: object) -> Entry:
    """A package of a text and a picture."""
    said: dict[str, Any] = {"id": "urn:package", "version": "1"} | wire
    part = Part(
        wire=Wire(**said),
        members=("urn:text", "urn:picture", "7"),
        images=(PIER,),
        topics=(Topic(code="medtop:1"),),
        tags=("Ferries",),
    )
    return entry_of(part, OWNER)


PICTURE = entry_of(Part(wire=Wire(id="urn:picture"), images=(CRANE,)), OWNER)


def given(over: Entry, *, own: Shared = Shared(), picture: Entry = PICTURE, until: str | None = None) -> Shared:  # noqa: B008
    return joined(key("urn:text"), own, [over], {key("urn:picture"): picture}, until=until, now=NOW)


def test_a_text_gets_the_pictures_topics_and_tags_of_its_package() -> None:
    own = Shared(images=(OWN, PIER), topics=(Topic(code="medtop:1", name="own"),), tags=("Piers", "Ferries"))

    found = given(package(), own=own)

    assert (OWN, PIER, CRANE) == found.images
    assert (Topic(code="medtop:1", name="own"),) == found.topics
    assert ("Piers", "Ferries") == found.tags


@pytest.mark.parametrize("said", [{"status": Status.CANCELED}, {"status": Status.WITHHELD}, {"signal": Signal.KILL}])
def test_a_package_that_is_not_usable_gives_nothing(said: dict[str, object]) -> None:
    assert Shared() == given(package(**said))


def test_a_canceled_picture_is_given_no_more() -> None:
    canceled = entry_of(Part(wire=Wire(id="urn:picture", status=Status.CANCELED), images=(CRANE,)), OWNER)
    assert (PIER,) == given(package(), picture=canceled).images


@pytest.mark.parametrize(
    ("embargo", "until", "gives"),
    [(PAST, None, True), (SOON, None, False), (SOON, SOON, True), (SOON, LATER, True), (LATER, SOON, False)],
)
def test_what_is_under_an_embargo_goes_only_to_texts_that_are_held_as_long(
    embargo: str, until: str | None, gives: bool
) -> None:
    assert gives is bool(given(package(embargo_until=embargo), until=until).tags)


def test_items_of_another_owner_are_not_joined() -> None:
    """A rival's package that names the text gives it nothing; an id that is a mere number names nobody."""
    assert key("urn:text", "folder:rival") not in package().members
    assert 2 == len(package().members)


@pytest.mark.parametrize(("version", "wins"), [("1", False), ("0", False), ("2", True), (None, True)])
def test_a_later_version_of_a_part_counts(version: str | None, wins: bool) -> None:
    assert wins is replaces(package(), package(version=version))
    assert replaces(None, package())
