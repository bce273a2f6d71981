"""Notes of what each child has in hand, in memory that a group shares."""

from __future__ import annotations

import os
import signal

from tasks.failures.in_hand import InHand


def _child(notes: InHand, task_id: str, *arrivals: str, released: bool = False) -> None:
    """Fork a child that takes these in hand, one after the other, and is killed."""
    pid = os.fork()
    if pid == 0:
        for arrival in arrivals:
            notes.take(task_id, arrival)
        if released:
            notes.release()
        os.kill(os.getpid(), signal.SIGKILL)
    os.waitpid(pid, 0)


def test_parent_reads_which_article_a_killed_child_was_handling() -> None:
    """The last of what it took, by its task, once."""
    notes = InHand()
    _child(notes, "process-1", "first:0", "second:0")
    _child(notes, "process-2", "third:0")
    assert notes.taken_by("process-1") == "second:0"
    assert notes.taken_by("process-2") == "third:0"
    assert notes.taken_by("process-1") is None


def test_child_that_released_its_article_is_not_blamed() -> None:
    """Nor is what it had in hand in an earlier task."""
    notes = InHand()
    _child(notes, "process-1", "first:0", released=True)
    assert notes.taken_by("process-1") is None
    notes.take("process-2", "second:0")
    notes.take("process-3", "third:0")
    assert notes.taken_by("process-2") is None
    assert notes.taken_by("process-3") == "third:0"


def test_shorter_note_replaces_a_longer_one() -> None:
    """Nothing of the longer one is left in it."""
    notes = InHand()
    notes.take("process-1", "a-long-name-of-an-arrival:123")
    notes.take("process-1", "short:0")
    assert notes.taken_by("process-1") == "short:0"
