"""What commands print into a pipe."""

from __future__ import annotations

import subprocess
import sys


def test_nothing_is_wrapped_in_a_pipe() -> None:
    """A line stays a line, also where the environment says how wide a terminal is."""
    code = "from workers.commands import output; output.out().print('word ' * 400)"
    done = subprocess.run(
        [sys.executable, "-c", code], env={"COLUMNS": "40"}, capture_output=True, text=True, check=True
    )
    assert 1 == len(done.stdout.splitlines())
