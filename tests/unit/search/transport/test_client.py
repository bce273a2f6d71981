"""What Elasticsearch refuses is told in a sentence, with what to do, and without the names of the client's classes."""

from __future__ import annotations

from typing import Any

import pytest
from elastic_transport import ApiResponseMeta, HttpHeaders, NodeConfig
from elasticsearch import ApiError

from articles.errors import PermanentError, TransientError
from search.transport.client import translated


def refused(status: int, kind: str, reason: str) -> ApiError:
    """The client's exception for an answer that is an error."""
    meta = ApiResponseMeta(status, "1.1", HttpHeaders(), 0.1, NodeConfig("http", "localhost", 9200))
    body: Any = {"error": {"type": kind, "reason": reason}, "status": status}
    return ApiError(kind, meta=meta, body=body)


@pytest.mark.parametrize("status", [401, 403])
def test_a_key_without_rights_is_reported_with_advice(status: int) -> None:
    """It may be the key of another prefix."""
    with pytest.raises(PermanentError) as raised, translated():
        raise refused(status, "security_exception", "action is unauthorized for indices [nothere-articles]")

    said = str(raised.value)
    assert "COPYDESK_PREFIX" in said
    assert "'copydesk keys'" in said
    assert "security_exception: action is unauthorized for indices [nothere-articles]" in said
    assert "AuthorizationException" not in said
    assert "ApiError(" not in said


def test_other_refusals_keep_the_reason() -> None:
    """What is wrong with the request is the reason that Elasticsearch gives."""
    with pytest.raises(PermanentError, match="refuses with 400: parsing_exception: no such query"), translated():
        raise refused(400, "parsing_exception", "no such query")


def test_an_answer_that_may_pass_is_tried_again() -> None:
    """A server that is busy is no refusal."""
    with pytest.raises(TransientError), translated():
        raise refused(503, "unavailable", "later")
