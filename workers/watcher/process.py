"""The watcher's process: prepare the installation, own the queue folder, then claim files with the chores beside."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable, Sequence

from tasks.spool.ownership import Ownership
from workers.watcher.backpressure import Backpressure
from workers.watcher.loop import Watcher
from workers.watcher.maintenance import Maintenance


class WatcherProcess:
    """Watches one queue folder and looks after the installation.

    Args:
        prepare: makes the folders and the indices, and waits for the services that it needs.
        own: returns the ownership of the folder; called once everything is prepared.
        loop: returns the loop that claims files, which keeps this ownership.
        backpressure: says why nothing is claimed.
        chores: run beside the loop, each in a thread of its own.
        stop: ends it.
    """

    def __init__(
        self,
        *,
        prepare: Callable[[], None],
        own: Callable[[], Ownership],
        loop: Callable[[Ownership], Watcher],
        backpressure: Backpressure,
        chores: Sequence[Maintenance],
        stop: threading.Event,
    ) -> None:
        self._prepare = prepare
        self._own = own
        self._loop = loop
        self._backpressure = backpressure
        self._chores = chores
        self._stop = stop

    def paused(self) -> str | None:
        """Return why nothing is claimed at the moment; None while files are claimed."""
        return self._backpressure.last

    def run(self) -> None:
        """Watch until `stop` is set.

        Raises:
            PermanentError: the queue folder cannot be used, or another installation watches it.
        """
        self._prepare()
        ownership = self._own()
        ownership.take()
        threads = [threading.Thread(target=one.run, name="chores", daemon=True) for one in self._chores]
        for thread in threads:
            thread.start()
        try:
            self._loop(ownership).run()
        finally:
            self._stop.set()
            for thread in threads:
                thread.join(timeout=5)
            with contextlib.suppress(OSError):
                ownership.give_up()
