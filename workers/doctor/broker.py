"""Check the broker and the parts that leave a sign of life there."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, cast

import redis

from workers.doctor.check import Check
from workers.settings import Settings


def broker(settings: Settings) -> Iterator[Check]:
    """Check that the broker answers and keeps what it is given."""
    assert settings.broker_url is not None
    password = settings.broker_password.get_secret_value() if settings.broker_password else None
    options: dict[str, Any] = {"password": password} if password else {}
    url = settings.broker_url.replace("redis+socket://", "unix://", 1)
    client = redis.Redis.from_url(url, socket_timeout=5, socket_connect_timeout=5, **options)
    try:
        with client:
            info = client.info()
            try:
                policy = cast("dict[str, str]", client.config_get("maxmemory-policy")).get("maxmemory-policy", "")
            except redis.ResponseError:  # managed services forbid CONFIG
                policy = str(info.get("maxmemory_policy", ""))
    except redis.AuthenticationError:
        yield Check(
            name="broker", outcome="trouble", found="refuses our password", advice="Set COPYDESK_BROKER_PASSWORD."
        )
        return
    except (redis.RedisError, OSError) as error:
        yield Check(
            name="broker",
            outcome="trouble",
            found=f"does not answer ({type(error).__name__})",
            advice="Start it (`copydesk up` does), or set COPYDESK_BROKER_URL to where it is.",
        )
        return
    version = info.get("valkey_version") or info.get("redis_version")
    yield Check(name="broker", outcome="ok", found=f"{version}, {info.get('used_memory_human')} in use")
    if policy and policy != "noeviction":
        yield Check(
            name="broker",
            outcome="trouble",
            found=f"maxmemory-policy is {policy}",
            advice="It would throw away waiting work: set maxmemory-policy to noeviction.",
        )
    if not int(info.get("aof_enabled", 0)):
        yield Check(
            name="broker",
            outcome="note",
            found="has no append-only file",
            advice="A restart costs time, not articles; set appendonly yes to save the time.",
        )
