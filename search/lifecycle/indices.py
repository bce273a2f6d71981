"""The life of the indices: made, looked at, filled again under a new mapping."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from typing import Any

from elasticsearch import ApiError, Elasticsearch, NotFoundError

from search.schema import mapping
from search.schema.index_names import Names
from search.transport.client import translated

#: What the alias `articles` leaves out.
LEADS_ONLY = {"bool": {"must_not": [{"term": {"is_copy": True}}]}}


def create(client: Elasticsearch, names: Names) -> bool:
    """Make whatever is missing; True if anything was.

    Safe to run at every start and by several processes at once: an index that is already there is left alone.
    """
    made = False
    with translated():
        if not client.indices.exists_alias(name=names.everything):
            made |= _create(
                client,
                names.version(mapping.VERSION),
                mapping.ARTICLE,
                mapping.article_settings(),
                aliases={names.everything: {"is_write_index": True}, names.articles: {"filter": LEADS_ONLY}},
            )
        for name, fields in (
            (names.intake, mapping.INTAKE),
            (names.revisions, mapping.REVISIONS),
            (names.tombstones, mapping.TOMBSTONES),
        ):
            if not client.indices.exists(index=name):
                made |= _create(client, name, fields, mapping.other_settings())
    return made


def _create(
    client: Elasticsearch,
    name: str,
    fields: dict[str, Any],
    settings: dict[str, Any],
    aliases: dict[str, Any] | None = None,
) -> bool:
    try:
        client.indices.create(index=name, mappings=fields, settings=settings, aliases=aliases)
    except ApiError as error:
        if error.error == "resource_already_exists_exception":
            return False
        raise
    return True


def status(client: Elasticsearch, names: Names) -> list[dict[str, Any]]:
    """One row per index: name, documents, bytes, mapping version, aliases."""
    rows = []
    with translated():
        for name in (names.versions, names.intake, names.revisions, names.tombstones):
            try:
                found = client.indices.get(index=name)
            except NotFoundError:
                continue
            for index, about in sorted(found.items()):
                stats = client.indices.stats(index=index, metric="store")["indices"][index]["primaries"]
                rows.append(
                    {
                        "index": index,
                        "documents": client.count(index=index)["count"],  # not its entities and quotes
                        "bytes": stats["store"]["size_in_bytes"],
                        "mapping": about["mappings"].get("_meta", {}).get("copydesk"),
                        "aliases": sorted(about["aliases"]),
                    }
                )
    return rows


def current(client: Elasticsearch, names: Names) -> str:
    """Name of the index that is written to."""
    with translated():
        found = client.indices.get_alias(name=names.everything)
    for index, about in found.items():
        if about["aliases"][names.everything].get("is_write_index", len(found.body) == 1):
            return str(index)
    raise LookupError(f"{names.everything} has no index to write to")


def reindex(
    client: Elasticsearch, names: Names, *, progress: Callable[[int, int], None] = lambda done, total: None
) -> str:
    """Copy all articles into a new index under today's mapping and swing both aliases to it, in one step.

    The new index is thrown away if anything fails; the old one goes only after the swing. Versions are carried
    over (`external`), so that a late redelivery still cannot overwrite. The caller pauses intake meanwhile
    (`copydesk index reindex` does): what is written to the old index after it was read would stay behind.

    Returns the new index's name. `progress` gets documents done and in all.
    """
    with translated():
        old = current(client, names)
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
            if current(client, names) != new:
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
