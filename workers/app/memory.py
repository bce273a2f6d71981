"""Give memory that was freed back to the system."""

from __future__ import annotations

import ctypes
import time


class FreedMemory:
    """What this process has freed and its C library keeps: after some hundred articles, a tenth of a worker's child.

    Only glibc has the call for it (malloc_trim(3)); with other libraries nothing is done.

    Args:
        every: seconds between two times; the call goes over all that is free, which takes some milliseconds.
    """

    def __init__(self, every: float) -> None:
        self._every = every
        self._next = time.monotonic() + every
        self._trim = getattr(ctypes.CDLL(None), "malloc_trim", None)

    def give_back(self) -> bool:
        """Give it back, if the time has come; return whether that was done."""
        now = time.monotonic()
        if self._trim is None or now < self._next:
            return False
        self._next = now + self._every
        self._trim(ctypes.c_size_t(0))
        return True
