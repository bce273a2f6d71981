"""What is taken down is gone everywhere, and does not come back, whatever arrives at the same moment."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from articles.errors import PermanentError
from articles.identity import article_id
from search.entity_index.passes import EntityIndex
from search.transport import bulk

Story = Callable[..., str]
URL = "https://paper.example/story"
ID = article_id(URL, None, "")


def copied(text: str) -> str:
    """Another paper's print of the same story."""
    return text.replace("Headline number", "From our agency: number") + "\nAdditional reporting by our own staff.\n"


def test_it_is_gone_everywhere(press: Any, story: Story) -> None:
    """Document, earlier revisions, ledger titles and, if asked, the files; the ledger says what became of it."""
    first = press.take("a.txt", story(1), url=URL)
    second = press.take("b.txt", story(1).replace("reasons", "grounds"), url=URL)
    other = press.take("c.txt", story(2), url="https://paper.example/other")
    folders = [str(press.parts.queue.settled(name)) for name in (first, second)]
    done = press.parts.takedown.delete([ID], reason="a court order", done=True)

    assert (1, 1, 2) == (done.documents, done.revisions, done.arrivals)
    assert sorted(folders) == sorted(done.files)
    assert None is press.parts.queue.settled(first)
    assert None is not press.parts.queue.settled(other)
    assert {article_id("https://paper.example/other", None, "")} == press.documents().keys()
    assert {} == press.revisions()
    entry = press.entry(f"{second}:0")
    assert ("rejected", "deleted") == (entry["fate"], entry["reason"])
    assert "a court order" in entry["detail"]
    assert "title" not in entry
    assert ["updated", "rejected"] == [step["fate"] for step in entry["history"]]
    assert 0 == press.parts.fate_counts.count().gap
    again = press.parts.takedown.delete([ID], done=True)
    assert (0, 0, 0, ()) == (again.documents, again.revisions, again.arrivals, again.files)


def test_its_names_are_gone_at_once(press: Any, story: Story) -> None:
    """The index of entities loses what only this article named, before the command ends."""
    names, client = press.parts.names, press.parts.elasticsearch
    other = "https://paper.example/other"
    for number, (url, keys) in enumerate({URL: ["country:IS", "country:NO"], other: ["country:NO"]}.items()):
        press.take(f"{number}.txt", story(number), url=url)
        client.update(index=names.everything, id=article_id(url, None, ""), doc={"entity_keys": keys})
    passes = EntityIndex(client, names)
    while passes.step():
        pass

    def articles() -> dict[str, int]:
        client.indices.refresh(index=names.entities)
        found = client.search(index=names.entities, size=100)["hits"]["hits"]
        return {hit["_source"]["key"]: hit["_source"]["articles"] for hit in found}

    assert {"country:IS": 1, "country:NO": 2} == articles()
    press.parts.takedown.delete([ID])
    assert {"country:NO": 1} == articles()


def test_names_of_files_leave_the_ledger(press: Any, story: Story) -> None:
    """The name may tell what was in it; that of a file with other articles goes when they do."""
    urls = [f"https://paper.example/{n}" for n in range(2)]
    ids = [article_id(url, None, "") for url in urls]
    both = press.take("two.jsonl", press.lines(*({"url": u, "text": story(n)} for n, u in enumerate(urls))))
    alone = press.take("gazette/the-affair-of-the-mayor.txt", story(3), url=URL)
    press.parts.takedown.delete([ID, ids[0]])
    assert [f"gazette/{alone}"] * 2 == [press.entry(one)["name"] for one in (alone, f"{alone}:0")]
    assert "two.jsonl" == press.entry(f"{both}:0")["name"]
    press.parts.takedown.delete([ids[1]])

    assert [both] * 3 == [press.entry(one)["name"] for one in (both, f"{both}:0", f"{both}:1")]
    assert 0 == press.parts.fate_counts.count().gap


def test_the_file_of_what_was_kept_out_is_found(press: Any, story: Story) -> None:
    """What arrived after it was taken down leaves no title, and the same command removes its file."""
    press.take("a.txt", story(1), url=URL)
    press.parts.takedown.delete([ID], done=True)
    again = press.take("b.txt", story(1), url=URL)
    folder = press.parts.queue.settled(again)
    entry = press.entry(f"{again}:0")
    assert ("deleted", ID) == (entry["reason"], entry["article_id"])
    assert "title" not in entry
    done = press.parts.takedown.delete([ID], done=True)

    assert (str(folder),) == done.files
    assert again == press.entry(f"{again}:0")["name"]


