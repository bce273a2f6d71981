"""Batches of claimed files: small drops go at once, others wait where the workers are busy."""

from __future__ import annotations

from collections.abc import Sequence
from typing import cast

import pytest
from redis.exceptions import ConnectionError as BrokerGoneError

from tasks.work_item import WorkItem
from workers.watcher import publish
from workers.watcher.claims import Claimer
from workers.watcher.publish import Batches, Publish
from workers.watcher.turns import SMALL_DROP

_MANY = SMALL_DROP + 1


class _Clock:
    def __init__(self) -> None:
        self.now = 100.0

    def monotonic(self) -> float:
        return self.now


class _Claims:
    """Counts how often claims were made durable."""

    def __init__(self) -> None:
        self.synced = 0

    def sync(self) -> None:
        self.synced += 1


class _Broker:
    """Keeps what is published to it."""

    def __init__(self) -> None:
        self.waiting = 0
        self.gone = False
        self.sent: list[tuple[int, bool]] = []

    def process(self, items: Sequence[WorkItem], *, express: bool) -> None:
        if self.gone:
            raise BrokerGoneError("gone")
        self.sent.append((len(items), express))

    def count(self) -> int:
        if self.gone:
            raise BrokerGoneError("gone")
        return self.waiting


class _Desk:
    def __init__(self, clock: _Clock) -> None:
        self.clock, self.claims, self.broker, self.failures = clock, _Claims(), _Broker(), 0
        self.publish = Publish(
            cast("Claimer", self.claims),
            self.broker.process,
            Batches(articles=32, seconds=0.05),
            waiting=self.broker.count,
            failed=self._failed,
        )

    def _failed(self) -> None:
        self.failures += 1

    def claim(self, files: int, source: str = "wire") -> None:
        for number in range(files):
            self.publish.add(WorkItem(f"{source}-{number}", 0), source)

    def pass_time(self, seconds: float) -> None:
        self.clock.now += seconds
        self.publish.flush()


@pytest.fixture
def desk(monkeypatch: pytest.MonkeyPatch) -> _Desk:
    clock = _Clock()
    monkeypatch.setattr(publish, "time", clock)
    return _Desk(clock)


def test_a_batch_goes_when_its_time_is_over_and_no_message_waits(desk: _Desk) -> None:
    """The workers have nothing else to do."""
    desk.claim(_MANY)
    desk.pass_time(0.04)
    assert not desk.broker.sent
    desk.pass_time(0.02)
    assert desk.broker.sent == [(_MANY, False)]
    assert desk.publish.seconds_left() is None


def test_a_batch_waits_for_more_files_while_messages_wait(desk: _Desk) -> None:
    """It would wait behind them as well, and larger tasks cost less."""
    desk.broker.waiting = 5
    desk.claim(_MANY)
    desk.pass_time(0.06)
    desk.claim(3)
    desk.pass_time(0.06)
    assert not desk.broker.sent
    assert not desk.claims.synced
    assert desk.publish.seconds_left() == pytest.approx(0.05)
    desk.broker.waiting = 0
    desk.pass_time(0.06)
    assert desk.broker.sent == [(_MANY + 3, False)]
    assert desk.claims.synced == 1


def test_a_batch_waits_for_busy_workers_no_longer_than_its_time(desk: _Desk) -> None:
    """Files that come seldom are not kept back by a backlog."""
    desk.broker.waiting = 1000
    desk.claim(_MANY)
    for _ in range(8):
        desk.pass_time(0.06)
    assert not desk.broker.sent
    desk.pass_time(0.06)
    assert desk.broker.sent == [(_MANY, False)]


def test_a_batch_waits_for_less_where_few_messages_wait(desk: _Desk) -> None:
    """The workers keep up: a larger task would save what they have enough of."""
    desk.broker.waiting = 1
    desk.claim(_MANY)
    desk.pass_time(0.06)
    assert not desk.broker.sent
    desk.pass_time(0.06)
    assert desk.broker.sent == [(_MANY, False)]


def test_a_full_batch_goes_at_once(desk: _Desk) -> None:
    """However busy the workers are."""
    desk.broker.waiting = 1000
    desk.claim(32)
    assert desk.broker.sent == [(32, False)]


def test_small_drops_do_not_wait_with_the_others(desk: _Desk) -> None:
    """A source that sends little is served at once beside one that floods."""
    desk.broker.waiting = 1000
    desk.claim(_MANY, "flood")
    desk.claim(2, "small")
    desk.pass_time(0.06)
    assert desk.broker.sent == [(2, True)]


@pytest.mark.parametrize("waiting", [0, 1000])
def test_what_cannot_be_published_is_left_to_the_redelivery(desk: _Desk, waiting: int) -> None:
    """The claims are there; the batch is not kept."""
    desk.broker.waiting, desk.broker.gone = waiting, True
    desk.claim(_MANY)
    desk.pass_time(0.06)
    assert desk.failures == 1
    assert desk.publish.seconds_left() is None
    assert desk.claims.synced <= 1
    desk.pass_time(1.0)
    assert desk.failures == 1


def test_an_empty_batch_has_no_time(desk: _Desk) -> None:
    """Nothing is asked of the broker."""
    desk.broker.gone = True
    desk.publish.publish()
    desk.publish.flush()
    assert desk.failures == 0
    assert desk.publish.seconds_left() is None
