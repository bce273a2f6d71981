"""What is known of an article that was cleaned."""

from __future__ import annotations

import pytest

from articles.article import Article, Signal, Status, Wire
from tasks.stages.clean import Cleaned


@pytest.mark.parametrize(
    ("wire", "kills"),
    [
        (None, False),
        (Wire(id="urn:a:1"), False),
        (Wire(id="urn:a:1", signal=Signal.KILL), True),
        (Wire(id="urn:a:1", status=Status.CANCELED), True),
    ],
)
def test_an_order_to_take_an_article_down_is_told(wire: Wire | None, *, kills: bool) -> None:
    article = Article(arrival="a:0", claimed_at=1, title="", body="", wire=wire)

    assert Cleaned(article=article, sketch=b"").kills is kills
