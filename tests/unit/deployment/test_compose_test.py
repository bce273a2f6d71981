"""``make compose-test`` says what it needs where it cannot run."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]


def run(path: Path) -> subprocess.CompletedProcess[str]:
    """Run it with these programs alone on the path."""
    command = [sys.executable, str(ROOT / "tests" / "compose" / "__main__.py")]
    return subprocess.run(command, env={"PATH": str(path)}, capture_output=True, text=True, check=False)


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
