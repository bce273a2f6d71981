"""An enricher that adds nothing; with it, a worker notes how long each article holds a child.

It is named by its path and imported by workers alone: importing it changes what every stage calls.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from chaos.held import NOTES

from articles.article import Article
from articles.enrichment.resources import Resources
from tasks.failures.guarded_call import GuardedCalls

VERSION = "1"

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


GuardedCalls.take = _taken  # type: ignore[method-assign, assignment]
