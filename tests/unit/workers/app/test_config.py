"""Celery's configuration beside that of the containers."""

from __future__ import annotations

import re
from pathlib import Path

import yaml

from workers.app.config import configuration
from workers.settings import Settings

COMPOSE = Path(__file__).parents[4] / "docker-compose.yml"


def seconds(text: str) -> int:
    """Seconds of a duration as Compose writes it."""
    return sum(int(number) * {"m": 60, "s": 1}[unit] for number, unit in re.findall(r"(\d+)([ms])", text))


def test_a_task_in_hand_may_finish_at_shutdown() -> None:
    """The soft shutdown lasts at least the hard time limit, and ends before the container is killed."""
    settings = Settings(_env_file=None)  # type: ignore[call-arg]
    waits = configuration(settings, "redis://localhost:1/0")["worker_soft_shutdown_timeout"]
    services = yaml.safe_load(COMPOSE.read_text("utf-8"))["services"]
    assert settings.hard_time_limit <= waits
    assert waits < seconds(services["worker"]["stop_grace_period"])
