"""The application without an index: what it answers before it asks one."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import NoReturn

import pytest
from starlette.testclient import TestClient

from search.schema.index_names import Names
from web.app import build
from web.archive import Archive
from web.config import Config

Serve = Callable[[Config], TestClient]


def _no_index() -> NoReturn:
    raise AssertionError("this page asks the index")


@pytest.fixture
def serve() -> Iterator[Serve]:
    """A function that serves the pages under a configuration, in this process."""
    with ExitStack() as open_:

        def start(config: Config) -> TestClient:
            client = TestClient(build(config, Archive(_no_index, Names())), base_url="http://localhost:5080")
            return open_.enter_context(client)

        yield start
