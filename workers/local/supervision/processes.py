"""Keep one process alive: start it, wait until it is ready, restart it when it dies, end it with SIGTERM.

Why not a library: circus wants an event loop, ZeroMQ sockets and a process of its own; supervisor is a daemon with
a configuration file; honcho restarts nothing. None waits until a service is ready, drops root, or ends its children
when it is killed itself. What is needed fits in this file.

Nothing is orphaned: on Linux the kernel sends the child SIGTERM when we die (see `launch`), and on every system a
record beside the data names the process, so that the next start finds and ends it.
"""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from itertools import takewhile
from pathlib import Path
from typing import Any

import msgspec
import psutil

from articles.article import Value
from tasks.spool import atomic
from workers.local.errors import ServiceError
from workers.local.supervision import gate
from workers.local.supervision.users import User

_LAUNCH = Path(__file__).with_name("launch.py")
_LOG_BYTES = 10_000_000  #: a larger log is put aside; there is one earlier one
_LOG_SECONDS = 30.0  #: how often the size of a log is looked at
_STEADY_SECONDS = 30.0  #: alive this long, a process has its backoff forgiven
_BACKOFF = (0.1, 0.5, 1.0, 2.0, 5.0, 10.0)  #: seconds before the next restart
_LONGEST_START = 5  #: a program that goes on writing to its log is given up after so many times its `ready_seconds`
#: A process that is killed (from outside, by the kernel) or unlucky before it was ever ready is started so often.
_FIRST_TRIES = 3


class Program(Value, frozen=True, kw_only=True):
    """A program to run."""

    arguments: tuple[str, ...]  #: the first is the path of the executable
    environment: dict[str, str]  #: complete; nothing is inherited
    folder: Path  #: working directory
    log: Path  #: standard output and error are appended to it
    user: User | None = None  #: run as this user
    nice: int = 0  #: by so much it yields to others that want a processor (nice(2))
    stop_signal: int = signal.SIGTERM
    stop_seconds: float = 30.0  #: then SIGKILL
    ready_seconds: float = 60.0  #: without a word in its log, until it counts as stuck
    unlucky: re.Pattern[str] | None = None  #: an error at its start that another process id avoids
    gated: bool = False  #: it waits (see `gate`) until `Supervisor.open`


class _Record(Value, frozen=True, kw_only=True):
    pid: int
    started: float  #: seconds since 1970, by the system; distinguishes a process from a later one of the same number


