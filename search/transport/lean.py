"""Import the Elasticsearch client without what it would import as well where that is installed.

It looks for other HTTP clients and for data frames, and imports all that it finds: half a second for a command that
asks one question. We use none of them with it.
"""

from __future__ import annotations

from articles.lean_import import import_without

_UNUSED = ("aiohttp", "httpx", "requests", "numpy", "pandas", "pyarrow", "opentelemetry")


def import_client() -> None:
    """Import the client, with the unused packages hidden from it."""
    import_without("elasticsearch", _UNUSED)
