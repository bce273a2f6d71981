"""`copydesk export` and `copydesk import`."""

from __future__ import annotations

import csv
import errno
import hashlib
import json
import os
import signal
import subprocess
import sys
import uuid
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec
import pytest
from click.testing import Result
from elasticsearch import Elasticsearch

from articles.wire.hold_decisions import Hold, Kind
from search.exchange.export import Export
from search.find.articles import Ask, query_at
from search.holds import hold_records
from search.ledger import queries
from search.lifecycle.create import create_indices
from search.schema.index_names import Names
from search.takedown import tombstones
from search.takedown.tombstones import Tombstone

from .plan import LEADS, PLAN, fill

Run = Callable[..., Result]


def lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


def test_json_lines(copydesk: Run, tmp_path: Path) -> None:
    """Every article that the query finds is in the file once, whole; the checksum fits; nothing else is left."""
    path = tmp_path / "out.jsonl"
    result = copydesk("export", "officials", "-sport", "--jsonl", str(path))
    assert 0 == result.exit_code, result.output
    expected = {one.id: one for one in LEADS if "sport" not in one.all_words}
    rows = lines(path)
    assert sorted(expected) == sorted(row["_id"] for row in rows)
    assert all(row["body"] == expected[row["_id"]].body and "stem" not in row for row in rows)
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    assert f"{digest}  out.jsonl\n" == (tmp_path / "out.jsonl.sha256").read_text("utf-8")
    assert {"out.jsonl", "out.jsonl.sha256"} == {file.name for file in tmp_path.iterdir()}
    assert f"{len(rows)} articles" in result.output


def test_csv(copydesk: Run, tmp_path: Path) -> None:
    """A table with a header, source columns and text included; copies where they are asked for."""
    path = tmp_path / "out.csv"
    assert 0 == copydesk("export", "--copies", "--csv", str(path)).exit_code
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    by_id = {one.id: one for one in PLAN}
    assert sorted(by_id) == sorted(row["id"] for row in rows)
    for row in rows:
        one = by_id[row["id"]]
        assert (one.source, one.title, one.body) == (row["source"], row["title"], row["body"])
        assert "; ".join(one.people) == row["people"]


def test_where_to_is_asked_first(copydesk: Run, tmp_path: Path) -> None:
    """A missing target, two, or a folder that does not exist are told before anything is read."""
    assert 2 == copydesk("export", "x").exit_code
    assert 2 == copydesk("export", "x", "--csv", str(tmp_path / "a"), "--jsonl", str(tmp_path / "b")).exit_code
    assert 2 == copydesk("export", "x", "--csv", str(tmp_path / "no" / "a")).exit_code
    assert 2 == copydesk("export", "titel:x", "--csv", str(tmp_path / "a")).exit_code


def test_only_ordinary_files_are_replaced(copydesk: Run, tmp_path: Path) -> None:
    """A pipe or a device stays what it is, and so does a link: the file that it points to is written."""
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    for wrong in (str(pipe), "", "-"):
        result = copydesk("export", "ferry", "--csv", wrong)
        assert (2, True) == (result.exit_code, "--all" in result.output), result.output
    assert pipe.is_fifo()
    link, real = tmp_path / "link.csv", tmp_path / "real.csv"
    link.symlink_to(real.name)
    assert 0 == copydesk("export", "ferry", "--csv", str(link)).exit_code
    assert link.is_symlink()
    assert real.read_text("utf-8").startswith("id,")


def test_a_name_that_is_not_utf_8(copydesk: Run, tmp_path: Path) -> None:
    path = tmp_path / os.fsdecode(b"\xff.csv")
    assert 0 == copydesk("export", "ferry", "--csv", str(path)).exit_code
    assert (tmp_path / os.fsdecode(b"\xff.csv.sha256")).read_bytes().endswith(b"\xff.csv\n")


