"""What an answer of Elasticsearch makes of an entity."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from search.entity_index.count import MOST_COMPANIONS, MOST_NAMES, documents, id_of

NOW = datetime(2026, 3, 12, tzinfo=UTC)
NOTHING = {"value": None}


def _moment(value: int) -> dict[str, Any]:
    return {"value": value, "value_as_string": f"moment {value}"}


def _answer(key: str, names: list[dict[str, Any]], **bucket: Any) -> dict[str, Any]:
    empty: dict[str, Any] = {
        "key": key,
        "doc_count": 1,
        "first": NOTHING,
        "last": NOTHING,
        "undated": {"first": NOTHING, "last": NOTHING},
        "weeks": {"buckets": []},
        "companions": {"buckets": []},
    }
    return {"keys": {"buckets": [empty | bucket]}, "names 0": {"buckets": names}}


def test_first_and_last_seen() -> None:
    """The earlier and the later of the articles with a date and those without one, whichever there are."""
    dated = {"first": _moment(3), "last": _moment(5)}
    undated = {"first": _moment(1), "last": _moment(4)}
    (both,) = documents(_answer("person:a", [], **dated, undated=undated), now=NOW)
    (one,) = documents(_answer("person:a", [], **dated), now=NOW)
    (none,) = documents(_answer("person:a", []), now=NOW)
    assert ("moment 1", "moment 5") == (both["first_seen"], both["last_seen"])
    assert ("moment 3", "moment 5") == (one["first_seen"], one["last_seen"])
    assert "first_seen" not in none


def test_lists_are_limited() -> None:
    """Names and companions are the most frequent ones; an entity is no companion of itself."""
    names = [{"key": f"person:a|1|Name {n:03}", "doc_count": n} for n in range(1, 100)]
    others = [{"key": "person:a", "doc_count": 100}, *({"key": f"person:{n}", "doc_count": 1} for n in range(60))]
    (one,) = documents(_answer("person:a", names, companions={"buckets": others}), now=NOW)
    assert "Name 099" == one["name"]
    assert (MOST_NAMES, MOST_COMPANIONS) == (len(one["names"]), len(one["companions"]))
    assert "person:a" not in {other["key"] for other in one["companions"]}


def test_names_that_are_missing() -> None:
    """Articles of an earlier version have keys and no names: the key stands for the name."""
    (one,) = documents(_answer("geonames:3161732", []), now=NOW)
    assert ("3161732", "place") == (one["name"], one["type"])


def test_names_with_bars() -> None:
    """A name may hold the sign that divides the parts of a value."""
    (one,) = documents(_answer("person:a", [{"key": "person:a|2|A | B", "doc_count": 3}]), now=NOW)
    assert [{"name": "A | B", "articles": 3}] == one["names"]
    assert 6 == one["mentions"]


def test_ids() -> None:
    """An id is the key; a key that is too long for one has a hash in it."""
    assert "person:a" == id_of("person:a")
    first, second = (id_of(f"person:{'ö' * 400}{end}") for end in "ab")
    assert first != second
    assert len(first.encode()) <= 512
