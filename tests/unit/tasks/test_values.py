"""Work items, summaries, patience and limits."""

from __future__ import annotations

import os
import time
from itertools import islice
from pathlib import Path

import pytest

from articles.errors import TransientError
from articles.fates import REASONS, Fate, Reason
from tasks.failures.backoff import delays, patiently
from tasks.failures.limits import ArticleTimeoutError, time_limit
from tasks.spool.open_files import is_open_for_writing
from tasks.summary import Summary
from tasks.work_item import WorkItem, arrival_of, parse_arrival


@pytest.mark.parametrize("item", [WorkItem("a"), WorkItem("a", 3), WorkItem("a", 3, 70)])
def test_units_travel_as_text(item: WorkItem) -> None:
    """A item comes back from its text."""
    assert item == WorkItem.parse(str(item))


@pytest.mark.parametrize("text", ["", "a", "a/b", "a/1/2/3", "/1"])
def test_other_text_is_no_unit(text: str) -> None:
    """What is no work item is refused."""
    with pytest.raises(ValueError, match=r".*"):
        WorkItem.parse(text)


def test_arrivals_have_names() -> None:
    """An arrival is told by its file and its place in it."""
    assert ("20260301T1-aa", 12) == parse_arrival(arrival_of("20260301T1-aa", 12))


def test_a_tally_reads_as_words() -> None:
    """Fates in the order of their list, reasons where they matter, then the rest."""
    summary = Summary()
    summary.note("waiting", 2)
    summary.fate(Fate.REJECTED, Reason.TOO_SHORT)
    for _ in range(14):
        summary.fate(Fate.INDEXED, Reason.NEW)
    summary.fate(Fate.COPY, Reason.NEAR_DUPLICATE)
    assert "14 indexed, 1 copy, 1 rejected: too_short, 2 waiting" == str(summary)
    assert "nothing to do" == str(Summary())


def test_every_reason_belongs_to_one_fate() -> None:
    """The closed lists fit together: no reason is left out, none has two fates."""
    listed = [reason for reasons in REASONS.values() for reason in reasons]
    assert sorted(Reason) == sorted(listed)
    assert set(Fate) == set(REASONS)


def test_delays_double_up_to_a_cap() -> None:
    """Waiting times lie in the upper half of a doubling step and stop growing at the cap."""
    steps = [0.2, 0.4, 0.8, 1.6, 3.2, 6.4, 10.0, 10.0]
    for step, delay in zip(steps, islice(delays(), len(steps)), strict=True):
        assert step / 2 <= delay <= step


def test_patience_outlasts_a_short_outage() -> None:
    """A call that fails a few times is tried until it succeeds."""
    failures = [TransientError("away")] * 3

    def call() -> str:
        if failures:
            raise failures.pop()
        return "there"

    assert "there" == patiently(call, patience=60, what="test", sleep=lambda seconds: None)


def test_patience_ends() -> None:
    """A call that goes on failing raises in the end, so that the work can be left to others."""

    def call() -> None:
        raise TransientError("away")

    with pytest.raises(TransientError, match="away"):
        patiently(call, patience=0.05, what="test", sleep=lambda seconds: None)


def test_an_article_may_not_take_for_ever() -> None:
    """What takes longer than its limit is stopped, and the limit is gone afterwards."""
    with pytest.raises(ArticleTimeoutError), time_limit(0.05):
        time.sleep(5)
    time.sleep(0.06)


@pytest.mark.skipif(not hasattr(os, "O_NOFOLLOW") or os.uname().sysname != "Linux", reason="leases are Linux")
def test_an_open_writer_is_seen(tmp_path: Path) -> None:
    """A file that somebody has open for writing is told from one that is closed."""
    path = tmp_path / "file"
    with path.open("w") as writer:
        writer.write("half")
        assert is_open_for_writing(path)
    assert not is_open_for_writing(path)
    with path.open() as reader:
        assert not is_open_for_writing(path)
        assert "half" == reader.read()
    assert not is_open_for_writing(tmp_path / "none")
