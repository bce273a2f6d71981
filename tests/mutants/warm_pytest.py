"""Run pytest in forks of a process that has imported every library, which costs more than most tests."""

from __future__ import annotations

import contextlib
import importlib
import io
import json
import os
import signal
import subprocess
import sys
import tempfile
import time
import traceback
from pathlib import Path
from typing import NamedTuple

import pytest

#: Imports what the programs import, and prints the modules that lie outside of the folder given.
_LIBRARIES = """
import json, sys
import hypothesis, pytest_timeout
import workers.app.factory, workers.commands.run.worker, workers.watcher.wiring
folder = sys.argv[1]
print(json.dumps([name for name, module in sys.modules.items()
                  if not (getattr(module, "__file__", None) or "").startswith(folder)]))
"""


class Ended(NamedTuple):
    """How a run of pytest ended."""

    status: int | None  #: None: it took too long
    output: str


class WarmPytest:
    """Runs tests of a folder whose own modules are imported anew for each run."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        sys.path.insert(0, str(folder))
        os.chdir(folder)
        with tempfile.TemporaryDirectory() as empty, contextlib.redirect_stdout(io.StringIO()):
            pytest.main(["-q", "--noconftest", "-p", "no:cacheprovider", "--collect-only", empty])  # loads the plugins
        found = subprocess.run(
            [sys.executable, "-c", _LIBRARIES, str(folder)], cwd=folder, check=True, stdout=subprocess.PIPE
        )
        for name in json.loads(found.stdout):
            with contextlib.suppress(Exception):
                importlib.import_module(name)

    def run(self, tests: list[str], seconds: float) -> Ended:
        """Run tests until the first fails, or this time is over."""
        with tempfile.TemporaryFile() as output:
            child = os.fork()
            if child == 0:
                self._child(tests, output.fileno())
            status = _wait(child, seconds)
            output.seek(0)
            return Ended(status, output.read().decode(errors="replace"))

    @staticmethod
    def _child(tests: list[str], output: int) -> None:
        status = 99
        try:
            os.setpgrp()
            for stream in (1, 2):
                os.dup2(output, stream)
            os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
            status = int(pytest.main(["-q", "-x", "--no-header", "-p", "no:cacheprovider", "--timeout=60", *tests]))
        except BaseException:  # noqa: BLE001  # a fork must not go on as the program that it was made from
            traceback.print_exc()
        finally:
            sys.stdout.flush()
            sys.stderr.flush()
            os._exit(status)


def _wait(child: int, seconds: float) -> int | None:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        done, status = os.waitpid(child, os.WNOHANG)
        if done:
            return os.waitstatus_to_exitcode(status)
        time.sleep(0.05)
    os.killpg(child, signal.SIGKILL)
    os.waitpid(child, 0)
    return None
