"""Check this machine: Python, folders, ports, kernel limits."""

from __future__ import annotations

import os
import platform
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

from tasks.spool import inbox_troubles
from workers.doctor.check import Check
from workers.local.supervision import ports
from workers.settings import Settings

#: What Elasticsearch requires since 8.16 when it listens on more than loopback (its guide, "Virtual memory").
MAX_MAP_COUNT = 1_048_576
_MAP_COUNT_FILE = Path("/proc/sys/vm/max_map_count")


#: First release of each version with the fixes for hostile archives (CVE-2024-6232, CVE-2024-8088).
_FIXED = {(3, 11): 10, (3, 12): 6}


def python(version: tuple[int, ...] = sys.version_info[:3]) -> Check:
    """Report the interpreter, and whether it lacks fixes of its library for hostile files."""
    found = f"{'.'.join(map(str, version))} on {platform.system()} {platform.machine()}"
    least = _FIXED.get((version[0], version[1]), 0)
    if version[2] >= least:
        return Check(name="python", outcome="ok", found=found)
    return Check(
        name="python",
        outcome="note",
        found=f"{found}, whose library lacks fixes for hostile archives (CVE-2024-6232, CVE-2024-8088)",
        advice=f"Copydesk's own bounds hold; take {version[0]}.{version[1]}.{least} or later all the same.",
    )


def folders(settings: Settings) -> Iterator[Check]:
    """Check that the folders can be written, are on one file system, and have space."""
    queue = settings.queue_folder
    looked_at = {"queue": queue}
    if settings.broker_url is None or settings.elasticsearch_url is None:
        looked_at["data"] = settings.data.absolute()
    for name, folder in looked_at.items():
        there = existing(folder)
        if not os.access(there, os.W_OK | os.X_OK):
            yield Check(
                name=name,
                outcome="trouble",
                found=f"this user may not write to {there}",
                advice=f"Give this user the folder, or set COPYDESK_{name.upper()} to another.",
            )
            continue
        free = shutil.disk_usage(there).free
        needed = settings.min_free_bytes
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


def inbox(settings: Settings) -> Iterator[Check]:
    """Name the folders of the inbox that the watcher cannot empty."""
    for one in inbox_troubles.read(settings.queue_folder):
        yield Check(
            name="inbox", outcome="trouble", found=f"the files in inbox/{one.folder} stay there", advice=one.why
        )


def own_ports(settings: Settings) -> Iterator[Check]:
    """Check the ports of the parts that `copydesk up` starts; for port 0 any will do."""
    for name, port, usual in (
        ("Valkey", 6379 if settings.broker_url is None else 0, 6379),
        ("Elasticsearch", 9200 if settings.elasticsearch_url is None else 0, 9200),
        ("Flower", settings.flower_port, 5555),
        ("The desk", settings.web_port, 5080),
    ):
        if not port:
            continue
        if ports.is_free(port):
            yield Check(name="ports", outcome="ok", found=f"{port} is free for {name.replace('The', 'the')}")
        elif port == usual:
            yield Check(
                name="ports",
                outcome="note",
                found=f"{port} is in use",
                advice=f"{name} will take another port and say which; to have this one, stop the program that uses it.",
            )
        else:
            yield Check(
                name="ports",
                outcome="trouble",
                found=f"{port} is in use",
                advice=f"{name} was given this port and takes no other: stop the program that uses it, or set another.",
            )


def memory_maps(*, local: bool, path: Path = _MAP_COUNT_FILE) -> Check:
    """Check the kernel's limit that Elasticsearch insists on when it listens on more than loopback."""
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


def existing(folder: Path) -> Path:
    """Return the folder, or the nearest one above it that exists."""
    while not folder.exists() and folder != folder.parent:
        folder = folder.parent
    return folder
