"""The commands that look after a system, as a user calls them."""

from __future__ import annotations

import json
import os
import threading
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from articles.identity import article_id
from tasks import heartbeat
from tasks.spool.submission import Submission
from workers.commands.admin import keys

Story = Callable[..., str]
Command = Callable[..., str]


def lines_of(output: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in output.splitlines()]


def test_set_aside_mended_and_replayed(press: Any, story: Story, copydesk: Command) -> None:
    """What failed is listed with its reason, shown with where it arose, and replayed by reason, by name or all."""
    press.enrichment.breaks_on = {"expected"}
    text = story(1) + "Nobody had expected what the captain said about it in the end.\n"
    intake = press.take("12e7378780c4-broken.txt", text, url="https://paper.example/1", sent="s1")

    (listed,) = lines_of(copydesk("failed", "list", "--json"))
    assert (intake, "broken.txt") == (listed["intake"], listed["file"])
    assert ("stage_error", 3) == (listed["articles"][0]["reason"], listed["articles"][0]["tries"])
    assert intake in copydesk("failed", "list")
    assert "There are no dead letters." in copydesk("failed", "list", "--reason", "timed_out")
    shown = copydesk("failed", "show", intake)
    assert "tried 3 times" in shown
    assert "ValueError: cannot bear expected" in shown
    assert "traceback" in json.loads(copydesk("failed", "show", intake, "--json"))["articles"][0]
    copydesk("failed", "show", "../../etc", code=1)
    copydesk("failed", "replay", code=2)
    copydesk("failed", "replay", intake, "--all", code=2)
    press.enrichment.breaks_on = set()
    (replayed,) = lines_of(copydesk("failed", "replay", "--reason", "stage_error", "--json"))
    press.find_published()
    press.run()

    assert ("broken.txt", 1, 1) == (replayed["file"], replayed["round"], replayed["articles"])
    assert ("indexed", "new") == press.fate(f"{intake}:0")
    assert "There are no dead letters." in copydesk("failed", "list")
    assert [] == lines_of(copydesk("failed", "replay", "--all", "--json"))
    (missing,) = lines_of(copydesk("failed", "replay", intake, "--json", code=1))
    assert "dead letter" in missing["error"]


def test_a_gap_is_named_and_closed(press: Any, story: Story, copydesk: Command) -> None:
    """`audit` names what is missing, ends with 1 while it stays, and brings it back."""
    url = "https://paper.example/gap"
    intake = press.take("gap.txt", story(2), url=url)
    assert "No discrepancies." in copydesk("audit", "--look")
    press.parts.elasticsearch.delete(index=press.parts.names.everything, id=article_id(url, None, ""))
    gap, summary = lines_of(copydesk("audit", "--look", "--json", code=1))
    told = copydesk("reconcile")  # the former name
    press.find_published()
    press.run()

    assert ("document_missing", f"{intake}:0", False) == (gap["gap"], gap["name"], gap["closed"])
    assert ({"document_missing": 1}, 1) == (summary["gaps"], summary["stay"])
    assert "its file is taken up again" in told
    assert {article_id(url, None, "")} == press.documents().keys()
    (summary,) = lines_of(copydesk("audit", "--json"))
    assert (0, {}, 0) == (summary["stay"], summary["gaps"], summary["accounts"]["gap"])


def test_taken_down(press: Any, story: Story, copydesk: Command) -> None:
    """What a search finds is shown first, and taken down when that is confirmed; a mistake can be taken back."""
    urls = [f"https://paper.example/{n}" for n in (3, 4)]
    for n, url in enumerate(urls):
        press.take(f"{n}.txt", story(n) + "The word of the day is quokka, which nobody had expected.\n", url=url)
    copydesk("delete", code=2)
    copydesk("delete", "--query", " ", code=2)
    copydesk("delete", "nonsense", code=2)
    asked = copydesk("delete", "--query", "quokka", code=1)  # no terminal, and no --yes
    assert "2 articles were found" in asked
    assert 2 == len(press.documents())
    done = json.loads(copydesk("delete", "--query", "quokka", "--reason", "a letter", "--done", "--yes", "--json"))

    assert (2, 2, 2) == (done["documents"], done["arrivals"], len(done["files"]))
    assert {} == press.documents()
    again = press.take("again.txt", story(0), url=urls[0])
    assert ("rejected", "deleted") == press.fate(f"{again}:0")
    unknown = "https://paper.example/unknown"
    assert "A tombstone rejects what arrives under it" in copydesk("delete", "--url", unknown)
    assert "1 may arrive again" in copydesk("delete", "--lift", "--url", unknown)
    copydesk("delete", "--url", "ftp://nothing", code=2)


