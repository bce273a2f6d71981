"""What administrators do by accident, while articles keep coming: counted as the kills are.

Deleted indices and the disk of the queue folder are in `test_hostile.py` and `test_intake.py`.
"""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from chaos.disks import mount, small_disk
from chaos.processes import Process, command, wait_until
from chaos.stories import Story, story
from chaos.system import System
from elasticsearch import Elasticsearch
from redis.exceptions import ResponseError

from workers.local.elasticsearch.server import EmbeddedElasticsearch
from workers.local.runtime import Runtime
from workers.watcher.claims import Claimer

#: The user that owns nothing, on every Linux.
NOBODY = 65534


@pytest.fixture
def disk(folder: Path) -> Iterator[Path]:
    """A file system of 24 MB, whose path is as short as that of the system's folder."""
    path = folder / "disk"
    path.mkdir()
    with small_disk(path, 24):
        yield path


def drop(desk: System, first: int, number: int, **how: Any) -> None:
    """Drop so many stories."""
    for place in range(first, first + number):
        desk.drop(story(place), **how)


def all_alive(desk: System) -> None:
    """Nothing has ended over it."""
    assert [] == [one.arguments for one in (*desk.watch, *desk.work) if one.pid is None]


@pytest.mark.timeout(900)
def test_a_queue_folder_that_is_suddenly_read_only(
    system: Callable[..., System], disk: Path, record_property: Callable[[str, object], None]
) -> None:
    """As a file system is after an error of its disk: nothing ends or is set aside, and all goes on afterwards."""
    with system(queue=disk / "queue") as desk:
        drop(desk, 0, 40)
        wait_until(desk.processing, seconds=120, what="some are claimed", pause=0.01)

        def closed() -> bool:
            with contextlib.suppress(subprocess.CalledProcessError):  # somebody is just writing
                mount("-o", "remount,ro", str(disk))
                return True
            return False

        wait_until(closed, seconds=60, what="the disk is read-only", pause=0.02)
        left = len(desk.processing()) + sum(1 for _ in desk.inbox.iterdir())
        time.sleep(5)
        all_alive(desk)
        mount("-o", "remount,rw", str(disk))
        drop(desk, 40, 20)
        report = desk.report(quiet_after=desk.wait_for_quiet(seconds=240))
        record_property("counted", f"read-only with {left} files left: {report.row()}")
        assert left > 0
        desk.assert_whole(report)
        assert 60 == report.fates["indexed"]


def take_away(path: Path) -> None:
    """Let a folder belong to somebody else, who lets others read it."""
    path.chmod(0o555)
    if os.geteuid() == 0:
        os.chown(path, NOBODY, NOBODY)


def give_back(path: Path) -> None:
    """Mend it."""
    if os.geteuid() == 0:
        os.chown(path, 0, 0)
    path.chmod(0o755)


@pytest.mark.timeout(1800)
def test_folders_that_belong_to_somebody_else(
    system: Callable[..., System], record_property: Callable[[str, object], None]
) -> None:
    """One after the other: nothing is set aside for it, neighbours settle, and the rest does when it is mended."""
    folders = ("inbox/agency", "inbox", "processing", "failed", "done")
    poison = story(999)
    with system(is_powerless=True, settings={"ENRICHERS": '["chaos.poison"]'}) as desk:
        (desk.inbox / "agency").mkdir()
        for place, name in enumerate(folders):
            first, path = 20 * place, desk.queue / name
            desk.watch[0].signal(signal.SIGSTOP)
            drop(desk, first, 10, source="agency" if name == "inbox/agency" else None)
            if name == "failed":
                desk.drop(Story(poison.name, f"Raiser {poison.text}"))
            paths = [path, *path.iterdir()] if name == "done" else [path]
            for one in paths:
                take_away(one)
            desk.watch[0].signal(signal.SIGCONT)
            if name == "inbox/agency":
                drop(desk, first + 10, 5)
                wait_until(lambda: 5 == len(indexed(desk)), seconds=120, what="the neighbours are indexed")
                wait_until(lambda: desk.watch[0].said("folder_unreadable"), seconds=60, what="the folder is named")
            time.sleep(4)
            all_alive(desk)
            assert desk.processing() or any(desk.inbox.rglob("*.txt")), f"nothing was held up by {name}"
            for one in paths:
                give_back(one)
            desk.wait_for_quiet(seconds=240)
        report = desk.report()
        record_property("counted", f"foreign {', '.join(folders)}: {report.row()}")
        desk.assert_whole(report, set_aside={poison.name})
        assert 10 * len(folders) + 5 == report.fates["indexed"]


