"""What a running system does with messages that are not ours, and what it tells Prometheus."""

from __future__ import annotations

import base64
import json
import os
import pickle
import signal
import socket
import subprocess
import time
import urllib.request
import uuid
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from conftest import Running

pytestmark = pytest.mark.timeout(300)

STORY = """The harbour master sold a ferry

The harbour master of the island sold an old ferry for the price of a new rope, and the council gave four reasons.

Nobody in the valley had seen the ferry sail since the winter storm, the captain said, and the museum did not want it.
"""

#: JSON that no part of ours wrote.
SENSELESS: list[Any] = [None, [], ["../../etc/passwd"], [["../../etc/0"]], [["a/0/0/0/0"]]]
SENSELESS += [[["a" * 100_000]], [{"a": 1}], [[1, None]]]


class _Harm:
    """Runs a command where it is unpickled."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def __reduce__(self) -> Any:
        return os.system, (f"touch {self._path}",)


def test_only_json_is_read_from_the_broker(running: Running) -> None:
    """A message in another format is thrown away unread, and the worker goes on."""
    harm = running.data / "harm"
    for queue in ("process", "express-process", "index"):
        for content_type in ("application/x-python-serialize", "application/x-yaml", "application/data"):
            message = {
                "body": base64.b64encode(pickle.dumps(_Harm(harm))).decode(),
                "content-encoding": "binary",
                "content-type": content_type,
                "headers": {
                    "lang": "py",
                    "task": "process",
                    "id": uuid.uuid4().hex,
                    "root_id": None,
                    "parent_id": None,
                },
                "properties": {
                    "correlation_id": uuid.uuid4().hex,
                    "delivery_mode": 2,
                    "delivery_info": {"exchange": queue, "routing_key": queue},
                    "priority": 0,
                    "body_encoding": "base64",
                    "delivery_tag": uuid.uuid4().hex,
                },
            }
            running.parts.redis.lpush(running.parts.backlog.key(queue), json.dumps(message))
    until = time.monotonic() + 120
    while sum(running.parts.backlog.lengths().values()):
        assert time.monotonic() < until
        time.sleep(0.1)
    running.drop("after.txt", STORY)

    assert "indexed" == running.fates("after.txt", seconds=120)[0]["fate"]
    assert not harm.exists()
    assert "message_refused" in (running.data / "logs" / "worker.log").read_text()


def test_messages_that_make_no_sense(running: Running) -> None:
    """JSON that no part of ours wrote fails by itself; the worker goes on."""
    for task in ("process", "split", "index", "submit", "nothing"):
        for arguments in SENSELESS:
            running.parts.app.send_task(task, args=arguments, queue="process", headers={"published_at": time.time()})
    running.drop("sound.txt", STORY.replace("ferry", "boat"))

    assert running.fates("sound.txt", seconds=120)[0]["fate"] in ("indexed", "copy")
    running.quiet()


def test_the_watcher_serves_metrics(running: Running, tmp_path: Path) -> None:
    """With a port set, a watcher tells Prometheus how things stand, and ends like any other."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    environment = running.environment | {"COPYDESK_METRICS_PORT": str(port)}
    watcher = subprocess.Popen(
        [os.environ["COPYDESK_TEST_PYTHON"], "-P", "-m", "workers.commands", "watch"], env=environment, cwd=tmp_path
    )
    try:
        until = time.monotonic() + 120
        while True:
            try:
                with urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics", timeout=30) as answer:
                    text = answer.read().decode()
                break
            except OSError:
                assert time.monotonic() < until
                time.sleep(0.2)
    finally:
        watcher.send_signal(signal.SIGTERM)
        assert 0 == watcher.wait(timeout=30)

    assert 'copydesk_service_up{service="elasticsearch"} 1.0' in text
    assert 'copydesk_stage_seconds_count{stage="enrich"}' in text
    assert "copydesk_intake_paused 0.0" in text
