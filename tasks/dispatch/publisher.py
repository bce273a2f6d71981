"""Put references to work on the broker's queues.

A broker that was wiped, a worker that was killed and a publisher that died all lose messages. The truth is in
``processing/``, and `tasks.dispatch.redelivery` publishes again what is lost.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from articles.batches import batched
from articles.errors import TransientError
from tasks.dispatch.leases import Leases
from tasks.dispatch.queues import EXPRESS_INDEX, EXPRESS_PROCESS, INDEX, PROCESS, SUBMIT
from tasks.work_item import WorkItem

if TYPE_CHECKING:
    from celery import Celery


class Publisher:
    """Publishes work items and begins their leases.

    Args:
        app: makes the Celery app, which imports all that its tasks do; asked once something is published.
        leases: of the published items.
        batch: items in a message at most.
        label: returns what Flower shows of an item; default: its reference.
    """

    def __init__(
        self, app: Callable[[], Celery], leases: Leases, *, batch: int, label: Callable[[WorkItem], str] = str
    ) -> None:
        self._app = app
        self._leases = leases
        self._batch = batch
        self._label = label  #: what Flower shows of a work item

    def process(self, items: Sequence[WorkItem], *, express: bool = False, alone: bool = False) -> int:
        """Publish items for the stages.

        Args:
            items: what is to be worked on.
            express: put them on the queue for small drops.
            alone: put each into a message of its own.

        Returns:
            How many messages were published.

        Raises:
            TransientError, RedisError: the broker is away.
        """
        return self._publish("process", EXPRESS_PROCESS if express else PROCESS, items, 1 if alone else self._batch)

    def index(self, items: Sequence[WorkItem], *, express: bool = False) -> int:
        """Publish items whose articles are to be written. Arguments, result and errors as for `process`."""
        return self._publish("index", EXPRESS_INDEX if express else INDEX, items, self._batch)

    def split(self, item: WorkItem) -> None:
        """Publish a file that holds many articles. Raises as `process`."""
        self._publish("split", PROCESS, [item], 1)

    def submit(self, text: str, *, id: str, name: str, meta: dict[str, Any]) -> None:
        """Send a text itself, from a machine without the queue folder. Only the broker has it until a worker does.

        Args:
            text: the article.
            id: the sender's; a text is taken once per id.
            name: of the file that will hold it.
            meta: what its side file will say.
        """
        self._app().send_task(
            "submit",
            args=[text],
            kwargs={"id": id, "name": name, "meta": meta},
            queue=SUBMIT,
            headers={"published_at": time.time()},
            argsrepr=name,
            kwargsrepr="",
        )

    def _publish(self, task: str, queue: str, items: Sequence[WorkItem], size: int) -> int:
        now = time.time()
        # Before the first is sent, since the redelivery publishes what has no lease.
        self._leases.begin(items, queue=queue, now=now)
        batches = list(batched(items, size))
        for batch in batches:
            self._send(task, queue, batch, now)
        return len(batches)

    def _send(self, task: str, queue: str, batch: Sequence[WorkItem], now: float) -> None:
        from kombu.exceptions import OperationalError

        references = [str(item) for item in batch]
        digest = hashlib.sha256(" ".join(references).encode()).hexdigest()[:24]
        more = f" and {len(batch) - 1} more" if len(batch) > 1 else ""
        try:
            self._app().send_task(
                task,
                args=[references],
                queue=queue,
                task_id=f"{task}-{digest}",
                headers={"published_at": now},
                # Message bodies show in Flower and in logs: references only, and not too many of them.
                argsrepr=f"{self._label(batch[0])}{more}",
                kwargsrepr="",
            )
        except OperationalError as error:
            raise TransientError(f"the broker does not answer: {error}") from error
        except AttributeError as error:
            # kombu 5.7 asks a channel for its `connection.client` when it tries again, and a channel whose connection
            # was lost meanwhile has none.
            if (error.obj, error.name) != (None, "client"):
                raise
            raise TransientError("the broker does not answer: the connection was lost") from error