def indexed(desk: System) -> set[str]:
    """Names of the stories in the index."""
    return set(" ".join(document["body"] for document in desk.documents()).split()) & desk.dropped.keys()


@pytest.mark.timeout(900)
def test_files_that_belong_to_somebody_else(
    system: Callable[..., System], record_property: Callable[[str, object], None]
) -> None:
    """Those are set aside with what to do, and alone; given back and replayed, they are indexed."""
    with system(is_powerless=True) as desk:
        desk.watch[0].signal(signal.SIGSTOP)
        drop(desk, 0, 20)
        foreign = {story(n).name for n in range(0, 20, 5)}
        for name in foreign:
            path = desk.inbox / f"{name}.txt"
            path.chmod(0)
            if os.geteuid() == 0:
                os.chown(path, NOBODY, NOBODY)
        desk.watch[0].signal(signal.SIGCONT)
        desk.wait_for_quiet(seconds=240)
        report = desk.report()
        desk.assert_whole(report, set_aside=foreign)
        assert {"unreadable": 4, "new": 16} == report.reasons
        for file in desk.queue.glob("failed/*/file"):
            if os.geteuid() == 0:
                os.chown(file, 0, 0)
            file.chmod(0o644)
            command(["failed", "replay", file.parent.name], desk.environment)
        desk.wait_for_quiet(seconds=240)
        report = desk.report()
        record_property("counted", f"foreign files, mended: {report.row()}")
        desk.assert_whole(report)
        assert 20 == report.fates["indexed"]


@pytest.mark.timeout(900)
def test_the_disk_of_the_broker_fills_up(
    system: Callable[..., System], disk: Path, record_property: Callable[[str, object], None]
) -> None:
    """Valkey then refuses every write: nobody's tries are used up, and all goes on when there is space again."""
    with system(broker=disk / "valkey") as desk:
        drop(desk, 0, 60)
        wait_until(lambda: len(desk.documents()) > 5, seconds=120, what="some are through")
        filler = disk / "filler"
        with contextlib.suppress(OSError), filler.open("wb", buffering=0) as file:
            while True:
                file.write(b"\0" * 4096)

        def refuses() -> bool:
            try:
                desk.parts.redis.set(f"{desk.prefix}probe", b"x" * 5000, ex=60)
            except ResponseError:
                return True
            return False

        wait_until(refuses, seconds=60, what="the broker refuses writes")
        drop(desk, 60, 20)
        time.sleep(8)  # longer than a task may take
        all_alive(desk)
        left = 80 - len(indexed(desk))
        filler.unlink()
        report = desk.report(quiet_after=desk.wait_for_quiet(seconds=240))
        record_property("counted", f"the broker's disk full with {left} left: {report.row()}")
        assert left > 0
        desk.assert_whole(report)
        assert 80 == report.fates["indexed"]


@pytest.mark.timeout(900)
def test_the_disk_of_elasticsearch_fills_up(
    system: Callable[..., System],
    mortal_elasticsearch: EmbeddedElasticsearch,
    record_property: Callable[[str, object], None],
) -> None:
    """Beyond its flood stage it closes every index to writes: nothing is set aside, and all goes on afterwards."""
    with system(elasticsearch=mortal_elasticsearch) as desk:
        drop(desk, 0, 20)
        desk.wait_for_quiet(seconds=120)
        marks = {f"cluster.routing.allocation.disk.watermark.{name}": "90pb" for name in ("low", "high", "flood_stage")}
        often = {"cluster.info.update.interval": "10s"}
        desk.client.cluster.put_settings(persistent=marks | often)
        wait_until(lambda: blocked(desk.client, desk.prefix), seconds=120, what="the indices are closed")
        drop(desk, 20, 20)
        wait_until(desk.processing, seconds=60, what="some are claimed")
        time.sleep(8)  # longer than a task may take
        all_alive(desk)
        left = len(desk.processing()) + sum(1 for _ in desk.inbox.glob("*.txt"))
        desk.client.cluster.put_settings(persistent=dict.fromkeys(marks | often))
        report = desk.report(quiet_after=desk.wait_for_quiet(seconds=240))
        record_property("counted", f"the index's disk full with {left} left: {report.row()}")
        assert left > 0
        desk.assert_whole(report)
        assert 40 == report.fates["indexed"]


def blocked(client: Elasticsearch, prefix: str) -> bool:
    """Whether the server closed the indices to writes for want of space."""
    settings = client.indices.get_settings(index=f"{prefix}*", flat_settings=True)
    return bool(settings) and all(
        "true" == one["settings"].get("index.blocks.read_only_allow_delete") for one in settings.body.values()
    )


