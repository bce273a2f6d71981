"""Long runs of rejections take a few entries, and nothing is lost from the sums."""

from __future__ import annotations

from collections.abc import Iterable

from articles.article import Given, Record, Rejection, Wire
from articles.fates import Reason
from tasks.stages.gather import SINGLE, gathered

TEXT = " ".join(f"word{number}" for number in range(30))


def rejections(number: int, reason: Reason = Reason.NO_ARTICLE, start: int = 0) -> list[Record | Rejection]:
    return [Rejection(reason=reason, detail="It holds nothing.", number=start + place) for place in range(number)]


def gather(items: Iterable[Record | Rejection]) -> list[Record | Rejection]:
    found = list(gathered(items, min_words=20))
    assert list(range(len(found))) == [one.number for one in found]
    return found


def total(found: Iterable[Record | Rejection]) -> int:
    return sum(one.count if isinstance(one, Rejection) else 1 for one in found)


def test_a_short_run_is_left_alone() -> None:
    """A hundred rejections keep their entries."""
    items = rejections(SINGLE)
    assert items == gather(items)


def test_the_rest_of_a_long_run_is_one_entry() -> None:
    """It says how many it stands for, and reading goes on behind it."""
    items = [*rejections(5000), Record(number=5000, content=TEXT, form="jsonl"), *rejections(3, start=5001)]
    found = gather(items)
    assert SINGLE + 1 + 1 + 3 == len(found)
    assert 5004 == total(found)
    one = found[SINGLE]
    assert isinstance(one, Rejection)
    assert (4900, Reason.NO_ARTICLE) == (one.count, one.reason)
    assert "It holds nothing. So are 4,899 more after it" in one.detail
    assert isinstance(found[SINGLE + 1], Record)


def test_reasons_that_alternate_do_not_get_around_it() -> None:
    """Each reason has one entry."""
    items: list[Record | Rejection] = []
    for place in range(3000):
        items += rejections(1, Reason.NO_ARTICLE if place % 2 else Reason.MALFORMED, start=place)
    found = gather(items)
    assert SINGLE + 2 == len(found)
    assert 3000 == total(found)


def test_records_that_are_certain_to_be_rejected_are_gathered_too() -> None:
    """Not what an agency sends as an item, however short: it may take an article down."""
    short = [Record(number=place, content="a, b", form="csv") for place in range(1000)]
    blank = [Record(number=1000 + place, content="   ", form="csv") for place in range(1000)]
    found = gather([*short, *blank])
    assert SINGLE + 2 == len(found)
    assert {Reason.TOO_SHORT: 900, Reason.EMPTY: 1000} == {
        one.reason: one.count for one in found if isinstance(one, Rejection)
    }
    kill = Record(number=2000, content="KILL", form="newsml", given=Given(wire=Wire(id="1")))
    item = Record(number=2001, content="Flash", form="newsml", whole=True)
    assert ["KILL", "Flash"] == [one.content for one in gather([*short, kill, item]) if isinstance(one, Record)][-2:]


def test_failures_are_never_gathered() -> None:
    """What could not be read is tried again by its number."""
    items = rejections(300, Reason.TIMED_OUT)
    assert items == gather(items)
