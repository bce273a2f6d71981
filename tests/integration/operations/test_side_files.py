"""What a side file says reaches the article; what is not understood of it is told where people look."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

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
