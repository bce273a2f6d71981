"""Processes are killed at random moments while articles keep coming."""

from __future__ import annotations

import random
import time
from collections.abc import Callable

import pytest
from chaos.processes import wait_until
from chaos.system import System

#: Kind → kills in CI, kills at full size, seconds between two of them.
KINDS = {
    "child": (8, 100, (0.2, 1.5)),
    "worker": (3, 100, (0.1, 3.0)),
    "watcher": (4, 100, (0.3, 6.0)),
    "valkey": (8, 100, (0.2, 2.5)),
    "elasticsearch": (1, 100, (0.5, 8.0)),
}


def _kill(desk: System, kill: Callable[[], object], chance: random.Random, pause: tuple[float, float]) -> None:
    """Kill after a pause, in which the system serves, or in one of five cases while it starts."""
    if chance.random() < 0.8:
        wait_until(desk.serves, seconds=900, what="everything serves", pause=0.02)
    time.sleep(chance.uniform(*pause))
    kill()


@pytest.mark.timeout(6 * 3600)
@pytest.mark.parametrize("kind", KINDS)
def test_kills_lose_nothing(
    kind: str,
    system: Callable[..., System],
    full_size: bool,
    request: pytest.FixtureRequest,
    record_property: Callable[[str, object], None],
) -> None:
    """However often this dies, every article ends up in the index once, and none is set aside."""
    few, many, pause = KINDS[kind]
    kills = request.config.getoption("--kills", default=0) or (many if full_size else few)
    chance = random.Random(kind)
    own = request.getfixturevalue("mortal_elasticsearch") if kind == "elasticsearch" else None
    with system(elasticsearch=own) as desk:
        kill = {
            "child": lambda: desk.kill_child(chance.choice),
            "worker": desk.kill_worker,
            "watcher": desk.kill_watcher,
            "valkey": desk.kill_valkey,
            "elasticsearch": desk.kill_elasticsearch,
        }[kind]
        with desk.load():
            for _ in range(kills):
                _kill(desk, kill, chance, pause)
            time.sleep(1)
        quiet_after = desk.wait_for_quiet(seconds=180)
        report = desk.report(quiet_after=quiet_after)
        record_property("counted", f"{kind}: kills={kills} {report.row()}")
        desk.assert_whole(report)
        assert report.went_in == report.fates["indexed"]


@pytest.mark.timeout(6 * 3600)
@pytest.mark.parametrize("kind", ["child", "worker"])
def test_orders_of_agencies_are_obeyed_whoever_dies(
    kind: str,
    system: Callable[..., System],
    full_size: bool,
    request: pytest.FixtureRequest,
    record_property: Callable[[str, object], None],
) -> None:
    """Updates and kills in any order, with copies: nobody sees what is killed, and all else is in its last version."""
    few, many, pause = KINDS[kind]
    kills = request.config.getoption("--kills", default=0) or (many if full_size else few)
    chance = random.Random(f"orders {kind}")
    # Two workers that start again and again on two cores: tasks take twice as long as with one.
    limits = {"ARTICLE_SECONDS": "4", "SOFT_TIME_LIMIT": "10", "HARD_TIME_LIMIT": "14", "VISIBILITY_TIMEOUT": "18"}
    with system(settings={"AGENCIES": "tna", **limits}, workers=2) as desk:
        kill = {"child": lambda: desk.kill_child(chance.choice), "worker": desk.kill_worker}[kind]
        with desk.load(at_once=20):
            for number in range(kills):
                desk.drop_chain(1_000_000 + number, chance)
                _kill(desk, kill, chance, pause)
            time.sleep(1)
        quiet_after = desk.wait_for_quiet(seconds=180)
        report = desk.report(quiet_after=quiet_after)
        wrong = desk.chains_wrong()
        record_property(
            "counted", f"orders, {kind}: kills={kills} chains={len(desk.chains)} wrong={len(wrong)} {report.row()}"
        )
        desk.assert_whole(report)
