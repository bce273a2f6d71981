"""Addresses and ports of the settings that cannot be had."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from contextlib import ExitStack
from pathlib import Path

import pytest

from workers.local import ready, stack
from workers.local.errors import ServiceError
from workers.local.runtime import Runtime
from workers.local.stack import Stack
from workers.local.supervision import ports
from workers.settings import Settings


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
def test_a_port_in_use_is_reported_before_anything_starts(tmp_path: Path, part: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        code, said = up(tmp_path, **{f"{part}_port": str(port)})

    assert (2, 1) == (code, len(said)), said
    assert f"Port {port} of 127.0.0.1, where" in said[0]
    assert "is in use: stop the program that uses it, or give another port." in said[0]


@pytest.mark.parametrize("part", ["flower", "web"])
def test_an_address_of_another_machine_is_reported_before_anything_starts(tmp_path: Path, part: str) -> None:
    code, said = up(tmp_path, **{f"{part}_address": "192.0.2.1"})

    assert (2, 1) == (code, len(said)), said
    assert "cannot listen on 192.0.2.1" in said[0]


def test_two_parts_with_one_port_are_reported_before_anything_starts(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = str(free.getsockname()[1])
    code, said = up(tmp_path, flower_port=port, web_port=port)

    assert (2, 1) == (code, len(said)), said
    assert "set COPYDESK_FLOWER_PORT or COPYDESK_WEB_PORT to another" in said[0]


def pages_at(url: str) -> Runtime:
    """What `up` would write of a system whose pages have the address `url`."""
    return Runtime(
        pid=os.getpid(), started=0, broker_url="redis://x", elasticsearch_url="http://x", queue="q", web_url=url
    )


@pytest.mark.parametrize("address", ["127.0.0.1", "::1"])
def test_another_program_on_their_port_does_not_make_the_pages_ready(address: str) -> None:
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    with socket.create_server((address, 0), family=family) as taken:
        runtime = pages_at(ports.origin(address, taken.getsockname()[1]))

        assert ready.web(runtime, os.getpid())
        assert not ready.web(runtime, os.getppid())
        assert not ready.web(runtime, None)


@pytest.mark.parametrize("part", ["flower", "web"])
def test_a_standard_port_that_is_taken_while_the_services_start_is_not_used(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, part: str
) -> None:
    """Two systems that start in the same minute both find the standard ports free when they look first."""
    with ExitStack() as during:
        standard = during.enter_context(socket.create_server(("127.0.0.1", 0))).getsockname()[1]
        during.pop_all().close()
        monkeypatch.setattr(stack, f"_{part.upper()}_PORT", standard)

        def start_valkey(self: Stack) -> str:
            during.enter_context(socket.create_server(("127.0.0.1", standard)))
            return "redis://127.0.0.1:1/0"

        def open_parts(self: Stack, runtime: Runtime, keys: object) -> None:
            raise ServiceError(str(getattr(runtime, f"{part}_url")))

        monkeypatch.setattr(Stack, "_start_valkey", start_valkey)
        monkeypatch.setattr(Stack, "_begin_parts", lambda *_: None)
        monkeypatch.setattr(Stack, "_open_parts", open_parts)
        monkeypatch.setattr(stack, "create_indices", lambda *_: None)
        settings = Settings(
            data=tmp_path,
            elasticsearch_url="http://127.0.0.1:1",
            **{f"{part}_port": standard},
        )
        with pytest.raises(ServiceError) as raised:
            Stack(settings).start()

    assert not str(raised.value).endswith(f":{standard}")