@pytest.mark.parametrize("trouble", ["", "a gap", "full", "stuck", "no watcher"])
def test_status_reports_trouble_by_its_exit_code(
    press: Any, story: Story, copydesk: Command, monkeypatch: pytest.MonkeyPatch, trouble: str
) -> None:
    """So that a probe can ask: 0 while all is well, 1 when intake pauses, counts do not add up, or a file is stuck."""
    intake = press.take("a.txt", story(1))
    if trouble not in ("no watcher", "stuck"):
        heartbeat.beat(press.parts.redis, press.parts.settings.prefix, "watcher")
    match trouble:
        case "a gap":
            press.parts.elasticsearch.delete(index=press.parts.names.intake, id=f"{intake}:0")
        case "full":
            monkeypatch.setenv("COPYDESK_MIN_FREE_MEGABYTES", "1000000000")
        case "stuck":
            press.claim(press.drop("b.txt", story(2)))
            press.wipe()
            for file in press.parts.queue.processing.rglob("claim.json"):
                os.utime(file, (1e9, 1e9))
            heartbeat.beat(press.parts.redis, press.parts.settings.prefix, "watcher")
    told = json.loads(copydesk("status", "--json", code=1 if trouble else 0))

    said = {
        "": "",
        "a gap": "neither a fate",
        "full": "Intake is paused",
        "stuck": "is a worker running",
        "no watcher": "No watcher runs",
    }
    assert bool(trouble) == bool(told["trouble"])
    assert said[trouble] in " ".join(told["trouble"])


def test_sending_a_folder_keeps_the_names_of_its_folders(press: Any, copydesk: Command, tmp_path: Path) -> None:
    """As if its content were copied: the first level is the source, and two files of one name stay apart."""
    root = tmp_path / "drop"
    for name in ("Cork Courier/index.txt", "Munster Daily/2026/index.txt", "loose.txt"):
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text("words")
    rows = lines_of(copydesk("send", str(root), "--json"))
    inbox = press.parts.queue.inbox
    placed = {str(Path(row["inbox"]).parent): Path(row["inbox"]).name.partition("-")[2] for row in rows}
    assert {"Cork Courier": "index.txt", "Munster Daily/2026": "index.txt", ".": "loose.txt"} == placed
    assert all((inbox / row["inbox"]).is_file() for row in rows)
    assert 1 == len({row["sent"] for row in rows})


def test_a_source_given_for_a_folder_leaves_its_subfolders_apart(
    press: Any, story: Story, copydesk: Command, tmp_path: Path
) -> None:
    """Two files of one name stay two files of different folders, below the folder of the source."""
    for number, folder in enumerate(("sport", "travel")):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "index.txt").write_text(story(number))
    rows = lines_of(copydesk("send", str(tmp_path), "--source", "Given", "--json"))
    assert {"Given/sport", "Given/travel"} == {str(Path(row["inbox"]).parent) for row in rows}


def test_a_source_given_to_send_does_not_override_what_a_file_says(
    press: Any, story: Story, copydesk: Command, tmp_path: Path
) -> None:
    """It fills in where a record names none, as a folder in the inbox does; the ledger has it too."""
    path = tmp_path / "two.jsonl"
    path.write_text(
        press.lines({"title": "One", "body": story(1), "source": "Its Own"}, {"title": "Two", "body": story(2)})
    )
    (row,) = lines_of(copydesk("send", str(path), "--source", "Given", "--json"))
    intake = press.claim(press.parts.queue.inbox / row["inbox"])
    press.run()
    assert ["Its Own", "Given"] == [
        doc["source"] for doc in sorted(press.documents().values(), key=lambda d: d["title"])
    ]
    assert "Given" == press.entry(f"{intake}:1")["source"]


