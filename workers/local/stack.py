"""Run everything on this machine: both services, then our own processes, kept alive and ended in order."""

from __future__ import annotations

import os
import secrets
import sys
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import Self, TypeVar

from elasticsearch import Elasticsearch

from search.lifecycle.create import create_indices
from search.schema.index_names import Names
from tasks.failures.wait_for_service import retry_until_available
from workers.app.services import elasticsearch_of
from workers.local import extensions, locks, ready
from workers.local.elasticsearch import provision
from workers.local.elasticsearch.home import Home
from workers.local.elasticsearch.keys import provide
from workers.local.elasticsearch.server import EmbeddedElasticsearch
from workers.local.errors import AddressError, ServiceError
from workers.local.progress import Progress, silent
from workers.local.runtime import Runtime, own_start, read_key
from workers.local.supervision import ports, processes, users
from workers.local.valkey import EmbeddedValkey
from workers.settings import Settings

T = TypeVar("T")

#: Our own processes, in the order in which they end: no more claims, then the tasks in hand, then the views.
PARTS = ("watch", "worker", "web", "flower")

#: By so much workers yield to the services and the pages: a reader waits for an answer, a backlog does not.
_NICE = {"worker": 10}
_FLOWER_PORT = 5555
_WEB_PORT = 5080
_READY_SECONDS = 180.0
#: Elasticsearch may be killed and restarted between its start and our first request, seconds.
_INDEX_PATIENCE = 120.0


def _quiet(message: str) -> None:
    """Ignore messages."""


class Stack:
    """All of Copydesk in one data folder.

    Services that the settings name are used; the others are started. Nothing here is a daemon: everything that was
    started ends with `stop`, or with this process.

    Args:
        settings: `data` is the folder; the rest is passed on to each process.
        tell: receives a sentence for each event.
        progress: receives the progress of fetching Elasticsearch.
    """

    def __init__(self, settings: Settings, tell: Callable[[str], None] = _quiet, progress: Progress = silent) -> None:
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
        """Start everything; each part waits until the ones before it serve.

        Our own processes begin beside Elasticsearch, and wait at a gate until its indices and keys are made.

        Raises:
            ServiceError: a part does not start (the message names it), or another `copydesk up` runs in
                this folder; everything that had been started is stopped again.
        """
        try:
            return self._start()
        except BaseException:
            self.stop()
            raise

    def _start(self) -> Runtime:
        settings = self._settings
        self._make_folders()
        self._closing.enter_context(
            locks.held(
                self.data / "up.lock",
                f"Copydesk runs in {self.data} already (process {{pid}}): stop that one, or use another --data.",
            )
        )
        for name in PARTS:  # left by one that was killed
            processes.end_recorded(self._record(name), 30)
        _ports(settings)  # what is wrong with them, and with the user's own modules, is said before anything starts
        extensions.check(settings)
        broker = settings.broker_url or self._start_valkey()
        running = settings.model_copy(update={"broker_url": broker})
        keys: dict[str, Path] = {}
        # Once nothing has to be fetched, our parts import and load what they need while Elasticsearch starts.
        home = None if settings.elasticsearch_url else self._find_elasticsearch()
        self._begin_parts(running)
        if home is not None:
            server = self._start_elasticsearch(home)
            keys = self._keys(server)
            update = {"elasticsearch_url": server.url, "elasticsearch_api_key": read_key(keys["writer"])}
            running = running.model_copy(update=update)
        else:
            _until_available(lambda: create_indices(elasticsearch_of(running)(), Names(settings.prefix)))
        # Chosen again: another program may have taken a port while the services started.
        flower, pages = _ports(settings)
        runtime = self.runtime = self._runtime(broker, str(running.elasticsearch_url), keys, flower, pages)
        self._open_parts(runtime, keys)
        runtime.write(self.data)
        self._closing.callback(Runtime.remove, self.data)
        return runtime

    def stop(self) -> None:
        """End everything: no more claims, the tasks in hand finished, then the services. Safe to call twice."""
        for name in PARTS:
            child = self._children.pop(name, None)
            if child is not None:
                self._tell(f"stopping {name}")
                child.stop()
        self._closing.close()

    def kill(self) -> None:
        """End our processes at once; for a second Ctrl-C. The broker keeps the tasks in hand."""
        for child in self._children.values():
            child.signal(9)

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def _make_folders(self) -> None:
        try:
            self.data.mkdir(parents=True, exist_ok=True)
            self.logs.mkdir(mode=0o700, exist_ok=True)
            (self._settings.queue_folder / "inbox").mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise ServiceError(f"{error.filename} cannot be made: {error.strerror}; use another --data.") from error

    def _start_valkey(self) -> str:
        self._tell("starting Valkey")
        server = EmbeddedValkey(self.data / "valkey", on_restart=self._restarted("Valkey"))
        self._closing.callback(server.stop)
        return server.start()

    def _find_elasticsearch(self) -> Home:
        settings = self._settings
        return provision.find(
            settings.elasticsearch_source,
            cache=settings.cache,
            user=users.unprivileged(),
            archive_url=settings.elasticsearch_archive_url,
            progress=self._progress,
        )

    def _start_elasticsearch(self, home: Home) -> EmbeddedElasticsearch:
        settings = self._settings
        self._tell(f"starting Elasticsearch {home.version}")
        server = EmbeddedElasticsearch(
            self.data / "elasticsearch",
            home=home,
            heap=settings.elasticsearch_heap,
            java_options=settings.elasticsearch_java_options,
            security=True,
            on_restart=self._restarted("Elasticsearch"),
        )
        self._closing.callback(server.stop)
        server.start()
        return server

    def _keys(self, server: EmbeddedElasticsearch) -> dict[str, Path]:
        """Make the indices and the keys, as the administrator, whose password is known here alone."""
        names = Names(self._settings.prefix)

        def make() -> dict[str, Path]:
            with (
                Elasticsearch(server.url, basic_auth=(server.login, server.password or "")) as admin,
                ThreadPoolExecutor(1, thread_name_prefix="keys") as pool,
            ):
                keys = pool.submit(provide, self.data / "keys", admin, names)
                create_indices(admin, names)
                return keys.result()

        return _until_available(make)

    def _runtime(
        self, broker: str, elasticsearch_url: str, keys: Mapping[str, Path], flower: int, pages: int
    ) -> Runtime:
        settings = self._settings
        password = settings.flower_password
        return Runtime(
            pid=os.getpid(),
            started=own_start(),
            broker_url=broker,
            elasticsearch_url=elasticsearch_url,
            elasticsearch_api_key_file=str(keys["reader"]) if keys else None,
            elasticsearch_operator_key_file=str(keys["operator"]) if keys else None,
            queue=str(settings.queue_folder),
            prefix=settings.prefix,
            web_url=ports.origin(settings.web_address, pages),
            flower_url=ports.origin(settings.flower_address, flower),
            flower_user=settings.flower_user,
            flower_password=password.get_secret_value() if password else secrets.token_urlsafe(12),
        )

    def _begin_parts(self, running: Settings) -> None:
        """Begin with our own processes, which wait for the addresses and keys (`supervision.gate`)."""
        # A worker may take its time to end: the task in hand is finished first.
        self._begin("worker", running.hard_time_limit + 30, lambda _: ready.worker(running))
        self._begin("watch", 30, lambda child: ready.watcher(running, child.pid))
        self._begin("flower", 10, lambda child: ready.flower(running, child.pid))
        self._begin("web", 10, lambda child: ready.web(self.runtime, child.pid))

    def _open_parts(self, runtime: Runtime, keys: Mapping[str, Path]) -> None:
        """Tell our own processes where the services are, and wait until all of them serve."""
        found = _found(runtime)
        for name, child in self._children.items():
            # The pages read, with a key that can do nothing else.
            child.open(found | _key(keys.get("web" if name == "web" else "writer")))
        for child in self._children.values():
            child.wait()

    def _begin(self, name: str, stop_seconds: float, is_ready: Callable[[processes.Supervisor], bool]) -> None:
        self._tell(f"starting {name}")
        program = processes.Program(
            arguments=(sys.executable, "-P", "-m", "workers.commands", name),
            environment=_environment(self.data),
            folder=Path.cwd(),  # of the file .env
            log=self.logs / f"{name}.log",
            nice=_NICE.get(name, 0),
            stop_seconds=stop_seconds,
            ready_seconds=_READY_SECONDS,
            gated=True,
        )
        child = processes.Supervisor(
            name, program, self._record(name), ready=lambda: is_ready(child), on_restart=self._restarted(name)
        )
        self._children[name] = child
        child.begin()

    def _record(self, name: str) -> Path:
        return self.logs / f"{name}.process.json"

    def _restarted(self, name: str) -> Callable[[int, int], None]:
        def tell(code: int, times: int) -> None:
            self._tell(f"{name} died (exit code {code}) and is started again, for the {_ordinal(times)} time")

        return tell


