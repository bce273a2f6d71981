"""What is set aside can be taken up again: what failed of it, or all of a repaired file."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
import pytest

from articles.errors import PermanentError
from articles.identity import article_id
from tasks.failures.dead_letters import dead_letter, dead_letters
from tasks.spool.layout import Intake

Story = Callable[..., str]


def url(number: int | str) -> str:
    return f"https://paper.example/{number}"


def identifier(number: int | str) -> str:
    return article_id(url(number), None, "")


def records(story: Story, *numbers: int) -> list[dict[str, Any]]:
    return [{"url": url(n), "title": f"Title {n}", "text": story(n)} for n in numbers]


def names_in(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


@pytest.fixture
def aside(press: Any, story: Story) -> str:
    """A file of six articles (two chunks) of which the fifth, number 4, failed."""
    press.enrichment.breaks_on = {"zebra"}
    many = records(story, 1, 2, 3, 4, 5, 6)
    for record in many:
        record["text"] = record["text"].replace("zebra", "horse")
    many[4]["text"] += " And then a zebra came by, which nobody had expected at all on such a day.\n"
    return str(press.take("six.jsonl", press.lines(*many)))


def test_what_is_set_aside_says_why(press: Any, aside: str) -> None:
    """The file lies in failed/ with the reason, the tries and the traceback of what failed, and nothing else in it."""
    (one,) = dead_letters(press.parts.queue)

    assert (aside, "six.jsonl", False) == (one.intake, "six.jsonl", one.interrupted)
    (article,) = one.articles
    assert (4, "stage_error", 3) == (article.number, article.reason, article.tries)
    assert "ValueError: cannot bear zebra" in article.traceback
    assert {"claim.json", "fates.json", "file", "reason.json"} == names_in(press.parts.queue.failed / aside)
    assert 5 == len(press.documents())


def test_only_what_failed_is_worked_on_again(press: Any, aside: str) -> None:
    """After the cause is mended the failed article is indexed; the others keep their fates and are not written."""
    before = press.documents()
    press.enrichment.breaks_on = set()
    done = press.parts.replay.replay(aside)
    press.run()

    assert (1, False, 1) == (done.round, done.whole, done.articles)
    assert ("indexed", "new") == press.fate(f"{aside}:4")
    assert ["failed", "indexed"] == [step["fate"] for step in press.entry(f"{aside}:4")["history"]]
    assert 1 == len(press.entry(f"{aside}:3")["history"])
    after = press.documents()
    assert {identifier(n) for n in range(1, 7)} == after.keys()
    assert before == {key: after[key] for key in before}
    assert [] == list(dead_letters(press.parts.queue))
    folder = press.parts.queue.settled(aside)
    assert {"claim.json", "fates.json", "file"} == names_in(folder)
    accounts = press.parts.fate_counts.count()
    assert (0, 6, 0, 6) == (accounts.gap, accounts.arrivals, accounts.in_flight, accounts.fates["indexed"])


def test_what_fails_again_is_set_aside_again(press: Any, aside: str) -> None:
    """Tried three times anew, then back in failed/, with both failures in its history."""
    press.parts.replay.replay(aside)
    press.run()

    assert [aside] == [one.intake for one in dead_letters(press.parts.queue)]
    assert 3 == dead_letter(press.parts.queue, aside).articles[0].tries
    assert [0, 1] == [step["round"] for step in press.entry(f"{aside}:4")["history"]]
    accounts = press.parts.fate_counts.count()
    assert (0, 6, 1) == (accounts.gap, accounts.arrivals, accounts.fates["failed"])


def test_a_repaired_file_is_read_whole(press: Any, story: Story, aside: str) -> None:
    """What was edited is indexed anew, what is another article now takes the place of another, what is gone goes."""
    press.enrichment.breaks_on = set()
    file = press.parts.queue.failed / aside / "file"
    old = [msgspec.json.decode(line) for line in file.read_bytes().splitlines()]
    repaired = [old[0], {**old[1], "text": old[1]["text"].replace("reasons", "grounds")}, *records(story, 9), old[3]]
    file.write_text(press.lines(*repaired))
    done = press.parts.replay.replay(aside)
    press.run()

    assert (True, 6) == (done.whole, done.articles)
    documents = press.documents()
    assert {identifier(n) for n in (1, 2, 9, 4)} == documents.keys()
    assert "grounds" in documents[identifier(2)]["body"]
    assert [
        ("indexed", "new"),
        ("indexed", "new"),
        ("indexed", "new"),
        ("indexed", "new"),
        ("rejected", "withdrawn"),
        ("rejected", "withdrawn"),
    ] == [press.fate(f"{aside}:{n}") for n in range(6)]
    assert [identifier(3), identifier(9)] == [s["article_id"] for s in press.entry(f"{aside}:2")["history"]]
    assert "done" in str(press.parts.queue.settled(aside))
    accounts = press.parts.fate_counts.count()
    assert (0, 6, 4, 2) == (accounts.gap, accounts.arrivals, accounts.fates["indexed"], accounts.fates["rejected"])


def test_an_edited_side_file_counts_as_a_repair(press: Any, story: Story) -> None:
    """A URL that was forgotten can be added beside the file that is set aside."""
    press.enrichment.breaks_on = {"expected"}
    intake = press.take("one.txt", story(1) + "Nobody had expected what the captain said about it in the end.\n")
    press.enrichment.breaks_on = set()
    (press.parts.queue.failed / intake / "meta.json").write_bytes(msgspec.json.encode({"url": url("late")}))
    press.parts.replay.replay(intake)
    press.run()

    assert {identifier("late")} == press.documents().keys()


def test_an_update_that_a_repair_takes_back(press: Any, story: Story) -> None:
    """Where a repaired arrival does not update an article any more, the text before comes back."""
    first = press.take("a.txt", story(1), url=url(1))
    press.enrichment.breaks_on = {"expected"}
    two = records(story, 1, 2)
    two[0]["text"] = story(1).replace("reasons", "grounds")
    two[1]["text"] += "\nNobody had expected what the captain said about it in the end.\n"
    intake = press.take("two.jsonl", press.lines(*two))
    assert 2 == press.documents()[identifier(1)]["revision"]
    file = press.parts.queue.failed / intake / "file"
    file.write_text(press.lines(*records(story, 3, 2)))
    press.parts.replay.replay(intake)
    press.run()

    documents = press.documents()
    assert {identifier(n) for n in (1, 2, 3)} == documents.keys()
    assert (f"{first}:0", 1) == (documents[identifier(1)]["arrival"], documents[identifier(1)]["revision"])
    assert "grounds" not in documents[identifier(1)]["body"]


def test_articles_may_change_places_in_a_repaired_file(press: Any, aside: str) -> None:
    """A line that is inserted or taken away moves the others; none is lost, none is there twice."""
    press.enrichment.breaks_on = set()
    file = press.parts.queue.failed / aside / "file"
    lines = file.read_text().splitlines(keepends=True)
    file.write_text("".join([lines[5], *lines[1:5], lines[0]]))
    press.parts.replay.replay(aside)
    press.run()

    documents = press.documents()
    assert {identifier(n) for n in range(1, 7)} == documents.keys()
    assert {f"{aside}:{n}" for n in range(6)} == {document["arrival"] for document in documents.values()}
    assert 6 == press.parts.fate_counts.count().fates["indexed"]


def test_a_duplicate_inherits_what_a_repair_takes_back(press: Any, story: Story) -> None:
    """The article of another file stays in the index when the file that brought it first says something else."""
    press.enrichment.breaks_on = {"expected"}
    many = records(story, 1, 2)
    many[1]["text"] += "\nNobody had expected what the captain said about it in the end.\n"
    first = press.take("first.jsonl", press.lines(*many))
    second = press.take("second.jsonl", press.lines(*records(story, 1)))
    assert ("duplicate", "same_article") == press.fate(f"{second}:0")
    (press.parts.queue.failed / first / "file").write_text(press.lines(*records(story, 3, 2)))
    press.parts.replay.replay(first)
    press.run()

    documents = press.documents()
    assert {identifier(n) for n in (1, 2, 3)} == documents.keys()
    assert f"{second}:0" == documents[identifier(1)]["arrival"]
    third = press.take("third.jsonl", press.lines(*records(story, 1)))
    assert ("duplicate", "same_article") == press.fate(f"{third}:0")


class Crash(BaseException):
    """The process dies here."""


@pytest.mark.parametrize("at", ["write_kept", "forget_attempts", "unlink", "write_claim", "rename", "publish"])
@pytest.mark.parametrize("repaired", [False, True])
def test_a_crash_in_the_middle(
    press: Any, story: Story, aside: str, at: str, repaired: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever step a replay died after, replaying again (or the reconciler) finishes it, with the same result."""
    press.enrichment.breaks_on = set()
    file = press.parts.queue.failed / aside / "file"
    if repaired:
        lines = file.read_text().splitlines(keepends=True)
        file.write_text("".join(lines[:5]))

    def dies(original: Callable[..., Any]) -> Callable[..., Any]:
        def call(*args: Any, **kwargs: Any) -> Any:
            original(*args, **kwargs)
            raise Crash

        return call

    with monkeypatch.context() as patch:
        match at:
            case "write_kept" | "write_claim":
                patch.setattr(Intake, at, dies(getattr(Intake, at)))
            case "forget_attempts":
                patch.setattr(type(press.parts.attempts), "forget", dies(type(press.parts.attempts).forget))
            case "unlink" | "rename":
                patch.setattr(Path, at, dies(getattr(Path, at)))
            case _:
                patch.setattr(type(press.parts.publisher), "process", lambda *_: (_ for _ in ()).throw(Crash()))
        with pytest.raises(Crash):
            press.parts.replay.replay(aside)
    if (press.parts.queue.failed / aside).exists():
        press.parts.replay.replay(aside)
    else:
        press.parts.redis.delete(f"{press.parts.settings.prefix}copydesk:leases")
        assert 1 <= press.parts.redelivery.run().published
    press.run()

    assert ("indexed", "new") == press.fate(f"{aside}:4")
    assert ("rejected", "withdrawn") if repaired else ("indexed", "new") == press.fate(f"{aside}:5")
    assert (5 if repaired else 6) == len(press.documents())
    accounts = press.parts.fate_counts.count()
    assert (0, 6, 0) == (accounts.gap, accounts.arrivals, accounts.in_flight)


