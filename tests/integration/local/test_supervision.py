"""Processes that die, before and after they are ready."""

from __future__ import annotations

import contextlib
import os
import re
import sys
import time
from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest

from workers.local.errors import ServiceError
from workers.local.supervision.processes import Program, Supervisor


def supervised(
    folder: Path, code: str, told: list[int], ready: Callable[[], bool], unlucky: re.Pattern[str] | None = None
) -> Supervisor:
    """A supervisor of a small Python program, which is given the folder."""
    program = Program(
        arguments=(sys.executable, "-c", code, str(folder)),
        environment={},
        folder=folder,
        log=folder / "log",
        stop_seconds=5,
        unlucky=unlucky,
    )
    return Supervisor(
        "Program", program, folder / "process.json", ready, on_restart=lambda exit_code, _: told.append(exit_code)
    )


def test_a_process_killed_before_it_is_ready_is_started_again(tmp_path: Path) -> None:
    """Somebody, or the kernel, may kill Elasticsearch while it starts; that is no reason to give up."""
    code = (
        "import os, pathlib, signal, sys, time\n"
        "runs = pathlib.Path(sys.argv[1], 'runs')\n"
        "with runs.open('a') as file: file.write('x')\n"
        "if len(runs.read_text()) < 3: os.kill(os.getpid(), signal.SIGKILL)\n"
        "pathlib.Path(sys.argv[1], 'ready').touch()\n"
        "time.sleep(60)\n"
    )
    told: list[int] = []
    process = supervised(tmp_path, code, told, (tmp_path / "ready").exists)
    process.start()
    assert process.pid is not None
    assert [-9, -9] == told
    process.stop()
    assert process.pid is None


def test_a_process_that_is_always_killed_is_given_up(tmp_path: Path) -> None:
    """The third time the start fails, in a sentence."""
    told: list[int] = []
    code = "import os, signal; os.kill(os.getpid(), signal.SIGKILL)"
    process = supervised(tmp_path, code, told, lambda: False)
    with pytest.raises(ServiceError, match=r"Program ended at once \(exit code -9\)"):
        process.start()
    assert [-9, -9] == told


def test_a_process_that_ends_by_itself_is_not_tried_again(tmp_path: Path) -> None:
    """Its own error would come again; its words are in the sentence."""
    told: list[int] = []
    code = "import sys; sys.exit('fatal: no such option')"
    process = supervised(tmp_path, code, told, lambda: False)
    with pytest.raises(ServiceError, match="fatal: no such option"):
        process.start()
    assert [] == told
    assert not (tmp_path / "process.json").exists()


def test_a_process_with_an_unlucky_number_is_started_again(tmp_path: Path) -> None:
    """Elasticsearch ends where a killed one of another user left a socket with its process id."""
    code = (
        "import pathlib, sys, time\n"
        "runs = pathlib.Path(sys.argv[1], 'runs')\n"
        "with runs.open('a') as file: file.write('x')\n"
        "if len(runs.read_text()) < 2: sys.exit('Error: /tmp/.java_pid7 is not secure')\n"
        "pathlib.Path(sys.argv[1], 'ready').touch()\n"
        "time.sleep(60)\n"
    )
    told: list[int] = []
    process = supervised(tmp_path, code, told, (tmp_path / "ready").exists, unlucky=re.compile("java_pid.*not secure"))
    process.start()
    assert [1] == told
    process.stop()


@pytest.mark.parametrize("writes", [True, False])
def test_a_start_is_given_up_after_silence_and_not_while_the_log_grows(tmp_path: Path, writes: bool) -> None:
    """On a busy machine Elasticsearch takes minutes, and says in its log how far it is."""
    asked = 0

    def ready() -> bool:
        nonlocal asked
        asked += 1
        time.sleep(0.8)
        if writes:
            with (tmp_path / "log").open("a") as log:
                log.write("loaded one more module\n")
        return writes and asked == 4

    program = Program(
        arguments=(sys.executable, "-c", "import time; time.sleep(60)"),
        environment={},
        folder=tmp_path,
        log=tmp_path / "log",
        stop_seconds=5,
        ready_seconds=2,
    )
    process = Supervisor("Program", program, tmp_path / "process.json", ready)
    if writes:
        process.start()
        process.stop()
    else:
        with pytest.raises(ServiceError, match="Program was not ready after"):
            process.start()


