"""The description of the API, and what it answers before it asks the index."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from openapi_spec_validator import validate
from starlette.routing import Route

from web.api import routes
from web.api.description import description
from web.api.errors import Code
from web.api.operations import BASE, OPERATIONS
from web.config import Config

if TYPE_CHECKING:
    from collections.abc import Callable

    from starlette.testclient import TestClient

    Serve = Callable[[Config], TestClient]


def test_the_description_is_openapi() -> None:
    validate(description())


def test_the_description_names_every_route_and_no_other() -> None:
    served = {route.path.replace(":path}", "}") for route in routes.ROUTES if isinstance(route, Route)}
    assert served - {"/api/openapi.json"} == {BASE + path for path in description()["paths"]}


def test_every_parameter_in_a_path_is_described_as_such() -> None:
    for path, item in description()["paths"].items():
        in_path = {one["name"] for one in item["get"]["parameters"] if one["in"] == "path"}
        assert in_path == {part[1:-1] for part in path.split("/") if part.startswith("{")}


def test_every_reference_leads_somewhere() -> None:
    def references(value: Any) -> set[str]:
        if isinstance(value, dict):
            own = {value["$ref"]} if isinstance(value.get("$ref"), str) else set()
            return own.union(*map(references, value.values()))
        return set().union(*map(references, value)) if isinstance(value, list) else set()

    known = {f"#/components/schemas/{name}" for name in description()["components"]["schemas"]}
    assert references(description()) <= known


def test_names_of_operations_are_unique() -> None:
    assert len({one.name for one in OPERATIONS}) == len({one.path for one in OPERATIONS}) == len(OPERATIONS)


def test_the_description_is_served(serve: Serve) -> None:
    answer = serve(Config()).get("/api/openapi.json")
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/json")
    assert answer.json() == description()


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("/search?nonsense=1", "nonsense"),
        ("/search?size=0", "size"),
        ("/search?size=101", "size"),
        ("/search?size=ten", "size"),
        ("/search?offset=10001", "offset"),
        ("/search?since=yesterday", "since"),
        ("/search?sort=best", "sort"),
        ("/search?facets=colour", "facets"),
        ("/search?q=a&q=b", "q"),
        (f"/search?q={'x' * 4001}", "q"),
        ("/entities?type=animal", "type"),
        ("/stories/a/difference?first=a", "second"),
        ("/articles/a/passage?start=-1", "start"),
    ],
)
def test_a_wrong_parameter_is_refused_in_a_sentence_that_names_it(serve: Serve, address: str, said: str) -> None:
    answer = serve(Config()).get(BASE + address)
    assert (answer.status_code, answer.json()["error"]) == (400, Code.BAD_REQUEST)
    assert said in answer.json()["detail"]


def test_nothing_can_be_written(serve: Serve) -> None:
    client = serve(Config())
    for one in OPERATIONS:
        for method in ("POST", "PUT", "PATCH", "DELETE"):
            assert client.request(method, BASE + one.path).status_code == 405
