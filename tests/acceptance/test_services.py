"""`copydesk up`: what it starts, keeps alive, and takes with it when it goes."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psutil
import pytest
import requests

from workers.local.elasticsearch.home import Home
from workers.local.elasticsearch.server import SHORT_LIVED
from workers.local.runtime import Runtime
from workers.local.stack import PARTS

STORY = """\
Lighthouse at Skagen gets a new lamp

SKAGEN, Denmark - The lighthouse at Skagen has a new lamp after the old one burned for forty years, the harbour office
said on Wednesday. Keeper Mads Thorup climbed the 210 steps for the last time with a ladder on his shoulder, and said
that the new lamp would be switched from Copenhagen.
"""


def until(true: Callable[[], object], seconds: float = 90) -> None:
    """Wait until something holds."""
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline, "it did not come true"
        time.sleep(0.05)


def start(folder: Path) -> subprocess.Popen[str]:
    """`copydesk up` in a folder, in a process group of its own."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("COPYDESK_TEST_")}
    environment["COPYDESK_ELASTICSEARCH_JAVA_OPTIONS"] = f"{SHORT_LIVED} -Dcopydesk.test=yes"
    environment["COPYDESK_ELASTICSEARCH_HEAP"] = "400m"
    return subprocess.Popen(
        [os.environ["COPYDESK_TEST_PYTHON"], "-P", "-m", "workers.commands", "up", "--data", str(folder), "--json"],
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )


@contextmanager
def running(folder: Path) -> Iterator[tuple[subprocess.Popen[str], dict[str, Any]]]:
    """`copydesk up`, once it serves, with its addresses."""
    with start(folder) as up:
        assert up.stdout is not None
        line = up.stdout.readline()
        assert line, up.stderr.read() if up.stderr else ""
        try:
            yield up, json.loads(line)
        finally:
            if up.poll() is None:
                up.terminate()
                up.communicate(timeout=120)


def family(up: subprocess.Popen[str]) -> list[psutil.Process]:
    """Everything that it started, itself not included."""
    return psutil.Process(up.pid).children(recursive=True)


def alive(processes: list[psutil.Process]) -> list[psutil.Process]:
    """Those that still run."""
    return [p for p in processes if p.is_running() and p.status() != psutil.STATUS_ZOMBIE]


def count(addresses: dict[str, Any]) -> int:
    """Articles that mention the lighthouse."""
    key = Path(addresses["elasticsearch_api_key_file"]).read_text().strip()
    answer = requests.get(
        f"{addresses['elasticsearch_url']}/articles/_search?q=lighthouse",
        headers={"Authorization": f"ApiKey {key}"},
        timeout=10,
    )
    return int(answer.json()["hits"]["total"]["value"]) if answer.ok else 0


@pytest.mark.observes("elasticsearch_heap", "elasticsearch_java_options")
@pytest.mark.timeout(900)
def test_a_life(services_folder: Path, elasticsearch_home_path: Home) -> None:
    """It serves, restarts what dies, leaves nothing when killed, has everything when started again, and ends."""
    folder = services_folder / "up"
    with running(folder) as (up, addresses):
        _check_closed(folder, addresses)
        _check_java(up)
        _check_no_secret_is_shown(folder, up, addresses)
        inbox = Path(addresses["inbox"])
        (inbox / ".story.tmp").write_text(STORY)
        (inbox / ".story.tmp").rename(inbox / "story.txt")
        until(lambda: count(addresses) == 1)
        _check_second_is_refused(folder, up)
        _check_worker_is_restarted(folder)
        everything = family(up)
        assert 7 <= len(everything)  # two services, the server behind its launcher, four of ours; children may follow
        os.killpg(up.pid, signal.SIGKILL)
        up.wait()
        until(lambda: not alive(everything))
        assert Runtime.read(folder) is None
    with running(folder) as (up, addresses):
        until(lambda: count(addresses) == 1)
        everything = family(up)
        up.send_signal(signal.SIGINT)
        _, said = up.communicate(timeout=120)
        assert 0 == up.returncode
        assert [] == alive(everything)
        order = [line.split()[-1] for line in said.splitlines() if line.startswith("  stopping ")]
        assert ["watch", "worker", "web", "flower"] == order
        assert said.endswith("Stopped.\n")
        assert not (folder / "copydesk.json").exists()


