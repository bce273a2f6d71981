"""What the tasks promise beside calling the stages."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from celery.exceptions import Reject
from redis.exceptions import ConnectionError as BrokerAwayError

from tasks import celery_tasks


@pytest.mark.parametrize("error", [OSError(28, "No space left on device"), BrokerAwayError("away")])
def test_a_text_that_cannot_be_written_goes_back_to_its_queue(
    error: Exception, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its message is the only copy: it is not acknowledged."""

    def drop(*_: Any, **__: Any) -> str:
        raise error

    task = SimpleNamespace(stages=SimpleNamespace(submit=drop))
    monkeypatch.setattr(celery_tasks, "bound", lambda self: task)
    monkeypatch.setattr(celery_tasks, "SUBMIT_AGAIN_SECONDS", 0.0)
    with pytest.raises(Reject) as refused:
        celery_tasks.submit.run("text", id="1")
    assert refused.value.requeue


def test_only_submit_is_acknowledged_late() -> None:
    """Every other task has its lease (`tasks.dispatch.redelivery`)."""
    late = {name for name in ("process", "split", "index", "submit") if getattr(celery_tasks, name).acks_late}
    assert {"submit"} == late
    assert celery_tasks.submit.reject_on_worker_lost
