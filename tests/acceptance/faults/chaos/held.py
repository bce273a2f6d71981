"""An enricher that adds nothing; with it, a worker notes how long each article holds a child. Named by its path."""

from __future__ import annotations

import os
import time
from collections import defaultdict
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from articles.article import Article
from articles.enrichment.resources import Resources
from tasks.failures.guarded_call import GuardedCalls

VERSION = "1"

#: The file of notes, in the data folder: whether a turn begins or ends, process, task, arrival, processor time so far.
NOTES = "held.txt"
_take = GuardedCalls.take


def enrich(article: Article, resources: Resources) -> Mapping[str, object]:
    """Nothing to add."""
    return {}


def _note(what: str, task_id: str, arrival: str) -> None:
    line = f"{what} {os.getpid()} {task_id} {arrival} {time.process_time()}\n"
    with (Path(os.environ["COPYDESK_DATA"]) / NOTES).open("a") as notes:
        notes.write(line)


def _taken(self: GuardedCalls, task_id: str, arrival: str, call: Callable[[], Any], **how: bool) -> Any:
    _note("begins", task_id, arrival)
    try:
        return _take(self, task_id, arrival, call, **how)
    finally:
        _note("ends", task_id, arrival)


if "COPYDESK_DATA" in os.environ:  # in a worker; the test itself, which reads the notes, calls without them
    GuardedCalls.take = _taken  # type: ignore[method-assign, assignment]


def held(folder: Path, last_seen: Mapping[int, float]) -> dict[str, dict[str, float]]:
    """Return arrival → task → seconds of processor time.

    Args:
        folder: the data folder.
        last_seen: processor time of each process when it was last looked at, for turns that it did not survive.
    """
    times: dict[str, dict[str, float]] = defaultdict(lambda: defaultdict(float))
    open_turns: dict[str, tuple[str, str, float]] = {}
    for line in (folder / NOTES).read_text().splitlines():
        what, pid, task, arrival, spent = line.split()
        if what == "begins":
            open_turns[pid] = task, arrival, float(spent)
        elif pid in open_turns:
            times[arrival][task] += float(spent) - open_turns.pop(pid)[2]
    for pid, (task, arrival, began) in open_turns.items():
        times[arrival][task] += max(last_seen.get(int(pid), began) - began, 0.0)
    return times
