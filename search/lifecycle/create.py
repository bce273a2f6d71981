"""Create the indices and aliases, and report on them."""

from __future__ import annotations

from typing import Any

from elasticsearch import ApiError, Elasticsearch, NotFoundError

from search.schema import mapping
from search.schema.index_names import Names
from search.transport.client import translated

#: What the alias `articles` leaves out.
LEADS_ONLY = {"bool": {"must_not": [{"term": {"is_copy": True}}]}}


def create_indices(client: Elasticsearch, names: Names) -> bool:
    """Create the indices and aliases that are missing; return whether any was.

    Safe to run at every start and in several processes at once: an index that exists is left alone.
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


def index_status(client: Elasticsearch, names: Names) -> list[dict[str, Any]]:
    """Return one row per index: name, documents, bytes, mapping version, aliases."""
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


def current_index(client: Elasticsearch, names: Names) -> str:
    """Return the name of the index that articles are written to."""
    with translated():
        found = client.indices.get_alias(name=names.everything)
    for index, about in found.items():
        if about["aliases"][names.everything].get("is_write_index", len(found.body) == 1):
            return str(index)
    raise LookupError(f"{names.everything} has no index to write to")
