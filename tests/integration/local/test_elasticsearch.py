"""The embedded Elasticsearch, in one life: it is slow to start."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import threading
import time
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import psutil
import pytest
from elasticsearch import ApiError, AuthorizationException, Elasticsearch, TransportError

from workers.local.elasticsearch.home import Home
from workers.local.elasticsearch.server import SHORT_LIVED, EmbeddedElasticsearch
from workers.local.errors import ServiceError


def healthy(client: Elasticsearch, seconds: float = 400) -> Any:
    """The cluster's health, once it has some."""
    deadline = time.monotonic() + seconds
    while True:
        try:
            return client.cluster.health(wait_for_status="yellow", timeout="1s")
        except (ApiError, TransportError):
            assert time.monotonic() < deadline
            time.sleep(0.2)


class Stranger(BaseHTTPRequestHandler):
    """Answers everything as an Elasticsearch that somebody else started."""

    def do_GET(self) -> None:
        self.send_response(200)
        self.end_headers()
        self.wfile.write(b'{"cluster_name":"copydesk","status":"green","nodes":{"n":{"attributes":{}}}}')

    def log_message(self, *_: object) -> None:
        """Keep quiet."""


class Overtaken(EmbeddedElasticsearch):
    """One whose port a stranger takes between the choice and the start."""

    stranger: HTTPServer | None = None

    def _prepare(self, *about: Any) -> None:
        super()._prepare(*about)
        if self.stranger is None:
            self.stranger = HTTPServer(("127.0.0.1", self.port), Stranger)
            threading.Thread(target=self.stranger.serve_forever, daemon=True).start()


@pytest.mark.timeout(1500)
def test_one_life(services_folder: Path, elasticsearch_home_path: Home) -> None:
    """It asks for names, keeps keys to their rights, comes back with its data when killed, and leaves nothing."""
    told: list[tuple[int, int]] = []
    server = Overtaken(
        services_folder / "secured",
        home=elasticsearch_home_path,
        port=0,
        security=True,
        java_options=SHORT_LIVED,
        on_restart=lambda *what: told.append(what),
    )
    with server, Elasticsearch(server.url, basic_auth=(server.login, server.password or "")) as client:
        _check_the_port_is_its_own(server)
        _check_it_is_closed(server)
        _check_the_password_is_nowhere(server)
        _check_keys(server, client)
        _check_kills(server, client, told)
        with pytest.raises(ServiceError, match=f"in use by process {os.getpid()}"):
            EmbeddedElasticsearch(services_folder / "secured", home=elasticsearch_home_path, port=0).start()
        running = [psutil.Process(server.pid), *psutil.Process(server.pid).children(recursive=True)]
        assert 2 <= len(running)
    assert [] == [process for process in running if process.is_running()]


def _check_the_port_is_its_own(server: Overtaken) -> None:
    """A stranger that answers on the chosen port is not taken for our server."""
    assert server.stranger is not None
    assert server.stranger.server_port != server.port
    server.stranger.shutdown()
    server.stranger.server_close()


def _check_it_is_closed(server: EmbeddedElasticsearch) -> None:
    with Elasticsearch(server.url) as stranger, pytest.raises(ApiError) as refused:
        stranger.info()
    assert 401 == refused.value.status_code
    processes = [psutil.Process(server.pid), *psutil.Process(server.pid).children(recursive=True)]
    if os.geteuid() == 0:
        assert 0 not in {process.uids().effective for process in processes}
    listening = {
        connection.laddr.ip
        for process in processes
        for connection in process.net_connections("inet")
        if connection.status == psutil.CONN_LISTEN
    }
    assert {"127.0.0.1"} == {address.removeprefix("::ffff:") for address in listening}
    assert server.password not in json.dumps([process.cmdline() for process in processes])


def _check_the_password_is_nowhere(server: EmbeddedElasticsearch) -> None:
    """It is made anew for each start, and in no file and no environment; what is kept is a hash of it."""
    assert server.password
    assert EmbeddedElasticsearch(server.directory, port=0, security=True).password != server.password
    place = server.directory.resolve()
    holding, kept = [], 0
    for path in place.rglob("*"):
        with contextlib.suppress(FileNotFoundError):  # what the server just removed
            if path.is_file():
                kept += 1
                holding += [path] if server.password.encode() in path.read_bytes() else []
    assert kept > 10
    assert [] == holding
    assert (place / "config" / "users").read_text().startswith(f"{server.login}:{{PBKDF2}}")
    processes = [psutil.Process(server.pid), *psutil.Process(server.pid).children(recursive=True)]
    assert server.password not in json.dumps([process.environ() for process in processes])


def _check_keys(server: EmbeddedElasticsearch, client: Elasticsearch) -> None:
    key = client.security.create_api_key(
        name="reader", role_descriptors={"r": {"indices": [{"names": ["mine*"], "privileges": ["read"]}]}}
    )
    client.index(index="mine", id="1", document={"text": "kept"}, refresh=True)
    with Elasticsearch(server.url, api_key=str(key["encoded"])) as reader:
        assert 1 == reader.count(index="mine")["count"]
        with pytest.raises(AuthorizationException):
            reader.index(index="mine", id="2", document={"text": "refused"})
        with pytest.raises(AuthorizationException):
            reader.count(index="other")


def _check_kills(server: EmbeddedElasticsearch, client: Elasticsearch, told: list[tuple[int, int]]) -> None:
    for victim in ("server", "launcher"):
        launcher = server.pid
        assert launcher is not None
        child = psutil.Process(launcher).children(recursive=True)[-1].pid
        os.kill(child if victim == "server" else launcher, signal.SIGKILL)
        deadline = time.monotonic() + 60
        while server.pid in (None, launcher):
            assert time.monotonic() < deadline
            time.sleep(0.05)
        healthy(client)
        assert "kept" == client.get(index="mine", id="1")["_source"]["text"]
        assert not psutil.pid_exists(child)
    assert [1, 2] == [times for _, times in told]


def test_wrong_settings_are_a_sentence(services_folder: Path, elasticsearch_home_path: Home) -> None:
    """What it says when it will not start stands in the error, and nothing is left running."""
    server = EmbeddedElasticsearch(services_folder / "wrong", home=elasticsearch_home_path, port=0, heap="1k")
    with pytest.raises(ServiceError, match=r"Elasticsearch ended at once .*heap.*console\.log"):
        server.start()
    assert server.pid is None
