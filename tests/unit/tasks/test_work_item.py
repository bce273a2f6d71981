"""What messages name."""

from __future__ import annotations

import pytest

from tasks.work_item import WorkItem, arrival_of, parse_arrival


@pytest.mark.parametrize("item", [WorkItem("a"), WorkItem("a", 3), WorkItem("a", 3, 70)])
def test_work_items_travel_as_text(item: WorkItem) -> None:
    """A work item comes back from its text."""
    assert item == WorkItem.parse(str(item))


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("", "not enough values to unpack"),
        ("a", "not enough values to unpack"),
        ("a/b", "invalid literal for int"),
        ("a/1/2/3", "not a work item"),
        ("/1", "not a work item"),
    ],
)
def test_other_text_is_refused(text: str, complaint: str) -> None:
    """Text that names no work item is refused, and the error says why."""
    with pytest.raises(ValueError, match=complaint):
        WorkItem.parse(text)


def test_arrivals_have_names() -> None:
    """An arrival is named by its file and its place in it."""
    assert ("20260301T1-aa", 12) == parse_arrival(arrival_of("20260301T1-aa", 12))
