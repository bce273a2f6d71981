"""Names, links and paths that want to be somewhere else, or to drive a terminal."""

from __future__ import annotations

import gzip
import io
import json
import logging
import os
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import structlog

from articles.identity import article_id
from search.ledger import queries
from tasks.spool import inbox_troubles
from tasks.spool.inbox_troubles import Trouble
from tasks.spool.submission import write_to_inbox
from workers import logs
from workers.watcher.scan import NOT_WRITABLE, Scan

Story = Callable[..., str]
Command = Callable[..., str]

#: Clears the screen, sets its title, moves about, rings; a bidirectional override; an undecodable byte.
HOSTILE = b"a\x1b[2J\x1b]0;owned\x07\r\n\t[red]b[bold]\xe2\x80\xaetxt.exe\x9b31m\xff.txt"


def is_printable(text: str) -> bool:
    return all(line.isprintable() for line in text.splitlines())


def test_a_name_that_drives_terminals(press: Any, story: Story, copydesk: Command) -> None:
    """It is escaped in the ledger, in reason.json and in tables, and markup in it is text; the file itself is sound."""
    press.enrichment.breaks_on = {"expected"}
    text = story(1) + "Nobody had expected what the captain said about it in the end.\n"
    path = press.parts.queue.inbox / os.fsdecode(HOSTILE)
    path.write_text(text)
    assert [path] == list(Scan(press.parts.queue.inbox, 0.0))
    intake = press.claim(path)
    press.run()

    entry = press.entry(f"{intake}:0")
    assert "failed" == entry["fate"]
    assert is_printable(entry["name"])
    assert "\\x1b[2J" in entry["name"]
    assert "\\u202e" in entry["name"]
    reason = (press.parts.queue.failed / intake / "reason.json").read_text()
    assert "\x1b" not in reason
    for arguments in (["failed", "list"], ["failed", "show", intake], ["failed", "list", "--json"]):
        assert is_printable(copydesk(*arguments)), arguments
    assert is_printable(copydesk("status", code=1))  # no watcher runs
    assert "[red]b[bold]" in copydesk("failed", "list")
    press.enrichment.breaks_on = set()
    assert is_printable(copydesk("failed", "replay", intake))


@pytest.mark.parametrize("format_", ["json", "console"])
def test_logs_are_escaped(format_: Any, capsys: pytest.CaptureFixture[str]) -> None:
    """Whatever is logged, by us or by a library: one line, and nothing in it that a terminal obeys."""
    name = os.fsdecode(HOSTILE)
    before = structlog.get_config()
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    try:
        logs.configure(format_=format_, process="test")
        stream = io.StringIO()
        root.handlers[0].setStream(stream)
        structlog.get_logger().info("file_claimed", path=name, listed=[name], nested={"a": {name: name}})
        logging.getLogger("library").warning("cannot read %s", name)
    finally:
        root.handlers[:] = handlers
        root.setLevel(level)
        structlog.configure(**before)
    lines = stream.getvalue().splitlines()
    colours = ("\x1b[0m", "\x1b[1m", "\x1b[2m", "\x1b[22m", *(f"\x1b[{n}m" for n in range(30, 38)))
    for line in lines:
        plain = line
        for colour in colours:
            plain = plain.replace(colour, "")
        assert plain.isprintable(), plain
        assert plain.isascii() or format_ == "console"
    assert 2 == len(lines)


def test_articles_cannot_drive_terminals(press: Any, story: Story, copydesk: Command) -> None:
    """Titles, sources and bodies are shown without what a terminal obeys."""
    press.take(
        "a.txt", story(1) + "The \x1b[31m quokka \x1b[0m was not expected there.\n", source="\x1b]0;owned\x07Paper"
    )
    press.parts.elasticsearch.indices.refresh(index=press.parts.names.everything)
    found = copydesk("search", "quokka")

    assert "1 found" in found
    assert is_printable(found)


@pytest.mark.parametrize("kind", ["file", "folder", "device", "dangling", "pipe", "swapped"])
def test_what_is_no_file(press: Any, tmp_path: Path, story: Story, kind: str) -> None:
    """Links, wherever they lead, and pipes are refused and not opened; nor what takes a file's place in time."""
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "secret.txt").write_text(story(1))
    path = press.parts.queue.inbox / "a.txt"
    match kind:
        case "file":
            path.symlink_to(outside / "secret.txt")
        case "folder":
            path.symlink_to(outside)
        case "device":
            path.symlink_to("/dev/zero")
        case "dangling":
            path.symlink_to(tmp_path / "nowhere")
        case "pipe":
            os.mkfifo(path)
        case _:
            path.write_text(story(2))
    assert [path] == list(Scan(press.parts.queue.inbox, 0.0))
    intake = press.claim(path)
    if kind == "swapped":
        file = press.parts.queue.processing / intake / "file"
        file.unlink()
        file.symlink_to(outside / "secret.txt")
    press.run()

    assert ("rejected", "not_a_file") == press.fate(f"{intake}:0")
    assert {} == press.documents()
    assert (outside / "secret.txt").exists()


