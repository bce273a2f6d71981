"""The errors of the API, typed like its answers."""

from __future__ import annotations

from enum import StrEnum

import msgspec

from articles.article import Value
from articles.citations import CitationError
from articles.errors import PermanentError
from search.query_language.errors import QueryError
from search.transport.client import is_unanswerable
from web.asking import Missing


class Code(StrEnum):
    """The error of an answer."""

    BAD_REQUEST = "bad_request"  #: a parameter is unknown, missing or wrong
    BAD_QUERY = "bad_query"  #: the query cannot be read; `start` and `end` point at the place
    UNAUTHORIZED = "unauthorized"  #: a login or token is needed
    NOT_FOUND = "not_found"  #: there is no such thing, or the reader may not see it
    WRONG_METHOD = "wrong_method"
    INDEX_AWAY = "index_away"  #: Elasticsearch does not answer
    FAILED = "failed"


class Refusal(Value, frozen=True, kw_only=True):
    """An error."""

    error: Code
    detail: str  #: what was wrong and what to do, in a sentence
    query: str | None = None
    start: int | None = None  #: characters into the query
    end: int | None = None
    did_you_mean: tuple[str, ...] = ()


#: Status of each error.
STATUS = {
    Code.BAD_REQUEST: 400,
    Code.BAD_QUERY: 400,
    Code.UNAUTHORIZED: 401,
    Code.NOT_FOUND: 404,
    Code.WRONG_METHOD: 405,
    Code.INDEX_AWAY: 503,
    Code.FAILED: 500,
}

#: Errors that may be the asker's.
ASKED_WRONGLY = (msgspec.ValidationError, PermanentError)


def of_error(error: Exception) -> Refusal | None:
    """Return what is said of an error; None if it is not the asker's."""
    if isinstance(error, QueryError):
        return Refusal(error=Code.BAD_QUERY, detail=error.problem, query=error.text, start=error.start, end=error.end)
    if isinstance(error, msgspec.ValidationError | CitationError):
        return Refusal(error=Code.BAD_REQUEST, detail=str(error))
    if isinstance(error, PermanentError) and is_unanswerable(error):
        return Refusal(error=Code.BAD_QUERY, detail="This asks for too much at once: use fewer words, or shorter ones.")
    return None


def of_missing(missing: Missing) -> Refusal:
    """Return the problem of an answer that there is none."""
    return Refusal(error=Code.NOT_FOUND, detail=missing.detail, did_you_mean=missing.did_you_mean)
