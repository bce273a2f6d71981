"""The ledger names source and file as their sender does."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from search.ledger.overview import latest, overview

Story = Callable[[int], str]


@pytest.mark.parametrize(("short", "form"), [(False, "jsonl"), (True, "jsonl"), (False, "json")])
@pytest.mark.parametrize(
    ("folder", "side", "record", "expected"),
    [
        ("", {}, None, None),
        ("folder/", {}, None, "folder"),
        ("", {"source": "Side Post"}, None, "Side Post"),
        ("folder/", {"source": "Side Post"}, None, "Side Post"),
        ("folder/", {"source": "Side Post"}, "Own Post", "Own Post"),
        ("", {}, "Own Post", "Own Post"),
    ],
)
def test_source_is_the_one_that_is_named_most_closely(
    press: Any,
    story: Story,
    short: bool,
    form: str,
    folder: str,
    side: dict[str, str],
    record: str | None,
    expected: str | None,
) -> None:
    """The record's own, else the side file's, else the folder; also of what is rejected.

    Of the only article in a file, what the side file says wins over the record.
    """
    if form == "json" and "source" in side:
        expected = side["source"]
    text = "Too short." if short else story(1)
    fields = {"text": text} | ({"source": record} if record else {})
    intake = press.take(f"{folder}a.{form}", press.lines(fields), **side)
    assert "rejected" == press.fate(f"{intake}:0")[0] if short else "indexed" == press.fate(f"{intake}:0")[0]
    assert expected == press.entry(f"{intake}:0").get("source")


def test_an_arrival_is_found_by_its_folder_and_by_the_source_that_it_names(press: Any, story: Story) -> None:
    """And counts once in the operators' table."""
    press.take("tna/a.jsonl", press.lines({"text": story(1), "source": "The News Agency"}, {"text": story(2)}))
    client, names = press.parts.elasticsearch, press.parts.names
    client.indices.refresh(index=names.intake)
    own = latest(client, names, source="The News Agency")
    folder = latest(client, names, source="tna")
    assert [(1, ["The News Agency"]), (2, ["The News Agency", "tna"])] == [
        (found.total, [row.source for row in found.rows]) for found in (own, folder)
    ]
    counted = overview(client, names, now=datetime.now(UTC))
    assert {"The News Agency": 1, "tna": 1} == {one.name: one.arrivals for one in counted.sources}
    assert [{"indexed": 1}] * 2 == [one.fates for one in counted.sources]


def test_sent_file_is_found_by_its_name(press: Any, story: Story) -> None:
    """Not by the name that it needs in the inbox to be unique."""
    intake = press.take("Neva Post/12e7378780c4-ice.txt", story(1), sent="0123456789abcdef")
    assert ("Neva Post/ice.txt", "Neva Post/ice.txt") == (
        press.entry(f"{intake}:0")["name"],
        press.entry(intake)["name"],
    )
