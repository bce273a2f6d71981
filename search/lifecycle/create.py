"""Create the indices, aliases and fields that are missing, and report on them."""

from __future__ import annotations

import re
from collections.abc import Container, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import structlog
from elasticsearch import ApiError, Elasticsearch, NotFoundError

from articles.errors import PermanentError
from search.schema import mapping
from search.schema.index_names import Names
from search.transport.client import translated

log = structlog.get_logger()

#: What the alias `articles` leaves out.
LEADS_ONLY = {"bool": {"must_not": [{"term": {"is_copy": True}}]}}

#: Indices that are created at a time: each waits for several steps of an Elasticsearch that has only just started.
_AT_A_TIME = 5

#: What every index of ours has had from the first version on.
_EVERYWHERE = frozenset({"news", "folded"})

Properties = Mapping[str, Any]


class TooNewError(PermanentError):
    """The index of articles has a newer mapping than this program knows."""


def create_indices(client: Elasticsearch, names: Names) -> bool:
    """Create the indices, aliases and fields that are missing; return whether any was.

    Safe to run at every start and in several processes at once: what exists is left alone. Covers an installation that
    is new, one whose index or alias an administrator has removed, and indices of a version that had fewer fields.

    Raises:
        TransientError: Elasticsearch does not answer.
        PermanentError: Something is missing and the key may not create it, or the index is of a newer version.
    """
    with ThreadPoolExecutor(1, thread_name_prefix="forbid") as pool:
        forbidden = pool.submit(_forbid_auto_creation, client, names)
        found = _look(client, names)
        made = _restore(client, names, found)
        _refresh_seldom(client, found)
    forbidden.result()
    return made


def restore_indices(client: Elasticsearch, names: Names) -> bool:
    """Create what is missing, as `create_indices`; what is asked for at a start alone is left out."""
    return _restore(client, names, _look(client, names))


def _look(client: Elasticsearch, names: Names) -> dict[str, Properties]:
    """Return aliases, mapping and settings of the indices that exist, by one request."""
    parts = ("aliases", "mappings", "settings.index.analysis.analyzer", "settings.index.refresh_interval")
    with translated():
        return dict(
            client.indices.get(
                index=[names.versions, *_others(names)],
                ignore_unavailable=True,
                filter_path=[f"*.{part}" for part in parts],
            )
        )


def _restore(client: Elasticsearch, names: Names, found: Mapping[str, Properties]) -> bool:
    others = _others(names)
    articles = {index: about for index, about in found.items() if index not in others}
    made = bool(articles) and _repair_articles(client, names, articles)
    for name, fields in others.items():
        if name in found:
            made |= _add_missing(client, name, fields, found[name])
    with ThreadPoolExecutor(_AT_A_TIME, thread_name_prefix="create") as pool:
        begun = [] if articles else [pool.submit(_create_articles, client, names)]
        begun += [
            pool.submit(_create_other, client, names, name, fields)
            for name, fields in others.items()
            if name not in found
        ]
    created = [each.result() for each in begun]  # each is looked at: any may have failed
    return made or any(created)


def _create_articles(client: Elasticsearch, names: Names) -> bool:
    with translated():
        index = names.version(mapping.VERSION)
        return _create(client, index, mapping.ARTICLE, mapping.article_settings(), _aliases(names))


def _create_other(client: Elasticsearch, names: Names, name: str, fields: Properties) -> bool:
    try:
        with translated():
            return _create(client, name, fields, mapping.other_settings())
    except PermanentError as error:
        if name not in _made_late(names):
            raise
        log.warning("indices_missing", error=str(error), what_now="run 'copydesk keys' as the administrator")
        return False


def _refresh_seldom(client: Elasticsearch, found: Mapping[str, Properties]) -> None:
    """Give indices of an earlier version the interval of this one; one that an administrator chose stays."""
    old = [
        index
        for index, about in found.items()
        if about.get("settings", {}).get("index", {}).get("refresh_interval") in mapping.EARLIER_REFRESH
    ]
    if not old:
        return
    try:
        with translated():
            client.indices.put_settings(index=old, settings={"index.refresh_interval": mapping.REFRESH})
    except PermanentError:
        pass  # the workers' key may not; 'copydesk up' and 'copydesk keys' run this as the administrator


def _forbid_auto_creation(client: Elasticsearch, names: Names) -> None:
    """Let writes to an index that an administrator deleted fail, instead of creating it without our mapping."""
    ours = [names.articles, names.everything, *_others(names)]
    template = f"{names.prefix}copydesk"
    try:
        with translated():
            client.indices.put_index_template(name=template, index_patterns=ours, allow_auto_create=False, priority=500)
    except PermanentError:
        pass  # the workers' key: it may not create indices either


