"""What the supervisor says about a process, apart from running it."""

from __future__ import annotations

from pathlib import Path

import pytest

from workers.local.supervision import processes


@pytest.mark.parametrize(
    ("log", "expected"),
    [
        ("", "it wrote nothing"),
        ("starting\nlistening\n", "listening"),
        ("starting\nFatal: cannot bind\nbye\n", "Fatal: cannot bind; bye"),
        (
            "a fatal exception\njava.lang.IllegalArgumentException: unknown setting [x]\n\tat a.b\nERROR: ended\n",
            "java.lang.IllegalArgumentException: unknown setting [x]",
        ),
    ],
)
def test_tail(tmp_path: Path, log: str, expected: str) -> None:
    """The most telling line of a log: an exception's, else an error's, else the last."""
    path = tmp_path / "log"
    path.write_text(log)
    assert expected == processes.tail(path)


def test_the_reason_for_which_java_ends_is_reported(tmp_path: Path) -> None:
    path = tmp_path / "console.log"
    path.write_text(
        "Unrecognized option: -Xfoo\nError: Could not create the Java Virtual Machine.\n"
        "Error: A fatal exception has occurred. Program will exit.\n"
    )
    assert "Unrecognized option: -Xfoo" == processes.tail(path)


def test_small_environment() -> None:
    """A service inherits only what it is to have."""
    inherited = {"PATH": "/bin", "COPYDESK_BROKER_URL": "redis://:secret@host"}
    assert {"PATH": "/bin", "HOME": "/x"} == processes.environment(inherited, ("PATH", "TZ"), HOME="/x")


def test_record_of_a_process_that_is_gone(tmp_path: Path) -> None:
    """A record that names no living process is removed, and a broken one too."""
    record = tmp_path / "process.json"
    for text in ('{"pid": 4194305, "started": 1.0}', "{"):
        record.write_text(text)
        processes.end_recorded(record, 1)
        assert not record.exists()


def test_a_log_that_grows_too_large_is_put_aside_while_it_is_written(tmp_path: Path) -> None:
    """Its writer goes on at the new end, and there is one earlier file at most."""
    log = tmp_path / "log"
    with log.open("ab") as writer:
        for round_ in (b"first", b"second"):
            writer.write(round_ * 100)
            writer.flush()
            processes.bound(log, most=10_000)
            assert log.stat().st_size >= 500
            processes.bound(log, most=100)
            assert 0 == log.stat().st_size
            assert round_ * 100 == (tmp_path / "log.1").read_bytes()
        writer.write(b"x")
        writer.flush()
        assert b"x" == log.read_bytes()
    assert {"log", "log.1"} == {path.name for path in tmp_path.iterdir()}


def test_the_tail_of_a_log_of_json_lines_is_its_error(tmp_path: Path) -> None:
    """The sentence, not the line."""
    path = tmp_path / "log"
    path.write_text('{"event": "watching"}\n{"event": "command_failed", "error": "No disk: buy one."}\n')
    assert "Error: No disk: buy one" == processes.tail(path)
