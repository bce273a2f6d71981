"""Let the sources take turns: a flood from one of them does not hold up the others."""

from __future__ import annotations

from collections import Counter, deque
from pathlib import Path

#: A drop of no more files of one source than this in `BURST_SECONDS` is a small one.
SMALL_DROP = 16
#: No more files of all sources than this in `BURST_SECONDS` belong to small drops: what waits in the other queues would
#: wait for ever if many sources sent a little all the time.
SMALL_DROPS = 32
BURST_SECONDS = 2.0


def source_of(path: Path, inbox: Path) -> str:
    """Return the first folder below the inbox; "" for a file in the inbox itself."""
    below = path.relative_to(inbox).parts
    return below[0] if len(below) > 1 else ""


class Turns:
    """Files that were heard of and wait to be claimed.

    Args:
        inbox: the folder below which they lie.
    """

    def __init__(self, inbox: Path) -> None:
        self._inbox = inbox
        self._waiting: dict[str, deque[Path]] = {}

    def __bool__(self) -> bool:
        """Return whether any wait."""
        return bool(self._waiting)

    def add(self, path: Path) -> None:
        """Add a file behind those of its source."""
        self._waiting.setdefault(source_of(path, self._inbox), deque()).append(path)

    def take(self) -> Path:
        """Return the next file; the next time it is another source's turn."""
        source = next(iter(self._waiting))
        files = self._waiting.pop(source)
        path = files.popleft()
        if files:
            self._waiting[source] = files
        return path

    def clear(self) -> None:
        """Forget all that wait."""
        self._waiting.clear()


class SmallDrops:
    """The recent drops of each source, and whether they are few."""

    def __init__(self) -> None:
        self._recent: deque[tuple[float, str]] = deque()
        self._of: Counter[str] = Counter()
        self._small: deque[float] = deque()

    def note(self, source: str, now: float) -> None:
        """Note a file of a source."""
        self._recent.append((now, source))
        self._of[source] += 1
        while now - self._recent[0][0] > BURST_SECONDS:
            _, before = self._recent.popleft()
            self._of[before] -= 1
            if not self._of[before]:
                del self._of[before]

    def is_small(self, source: str, now: float) -> bool:
        """Return whether a file of this source belongs to a small drop, and count it as one if so."""
        while self._small and now - self._small[0] > BURST_SECONDS:
            self._small.popleft()
        if self._of[source] > SMALL_DROP or len(self._small) >= SMALL_DROPS:
            return False
        self._small.append(now)
        return True
