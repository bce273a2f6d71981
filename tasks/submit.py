"""The task `submit`: an article from a producer that has no access to the queue folder."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path
from typing import Any

import msgspec
from celery import shared_task

from tasks.base import DeskTask, task_of
from tasks.desk import Desk
from tasks.intakes import SIDE, Queue, printable

#: For how long a caller's id is remembered, so that sending twice is safe.
REMEMBER_SECONDS = 30 * 24 * 3600


@shared_task(name="submit", bind=True, base=DeskTask)  # type: ignore[untyped-decorator]
def submit(self: object, text: str, *, id: str, name: str = "", meta: dict[str, Any] | None = None) -> str:
    """Write a text into the inbox, and acknowledge only then. Until then it is in the broker alone.

    A second run, or a second sending under the same `id`, is safe: the id is remembered once the file is there.
    """
    return drop(task_of(self).desk, text.encode(), id=id, name=name, meta=meta or {})


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
