"""What is killed, withheld or under an embargo is shown by no page, whatever is asked of it."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from starlette.routing import Route
from starlette.testclient import TestClient

from web.app import build
from web.archive import Archive
from web.config import Config

from .conftest import KEPT, KILLED_LEAD, SECRET, Filled

NAME = f"person:{SECRET.lower()}-jones"
#: What each page is asked, with ID for an article that readers may not see.
ASKED: dict[str, list[str]] = {
    "/": [
        f"/?q={SECRET}",
        "/?q=id:ID",
        "/?q=ferry&copies=1&size=100",
        f"/?q={SECRET[:-2]}zz",
        f"/?q=people:{SECRET}",
        f"/?q=source:{SECRET}*",
        f"/?q=said:{SECRET}",
        "/?q=url:https://secret.example/901",
        "/?q=&sort=newest",
    ],
    "/export.csv": [f"/export.csv?q={SECRET}", "/export.csv?q=ferry&copies=1", "/export.csv?q=id:ID"],
    "/export.jsonl": [f"/export.jsonl?q={SECRET}", "/export.jsonl?q=ferry&copies=1", "/export.jsonl?q=id:ID"],
    "/article/{id:path}/revisions": ["/article/ID/revisions"],
    "/article/{id:path}": ["/article/ID", "/article/https://secret.example/901"],
    "/story/{id:path}": ["/story/ID", f"/story/ID?compare={next(iter(KEPT))}"],
    "/names": [f"/names?q={SECRET[:4]}", "/names?q="],
    "/entity/{key:path}": [f"/entity/{NAME}", f"/entity/{SECRET}", "/entity/person:ingrid-solberg"],
    "/about": ["/about"],
}
#: Pages that show no articles, and why.
OTHERS = {
    "/intake": "the ledger, for operators: their key may see it",
    "/language": "sets a language",
    "/login": "before all others",
    "/logout": "ends a session",
}


@pytest.fixture(scope="module")
def desk(filled: Filled) -> Iterator[TestClient]:
    """The pages, open to this machine."""
    app = build(Config(), Archive(lambda: filled.client, filled.names))
    with TestClient(app, base_url="http://localhost:5080") as client:
        yield client


def test_every_page_is_asked(desk: TestClient) -> None:
    """A new page needs its entry above."""
    paths = {route.path for route in desk.app.routes if isinstance(route, Route)}  # type: ignore[attr-defined]
    assert {path for path in paths if not path.startswith("/api/")} == ASKED.keys() | OTHERS.keys()


@pytest.mark.parametrize("page", ASKED)
def test_what_is_kept_from_readers_is_shown_by_no_page(desk: TestClient, page: str) -> None:
    """Neither its text, its source, its names nor its id, but for what was asked."""
    for asked in dict.fromkeys(one.replace("ID", kept) for one in ASKED[page] for kept in KEPT):
        answer = desk.get(asked)
        assert answer.status_code in (200, 404), asked
        assert "herald" not in answer.text.lower(), asked
        assert "Jones" not in answer.text, asked
        assert "comes at night" not in answer.text, asked
        shown = set(re.findall(r"[0-9a-f]{64}", answer.text)) - set(re.findall(r"[0-9a-f]{64}", asked))
        # The id of a killed lead stays that of its story, which copies that readers see name.
        assert shown.isdisjoint(KEPT.keys() - {KILLED_LEAD}), asked
