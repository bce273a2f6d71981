"""What a side file says reaches the article; what is not understood of it is told where people look."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from structlog.testing import capture_logs

Story = Callable[[int], str]


def test_a_side_file_as_people_write_it(press: Any, story: Story) -> None:
    """Names and types as in fields of other files: the article has its address and authors, and nothing is told."""
    told = {"link": "paper.example/ferry/1", "author": "Ann Author", "tags": "sea, harbour", "date": "2025-05-07"}
    intake = press.take("a.txt", story(1), **told)
    (document,) = press.documents().values()
    assert ("https://paper.example/ferry/1", ["Ann Author"]) == (document["url"], document["authors"])
    assert "detail" not in press.entry(f"{intake}:0")


def test_unknown_keys_are_reported(press: Any, story: Story, copydesk: Callable[..., str]) -> None:
    """In the log, in the article's detail and by status; the article is indexed, with what was understood."""
    with capture_logs() as logs:
        intake = press.take("paper/a.txt", story(1), url="https://paper.example/1", publishd_at="2025-05-07")
    sentence = "Side file: not understood: 'publishd_at': \"2025-05-07\"."
    assert sentence == press.entry(f"{intake}:0")["detail"]
    assert [sentence] == [entry["problems"] for entry in logs if entry["event"] == "side_file_not_understood"]
    (document,) = press.documents().values()
    assert "https://paper.example/1" == document["url"]
    found = json.loads(copydesk("status", "--json", code=1))  # no watcher runs
    assert {"not_understood": 1, "latest": [f"paper/a.txt: {sentence}"]} == found["side_files"]
    assert f"paper/a.txt: {sentence}" in copydesk("status", code=1)


def test_a_broken_side_file_is_reported_with_every_article(press: Any, story: Story) -> None:
    """Each article of the file says so."""
    lines = press.lines(*({"title": f"Number {n}", "text": story(n)} for n in range(5)))
    path = press.drop("a.jsonl", lines)
    path.with_name("a.jsonl.meta.json").write_text("[1, 2]")
    intake = press.claim(path)
    press.run()
    details = {press.entry(f"{intake}:{n}")["detail"] for n in range(5)}
    assert {"Side file: it is not a JSON object, {...}."} == details


TOO_LARGE = 99999999999999999


def _json(text: str) -> str:
    return json.dumps({"title": "Ferry", "text": text, "published_at": TOO_LARGE})


def _csv(text: str) -> str:
    line = " ".join(text.split()).replace('"', '""')
    return f'title,text,published_at\nFerry,"{line}",{TOO_LARGE}\n'


@pytest.mark.parametrize(
    ("name", "written"), [("a.json", _json), ("a.jsonl", lambda text: _json(text) + "\n"), ("a.csv", _csv)]
)
def test_a_date_that_is_not_understood_is_reported(
    press: Any, story: Story, copydesk: Callable[..., str], name: str, written: Callable[[str], str]
) -> None:
    """A number that counts neither seconds nor fractions of them becomes no date: log, detail and status say so."""
    sentence = f"Date not understood: published_at '{TOO_LARGE}'."
    with capture_logs() as logs:
        intake = press.take(f"paper/{name}", written(story(1)))
    (document,) = press.documents().values()
    assert document.get("published_at") is None
    assert sentence == press.entry(f"{intake}:0")["detail"]
    told = [entry for entry in logs if entry["event"] == "date_not_understood"]
    assert [(sentence, 0, 1)] == [(entry["problems"], entry["record"], entry["articles"]) for entry in told]
    found = json.loads(copydesk("status", "--json", code=1))  # no watcher runs
    assert {"not_understood": 1, "latest": [f"paper/{name}: {sentence}"]} == found["dates"]
    assert f"paper/{name}: {sentence}" in copydesk("status", code=1)


def test_a_side_files_date_that_cannot_be_read_hides_none_that_can(press: Any, story: Story) -> None:
    """The file's own date counts then."""
    record = json.dumps({"title": "Ferry", "text": story(1), "published_at": "2025-05-07"})
    intake = press.take("a.json", record, published_at=TOO_LARGE)
    (document,) = press.documents().values()
    assert "2025-05-07" == document["published_at"][:10]
    assert f"Side file: not understood: 'published_at': {TOO_LARGE}." == press.entry(f"{intake}:0")["detail"]
