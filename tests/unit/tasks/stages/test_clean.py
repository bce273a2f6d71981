"""What is known of an article that was cleaned."""

from __future__ import annotations

import pytest

from articles.article import Article, Signal, Status, Wire
from tasks.stages.clean import Cleaned


@pytest.mark.parametrize(
    ("wire", "orders"),
    [
        (None, False),
        (Wire(id="urn:a:1"), False),
        (Wire(id="urn:a:1", signal=Signal.KILL), True),
        (Wire(id="urn:a:1", status=Status.CANCELED), True),
        (Wire(id="urn:a:1", status=Status.WITHHELD), True),
        (Wire(id="urn:a:1", embargo_until="2031-01-01T00:00:00.000000+00:00"), True),
    ],
)
def test_an_order_to_take_an_article_down_is_recognized(wire: Wire | None, *, orders: bool) -> None:
    article = Article(arrival="a:0", claimed_at=1, title="", body="", wire=wire)

    assert Cleaned(article=article, sketch=b"").orders is orders


def test_an_item_with_a_text_orders_nothing_unless_it_kills() -> None:
    article = Article(arrival="a:0", claimed_at=1, title="", body="A text.", wire=Wire(id="a", status=Status.WITHHELD))
    assert not Cleaned(article=article, sketch=b"").orders
