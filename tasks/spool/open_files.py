"""Find out whether a file is still being written."""

from __future__ import annotations

import contextlib
import fcntl
import os
from pathlib import Path

#: Linux: a read lease is granted only while no process has the file open for writing (fcntl(2), "Leases").
_SET_LEASE = getattr(fcntl, "F_SETLEASE", None)


def is_open_for_writing(path: Path) -> bool:
    """Return whether a process has the file open for writing; False if the system cannot tell.

    It cannot on systems other than Linux, on most network shares, and for a file of another owner.
    """
    if _SET_LEASE is None:
        return False
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_NOFOLLOW | os.O_CLOEXEC)
    except OSError:
        return False
    try:
        fcntl.fcntl(descriptor, _SET_LEASE, fcntl.F_RDLCK)
    except BlockingIOError:
        return True
    except OSError:
        return False
    else:
        with contextlib.suppress(OSError):
            fcntl.fcntl(descriptor, _SET_LEASE, fcntl.F_UNLCK)
        return False
    finally:
        os.close(descriptor)
