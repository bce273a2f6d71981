"""Run a server whose data lie in a folder of ours: one process per folder, on loopback, started again when it dies."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import ClassVar, Self

from workers.local import locks
from workers.local.errors import ServiceError
from workers.local.supervision import ports, processes

#: Ports that are tried when others take them first.
_PORTS = 3


class EmbeddedServer(ABC):
    """Base of the embedded servers; a subclass defines what to run.

    Args:
        directory: its data, configuration and log.
        port: the port; None takes the standard port if it is free, else another; 0 takes any free one.
        on_restart: called when it died and is started again, with the exit code and the number of restarts so far.
    """

    title: ClassVar[str]  #: its name for users
    standard_port: ClassVar[int]
    end_seconds: ClassVar[int]  #: that a process which an earlier run left behind gets to end

    def __init__(
        self, directory: Path, *, port: int | None = None, on_restart: Callable[[int, int], None] | None = None
    ) -> None:
        self.directory = directory.absolute()
        self.port = 0
        self._wanted = port
        self._on_restart = on_restart
        self._lock: locks.OwnedLock | None = None
        self._supervisor: processes.Supervisor | None = None

    @property
    @abstractmethod
    def url(self) -> str:
        """Its address."""

    @property
    def pid(self) -> int | None:
        """The id of the process that was started, while it runs."""
        return self._supervisor.pid if self._supervisor else None

    @abstractmethod
    def start(self) -> str:
        """Start it, wait until it serves, and return its address.

        Raises:
            ServiceError: it is not available, the port or the folder is in use, or it ended at once.
        """

    def stop(self) -> None:
        """End it; everything acknowledged is on disk. Safe to call twice."""
        if self._supervisor is not None:
            self._supervisor.stop()
            self._supervisor = None
        if self._lock is not None:
            self._lock.release()
            self._lock = None

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    @abstractmethod
    def _is_ready(self) -> bool:
        """Return whether it serves.

        Raises:
            ServiceError: another server answers in its place.
        """

    def _serve(self, place: Path, *, lock: Path, record: Path, prepare: Callable[[], processes.Program]) -> str:
        """Start the program under a lock, and wait until it serves.

        Args:
            place: the folder where the data really are.
            lock: keeps a second server away from them.
            record: remembers the process for the next start.
            prepare: writes the configuration for `self.port`, and returns what to run.
        """
        held = locks.OwnedLock(lock)
        if not held.acquire():
            raise ServiceError(
                f"{self.title}'s data in {self.directory} are in use by process {held.holder()}: "
                "stop that one first, or use another folder."
            )
        try:
            processes.end_recorded(record, self.end_seconds)
            self._start_on_a_port(record, prepare)
        except BaseException as error:
            self._supervisor = None
            held.release()
            if isinstance(error, OSError):
                raise ServiceError(f"{place} cannot be used for {self.title}'s data: {error.strerror}.") from error
            raise
        self._lock = held
        return self.url

    def _start_on_a_port(self, record: Path, prepare: Callable[[], processes.Program]) -> None:
        for tries in range(1, _PORTS + 1):
            self.port = ports.choose(self.standard_port, self._wanted, what=self.title)
            self._supervisor = processes.Supervisor(self.title, prepare(), record, self._is_ready, self._on_restart)
            try:
                self._supervisor.start()
                return
            except ServiceError:
                # Between the choice and our server's start another one may have taken the port.
                if tries == _PORTS or self._wanted or ports.is_free(self.port):
                    raise
