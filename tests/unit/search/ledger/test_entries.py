from __future__ import annotations

from datetime import UTC, datetime

from articles.fates import Fate, Reason
from search.ledger.entries import FateEntry, FileEntry, operations, taken_down
from search.schema.index_names import Names

NAMES = Names()
FILE = FileEntry(intake="i1", name="story.txt", source=None, sent=None, claimed_at=1_746_576_000_000_000, articles=1)


def fate(**fields: object) -> FateEntry:
    base: dict[str, object] = {
        "intake": "i1",
        "number": 2,
        "name": "story.txt",
        "claimed_at": 1_746_576_000_000_000,
        "fate": Fate.INDEXED,
        "reason": Reason.NEW,
        "article_id": "a1",
        "settled_at": "2025-05-07T00:00:01+00:00",
    }
    return FateEntry(**(base | fields))  # type: ignore[arg-type]


def test_an_entry_of_a_file_says_its_kind_and_leaves_out_what_is_not_known() -> None:
    (operation,) = operations(NAMES, files=[FILE])

    assert (operation.index, operation.id) == (NAMES.intake, "i1")
    entry = operation.body["script"]["params"]["entry"]
    assert entry["kind"] == "file"
    assert entry["claimed_at"].startswith("2025-05-07T00:00:00")
    assert not {"source", "sent"} & entry.keys()


def test_an_entry_of_an_arrival_carries_the_step_of_its_history() -> None:
    (operation,) = operations(NAMES, fates=[fate()])

    assert operation.id == "i1:2"
    params = operation.body["script"]["params"]
    assert params["entry"]["kind"] == "arrival"
    assert params["step"] == {
        "fate": "indexed",
        "reason": "new",
        "round": 0,
        "at": "2025-05-07T00:00:01+00:00",
        "article_id": "a1",
    }


def test_the_count_is_written_only_where_it_is_needed() -> None:
    """One arrival in the first round needs none; a replay must put back a count that an earlier round left."""
    counts = [
        operations(NAMES, fates=[entry])[0].body["script"]["params"]["entry"].get("count")
        for entry in (fate(), fate(count=40), fate(round=1))
    ]

    assert counts == [None, 40, 1]


def test_a_takedown_rejects_each_arrival_as_deleted() -> None:
    made = taken_down(NAMES, ["i1:1", "i2:1"], detail="court order", now=datetime(2025, 5, 7, tzinfo=UTC))

    assert [operation.id for operation in made] == ["i1:1", "i2:1"]
    params = made[0].body["script"]["params"]
    assert (params["step"]["fate"], params["step"]["reason"]) == ("rejected", "deleted")
    assert params["detail"] == "court order"
