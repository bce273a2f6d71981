"""Settings that only a running system shows: its processes, their limits, their ports, their logs."""

from __future__ import annotations

import json
import re
import resource
import socket
import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import psutil
import pytest
import requests

from workers.local.runtime import Runtime

if TYPE_CHECKING:
    from conftest import Running

#: Beside 127.0.0.1, so that nothing else listens on a port of it; on Linux all of 127.0.0.0/8 is this machine.
ADDRESS = "127.0.0.2"


def free_port() -> int:
    with socket.create_server((ADDRESS, 0)) as free:
        return int(free.getsockname()[1])


def answers(address: str, port: int) -> bool:
    try:
        socket.create_connection((address, port), timeout=5).close()
    except OSError:
        return False
    return True


@pytest.mark.timeout(300)
@pytest.mark.observes("flower_address", "flower_port", "flower_user", "flower_password")
@pytest.mark.observes("web_address", "web_port", "web_hosts", "web_password")
@pytest.mark.observes("metrics_address", "metrics_port", "log_format", "log_level")
@pytest.mark.observes("concurrency", "max_memory_megabytes", "soft_time_limit", "hard_time_limit", "visibility_timeout")
def test_processes_ports_limits_and_logs(
    start: Callable[..., AbstractContextManager[Running]],
) -> None:
    """All are other than the defaults, and all are seen from outside."""
    flower, metrics, web = free_port(), free_port(), free_port()
    changed = {
        "web_address": ADDRESS,
        "web_port": str(web),
        "web_hosts": "desk.example",
        "web_password": "hush-hush-hush",
        "flower_address": ADDRESS,
        "flower_port": str(flower),
        "flower_user": "desk",
        "flower_password": "hush",
        "metrics_address": ADDRESS,
        "metrics_port": str(metrics),
        "concurrency": "3",
        "max_memory_megabytes": "9000",
        "soft_time_limit": "50",
        "hard_time_limit": "60",
        "visibility_timeout": "70",
        "log_level": "error",
        "log_format": "console",
    }
    with start(**changed) as running:
        _check_ports(running, flower, metrics)
        _check_pages(web)
        _check_worker(running)
        _check_logs(running.data / "logs")


def _check_ports(running: Running, flower: int, metrics: int) -> None:
    page = f"http://{ADDRESS}:{flower}/api/workers"
    runtime = Runtime.read(running.data)
    assert runtime is not None
    assert f"http://{ADDRESS}:{flower}" == runtime.flower_url
    assert 200 == requests.get(page, auth=("desk", "hush"), timeout=30).status_code
    assert 401 == requests.get(page, auth=("copydesk", "hush"), timeout=30).status_code
    assert 401 == requests.get(page, auth=("desk", "secret"), timeout=30).status_code
    until = time.monotonic() + 60
    while not answers(ADDRESS, metrics):
        assert time.monotonic() < until
        time.sleep(0.1)
    assert "copydesk_intake_paused" in requests.get(f"http://{ADDRESS}:{metrics}/metrics", timeout=30).text
    assert (False, False) == (answers("127.0.0.1", flower), answers("127.0.0.1", metrics))


def _check_pages(port: int) -> None:
    """They listen where they should, know the name that they were given, and ask for the password."""
    with requests.Session() as session:
        url, own = f"http://{ADDRESS}:{port}/login", {"Host": "desk.example"}
        form = session.get(url, headers=own, timeout=30)
        assert 200 == form.status_code
        assert 403 == session.get(url, headers={"Host": "attacker.example"}, timeout=30).status_code
        token = re.findall(r'name="csrf" value="([^"]+)"', form.text)[0]
        for password, status in (("hush", 401), ("hush-hush-hush", 303)):
            sent = {"csrf": token, "name": "copydesk", "password": password, "next": "/"}
            done = session.post(url, data=sent, headers=own, timeout=30, allow_redirects=False)
            assert status == done.status_code


def _check_worker(running: Running) -> None:
    inspect = running.parts.app.control.inspect(timeout=30, limit=1)
    stats: dict[str, Any] = next(iter((inspect.stats() or {}).values()))
    assert 3 == len(stats["pool"]["processes"])
    assert [50, 60] == list(stats["pool"]["timeouts"])
    assert 70 == stats["broker"]["transport_options"]["visibility_timeout"]
    child = psutil.Process(stats["pool"]["processes"][0])
    limit = resource.prlimit(child.pid, resource.RLIMIT_AS)[0]
    assert 9000 << 20 <= limit < 11_000 << 20  # and what was mapped before the fork


def _check_logs(folder: Path) -> None:
    text = "".join((folder / f"{name}.log").read_text() for name in ("watch", "worker"))
    assert "info" not in text
    for line in text.splitlines():
        with pytest.raises(json.JSONDecodeError):
            json.loads(line)