@pytest.mark.timeout(900)
def test_a_clock_that_was_two_days_ahead(
    system: Callable[..., System], record_property: Callable[[str, object], None]
) -> None:
    """What was claimed meanwhile is updated by what comes afterwards."""
    number = 15

    def item(n: int, words: str) -> Story:
        one = story(n)
        title, _, text = one.text.partition("\n\n")
        fields = {"url": f"https://paper.example/{n}", "title": title, "text": f"{text}\n\n{words}"}
        return Story(one.name, json.dumps(fields))

    with system() as desk:
        desk.watch[0].stop()
        ahead = Claimer(desk.parts.queue, clock=lambda: time.time() + 2 * 24 * 3600)
        for n in range(number):
            desk.drop(item(n, "The council will meet on Monday."), name=f"{n}-first.json")
            assert ahead.claim(desk.inbox / f"{n}-first.json")
        desk.watch[0].start()
        desk.wait_for_quiet(seconds=240)
        for n in range(number):
            desk.drop(item(n, "The council met on Monday and postponed the vote."), name=f"{n}-second.json")
        desk.wait_for_quiet(seconds=240)
        fates = Counter((one["fate"], one["reason"]) for one in desk.arrivals())
        bodies = [document["body"] for document in desk.documents()]
        record_property("counted", f"clock ahead: {dict(fates)}")
        assert {"indexed": number, "updated": number} == Counter(one["fate"] for one in desk.arrivals()), fates
        assert number == len(bodies) == sum("postponed the vote" in body for body in bodies)
        assert desk.watch[0].said("clock_behind_claims")
        accounts = desk.accounts()
        assert (0, 0) == (accounts.gap, accounts.in_flight)


@pytest.mark.timeout(900)
@pytest.mark.parametrize("when", ["later", "in the same moment"])
def test_two_installations_on_one_queue_folder(
    when: str, system: Callable[..., System], record_property: Callable[[str, object], None]
) -> None:
    """One of them ends and says why, before it takes a file; every article is indexed once."""
    with system(watchers=int(when == "later")) as desk:
        other = desk.environment | {"COPYDESK_PREFIX": f"{desk.prefix}other-"}
        second = Process(["watch"], other, desk.folder / "watch-other.log")
        both = [*desk.watch, second]
        if when != "later":
            both.insert(0, Process(["watch"], desk.environment, desk.folder / "watch-own.log"))
            both[0].start()
        drop(desk, 0, 10)
        second.start()
        try:
            wait_until(lambda: 1 == sum(one.pid is not None for one in both), seconds=180, what="one of them ended")
            (ended,) = (one for one in both if one.pid is None)
            assert ended.has_said("is watched by another installation")
            assert not ended.has_said("Traceback")
            assert when != "later" or ended is second
            if ended is not second:  # then the files are the other's, which has no worker: start it again alone
                second.stop()
                both[0].start()
            drop(desk, 10, 10)
            desk.wait_for_quiet(seconds=240)
            report = desk.report()
            record_property("counted", f"two installations, {when}: {report.row()}")
            desk.assert_whole(report)
            assert 20 == report.fates["indexed"]
        finally:
            for one in both:
                one.kill()


@pytest.mark.timeout(900)
def test_two_starts_in_the_same_moment(folder: Path, valkey_url: str, elasticsearch_url: str, prefix: str) -> None:
    """Of two `copydesk up` in one data folder one says that the other runs; the other serves."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("COPYDESK_")} | {
        "COPYDESK_DATA": str(folder),
        "COPYDESK_BROKER_URL": valkey_url,
        "COPYDESK_ELASTICSEARCH_URL": elasticsearch_url,
        "COPYDESK_PREFIX": prefix,
        "COPYDESK_FLOWER_PORT": "0",
        "COPYDESK_WEB_PORT": "0",
    }
    both = [Process(["up"], environment, folder.parent / f"{folder.name}-{n}.log") for n in range(2)]
    try:
        for one in both:
            one.start()
        wait_until(lambda: Runtime.read(folder) is not None, seconds=300, what="one of them serves")
        wait_until(lambda: any(one.pid is None for one in both), seconds=60, what="one of them ended")
        (ended,) = (one for one in both if one.pid is None)
        assert ended.has_said("Copydesk runs in")
        assert not ended.has_said("Traceback")
        assert 1 == sum(1 for _ in folder.glob("logs/watch.process.json"))
    finally:
        for one in both:
            one.stop(seconds=120)
            one.log.unlink(missing_ok=True)
