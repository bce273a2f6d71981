"""What the fields of an object say for machines: pictures, embargoes, ids inside objects."""

from __future__ import annotations

from typing import Any

import pytest

from articles.article import Status
from articles.forms.wire_fields import wire_of

PICTURE = "https://a.example.test/pier.jpg"
ADDRESS = "https://a.example.test/1"


@pytest.mark.parametrize(
    ("fields", "addresses"),
    [
        ({"media": [{"url": PICTURE}]}, [PICTURE]),
        ({"media": [{"url": ADDRESS}]}, []),
        ({"media": [{"url": ADDRESS, "type": "image"}]}, [ADDRESS]),
        ({"media": [{"url": ADDRESS, "mimetype": "image/jpeg"}]}, [ADDRESS]),
        ({"media": [{"url": ADDRESS, "medium": "photo"}]}, [ADDRESS]),
        ({"media": [{"url": PICTURE, "type": "video"}]}, []),
        ({"media": [{"url": PICTURE, "mimetype": "audio/mpeg"}]}, []),
        ({"media": [PICTURE, ADDRESS]}, [PICTURE]),
        ({"images": [ADDRESS, 7, None]}, [ADDRESS]),
        ({"images": [{"url": ADDRESS}]}, [ADDRESS]),
        ({"images": {"lead": {"url": ADDRESS}, "other": {"url": PICTURE}}}, [ADDRESS, PICTURE]),
        ({"image": {"url": "pier.jpg"}}, []),
    ],
)
def test_pictures(fields: dict[str, Any], addresses: list[str]) -> None:
    assert [image.url for image in wire_of(fields, whole=True).images] == addresses


@pytest.mark.parametrize(
    ("fields", "status", "until"),
    [
        ({"embargoed": "2025-03-04T08:00:00Z"}, Status.USABLE, "2025-03-04T08:00:00"),
        ({"embargo": "until the board has met"}, Status.WITHHELD, None),
        ({"embargo": {"from": "the desk"}}, Status.WITHHELD, None),
        ({"publishAfter": "2025-03-04T08:00:00Z"}, Status.USABLE, "2025-03-04T08:00:00"),
        ({"publishAfter": "the board has met"}, None, None),
        ({"embargo": None}, None, None),
    ],
)
def test_embargoes(fields: dict[str, Any], status: Status | None, until: str | None) -> None:
    wire = wire_of(fields, whole=True).wire

    assert (wire.status if wire else None) is status
    assert (wire.embargo_until or "" if wire else "").startswith(until or "")
    assert bool(wire and wire.embargo_until) is (until is not None)


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"urgency": 3}, False),
        ({"status": "usable"}, False),
        ({"status": "canceled"}, True),
        ({"signal": "kill"}, True),
    ],
)
def test_an_object_that_says_nothing_but_that_it_is_usable_acts_on_nothing(
    fields: dict[str, Any], *, told: bool
) -> None:
    assert (wire_of(fields, whole=True).wire is not None) is told


@pytest.mark.parametrize(
    ("fields", "identifier"),
    [
        ({"uri": "urn:a:1", "id": 7}, "urn:a:1"),
        ({"id": 7, "status": "usable"}, "7"),
        ({"altIds": {"itemId": "urn:a:1"}}, "urn:a:1"),
        ({"altIds": "urn:a:1", "id": "2"}, "2"),
    ],
)
def test_ids(fields: dict[str, Any], identifier: str) -> None:
    wire = wire_of(fields, whole=True).wire

    assert wire is not None
    assert wire.id == identifier
