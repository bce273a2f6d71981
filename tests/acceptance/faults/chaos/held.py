"""How long each article held a child, by the notes of the enricher `chaos.notes_of_turns`."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from pathlib import Path

#: The file of notes, in the data folder: whether a turn begins or ends, process, the task's run,
#: arrival, processor time so far.
NOTES = "held.txt"


def held(folder: Path, last_seen: Mapping[int, float]) -> dict[str, dict[str, float]]:
    """Return arrival → run of a task → seconds of processor time.

    Args:
        folder: the data folder.
        last_seen: processor time of each process when it was last looked at, for turns that it did not survive.
    """
    times: dict[str, dict[str, float]] = defaultdict(lambda: defaultdict(float))
    open_turns: dict[str, tuple[str, str, float]] = {}
    for line in (folder / NOTES).read_text().splitlines():
        what, pid, task, arrival, spent = line.split()
        if what == "begins":
            open_turns[pid] = task, arrival, float(spent)
        elif pid in open_turns:
            times[arrival][task] += float(spent) - open_turns.pop(pid)[2]
    for pid, (task, arrival, began) in open_turns.items():
        times[arrival][task] += max(last_seen.get(int(pid), began) - began, 0.0)
    return times
