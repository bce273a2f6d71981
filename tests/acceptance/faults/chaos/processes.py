"""Real processes of the command line, that can be killed, suspended and started again."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import psutil

from workers.local.supervision.processes import launched

_POWERLESS = (shutil.which("setpriv") or "/usr/bin/setpriv", "--inh-caps=-all", "--bounding-set=-all")


class Process:
    """``copydesk NAME`` as a process group of its own.

    Args:
        arguments: of the command line.
        environment: all of it.
        log: takes what it prints.
        is_powerless: without root's right to pass over permissions, where the test runs as root.
    """

    def __init__(
        self, arguments: list[str], environment: dict[str, str], log: Path, *, is_powerless: bool = False
    ) -> None:
        self.arguments = arguments
        self._launcher = _POWERLESS if is_powerless and os.geteuid() == 0 else ()
        self._environment = environment
        self.log = log
        self._process: subprocess.Popen[bytes] | None = None
        self._began = 0  # where in its log its present life begins

    @property
    def pid(self) -> int | None:
        """The process, while it runs."""
        return self._process.pid if self._process is not None and self._process.poll() is None else None

    def start(self) -> None:
        """Start it; returns at once."""
        with self.log.open("ab") as log:
            self._began = log.tell()
            self._process = subprocess.Popen(
                launched(
                    [
                        *self._launcher,
                        os.environ["COPYDESK_TEST_PYTHON"],
                        "-P",
                        "-m",
                        "workers.commands",
                        *self.arguments,
                    ]
                ),  # ends when the test does
                env=self._environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    def children(self) -> list[int]:
        """Its children: of a worker, those that work."""
        if self.pid is None:
            return []
        with contextlib.suppress(psutil.Error):
            return [child.pid for child in psutil.Process(self.pid).children()]
        return []

    def signal(self, number: int) -> None:
        """Send a signal to the process alone."""
        if self.pid is not None:
            os.kill(self.pid, number)

    def kill(self) -> None:
        """End it with all its descendants, at once and without warning."""
        if self._process is None:
            return
        family = []
        with contextlib.suppress(psutil.Error):
            family = psutil.Process(self._process.pid).children(recursive=True)
        for process in [self._process, *family]:
            with contextlib.suppress(psutil.Error, ProcessLookupError):
                process.send_signal(signal.SIGKILL)
        self._process.wait()

    def stop(self, *, seconds: float = 10) -> None:
        """End it as an operator does; kill it when that takes too long."""
        if self._process is None:
            return
        with contextlib.suppress(ProcessLookupError):
            self._process.send_signal(signal.SIGCONT)
            self._process.send_signal(signal.SIGTERM)
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(seconds)
        self.kill()

    def has_said(self, words: str) -> bool:
        """Whether its log has these words since it was started the last time."""
        return self.log.exists() and words.encode() in self.log.read_bytes()[self._began :]

    def said(self, event: str) -> int:
        """How many lines of its log name this event."""
        return self.log.read_text(errors="replace").count(f'"{event}"') if self.log.exists() else 0


def command(arguments: Sequence[str], environment: dict[str, str]) -> str:
    """What ``copydesk ARGUMENTS`` prints."""
    done = subprocess.run(
        [os.environ["COPYDESK_TEST_PYTHON"], "-P", "-m", "workers.commands", *arguments],
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert 0 == done.returncode, done.stderr
    return done.stdout


def wait_until(true: Callable[[], object], *, seconds: float, what: str, pause: float = 0.1) -> float:
    """Wait until something holds; how long that took, seconds. Raises AssertionError with `what` after `seconds`."""
    started = time.monotonic()
    while not true():
        assert time.monotonic() - started < seconds, f"after {seconds:.0f} s not yet: {what}"
        time.sleep(pause)
    return time.monotonic() - started
