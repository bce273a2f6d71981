"""The mappings: what takes room only where something reads it."""

from __future__ import annotations

import copy

from search.lifecycle.create import missing_fields
from search.schema import mapping


def test_what_nobody_sorts_or_counts_by_has_no_columns() -> None:
    """Columns (`doc_values`) of what differs in each article take as much as the values themselves."""
    fields = mapping.ARTICLE["properties"]
    quotes = fields["quotes"]["properties"]
    without = (fields["content_hash"], fields["about"], fields["sketch_keys"], quotes["fingerprint"], quotes["start"])
    assert [False] * len(without) == [field["doc_values"] for field in without]
    assert not quotes["end"]["doc_values"]


def test_headlines_can_be_sorted_by() -> None:
    """`title.raw` has columns, though it has no index of its own beside that of the words."""
    raw = mapping.ARTICLE["properties"]["title"]["fields"]["raw"]
    assert not raw["index"]
    assert raw.get("doc_values", True)


def test_an_index_that_has_more_columns_stays_as_it_is() -> None:
    """An index of an earlier program is not asked to change a field, which Elasticsearch would refuse."""
    earlier = copy.deepcopy(mapping.ARTICLE["properties"])
    del earlier["content_hash"]["doc_values"]
    del earlier["title"]["fields"]["raw"]["index"]
    del earlier["quotes"]["properties"]["start"]["doc_values"]
    assert missing_fields(mapping.ARTICLE["properties"], earlier) == {}
