"""The JSON API over a real Elasticsearch."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec
import pytest
from elasticsearch import Elasticsearch
from starlette.testclient import TestClient

from search.schema.index_names import Names
from web import users
from web.api.errors import Code, Refusal
from web.api.operations import BASE, OPERATIONS
from web.app import build
from web.archive import Archive
from web.config import Config
from web.users import Account

from .conftest import HOSTILE, KEPT, KILLED_COPY, KILLED_LEAD, SECRET, Filled, identifier

if TYPE_CHECKING:
    from httpx2 import Response

ONE, PERSON = identifier(1), "person:ingrid-solberg"


@pytest.fixture(scope="module")
def api(filled: Filled) -> Iterator[TestClient]:
    """The application on loopback, open to this machine."""
    app = build(Config(), Archive(lambda: filled.client, filled.names))
    with TestClient(app, base_url=f"http://localhost:5080{BASE}") as client:
        yield client


def citation(api: TestClient, article: str) -> str:
    return str(api.get(f"/articles/{article}/passage", params={"start": 0, "end": 20}).json()["citation"])


def addresses(article: str, name: str, text: str) -> dict[str, list[tuple[str, dict[str, str]]]]:
    """For each operation, addresses that ask it about an article, an entity, and a text."""
    broad = {"q": "ferry", "size": "100", "copies": "true"}
    facets = "date,source,language,section,people,organizations,places,keywords,tags,topics,country,form"
    seal = "0123456789abcdef"
    return {
        "search": [
            ("/search", {"q": text, "facets": facets}),
            ("/search", {"words": text}),
            ("/search", {"q": f"id:{article}"}),
            ("/search", {"entity": name}),
            ("/search", {"quoted": text}),
            ("/search", broad | {"facets": facets}),
            ("/search", {"q": f"{text[:-2]}zz"}),
        ],
        "facets": [("/facets", broad | {"facets": facets}), ("/facets", {"q": text, "facets": facets})],
        "article": [(f"/articles/{article}", {})],
        "passage": [(f"/articles/{article}/passage", {"start": "0", "end": "20"})],
        "revisions": [(f"/articles/{article}/revisions", {})],
        "story": [(f"/stories/{article}", {})],
        "spread": [(f"/stories/{article}/spread", {})],
        "difference": [(f"/stories/{article}/difference", {"first": article, "second": ONE})],
        "entities": [("/entities", {"begins": text[:4]}), ("/entities", {"size": "100"})],
        "entity": [(f"/entities/{name}", {}), (f"/entities/{PERSON}", {"quotes": "100", "latest": "100"})],
        "quotes": [
            ("/quotes", {"words": text}),
            ("/quotes", {"speaker": name}),
            ("/quotes", {"about": PERSON, "size": "100"}),
        ],
        "verify": [(f"/citations/{article}:1:0-20:{seal}", {}), (f"/citations/{article}:0:0-20:{seal}", {})],
        "about": [("/about", {})],
    }


@pytest.mark.parametrize("operation", [one.name for one in OPERATIONS])
def test_what_is_killed_withheld_or_under_an_embargo_is_given_out_by_no_operation(api: TestClient, operation: str):
    asked: list[tuple[str, dict[str, str]]] = []
    for article in KEPT:
        calls = addresses(article, f"person:{SECRET.lower()}-jones", SECRET)[operation]
        asked += (one for one in calls if one not in asked)
    for path, params in asked:
        answer = api.get(path, params=params)
        assert answer.status_code in (200, 404), (path, answer.text)
        found = answer.text.replace(json.dumps(params.get("q", "")), "")
        for said in (params.get("q"), params.get("words"), params.get("quoted"), path.rpartition("/")[2]):
            found = found.replace(said, "") if said else found
        assert "herald" not in found.lower(), path
        assert "Jones" not in found, path
        assert not any(re.search(f'"(id|article_id|lead|first|second)":"{kept}', found) for kept in KEPT), path


@pytest.mark.parametrize("operation", [one.name for one in OPERATIONS])
def test_every_operation_answers_with_its_type(api: TestClient, operation: str):
    answer_type = next(one.answer for one in OPERATIONS if one.name == operation)
    calls = addresses(ONE, PERSON, "ferry")[operation]
    if operation == "difference":
        calls = [(f"/stories/{ONE}/difference", {"first": ONE, "second": identifier(101)})]
    if operation == "verify":
        calls = [(f"/citations/{citation(api, ONE)}", {})]
    for path, params in calls:
        answer = api.get(path, params=params)
        assert answer.status_code == 200, (path, answer.text)
        assert answer.headers["content-type"] == "application/json"
        msgspec.json.decode(answer.content, type=answer_type)


def test_counts_are_without_what_is_kept_from_readers(api: TestClient, filled: Filled):
    about = api.get("/about").json()
    assert about["articles"] == len(filled.visible)
    assert SECRET not in json.dumps(about)
    story = api.get(f"/stories/{identifier(2)}").json()
    assert story.get("total", 0) == 0
    assert KILLED_COPY not in json.dumps(story)


def test_the_copy_of_a_killed_lead_is_found_under_its_own_id(api: TestClient):
    story = api.get(f"/stories/{identifier(120)}/spread").json()
    assert [step["id"] for step in story["spread"]["steps"]] == [identifier(120)]
    assert api.get(f"/articles/{KILLED_LEAD}").status_code == 404


def test_hits_come_with_passages_that_verify(api: TestClient):
    found = api.get("/search", params={"q": "crane dock", "size": 5}).json()
    assert found["total"] > 5
    assert found["next_offset"] == 5
    for result in found["results"]:
        for passage in result["passages"]:
            verdict = api.get(f"/citations/{passage['citation']}").json()
            assert (verdict["holds"], verdict["wording"]) == (True, passage["text"])
            body = api.get(f"/articles/{result['hit']['id']}").json()["body"]
            matches = [body[start:end] for start, end in passage["matches"]]
            assert matches
            assert all(match.startswith(("crane", "dock")) for match in matches)


def test_an_error_in_a_query_is_pointed_at(api: TestClient):
    query = "ferry (sanctions"
    refusal = refused(api.get("/search", params={"q": query}), 400)
    assert (refusal.error, refusal.query) == (Code.BAD_QUERY, query)
    assert query[refusal.start : refusal.end].startswith("(")


def test_a_malformed_citation_and_a_missing_article_get_different_errors(api: TestClient):
    assert refused(api.get("/citations/nonsense"), 400).error is Code.BAD_REQUEST
    assert refused(api.get(f"/articles/{identifier(999_999)}"), 404).error is Code.NOT_FOUND
    assert refused(api.get("/nowhere"), 404).error is Code.NOT_FOUND


def test_an_unknown_name_leads_to_a_similar_one(api: TestClient):
    assert refused(api.get("/entities/Ingrit Solburg"), 404).did_you_mean == ("Ingrid Solberg",)


def refused(answer: Response, status: int) -> Refusal:
    assert answer.status_code == status, answer.text
    return msgspec.json.decode(answer.content, type=Refusal)


@pytest.mark.parametrize(
    ("path", "params"),
    [
        ("/search", {"q": HOSTILE.replace('"', "")}),
        ("/search", {"words": HOSTILE * 30}),
        ("/search", {"entity": HOSTILE}),
        ("/search", {"source": HOSTILE, "words": "x" * 4000}),
        ("/entities", {"begins": HOSTILE}),
        ("/entities/" + "n" * 512, {}),
        ("/quotes", {"words": HOSTILE * 20}),
        ("/articles/" + "a" * 4096, {}),
        ("/articles/%00", {}),
        ("/articles/..%2f..%2f_cluster", {}),
        ("/stories/*", {}),
        ("/stories/" + "ä" * 600, {}),
        ("/citations/" + "ä" * 400 + ":1:0-5:0123456789abcdef", {}),
    ],
)
def test_hostile_questions_are_answered_or_refused_in_json(api: TestClient, path: str, params: dict[str, str]):
    answer = api.get(path, params=params)
    assert answer.status_code in (200, 400, 404), answer.text
    assert answer.headers["content-type"] == "application/json"
    json.loads(answer.text)


def test_hostile_texts_come_as_they_are_and_as_json(api: TestClient):
    answer = api.get(f"/articles/{identifier(200)}")
    assert answer.json()["title"].startswith(HOSTILE)
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["content-type"] == "application/json"


def test_a_request_of_another_site_is_refused(api: TestClient):
    assert api.get("/about", headers={"Origin": "https://evil.example"}).status_code == 403
    assert api.get("/about", headers={"Host": "evil.example"}).status_code == 403


@pytest.fixture
def closed(filled: Filled, tmp_path: Path) -> Iterator[TestClient]:
    """The application with a login, and a user with a token who may see one source."""
    path = tmp_path / "users.json"
    accounts = users.empty()
    hashed = users.hashed("a long enough password")
    accounts.users["anna"] = Account(password=hashed, sources=("Bergen Post",), token=users.token_hash("anna-token"))
    users.write(path, accounts)
    app = build(Config(users=path), Archive(lambda: filled.client, filled.names))
    with TestClient(app, base_url=f"http://localhost:5080{BASE}") as client:
        yield client


def test_every_route_wants_a_login_or_a_token(closed: TestClient):
    paths = [path for calls in addresses(ONE, PERSON, "ferry").values() for path, _ in calls]
    for path in (*paths, "/nowhere"):
        assert refused(closed.get(path), 401).error is Code.UNAUTHORIZED
        assert closed.get(path, headers={"Authorization": "Bearer guessed"}).status_code == 401
    assert closed.get("http://localhost:5080/api/openapi.json").status_code == 401


def test_a_reader_sees_nothing_of_other_sources(closed: TestClient, filled: Filled):
    closed.headers["Authorization"] = "Bearer anna-token"
    own = [one for one in filled.visible if one.source == "Bergen Post"]
    others = {one.id for one in filled.visible} - {one.id for one in own}
    about: dict[str, Any] = closed.get("/about").json()
    assert about["articles"] == len(own)
    assert [one["name"] for one in about["sources"]] == ["Bergen Post"]
    for calls in addresses(identifier(2), PERSON, "ferry").values():
        for path, params in calls:
            answer = closed.get(path, params=params)
            text = answer.text.replace(identifier(2), "") if answer.status_code == 404 else answer.text
            assert "Nordlys" not in text, path
            assert not any(f'"{other}"' in text for other in others), path
    assert closed.get(f"/articles/{identifier(2)}").status_code == 404


def test_a_reader_finds_copies_whose_lead_is_of_another_source(closed: TestClient, filled: Filled):
    closed.headers["Authorization"] = "Bearer anna-token"
    own = [one for one in filled.visible if one.source == "Bergen Post"]
    found = closed.get("/search", params={"size": 100}).json()
    assert found["total"] == len(found["results"]) == len({one.story_id for one in own})
    by_story = [one["hit"]["story_id"] for one in found["results"]]
    assert len(set(by_story)) == len(by_story)


def test_an_index_that_does_not_answer_is_reported_as_unavailable():
    nobody = Elasticsearch("http://127.0.0.1:9", max_retries=0)
    app = build(Config(), Archive(lambda: nobody, Names()))
    with TestClient(app, base_url=f"http://localhost:5080{BASE}") as client, nobody:
        assert refused(client.get("/about"), 503).error is Code.INDEX_AWAY
