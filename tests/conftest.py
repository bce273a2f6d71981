"""The real services, started once for all tests, and a name of its own for what each test makes there.

To keep them running between test runs: ``make services``, then set the variables that it prints.

Threads of this process watch over the services. A test that needs a clock of its own replaces the `time` of the module
it looks at, never a function of the standard library's: the threads would call it too, and the services would end.
"""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import socket
import tempfile
import urllib.error
import urllib.request
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import NoReturn

import pytest
import redis
import structlog
from hypothesis import HealthCheck, settings

from workers.local.elasticsearch import provision
from workers.local.elasticsearch.home import Home
from workers.local.elasticsearch.server import SHORT_LIVED, EmbeddedElasticsearch
from workers.local.errors import ServiceError
from workers.local.supervision import users
from workers.local.valkey import EmbeddedValkey
from workers.settings_source import load

# Made inputs have no time limit: on a machine that others use any of them can take seconds.
settings.register_profile("untimed", settings(), deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("untimed")


def _missing(what: str, error: ServiceError) -> NoReturn:
    """CI must not pass without the service; on a developer's machine the other tests go on."""
    message = f"no {what}: {error}"
    if os.environ.get("CI"):
        pytest.fail(message)
    pytest.skip(message)


@pytest.fixture(autouse=True)
def _logs_as_they_were() -> Iterator[None]:
    """Commands that run in this process set up its logging; the next test begins without that."""
    yield
    structlog.reset_defaults()


@pytest.fixture(scope="session")
def services_folder() -> Iterator[Path]:
    """A folder that the user that Elasticsearch runs as can reach (pytest's own are closed to others)."""
    folder = Path(tempfile.mkdtemp(prefix="copydesk-tests-"))
    folder.chmod(0o711)
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def elasticsearch_home_path() -> Home:
    """The Elasticsearch to run, fetched where it must be."""
    settings = load()
    try:
        return provision.find(
            settings.elasticsearch_source,
            cache=settings.cache,
            user=users.unprivileged(),
            archive_url=settings.elasticsearch_archive_url,
        )
    except ServiceError as error:
        _missing("Elasticsearch", error)


@pytest.fixture(scope="session")
def elasticsearch_url(request: pytest.FixtureRequest, services_folder: Path) -> Iterator[str]:
    """Where a real Elasticsearch answers, without security."""
    running = os.environ.get("COPYDESK_TEST_ELASTICSEARCH_URL")
    if running:
        yield running
        return
    home = request.getfixturevalue("elasticsearch_home_path")
    server = EmbeddedElasticsearch(services_folder / "elasticsearch", home=home, port=0, java_options=SHORT_LIVED)
    try:
        server.start()
    except ServiceError as error:
        _missing("Elasticsearch", error)
    yield server.url
    server.stop()


@pytest.fixture(scope="session")
def mortal_elasticsearch(elasticsearch_home_path: Home, services_folder: Path) -> Iterator[EmbeddedElasticsearch]:
    """An Elasticsearch that other tests do not need: it is killed now and then."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]  # the same after each start
    server = EmbeddedElasticsearch(services_folder / "mortal", home=elasticsearch_home_path, port=port)
    server.start()
    yield server
    server.stop()


@pytest.fixture(scope="session")
def valkey_url(services_folder: Path) -> Iterator[str]:
    """Where a real Valkey answers, with its password."""
    running = os.environ.get("COPYDESK_TEST_BROKER_URL")
    if running:
        yield running
        return
    server = EmbeddedValkey(services_folder / "valkey", port=0)
    try:
        server.start()
    except ServiceError as error:
        _missing("Valkey", error)
    yield server.url
    server.stop()


@pytest.fixture
def prefix(request: pytest.FixtureRequest) -> Iterator[str]:
    """A prefix for the names of indices and keys that no other test uses; what bears it goes away afterwards."""
    name = f"t{uuid.uuid4().hex[:10]}-"
    yield name
    if "elasticsearch_url" in request.fixturenames:
        _delete_indices(request.getfixturevalue("elasticsearch_url"), name)
    if "valkey_url" in request.fixturenames:
        with redis.Redis.from_url(request.getfixturevalue("valkey_url")) as client:
            keys = list(client.scan_iter(match=f"*{name}*", count=1000))
            if keys:
                client.delete(*keys)


def _delete_indices(url: str, name: str) -> None:
    # By name: Elasticsearch refuses to delete by a pattern.
    with urllib.request.urlopen(f"{url}/_cat/indices/{name}*?format=json&h=index", timeout=30) as response:
        indices = [row["index"] for row in json.load(response)]
    for index in indices:
        request = urllib.request.Request(f"{url}/{index}", method="DELETE")
        urllib.request.urlopen(request, timeout=60).close()
    template = urllib.request.Request(f"{url}/_index_template/{name}*", method="DELETE")
    with contextlib.suppress(urllib.error.HTTPError):  # 404: no template of this name
        urllib.request.urlopen(template, timeout=60).close()
