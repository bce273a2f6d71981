"""Repeat calls to a service that is away or overloaded, with backoff. An outage counts no attempt of any article."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TypeVar

import structlog

from articles.errors import TransientError
from articles.lean_import import import_without
from tasks.stage_counters import StageCounters

import_without("tenacity", ("tornado",))
import tenacity  # noqa: E402  # it would import tornado, which Flower brings, for coroutines that we do not have

T = TypeVar("T")
log = structlog.get_logger()

#: Seconds of the first wait and of the longest.
FIRST, LONGEST = 0.2, 10.0
# Equal jitter (AWS Architecture Blog, "Exponential Backoff And Jitter"): half of each doubling step, and a random part
# of the other half, so that many workers that lost a service at one moment do not come back at one moment.
_WAIT = tenacity.wait_exponential(multiplier=FIRST / 2, max=LONGEST / 2) + tenacity.wait_random_exponential(
    multiplier=FIRST / 2, max=LONGEST / 2
)


class BusyError(TransientError):
    """The service answers, but is overloaded. The code that raises it has logged that already."""


def retry_until_available(
    call: Callable[[], T],
    *,
    patience: float,
    what: str,
    waited: Callable[[float], object] = lambda seconds: None,
    sleep: Callable[[float], None] = time.sleep,
) -> T:
    """Call until it succeeds or `patience` seconds are over; log once that it waits.

    Args:
        call: what to do.
        patience: seconds.
        what: the service and what is asked of it, for the log.
        waited: is told the seconds of each wait.
        sleep: waits.

    Raises:
        TransientError: it still failed when the patience was over. The work is published again.
    """
    away = False

    def before_sleep(state: tenacity.RetryCallState) -> None:
        nonlocal away
        waited(state.upcoming_sleep)
        error = state.outcome.exception() if state.outcome else None
        if not away and not isinstance(error, BusyError):
            log.warning("service_away", what=what, error=str(error))
            away = True

    retrying = tenacity.Retrying(
        retry=tenacity.retry_if_exception_type(TransientError),
        stop=tenacity.stop_before_delay(patience),
        wait=_WAIT,
        before_sleep=before_sleep,
        sleep=sleep,
        reraise=True,
    )
    started = time.monotonic()
    result = retrying(call)
    if away:
        log.info("service_back", what=what, waited=round(time.monotonic() - started, 1))
    return result


class ServiceRetry:
    """Retries of calls to one service, for as long as a task may wait, counted for the metrics."""

    def __init__(self, service: str, *, patience: float, counters: StageCounters) -> None:
        self._service = service
        self.patience = patience
        self._counters = counters

    def call(self, what: str, call: Callable[[], T]) -> T:
        """Call until the service answers.

        Raises:
            TransientError: a task may wait no longer.
        """
        return retry_until_available(
            call,
            patience=self.patience,
            what=f"{self._service} {what}",
            waited=lambda seconds: self._counters.waited(self._service, seconds),
        )