def test_an_address_given_to_send_does_not_override_what_a_page_says(
    press: Any, story: Story, copydesk: Command, tmp_path: Path
) -> None:
    """It fills in where the file names none."""
    body = f"<article><h1>Ferries</h1><p>{story(1)}</p></article>"
    canonical = '<link rel="canonical" href="https://paper.example/own">'
    (tmp_path / "own.html").write_text(f"<html><head>{canonical}</head><body>{body}</body></html>")
    (tmp_path / "none.txt").write_text(story(2))
    found = []
    for name in ("own.html", "none.txt"):
        url = "https://paper.example/given"
        (row,) = lines_of(copydesk("send", str(tmp_path / name), "--url", url, "--json"))
        intake = press.claim(press.parts.queue.inbox / row["inbox"])
        press.run()
        found.append(press.documents()[press.entry(f"{intake}:0")["article_id"]]["url"])
        assert "" == press.entry(f"{intake}:0").get("detail", "")
    assert ["https://paper.example/own", "https://paper.example/given"] == found


def test_a_side_file_goes_with_its_file(press: Any, copydesk: Command, tmp_path: Path) -> None:
    """From a folder too; it is not sent as an article. One that cannot be read is told before anything is sent."""
    (tmp_path / "a.txt").write_text("words")
    side = tmp_path / "a.txt.meta.json"
    side.write_text('{"title": "Ferries", "sent": "mine"}')
    for named in (tmp_path, tmp_path / "a.txt"):
        (row,) = lines_of(copydesk("send", str(named), "--json"))
        placed = press.parts.queue.inbox / row["inbox"]
        said = json.loads(placed.with_name(placed.name + ".meta.json").read_text())
        assert {"title": "Ferries", "sent": row["sent"]} == said
    before = set(press.parts.queue.inbox.rglob("*"))
    side.write_text("{")
    assert "Nothing was sent" in copydesk("send", str(tmp_path), code=1)
    side.write_text("[]")
    assert "not a JSON object" in copydesk("send", str(tmp_path), code=1)
    assert before == set(press.parts.queue.inbox.rglob("*"))


def test_what_goes_through_the_broker_lies_in_the_folder_of_its_source(press: Any) -> None:
    """So that a source that the file names wins, as with `send` into the inbox."""
    submission = Submission(press.parts.queue, press.parts.redis, press.settings.prefix)
    submission.drop(b"text", id="1", name="a.txt", meta={"folder": "Gazette", "sent": "x"})
    file, side = sorted((press.parts.queue.inbox / "Gazette").iterdir())
    assert (b"text", b'{"sent":"x"}') == (file.read_bytes(), side.read_bytes())


def test_what_can_be_sent_only_with_the_folder_says_so(copydesk: Command, tmp_path: Path) -> None:
    """An inbox that is missing, and a file that is no text, are sentences."""
    path = tmp_path / "x.bin"
    path.write_bytes(b"\xff\xfe\x00")
    assert "There is no inbox at" in copydesk("send", str(path), code=1)
    assert "it is not UTF-8 text" in copydesk("send", "--submit", str(path), code=1)
    copydesk("send", str(path), str(path), "--url", "https://paper.example/", code=2)


@pytest.mark.parametrize("arguments", [("failed", "list"), ("failed", "show", "x"), ("failed", "replay", "--all")])
def test_dead_letters_outside_an_installation(copydesk: Command, arguments: tuple[str, ...]) -> None:
    """There is nothing to list; saying "none" would be untrue."""
    assert "There is no Copydesk here" in copydesk(*arguments, code=1)


@pytest.mark.parametrize(
    "arguments", [("search", "word"), ("entities",), ("entity", "x"), ("story", "x"), ("index", "reindex")]
)
def test_a_prefix_without_indices_is_a_sentence(
    copydesk: Command, monkeypatch: pytest.MonkeyPatch, arguments: tuple[str, ...]
) -> None:
    """No traceback, and what to look at."""
    monkeypatch.setenv("COPYDESK_PREFIX", "no-such-")
    assert "Traceback" not in copydesk(*arguments, code=1)


class _Refusing(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(401)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_: Any) -> None:
        """Nothing goes to the terminal."""


def test_a_wrong_password_is_reported_before_the_wait_is_over(
    copydesk: Command, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """A server that refuses for longer than one that just started means it: nobody waits the five minutes."""
    monkeypatch.setattr(keys, "_REFUSED_SECONDS", 0.0)
    monkeypatch.setattr(keys, "_PAUSE_SECONDS", 0.05)
    with ThreadingHTTPServer(("127.0.0.1", 0), _Refusing) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        monkeypatch.setenv("COPYDESK_ELASTICSEARCH_URL", f"http://127.0.0.1:{server.server_port}")
        said = copydesk("keys", str(tmp_path), "--password", "wrong", "--wait", "290", code=1)
        server.shutdown()
    assert "refuses this user and password" in said