def test_another_server_in_its_place_ends_the_start_with_its_sentence(tmp_path: Path) -> None:
    """Whether it serves is asked in a thread; its error reaches the one who waits."""

    def ready() -> bool:
        raise ServiceError("Another server answers.")

    process = supervised(tmp_path, "import time; time.sleep(60)", [], ready)
    with pytest.raises(ServiceError, match=r"Another server answers\."):
        process.start()
    assert process.pid is None


def test_a_process_yields_to_others_by_as_much_as_its_program_says(tmp_path: Path) -> None:
    """From its first step, so that its children do too."""
    code = (
        "import os, pathlib, sys, time\n"
        "here = pathlib.Path(sys.argv[1])\n"
        "(here / 'nice').write_text(str(os.nice(0)))\n"
        "(here / 'ready').touch()\n"
        "time.sleep(60)\n"
    )
    process = supervised(tmp_path, code, [], (tmp_path / "ready").exists)
    process.program = msgspec.structs.replace(process.program, nice=3)
    process.start()
    assert str(min(os.nice(0) + 3, 19)) == (tmp_path / "nice").read_text()
    process.stop()


_WAITS = (
    "import os, pathlib, sys, time\n"
    "here = pathlib.Path(sys.argv[1])\n"
    "with (here / 'runs').open('a') as file: file.write('x')\n"
    "said = sys.stdin.read() if os.environ.get('_COPYDESK_GATE') else 'nothing'\n"
    "(here / 'said').write_text(said + os.environ.get('TOLD', ''))\n"
    "(here / 'ready').touch()\n"
    "time.sleep(60)\n"
)


def gated(folder: Path, code: str, told: list[int], ready: Callable[[], bool]) -> Supervisor:
    """A supervisor of a program that waits at its gate."""
    process = supervised(folder, code, told, ready)
    process.program = msgspec.structs.replace(process.program, gated=True)
    return process


def until(condition: Callable[[], bool]) -> None:
    """Wait for it."""
    end = time.monotonic() + 60
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.02)


def runs(folder: Path) -> int:
    """How often the program of `_WAITS` ran so far. Its file is there before it says so."""
    with contextlib.suppress(FileNotFoundError):
        return len((folder / "runs").read_text())
    return 0


def test_a_process_waits_at_its_gate_and_its_successors_do_not(tmp_path: Path) -> None:
    """The first is told through the gate; one that takes its place later has it in its environment."""
    told: list[int] = []
    asked: list[bool] = []

    def ready() -> bool:
        asked.append(process.pid is not None)
        return (tmp_path / "ready").exists()

    process = gated(tmp_path, _WAITS, told, ready)
    process.begin()
    until(lambda: runs(tmp_path) == 1)
    assert ([], False) == (asked, (tmp_path / "said").exists())
    process.open({"TOLD": "now"})
    process.wait()
    assert '{"TOLD":"now"}' == (tmp_path / "said").read_text()
    process.signal(9)
    until(lambda: (tmp_path / "said").read_text() == "nothingnow")
    assert [-9] == told
    process.stop()


def test_a_process_killed_at_its_gate_is_started_again_and_waits(tmp_path: Path) -> None:
    """As before it is ready."""
    told: list[int] = []
    process = gated(tmp_path, _WAITS, told, (tmp_path / "ready").exists)
    process.begin()
    until(lambda: runs(tmp_path) == 1)
    process.signal(9)
    until(lambda: runs(tmp_path) == 2)
    assert ([-9], False) == (told, (tmp_path / "said").exists())
    process.open({})
    process.wait()
    assert "{}" == (tmp_path / "said").read_text()
    process.stop()


def test_a_process_that_ended_at_its_gate_is_told_of_when_it_is_waited_for(tmp_path: Path) -> None:
    """A wrong setting, say: opening the gate of nobody does no harm."""
    process = gated(tmp_path, "import sys; sys.exit('fatal: no such model')", [], lambda: False)
    process.begin()
    until(lambda: (tmp_path / "log").exists() and b"no such model" in (tmp_path / "log").read_bytes())
    process.open({"TOLD": "late"})
    with pytest.raises(ServiceError, match="fatal: no such model"):
        process.wait()


def test_a_process_at_its_gate_ends_when_it_is_stopped(tmp_path: Path) -> None:
    """Ctrl-C while Elasticsearch starts."""
    process = gated(tmp_path, _WAITS, [], lambda: True)
    process.begin()
    until(lambda: runs(tmp_path) == 1)
    number = process.pid
    assert number is not None
    process.stop()
    assert process.pid is None
    assert not Path(f"/proc/{number}").exists()
    assert not (tmp_path / "said").exists()
    assert not (tmp_path / "process.json").exists()
