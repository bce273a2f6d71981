"""Note which article each child of a worker group has in hand, in memory that the group shares.

A child notes an article before it touches it, some times for each article; its parent reads the note when the child has
died (`tasks.failures.crash_isolation`). Both are processes of one group, so the note needs no round trip to the broker.
If the parent dies as well, the notes are gone with it, and no attempt is counted.
"""

from __future__ import annotations

import mmap
import os

#: Children are identified by the ends of their process ids. A child that gets the place of one that has just died
#: is improbable, and only costs that its death counts as no attempt.
_PLACES = 4096
#: Bytes of a place: two that say how long the note is, then the note.
_SIZE = 512
_HEAD = 2


class InHand:
    """The notes of a worker group. Make it before the fork."""

    def __init__(self) -> None:
        self._memory = mmap.mmap(-1, _PLACES * _SIZE)

    def take(self, task_id: str, arrival: str) -> None:
        """Note that this process, which runs the task, has this arrival in hand now."""
        note = f"{task_id}\n{arrival}".encode()
        if len(note) > _SIZE - _HEAD:
            raise ValueError(f"task and arrival have longer names than a note takes: {note!r}")
        start = self._place()
        self._set_length(start, 0)  # the length last: a process that dies while it writes has noted nothing
        self._memory[start + _HEAD : start + _HEAD + len(note)] = note
        self._set_length(start, len(note))

    def release(self) -> None:
        """Note that this process has no article in hand any more."""
        self._set_length(self._place(), 0)

    def taken_by(self, task_id: str) -> str | None:
        """Return the arrival that a task was handling when its process ended, and release it."""
        for start in range(0, _PLACES * _SIZE, _SIZE):
            length = int.from_bytes(self._memory[start : start + _HEAD], "big")
            if not length:
                continue
            owner, _, arrival = self._memory[start + _HEAD : start + _HEAD + length].decode().partition("\n")
            if owner == task_id:
                self._set_length(start, 0)
                return arrival
        return None

    def _place(self) -> int:
        return os.getpid() % _PLACES * _SIZE

    def _set_length(self, start: int, length: int) -> None:
        self._memory[start : start + _HEAD] = length.to_bytes(_HEAD, "big")
