"""What `copydesk doctor` finds at real services."""

from __future__ import annotations

import redis

from search.lifecycle.create import create_indices
from search.schema.index_names import Names
from search.transport.client import connect
from workers.doctor.broker import broker
from workers.doctor.check import Check
from workers.doctor.elasticsearch import elasticsearch
from workers.doctor.parts import own_worker
from workers.settings import Settings


def outcomes(found: list[Check]) -> dict[str, str]:
    """Worst outcome by name."""
    order = ("ok", "note", "trouble")
    worst: dict[str, str] = {}
    for check in found:
        worst[check.name] = max(worst.get(check.name, "ok"), check.outcome, key=order.index)
    return worst


def test_broker(valkey_url: str) -> None:
    """One that keeps what it is given is fine; one that may throw it away is trouble, and so is a wrong password."""
    settings = Settings(broker_url=valkey_url)
    assert {"broker": "ok"} == outcomes(list(broker(settings)))
    with redis.Redis.from_url(valkey_url) as client:
        client.config_set("maxmemory-policy", "allkeys-lru")
        try:
            assert {"broker": "trouble"} == outcomes(list(broker(settings)))
        finally:
            client.config_set("maxmemory-policy", "noeviction")
    host = valkey_url.rpartition("@")[2]
    (refused,) = broker(Settings(broker_url=f"redis://:wrong@{host}"))
    assert ("trouble", "refuses our password") == (refused.outcome, refused.found)
    (away,) = broker(Settings(broker_url="redis://127.0.0.1:1/0"))
    assert "trouble" == away.outcome
    assert "trouble" == own_worker(settings).outcome


def test_elasticsearch(elasticsearch_url: str, prefix: str) -> None:
    """Without indices there is something to know; with them all is well; one that is not there is trouble."""
    settings = Settings(elasticsearch_url=elasticsearch_url, prefix=prefix)
    before = outcomes(list(elasticsearch(settings)))
    assert {"elasticsearch": "ok", "cluster": "ok", "index disk": "ok", "indices": "note"} == before
    with connect(elasticsearch_url) as client:
        create_indices(client, Names(prefix))
    after = list(elasticsearch(settings))
    assert {"elasticsearch": "ok", "cluster": "ok", "index disk": "ok", "indices": "ok"} == outcomes(after)
    assert "0 articles" == after[-1].found
    (away,) = elasticsearch(Settings(elasticsearch_url="http://127.0.0.1:1"))
    assert "trouble" == away.outcome
    assert "copydesk up" in away.advice


def test_an_index_that_takes_no_writes(elasticsearch_url: str, prefix: str) -> None:
    """A rebuild that was killed while the writers paused is named, with the command that goes on with it."""
    settings = Settings(elasticsearch_url=elasticsearch_url, prefix=prefix)
    with connect(elasticsearch_url) as client:
        create_indices(client, Names(prefix))
        client.indices.add_block(index=Names(prefix).everything, block="write")
    *_, found = elasticsearch(settings)
    assert ("indices", "trouble") == (found.name, found.outcome)
    assert "takes no writes" in found.found
    assert "copydesk index reindex" in found.advice
