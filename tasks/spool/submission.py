"""Put a text or a file into the inbox as producers should: write it beside, sync it, rename it."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import msgspec
from redis import Redis

from tasks.spool import atomic
from tasks.spool.file_names import SIDE, printable_name
from tasks.spool.layout import Queue

#: For how long a caller's id is remembered, so that sending twice is safe.
REMEMBER_SECONDS = 30 * 24 * 3600
#: A worker that died while it wrote a text holds the lock of its id for so long.
LOCK_SECONDS = 60


class Submission:
    """Takes texts that come through the broker."""

    def __init__(self, queue: Queue, redis: Redis, prefix: str) -> None:
        self._queue = queue
        self._redis = redis
        self._prefix = prefix

    def drop(self, content: bytes, *, id: str, name: str, meta: dict[str, Any]) -> str:
        """Write a file into the inbox once per `id`, and return in words what was done.

        Args:
            content: of the file.
            id: the sender's own.
            name: of the file.
            meta: what the side file says; its "folder" is the folder of the inbox that the file goes into.
        """
        key = f"{self._prefix}copydesk:submitted:{hashlib.sha256(id.encode()).hexdigest()}"
        said = {key: value for key, value in meta.items() if key != "folder"}
        folders = (folder,) if isinstance(folder := meta.get("folder"), str) and folder else ()
        # Two workers may hold the same id at once; the watcher may claim the first one's file before the second writes.
        with self._redis.lock(f"{key}:lock", timeout=LOCK_SECONDS):
            if self._redis.exists(key):
                return "sent before"
            path = write_to_inbox(
                self._queue, content, name=name or "article.txt", token=id, meta=said, folders=folders
            )
            self._redis.set(key, b"1", ex=REMEMBER_SECONDS)
        return f"in the inbox as {path.name}"


def write_to_inbox(
    queue: Queue,
    content: bytes | Path,
    *,
    name: str,
    token: str,
    meta: dict[str, Any],
    folders: Sequence[str] = (),
) -> Path:
    """Put a file, or a copy of one, into the inbox and return its path there.

    The side file goes first, so that the file is not claimed without it.

    Args:
        queue: the queue folder.
        content: the bytes, or a file to copy.
        name: the file's name; what a name in the inbox may not hold is replaced.
        token: makes the name unique; the same token gives the same name.
        meta: what the side file says; no side file is written for an empty one.
        folders: names of the folders in the inbox, the source first; default: the inbox itself.
    """
    folder = queue.inbox.joinpath(*map(_component, folders))
    folder.mkdir(parents=True, exist_ok=True)
    unique = hashlib.sha256(token.encode()).hexdigest()[:12]
    target = folder / f"{unique}-{_component(name)}"
    if meta:
        _write(target.with_name(target.name + SIDE), msgspec.json.encode(meta))
    _write(target, content)
    return target


def _component(name: str) -> str:
    """Return a name that is one path component, is not hidden and does not look unfinished.

    It leaves room for a prefix and for the suffix of a side file: file systems count bytes, 255 at most.
    """
    cleaned = printable_name(name).replace("/", "_").replace("\\", "_").lstrip(".").rstrip("~") or "article"
    if cleaned.endswith((".tmp", ".part", SIDE)):
        cleaned += ".txt"
    return cleaned.encode()[-200:].decode("utf-8", "ignore")


def _write(target: Path, content: bytes | Path) -> None:
    with atomic.replacing(target, durable=True) as file:
        if isinstance(content, Path):
            with content.open("rb") as original:
                shutil.copyfileobj(original, file, 1 << 20)
        else:
            file.write(content)
