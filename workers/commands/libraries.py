"""Import libraries that nearly every command needs, without what they would import as well and we do not use."""

from __future__ import annotations

import importlib

from articles.lean_import import import_without


def import_libraries() -> None:
    """Import them; structlog would import rich to draw tracebacks, and the client of Redis counts for OpenTelemetry.

    They come before a command's own imports, which name the libraries first and `search` last.
    """
    import_without("structlog", ("better_exceptions", "rich"))
    import_without("redis", ("opentelemetry",))
    importlib.import_module("search")  # imports the client of Elasticsearch