class Supervisor:
    """Keeps `program` running from `start` to `stop`.

    Args:
        name: for messages: "Valkey".
        program: what to run.
        record: file that names the running process.
        ready: returns whether it serves; called until it does. A ServiceError that it raises ends the start.
        on_restart: called with the exit code and the number of restarts so far, in the supervising thread.
    """

    def __init__(
        self,
        name: str,
        program: Program,
        record: Path,
        ready: Callable[[], bool] = lambda: True,
        on_restart: Callable[[int, int], None] | None = None,
    ) -> None:
        self.name = name
        self.program = program
        self.restarts = 0
        self._record = record
        self._ready = ready
        self._on_restart = on_restart
        self._stopping = threading.Event()
        self._settled = threading.Event()  # ready, or failed
        self._opened = threading.Event()  # it waits at no gate
        self._failure: str | None = None
        self._process: subprocess.Popen[bytes] | None = None
        self._guard = threading.Lock()
        self._thread: threading.Thread | None = None

    @property
    def pid(self) -> int | None:
        """The process id while the process runs."""
        process = self._process
        return process.pid if process is not None and process.poll() is None else None

    def start(self) -> None:
        """Start, and wait until it serves.

        Raises:
            ServiceError: it ended or was not ready in time; nothing is left running.
        """
        self.begin()
        self.wait()

    def begin(self) -> None:
        """Start, without waiting."""
        end_recorded(self._record, self.program.stop_seconds)
        self._stopping.clear()
        self._settled.clear()
        if not self.program.gated:
            self._opened.set()
        self._failure = None
        # The thread that starts the process lives as long as the process should: the parent-death signal is
        # sent when the *thread* that forked ends (prctl(2)).
        self._thread = threading.Thread(target=self._supervise, name=f"supervise-{self.name}", daemon=True)
        self._thread.start()

    def open(self, variables: Mapping[str, str]) -> None:
        """Let a process that waits at its gate go on, with more variables in its environment; later starts have them.

        Whether it serves is asked from now on.
        """
        with self._guard:
            more = {**self.program.environment, **variables}
            self.program = msgspec.structs.replace(self.program, environment=more)
            self._opened.set()
            pipe = self._process.stdin if self._process is not None else None
            if pipe is not None and not pipe.closed:
                with contextlib.suppress(OSError), pipe:  # it may have ended
                    pipe.write(gate.message(variables))

    def wait(self) -> None:
        """Wait until it serves.

        Raises:
            ServiceError: it ended or was not ready in time; nothing is left running.
        """
        try:
            self._settled.wait()
        except BaseException:
            self.stop()
            raise
        if self._failure is not None:
            self.stop()
            raise ServiceError(self._failure)

    def stop(self) -> None:
        """Ask it to end, wait, and kill it if it does not; safe to call twice."""
        self._stopping.set()
        with self._guard:
            process = self._process
        if process is not None:
            _end(process.pid, process.wait, self.program.stop_signal, self.program.stop_seconds)
        if self._thread is not None and self._thread is not threading.current_thread():
            self._thread.join()
        self._record.unlink(missing_ok=True)

    def signal(self, number: int) -> None:
        """Send a signal to the process (not to its group)."""
        with self._guard:
            if self._process is not None and self._process.poll() is None:
                self._process.send_signal(number)

    def _supervise(self) -> None:
        backoff = 0
        while not self._stopping.is_set():
            born = time.monotonic()
            process = self._started()
            if process is None:
                break
            code = self._watched(process)
            self._bury(process)  # its children would hold its port and its data
            if self._stopping.is_set():
                break
            backoff = 0 if time.monotonic() - born > _STEADY_SECONDS else backoff
            self._count_restart(code, _BACKOFF[min(backoff, len(_BACKOFF) - 1)])
            backoff += 1
        self._settled.set()

    def _started(self) -> subprocess.Popen[bytes] | None:
        """Start the process; the first time wait until it is ready. None if it is not to run (see `_failure`)."""
        for tries in range(1, _FIRST_TRIES + 1):
            try:
                process = self._spawn()
            except OSError as error:
                self._failure = f"{self.name} could not be started: {error}."
                return None
            if process is None or self._settled.is_set():
                return process
            failure = self._wait_until_ready(process)
            if failure is None:
                self._settled.set()
                return process
            code = process.poll()
            self._bury(process)
            by_chance = code is not None and (was_killed(code) or self._was_unlucky(failure))
            if code is None or not by_chance or tries == _FIRST_TRIES or self._stopping.is_set():
                self._record.unlink(missing_ok=True)
                self._failure = failure
                return None
            self._count_restart(code, _BACKOFF[tries])
        return None

    def _was_unlucky(self, failure: str) -> bool:
        return self.program.unlucky is not None and self.program.unlucky.search(failure) is not None

    def _watched(self, process: subprocess.Popen[bytes]) -> int:
        """Wait for the process to end, and keep its log within bounds meanwhile; return its exit code."""
        while True:
            try:
                return process.wait(_LOG_SECONDS)
            except subprocess.TimeoutExpired:
                bound(self.program.log)

    def _count_restart(self, code: int, pause: float) -> None:
        self.restarts += 1
        if self._on_restart is not None:
            self._on_restart(code, self.restarts)
        self._stopping.wait(pause)

    def _bury(self, process: subprocess.Popen[bytes]) -> None:
        _kill_group(process)
        with self._guard:
            if process.stdin is not None:  # nobody waits at the gate any more
                process.stdin.close()

    def _spawn(self) -> subprocess.Popen[bytes] | None:
        with self._guard:
            if self._stopping.is_set():
                return None
            program, waits = self.program, not self._opened.is_set()
            with _log(program.log) as log:
                self._process = subprocess.Popen(
                    launched(program.arguments, program.user, program.nice),
                    cwd=program.folder,
                    env=gate.closed(program.environment) if waits else program.environment,
                    stdin=subprocess.PIPE if waits else subprocess.DEVNULL,
                    stdout=log,
                    stderr=subprocess.STDOUT,
                    start_new_session=True,  # Ctrl-C on the terminal is ours: we end things in their order
                )
            write_record(self._record, self._process.pid)
            return self._process

    def _wait_until_ready(self, process: subprocess.Popen[bytes]) -> str | None:
        """Return what went wrong, in a sentence, or None."""
        began = told = time.monotonic()
        size, pause = -1, 0.01
        while not self._stopping.is_set():
            if process.poll() is not None:
                return (
                    f"{self.name} ended at once (exit code {process.returncode}): {tail(self.program.log)} "
                    f"(see {self.program.log})."
                )
            if not self._opened.is_set():
                self._opened.wait(0.25)
                began = told = time.monotonic()
                continue
            try:
                if self._ready():
                    return None
            except ServiceError as error:
                return str(error)
            now = time.monotonic()
            if size != (size := _size(self.program.log)):
                told = now  # on a busy machine a start takes long; a program that reports progress is not stuck
            if now - told > self.program.ready_seconds or now - began > _LONGEST_START * self.program.ready_seconds:
                return (
                    f"{self.name} was not ready after {now - began:.0f} seconds; "
                    f"see {self.program.log}, and try again when the machine is less busy."
                )
            self._stopping.wait(pause)
            pause = min(pause * 1.5, 0.25)
        return f"{self.name} was stopped before it was ready."


