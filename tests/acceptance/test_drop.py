"""From a dropped file to a search hit: real processes, real services."""

from __future__ import annotations

import json
import os
import random
import subprocess
import threading
import time
import urllib.error
import urllib.request
from base64 import b64encode
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

import psutil
import pytest

from workers.local.runtime import Runtime
from workers.settings import Settings

if TYPE_CHECKING:
    from conftest import Running

pytestmark = pytest.mark.timeout(300)

SAMPLES = Path(__file__).parents[1] / "samples"

TITLE = "Why the island’s ferry pact might be tilting toward Norland"
STORY = f"""{TITLE}

REYKJAVIK — A flurry of meetings over the North Sea ferry pact has offered a stark contrast this week: while Prime Minister Ingrid Solberg made a surprise visit to Aberdeen, her transport minister stayed at home and said nothing.

The split reflects renewed fears that the islands will be matched by rivals doubling down on cheaper boats. Officials in London have been engaged in a delicate balancing act, experts said, and may find that increasingly strained as the season moves into its second month.

“We urge the operators to stop raising fares at once,” Foreign Minister Tomas Lindqvist said on Tuesday at a conference in Copenhagen, in an apparent reference to the largest of the shipping companies.

The two leaders, who have met more than a dozen times in the past decade, have “a very good working relationship and call each other old friends,” said Margaret Holloway, director of a maritime centre at the University of Aberdeen in Scotland.

While trade with the mainland may help the ports, there has so far been little evidence of either side breaking the agreement and sending more vessels to Norway, Lindqvist said, though the winter will show it.

Leave a Reply

Your email address will not be published. Required fields are marked *

The Ten Best Harbour Walks for a Rainy Weekend

The Ten Best Harbour Walks for a Rainy Weekend

Where have all the good harbour walks gone these days?

You May Also Like
"""  # noqa: E501


def test_a_dropped_file_is_found(running: Running) -> None:
    """By words of its body and by a person in it, without its furniture, with dateline and title."""
    running.drop("ferry.txt", STORY)
    (entry,) = running.fates("ferry.txt")
    assert ("indexed", "new") == (entry["fate"], entry["reason"])
    document = running.document(entry["article_id"])
    assert TITLE == document["title"]
    assert document["body"].startswith("REYKJAVIK — A flurry")
    assert document["body"].endswith("though the winter will show it.")
    assert "Reykjavík" == document["dateline"]["place"]
    assert {"Ingrid Solberg", "Tomas Lindqvist", "Margaret Holloway"} <= set(document["people"])
    for query, found in (
        ({"match_phrase": {"body": "delicate balancing act"}}, True),
        ({"term": {"people": "Tomas Lindqvist"}}, True),
        ({"match": {"body": "email"}}, False),
        ({"match_phrase": {"body": "Harbour Walks"}}, False),
    ):
        assert found == (entry["article_id"] in running.find(query)), query
    cut = {piece["reason"] for piece in document["removed"]}
    assert {"title", "comment_form", "repeated"} <= cut


def test_the_same_again_is_a_duplicate_and_an_edited_one_a_copy(running: Running) -> None:
    """`articles` still shows one; the copy is there for who asks for copies."""
    running.drop("pact.txt", STORY.replace("Norland", "Sudland").replace("REYKJAVIK", "BERGEN"))
    running.fates("pact.txt")
    running.drop("pact-again.txt", STORY.replace("Norland", "Sudland").replace("REYKJAVIK", "BERGEN"))
    (again,) = running.fates("pact-again.txt")
    assert ("duplicate", "same_article") == (again["fate"], again["reason"])
    edited = STORY.replace("stark contrast", "striking contrast").replace("at once", "immediately")
    running.drop("pact-edited.txt", edited)
    (copy,) = running.fates("pact-edited.txt")
    assert "copy" == copy["fate"]
    assert 1 == len(running.find({"match_phrase": {"body": "delicate balancing act"}}))
    story = running.document(copy["article_id"])
    assert story["is_copy"]
    assert story["similarity"] > 0.9


def test_status_adds_up(running: Running) -> None:
    """Arrivals are the sum of the fates and of what is in flight; the exit code says that all is well."""
    running.drop("status.txt", STORY.replace("ferry", "railway").replace("winter", "summer"))
    running.fates("status.txt")
    running.quiet()
    told = json.loads(running.copydesk("status", "--json"))
    assert told["arrivals"] == sum(told["fates"].values()) + told["in_flight"]
    assert (0, 0, 0, []) == (told["gap"], told["in_flight"], told["processing"], told["trouble"])
    assert "arrivals" in running.copydesk("status")


def _sounds() -> list[str]:
    return sorted(path.name for path in SAMPLES.iterdir() if path.is_file() and path.suffix != ".py")


