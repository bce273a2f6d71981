"""Everything on this machine: both services, then watcher, worker and Flower, kept alive and ended in order."""

from __future__ import annotations

import os
import secrets
import socket
import sys
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import Self

from search.lifecycle import indices
from search.schema.index_names import Names
from workers.app.wiring import elasticsearch_of
from workers.local import locks
from workers.local.elasticsearch import provision as elasticsearch_home
from workers.local.elasticsearch.server import EmbeddedElasticsearch
from workers.local.errors import ServiceError
from workers.local.ping import answering_workers
from workers.local.progress import Progress, silent
from workers.local.runtime import Runtime, own_start
from workers.local.supervision import ports, processes, users
from workers.local.valkey import EmbeddedValkey
from workers.settings import Settings

_FLOWER_PORT = 5555


def _nobody(message: str) -> None:
    """Tells nobody."""


class System:
    """The whole of Copydesk in one data folder.

    Services that the settings name are used; the others are started. Nothing here is a daemon: what was started ends
    with `stop`, or with this process.

    Args:
        settings: `data` is the folder; everything else as it is for each process.
        tell: told in a sentence what happens.
        progress: told how far a fetch of Elasticsearch is.
    """

    def __init__(self, settings: Settings, tell: Callable[[str], None] = _nobody, progress: Progress = silent) -> None:
        self.data = settings.data.absolute()
        self._settings = settings
        self._tell = tell
        self._progress = progress
        self._closing = ExitStack()
        self._children: dict[str, processes.Supervisor] = {}
        self.runtime: Runtime | None = None

    @property
    def logs(self) -> Path:
        """Folder of the processes' logs."""
        return self.data / "logs"

    def start(self) -> Runtime:
        """Start everything in order, each when the one before it serves.

        Raises:
            ServiceError: something cannot be had or started, or another `copydesk up` runs in this folder; what had
                been started is stopped again.
        """
        try:
            self._start()
        except BaseException:
            self.stop()
            raise
        assert self.runtime is not None
        return self.runtime

    def _start(self) -> None:
        settings = self._settings
        try:
            self.data.mkdir(parents=True, exist_ok=True)
            self.logs.mkdir(mode=0o700, exist_ok=True)
            (settings.queue_folder / "inbox").mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise ServiceError(f"{error.filename} cannot be made: {error.strerror}; use another --data.") from error
        self._closing.enter_context(
            locks.held(
                self.data / "up.lock",
                f"Copydesk runs in {self.data} already (process {{pid}}): stop that one, or use another --data.",
            )
        )
        for name in ("watch", "worker", "flower"):  # left by one that was killed
            processes.end_recorded(self._record(name), 30)
        broker = settings.broker_url or self._start_valkey()
        elasticsearch_url = settings.elasticsearch_url or self._start_elasticsearch()
        flower_port = ports.choose(
            _FLOWER_PORT,
            None if settings.flower_port == _FLOWER_PORT else settings.flower_port,
            what="Flower",
            address=settings.flower_address,
        )
        password = (
            settings.flower_password.get_secret_value() if settings.flower_password else secrets.token_urlsafe(12)
        )
        self.runtime = Runtime(
            pid=os.getpid(),
            started=own_start(),
            broker_url=broker,
            elasticsearch_url=elasticsearch_url,
            queue=str(settings.queue_folder),
            flower_url=f"http://{settings.flower_address}:{flower_port}",
            flower_user=settings.flower_user,
            flower_password=password,
        )
        environment = {
            **os.environ,
            "COPYDESK_DATA": str(self.data),
            "COPYDESK_QUEUE": str(settings.queue_folder),
            "COPYDESK_BROKER_URL": broker,
            "COPYDESK_ELASTICSEARCH_URL": elasticsearch_url,
            "COPYDESK_FLOWER_PORT": str(flower_port),
            "COPYDESK_FLOWER_PASSWORD": password,
            "PYTHONUNBUFFERED": "1",
            # A worker child has one core: threads of its linear algebra would get into each other's way.
            "OMP_NUM_THREADS": "1",
        }
        running = settings_with_services(settings, broker, elasticsearch_url)
        indices.create(elasticsearch_of(running)(), Names(settings.prefix))
        # A worker may take its time to end: the task in its hands is finished first.
        self._begin(
            "worker",
            environment,
            stop_seconds=settings.hard_time_limit + 30,
            ready=lambda: bool(answering_workers(running)),
        )
        self._begin("watch", environment, stop_seconds=30)
        self._begin(
            "flower", environment, stop_seconds=10, ready=lambda: _answers(settings.flower_address, flower_port)
        )
        for child in self._children.values():
            child.wait()
        self.runtime.write(self.data)
        self._closing.callback(Runtime.remove, self.data)

    def stop(self) -> None:
        """End everything: no more claims, the tasks in hand finished, then the services. Safe to call twice."""
        for name in ("watch", "worker", "flower"):
            child = self._children.pop(name, None)
            if child is not None:
                self._tell(f"stopping {name}")
                child.stop()
        self._closing.close()

    def kill(self) -> None:
        """End the children at once; for a second Ctrl-C. The broker keeps what they had in hand."""
        for child in self._children.values():
            child.signal(9)

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def pids(self) -> dict[str, int | None]:
        """The processes that run now, by name."""
        return {name: child.pid for name, child in self._children.items()}

    def _start_valkey(self) -> str:
        self._tell("starting Valkey")
        server = EmbeddedValkey(self.data / "valkey", on_restart=self._told("Valkey"))
        self._closing.callback(server.stop)
        return server.start()

    def _start_elasticsearch(self) -> str:
        settings = self._settings
        home = elasticsearch_home.find(
            settings.elasticsearch_source,
            cache=settings.cache,
            user=users.unprivileged(),
            archive_url=settings.elasticsearch_archive_url,
            progress=self._progress,
        )
        self._tell(f"starting Elasticsearch {home.version}")
        server = EmbeddedElasticsearch(
            self.data / "elasticsearch",
            home=home,
            heap=settings.elasticsearch_heap,
            java_options=settings.elasticsearch_java_options,
            on_restart=self._told("Elasticsearch"),
        )
        self._closing.callback(server.stop)
        return server.start()

    def _begin(
        self,
        name: str,
        environment: dict[str, str],
        *,
        stop_seconds: float,
        ready: Callable[[], bool] = lambda: True,
    ) -> None:
        self._tell(f"starting {name}")
        program = processes.Program(
            arguments=(sys.executable, "-P", "-m", "workers.commands", name),
            environment=environment,
            folder=Path.cwd(),  # where .env lies
            log=self.logs / f"{name}.log",
            stop_seconds=stop_seconds,
            ready_seconds=180,
        )
        child = processes.Supervisor(name, program, self._record(name), ready, self._told(name))
        self._children[name] = child
        child.begin()

    def _record(self, name: str) -> Path:
        return self.logs / f"{name}.process.json"

    def _told(self, name: str) -> Callable[[int, int], None]:
        def tell(code: int, times: int) -> None:
            self._tell(f"{name} died (exit code {code}) and is started again, for the {_ordinal(times)} time")

        return tell


def _ordinal(number: int) -> str:
    ending = "th" if 10 <= number % 100 <= 20 else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{ending}"


def settings_with_services(settings: Settings, broker_url: str, elasticsearch_url: str) -> Settings:
    """The settings, with these services in them."""
    return settings.model_copy(update={"broker_url": broker_url, "elasticsearch_url": elasticsearch_url})


def _answers(address: str, port: int) -> bool:
    try:
        socket.create_connection((address, port), timeout=1).close()
    except OSError:
        return False
    return True
