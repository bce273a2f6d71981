"""What a very large inbox asks of the real watcher, of `copydesk status` and of the start.

    python -m benchmarks.inbox [--files 500000] [--seconds 120] [--plot FILE.png]

A `copydesk up` is started over so many small files that wait (with --files 0,500000 over an empty inbox first). Its
workers are stopped (SIGSTOP) as soon as it serves, so that the files go on waiting; then `copydesk status` is run five
times, and the watcher is looked at every second: memory of its own (USS), in proportion to its share of pages (PSS),
resident (RSS), and the most resident memory that it ever had.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import psutil

from benchmarks import lines
from benchmarks.soak import figures_of, role_of
from benchmarks.system import asked, command

_STATUSES = 5


def fill(inbox: Path, files: int) -> None:
    """Make the files."""
    inbox.mkdir(parents=True, exist_ok=True)
    for number in range(files):
        text = f"Number {number}\n\nThe harbour of Kelmsay was closed on day {number}, said the council.\n"
        (inbox / f"{number:07}.txt").write_text(text, "ascii")


@contextlib.contextmanager
def stopped(processes: list[psutil.Process]) -> Iterator[None]:
    """Stop processes, and let them go on at the end."""
    for process in processes:
        process.suspend()
    try:
        yield
    finally:
        for process in processes:
            process.resume()


def status(data: Path) -> tuple[float, float, int]:
    """Seconds and processor seconds of `copydesk status`, and how many files wait as it says."""
    done, seconds, spent = asked("status", "--json", data=data)  # ends with 1 where something needs attention
    return seconds, spent, int(json.loads(done.stdout)["inbox"])


def processor_seconds(root: psutil.Process) -> float:
    """Processor time of a process and those below it, without Elasticsearch."""
    spent = 0.0
    for process in (root, *root.children(recursive=True)):
        with contextlib.suppress(psutil.Error):
            if not role_of(process).startswith("Elasticsearch"):
                times = process.cpu_times()
                spent += times.user + times.system
    return spent


def look(folder: Path, files: int, seconds: float) -> list[float]:
    """Start the system over so many files, and print what it takes.

    Returns:
        Resident memory of the watcher, in megabytes, second by second.
    """
    data = folder / "data"
    fill(data / "queue" / "inbox", files)
    started = time.monotonic()
    with command(folder) as root:
        taken, spent = time.monotonic() - started, processor_seconds(root)
        print(f"{files:,} files wait: all parts serve after {taken:.1f} s, {spent:.1f} s of processor time", flush=True)
        roles = [(role_of(process), process) for process in root.children(recursive=True)]
        watcher = next(process for role, process in roles if role == "watcher")
        with stopped([process for role, process in roles if role.startswith("worker")]):
            runs = [status(data) for _ in range(_STATUSES)]
            until = time.monotonic() + seconds
            seen = []
            while time.monotonic() < until:
                seen.append(figures_of(watcher))
                time.sleep(1)
            counted = status(data)[2]
        peak = next(
            line.split()[1] for line in Path(f"/proc/{watcher.pid}/status").read_text().splitlines() if "VmHWM" in line
        )
        times = watcher.cpu_times()
    most = {measure: max(one[measure] for one in seen) for measure in ("USS", "PSS", "RSS")}
    print(
        f"  watcher, {len(seen)} looks: most USS {most['USS']:.0f}, PSS {most['PSS']:.0f}, RSS {most['RSS']:.0f} MB; "
        f"peak RSS {int(peak) / 1024:.0f} MB; {times.user + times.system:.0f} s of processor time"
    )
    took, spent = (statistics.median(run[at] for run in runs) for at in (0, 1))
    print(
        f"  status: {took:.2f} s, {spent:.2f} s of processor time (medians of {len(runs)}); "
        f"it says that {counted:,} wait",
        flush=True,
    )
    return [one["RSS"] for one in seen]


def main() -> None:
    """Run it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--files", default="500000", help="numbers of files, with commas")
    parser.add_argument("--seconds", type=float, default=120, help="for which the watcher is looked at")
    parser.add_argument("--plot", type=Path, help="picture to draw")
    given = parser.parse_args()
    if not Path("/proc/self/smaps_rollup").exists():
        sys.exit("This system does not tell what memory a process has for itself (/proc/PID/smaps_rollup).")
    resident = {}
    for files in map(int, given.files.split(",")):
        folder = Path(tempfile.mkdtemp(prefix="copydesk-inbox-"))
        try:
            resident[f"{files:,} files wait"] = look(folder, files, given.seconds)
        finally:
            shutil.rmtree(folder, ignore_errors=True)
    if given.plot is not None:
        lines.draw(resident, given.plot, along="seconds", up="watcher, resident memory, MB")


if __name__ == "__main__":
    main()