def _check_closed(folder: Path, addresses: dict[str, Any]) -> None:
    assert 0o600 == (folder / "copydesk.json").stat().st_mode & 0o777
    login = (addresses["flower_user"], addresses["flower_password"])
    for page in ("", "/metrics", "/healthcheck", "/api/workers"):
        assert 401 == requests.get(addresses["flower_url"] + page, timeout=10).status_code
        assert 200 == requests.get(addresses["flower_url"] + page, auth=login, timeout=10).status_code
    assert addresses["flower_url"].startswith("http://127.0.0.1:")
    _check_index_is_closed(folder, addresses)


def _check_index_is_closed(folder: Path, addresses: dict[str, Any]) -> None:
    """No program without a key reads or writes the index, a web page's form least of all."""
    url = addresses["elasticsearch_url"]
    assert {401} == {
        requests.get(f"{url}/articles/_search", timeout=10).status_code,
        requests.get(f"{url}/", headers={"Host": "attacker.example"}, timeout=10).status_code,
        requests.post(f"{url}/articles-all/_delete_by_query?q=*", timeout=10).status_code,
        requests.post(
            f"{url}/_bulk",
            data='{"delete":{"_index":"intake","_id":"1"}}\n',
            headers={"Content-Type": "text/plain", "Origin": "https://attacker.example"},
            timeout=10,
        ).status_code,
    }
    assert str(folder / "keys" / "reader") == addresses["elasticsearch_api_key_file"]
    assert 0o700 == (folder / "keys").stat().st_mode & 0o777
    assert {"operator", "writer", "reader", "web"} == {path.name for path in (folder / "keys").iterdir()}
    assert {0o600} == {path.stat().st_mode & 0o777 for path in (folder / "keys").iterdir()}
    reader = {"Authorization": f"ApiKey {(folder / 'keys' / 'reader').read_text().strip()}"}
    for path in ("articles-all/_count", "intake/_count", "articles,intake/_refresh", "_cluster/health"):
        assert 200 == requests.get(f"{url}/{path}", headers=reader, timeout=10).status_code, path
    for method, path, body in (
        ("DELETE", "intake", None),
        ("POST", "articles-all/_delete_by_query?q=*", None),
        ("POST", "intake/_doc", {"name": "x"}),
    ):
        answer = requests.request(method, f"{url}/{path}", headers=reader, json=body, timeout=10)
        assert 403 == answer.status_code, path


def _check_java(up: subprocess.Popen[str]) -> None:
    arguments = [argument for process in family(up) for argument in process.cmdline()]
    assert {"-Xmx400m", "-Dcopydesk.test=yes"} <= set(arguments)


def _check_no_secret_is_shown(folder: Path, up: subprocess.Popen[str], addresses: dict[str, Any]) -> None:
    """Neither in the list of processes, which every user sees, nor in a log."""
    secrets = {
        addresses["flower_password"],
        (folder / "valkey" / "password").read_text().strip(),
        *(path.read_text().strip() for path in (folder / "keys").iterdir()),
    }
    assert 6 == len(secrets)
    shown = [argument for process in family(up) for argument in process.cmdline()]
    logs = [path for path in folder.rglob("*.log") if path.is_file()]
    assert {"worker.log", "watch.log", "flower.log"} <= {path.name for path in logs}
    shown += [path.read_text(errors="replace") for path in logs]
    assert [] == [secret for secret in secrets if any(secret in text for text in shown)]


def _check_second_is_refused(folder: Path, up: subprocess.Popen[str]) -> None:
    with start(folder) as second:
        _, said = second.communicate(timeout=60)
    assert 1 == second.returncode
    assert f"Copydesk runs in {folder} already (process {up.pid})" in said


def _check_worker_is_restarted(folder: Path) -> None:
    record = folder / "logs" / "worker.process.json"
    first = json.loads(record.read_text())["pid"]
    os.kill(first, signal.SIGKILL)
    until(lambda: json.loads(record.read_text())["pid"] != first)


@pytest.mark.timeout(300)
def test_interrupted_start(services_folder: Path, elasticsearch_home_path: Home) -> None:
    """Ctrl-C while Elasticsearch starts, and our own parts wait for it, ends all and leaves nothing half-made."""
    folder = services_folder / "interrupted"
    with start(folder) as up:
        assert up.stderr is not None
        for line in up.stderr:
            if "starting Elasticsearch" in line:
                break
        until(lambda: any("java" in process.name() for process in family(up)))
        until(lambda: len(list((folder / "logs").glob("*.process.json"))) == len(PARTS))
        everything = family(up)
        up.send_signal(signal.SIGINT)
        up.communicate(timeout=90)
    assert 1 == up.returncode
    assert [] == alive(everything)
    assert [] == list(folder.glob("**/*process.json"))
