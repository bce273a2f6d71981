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