def test_one_export_at_a_time(client: Elasticsearch, names: Names, copydesk: Run, tmp_path: Path) -> None:
    """A second export to the same file would write each article twice: it is refused while the first one runs."""
    path = tmp_path / "out.jsonl"
    index, _ = query_at(client, names, Ask())
    with Export(client, index, path, what="the first", table=False).alone():
        result = copydesk("export", "ferry", "--jsonl", str(path), "--restart")
    assert (1, True) == (result.exit_code, "another export is writing" in result.output)
    assert 0 == copydesk("export", "ferry", "--jsonl", str(path)).exit_code
    assert {"out.jsonl", "out.jsonl.sha256"} == {file.name for file in tmp_path.iterdir()}


def test_a_full_disk(copydesk: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is one sentence with the file's name, and the same command goes on when there is room."""
    path = tmp_path / "out.jsonl"
    with monkeypatch.context() as full:
        full.setattr(Export, "_row", _no_room)
        result = copydesk("export", "ferry", "--jsonl", str(path))
    assert 1 == result.exit_code
    assert f"{path} cannot be written: No space left on device" in result.output
    assert 0 == copydesk("export", "ferry", "--jsonl", str(path)).exit_code
    assert lines(path)


def _no_room(*_: object) -> bytes:
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


KILLED = """
import os, signal, sys
from pathlib import Path
from search.exchange import export
from search.find.articles import Ask, query_at
from search.schema.index_names import Names
from search.transport.client import connect
url, prefix, path, rows = sys.argv[1:]
export.PAGE = 10
client, names = connect(url), Names(prefix)
index, made = query_at(client, names, Ask(copies=True))
job = export.Export(client, index, Path(path), what="test", table=False)
wrote = export.line_of

def line_of(stored):
    count.append(stored.id)
    if len(count) > int(rows):
        os.kill(os.getpid(), signal.SIGKILL)
    return wrote(stored)

count = []
export.line_of = line_of
job.run(made)
"""


@pytest.mark.parametrize("rows", [0, 7, 10, 25, 99])
def test_a_killed_export_goes_on(
    client: Elasticsearch, names: Names, elasticsearch_url: str, tmp_path: Path, rows: int
) -> None:
    """Killed at any row and run again, it has each article once."""
    path = tmp_path / "out.jsonl"
    arguments = [elasticsearch_url, names.prefix, str(path), str(rows)]
    killed = subprocess.run([sys.executable, "-c", KILLED, *arguments], check=False, timeout=120)
    assert -signal.SIGKILL == killed.returncode
    with (tmp_path / "out.jsonl.part").open("ab") as file:
        file.write(b'{"_id": "a row that was cut')
    index, made = query_at(client, names, Ask(copies=True))
    job = Export(client, index, path, what="test", table=False)
    state = job.started()
    assert state is not None
    assert rows // 10 * 10 == state.rows
    done = job.finish(job.run(made))
    assert len(PLAN) == done.rows == done.found
    assert sorted(one.id for one in PLAN) == sorted(row["_id"] for row in lines(path))


def test_another_export_does_not_go_on_with_it(
    client: Elasticsearch, names: Names, copydesk: Run, tmp_path: Path
) -> None:
    """What is left of an export is kept from one of another query, which says so; `--restart` drops it."""
    path = tmp_path / "out.jsonl"
    index, made = query_at(client, names, Ask())
    Export(client, index, path, what="something else", table=False).run(made)
    result = copydesk("export", "ferry", "--jsonl", str(path))
    assert (1, True) == (result.exit_code, "belongs to another export" in result.output)
    assert 0 == copydesk("export", "ferry", "--jsonl", str(path), "--restart").exit_code


@pytest.fixture
def other(client: Elasticsearch) -> Iterator[Names]:
    """A second, empty installation."""
    made = Names(f"t{uuid.uuid4().hex[:10]}-")
    create_indices(client, made)
    yield made
    for index in client.indices.get(index=f"{made.prefix}*"):
        client.indices.delete(index=index)
    client.indices.delete_index_template(name=f"{made.prefix}*")


def everything(client: Elasticsearch, names: Names) -> dict[str, Any]:
    """Every document by id, with its version, without what an import makes anew."""
    client.indices.refresh(index=names.everything)
    answer = client.search(index=names.everything, size=1000, version=True)
    return {
        hit["_id"]: (hit["_version"], {k: v for k, v in hit["_source"].items() if k not in ("arrival", "round")})
        for hit in answer["hits"]["hits"]
    }


@pytest.mark.parametrize("form", ["jsonl", "parquet"])
def test_taken_in_again(
    client: Elasticsearch,
    names: Names,
    other: Names,
    copydesk: Run,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    form: str,
) -> None:
    """Into an empty installation: the same ids, versions and fields; the ledger knows each; twice changes nothing."""
    path = tmp_path / f"out.{form}"
    assert 0 == copydesk("export", "--copies", f"--{form}", str(path)).exit_code
    monkeypatch.setenv("COPYDESK_PREFIX", other.prefix)
    result = copydesk("import", str(path), "--json")
    assert 0 == result.exit_code, result.output
    assert everything(client, names) == everything(client, other)
    copies = sum(one.copy_of is not None for one in PLAN)
    done = json.loads(result.stdout)
    assert {"new": len(LEADS), "near_duplicate": copies} == done["fates"]
    again = json.loads(copydesk("import", str(path), "--json").stdout)
    assert (done["intake"], done["fates"]) == (again["intake"], again["fates"])
    counts = queries.counts(client, other)
    assert (1, len(PLAN), len(PLAN)) == (counts.files, counts.arrivals, counts.settled)


def test_what_must_not_come_back(
    client: Elasticsearch, other: Names, copydesk: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was taken down or is held stays away until the hold ends; a later version is kept; a broken line costs
    itself."""
    path = tmp_path / "out.jsonl"
    assert 0 == copydesk("export", "--jsonl", str(path)).exit_code
    monkeypatch.setenv("COPYDESK_PREFIX", other.prefix)
    fill(client, other, [LEADS[1]])
    newer = client.get(index=other.everything, id=LEADS[1].id)
    client.index(
        index=other.everything,
        id=LEADS[1].id,
        document=newer["_source"] | {"title": "newer"},
        version=newer["_version"] + 5,
        version_type="external",
        refresh=True,
    )
    tombstones.add(
        client, other, [Tombstone(article_id=LEADS[2].id, reason="test", deleted_at=datetime(2026, 1, 1, tzinfo=UTC))]
    )
    killed = Hold(
        kind=Kind.KILL, article_id=LEADS[3].id, owner="agency", arrival="i:0", since=datetime(2026, 1, 1, tzinfo=UTC)
    )
    ended = msgspec.structs.replace(killed, article_id=LEADS[4].id, active=False)
    hold_records.put(client, other, {killed.article_id: killed, ended.article_id: ended})
    (tmp_path / "out.jsonl.sha256").unlink()
    rows = [json.dumps(row | {"owner": "agency"}) for row in lines(path)]
    path.write_text("\n".join([*rows, "{broken", ""]), "utf-8")
    result = copydesk("import", str(path), "--json")
    assert 1 == result.exit_code
    fates = json.loads(result.stdout)["fates"]
    assert {"new": len(LEADS) - 3, "older_version": 1, "deleted": 2, "malformed": 1} == fates
    assert "newer" == client.get(index=other.everything, id=LEADS[1].id)["_source"]["title"]
    there = [client.exists(index=other.everything, id=LEADS[n].id).body for n in (2, 3, 4)]
    assert [False, False, True] == there


def test_a_damaged_file_is_refused(copydesk: Run, tmp_path: Path) -> None:
    """What differs from its checksum is not taken in at all."""
    path = tmp_path / "out.jsonl"
    assert 0 == copydesk("export", "ferry", "--jsonl", str(path)).exit_code
    path.write_bytes(path.read_bytes()[:-10])
    result = copydesk("import", str(path))
    assert (1, True) == (result.exit_code, "differs from its checksum" in result.output)


def test_an_export_says_how_its_query_was_read(copydesk: Run, tmp_path: Path) -> None:
    """Where that may have been meant otherwise; the file has what it found."""
    result = copydesk("export", "source:North Sea Times", "--jsonl", str(tmp_path / "found.jsonl"))
    assert 'write source:"North Sea Times"' in result.stderr
