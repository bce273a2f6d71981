"""Refresh indices, so that searches find what was written."""

from __future__ import annotations

from collections.abc import Sequence

from elasticsearch import Elasticsearch

from search.transport.client import translated


def refresh(client: Elasticsearch, indices: Sequence[str]) -> None:
    """Let searches find what was written to these indices.

    Raises:
        TransientError: Elasticsearch does not answer.
    """
    with translated():
        client.indices.refresh(index=list(indices))