def test_a_linked_folder_is_not_walked(press: Any, tmp_path: Path, story: Story) -> None:
    """A link in the inbox that leads to a folder is one thing, and what is in that folder is left alone."""
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "secret.txt").write_text(story(1))
    (press.parts.queue.inbox / "feed").symlink_to(outside)

    assert [press.parts.queue.inbox / "feed"] == list(Scan(press.parts.queue.inbox, 0.0))


@pytest.mark.parametrize("source", ["../../../etc", "/etc/cron.d", "a/b", "..", "."])
def test_a_source_is_no_path(press: Any, story: Story, source: str) -> None:
    """What a producer calls its source is kept as a name, and leads nowhere."""
    before = sorted(press.parts.queue.root.parent.rglob("*"))
    intake = press.take("a.txt", story(1), source=source)
    write_to_inbox(press.parts.queue, b"x", name="b.txt", token="t", meta={}, folders=(source,))
    written = set(press.parts.queue.inbox.rglob("*.txt"))

    (document,) = press.documents().values()
    assert source == document["source"]
    assert 1 == len(written)
    assert press.parts.queue.inbox in next(iter(written)).resolve().parents
    below = {path for path in press.parts.queue.root.parent.rglob("*") if path not in before}
    assert all(press.parts.queue.root in path.parents for path in below)
    assert None is not press.parts.queue.settled(intake)


@pytest.mark.parametrize(
    "name", ["../../x.txt", "/etc/passwd", "..", ".hidden", "a\x00b", "x.part", "x" * 5000, "\x1b"]
)
def test_a_name_that_is_submitted_is_no_path(press: Any, name: str) -> None:
    """What is sent through the broker lands in the inbox, under one name that a scan sees."""
    press.parts.stages.submit(b"A text.\n", id=f"id-{name}", name=name, meta={"source": "../../x"})
    (path,) = list(Scan(press.parts.queue.inbox, 0.0))

    assert press.parts.queue.inbox == path.parent
    assert path.name.isprintable()
    assert {"source": "../../x"} == json.loads(path.with_name(path.name + ".meta.json").read_text())


def test_an_article_with_everything_too_long(press: Any, story: Story) -> None:
    """Fields of hundreds of kilobytes in a side file do not keep an article from the index."""
    long = "x" * 100_000
    meta = {"url": f"https://paper.example/{long}", "title": long, "byline": long, "section": long, "language": long}
    intake = press.take("a.txt", story(1), **meta, authors=[long], tags=[long], published_at=long, source=long)

    assert "indexed" == press.fate(f"{intake}:0")[0], press.entry(f"{intake}:0")["detail"]
    assert 1 == len(press.documents())
    assert article_id(None, None, "") not in press.documents()


def test_a_bomb_of_rejections_takes_a_few_entries(press: Any, story: Story) -> None:
    """Sums in ledger, status and file still equal what the form counts; a sound article behind it is indexed."""
    many = 20_000
    content = gzip.compress(b"[" + b"0," * many + json.dumps({"title": "Sound", "body": story(1)}).encode() + b"]")
    assert 2000 > len(content)
    intake = press.take("bomb.json.gz", content)
    parts = press.parts
    counts = queries.counts(parts.elasticsearch, parts.names)
    assert (1, many + 1) == (counts.files, counts.arrivals)
    assert {"rejected": many, "indexed": 1} == counts.fates
    assert {"no_article": many} == counts.reasons["rejected"]
    assert 102 == len(queries.entries(parts.elasticsearch, parts.names, intakes=[intake]))
    (folder,) = parts.queue.done.glob(f"*/{intake}")
    fates = json.loads((folder / "fates.json").read_text())
    assert many + 1 == sum(fate.get("count", 1) for fate in fates)
    assert 0 == parts.fate_counts.count().gap
    assert [] == list(parts.audit.find(now=time.time()))

    # What is lost from the ledger comes back from the folder, with the same sums.
    parts.elasticsearch.delete(index=parts.names.intake, id=f"{intake}:100", refresh=True)
    assert ["fates_missing"] == [found.kind for found in parts.audit.find(now=time.time())]
    assert counts == queries.counts(parts.elasticsearch, parts.names)


def test_status_names_folders_that_cannot_be_emptied(press: Any, copydesk: Command) -> None:
    """What the watcher noted at its last scan is in `status`, with what to do; so is the room that is left."""
    inbox_troubles.write(press.parts.queue.root, [Trouble(folder="agency", why=NOT_WRITABLE)])
    said = copydesk("status", code=1)
    assert "! The files in inbox/agency stay there: the watcher may read this folder and not take" in said
    assert "Room:   queue folder: " in said
    assert {"queue folder", "broker's memory"} < {
        room["place"] for room in json.loads(copydesk("status", "--json", code=1))["room"]
    }
