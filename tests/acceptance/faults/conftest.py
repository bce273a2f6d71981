"""Real systems that are made to fail. CI runs a small size of each; ``make chaos`` the full one."""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from workers.local.elasticsearch.server import EmbeddedElasticsearch
from workers.local.supervision import processes

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
