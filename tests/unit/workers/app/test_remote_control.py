"""What a worker's remote control answers."""

from __future__ import annotations

import subprocess
import sys

PROGRAM = """\
from celery.worker.control import Panel
from workers.app import remote_control
before = dict(Panel.data)
orders = {name for name, about in Panel.meta.items() if about.type == "control"}
assert {"shutdown", "cancel_consumer", "pool_shrink", "revoke"} <= orders & before.keys()
remote_control.only_answer()
kept = {name for name, command in Panel.data.items() if command is before[name]}
assert remote_control.ANSWERED == kept, remote_control.ANSWERED ^ kept
assert all("take no orders" in Panel.data[name](None, anything=1)["error"] for name in before.keys() - kept)
print(sorted(orders & kept))
"""


def test_no_order_is_left() -> None:
    """In a process of its own, since Celery keeps them for the whole process."""
    done = subprocess.run([sys.executable, "-c", PROGRAM], capture_output=True, text=True, check=False)
    # Workers send events and heartbeats anyway: asking for them changes nothing.
    assert "['enable_events', 'heartbeat']" in done.stdout, done.stderr