@pytest.mark.parametrize("wiped", [False, True])
@pytest.mark.parametrize("what", ["the same", "an update", "without its URL"])
def test_it_does_not_come_back(press: Any, story: Story, what: str, wiped: bool) -> None:
    """Not with the next scan, not with new text under its URL, not as a bare text; nor after the broker is wiped."""
    press.take("a.txt", story(1), url=URL)
    press.parts.takedown.delete([ID])
    if wiped:
        press.wipe()
    text = story(1).replace("reasons", "grounds") if what == "an update" else story(1)
    again = press.take("b.txt", text, **({} if what == "without its URL" else {"url": URL}))

    assert ("rejected", "deleted") == press.fate(f"{again}:0")
    assert {} == press.documents()


def test_a_forged_tombstone_keeps_nothing_out(press: Any, story: Story) -> None:
    """With the broker's password one may write tombstones there; what was never taken down arrives all the same."""
    texts = {"a.txt": story(1), "b.txt": story(2), "c.txt": story(3)}
    urls = {name: f"https://paper.example/{name}" for name in texts}
    press.take("old.txt", story(4), url=URL)
    press.parts.takedown.delete([ID])
    duplicates = press.parts.duplicates
    duplicates.add_tombstone(article_id=article_id(urls["a.txt"], None, ""))
    duplicates.add_tombstone(url=urls["b.txt"])
    known = press.take("known.txt", texts["c.txt"], url="https://paper.example/known")
    (document,) = press.documents().values()
    duplicates.add_tombstone(decoded_hash=document["decoded_hash"])
    taken = [press.take(name, text, url=urls[name]) for name, text in texts.items()]
    really = press.take("again.txt", story(4), url=URL)

    assert ("indexed", "new") == press.fate(f"{known}:0")
    fates = [press.fate(f"{name}:0") for name in taken]
    assert [("indexed", "new"), ("indexed", "new")] == fates[:2]
    assert ("copy", "duplicate") != fates[2]
    assert "deleted" != fates[2][1]
    assert ("rejected", "deleted") == press.fate(f"{really}:0")


@pytest.mark.parametrize("steps", [0, 1])
@pytest.mark.parametrize("wiped", [False, True])
def test_an_arrival_in_flight(press: Any, story: Story, steps: int, wiped: bool) -> None:
    """What was claimed, or judged as well, before its article was taken down is not written afterwards."""
    intake = press.claim(press.drop("a.txt", story(1), url=URL))
    for _ in range(steps):
        press.step()
    done = press.parts.takedown.delete([ID])
    if wiped:
        held = list(press.waiting)
        press.wipe()
        press.waiting.extend(held)
    press.run()

    assert 0 == done.documents
    assert ("rejected", "deleted") == press.fate(f"{intake}:0")
    assert {} == press.documents()


def test_a_deletion_while_it_is_written(press: Any, story: Story, monkeypatch: pytest.MonkeyPatch) -> None:
    """Taken down between the look for a tombstone and the write: the writer looks again and takes its document back."""
    press.take("a.txt", story(1), url=URL)
    intake = press.claim(press.drop("b.txt", story(1).replace("reasons", "grounds"), url=URL))
    press.step()
    original = bulk.write
    deleted = []

    def write(client: Any, operations: Any, **options: Any) -> Any:
        if not deleted and any(one.id == ID and one.action == "index" for one in operations):
            deleted.append(True)
            press.parts.takedown.delete([ID])
        return original(client, operations, **options)

    monkeypatch.setattr(bulk, "write", write)
    press.run()

    assert [True] == deleted
    assert ("rejected", "deleted") == press.fate(f"{intake}:0")
    assert {} == press.documents()
    assert {} == press.revisions()


