"""A text that is not a cursor is refused before Elasticsearch is asked."""

from __future__ import annotations

from typing import cast

import pytest
from elasticsearch import Elasticsearch

from search.holds.feed import CursorError, since
from search.schema.index_names import Names


@pytest.mark.parametrize("cursor", ["foo", "articles-v1:3", "--since articles-v1:3,4", "articles-v1:3,4 "])
def test_what_is_not_a_cursor(cursor: str) -> None:
    """The sentence says where a cursor comes from."""
    with pytest.raises(CursorError, match="last line of the previous call"):
        since(cast(Elasticsearch, None), Names(""), cursor)
