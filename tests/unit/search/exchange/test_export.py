from __future__ import annotations

from typing import Any

from search.exchange import export
from search.transport.stored import Stored


def written(identifier: str, at: str) -> Stored[dict[str, Any]]:
    return Stored(id=identifier, index="articles", source={"ingested_at": at})


def state() -> export.State:
    return export.State(what="all", started="2025-05-07T12:00:00+00:00", total=9)


def test_an_interrupted_export_knows_the_ids_of_the_latest_time() -> None:
    """Articles of one millisecond may lie on both sides of the break: those that were written are not written twice."""
    first = export._after(
        state(), [written("a", "2025-05-07T10:00:00.001Z"), written("b", "2025-05-07T10:00:00.002Z")], 10
    )
    second = export._after(first, [written("c", "2025-05-07T12:00:00.002+02:00")], 20)
    third = export._after(second, [written("d", "2025-05-07T10:00:00.003Z")], 30)

    assert (first.rows, first.size, first.at_last) == (2, 10, ("b",))
    assert (second.rows, second.size, second.at_last) == (3, 20, ("b", "c"))
    assert (third.rows, third.size, third.at_last) == (4, 30, ("d",))


def test_an_empty_page_changes_nothing() -> None:
    assert export._after(state(), [], 40) == state()


def test_an_export_goes_on_from_the_last_time_and_ends_at_its_start() -> None:
    query = {"match_all": {}}
    begun = export._after(state(), [written("a", "2025-05-07T10:00:00.001Z")], 10)

    filters = export._since(query, begun)["bool"]["filter"]

    assert filters == [
        query,
        {"range": {"ingested_at": {"lte": "2025-05-07T12:00:00+00:00"}}},
        {"range": {"ingested_at": {"gte": "2025-05-07T10:00:00.001+00:00"}}},
    ]
    assert len(export._since(query, state())["bool"]["filter"]) == 2
