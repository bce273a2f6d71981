"""Processes that wait for the addresses of their services."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from workers.local.supervision import gate
from workers.settings import Settings

_PROGRAM = """
import json, os, sys
from workers.local.supervision import gate
from workers.settings_source import load
before = load()
after = gate.passed(before)
print(json.dumps({
    "before": before.elasticsearch_url,
    "after": after.elasticsearch_url,
    "environment": os.environ.get("COPYDESK_ELASTICSEARCH_URL"),
    "gate": os.environ.get(gate.VARIABLE),
    "input": sys.stdin.read(),
}))
"""
_URL = "http://127.0.0.1:9201"


def walk(said: bytes, folder: Path, *, waits: bool = True) -> subprocess.CompletedProcess[bytes]:
    """Run a program that comes to a gate, through which this is said."""
    environment = {"PYTHONPATH": str(Path(gate.__file__).parents[3])}
    return subprocess.run(
        [sys.executable, "-c", _PROGRAM],
        input=said,
        env=gate.closed(environment) if waits else environment,
        cwd=folder,
        capture_output=True,
        timeout=120,
        check=False,
    )


def test_a_process_learns_at_the_gate_what_it_lacked(tmp_path: Path) -> None:
    """Its environment has it from then on, as that of a program that it becomes; standard input is empty."""
    done = walk(gate.message({"COPYDESK_ELASTICSEARCH_URL": _URL}), tmp_path)
    expected = {"before": None, "after": _URL, "environment": _URL, "gate": None, "input": ""}
    assert expected == json.loads(done.stdout), done.stderr


@pytest.mark.parametrize("said", [b"", b'{"COPYDESK_ELASTIC'])
def test_a_process_ends_where_the_gate_closes_without_a_word(tmp_path: Path, said: bytes) -> None:
    """Who started it was killed, perhaps in the middle of the word."""
    done = walk(said, tmp_path)
    assert 1 == done.returncode
    assert done.stderr.endswith(b"the process that started this one is gone\n")


def test_a_process_without_a_gate_walks_through(tmp_path: Path) -> None:
    """On a cluster each part is started by itself, with all that it needs."""
    done = walk(b"", tmp_path, waits=False)
    assert json.loads(done.stdout)["after"] is None, done.stderr


def test_settings_that_need_no_gate_are_the_same_object() -> None:
    """Nothing is read again."""
    settings = Settings()
    assert settings is gate.passed(settings)