def was_killed(code: int) -> bool:
    """Return whether an exit code says that a signal ended the process, or a child whose code it passes on."""
    return code < 0 or code > 128


def launched(arguments: Sequence[str], user: User | None = None, nice: int = 0) -> list[str]:
    """Return a command that runs `arguments`; on Linux it ends when the thread that starts it ends.

    Args:
        arguments: the program and its arguments.
        user: who runs it; the user of this process if None.
        nice: by so much it yields to other programs.
    """
    who = (user.uid, user.gid) if user else (-1, -1)
    return [sys.executable, "-I", "-S", str(_LAUNCH), *map(str, (*who, os.getpid(), nice)), *arguments]


def write_record(path: Path, pid: int) -> None:
    """Record which process runs, so that a later start can find it."""
    try:
        started = psutil.Process(pid).create_time()
    except psutil.Error:
        return
    atomic.write(path, msgspec.json.encode(_Record(pid=pid, started=started)))


def recorded(path: Path) -> psutil.Process | None:
    """Return the process that the record names, if it still runs."""
    try:
        record = msgspec.json.decode(path.read_bytes(), type=_Record)
        process = psutil.Process(record.pid)
        same = abs(process.create_time() - record.started) < 1
        return process if same and process.status() != psutil.STATUS_ZOMBIE else None
    except (OSError, msgspec.DecodeError, psutil.Error):
        return None


def end_recorded(path: Path, seconds: float) -> None:
    """End the process that an earlier, killed supervisor left, if there is one."""
    process = recorded(path)
    if process is not None:

        def wait(timeout: float | None = None) -> Any:
            try:
                return process.wait(timeout)
            except psutil.TimeoutExpired as error:
                raise subprocess.TimeoutExpired(path.name, timeout or 0) from error

        _end(process.pid, wait, signal.SIGTERM, seconds)
    path.unlink(missing_ok=True)


#: What a Java machine says after it has said what is wrong.
_JAVA_ENDS = re.compile(r"Could not create the Java Virtual Machine|A fatal exception has occurred")


def tail(log: Path, lines: int = 80) -> str:
    """Return the telling lines of a log: an exception with its message, else the last error, else the last line."""
    try:
        text = log.read_bytes()[-30_000:].decode(errors="replace")
    except OSError:
        return "it wrote no log"
    last = [_said(line.strip()) for line in text.splitlines() if line.strip()][-lines:]
    last = [line for line in last if not _JAVA_ENDS.search(line)] or last
    for pattern in (r"(?:Exception|Error): ", r"(?i)error|fatal|failed|cannot|can't|could not"):
        telling = [number for number, line in enumerate(last) if re.search(pattern, line)]
        if telling:
            told = takewhile(lambda line: not line.startswith("at "), last[telling[-1] : telling[-1] + 5])
            return "; ".join(told)[:300].rstrip(".:;")
    return last[-1][:300].rstrip(".") if last else "it wrote nothing"


def _said(line: str) -> str:
    """Return the message of a log line, or the error of a JSON line that reports one."""
    if line.startswith("{"):
        with contextlib.suppress(msgspec.DecodeError):
            event = msgspec.json.decode(line)
            return str(f"Error: {event['error']}" if event.get("error") else event.get("event", line))
    return line


def environment(inherited: Mapping[str, str], keep: Sequence[str], **more: str) -> dict[str, str]:
    """Return a small environment: some variables of the inherited one, and more."""
    return {**{name: inherited[name] for name in keep if name in inherited}, **more}


def bound(log: Path, most: int = _LOG_BYTES) -> None:
    """Copy a log that has grown too large to ``NAME.1`` and empty it.

    Its writer appends and goes on at the new end. Lines that it writes between the copy and the emptying are lost.
    """
    with contextlib.suppress(OSError):
        if log.stat().st_size > most:
            shutil.copyfile(log, log.with_name(log.name + ".1"))
            os.truncate(log, 0)


def _log(path: Path) -> Any:
    path.parent.mkdir(parents=True, exist_ok=True)
    bound(path)
    return path.open("ab")


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0


def _end(pid: int, wait: Callable[[float | None], Any], number: int, seconds: float) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, number)
    try:
        wait(seconds)
    except subprocess.TimeoutExpired:
        _signal_group(pid, signal.SIGKILL)
        wait(None)
    _signal_group(pid, signal.SIGKILL)


def _kill_group(process: subprocess.Popen[bytes]) -> None:
    _signal_group(process.pid, signal.SIGKILL)
    process.wait()


def _signal_group(pid: int, number: int) -> None:
    # A process group lives while a member lives, so its number cannot have been given to another one meanwhile;
    # once it is empty the call finds no process.
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(pid, number)
