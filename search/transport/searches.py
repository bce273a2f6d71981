"""Ask several searches in one request; Elasticsearch answers them side by side."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from typing import Any

from elasticsearch import ApiError, Elasticsearch

from search.transport.client import translated


def ask_all(client: Elasticsearch, searches: Sequence[tuple[str, Mapping[str, Any]]]) -> list[dict[str, Any]]:
    """Return the answers to searches, in their order.

    Args:
        client: Elasticsearch.
        searches: The index and the body of each.

    Raises:
        TransientError: Elasticsearch does not answer one of them.
        PermanentError: It refuses one of them.
    """
    lines: list[Mapping[str, Any]] = []
    for index, body in searches:
        lines += ({"index": index}, body)
    if not lines:
        return []
    with translated():
        answer = client.msearch(searches=lines)
        for one in answer["responses"]:
            if "error" in one:
                reason = one["error"].get("type", "error")
                raise ApiError(reason, dataclasses.replace(answer.meta, status=one["status"]), one)
    return list(answer["responses"])
