"""What `copydesk doctor` finds, apart from asking the services."""

from __future__ import annotations

import json
import socket
from pathlib import Path

import pytest
from click.testing import CliRunner

from tasks.dispatch.queues import EXPRESS, QUEUES
from workers.commands import main
from workers.doctor import elasticsearch, machine, parts
from workers.doctor.elasticsearch_source import cache, elasticsearch_source
from workers.settings import Settings


@pytest.mark.parametrize(
    ("watermark", "expected"),
    [("85%", 150.0), ("0.95", 50.0), ("1gb", float(1 << 30)), ("500mb", float(500 << 20)), ("100b", 100.0)],
)
def test_watermarks(watermark: str, expected: float) -> None:
    """Elasticsearch writes its watermarks as used share or as free bytes; both become free bytes."""
    assert expected == pytest.approx(elasticsearch.free_at(watermark, 1000))


@pytest.mark.parametrize(
    ("written", "outcome"), [("65530\n", "note"), ("1048576\n", "ok"), ("2097152\n", "ok"), ("?", "note")]
)
def test_memory_maps(tmp_path: Path, written: str, outcome: str) -> None:
    """Too low a limit is worth knowing and stops nothing."""
    path = tmp_path / "max_map_count"
    path.write_text(written)
    assert outcome == machine.memory_maps(local=True, path=path).outcome


def test_a_queue_that_no_worker_takes_from_is_trouble() -> None:
    """A worker that answers may take small drops alone."""
    every = set(QUEUES)
    assert "ok" == parts.check_of({"worker@here": every}, "here").outcome
    assert "ok" == parts.check_of({"express@here": set(EXPRESS), "worker@there": every}, "here").outcome
    assert "none answers on here" == parts.check_of({"worker@there": every}, "here").found
    lame = parts.check_of({"worker@here": every - {"process"}, "express@here": set(EXPRESS)}, "here")
    assert "trouble" == lame.outcome
    assert "no worker takes messages from process" in lame.found
    assert "Restart the worker" in lame.advice


@pytest.mark.parametrize(
    ("version", "outcome"),
    [((3, 11, 7), "note"), ((3, 11, 10), "ok"), ((3, 12, 5), "note"), ((3, 12, 6), "ok"), ((3, 14, 0), "ok")],
)
def test_a_python_that_lacks_fixes_is_named(version: tuple[int, ...], outcome: str) -> None:
    """With what to do; it stops nothing, since our own bounds hold."""
    check = machine.python(version)
    assert outcome == check.outcome
    assert ("CVE-2024-6232" in check.found) == (outcome == "note")
    assert (f"take {version[0]}.{version[1]}." in check.advice) == (outcome == "note")


def test_space(tmp_path: Path) -> None:
    """Less free space than claiming needs is trouble; the data folder is looked at only where something lies in it."""
    settings = Settings(data=tmp_path / "data", min_free_megabytes=10**9)
    assert {"data": "trouble", "queue": "trouble"} == {c.name: c.outcome for c in machine.folders(settings)}
    elsewhere = Settings(
        data=tmp_path, queue=tmp_path / "q", broker_url="redis://host", elasticsearch_url="http://host:9200"
    )
    assert {"queue": "ok"} == {c.name: c.outcome for c in machine.folders(elsewhere)}


def test_doctor_prints_results_and_sets_the_exit_code(tmp_path: Path) -> None:
    """With nothing running and nothing wrong it ends with 0 and points at `copydesk up`; trouble ends it with 1."""
    fine = CliRunner().invoke(main, ["doctor", "--data", str(tmp_path), "--json"])
    assert 0 == fine.exit_code, fine.output
    found = {check["name"]: check for check in json.loads(fine.output)}
    assert "note" == found["broker"]["outcome"]
    assert "copydesk up" in found["elasticsearch"]["advice"]
    full = CliRunner().invoke(
        main, ["doctor", "--data", str(tmp_path)], env={"COPYDESK_MIN_FREE_MEGABYTES": "1000000000"}
    )
    assert 1 == full.exit_code
    assert "lower COPYDESK_MIN_FREE_MEGABYTES" in " ".join(full.output.split())


def test_the_cache_folder_is_named(tmp_path: Path) -> None:
    """Whoever removes an installation must know where it is, whether anything is in it or not."""
    assert f"{tmp_path}" == cache(Settings(cache=tmp_path)).found
    assert f"{tmp_path}/new, empty so far" == cache(Settings(cache=tmp_path / "new")).found
    done = CliRunner().invoke(main, ["doctor", "--data", str(tmp_path), "--json"], env={"COPYDESK_CACHE": "/opt/own"})
    assert ["/opt/own, empty so far"] == [row["found"] for row in json.loads(done.output) if row["name"] == "cache"]


def test_ports_of_all_parts_are_looked_at() -> None:
    """A standard port that is in use is a note; one that was asked for is trouble, since `up` takes no other."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        checks = list(machine.own_ports(Settings(web_port=port, flower_port=0, broker_url="redis://elsewhere:6379/0")))
    found = {check.found: check.outcome for check in checks}
    assert "trouble" == found[f"{port} is in use"]
    assert "The desk was given this port" in next(check.advice for check in checks if check.outcome == "trouble")
    assert {True} == {"9200" in one or str(port) in one for one in found}


@pytest.mark.observes("elasticsearch_source")
def test_source_that_cannot_be(tmp_path: Path) -> None:
    """A source that has nothing is trouble, with what to do."""
    check = elasticsearch_source(Settings(elasticsearch_source="cache", cache=Path("/opt/nothing")))
    assert ("trouble", "none (cache)") == (check.outcome, check.found)
    assert "COPYDESK_ELASTICSEARCH_SOURCE=auto" in check.advice
