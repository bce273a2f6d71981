"""Import the Elasticsearch client without what it would import as well where that is installed.

It looks for other HTTP clients and for data frames, and imports all that it finds: half a second for a command that
asks one question. We use none of them with it.
"""

from __future__ import annotations

import importlib
import sys

_UNUSED = ("aiohttp", "httpx", "requests", "numpy", "pandas", "pyarrow", "opentelemetry")


def import_client() -> None:
    """Import the client, with the unused packages hidden from it; those that were imported before stay visible."""
    hidden = [name for name in _UNUSED if name not in sys.modules]
    for name in hidden:
        sys.modules[name] = None  # type: ignore[assignment]  # an import of it fails, as if it were not installed
    try:
        importlib.import_module("elasticsearch")
    finally:
        for name in hidden:
            del sys.modules[name]
