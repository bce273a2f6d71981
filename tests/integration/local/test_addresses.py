"""Addresses and ports of the settings that cannot be had."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest


def up(folder: Path, **settings: str) -> tuple[int, list[str]]:
    """Start a system; the exit code, and what it printed."""
    done = subprocess.run(
        [sys.executable, "-P", "-m", "workers.commands", "up"],
        env={name: value for name, value in os.environ.items() if not name.startswith("COPYDESK_")}
        | {f"COPYDESK_{name.upper()}": value for name, value in settings.items()},
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    return done.returncode, done.stderr.splitlines()


@pytest.mark.parametrize("part", ["flower", "web"])
def test_a_port_in_use_is_told_before_anything_starts(tmp_path: Path, part: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        code, said = up(tmp_path, **{f"{part}_port": str(port)})

    assert (2, 1) == (code, len(said)), said
    assert f"Port {port} of 127.0.0.1, where" in said[0]
    assert "is in use: stop the program that uses it, or give another port." in said[0]


@pytest.mark.parametrize("part", ["flower", "web"])
def test_an_address_of_another_machine_is_told_before_anything_starts(tmp_path: Path, part: str) -> None:
    code, said = up(tmp_path, **{f"{part}_address": "192.0.2.1"})

    assert (2, 1) == (code, len(said)), said
    assert "cannot listen on 192.0.2.1" in said[0]


def test_two_parts_with_one_port_are_told_before_anything_starts(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = str(free.getsockname()[1])
    code, said = up(tmp_path, flower_port=port, web_port=port)

    assert (2, 1) == (code, len(said)), said
    assert "set COPYDESK_FLOWER_PORT or COPYDESK_WEB_PORT to another" in said[0]
