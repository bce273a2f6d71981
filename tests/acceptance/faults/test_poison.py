"""Articles that kill, hang, devour and raise, among healthy ones."""

from __future__ import annotations

import random
from collections.abc import Callable

import pytest
from chaos.poison import KINDS
from chaos.stories import Story, story
from chaos.system import System


@pytest.mark.timeout(3 * 3600)
def test_exactly_the_poisonous_are_set_aside(
    system: Callable[..., System], full_size: bool, record_property: Callable[[str, object], None]
) -> None:
    """Each is tried three times and set aside with its reason; all others are indexed, also those in its batch."""
    bad, all_ = (500, 5000) if full_size else (5, 60)
    kinds = list(KINDS)
    poisonous: dict[str, str] = {}
    stories = []
    places = set(random.Random(6).sample(range(all_), bad))
    for number in range(all_):
        one = story(number)
        if number in places:
            kind = kinds[len(poisonous) % len(kinds)]
            one = Story(one.name, f"{kind.capitalize()} {one.text}")
            poisonous[one.name] = KINDS[kind]
        stories.append(one)
    with system(settings={"ENRICHERS": '["chaos.poison"]', "MAX_MEMORY_MEGABYTES": "300"}) as desk:
        desk.drop_many(stories[: all_ // 3])
        for one in stories[all_ // 3 :]:
            desk.drop(one)
        quiet_after = desk.wait_for_quiet(seconds=90 + 12 * bad)
        report = desk.report(quiet_after=quiet_after)
        record_property("counted", f"poison: {bad} of {all_} {report.row()}")
        desk.assert_whole(report, set_aside=poisonous)
        failed = {desk.name_of(a): a for a in desk.arrivals() if a["fate"] == "failed"}
        assert poisonous == {name: arrival["reason"] for name, arrival in failed.items()}
        assert {3} == {arrival["tries"] for arrival in failed.values()}
        assert all_ - bad == report.fates["indexed"]
