"""Check Elasticsearch: version, health, disks, indices."""

from __future__ import annotations

from collections.abc import Iterator
from typing import cast

from elasticsearch import ApiError, Elasticsearch, TransportError

from search.schema.index_names import Names
from search.transport.client import connect
from workers.doctor.check import Check, Outcome
from workers.settings import Settings

_CLIENT_MAJOR = 9


def elasticsearch(settings: Settings) -> Iterator[Check]:
    """Check that Elasticsearch answers, has space, and contains our indices."""
    assert settings.elasticsearch_url is not None
    key = settings.elasticsearch_api_key.get_secret_value() if settings.elasticsearch_api_key else None
    with connect(settings.elasticsearch_url, api_key=key, ca=settings.elasticsearch_ca, timeout=10) as client:
        try:
            version = str(client.info()["version"]["number"])
        except ApiError as error:
            advice = "Set COPYDESK_ELASTICSEARCH_API_KEY to a key that may read and write the indices."
            yield Check(
                name="elasticsearch",
                outcome="trouble",
                found=f"refuses with {error.status_code}",
                advice=advice if error.status_code in (401, 403) else "Look into its log.",
            )
            return
        except TransportError as error:
            yield Check(
                name="elasticsearch",
                outcome="trouble",
                found=f"does not answer ({type(error).__name__})",
                advice="Start it (`copydesk up` does), or set COPYDESK_ELASTICSEARCH_URL to where it is.",
            )
            return
        if int(version.split(".")[0]) != _CLIENT_MAJOR:
            yield Check(
                name="elasticsearch",
                outcome="trouble",
                found=version,
                advice=f"Use Elasticsearch {_CLIENT_MAJOR}: the client supports no other version.",
            )
            return
        yield Check(name="elasticsearch", outcome="ok", found=version)
        for look in (_health, _disk, _indices):
            try:
                yield from look(client, Names(settings.prefix))
            except ApiError as error:
                if error.status_code != 403:  # a key of least privilege may not look at everything
                    raise
            except TransportError as error:
                yield Check(name="elasticsearch", outcome="trouble", found=f"stopped answering: {error.message}")
                return


def _health(client: Elasticsearch, names: Names) -> Iterator[Check]:
    health = client.cluster.health()
    if health["status"] == "red":
        yield Check(
            name="cluster",
            outcome="trouble",
            found="red: part of the data cannot be reached",
            advice="Look at GET _cluster/allocation/explain.",
        )
    else:
        nodes = "1 node" if health["number_of_nodes"] == 1 else f"{health['number_of_nodes']} nodes"
        yield Check(name="cluster", outcome="ok", found=f"{health['status']}, {nodes}")


def _disk(client: Elasticsearch, names: Names) -> Iterator[Check]:
    marks = watermarks(client)
    for node in client.nodes.stats(metric="fs")["nodes"].values():
        total = node["fs"]["total"]
        free, size = total["available_in_bytes"], total["total_in_bytes"]
        for mark, outcome in (("flood_stage", "trouble"), ("high", "trouble"), ("low", "note")):
            if free < free_at(str(marks.get(mark, "0b")), size):
                yield Check(
                    name="index disk",
                    outcome=cast("Outcome", outcome),
                    found=f"{free / 1e9:.1f} GB free on node {node['name']}, past the watermark '{mark}'",
                    advice="Free some: past flood_stage Elasticsearch refuses to write.",
                )
                break
        else:
            yield Check(name="index disk", outcome="ok", found=f"{free / 1e9:.1f} GB free on node {node['name']}")


def _indices(client: Elasticsearch, names: Names) -> Iterator[Check]:
    missing = [name for name in (names.articles, names.everything) if not client.indices.exists_alias(name=name)]
    missing += [name for name in (names.intake, names.entities) if not client.indices.exists(index=name)]
    if missing:
        yield Check(
            name="indices",
            outcome="note",
            found=f"missing: {', '.join(missing)}",
            advice="`copydesk index create` makes them; so does the first worker.",
        )
        return
    for check in _blocks(client, names):
        yield check
        return
    yield Check(name="indices", outcome="ok", found=f"{client.count(index=names.everything)['count']:,} articles")


def _blocks(client: Elasticsearch, names: Names) -> Iterator[Check]:
    settings = client.indices.get_settings(index=names.everything, flat_settings=True)
    for index, found in settings.items():
        if str(found["settings"].get("index.blocks.read_only_allow_delete", "false")) == "true":
            yield Check(
                name="indices",
                outcome="trouble",
                found=f"{index} is read-only because its disk was full",
                advice="Free space; Elasticsearch then allows writing again by itself.",
            )
        elif str(found["settings"].get("index.blocks.write", "false")) == "true":
            yield Check(
                name="indices",
                outcome="trouble",
                found=f"{index} takes no writes: the index is being rebuilt, or that was killed",
                advice="It lasts a second or two. If no rebuild runs, give the command again that was killed: "
                "`copydesk index reindex` or `copydesk index rollback` goes on, and the workers with it.",
            )


def watermarks(client: Elasticsearch) -> dict[str, str]:
    """Return how full a disk may be, by name ("flood_stage", "high", "low"), as the cluster is set."""
    settings = client.cluster.get_settings(include_defaults=True, flat_settings=True)
    prefix = "cluster.routing.allocation.disk.watermark."
    flat = {**settings.get("defaults", {}), **settings["persistent"], **settings["transient"]}
    return {name.removeprefix(prefix): str(value) for name, value in flat.items() if name.startswith(prefix)}


def free_at(watermark: str, size: int) -> float:
    """Return the free bytes below which a watermark is passed: "85%" (used), "0.85" (used), "1gb" (free)."""
    text = watermark.strip().lower()
    if text.endswith("%"):
        return size * (1 - float(text[:-1]) / 100)
    for unit, factor in (("tb", 1 << 40), ("gb", 1 << 30), ("mb", 1 << 20), ("kb", 1 << 10), ("b", 1)):
        if text.endswith(unit):
            return float(text.removesuffix(unit)) * factor
    return size * (1 - float(text))