def test_a_repair_after_a_replay_had_begun(press: Any, aside: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file that is edited between a replay that died and the next is read whole all the same."""
    press.enrichment.breaks_on = set()
    with monkeypatch.context() as patch:
        patch.setattr(Path, "rename", lambda *_: (_ for _ in ()).throw(Crash()))
        patch.setattr(Intake, "write_claim", lambda *_: None)
        patch.setattr(
            Intake, "write_kept", lambda self, kept: (self.folder / "kept.json").write_bytes(msgspec.json.encode(kept))
        )
        with pytest.raises(Crash):
            press.parts.replay.replay(aside)
    assert dead_letter(press.parts.queue, aside).interrupted
    file = press.parts.queue.failed / aside / "file"
    file.write_text("".join(file.read_text().splitlines(keepends=True)[1:]))
    assert press.parts.replay.replay(aside).whole
    press.run()

    assert {identifier(n) for n in range(2, 7)} == press.documents().keys()


@pytest.mark.parametrize("name", ["", ".", "..", "../inbox", "nothing", "a/b", "/etc"])
def test_only_what_is_set_aside_can_be_replayed(press: Any, name: str) -> None:
    """A name that leads anywhere else is refused."""
    with pytest.raises(PermanentError, match="No dead letter"):
        press.parts.replay.replay(name)


def test_a_deleted_article_does_not_come_back_by_a_replay(press: Any, aside: str) -> None:
    """What was taken down while it was set aside is rejected when it is replayed."""
    press.enrichment.breaks_on = set()
    press.parts.takedown.delete([identifier(5)], reason="a court order")
    press.parts.replay.replay(aside)
    press.run()

    assert ("rejected", "deleted") == press.fate(f"{aside}:4")
    assert identifier(5) not in press.documents()


def test_a_file_that_grew_after_it_was_claimed(press: Any, story: Story) -> None:
    """What a producer writes into a claimed file is taken up in a new round; nothing of the old stays in the way."""
    path = press.drop("grows.jsonl", press.lines(*records(story, 1, 2)))
    intake = press.claim(path)
    press.step()  # split
    (press.parts.queue.processing / intake / "file").write_text(press.lines(*records(story, 7, 2, 3)))
    press.run()

    assert {identifier(n) for n in (7, 2, 3)} == press.documents().keys()
    assert ("indexed", "new") == press.fate(f"{intake}:1")
    accounts = press.parts.fate_counts.count()
    assert (0, 3, 3) == (accounts.gap, accounts.arrivals, accounts.fates["indexed"])


def test_a_file_that_shrank_after_it_was_claimed(press: Any, story: Story) -> None:
    """What is not in it any more is withdrawn, and its document goes."""
    intake = press.claim(press.drop("shrinks.jsonl", press.lines(*records(story, 1, 2, 3, 4, 5))))
    while press.waiting and press.waiting[0][0] != "index":
        press.step()
    (press.parts.queue.processing / intake / "file").write_text(press.lines(*records(story, 1, 2)))
    press.run()

    assert {identifier(n) for n in (1, 2)} == press.documents().keys()
    assert ("rejected", "withdrawn") == press.fate(f"{intake}:4")
    assert 0 == press.parts.fate_counts.count().gap
