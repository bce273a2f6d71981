"""Real systems that are made to fail. CI runs a small size of each; ``make chaos`` the full one."""

from __future__ import annotations

import os
import shutil
import socket
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from workers.embedded import elasticsearch_home, processes
from workers.embedded.elasticsearch import EmbeddedElasticsearch

# The worker's processes import the same modules, under the same names.
sys.path.insert(0, str(Path(__file__).parent))

if TYPE_CHECKING:
    from chaos.system import System


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """What each test counted, as a table."""
    rows = [
        (report.nodeid.rpartition("::")[2], value)
        for reports in terminalreporter.stats.values()
        for report in reports
        if getattr(report, "when", None) == "call"
        for name, value in report.user_properties
        if name == "counted"
    ]
    if rows:
        terminalreporter.section("what was counted")
        width = max(len(test) for test, _ in rows)
        for test, counted in rows:
            terminalreporter.line(f"{test:{width}}  {counted}")


@pytest.fixture(scope="session")
def full_size(request: pytest.FixtureRequest) -> bool:
    """Whether this run is of the size of the claims."""
    return bool(request.config.getoption("--full-size", default=False))


@pytest.fixture(scope="session")
def mortal_elasticsearch(
    elasticsearch_home_path: elasticsearch_home.Home, services_folder: Path
) -> Iterator[EmbeddedElasticsearch]:
    """An Elasticsearch that other tests do not need: it is killed now and then."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]  # the same after each start
    server = EmbeddedElasticsearch(services_folder / "mortal", home=elasticsearch_home_path, port=port)
    server.start()
    yield server
    server.stop()


@pytest.fixture(autouse=True)
def _restarted_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is killed on purpose need not be spared."""
    monkeypatch.setattr(processes, "_BACKOFF", (0.1,))


@pytest.fixture
def folder() -> Iterator[Path]:
    """A folder with a short path, which goes away unless CHAOS_KEEP is set."""
    path = Path(tempfile.mkdtemp(prefix="copydesk-chaos-"))
    yield path
    if not os.environ.get("CHAOS_KEEP"):
        shutil.rmtree(path, ignore_errors=True)


@pytest.fixture
def system(folder: Path, elasticsearch_url: str, prefix: str) -> Callable[..., System]:
    """Makes a system, to be used as a context."""
    from chaos.system import System

    def make(elasticsearch: EmbeddedElasticsearch | None = None, **how: Any) -> System:
        url = elasticsearch.url if elasticsearch else elasticsearch_url
        return System(folder, url, prefix, elasticsearch=elasticsearch, **how)

    return make