def test_every_form_is_taken(running: Running) -> None:
    """A sample of every form goes in, and each of its articles is in the index or is told to be a copy of one."""
    names = [f"sound/{name}" for name in _sounds()]
    for name in names:
        running.drop(name, (SAMPLES / name.removeprefix("sound/")).read_bytes())
    for name in names:
        for entry in running.fates(name):
            assert entry["fate"] in ("indexed", "updated", "copy", "duplicate"), (name, entry)
            assert running.document(entry["article_id"])["body"], name
    accounts = running.quiet()
    assert 0 == accounts.gap


def test_every_broken_form_has_a_reason(running: Running) -> None:
    """A broken file of every form is refused with a reason; what is sound in it is taken; nothing is stuck."""
    names = sorted(path.name for path in (SAMPLES / "broken").iterdir())
    for name in names:
        running.drop(f"broken/{name}", (SAMPLES / "broken" / name).read_bytes())
    for name in names:
        running.fates(f"broken/{name}")
    running.quiet()  # the entries of one file may come in several requests
    for name in names:
        entries = running.fates(f"broken/{name}")
        assert any(entry["fate"] == "rejected" for entry in entries), (name, entries)
        assert all(entry.get("detail") for entry in entries if entry["fate"] == "rejected"), (name, entries)
    assert 0 == running.quiet().gap


def test_bad_files(running: Running) -> None:
    """Each with a reason, nothing lost, nothing stuck."""
    deep = "/".join("abcdefghij")
    folder = running.inbox / "bad"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "empty-folder").mkdir()
    (folder / "link").symlink_to("/etc/passwd")
    expected = {
        "empty.txt": (b"", "rejected", "empty"),
        "binary.bin": (os.urandom(4096) + b"\x00", "rejected", "unsupported_format"),
        "huge.txt": (b"All work and no play makes for a very long article. " * 4_200_000, "rejected", "too_large"),
        "name with 'quotes' \"and\" spaces.txt": (_story("quotes"), "indexed", "new"),
        "line\nbreak.txt": (_story("newline"), "indexed", "new"),
        "x" * 251 + ".txt": (_story("long name"), "indexed", "new"),
        f"{deep}/deep.txt": (_story("deep"), "indexed", "new"),
        "latin.txt": (_story("café crème").encode("latin-1"), "indexed", "new"),
    }
    for name, (content, _, _) in expected.items():
        running.drop(f"bad/{name}", content)
    for name, (_, fate, reason) in expected.items():
        shown = f"bad/{name}".replace("\n", "\\n")
        (entry,) = running.fates(shown, seconds=120)
        assert (fate, reason) == (entry["fate"], entry["reason"]), entry
    (entry,) = running.fates("bad/link")
    assert ("rejected", "not_a_file") == (entry["fate"], entry["reason"])
    assert (folder / "empty-folder").is_dir()
    accounts = running.quiet()
    assert (0, 0) == (accounts.gap, accounts.processing)


def _story(word: str) -> str:
    """A text of its own for each word: made-up words between real ones."""
    made = random.Random(word)

    def name() -> str:
        return "".join(made.choice(("ba", "ke", "li", "mo", "nu", "ra", "se", "ti", "vo", "zu")) for _ in range(3))

    sentences = [f"The {name()} of {name()} gave {name()} to the {name()} and the {name()}." for _ in range(20)]
    return f"The {name()} reports on {word}\n\nThis is the report on {word}. {' '.join(sentences)} That was {word}.\n"


def test_files_that_arrive_in_other_ways(running: Running) -> None:
    """Written slowly, in two goes, renamed within the inbox, or with a modification time of years ago."""

    def write_slowly() -> None:
        with (running.inbox / "slow.txt").open("w") as writer:
            text = _story("slow writing")
            for start in range(0, len(text), 100):
                writer.write(text[start : start + 100])
                writer.flush()
                time.sleep(0.3)

    writing = threading.Thread(target=write_slowly)
    writing.start()
    goes, ending = _write_in_two_goes(running.inbox)
    (running.inbox / "renamed.txt.part").write_text(_story("renaming"))
    time.sleep(1.5)
    (running.inbox / "renamed.txt.part").rename(running.inbox / "renamed.txt")
    old = running.inbox / ".old.tmp"
    old.write_text(_story("old times"))
    os.utime(old, (1262304000, 1262304000))
    old.rename(running.inbox / "old.txt")
    writing.join()
    for name in ("slow.txt", goes, "renamed.txt", "old.txt"):
        (entry,) = running.fates(name)
        assert "indexed" == entry["fate"], entry
    for name, end in (("slow.txt", "slow writing"), (goes, ending)):
        (entry,) = running.fates(name)
        assert running.document(entry["article_id"])["body"].rstrip(" .").endswith(f"That was {end}")


