"""The embedded Valkey."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import psutil
import pytest
import redis

from workers.local.errors import ServiceError
from workers.local.supervision import ports, processes
from workers.local.valkey import EmbeddedValkey


def until(true: Callable[[], object], seconds: float = 20) -> None:
    """Wait until something holds."""
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline, "it did not come true"
        time.sleep(0.02)


def test_lives_and_remembers(tmp_path: Path) -> None:
    """It serves when `start` returns, keeps what it was given, and is gone when `stop` returns."""
    with EmbeddedValkey(tmp_path / "v", port=0) as valkey:
        pid = valkey.pid
        assert pid is not None
        with redis.Redis.from_url(valkey.url) as client:
            client.set("key", "value")
    assert not psutil.pid_exists(pid)
    with EmbeddedValkey(tmp_path / "v", port=0) as valkey, redis.Redis.from_url(valkey.url) as client:
        assert b"value" == client.get("key")
        assert {"maxmemory-policy": "noeviction"} == client.config_get("maxmemory-policy")
        assert {"appendfsync": "everysec"} == client.config_get("appendfsync")


def test_closed_to_others(tmp_path: Path) -> None:
    """It wants its password, listens on loopback alone, and neither command line nor folder tell the password."""
    with EmbeddedValkey(tmp_path / "v", port=0) as valkey:
        with redis.Redis(port=valkey.port) as stranger, pytest.raises(redis.AuthenticationError):
            stranger.ping()
        process = psutil.Process(valkey.pid)
        assert valkey.password not in " ".join(process.cmdline())
        assert {"127.0.0.1"} == {connection.laddr.ip for connection in process.net_connections("inet")}
        assert 0o700 == (tmp_path / "v").stat().st_mode & 0o777
        assert {0o600} == {(tmp_path / "v" / name).stat().st_mode & 0o777 for name in ("password", "valkey.conf")}


class Overtaken(EmbeddedValkey):
    """One whose port another Valkey takes between the choice and the start."""

    other: EmbeddedValkey | None = None

    def _prepare(self, binary: Path) -> processes.Program:
        if self.other is None:
            self.other = EmbeddedValkey(self.directory / "other", port=self.port)
            self.other.start()
        return super()._prepare(binary)


def test_a_port_taken_by_another_server_is_left_to_it(tmp_path: Path) -> None:
    """It starts on another port, and nothing of ours goes to the server of somebody else."""
    with Overtaken(tmp_path / "v", port=0) as valkey:
        assert valkey.other is not None
        assert valkey.other.port != valkey.port
        with redis.Redis.from_url(valkey.url) as client:
            client.set("key", "value")
        with redis.Redis.from_url(valkey.other.url) as client:
            assert [] == client.keys()
        valkey.other.stop()


def test_restarted_when_it_dies(tmp_path: Path) -> None:
    """Killed with SIGKILL, it is there again on the same port with its data; who wants to know is told."""
    told: list[tuple[int, int]] = []
    with EmbeddedValkey(tmp_path / "v", port=0, on_restart=lambda *what: told.append(what)) as valkey:
        with redis.Redis.from_url(valkey.url) as client:
            client.set("key", "value")
        first = valkey.pid
        assert first is not None
        for times in (1, 2):
            pid = valkey.pid
            assert pid is not None
            os.kill(pid, signal.SIGKILL)
            until(lambda pid=pid: valkey.pid not in (None, pid) and valkey._is_ready())  # type: ignore[misc]
            assert (-9, times) == told[-1]
        with redis.Redis.from_url(valkey.url) as client:
            assert b"value" == client.get("key")


def test_port_in_use(tmp_path: Path) -> None:
    """A port that was asked for and is in use is one sentence; a standard one gives way to another."""
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        with pytest.raises(ServiceError, match=f"Port {port} .* is in use"):
            EmbeddedValkey(tmp_path / "v", port=port).start()
        assert port != ports.choose(port)
    with EmbeddedValkey(tmp_path / "v", port=port) as valkey:
        assert valkey.url.endswith(f"@127.0.0.1:{port}/0")


def test_one_at_a_time(tmp_path: Path) -> None:
    """Two in one folder are refused with the number of the process that has it."""
    with (
        EmbeddedValkey(tmp_path / "v", port=0),
        pytest.raises(ServiceError, match=f"in use by process {os.getpid()}"),
    ):
        EmbeddedValkey(tmp_path / "v", port=0).start()


def test_ends_at_once(tmp_path: Path) -> None:
    """Data that it cannot read are one sentence with its own words in it, and nothing is left running."""
    folder = tmp_path / "v" / "appendonlydir"
    folder.mkdir(parents=True)
    (folder / "appendonly.aof.manifest").write_text("nonsense\n")
    valkey = EmbeddedValkey(tmp_path / "v", port=0)
    with pytest.raises(ServiceError, match=r"Valkey ended at once .*valkey\.log"):
        valkey.start()
    assert valkey.pid is None
    assert processes.recorded(tmp_path / "v" / "process.json") is None


_OWNER = """
import sys, time
from pathlib import Path
from workers.local.valkey import EmbeddedValkey
valkey = EmbeddedValkey(Path(sys.argv[1]), port=0)
valkey.start()
print(valkey.pid, flush=True)
time.sleep(600)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells a child of its parent's death")
def test_ends_with_its_owner(tmp_path: Path) -> None:
    """When whoever started it is killed with SIGKILL, it ends by itself and the folder is free again."""
    with subprocess.Popen([sys.executable, "-c", _OWNER, str(tmp_path / "v")], stdout=subprocess.PIPE) as owner:
        assert owner.stdout is not None
        pid = int(owner.stdout.readline())
        assert psutil.pid_exists(pid)
        owner.kill()
    until(lambda: not psutil.pid_exists(pid))
    with EmbeddedValkey(tmp_path / "v", port=0) as valkey:
        assert valkey.pid != pid


def test_taken_over_by_the_next_start(tmp_path: Path) -> None:
    """One that was left running all the same is ended by the next start, and its data are there."""
    valkey = EmbeddedValkey(tmp_path / "v", port=0)
    valkey.start()
    with redis.Redis.from_url(valkey.url) as client:
        client.set("key", "value")
    orphan = valkey.pid
    assert orphan is not None
    supervisor = valkey._supervisor
    assert supervisor is not None
    valkey._lock.release()  # as when its owner is killed
    supervisor._stopping.set()
    with EmbeddedValkey(tmp_path / "v", port=0) as other, redis.Redis.from_url(other.url) as client:
        assert b"value" == client.get("key")
        assert not psutil.pid_exists(orphan)
    supervisor.stop()
