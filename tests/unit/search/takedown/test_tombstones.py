from __future__ import annotations

from articles.identity import article_id
from search.takedown import tombstones

URL = "https://example.org/pier"


def test_an_article_is_kept_out_by_its_id_its_address_and_its_text() -> None:
    by_url = article_id(URL, None, "")

    assert tombstones.keys("a1") == ["a1"]
    assert tombstones.keys("a1", url=URL) == ["a1", by_url]
    assert tombstones.keys("a1", url=URL, decoded_hash="77") == ["a1", by_url, "text:77"]


def test_an_article_whose_id_is_that_of_its_address_is_asked_for_once() -> None:
    by_url = article_id(URL, None, "")

    assert tombstones.keys(by_url, url=URL) == [by_url]
