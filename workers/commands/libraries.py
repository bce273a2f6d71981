"""Import libraries that nearly every command needs, without what they would import as well and we do not use."""

from __future__ import annotations

import importlib

from articles.lean_import import import_without


def import_libraries(*, clients: bool = True) -> None:
    """Import them; structlog would import rich to draw tracebacks, and the client of Redis counts for OpenTelemetry.

    They come before a command's own imports, which name the libraries first and `search` last.

    Args:
        clients: the clients of Redis and Elasticsearch as well, which take half a second.
    """
    import_without("structlog", ("better_exceptions", "rich"))
    if clients:
        import_without("redis", ("opentelemetry",))
        importlib.import_module("search")  # imports the client of Elasticsearch