def _write_in_two_goes(inbox: Path) -> tuple[str, str]:
    """Close a file and go on with it within the time that it must stand still; return its name, and how it ends.

    A machine that was away for longer between the two has cut the file: another is written.
    """
    settle = Settings().settle_seconds
    for number in range(20):
        file, ending = inbox / f"goes-{number}.txt", f"two goes {number}"
        text = _story(ending)
        began = time.monotonic()
        file.write_text(text[:200])
        time.sleep(0.3 * settle)
        with suppress(FileNotFoundError), file.open("r+") as writer:
            writer.seek(0, os.SEEK_END)
            writer.write(text[200:])
            writer.flush()
            if time.monotonic() - began < 0.9 * settle:
                return file.name, ending
    raise AssertionError("this machine was away too often")


def test_send_says_what_became_of_it(running: Running, tmp_path: Path) -> None:
    """`send --wait` prints the fates; source and address come from the command line; a refusal shows in the code."""
    path = tmp_path / "sent.txt"
    path.write_text(_story("sending"))
    url = "https://www.example.org/sent?utm_source=x"
    (line,) = running.copydesk("send", str(path), "--wait", "--json", "--source", "Example", "--url", url).splitlines()
    told = json.loads(line)
    assert "indexed" == told["fate"]
    document = running.document(told["article_id"])
    assert ("Example", "example.org") == (document["source"], document["domain"].removeprefix("www."))
    assert "utm_source" not in document["url"]
    path.write_text("Too short.")
    assert "too_short" in running.copydesk("send", str(path), "--wait", code=1)


def test_a_side_file_says_what_the_file_does_not(running: Running) -> None:
    """NAME.meta.json beside NAME, written first."""
    running.drop("aside.txt.meta.json", json.dumps({"url": "https://example.org/aside", "source": "Aside"}))
    running.drop("aside.txt", _story("side files"))
    (entry,) = running.fates("aside.txt")
    document = running.document(entry["article_id"])
    assert "Aside" == document["source"]
    assert "example.org/aside" in document["url"]


def test_submit_needs_no_folder(running: Running, tmp_path: Path) -> None:
    """A producer without the folder sends through the broker; sending twice under one id is safe."""
    path = tmp_path / "submitted.txt"
    path.write_text(_story("submission"))
    (line,) = running.copydesk("send", str(path), "--submit", "--wait", "--json").splitlines()
    assert "indexed" == json.loads(line)["fate"]
    for _ in range(2):
        running.parts.publisher.submit(_story("twice"), id="caller-1", name="twice.txt", meta={"sent": "twice-1"})
    until = time.monotonic() + 30
    while True:
        running.parts.elasticsearch.indices.refresh(index=running.parts.names.intake)
        found = running.parts.elasticsearch.count(
            index=running.parts.names.intake, query={"bool": {"filter": [{"term": {"sent": "twice-1"}}]}}
        )["count"]
        if found == 2:  # the file's entry and the arrival's
            break
        assert time.monotonic() < until, found
        time.sleep(0.2)
    time.sleep(1)
    running.quiet()
    assert (
        2
        == running.parts.elasticsearch.count(
            index=running.parts.names.intake, query={"bool": {"filter": [{"term": {"sent": "twice-1"}}]}}
        )["count"]
    )


def test_search_from_the_command_line(running: Running) -> None:
    """Full text and entity, for people and for programs."""
    running.drop("searched.txt", STORY.replace("ferry pact", "lighthouse treaty").replace("Solberg", "Aasen"))
    running.fates("searched.txt")
    running.find({"match_all": {}})
    told = json.loads(running.copydesk("search", "delicate balancing", "--entity", "Tomas Lindqvist", "--json"))
    assert 1 <= told["total"]
    assert any("<em>" in piece for piece in told["hits"][0]["highlights"])
    assert "Copenhagen" in running.copydesk("search", "conference Copenhagen")
    assert 0 == json.loads(running.copydesk("search", '"email address"', "--json"))["total"]


def test_a_file_of_many_articles_is_cut(running: Running) -> None:
    """A thousand articles in one file get a thousand fates; a broken line costs itself alone."""
    rows = [json.dumps({"url": f"https://example.org/many/{n}", "text": _many(n)}) for n in range(300)]
    rows[100] = "{ broken"
    running.drop("many.jsonl", "\n".join(rows))
    entries = running.fates("many.jsonl", articles=100)
    accounts = running.quiet(seconds=150)
    assert 0 == accounts.gap
    client, names = running.parts.elasticsearch, running.parts.names
    client.indices.refresh(index=names.intake)
    fates = client.search(
        index=names.intake,
        size=0,
        query={"bool": {"filter": [{"term": {"kind": "arrival"}}, {"term": {"name": "many.jsonl"}}]}},
        aggs={"fates": {"terms": {"field": "fate"}}},
    )["aggregations"]["fates"]["buckets"]
    assert {"indexed": 299, "rejected": 1} == {bucket["key"]: bucket["doc_count"] for bucket in fates}
    assert entries


