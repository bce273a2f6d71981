"""The table of routes."""

from __future__ import annotations

from elasticsearch import Elasticsearch
from starlette.routing import Mount, Route

from search.schema.index_names import Names
from web.app import NAVIGATION, RESERVED, build
from web.archive import Archive
from web.config import Config


def test_reserved_addresses_are_free_and_the_navigation_leads_to_pages() -> None:
    """No page, API or file answers where storylines and saved searches will be; no entry leads nowhere."""

    def never() -> Elasticsearch:
        raise AssertionError("nothing is asked")

    app = build(Config(), Archive(never, Names()))
    paths = [route.path for route in app.routes if isinstance(route, Route | Mount)]
    assert [] == [path for path in paths for kept in RESERVED if path == kept or path.startswith(f"{kept}/")]
    assert {to for _, to in NAVIGATION} <= set(paths)
