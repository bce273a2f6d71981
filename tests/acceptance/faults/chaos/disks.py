"""Small disks, which fill up."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

AS_ROOT = [] if os.geteuid() == 0 else ["sudo", "-n"]


def mount(*words: str) -> None:
    """Mount, as root."""
    subprocess.run([*AS_ROOT, "mount", *words], check=True, capture_output=True)


@contextmanager
def small_disk(path: Path, megabytes: int) -> Iterator[Path]:
    """Mount a file system of this size on a folder; skip the test where that is not allowed, and fail it in CI."""
    try:
        mount("-t", "tmpfs", "-o", f"size={megabytes}m,uid={os.geteuid()}", "tmpfs", str(path))
    except (OSError, subprocess.CalledProcessError) as error:
        if os.environ.get("CI"):
            pytest.fail(f"no small disk can be mounted: {error}")
        pytest.skip(f"no small disk can be mounted here: {error}")
    yield path
    subprocess.run([*AS_ROOT, "umount", "-l", str(path)], check=True)
