"""What `copydesk doctor` looks at. Each check is a value: what was found, and what to do about it."""

from __future__ import annotations

import os
import platform
import shutil
import socket
import sys
import tarfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Literal, cast

import redis
from elasticsearch import ApiError, Elasticsearch, TransportError

from articles.article import Value
from search.schema.index_names import Names
from search.transport.client import connect
from workers.local.elasticsearch import java
from workers.local.elasticsearch import provision as elasticsearch_home
from workers.local.errors import ServiceError
from workers.local.ping import answering_workers
from workers.local.supervision import ports, users
from workers.settings import Settings

Outcome = Literal["ok", "note", "trouble"]

#: What Elasticsearch asks for since 8.16 where it listens on more than loopback (its guide, "Virtual memory").
MAX_MAP_COUNT = 1_048_576
_MAP_COUNT_FILE = Path("/proc/sys/vm/max_map_count")
_CLIENT_MAJOR = 9


class Check(Value, frozen=True, kw_only=True):
    """One thing that was looked at."""

    name: str
    outcome: Outcome  #: "note" is worth knowing and stops nothing
    found: str
    advice: str = ""  #: what to do, where there is something to do


def all_checks(settings: Settings, *, running: bool = False, own_worker: bool = False) -> Iterator[Check]:
    """Every check, in the order in which a start would meet them.

    Args:
        settings: with the services of the running system filled in, if there is one.
        running: a `copydesk up` runs in the data folder, so its ports are its own.
        own_worker: a worker should run on this host.
    """
    yield python()
    yield from folders(settings)
    if settings.broker_url is None or settings.elasticsearch_url is None:
        yield from own_ports()
    if settings.elasticsearch_url is None:
        yield where_elasticsearch_comes_from(settings)
    if sys.platform == "linux":
        yield memory_maps(local=settings.elasticsearch_url is None or running)
    if settings.broker_url is None:
        yield _not_running("broker")
    else:
        yield from broker(settings)
        if own_worker:
            yield worker(settings)
    if settings.elasticsearch_url is None:
        yield _not_running("elasticsearch")
    else:
        yield from elasticsearch(settings)


def python() -> Check:
    """The interpreter."""
    version = platform.python_version()
    if not hasattr(tarfile, "data_filter"):
        advice = "Use 3.11.4 or later: this one cannot unpack the official archive of Elasticsearch safely."
        return Check(name="python", outcome="note", found=version, advice=advice)
    return Check(name="python", outcome="ok", found=f"{version} on {platform.system()} {platform.machine()}")


def folders(settings: Settings) -> Iterator[Check]:
    """Whether the folders can be written, lie on one file system, and have space."""
    queue = settings.queue_folder
    looked_at = {"queue": queue}
    if settings.broker_url is None or settings.elasticsearch_url is None:
        looked_at["data"] = settings.data.absolute()
    for name, folder in looked_at.items():
        there = _existing(folder)
        if not os.access(there, os.W_OK | os.X_OK):
            yield Check(
                name=name,
                outcome="trouble",
                found=f"{there} may not be written by this user",
                advice=f"Give this user the folder, or set COPYDESK_{name.upper()} to another.",
            )
            continue
        free = shutil.disk_usage(there).free
        needed = settings.min_free_megabytes * 1_000_000
        if free < needed:
            yield Check(
                name=name,
                outcome="trouble",
                found=f"{free / 1e9:.1f} GB free in {there}",
                advice=f"Claiming pauses below {needed / 1e9:.1f} GB: free some, or lower COPYDESK_MIN_FREE_MEGABYTES.",
            )
        else:
            yield Check(name=name, outcome="ok", found=f"{folder}, {free / 1e9:.1f} GB free")
    inbox, processing = queue / "inbox", queue / "processing"
    if inbox.is_dir() and processing.is_dir() and inbox.stat().st_dev != processing.stat().st_dev:
        yield Check(
            name="queue",
            outcome="trouble",
            found="inbox and processing lie on two file systems",
            advice="A file is claimed by renaming it: mount the queue folder as a whole.",
        )


