"""Copy all articles into a new index under the current mapping."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from typing import Any

from elasticsearch import Elasticsearch

from search.lifecycle.create import LEADS_ONLY, current_index
from search.schema import mapping
from search.schema.index_names import Names
from search.transport.client import translated


def copy_index(
    client: Elasticsearch, names: Names, *, progress: Callable[[int, int], None] = lambda done, total: None
) -> str:
    """Copy all articles into a new index under the current mapping, and move both aliases to it in one step.

    The new index is deleted if anything fails; the old one is deleted only after the aliases have moved. Versions are
    carried over (`external`), so that a late redelivery still cannot overwrite a newer text.

    Nothing pauses intake. What is written to the old index after it was read is lost with it, so the workers have to
    be stopped first.

    Args:
        client: Elasticsearch, with a key that may create and delete indices.
        names: Index names.
        progress: Gets the documents copied so far, and in all.

    Returns:
        Name of the new index.

    Raises:
        TransientError: Elasticsearch does not answer.
        PermanentError: It refuses.
        RuntimeError: A document could not be copied.
    """
    with translated():
        old = current_index(client, names)
        match = re.search(r"-v(\d+)(?:-(\d+))?$", old)
        assert match is not None  # ours: see `Names.version`
        serial = int(match.group(2) or 0) + 1 if int(match.group(1)) == mapping.VERSION else 0
        new = names.version(mapping.VERSION) + (f"-{serial}" if serial else "")
        settings = mapping.article_settings() | {"refresh_interval": "-1"}
        client.indices.delete(index=new, ignore_unavailable=True)
        client.indices.create(index=new, mappings=mapping.ARTICLE, settings=settings)
        try:
            client.indices.refresh(index=old)
            started = client.reindex(
                source={"index": old, "size": 500},
                dest={"index": new, "version_type": "external"},
                wait_for_completion=False,
            )
            state = _wait(client, str(started["task"]), progress)
            if state["response"]["failures"]:
                raise RuntimeError(f"reindexing failed: {state['response']['failures'][0]}")
            client.indices.put_settings(
                index=new, settings={"refresh_interval": mapping.article_settings()["refresh_interval"]}
            )
            client.indices.refresh(index=new)
            client.indices.update_aliases(
                actions=[
                    {"remove_index": {"index": old}},
                    {"add": {"index": new, "alias": names.everything, "is_write_index": True}},
                    {"add": {"index": new, "alias": names.articles, "filter": LEADS_ONLY}},
                ]
            )
        except BaseException:
            if current_index(client, names) != new:
                client.indices.delete(index=new, ignore_unavailable=True)
            raise
    return new


def _wait(client: Elasticsearch, task: str, progress: Callable[[int, int], None]) -> dict[str, Any]:
    while True:
        # Not `client.tasks.get`, which warns that it is a preview; the request has been the same since version 5.
        state = client.perform_request("GET", f"/_tasks/{task}", headers={"accept": "application/json"}).body
        done = state["task"]["status"]
        progress(done["created"] + done["updated"], done["total"])
        if state["completed"]:
            return dict(state)
        time.sleep(0.2)
