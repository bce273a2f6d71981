"""The image: what the Dockerfile copies, and how its entrypoint reads secrets."""

from __future__ import annotations

import os
import re
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
DOCKERFILE = (ROOT / "Dockerfile").read_text()
ENTRYPOINT = ROOT / "deployment" / "entrypoint"


def test_copies_what_exists_and_is_not_ignored() -> None:
    """Every file that the Dockerfile copies is there, and .dockerignore lets it through."""
    lines = re.findall(r"^COPY (?!--from)(?:--\S+ )*(.+) \S+$", DOCKERFILE, re.MULTILINE)
    copied = [name for line in lines for name in line.split()]
    allowed = re.findall(r"^!(.+)$", (ROOT / ".dockerignore").read_text(), re.MULTILINE)
    assert sorted(copied) == sorted(allowed)
    for name in copied:
        assert (ROOT / name).exists(), name


def test_is_not_root() -> None:
    """The last user is an unprivileged one, and the image tells its health."""
    assert "copydesk" == re.findall(r"^USER (.+)$", DOCKERFILE, re.MULTILINE)[-1]
    assert "HEALTHCHECK" in DOCKERFILE


def run(tmp_path: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run the entrypoint with a `copydesk` that prints what it is given."""
    fake = tmp_path / "copydesk"
    fake.write_text('#!/bin/sh\nprintf "%s|" "$@"; env | grep COPYDESK_ | sort\n')
    fake.chmod(0o755)
    return subprocess.run(
        [str(ENTRYPOINT), "watch", "two words"],
        env={"PATH": f"{tmp_path}:{os.environ['PATH']}", **environment},
        capture_output=True,
        text=True,
        check=False,
    )


def test_entrypoint_reads_files(tmp_path: Path) -> None:
    """A secret's file becomes the secret, whatever stands in it; other settings and arguments pass through."""
    secret = tmp_path / "a key"
    secret.write_text('$(touch /nope) "quoted" `x`\n')
    done = run(tmp_path, COPYDESK_ELASTICSEARCH_API_KEY_FILE=str(secret), COPYDESK_ENTITIES_FILE="/mine")
    expected = (
        'watch|two words|COPYDESK_ELASTICSEARCH_API_KEY=$(touch /nope) "quoted" `x`\nCOPYDESK_ENTITIES_FILE=/mine\n'
    )
    assert expected == done.stdout


def test_entrypoint_says_what_is_missing(tmp_path: Path) -> None:
    """A file that is not there is one sentence."""
    done = run(tmp_path, COPYDESK_ELASTICSEARCH_API_KEY_FILE="/not/there")
    assert 1 == done.returncode
    assert "/not/there, named by COPYDESK_ELASTICSEARCH_API_KEY_FILE, cannot be read\n" == done.stderr