def own_ports() -> Iterator[Check]:
    """The standard ports of what `copydesk up` starts."""
    for name, port in (("Valkey", 6379), ("Elasticsearch", 9200), ("Flower", 5555)):
        if ports.is_free(port):
            yield Check(name="ports", outcome="ok", found=f"{port} is free for {name}")
        else:
            yield Check(
                name="ports",
                outcome="note",
                found=f"{port} is in use",
                advice=f"{name} will take another and say which; stop the program that uses it to have this one.",
            )


def where_elasticsearch_comes_from(settings: Settings) -> Check:
    """What `copydesk up` would run, without fetching it."""
    name = "elasticsearch source"
    try:
        user = users.unprivileged()
    except ServiceError as error:
        return Check(name=name, outcome="trouble", found="this is root", advice=str(error))
    cache = settings.cache or elasticsearch_home.default_cache(user)
    sources: tuple[elasticsearch_home.Source, ...] = ("installed", "cache")
    for source in sources:
        if settings.elasticsearch_source in ("auto", source, *(("archive", "maven") if source == "cache" else ())):
            try:
                home = elasticsearch_home.find(source, cache=cache, user=user)
            except ServiceError:
                continue
            return Check(name=name, outcome="ok", found=f"{home.version} ({home.source}), Java in {home.java}")
    found = java.find(user)
    maven = shutil.which("mvn")
    if settings.elasticsearch_source in ("installed", "cache"):
        return Check(
            name=name,
            outcome="trouble",
            found=f"none ({settings.elasticsearch_source})",
            advice="Install Elasticsearch 9 and set ES_HOME, or set COPYDESK_ELASTICSEARCH_SOURCE=auto.",
        )
    if settings.elasticsearch_source == "maven" and not (found and maven):
        missing = "no Java 21 or later" if not found else "no mvn"
        return Check(
            name=name,
            outcome="trouble",
            found=missing,
            advice="Install both, or set COPYDESK_ELASTICSEARCH_SOURCE=auto.",
        )
    ways = "the official archive" + (", or Maven Central" if found and maven else "")
    return Check(name=name, outcome="ok", found=f"none yet; the first start fetches {ways}")


def memory_maps(*, local: bool, path: Path = _MAP_COUNT_FILE) -> Check:
    """The kernel's limit that Elasticsearch insists on when it listens on more than loopback."""
    try:
        count = int(path.read_text())
    except (OSError, ValueError):
        return Check(name="vm.max_map_count", outcome="note", found="cannot be read")
    if count >= MAX_MAP_COUNT:
        return Check(name="vm.max_map_count", outcome="ok", found=str(count))
    return Check(
        name="vm.max_map_count",
        outcome="note",
        found=f"{count}" + (", enough for an embedded Elasticsearch" if local else ""),
        advice=f"For a server or docker compose: sysctl -w vm.max_map_count={MAX_MAP_COUNT}",
    )


def broker(settings: Settings) -> Iterator[Check]:
    """Whether the broker answers and keeps what it is given."""
    assert settings.broker_url is not None
    password = settings.broker_password.get_secret_value() if settings.broker_password else None
    options: dict[str, Any] = {"password": password} if password else {}
    url = settings.broker_url.replace("redis+socket://", "unix://", 1)
    client = redis.Redis.from_url(url, socket_timeout=5, socket_connect_timeout=5, **options)
    try:
        with client:
            info = client.info()
            try:
                policy = cast("dict[str, str]", client.config_get("maxmemory-policy")).get("maxmemory-policy", "")
            except redis.ResponseError:  # managed services forbid CONFIG
                policy = str(info.get("maxmemory_policy", ""))
    except redis.AuthenticationError:
        yield Check(
            name="broker", outcome="trouble", found="refuses our password", advice="Set COPYDESK_BROKER_PASSWORD."
        )
        return
    except (redis.RedisError, OSError) as error:
        yield Check(
            name="broker",
            outcome="trouble",
            found=f"does not answer ({type(error).__name__})",
            advice="Start it (`copydesk up` does), or set COPYDESK_BROKER_URL to where it is.",
        )
        return
    version = info.get("valkey_version") or info.get("redis_version")
    yield Check(name="broker", outcome="ok", found=f"{version}, {info.get('used_memory_human')} in use")
    if policy and policy != "noeviction":
        yield Check(
            name="broker",
            outcome="trouble",
            found=f"maxmemory-policy is {policy}",
            advice="It would throw away waiting work: set maxmemory-policy to noeviction.",
        )
    if not int(info.get("aof_enabled", 0)):
        yield Check(
            name="broker",
            outcome="note",
            found="has no append-only file",
            advice="A restart costs time, not articles; set appendonly yes to save the time.",
        )


