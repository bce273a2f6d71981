"""The same work done by several at once, and judgements that stand on what fails later."""

from __future__ import annotations

import json
import os
import signal
import time
from collections.abc import Callable

import pytest
from chaos.processes import wait_until
from chaos.stories import Story, story
from chaos.system import System


@pytest.mark.timeout(900)
def test_two_watchers_eight_children_and_a_group_that_sleeps(
    system: Callable[..., System], full_size: bool, record_property: Callable[[str, object], None]
) -> None:
    """Half of the workers stand still for longer than the visibility timeout, with tasks in hand, and then go on."""
    number = 2000 if full_size else 120
    with system(watchers=2, workers=2, settings={"CONCURRENCY": "4"}) as desk:
        for n in range(number):
            desk.drop(story(n))
        wait_until(desk.already_read, seconds=120, what="in hand", pause=0.01)
        sleeper = desk.work[1]
        assert sleeper.pid is not None
        group = [sleeper.pid, *sleeper.children()]
        for pid in group:
            os.kill(pid, signal.SIGSTOP)
        time.sleep(12)  # the visibility timeout is 9
        for pid in group:
            os.kill(pid, signal.SIGCONT)
        quiet_after = desk.wait_for_quiet(seconds=300)
        time.sleep(2)  # what still sleeps in a queue changes nothing either
        report = desk.report(quiet_after=quiet_after)
        record_property("counted", f"two watchers, two workers: {report.row()}")
        desk.assert_whole(report)
        assert number == report.fates["indexed"]


def _at(url: str, one: Story) -> Story:
    title, _, body = one.text.partition("\n\n")
    return Story(one.name, json.dumps({"url": url, "title": title, "text": body}))


@pytest.mark.timeout(300)
def test_an_update_overtakes_the_redelivery_of_what_it_updates(system: Callable[..., System]) -> None:
    """The worker with the first version in hand stands still until the second is there: the second's text stands."""
    first = story(1)
    first = Story(first.name, f"Laggard {first.text}")
    extended = Story(first.name, first.text + "\nThe council met again at night and changed its mind entirely.\n")
    url = "https://news.example/2026/story-1"
    with system(workers=2, settings={"CONCURRENCY": "1", "ENRICHERS": '["chaos.poison"]'}) as desk:
        desk.drop(_at(url, first), name="first.json")
        wait_until(lambda: desk.parts.leases.in_hand()[0], seconds=120, what="the first is in hand", pause=0.01)
        time.sleep(0.4)
        # Nobody knows which of them has it: the first one stands still, and then the other.
        for one in desk.work:
            assert one.pid is not None
            for pid in (one.pid, *one.children()):
                os.kill(pid, signal.SIGSTOP)
        desk.drop(_at(url, extended), name="second.json")
        wait_until(lambda: len(desk.processing()) == 2, seconds=120, what="the second is claimed")
        for one in desk.work:
            for pid in (one.pid, *one.children()):
                os.kill(pid or 0, signal.SIGCONT)
            time.sleep(11)  # alone for longer than the visibility timeout
        desk.wait_for_quiet(seconds=120)
        (document,) = desk.documents()
        assert "changed its mind entirely" in document["body"]
        assert 2 == document["revision"]
        assert {"first.json": "indexed", "second.json": "updated"} == {a["name"]: a["fate"] for a in desk.arrivals()}
        assert 0 == desk.accounts().gap


@pytest.mark.timeout(300)
def test_a_copy_of_what_fails_is_judged_again(system: Callable[..., System]) -> None:
    """Of two arrivals of one text the first is set aside: the second, its copy until then, leads the story itself."""
    one = story(1)
    with system(settings={"ENRICHERS": '["chaos.poison"]'}) as desk:
        desk.drop(one, source="harmful", name="first.txt")
        wait_until(desk.processing, seconds=120, what="the first is claimed", pause=0.01)
        desk.drop(one, source="harmless", name="second.txt")
        desk.wait_for_quiet(seconds=120)
        fates = {a["name"]: (a["fate"], a["reason"]) for a in desk.arrivals()}
        assert {"harmful/first.txt": ("failed", "stage_error"), "harmless/second.txt": ("indexed", "new")} == fates
        (document,) = desk.documents()
        assert "harmless" == document["source"]
        assert not document["is_copy"]
        assert 0 == desk.accounts().gap
