"""Waiting for a service that is away."""

from __future__ import annotations

import pytest

from articles.errors import PermanentError, TransientError
from tasks.failures.wait_for_service import retry_until_available


def failing(times: int) -> tuple[list[float], object]:
    """A call that fails a few times, and the list of waits."""
    waits: list[float] = []
    failures = [TransientError("away")] * times

    def call() -> str:
        if failures:
            raise failures.pop()
        return "there"

    return waits, call


def test_a_call_is_repeated_until_it_succeeds() -> None:
    """A short outage is outlasted, and each wait is told."""
    waits, call = failing(3)
    said: list[float] = []
    result = retry_until_available(
        call,  # type: ignore[arg-type]
        patience=60,
        what="test",
        waited=said.append,
        sleep=waits.append,
    )
    assert "there" == result
    assert 3 == len(waits)
    assert said == waits


def test_waits_double_up_to_a_cap() -> None:
    """Waits lie in the upper half of a doubling step and stop growing at the cap."""
    waits, call = failing(8)
    retry_until_available(call, patience=1e9, what="test", sleep=waits.append)  # type: ignore[arg-type]
    for step, wait in zip([0.2, 0.4, 0.8, 1.6, 3.2, 6.4, 10.0, 10.0], waits, strict=True):
        assert step / 2 <= wait <= step


def test_patience_ends() -> None:
    """A call that goes on failing raises in the end, so that the work can be left to others."""
    waits, call = failing(1000)
    with pytest.raises(TransientError, match="away"):
        retry_until_available(call, patience=0.05, what="test", sleep=waits.append)  # type: ignore[arg-type]
    assert [] == waits


def test_other_errors_are_raised_at_once() -> None:
    """Waiting helps only against what passes by itself."""
    waits: list[float] = []

    def call() -> None:
        raise PermanentError("broken")

    with pytest.raises(PermanentError, match="broken"):
        retry_until_available(call, patience=60, what="test", sleep=waits.append)
    assert [] == waits
