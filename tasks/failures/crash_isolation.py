"""Find the article over which a child process died, and count that attempt. Runs in the parent of the worker group.

The child had noted what it had in hand (`tasks.failures.in_hand`). Blame goes to that article alone, and the batch is
published again in pieces, so that the next death costs one article an attempt and the others nothing. If the parent
dies as well, none of this happens and no attempt is counted: the batch is redelivered as it was.
"""

from __future__ import annotations

from collections.abc import Sequence

import structlog
from redis.exceptions import RedisError

from articles.errors import CopydeskError
from tasks.dispatch.publisher import Publisher
from tasks.failures.in_hand import InHand
from tasks.failures.retry_policy import ChildLostError, RetryPolicy
from tasks.work_item import WorkItem

log = structlog.get_logger()


class Crashes:
    """The parts that handle lost children."""

    def __init__(self, notes: InHand, policy: RetryPolicy, publisher: Publisher) -> None:
        self._notes = notes
        self._policy = policy
        self._publisher = publisher

    def child_lost(self, task: str, task_id: str, items: Sequence[str], error: ChildLostError) -> None:
        """Blame the article that the child had in hand, and publish its task's items again.

        Args:
            task: name of the task that the child ran.
            task_id: its id.
            items: work items, in the form that messages have.
            error: how it was lost.
        """
        try:
            in_hand = self._notes.taken_by(task_id)
            if in_hand is not None:
                self._policy.failed(in_hand, error)
            log.error(
                "child_lost", task=task, task_id=task_id, reason=error.reason.value, in_hand=in_hand, error=str(error)
            )
            self._publish(task, [WorkItem.parse(item) for item in items])
        except (RedisError, CopydeskError, OSError, ValueError, TypeError, AttributeError) as trouble:
            log.warning("batch_left_to_the_reconciler", task_id=task_id, error=str(trouble))

    def _publish(self, task: str, items: Sequence[WorkItem]) -> None:
        if task == "process":
            self._publisher.process(items, alone=True)
        elif task == "split":
            for item in items:
                self._publisher.split(item)
        elif task == "index":
            self._publisher.index(items)
