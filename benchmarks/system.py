"""A whole Copydesk for a benchmark: started in a folder of its own, or the one that runs already."""

from __future__ import annotations

import contextlib
import json
import lzma
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psutil

from tasks.audit.fate_counts import Accounts
from tasks.spool import atomic
from workers.app.factory import parts_of
from workers.app.wiring import Parts
from workers.local.runtime import Runtime, settings_with_runtime
from workers.local.stack import Stack
from workers.settings_source import load


@contextlib.contextmanager
def running(data: Path | None, **settings_given: Any) -> Iterator[Parts]:
    """The parts of what runs in `data`; without it a system of our own, empty, which is stopped afterwards.

    Args:
        data: the folder of a running `copydesk up`.
        settings_given: settings of a system of our own; for one that runs they are not used.
    """
    if data is not None:
        yield parts_of(settings_with_runtime(load(data=data)))
        return
    with tempfile.TemporaryDirectory(prefix="copydesk-benchmark-") as name:
        folder = Path(name)
        folder.chmod(0o755)  # Elasticsearch may run as another user
        with started(folder / "data", flower_port=0, **settings_given) as parts:
            yield parts


@contextlib.contextmanager
def started(data: Path, **settings_given: Any) -> Iterator[Parts]:
    """Start everything in a folder, with settings that its processes read from their environment, as we do."""
    variables = {
        f"COPYDESK_{name.upper()}": value if isinstance(value, str) else json.dumps(value)
        for name, value in settings_given.items()
    }
    before = dict(os.environ)
    os.environ.update(variables)
    try:
        settings = load(data=data)
        print("starting a system of our own ...", file=sys.stderr)
        with Stack(settings):
            yield parts_of(settings_with_runtime(settings))
    finally:
        os.environ.clear()
        os.environ.update(before)


@contextlib.contextmanager
def command(folder: Path, *, java_options: str = "", seconds: float = 1200.0) -> Iterator[psutil.Process]:
    """Run `copydesk up` in a folder as a process of its own, stopped afterwards; yields it when all its parts serve."""
    folder.mkdir(parents=True, exist_ok=True)
    folder.chmod(0o755)  # Elasticsearch may run as another user
    options = f"{os.environ.get('COPYDESK_ELASTICSEARCH_JAVA_OPTIONS', '')} {java_options}".strip()
    variables = {"COPYDESK_ELASTICSEARCH_JAVA_OPTIONS": options, "COPYDESK_FLOWER_PORT": "0", "COPYDESK_WEB_PORT": "0"}
    line = [sys.executable, "-P", "-m", "workers.commands", "up", "--data", str(folder / "data")]
    print("starting a system of our own ...", file=sys.stderr)
    with (
        (folder / "up.log").open("wb") as log,
        subprocess.Popen(line, env=os.environ | variables, stdout=log, stderr=log) as up,
    ):
        try:
            until = time.monotonic() + seconds
            while Runtime.read(folder / "data") is None:
                if up.poll() is not None or time.monotonic() > until:
                    sys.exit(f"it did not start:\n{(folder / 'up.log').read_text('utf-8')}")
                time.sleep(0.05)
            yield psutil.Process(up.pid)
        finally:
            up.terminate()
            up.wait(300)


def asked(*arguments: str, data: Path) -> tuple[subprocess.CompletedProcess[str], float, float]:
    """Run a command of `copydesk` on a data folder; returns it, its seconds, and those of processor time."""
    line = [sys.executable, "-P", "-m", "workers.commands", *arguments]
    before, began = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
    variables = {"COPYDESK_DATA": str(data), "NO_COLOR": "1"}
    done = subprocess.run(line, env=os.environ | variables, check=False, capture_output=True, text=True)
    seconds, after = time.monotonic() - began, resource.getrusage(resource.RUSAGE_CHILDREN)
    return done, seconds, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def rows(path: Path) -> list[dict[str, Any]]:
    """The rows of a data file; ends the program with a clear message where it is absent."""
    if not path.exists():
        sys.exit(f"{path} is not there. Give the folder with the evaluation data.")
    with lzma.open(path, "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def drop(parts: Parts, name: str, content: bytes) -> None:
    """Put a file into the inbox in one step."""
    atomic.write(parts.queue.inbox / name, content)


def quiet(parts: Parts, arrivals: int, *, timeout: float = 3600.0) -> Accounts:
    """Wait until so many arrivals have a fate and nothing is in flight; prints how far it is."""
    until = time.monotonic() + timeout
    said = 0.0
    while True:
        now = parts.fate_counts.count()
        settled = sum(now.fates.values())
        if settled >= arrivals and now.processing == 0 and now.inbox == 0:
            return now
        if time.monotonic() > until:
            sys.exit(
                f"not quiet after {timeout:.0f} s: {settled} of {arrivals} settled, {now.processing} in processing"
            )
        if time.monotonic() - said > 5:
            print(f"  {settled} of {arrivals} settled", file=sys.stderr)
            said = time.monotonic()
        time.sleep(0.2)
