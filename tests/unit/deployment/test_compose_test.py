"""``make compose-test`` says what it needs where it cannot run."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

#: What was found out by running the compose file for the first time: 31 checks, those of `up` and of the services
#: repeated. Each is kept, in the words of ours.
FIRST_CHECKS = (
    "built",
    "`up` starts everything at once",
    "the documentation's way to the reader's key",
    "each settled once",
    "the reader finds them",
    "the reader may not write",
    "the reader sees no ledger",
    "the writer may not make an index",
    "nobody searches without a key",
    "Flower is closed",
    "is tight",
    "every container has a limit of memory and processes",
    "docker inspect shows no secret",
    "a setting in copydesk.env reaches the containers",
    "kill -9 of each container",
    "stop and start",
    "workers 2, 4, 1",
    "down and up",
    "a plain `up` keeps the number of workers",
    "no secret in the logs",
    "no task raised what it did not expect",
    "no secret in the image",
)

ROOT = Path(__file__).resolve().parents[3]


def run(path: Path) -> subprocess.CompletedProcess[str]:
    """Run it with these programs alone on the path."""
    command = [sys.executable, str(ROOT / "tests" / "compose" / "__main__.py")]
    return subprocess.run(command, env={"PATH": str(path)}, capture_output=True, text=True, check=False)


@pytest.mark.parametrize("check", FIRST_CHECKS)
def test_the_first_checks_are_kept(check: str) -> None:
    """None is lost when others are added, and each of the services is looked at."""
    text = (ROOT / "tests" / "compose" / "__main__.py").read_text()
    assert check in text
    assert 'SERVICES = ("elasticsearch", "valkey", "setup", "watcher", "worker", "flower", "web")' in text


def test_without_docker(tmp_path: Path) -> None:
    """No traceback, and another exit code than that of a check that failed."""
    done = run(tmp_path)
    assert (2, "") == (done.returncode, done.stdout)
    assert "There is no `docker` on the path" in done.stderr


def test_without_an_engine_or_compose(tmp_path: Path) -> None:
    """What is missing is named."""
    docker = tmp_path / "docker"
    docker.write_text("#!/bin/sh\nexit 1\n")
    docker.chmod(0o755)
    done = run(tmp_path)
    assert 2 == done.returncode
    assert "`docker info` fails" in done.stderr
    docker.write_text('#!/bin/sh\n[ "$1" = info ] || echo 2.20.1\n')
    done = run(tmp_path)
    assert 2 == done.returncode
    assert "Docker Compose 2.24 or later is needed" in done.stderr
