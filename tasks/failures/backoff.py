"""Waiting for a service that is away, without using up anybody's retries."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterator
from typing import TypeVar

import structlog

from articles.errors import TransientError

T = TypeVar("T")
log = structlog.get_logger()


def delays(*, first: float = 0.2, cap: float = 10.0) -> Iterator[float]:
    """Seconds to wait before each further try: doubling up to `cap`, each drawn from the upper half.

    Equal jitter (AWS Architecture Blog, "Exponential Backoff And Jitter"): many workers that lost the same service
    at one moment do not come back at one moment.
    """
    delay = first
    while True:
        yield delay / 2 + random.uniform(0, delay / 2)
        delay = min(delay * 2, cap)


def patiently(call: Callable[[], T], *, patience: float, what: str, sleep: Callable[[float], None] = time.sleep) -> T:
    """Call until it succeeds or `patience` seconds are over; says once that it waits.

    Raises:
        TransientError: it still failed when the patience was over. The caller publishes the work again.
    """
    started = time.monotonic()
    waiting = False
    for delay in delays():
        try:
            result = call()
        except TransientError as error:
            if time.monotonic() - started + delay > patience:
                raise
            if not waiting:
                log.warning("service_away", what=what, error=str(error))
                waiting = True
            sleep(delay)
        else:
            if waiting:
                log.info("service_back", what=what, waited=round(time.monotonic() - started, 1))
            return result
    raise AssertionError("delays() never ends")
