"""Check how much room is left on each disk and in the broker, and at which limit something stops."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from typing import Any

from elasticsearch import ApiError, Elasticsearch, TransportError
from redis import Redis, RedisError

from articles.article import Value
from search.schema.index_names import Names
from search.transport.client import connect
from workers.app.services import redis_of
from workers.doctor.check import Check
from workers.doctor.elasticsearch import free_at, watermarks
from workers.doctor.machine import existing
from workers.settings import Settings

#: Room is short when less than this many times the mark is left.
SHORT = 4
#: Documents from which their average size says something.
_ENOUGH_DOCUMENTS = 1000


class Room(Value, frozen=True, kw_only=True):
    """Room for data in one place."""

    place: str  #: "queue folder", "index on NODE", "broker"
    free_bytes: int
    stops_at_bytes: int  #: with less than this free, `then` happens
    then: str
    articles: int | None = None  #: how many more there is room for, if that is known

    @property
    def is_short(self) -> bool:
        """Return whether something stops soon."""
        return self.free_bytes < SHORT * self.stops_at_bytes

    def __str__(self) -> str:
        more = "" if self.articles is None else f", room for about {self.articles:,} more articles"
        return (
            f"{self.place}: {self.free_bytes / 1e9:,.1f} GB free{more}; "
            f"{self.then} below {self.stops_at_bytes / 1e9:,.2f} GB"
        )


def checks(settings: Settings) -> Iterator[Check]:
    """Say for each place how much room is left and what stops when; a note where that is soon."""
    rooms = [queue_room(settings)]
    if settings.elasticsearch_url is not None:
        key = settings.elasticsearch_api_key.get_secret_value() if settings.elasticsearch_api_key else None
        with connect(settings.elasticsearch_url, api_key=key, ca=settings.elasticsearch_ca, timeout=10) as client:
            rooms += index_rooms(client, Names(settings.prefix))
    if settings.broker_url is not None:
        with redis_of(settings)() as broker:
            rooms += filter(None, [broker_room(broker)])
    for room in rooms:
        advice = "Make room, or move it to a larger disk." if room.is_short else ""
        yield Check(name="room", outcome="note" if room.is_short else "ok", found=str(room), advice=advice)


def queue_room(settings: Settings) -> Room:
    """Return the room in the queue folder."""
    return Room(
        place="queue folder",
        free_bytes=shutil.disk_usage(existing(settings.queue_folder)).free,
        stops_at_bytes=settings.min_free_bytes,
        then="intake pauses",
    )


def index_rooms(client: Elasticsearch, names: Names) -> Iterator[Room]:
    """Yield the room on each node of Elasticsearch; nothing if the key may not look, or Elasticsearch is away."""
    try:
        nodes = client.nodes.stats(metric="fs")["nodes"]
        marks = watermarks(client)
        stats = client.indices.stats(index=names.everything, metric="store,docs")["_all"]["primaries"]
    except (ApiError, TransportError):
        return
    count, size = int(stats["docs"]["count"]), int(stats["store"]["size_in_bytes"])
    for node in nodes.values():
        disk = node["fs"]["total"]
        free = int(disk["available_in_bytes"])
        mark = int(free_at(marks.get("flood_stage", "95%"), disk["total_in_bytes"]))
        each = size / count if count >= _ENOUGH_DOCUMENTS else 0
        yield Room(
            place=f"index on {node['name']}",
            free_bytes=free,
            stops_at_bytes=mark,
            then="writing stops and intake pauses",
            articles=int(max(free - mark, 0) / each) if each else None,
        )


def broker_room(client: Redis) -> Room | None:
    """Return the room in the broker's memory; None if it does not say, or is away."""
    try:
        info: Any = client.info("memory")
    except RedisError:
        return None
    limit = int(info.get("maxmemory") or 0) or int(info.get("total_system_memory") or 0)
    if not limit:
        return None
    return Room(
        place="broker's memory",
        free_bytes=max(limit - int(info["used_memory"]), 0),
        stops_at_bytes=limit // 20,
        then="it refuses writes and intake pauses" if info.get("maxmemory") else "its host runs out of memory",
    )
