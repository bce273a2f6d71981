"""Settings, the app's configuration, logs, and the chores of the watcher."""

from __future__ import annotations

import json
import logging
from pathlib import Path

import pytest
import structlog
from pydantic import ValidationError

from articles.errors import PermanentError
from tasks.dispatch.queues import EXPRESS, QUEUES
from workers import logs
from workers.app.factory import create_app
from workers.app.services import broker_url, elasticsearch_of
from workers.settings import Settings


def settings(**fields: object) -> Settings:
    """Return settings that no file and no variable changes."""
    return Settings(**fields)  # type: ignore[arg-type]


def test_times_must_fit() -> None:
    """A broker that redelivers a task that may still run would make every long task run twice."""
    with pytest.raises(ValidationError, match="COPYDESK_VISIBILITY_TIMEOUT must hold"):
        settings(hard_time_limit=300, visibility_timeout=300)


def test_the_password_goes_into_the_brokers_address() -> None:
    """Kept apart in the settings, so that the address can be shown."""
    told = settings(broker_url="redis://valkey:6379/0", broker_password="p/w@d")
    assert "redis://:p%2Fw%40d@valkey:6379/0" == broker_url(told)
    assert "p/w@d" not in repr(told)


def test_missing_services_are_named(tmp_path: Path) -> None:
    """Without a service the message says which setting names it."""
    with pytest.raises(PermanentError, match="COPYDESK_BROKER_URL"):
        create_app(settings(data=tmp_path))
    with pytest.raises(PermanentError, match="COPYDESK_ELASTICSEARCH_URL"):
        elasticsearch_of(settings(data=tmp_path))


def test_the_app_trusts_no_pickles() -> None:
    """JSON is all that is written to and taken from the broker, and there is no result backend."""
    conf = create_app(settings(broker_url="redis://localhost:1/0")).conf
    assert ["json"] == conf.accept_content
    assert "json" == conf.task_serializer
    assert conf.result_backend is None


def test_no_two_queues_share_an_exchange() -> None:
    """A message for one queue must not reach another."""
    conf = create_app(settings(broker_url="redis://localhost:1/0")).conf
    assert {(name, name, name) for name in QUEUES} == {
        (q.name, q.exchange.name, q.routing_key) for q in conf.task_queues
    }


def test_small_drops_come_first() -> None:
    """A worker looks at its queues in the order of their names."""
    assert sorted(QUEUES)[: len(EXPRESS)] == sorted(EXPRESS)


def test_logs_are_json_lines_without_terminal_codes(capsys: pytest.CaptureFixture[str]) -> None:
    """Off a terminal: one JSON object a line, ours and the libraries', control characters escaped."""
    logs.configure(process="test", format_="json")
    try:
        structlog.get_logger().info("file_claimed", path="a\x1b[31mb")
        logging.getLogger("celery").warning("theirs %s", 1)
    finally:
        logging.getLogger().handlers.clear()
        structlog.reset_defaults()
        logging.captureWarnings(False)
    ours, theirs = (json.loads(line) for line in capsys.readouterr().err.splitlines())
    assert ("file_claimed", "a\\x1b[31mb", "test") == (ours["event"], ours["path"], ours["process"])
    assert ("theirs 1", "warning") == (theirs["event"], theirs["level"])
