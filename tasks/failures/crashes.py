"""What the parent of a worker group does when one of its children dies over an article.

The child had noted what it had in hand (`tasks.failures.attempts`). Blame goes to that article alone, and the batch is
published again in pieces, so that the next death costs one article's attempt and nobody else anything. If the parent
dies as well, nothing of this happens and nobody is blamed: the reconciler publishes the batch as it was.
"""

from __future__ import annotations

from typing import Any

import structlog
from billiard.exceptions import TimeLimitExceeded, WorkerLostError
from redis.exceptions import RedisError

from articles.errors import CopydeskError
from articles.fates import Reason
from tasks.context import Desk
from tasks.work_item import WorkItem

log = structlog.get_logger()


def child_lost(desk: Desk, *, task: str, task_id: str, items: Any, exception: BaseException) -> None:
    """A child died, or was killed at the hard time limit, while it ran a task on `items`."""
    match exception:
        case TimeLimitExceeded():
            reason = Reason.TIMED_OUT
        case WorkerLostError():
            reason = Reason.KILLED_WORKER
        case _:
            return  # the task raised: it said so itself, and the files keep their due time
    try:
        blamed = desk.attempts.blame(task_id, reason)
        log.error("child_lost", task=task, task_id=task_id, reason=reason.value, in_hand=blamed, error=str(exception))
        parsed = [WorkItem.parse(item) for item in items]
        if task == "process":
            desk.publisher.process(parsed, alone=True)
        elif task == "split":
            for item in parsed:
                desk.publisher.split(item)
        elif task == "index":
            desk.publisher.index(parsed)
    except (RedisError, CopydeskError, OSError, ValueError, TypeError) as error:
        log.warning("batch_left_to_the_reconciler", task_id=task_id, error=str(error))
