"""Connect to the services that the settings name."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING
from urllib.parse import quote, urlsplit, urlunsplit

from redis import Redis
from redis.backoff import ExponentialBackoff
from redis.retry import Retry

from articles.errors import PermanentError
from search.transport.client import connect
from workers.settings import Settings

if TYPE_CHECKING:
    from elasticsearch import Elasticsearch


def broker_url(settings: Settings) -> str:
    """Return the broker's URL with its password.

    Raises:
        PermanentError: no broker is set, and none of our own runs here.
    """
    if settings.broker_url is None:
        raise PermanentError(_nothing_runs(settings, "COPYDESK_BROKER_URL, the address of a Valkey or Redis"))
    if settings.broker_password is None:
        return settings.broker_url
    parts = urlsplit(settings.broker_url)
    host = parts.netloc.rpartition("@")[2]
    secret = quote(settings.broker_password.get_secret_value(), safe="")
    return urlunsplit(parts._replace(netloc=f":{secret}@{host}"))


def redis_of(settings: Settings) -> Callable[[], Redis]:
    """Return a function that connects to the broker's Redis. Raises as `broker_url`."""
    url = broker_url(settings).replace("redis+socket://", "unix://")
    if url.startswith("unix://"):
        url = url.replace("virtual_host=", "db=")

    def connect_redis() -> Redis:
        return Redis.from_url(
            url,
            socket_timeout=30,
            socket_connect_timeout=5,
            health_check_interval=25,
            retry=Retry(ExponentialBackoff(cap=2, base=0.1), 6),
        )

    return connect_redis


def elasticsearch_of(settings: Settings) -> Callable[[], Elasticsearch]:
    """Return a function that connects to Elasticsearch.

    Raises:
        PermanentError: none is set, and none of our own runs here.
    """
    if settings.elasticsearch_url is None:
        raise PermanentError(_nothing_runs(settings, "COPYDESK_ELASTICSEARCH_URL"))
    url = settings.elasticsearch_url
    key = settings.elasticsearch_api_key.get_secret_value() if settings.elasticsearch_api_key else None
    return lambda: connect(url, api_key=key, ca=settings.elasticsearch_ca)


def _nothing_runs(settings: Settings, setting: str) -> str:
    return (
        f"No running Copydesk in {settings.data.absolute()}. If one runs elsewhere, name its data folder by --data; if "
        f"it is being started, wait until it is ready. Start one with 'copydesk up', or set {setting}."
    )
