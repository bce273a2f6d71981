"""Serve the operations of the API."""

from __future__ import annotations

from functools import cache, partial
from typing import Any

import msgspec
from starlette.datastructures import QueryParams
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from articles.article import Value
from web import asking
from web.access import reader_of
from web.api import errors
from web.api.description import description
from web.api.errors import STATUS, Refusal
from web.api.operations import BASE, OPERATIONS, Operation
from web.asking import Missing, Question

_JSON = "application/json"


def answer(request: Request, operation: Operation) -> Response:
    """Answer one operation."""
    try:
        given = parameters(operation.question, request.query_params) | dict(request.path_params)
        question = asking.read(operation.question, given, strict=False)
        found = operation.run(reader_of(request), question)
    except errors.ASKED_WRONGLY as error:
        refusal = errors.of_error(error)
        if refusal is None:
            raise
        return _problem(refusal)
    return _problem(errors.of_missing(found)) if isinstance(found, Missing) else _said(found)


def parameters(question: type[Question], params: QueryParams) -> dict[str, Any]:
    """Return the parameters of an address; lists may be divided by commas, and repeated.

    Raises:
        msgspec.ValidationError: One that is not a list is given twice.
    """
    given: dict[str, Any] = {}
    lists = _lists(question)
    for name in dict.fromkeys(params.keys()):
        values = params.getlist(name)
        if name in lists:
            given[name] = [part for value in values for part in value.split(",") if part]
        elif len(values) > 1:
            raise msgspec.ValidationError(f"`{name}` is given {len(values)} times")
        elif values[0]:
            given[name] = values[0]
    return given


@cache
def _lists(question: type[Question]) -> frozenset[str]:
    fields = msgspec.inspect.type_info(question).fields  # type: ignore[attr-defined]
    return frozenset(field.name for field in fields if isinstance(_bare(field.type), msgspec.inspect.VarTupleType))


def _bare(type_: msgspec.inspect.Type) -> msgspec.inspect.Type:
    return _bare(type_.type) if isinstance(type_, msgspec.inspect.Metadata) else type_


def _said(value: Value, status: int = 200) -> Response:
    return Response(msgspec.json.encode(value), status_code=status, media_type=_JSON)


def _problem(problem: Refusal) -> Response:
    return _said(problem, STATUS[problem.error])


def describe(_: Request) -> Response:
    """Return the description of the API."""
    return Response(msgspec.json.encode(description()), media_type=_JSON)


def _template(one: Operation) -> str:
    """Return the path as Starlette takes it: a name may have a slash in it."""
    return BASE + one.path.replace("{key}", "{key:path}")


ROUTES = [
    Route("/api/openapi.json", describe),
    *(Route(_template(one), partial(answer, operation=one), name=f"api-{one.name}") for one in OPERATIONS),
]
