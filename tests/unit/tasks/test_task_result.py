"""What a task did, in words."""

from __future__ import annotations

from articles.fates import Fate, Reason
from tasks.task_result import TaskResult


def test_a_summary_reads_as_words() -> None:
    """Fates in the order of their list, reasons where they matter, then the rest."""
    result = TaskResult()
    result.note("waiting", 2)
    result.fate(Fate.REJECTED, Reason.TOO_SHORT)
    for _ in range(14):
        result.fate(Fate.INDEXED, Reason.NEW)
    result.fate(Fate.COPY, Reason.NEAR_DUPLICATE)
    assert "14 indexed, 1 copy, 1 rejected: too_short, 2 waiting" == str(result)


def test_an_empty_summary_says_so() -> None:
    """A task that found nothing to do says that."""
    assert "nothing to do" == str(TaskResult())


def test_nothing_is_noted_of_zero() -> None:
    """Counts of zero are left out."""
    result = TaskResult()
    result.note("waiting", 0)
    assert "nothing to do" == str(result)
