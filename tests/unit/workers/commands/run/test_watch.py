from __future__ import annotations

import threading
from types import SimpleNamespace
from typing import Any

import pytest
from structlog.testing import capture_logs

from articles.errors import PermanentError
from workers.commands.run import watch


def test_a_port_that_another_program_holds_is_tried_again_until_it_is_free(monkeypatch: pytest.MonkeyPatch) -> None:
    """The watcher's metrics have a thread of their own: claiming goes on meanwhile."""
    stop = threading.Event()
    asked: list[int] = []
    ended: list[int] = []

    def serve(metrics: Any, *, address: str, port: int) -> Any:
        asked.append(port)
        if len(asked) < 3:
            raise PermanentError("port 9300 is taken")
        stop.set()
        return lambda: ended.append(port)

    monkeypatch.setattr("workers.watcher.metrics.serve", serve)
    monkeypatch.setattr(watch, "_RETRY_SECONDS", 0.0)
    settings: Any = SimpleNamespace(metrics_address="127.0.0.1", metrics_port=9300)
    metrics: Any = None

    with capture_logs() as logs:
        watch._serve(metrics, settings, stop)

    assert asked == [9300] * 3
    assert ended == [9300]
    assert [entry["event"] for entry in logs] == ["metrics_not_served"] * 2
