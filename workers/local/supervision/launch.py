"""Become another program: drop root if asked to, arrange to end with the parent, and execute it.

Run by path with ``python -I -S launch.py UID GID PARENT NICE PROGRAM ARGUMENT...`` (UID -1 keeps the user). A
program of its own rather than a `preexec_fn`, which is unsafe in a process with threads. The order matters: the
kernel forgets the parent-death signal when the user changes (prctl(2), PR_SET_PDEATHSIG).
"""

from __future__ import annotations

import ctypes
import os
import signal
import sys

PR_SET_PDEATHSIG = 1


def main(arguments: list[str]) -> None:
    """Execute the program; does not return."""
    uid, gid, parent, nice = (int(argument) for argument in arguments[:4])
    program = arguments[4:]
    os.nice(nice)
    if uid >= 0:
        os.setgroups([])
        os.setgid(gid)
        os.setuid(uid)
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
        if os.getppid() != parent:  # it died before the call above
            sys.exit("the process that started this one is gone")
    try:
        os.execve(program[0], program, os.environ)  # noqa: S606
    except OSError as error:
        sys.exit(f"{program[0]}: {error.strerror}")


if __name__ == "__main__":
    main(sys.argv[1:])
