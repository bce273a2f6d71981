"""Celery's configuration beside that of the containers."""

from __future__ import annotations

import re
from pathlib import Path

import yaml
from flower.utils.broker import Broker

from workers.app.config import configuration
from workers.settings import Settings

COMPOSE = Path(__file__).parents[4] / "docker-compose.yml"


def seconds(text: str) -> int:
    """Seconds of a duration as Compose writes it."""
    return sum(int(number) * {"m": 60, "s": 1}[unit] for number, unit in re.findall(r"(\d+)([ms])", text))


def test_a_task_in_hand_may_finish_at_shutdown() -> None:
    """The soft shutdown lasts at least the hard time limit, and ends before the container is killed."""
    settings = Settings()
    waits = configuration(settings, "redis://localhost:1/0")["worker_soft_shutdown_timeout"]
    services = yaml.safe_load(COMPOSE.read_text("utf-8"))["services"]
    assert settings.hard_time_limit <= waits
    assert waits < seconds(services["worker"]["stop_grace_period"])


def test_flower_shows_the_queues_of_a_broker_with_tls() -> None:
    """Its page of the broker trusts the certificates that the address names, and speaks TLS without them too."""
    settings = Settings(prefix="desk-")
    for query, trusted in (("", None), ("?ssl_ca_certs=/etc/ca.pem&ssl_cert_reqs=required", "/etc/ca.pem")):
        conf = configuration(settings, f"rediss://:secret@broker:6380/2{query}")
        page = Broker(
            conf["broker_url"],
            broker_options=conf["broker_transport_options"],
            broker_use_ssl=conf["broker_use_ssl"],
        )
        told = page.redis.connection_pool.connection_kwargs
        assert ("broker", 6380, 2, "secret") == (told["host"], told["port"], told["db"], told["password"])
        assert (trusted, "desk-") == (told.get("ssl_ca_certs"), page.broker_prefix)
        assert "SSLConnection" == page.redis.connection_pool.connection_class.__name__
    assert "broker_use_ssl" not in configuration(settings, "redis://broker:6379/0")
