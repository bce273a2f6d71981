"""What is kept in files beside the work, for the version that wrote it and for the next."""

from __future__ import annotations

import msgspec
import pytest

from articles.article import Article
from articles.fates import Fate, Reason
from tasks.spool.values import Assessment


def article(body: str) -> Article:
    return Article(arrival="a:0", claimed_at=1, title="Pier", body=body)


def test_an_assessment_of_the_version_before_is_read() -> None:
    """It knew nothing of packages and their owners."""
    line = b'{"number":3,"fate":"rejected","reason":"no_article","detail":"A picture.","tries":2}'
    found = msgspec.json.decode(line, type=Assessment)
    assert (3, 2, None, None) == (found.number, found.tries, found.part, found.owner)
    assert not found.is_order


@pytest.mark.parametrize(
    ("reason", "body", "wanted"),
    [
        (Reason.KILLED, "", True),
        (Reason.KEPT_APART, "", True),
        (Reason.KEPT_APART, "A text.", False),
        (Reason.NEW_TEXT, "A text.", False),
    ],
)
def test_what_is_an_order(reason: Reason, body: str, *, wanted: bool) -> None:
    """An item without a text that takes its article down or holds it back; a text that is kept apart is none."""
    assert Assessment(number=0, fate=Fate.UPDATED, reason=reason, article=article(body)).is_order is wanted


def test_what_is_not_to_be_written_is_no_order() -> None:
    assert not Assessment(number=0, fate=Fate.UPDATED, reason=Reason.KILLED).is_order
