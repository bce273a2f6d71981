"""Texts sent through the broker, on a real Valkey."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import redis

from tasks.spool.layout import Queue
from tasks.spool.submission import Submission


def test_one_id_sent_to_many_workers_at_once_is_taken_once(valkey_url: str, prefix: str, tmp_path: Path) -> None:
    """Also where the watcher has claimed the first one's file before another worker looks."""
    queue = Queue(tmp_path)
    queue.prepare()
    workers = 8
    together = threading.Barrier(workers)

    def take(round_: int) -> str:
        with redis.Redis.from_url(valkey_url) as connection:
            submission = Submission(queue, connection, prefix)
            together.wait()
            return submission.drop(b"A text.\n", id=f"caller-{round_}", name="story.txt", meta={})

    with ThreadPoolExecutor(workers) as pool:
        for round_ in range(10):
            said = sorted(pool.map(take, [round_] * workers))
            assert ["sent before"] * (workers - 1) == said[1:]
            assert said[0].startswith("in the inbox as ")
