"""Create the indices, aliases and fields that are missing, and report on them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from elasticsearch import ApiError, Elasticsearch, NotFoundError

from articles.errors import PermanentError
from search.schema import mapping
from search.schema.index_names import Names
from search.transport.client import translated

#: What the alias `articles` leaves out.
LEADS_ONLY = {"bool": {"must_not": [{"term": {"is_copy": True}}]}}

Properties = Mapping[str, Any]


def create_indices(client: Elasticsearch, names: Names) -> bool:
    """Create the indices, aliases and fields that are missing; return whether any was.

    Safe to run at every start and in several processes at once: what exists is left alone. Covers an installation that
    is new, one whose index or alias an administrator has removed, and indices of a version that had fewer fields.

    Raises:
        TransientError: Elasticsearch does not answer.
        PermanentError: Something is missing and the key may not create it.
    """
    _forbid_auto_creation(client, names)
    made = _article_index(client, names)
    for name, fields in _others(names).items():
        with translated():
            if not client.indices.exists(index=name):
                made |= _create(client, name, fields, mapping.other_settings())
        made |= _add_fields(client, name, fields)
    return made


def _forbid_auto_creation(client: Elasticsearch, names: Names) -> None:
    """Let writes to an index that an administrator deleted fail, instead of creating it without our mapping."""
    ours = [names.articles, names.everything, *_others(names)]
    template = f"{names.prefix}copydesk"
    try:
        with translated():
            client.indices.put_index_template(name=template, index_patterns=ours, allow_auto_create=False, priority=500)
    except PermanentError:
        pass  # the workers' key: it may not create indices either


def _others(names: Names) -> dict[str, Properties]:
    return {
        names.intake: mapping.INTAKE,
        names.revisions: mapping.REVISIONS,
        names.tombstones: mapping.TOMBSTONES,
        names.withdrawn: mapping.WITHDRAWN,
        names.holds: mapping.HOLDS,
        names.identities: mapping.IDENTITIES,
        names.changes: mapping.CHANGES,
    }


def _aliases(names: Names) -> dict[str, Properties]:
    return {names.everything: {"is_write_index": True}, names.articles: {"filter": LEADS_ONLY}}


def _article_index(client: Elasticsearch, names: Names) -> bool:
    with translated():
        found = {index: set(about["aliases"]) for index, about in _existing(client, names).items()}
    index = next((index for index, aliases in found.items() if names.everything in aliases), None) or max(
        found, key=_serial, default=None
    )
    if index is None:
        index = names.version(mapping.VERSION)
        with translated():
            return _create(client, index, mapping.ARTICLE, mapping.article_settings(), _aliases(names))
    removed = {alias: about for alias, about in _aliases(names).items() if alias not in found[index]}
    if removed:
        actions = [{"add": {"index": index, "alias": alias, **about}} for alias, about in removed.items()]
        with translated():
            client.indices.update_aliases(actions=actions)
    return _add_fields(client, index, mapping.ARTICLE) or bool(removed)


def _existing(client: Elasticsearch, names: Names) -> dict[str, Any]:
    return dict(client.indices.get(index=names.versions, features="aliases"))


def _serial(index: str) -> tuple[int, int]:
    """Return mapping version and serial number of an index of articles."""
    match = re.search(r"-v(\d+)(?:-(\d+))?$", index)
    return (int(match[1]), int(match[2] or 0)) if match else (0, 0)


def _create(
    client: Elasticsearch,
    name: str,
    fields: Properties,
    settings: Properties,
    aliases: Properties | None = None,
) -> bool:
    try:
        client.indices.create(index=name, mappings=fields, settings=settings, aliases=aliases)
    except ApiError as error:
        if error.error == "resource_already_exists_exception":
            return False
        raise
    return True


def _add_fields(client: Elasticsearch, index: str, fields: Mapping[str, Any]) -> bool:
    """Add the fields that a later version of Copydesk has and the index lacks."""
    with translated():
        present = client.indices.get_mapping(index=index)[index]["mappings"].get("properties", {})
        missing = missing_fields(fields["properties"], present)
        if missing:
            client.indices.put_mapping(index=index, properties=missing)
    return bool(missing)


def missing_fields(wanted: Properties, present: Properties) -> dict[str, Any]:
    """Return the part of a mapping that an index lacks, as put-mapping takes it.

    Fields that exist with another type are not part of it: changing them takes a reindex (`mapping.VERSION`).
    """
    missing: dict[str, Any] = {}
    for name, field in wanted.items():
        there = present.get(name)
        if there is None:
            missing[name] = field
        elif inner := missing_fields(field.get("properties", {}), there.get("properties", {})):
            kept = {"type": field["type"]} if "type" in field else {}
            missing[name] = kept | {"properties": inner}
        elif set(field.get("fields", {})) - set(there.get("fields", {})):
            missing[name] = field
    return missing


def index_status(client: Elasticsearch, names: Names) -> list[dict[str, Any]]:
    """Return one row per index: name, documents, bytes, mapping version, aliases."""
    rows = []
    with translated():
        for name in (names.versions, *_others(names)):
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
    """Return the name of the index that articles are written to.

    Raises:
        LookupError: There is none.
    """
    with translated():
        found = client.indices.get_alias(name=names.everything)
    for index, about in found.items():
        if about["aliases"][names.everything].get("is_write_index", len(found.body) == 1):
            return str(index)
    raise LookupError(f"{names.everything} has no index to write to")
