"""An enricher that adds nothing; with it, a worker notes how long each article holds a child.

It is named by its path and imported by workers alone: importing it changes what every stage calls.
"""

from __future__ import annotations

import os
import resource
import time
from collections import Counter
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from chaos.held import NOTES

from articles.article import Article
from articles.enrichment.resources import Resources
from tasks.failures.guarded_call import GuardedCalls

VERSION = "1"

_take, _release = GuardedCalls.take, GuardedCalls.release
#: Tasks that this process has ended. A task that is published again keeps its id, and is another try.
_ended = Counter[int]()


def enrich(article: Article, resources: Resources) -> Mapping[str, object]:
    """Nothing to add."""
    return {}


def _note(what: str, task_id: str, arrival: str) -> None:
    pid, apart = os.getpid(), resource.getrusage(resource.RUSAGE_CHILDREN)  # libraries that are called apart
    spent = time.process_time() + apart.ru_utime + apart.ru_stime
    line = f"{what} {pid} {task_id}/{pid}/{_ended[pid]} {arrival} {spent}\n"
    with (Path(os.environ["COPYDESK_DATA"]) / NOTES).open("a") as notes:
        notes.write(line)


def _taken(self: GuardedCalls, task_id: str, arrival: str, call: Callable[[], Any], **how: bool) -> Any:
    _note("begins", task_id, arrival)
    try:
        return _take(self, task_id, arrival, call, **how)
    finally:
        _note("ends", task_id, arrival)


def _released(self: GuardedCalls) -> None:
    _release(self)
    _ended[os.getpid()] += 1


GuardedCalls.take = _taken  # type: ignore[method-assign, assignment]
GuardedCalls.release = _released  # type: ignore[method-assign]
