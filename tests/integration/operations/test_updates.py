"""What a known URL with another text becomes, in whatever order it is delivered, and with a memory or without."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from articles.identity import article_id
from tasks.stages.place import Placer
from tasks.work_item import WorkItem

URL = "https://paper.example/story"
Story = Callable[..., str]


def edited(text: str) -> str:
    """The same story after an hour at the parts."""
    return text.replace("reasons", "grounds", 4) + "\nThe editors corrected two figures in an earlier version.\n"


def test_new_text_updates_the_article(press: Any, story: Story) -> None:
    """A known URL with overlapping text is revision 2; what stood before is kept in article-revisions."""
    first = press.take("a.txt", story(1), url=URL)
    second = press.take("b.txt", edited(story(1)), url=URL)

    assert ("indexed", "new") == press.fate(f"{first}:0")
    assert ("updated", "new_text") == press.fate(f"{second}:0")
    ((identifier, document),) = press.documents().items()
    assert article_id(URL, None, "") == identifier
    assert (2, f"{second}:0") == (document["revision"], document["arrival"])
    assert "grounds" in document["body"]
    ((kept, before),) = press.revisions().items()
    assert (f"{identifier}:1", f"{first}:0") == (kept, before["arrival"])
    assert "grounds" not in before["body"]


def test_updates_do_not_need_the_memory(press: Any, story: Story) -> None:
    """The same holds when the broker was wiped in between."""
    press.take("a.txt", story(1), url=URL)
    press.wipe()
    second = press.take("b.txt", edited(story(1)), url=URL)

    assert ("updated", "new_text") == press.fate(f"{second}:0")
    ((_, document),) = press.documents().items()
    assert 2 == document["revision"]
    assert 1 == len(press.revisions())


def test_an_article_that_goes_while_it_is_updated_is_looked_at_again(
    press: Any, story: Story, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another task may move or remove the document between the look and the reading of its text: nobody's fault."""
    press.take("a.txt", story(1), url=URL)
    whole = Placer.document
    gone = []

    def removed_before(placer: Placer, there: Any) -> dict[str, Any] | None:
        if not gone:
            gone.append(there.id)
            press.parts.elasticsearch.delete(index=there.index, id=there.id)
        return whole(placer, there)

    monkeypatch.setattr(Placer, "document", removed_before)
    second = press.take("b.txt", edited(story(1)), url=URL)

    assert [article_id(URL, None, "")] == gone
    assert ("indexed", "new") == press.fate(f"{second}:0")
    ((_, document),) = press.documents().items()
    assert f"{second}:0" == document["arrival"]


@pytest.mark.parametrize("wiped", [False, True])
def test_an_earlier_claim_never_overwrites(press: Any, story: Story, wiped: bool) -> None:
    """What was claimed first and is written last is an older version: the document stays as it is."""
    early = press.claim(press.drop("a.txt", story(1), url=URL))
    held = list(press.waiting)
    press.waiting.clear()
    late = press.take("b.txt", edited(story(1)), url=URL)
    if wiped:
        press.wipe()
    press.waiting.extend(held)
    press.run()

    assert ("indexed", "new") == press.fate(f"{late}:0")
    assert ("duplicate", "older_version") == press.fate(f"{early}:0")
    ((_, document),) = press.documents().items()
    assert f"{late}:0" == document["arrival"]


@pytest.mark.parametrize("wiped", [False, True])
def test_a_redelivery_changes_nothing(press: Any, story: Story, wiped: bool) -> None:
    """Tasks that run again for what is settled, or was judged and not written, leave one document of revision 2."""
    press.take("a.txt", story(1), url=URL)
    second = press.claim(press.drop("b.txt", edited(story(1)), url=URL))
    press.step()  # judged
    again = list(press.waiting)
    if wiped:
        press.wipe()
        press.waiting.extend(again)
    press.run()
    press.waiting.extend([("process", [WorkItem(second)]), *again])
    press.run()

    ((_, document),) = press.documents().items()
    assert 2 == document["revision"]
    assert ("updated", "new_text") == press.fate(f"{second}:0")
    assert 1 == len(press.entry(f"{second}:0")["history"])


@pytest.mark.parametrize("wiped", [False, True])
def test_another_text_is_another_article(press: Any, story: Story, wiped: bool) -> None:
    """A known URL whose text does not overlap was reused: both articles are kept."""
    press.take("a.txt", story(1), url=URL)
    if wiped:
        press.wipe()
    second = press.take("b.txt", story(2), url=URL)

    assert ("indexed", "url_reused") == press.fate(f"{second}:0")
    assert 2 == len(press.documents())
    assert {} == press.revisions()


@pytest.mark.parametrize("wiped", [False, True])
def test_the_same_text_is_a_duplicate(press: Any, story: Story, wiped: bool) -> None:
    """A known URL with the same text is nothing new."""
    press.take("a.txt", story(1), url=URL)
    if wiped:
        press.wipe()
    second = press.take("b.txt", story(1), url=URL)

    assert ("duplicate", "same_article") == press.fate(f"{second}:0")
    assert 1 == len(press.documents())


def test_a_url_that_is_used_again_after_the_window(press: Any, story: Story) -> None:
    """An article that is not remembered any more is not overwritten by another text that comes with its URL."""
    press.clock -= 90 * 24 * 3600
    press.take("a.txt", story(1), url=URL)
    press.wipe()
    press.clock += 90 * 24 * 3600
    second = press.take("b.txt", story(2), url=URL)
    third = press.take("c.txt", edited(story(2)), url=URL)

    assert ("indexed", "url_reused") == press.fate(f"{second}:0")
    assert ("updated", "new_text") == press.fate(f"{third}:0")
    assert [1, 2] == sorted(document["revision"] for document in press.documents().values())
