"""The table of routes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from elasticsearch import Elasticsearch
from starlette.routing import Mount, Route

from search.schema.index_names import Names
from web.app import NAVIGATION, RESERVED, build
from web.archive import Archive
from web.config import Config

if TYPE_CHECKING:
    from conftest import Serve


def never() -> Elasticsearch:
    raise AssertionError("nothing is asked")


def test_only_a_login_and_its_end_are_posted() -> None:
    """Every other address is read."""
    app = build(Config(), Archive(never, Names()))
    methods = {route.path: route.methods for route in app.routes if isinstance(route, Route)}
    assert {"/login", "/logout"} == {path for path, taken in methods.items() if not (taken or {"*"}) <= {"GET", "HEAD"}}


@pytest.mark.parametrize(
    "path", ["/", "/article/x", "/story/x", "/entity/x", "/names", "/intake", "/about", "/language"]
)
@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
def test_no_page_takes_what_is_sent(serve: Serve, path: str, method: str) -> None:
    assert 405 == serve(Config()).request(method, path).status_code


def test_reserved_addresses_are_free_and_the_navigation_leads_to_pages() -> None:
    """No page, API or file answers where storylines and saved searches will be; no entry leads nowhere."""
    app = build(Config(), Archive(never, Names()))
    paths = [route.path for route in app.routes if isinstance(route, Route | Mount)]
    assert [] == [path for path in paths for kept in RESERVED if path == kept or path.startswith(f"{kept}/")]
    assert {to for _, to in NAVIGATION} <= set(paths)