def worker(settings: Settings) -> Check:
    """Whether the worker of this host answers."""
    host = socket.gethostname()
    if any(node.endswith(f"@{host}") for node in answering_workers(settings, timeout=5)):
        return Check(name="worker", outcome="ok", found=f"answers on {host}")
    return Check(name="worker", outcome="trouble", found=f"none answers on {host}", advice="Look into its log.")


def elasticsearch(settings: Settings) -> Iterator[Check]:
    """Whether Elasticsearch answers, has space, and holds our indices."""
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
                advice=f"Use Elasticsearch {_CLIENT_MAJOR}: our client speaks to no other.",
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
        yield Check(name="cluster", outcome="ok", found=f"{health['status']}, {health['number_of_nodes']} node(s)")


def _disk(client: Elasticsearch, names: Names) -> Iterator[Check]:
    settings = client.cluster.get_settings(include_defaults=True, flat_settings=True)
    prefix = "cluster.routing.allocation.disk.watermark."
    flat = {**settings.get("defaults", {}), **settings["persistent"], **settings["transient"]}
    for node in client.nodes.stats(metric="fs")["nodes"].values():
        total = node["fs"]["total"]
        free, size = total["available_in_bytes"], total["total_in_bytes"]
        for mark, outcome in (("flood_stage", "trouble"), ("high", "trouble"), ("low", "note")):
            if free < _free_at(str(flat.get(prefix + mark, "0b")), size):
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
    if not client.indices.exists(index=names.intake):
        missing.append(names.intake)
    if missing:
        yield Check(
            name="indices",
            outcome="note",
            found=f"not there yet: {', '.join(missing)}",
            advice="`copydesk index create` makes them; so does the first worker.",
        )
        return
    settings = client.indices.get_settings(index=names.everything, flat_settings=True)
    for index, found in settings.items():
        if str(found["settings"].get("index.blocks.read_only_allow_delete", "false")) == "true":
            yield Check(
                name="indices",
                outcome="trouble",
                found=f"{index} is closed to writing, since its disk was full",
                advice="Free space; Elasticsearch opens it again by itself.",
            )
            return
    yield Check(name="indices", outcome="ok", found=f"{client.count(index=names.everything)['count']:,} articles")


def _free_at(watermark: str, size: int) -> float:
    """Free bytes below which a watermark is passed: "85%" (used), "0.85" (used), "1gb" (free)."""
    text = watermark.strip().lower()
    if text.endswith("%"):
        return size * (1 - float(text[:-1]) / 100)
    for unit, factor in (("tb", 1 << 40), ("gb", 1 << 30), ("mb", 1 << 20), ("kb", 1 << 10), ("b", 1)):
        if text.endswith(unit):
            return float(text.removesuffix(unit)) * factor
    return size * (1 - float(text))


def _existing(folder: Path) -> Path:
    """The folder, or the nearest above it that exists."""
    while not folder.exists() and folder != folder.parent:
        folder = folder.parent
    return folder


def _not_running(name: str) -> Check:
    return Check(
        name=name,
        outcome="note",
        found="none is named and none runs in the data folder",
        advice="Start everything with `copydesk up`, or name it in the settings.",
    )
