"""Options of the tests that run the real commands.

COPYDESK_TEST_PYTHON names the Python that runs them, to test an installed wheel; by default that of the tests. It is
called with ``-P``, so that it never takes the packages of the folder it is started in.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from elasticsearch import Elasticsearch

from tasks.audit.fate_counts import Accounts
from workers.app.factory import parts_of
from workers.app.wiring import Parts
from workers.local.runtime import Runtime
from workers.settings import Settings

os.environ.setdefault("COPYDESK_TEST_PYTHON", sys.executable)


def pytest_addoption(parser: pytest.Parser) -> None:
    """``--full-size``: as many kills and articles as we claim, which takes hours."""
    parser.addoption("--full-size", action="store_true", help="run the fault suite at the size of our claims")
    parser.addoption("--kills", type=int, default=0, help="kills of each kind, whatever the size")


class Running:
    """A whole Copydesk as a user starts it, on the services of the test session."""

    def __init__(self, data: Path, environment: dict[str, str], python: str) -> None:
        self.data = data
        self.environment = environment
        self._python = python
        settings = Settings(
            data=data,
            broker_url=environment["COPYDESK_BROKER_URL"],
            elasticsearch_url=environment["COPYDESK_ELASTICSEARCH_URL"],
            prefix=environment["COPYDESK_PREFIX"],
        )
        self.parts: Parts = parts_of(settings)

    @property
    def inbox(self) -> Path:
        """Where to drop files."""
        return self.parts.queue.inbox

    def copydesk(self, *arguments: str, code: int = 0) -> str:
        """Run a command; what it prints. Its exit code must be `code`."""
        done = subprocess.run(
            [self._python, "-P", "-m", "workers.commands", *arguments],
            env=self.environment,
            cwd=self.data.parent,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
        assert code == done.returncode, done.stdout + done.stderr
        assert "Traceback" not in done.stderr
        return done.stdout

    def drop(self, name: str, content: str | bytes) -> None:
        """Put a file into the inbox the way producers should."""
        target = self.inbox / name
        target.parent.mkdir(parents=True, exist_ok=True)
        beside = target.parent / f".{uuid.uuid4().hex}.tmp"
        beside.write_bytes(content.encode() if isinstance(content, str) else content)
        beside.rename(target)

    def fates(self, name: str, *, articles: int = 1, seconds: float = 60) -> list[dict[str, Any]]:
        """The ledger's entries of a dropped file, when there are as many as it holds articles."""
        until = time.monotonic() + seconds
        while True:
            client, names = self.parts.elasticsearch, self.parts.names
            client.indices.refresh(index=names.intake, ignore_unavailable=True)
            answer = client.search(
                index=names.intake,
                query={"bool": {"filter": [{"term": {"kind": "arrival"}}, {"term": {"name": name}}]}},
                sort=["number"],
                size=100,
                ignore_unavailable=True,
            )
            rows = [hit["_source"] for hit in answer["hits"]["hits"]]
            if len(rows) >= articles:
                return rows
            assert time.monotonic() < until, f"{name}: {rows}, {self.parts.fate_counts.count()}"
            time.sleep(0.1)

    def document(self, identifier: str) -> dict[str, Any]:
        """An article as it is in the index."""
        found = self.parts.elasticsearch.get(index=self.parts.names.everything, id=identifier)
        return dict(found["_source"])

    def find(self, query: dict[str, Any]) -> list[str]:
        """Ids of the leads that match, after a refresh."""
        self.parts.elasticsearch.indices.refresh(index=self.parts.names.articles)
        answer = self.parts.elasticsearch.search(index=self.parts.names.articles, query=query, source=False)
        return [hit["_id"] for hit in answer["hits"]["hits"]]

    def quiet(self, *, seconds: float = 60) -> Accounts:
        """The accounts when nothing is in flight any more."""
        until = time.monotonic() + seconds
        while True:
            accounts = self.parts.fate_counts.count()
            if accounts.inbox == accounts.processing == 0:
                return accounts
            assert time.monotonic() < until, accounts
            time.sleep(0.2)


@pytest.fixture(scope="module")
def running(services_folder: Path, valkey_url: str, elasticsearch_url: str) -> Iterator[Running]:
    """`copydesk up` with its watcher, worker and Flower."""
    with started(services_folder, valkey_url, elasticsearch_url) as system:
        yield system


@pytest.fixture
def start(
    services_folder: Path, valkey_url: str, elasticsearch_url: str
) -> Callable[..., AbstractContextManager[Running]]:
    """Start a Copydesk of the test's own: `started` on the services of the session."""
    return partial(started, services_folder, valkey_url, elasticsearch_url)


@contextmanager
def started(
    services_folder: Path,
    valkey_url: str,
    elasticsearch_url: str,
    *,
    prepare: Callable[[Path, Elasticsearch, str], None] = lambda data, client, prefix: None,
    python: str | None = None,
    **settings: str,
) -> Iterator[Running]:
    """Run `copydesk up` in a new data folder until the block ends.

    Args:
        services_folder: where data folders may lie.
        valkey_url: the broker.
        elasticsearch_url: the index.
        prepare: called with the data folder, a client and the prefix before the start.
        python: what runs the commands; that of COPYDESK_TEST_PYTHON if None.
        settings: variables COPYDESK_..., without the prefix and in lower case.
    """
    python = python or os.environ["COPYDESK_TEST_PYTHON"]
    prefix = f"t{uuid.uuid4().hex[:10]}-"
    data = services_folder / prefix / "data"
    data.mkdir(parents=True)
    environment = {name: value for name, value in os.environ.items() if not name.startswith("COPYDESK_")} | {
        "COPYDESK_DATA": str(data),
        "COPYDESK_BROKER_URL": valkey_url,
        "COPYDESK_ELASTICSEARCH_URL": elasticsearch_url,
        "COPYDESK_PREFIX": prefix,
        "COPYDESK_FLOWER_PORT": "0",
        "COPYDESK_WEB_PORT": "0",
        "COPYDESK_FLOWER_PASSWORD": "secret",
        "COPYDESK_LEASE_SECONDS": "20",
        "COPYDESK_REDELIVERY_SECONDS": "2",
    }
    environment |= {f"COPYDESK_{name.upper()}": value for name, value in settings.items()}
    log = data / "up.log"
    with Elasticsearch(elasticsearch_url) as client:
        prepare(data, client, prefix)
        with log.open("wb") as output:
            up = subprocess.Popen(
                [python, "-P", "-m", "workers.commands", "up"],
                env=environment,
                cwd=data,
                stdout=output,
                stderr=output,
            )
            try:
                until = time.monotonic() + 300  # on a busy machine, the imports of four processes take minutes
                while Runtime.read(data) is None:
                    assert up.poll() is None, log.read_text()
                    assert time.monotonic() < until, log.read_text()
                    time.sleep(0.2)
                yield Running(data, environment, python)
            finally:
                up.send_signal(signal.SIGTERM)
                assert 0 == up.wait(120), log.read_text()
        for name in client.indices.get(index=f"{prefix}*"):
            client.indices.delete(index=name)
