"""What kombu raises when the broker is away is a failure that passes."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from kombu.exceptions import OperationalError

from articles.errors import TransientError
from tasks.dispatch.publisher import Publisher
from tasks.work_item import WorkItem


def publish(error: Exception) -> None:
    """Publish an item with an app that raises this."""

    def send_task(*_: Any, **__: Any) -> None:
        raise error

    leases: Any = SimpleNamespace(begin=lambda *_, **__: None)
    app: Any = SimpleNamespace(send_task=send_task)
    Publisher(lambda: app, leases, batch=8).process([WorkItem("20261127T194440360341-d14249a6", 0)])


@pytest.mark.parametrize(
    "error",
    [
        OperationalError("Connection refused"),
        AttributeError("'NoneType' object has no attribute 'client'", name="client", obj=None),
    ],
)
def test_a_connection_that_is_lost_is_tried_again(error: Exception) -> None:
    with pytest.raises(TransientError, match="the broker does not answer"):
        publish(error)


def test_a_fault_of_ours_is_not_taken_for_a_lost_connection() -> None:
    with pytest.raises(AttributeError):
        publish(AttributeError("'Publisher' object has no attribute 'clint'", name="clint", obj=object()))
