"""Connect to Elasticsearch, and translate its errors."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from elastic_transport import ConnectionError as TransportConnectionError
from elastic_transport import ConnectionTimeout, TransportError
from elasticsearch import ApiError, Elasticsearch

from articles.errors import PermanentError, TransientError

#: What Elasticsearch calls the error that an index does not exist.
NO_INDEX = "index_not_found_exception"
NO_INDEX_ADVICE = "Is COPYDESK_PREFIX right? 'copydesk index create' makes missing indices."
#: Status codes of a key that lacks a privilege.
_NOT_ALLOWED = frozenset({401, 403})
#: Status codes that may change when asked again: overloaded, restarting, shards not started, gateway trouble.
TRANSIENT_STATUS = frozenset({408, 425, 429, 500, 502, 503, 504})


def connect(url: str, *, api_key: str | None = None, ca: Path | None = None, timeout: float = 30.0) -> Elasticsearch:
    """Return a client for the server at `url`. Nothing is sent yet.

    Retries are off: the caller decides what a failure means (see `tasks.failures.wait_for_service`).
    """
    trust: dict[str, Any] = {"ca_certs": str(ca)} if ca else {}
    return Elasticsearch(
        url,
        api_key=api_key,
        **trust,
        request_timeout=timeout,
        max_retries=0,
        retry_on_timeout=False,
        http_compress=False,
    )


@contextmanager
def translated() -> Iterator[None]:
    """Turn the client's exceptions into ours.

    Raises:
        TransientError: no connection, a time-out, or one of `TRANSIENT_STATUS`.
        PermanentError: any other answer that is an error.
    """
    try:
        yield
    except (TransportConnectionError, ConnectionTimeout) as error:
        raise TransientError(f"Elasticsearch does not answer: {_why(error)}. 'copydesk doctor' says more.") from error
    except ApiError as error:
        if error.status_code in TRANSIENT_STATUS or is_paused(error):
            raise TransientError(f"Elasticsearch answers {error.status_code}: {error.message}") from error
        if error.status_code in _NOT_ALLOWED:
            raise PermanentError(
                f"Elasticsearch answers {error.status_code}: its key may not do this. Do COPYDESK_PREFIX and "
                f"COPYDESK_ELASTICSEARCH_API_KEY belong together? 'copydesk keys' makes keys. It said: {_reason(error)}"
            ) from error
        if error.error == NO_INDEX:
            raise PermanentError(f"Elasticsearch has no such index. {NO_INDEX_ADVICE}") from error
        raise PermanentError(f"Elasticsearch refuses with {error.status_code}: {_reason(error)}") from error
    except TransportError as error:
        raise TransientError(f"Elasticsearch cannot be reached: {error.message}") from error


def _reason(error: ApiError) -> str:
    """Return what Elasticsearch says of an error, without the names of the client's classes."""
    body = error.body
    told = body.get("error") if isinstance(body, dict) else None
    reason = told.get("reason") if isinstance(told, dict) else told
    return f"{error.message}: {reason}" if reason else str(error.message)


def _why(error: TransportError) -> str:
    """Return why there is no connection, without the names of the client's classes."""
    return str(error.message).rpartition("connection: ")[2].rstrip(". ")


def is_paused(error: ApiError) -> bool:
    """Return whether writes are refused for a moment: `search.lifecycle.reindex` is about to replace the index."""
    return error.status_code == 403 and error.error == "cluster_block_exception"


def answers(client: Elasticsearch, *, timeout: float = 2.0) -> bool:
    """Return whether the server answers and its shards are up, so that writing makes sense."""
    try:
        health = client.options(request_timeout=timeout).cluster.health()
    except (TransportError, ApiError):
        return False
    return str(health["status"]) != "red"


def is_refused(error: PermanentError) -> bool:
    """Return whether an index may not be read with this key, or does not exist."""
    cause = error.__cause__
    return isinstance(cause, ApiError) and cause.status_code in (403, 404)


def is_unanswerable(error: PermanentError) -> bool:
    """Return whether Elasticsearch cannot make sense of a request, or finds that it asks for too much."""
    cause = error.__cause__
    return isinstance(cause, ApiError) and cause.status_code == 400