def _until_available(call: Callable[[], T]) -> T:
    return retry_until_available(call, patience=_INDEX_PATIENCE, what="elasticsearch")


def _ports(settings: Settings) -> tuple[int, int]:
    """Choose the ports of Flower and the pages: those of the settings, else the standard ones or any free ones.

    Raises:
        AddressError: A port or address of the settings is not available.
    """
    flower = _port(_FLOWER_PORT, settings.flower_port, settings.flower_address, "Flower")
    pages = _port(_WEB_PORT, settings.web_port, settings.web_address, "the pages")
    if flower == pages and settings.flower_address == settings.web_address:
        raise AddressError(
            f"Flower and the pages cannot both listen on port {pages}: set COPYDESK_FLOWER_PORT or COPYDESK_WEB_PORT "
            "to another."
        )
    return flower, pages


def _port(standard: int, wanted: int, address: str, what: str) -> int:
    return ports.choose(standard, None if wanted == standard else wanted, what=what, address=address)


def _key(file: Path | None) -> dict[str, str]:
    """Return the variables that pass the key of the embedded Elasticsearch to our processes."""
    return {} if file is None else {"COPYDESK_ELASTICSEARCH_API_KEY_FILE": str(file)}


def _environment(data: Path) -> dict[str, str]:
    """Return the environment in which our own processes begin."""
    return {
        **os.environ,
        "COPYDESK_DATA": str(data),
        "PYTHONUNBUFFERED": "1",
    }


def _found(runtime: Runtime) -> dict[str, str]:
    """Return the variables that tell our own processes what runs where."""
    return {
        "COPYDESK_QUEUE": runtime.queue,
        "COPYDESK_BROKER_URL": runtime.broker_url,
        "COPYDESK_ELASTICSEARCH_URL": runtime.elasticsearch_url,
        "COPYDESK_PREFIX": runtime.prefix,
        "COPYDESK_FLOWER_PORT": (runtime.flower_url or "").rpartition(":")[2],
        "COPYDESK_WEB_PORT": (runtime.web_url or "").rpartition(":")[2],
        "COPYDESK_FLOWER_PASSWORD": runtime.flower_password or "",
    }


def _ordinal(number: int) -> str:
    ending = "th" if 10 <= number % 100 <= 20 else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{ending}"