def too_new(index: str, version: int) -> str:
    """Return what is wrong, and what to do, where an index has a newer mapping than this program knows; else ""."""
    if version <= mapping.VERSION:
        return ""
    return (
        f"the index {index} has mapping {version}, this program knows {mapping.VERSION}: "
        "start the newer version of Copydesk, or go back to the earlier index with its `copydesk index rollback`"
    )


def _check_version(index: str, version: int) -> None:
    """Refuse to write to an index of a newer version; say what to do about one of an earlier version."""
    if problem := too_new(index, version):
        raise TooNewError(problem)
    if version < mapping.VERSION:
        log.warning(
            "mapping_outdated",
            mapping=version,
            current=mapping.VERSION,
            what_now="articles are indexed as before; `copydesk index reindex` brings the new fields",
        )


def mapping_version(client: Elasticsearch, index: str) -> int:
    """Return the version of the mapping that an index was created with."""
    with translated():
        return _version(client.indices.get_mapping(index=index)[index])


def _version(about: Properties) -> int:
    return int(about["mappings"].get("_meta", {}).get("copydesk", 0))


def _others(names: Names) -> dict[str, Properties]:
    return {
        names.intake: mapping.INTAKE,
        names.revisions: mapping.REVISIONS,
        names.tombstones: mapping.TOMBSTONES,
        names.withdrawn: mapping.WITHDRAWN,
        names.holds: mapping.HOLDS,
        names.identities: mapping.IDENTITIES,
        names.changes: mapping.CHANGES,
        **_made_late(names),
    }


def _made_late(names: Names) -> dict[str, Properties]:
    """Return the indices that no article waits for: they are made from others, or work is noted in them."""
    return {names.entities: mapping.ENTITIES, names.state: mapping.STATE}


def _aliases(names: Names) -> dict[str, Properties]:
    return {names.everything: {"is_write_index": True}, names.articles: {"filter": LEADS_ONLY}}


def _repair_articles(client: Elasticsearch, names: Names, found: Mapping[str, Properties]) -> bool:
    aliased = {index: set(about.get("aliases", ())) for index, about in found.items()}
    index = next((index for index, aliases in aliased.items() if names.everything in aliases), None) or max(
        found, key=_serial
    )
    removed = {alias: about for alias, about in _aliases(names).items() if alias not in aliased[index]}
    if removed:
        actions = [{"add": {"index": index, "alias": alias, **about}} for alias, about in removed.items()]
        with translated():
            client.indices.update_aliases(actions=actions)
    _check_version(index, _version(found[index]))
    return _add_missing(client, index, mapping.ARTICLE, found[index]) or bool(removed)


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


def add_fields(client: Elasticsearch, index: str, fields: Mapping[str, Any]) -> bool:
    """Add the fields that a later version of Copydesk has and the index lacks."""
    with translated():
        return _add_missing(client, index, fields, client.indices.get(index=index)[index])


def _add_missing(client: Elasticsearch, index: str, fields: Mapping[str, Any], about: Properties) -> bool:
    """Add fields to an index, of which this is known: mapping and analyzers."""
    present = about["mappings"].get("properties", {})
    missing = missing_fields(fields["properties"], present)
    if missing:
        known = about.get("settings", {}).get("index", {}).get("analysis", {}).get("analyzer", {})
        with translated():
            client.indices.put_mapping(index=index, properties=acceptable(missing, present, frozenset(known)))
    return bool(missing)


def acceptable(missing: Properties, present: Properties, analyzers: Container[str]) -> dict[str, Any]:
    """Return missing fields as an index takes them that was created with these analyzers.

    An index gets no further analyzers. So a field that needs one is only kept there, and becomes searchable by a
    reindex: programs go on writing it.
    """
    fields: dict[str, Any] = {}
    for name, field in missing.items():
        if all(one in analyzers or one in _EVERYWHERE for one in _analyzers(field)):
            fields[name] = field
        elif name in present:
            inner = acceptable(field.get("properties", {}), present[name].get("properties", {}), analyzers)
            fields[name] = field | {"properties": inner}
        else:
            fields[name] = mapping.STORED
    return fields


def _analyzers(field: Any) -> Iterator[str]:
    """Yield the analyzers that a field, or one inside of it, names."""
    if isinstance(field, Mapping):
        for name, value in field.items():
            if name in ("analyzer", "search_analyzer", "normalizer") and isinstance(value, str):
                yield value
            else:
                yield from _analyzers(value)


def missing_fields(wanted: Properties, present: Properties) -> dict[str, Any]:
    """Return the part of a mapping that an index lacks, as put-mapping takes it.

    Fields that exist with another type are not part of it: changing them takes a reindex (`mapping.VERSION`).
    """
    missing: dict[str, Any] = {}
    for name, field in wanted.items():
        there = present.get(name)
        if there is None:
            missing[name] = field
        elif there.get("enabled") in (False, "false"):
            continue  # kept without being searched, until the index is rebuilt
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
