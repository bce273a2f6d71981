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
import requests

from workers.local.runtime import Runtime

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


#: What Flower's pages have buttons for, and its API.
ORDERS_BY_FLOWER = (
    "worker/shutdown/{worker}",
    "worker/pool/restart/{worker}",
    "worker/pool/grow/{worker}?n=2",
    "worker/pool/shrink/{worker}?n=2",
    "worker/pool/autoscale/{worker}?min=1&max=9",
    "worker/queue/add-consumer/{worker}?queue=other",
    "worker/queue/cancel-consumer/{worker}?queue=process",
    "task/timeout/process?workername={worker}&soft=1&hard=1",
    "task/rate-limit/process?workername={worker}&ratelimit=1/h",
    "task/revoke/1?terminate=true",
    "task/abort/1",
    "task/apply/process",
    "task/async-apply/process",
    "task/send-task/process",
)


def test_flowers_password_gives_no_orders(running: Running) -> None:
    """It shows what happens: nobody stops workers or consumption, or sends a task, with it."""
    runtime = Runtime.read(running.data)
    assert runtime is not None
    login = (runtime.flower_user or "", runtime.flower_password or "")
    (worker,) = running.parts.app.control.inspect(timeout=30, limit=1).stats()
    answers = {
        path: requests.post(
            f"{runtime.flower_url}/api/{path.format(worker=worker)}", auth=login, timeout=30
        ).status_code
        for path in ORDERS_BY_FLOWER
    }
    assert dict.fromkeys(ORDERS_BY_FLOWER, 403) == answers
    page = requests.get(f"{runtime.flower_url}/worker/{worker}", auth=login, timeout=30)
    assert 200 == page.status_code
    assert "Shut Down" not in page.text


def test_the_brokers_password_gives_no_orders(running: Running) -> None:
    """Workers answer questions of Celery's remote control, and go on taking from every queue whatever it orders."""
    control = running.parts.app.control
    (worker,) = control.inspect(timeout=30, limit=1).stats()
    before = control.inspect([worker], timeout=30).active_queues()[worker]
    for order, arguments in (
        ("shutdown", {}),
        ("pool_shrink", {"n": 1}),
        ("autoscale", {"max": 1, "min": 1}),
        ("rate_limit", {"task_name": "process", "rate_limit": "1/h"}),
        ("time_limit", {"task_name": "process", "hard": 0.01, "soft": 0.01}),
        ("disable_events", {}),
        *(("cancel_consumer", {"queue": queue["name"]}) for queue in before),
    ):
        control.broadcast(order, arguments=arguments, destination=[worker])
    running.drop("ordered.txt", STORY.replace("ferry", "raft"))

    assert running.fates("ordered.txt", seconds=120)[0]["fate"] in ("indexed", "copy")
    assert before == control.inspect([worker], timeout=30).active_queues()[worker]
    assert '"order": "shutdown"' in (running.data / "logs" / "worker.log").read_text()


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