def test_a_writer_that_dies_before_it_looks_again(press: Any, story: Story, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its document is met by whoever does its work again."""
    intake = press.claim(press.drop("a.txt", story(1), url=URL))
    press.step()
    held = list(press.waiting)
    original = bulk.write

    class Crash(BaseException):
        pass

    def write(client: Any, operations: Any, **options: Any) -> Any:
        ours = any(one.id == ID and one.action == "index" and "body" in (one.body or {}) for one in operations)
        if ours:
            press.parts.takedown.delete([ID])
        outcomes = original(client, operations, **options)
        if ours:
            raise Crash
        return outcomes

    with monkeypatch.context() as patch:
        patch.setattr(bulk, "write", write)
        with pytest.raises(Crash):
            press.run()
    assert {ID} == press.documents().keys()
    press.waiting.extend(held)
    press.run()

    assert {} == press.documents()
    assert ("rejected", "deleted") == press.fate(f"{intake}:0")


@pytest.mark.parametrize("wiped", [False, True])
def test_the_next_copy_leads_its_story(press: Any, story: Story, wiped: bool) -> None:
    """A story whose lead is taken down is led by its first copy, the others follow; what comes later joins it."""
    press.take("a.txt", story(1), url=URL)
    for name in ("b", "c"):
        press.take(f"{name}.txt", copied(story(1)), url=f"https://{name}.example/print")
    b, c = (article_id(f"https://{name}.example/print", None, "") for name in ("b", "c"))
    assert {ID} == press.leads().keys()
    if wiped:
        press.wipe()
    done = press.parts.takedown.delete([ID])

    assert {ID: b} == done.leads
    assert {b} == press.leads().keys()
    documents = press.documents()
    assert (False, 1) == (documents[b]["is_copy"], documents[b]["copies"])
    assert b == documents[c]["copy_of"]
    assert "copy_of" not in documents[b]
    late = press.take("d.txt", copied(story(1)) + "\nAnd a line more.\n", url="https://d.example/print")
    assert "copy" == press.fate(f"{late}:0")[0]
    assert b == press.documents()[article_id("https://d.example/print", None, "")]["copy_of"]


def test_a_copy_that_is_in_flight_when_its_lead_goes(press: Any, story: Story) -> None:
    """A copy that was judged before and is written after leads its story itself."""
    press.take("a.txt", story(1), url=URL)
    press.claim(press.drop("b.txt", copied(story(1)), url="https://b.example/print"))
    press.step()
    press.parts.takedown.delete([ID])
    press.run()

    b = article_id("https://b.example/print", None, "")
    assert {b} == press.leads().keys()
    assert "copy_of" not in press.documents()[b]


def test_another_paper_s_print_of_the_text_may_stay(press: Any, story: Story) -> None:
    """While another article has the same text, the text itself is not kept out: its prints arrive as ever."""
    press.take("a.txt", story(1), url=URL)
    press.take("b.txt", story(1), url="https://b.example/print")
    press.parts.takedown.delete([ID])
    again = press.take("b.txt", story(1), url="https://b.example/print")

    assert ("duplicate", "same_article") == press.fate(f"{again}:0")
    assert 1 == len(press.leads())


def test_files_that_hold_others_stay(press: Any, story: Story) -> None:
    """A file in done/ is removed when all its articles are taken down, and named until then."""
    urls = [f"https://paper.example/{n}" for n in range(2)]
    ids = [article_id(url, None, "") for url in urls]
    intake = press.take("two.jsonl", press.lines(*({"url": u, "text": story(n)} for n, u in enumerate(urls))))
    folder = str(press.parts.queue.settled(intake))
    first = press.parts.takedown.delete(ids[:1], done=True)
    second = press.parts.takedown.delete(ids[1:], done=True)

    assert ((), (folder,)) == (first.files, first.kept_files)
    assert ((folder,), ()) == (second.files, second.kept_files)


def test_a_url_is_taken_down_with_all_that_came_by_it(press: Any, story: Story) -> None:
    """Both articles of a reused URL are found by it, however it is written."""
    press.take("a.txt", story(1), url=URL)
    press.take("b.txt", story(2), url=URL)
    ids = press.parts.takedown.ids_of_url("HTTP://paper.example:80/story?utm_source=x#top")
    press.parts.takedown.delete(ids)

    assert (2, {}) == (len(ids), press.documents())
    late = press.take("c.txt", story(3), url=URL)
    assert ("rejected", "deleted") == press.fate(f"{late}:0")


def test_a_tombstone_can_be_lifted(press: Any, story: Story) -> None:
    """What was taken down by mistake may arrive again."""
    press.take("a.txt", story(1), url=URL)
    press.parts.takedown.delete([ID])
    assert 1 == press.parts.takedown.remove_tombstones([ID])
    again = press.take("a.txt", story(1), url=URL)

    assert ("indexed", "new") == press.fate(f"{again}:0")


def test_what_a_search_finds(press: Any, story: Story) -> None:
    """A query finds ids, copies included."""
    press.take("a.txt", story(1) + "\nThe word is quokka, and nobody had expected it there.\n", url=URL)
    press.take("b.txt", story(2), url="https://paper.example/other")

    assert [ID] == [identifier for identifier, _ in press.parts.takedown.found_by("quokka")]


@pytest.mark.parametrize("name", ["x", "", "../../etc", "A" * 64])
def test_what_is_no_id(press: Any, name: str) -> None:
    """Is refused before anything is done."""
    with pytest.raises(PermanentError, match="64 hexadecimal"):
        press.parts.takedown.delete([ID, name])
