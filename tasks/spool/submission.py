"""Put a text or a file into the inbox the way producers should: written aside, synced, renamed."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path
from typing import Any

import msgspec

from tasks.context import Desk
from tasks.spool.layout import SIDE, Queue, printable

#: For how long a caller's id is remembered, so that sending twice is safe.
REMEMBER_SECONDS = 30 * 24 * 3600


def drop(desk: Desk, content: bytes, *, id: str, name: str, meta: dict[str, Any]) -> str:
    """Write a file into the inbox once per `id`; says in words what it did."""
    key = f"{desk.options.prefix}copydesk:submitted:{hashlib.sha256(id.encode()).hexdigest()}"
    if desk.redis.exists(key):
        return "sent before"
    path = write_to_inbox(desk.queue, content, name=name or "article.txt", token=id, meta=meta)
    desk.redis.set(key, b"1", ex=REMEMBER_SECONDS)
    return f"in the inbox as {path.name}"


def write_to_inbox(
    queue: Queue, content: bytes | Path, *, name: str, token: str, meta: dict[str, Any], source: str | None = None
) -> Path:
    """Put a file (or a copy of one) into the inbox the way producers should: written aside, synced, renamed.

    The side file goes first, so that nobody claims the file without it. The same `token` gives the same name.
    """
    folder = queue.inbox / _component(source) if source else queue.inbox
    folder.mkdir(parents=True, exist_ok=True)
    unique = hashlib.sha256(token.encode()).hexdigest()[:12]
    target = folder / f"{unique}-{_component(name)[-200:]}"
    if meta:
        _write_aside(target.with_name(target.name + SIDE), msgspec.json.encode(meta))
    if isinstance(content, Path):
        _write_aside(target, content)
    else:
        _write_aside(target, content)
    return target


def _component(name: str) -> str:
    """A name that is one path component, is not hidden, and does not look like a file that is being written."""
    cleaned = printable(name).replace("/", "_").replace("\\", "_").lstrip(".").rstrip("~") or "article"
    return cleaned if not cleaned.endswith((".tmp", ".part", SIDE)) else cleaned + ".txt"


def _write_aside(target: Path, content: bytes | Path) -> None:
    beside = target.with_name(f".{target.name[-180:]}.tmp")
    with beside.open("wb") as file:
        if isinstance(content, Path):
            with content.open("rb") as original:
                while block := original.read(1 << 20):
                    file.write(block)
        else:
            file.write(content)
        file.flush()
        os.fsync(file.fileno())
    beside.rename(target)
