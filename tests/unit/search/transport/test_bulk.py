"""Requests that are too large are taken apart; the operation that is too large stands alone."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from elastic_transport import ApiResponseMeta, HttpHeaders, NodeConfig
from elasticsearch import ApiError

from articles.errors import TransientError
from search.transport import bulk
from search.transport.bulk import Lines, Outcome, never_fits, require_done, send_in_parts

BUSY = (
    "rejected execution of primary operation [coordinating_and_primary_bytes=53000000, replica_bytes=0, "
    "all_bytes=53000000, primary_operation_bytes=8000000, max_primary_bytes=53687091]"
)
TOO_LARGE = BUSY.replace("primary_operation_bytes=8000000", "primary_operation_bytes=60000000")

#: What the shard would take is within the limit, but not beside what the node took for the request.
ONLY_WITH_ITS_REQUEST = (
    "rejected execution of primary operation [coordinating_and_primary_bytes=10908468, replica_bytes=0, "
    "all_bytes=10908468, primary_operation_bytes=43632592, max_primary_bytes=53687091]"
)


def refusal(status: int, message: str) -> ApiError:
    """An answer to a request as a whole."""
    node = NodeConfig("http", "localhost", 9200)
    return ApiError(message, ApiResponseMeta(status, "1.1", HttpHeaders(), 0.0, node), {"error": message})


class Server:
    """Takes requests of limited size, and refuses them in one of the ways that Elasticsearch has."""

    def __init__(self, most: int, *, whole: int = 0) -> None:
        self.most = most
        self.whole = whole  # status of a refused request; 0: its items are refused
        self.requests: list[list[str]] = []

    def __call__(self, request: Sequence[Lines]) -> list[Outcome]:
        self.requests.append([one.id for one in request])
        size = sum(len(one.data) for one in request)
        if size <= self.most:
            return [Outcome(id=one.id, status=201) for one in request]
        if self.whole:
            raise refusal(self.whole, TOO_LARGE if self.whole == 429 else "Request Entity Too Large")
        return [Outcome(id=one.id, status=429, error=TOO_LARGE) for one in request]


def lines(*sizes: int) -> list[Lines]:
    """Operations of these sizes."""
    return [Lines(f"{number}", b"x" * size) for number, size in enumerate(sizes)]


@pytest.mark.parametrize("whole", [0, 413, 429])
def test_oversized_operation_is_sent_alone(whole: int) -> None:
    """Its neighbours are written, in their order, and it alone gets 413."""
    server = Server(most=100, whole=whole)
    outcomes = send_in_parts(lines(10, 20, 500, 10, 30), server)
    assert [("0", 201), ("1", 201), ("2", 413), ("3", 201), ("4", 201)] == [(o.id, o.status) for o in outcomes]
    assert not outcomes[2].transient
    assert "500 bytes is too large" in outcomes[2].error


@pytest.mark.parametrize("whole", [0, 413, 429])
def test_request_that_is_too_large_in_sum_is_written_in_parts(whole: int) -> None:
    """No operation is refused where only their sum is too large."""
    outcomes = send_in_parts(lines(60, 60, 60, 60), Server(most=100, whole=whole))
    assert [201] * 4 == [outcome.status for outcome in outcomes]


def test_request_larger_than_elasticsearch_accepts_is_not_sent(monkeypatch: pytest.MonkeyPatch) -> None:
    """Elasticsearch may close the connection of such a request before it answers."""
    monkeypatch.setattr(bulk, "MAX_REQUEST", 100)
    server = Server(most=1000)
    outcomes = send_in_parts(lines(50, 500, 20), server)
    assert [201, 413, 201] == [outcome.status for outcome in outcomes]
    assert [["0"], ["2"]] == server.requests


def test_busy_server_is_not_asked_in_parts() -> None:
    """A rejection because of other operations is for the caller to try again."""
    requests = []

    def busy(request: Sequence[Lines]) -> list[Outcome]:
        requests.append(request)
        return [Outcome(id=one.id, status=429, error=BUSY) for one in request]

    assert [True, True] == [outcome.transient for outcome in send_in_parts(lines(10, 10), busy)]
    assert 1 == len(requests)


def test_other_refusals_of_the_request_are_raised() -> None:
    """The request as a whole is refused: nothing is known of its operations."""
    with pytest.raises(ApiError):
        send_in_parts(lines(500, 10), Server(most=100, whole=403))


def test_answer_about_other_operations_counts_as_none() -> None:
    """What was not acknowledged is not done."""
    with pytest.raises(TransientError):
        send_in_parts(lines(10, 10), lambda request: [Outcome(id="7", status=201) for _ in request])


@pytest.mark.parametrize(
    ("error", "size", "expected"),
    [
        (BUSY, 2_000_000, False),
        (TOO_LARGE, 2_000_000, True),
        (ONLY_WITH_ITS_REQUEST, 10_908_400, True),
        (ONLY_WITH_ITS_REQUEST, 10_000_000, False),
        ("[coordinating_operation_bytes=9, max_coordinating_bytes=8]", 1, True),
        ("[coordinating_operation_bytes=8, max_coordinating_bytes=8]", 1, False),
        ("es_rejected_execution_exception: queue capacity 10000", 1, False),
        ("", 1, False),
    ],
)
def test_permanent_rejection_is_distinguished_from_a_busy_server(error: str, size: int, expected: bool) -> None:
    """Both are 429; the numbers in the message differ."""
    assert expected == never_fits(error, size)


def test_require_done_names_the_first_operation_that_was_not() -> None:
    """Unless the caller excuses it."""
    outcomes = [Outcome(id="a", status=200), Outcome(id="b", status=404, error="document_missing_exception")]
    with pytest.raises(TransientError, match="document_missing"):
        require_done(outcomes)
    require_done(outcomes, unless=lambda outcome: outcome.missing)
