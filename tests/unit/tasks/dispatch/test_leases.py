"""Which work items are lost, judged from their leases."""

from __future__ import annotations

import pytest

from tasks.dispatch.leases import State, Taken, Waiting, state_of

NOW = 1000.0
PATIENCE = 100.0


@pytest.mark.parametrize(
    ("lease", "oldest", "state"),
    [
        (None, {}, State.OVERDUE),
        (None, {"process": 1.0}, State.OVERDUE),
        (Taken(until=NOW + 1), {}, State.LIVE),
        (Taken(until=NOW), {}, State.OVERDUE),
        # A task had it: it waits in no queue, however long the queues are.
        (Taken(until=NOW - 1), {"process": 1.0, "index": 1.0}, State.OVERDUE),
        # Just published: it may be on its way from one to the other.
        (Waiting(queue="process", since=NOW - 99), {}, State.LIVE),
        (Waiting(queue="process", since=NOW - 99), {"process": NOW - 1}, State.LIVE),
        # Its queue is empty, or has moved on past it.
        (Waiting(queue="process", since=NOW - 100), {}, State.OVERDUE),
        (Waiting(queue="process", since=NOW - 100), {"process": NOW - 50}, State.OVERDUE),
        # It is the oldest itself, or came later.
        (Waiting(queue="process", since=NOW - 500), {"process": NOW - 500}, State.BEHIND_BACKLOG),
        (Waiting(queue="process", since=NOW - 500), {"process": NOW - 900}, State.BEHIND_BACKLOG),
        # Clocks of two hosts differ a little.
        (Waiting(queue="process", since=NOW - 500), {"process": NOW - 499}, State.BEHIND_BACKLOG),
        (Waiting(queue="process", since=NOW - 500), {"process": NOW - 497}, State.OVERDUE),
        # A backlog in another queue explains nothing.
        (Waiting(queue="express-process", since=NOW - 500), {"process": NOW - 900}, State.OVERDUE),
        # The oldest message is not one of ours.
        (Waiting(queue="process", since=NOW - 500), {"process": 0.0}, State.BEHIND_BACKLOG),
    ],
)
def test_state(lease: Waiting | Taken | None, oldest: dict[str, float], state: State) -> None:
    """Taken items are lost when their time is over, waiting ones when their queue has moved on past them."""
    assert state is state_of(lease, now=NOW, oldest=oldest, patience=PATIENCE)