def test_status_takes_the_prefix_and_the_services_from_the_system_that_runs(running: Running) -> None:
    """`status --data DIR` needs no other setting than the folder."""
    running.drop("prefix.txt", _story("prefixes"))
    running.fates("prefix.txt")
    running.quiet()
    own = {name: value for name, value in running.environment.items() if not name.startswith("COPYDESK_")}
    done = subprocess.run(
        [
            os.environ["COPYDESK_TEST_PYTHON"],
            "-P",
            "-m",
            "workers.commands",
            "status",
            "--json",
            "--data",
            running.data,
        ],
        env=own,
        cwd=running.data.parent,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert 0 == done.returncode, done.stdout + done.stderr
    assert json.loads(running.copydesk("status", "--json"))["fates"] == json.loads(done.stdout)["fates"]
    assert json.loads(done.stdout)["fates"]["indexed"] > 0


def test_a_small_drop_overtakes_a_backlog(running: Running) -> None:
    """A file that is dropped behind many others has its fate while most of these still wait."""
    backlog = 1500
    with _standing_still(running, "worker"):  # a fast machine would be done before the small file is dropped
        for number in range(backlog):
            running.drop(f"backlog/{number}.txt", _many(100_000 + number))
        _wait_until_claimed(running.inbox / "backlog")
        time.sleep(2.5)  # files of the same two seconds count as one drop
        running.drop("small.txt", _story("overtaking"))
        until = time.monotonic() + 60
        while (running.inbox / "small.txt").exists():
            assert time.monotonic() < until
            time.sleep(0.1)
    (small,) = running.fates("small.txt")
    until = time.monotonic() + 240
    while any(True for _ in running.parts.queue.intakes()):  # the other tests want it quiet
        assert time.monotonic() < until
        time.sleep(0.5)
    client, names = running.parts.elasticsearch, running.parts.names
    client.indices.refresh(index=names.intake)
    later = client.count(
        index=names.intake,
        query={
            "bool": {
                "filter": [
                    {"term": {"kind": "arrival"}},
                    {"term": {"source": "backlog"}},
                    {"range": {"settled_at": {"gt": small["settled_at"]}}},
                ]
            }
        },
    )["count"]
    assert later > backlog / 10


@contextmanager
def _standing_still(running: Running, command: str) -> Iterator[None]:
    """Stop the part of `copydesk up` that runs `command`, and its children, until the block ends."""
    runtime = Runtime.read(running.data)
    assert runtime
    (part,) = [child for child in psutil.Process(runtime.pid).children() if command in child.cmdline()]
    family = [part, *part.children(recursive=True)]
    assert len(family) > 1
    for process in family:
        process.suspend()
    try:
        yield
    finally:
        for process in family:
            process.resume()


def _wait_until_claimed(folder: Path) -> None:
    until = time.monotonic() + 120
    while any(folder.iterdir()):
        assert time.monotonic() < until
        time.sleep(0.1)


def _many(number: int) -> str:
    words = [f"w{(number * 7919 + place * 104729) % 99991}x" for place in range(60)]
    sentences = [" ".join(words[start : start + 12]).capitalize() + "." for start in range(0, 60, 12)]
    return f"Report {number} of the council\n\n" + " ".join(sentences)


def test_flower_is_closed_and_shows_results_in_words(running: Running) -> None:
    """It asks for a password, listens on loopback, and its tasks say what they did."""
    running.drop("flower.txt", _story("flowers"))
    running.fates("flower.txt")
    runtime = Runtime.read(running.data)
    assert runtime is not None
    assert runtime.flower_url is not None
    assert "127.0.0.1" in runtime.flower_url
    with pytest.raises(urllib.error.HTTPError) as refused:
        urllib.request.urlopen(f"{runtime.flower_url}/tasks", timeout=10)
    assert 401 == refused.value.code
    refused.value.close()
    credentials = b64encode(f"{runtime.flower_user}:{runtime.flower_password}".encode()).decode()
    request = urllib.request.Request(
        f"{runtime.flower_url}/api/tasks?limit=200", headers={"Authorization": f"Basic {credentials}"}
    )
    until = time.monotonic() + 20
    while True:
        with urllib.request.urlopen(request, timeout=10) as answer:
            results = {(task["name"], task["result"]) for task in json.load(answer).values()}
        if any(name == "index" and "1 indexed" in (result or "") for name, result in results):
            break
        assert time.monotonic() < until, results
        time.sleep(0.5)
