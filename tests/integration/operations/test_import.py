"""An export that is taken in again leaves folder, ledger and index in agreement."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

from articles.identity import article_id
from search.lifecycle.create import create_indices


def url(number: int) -> str:
    return f"https://paper.example/{number}"


def test_the_audit_finds_nothing(
    press: Any, story: Callable[..., str], copydesk: Callable[..., str], tmp_path: Path
) -> None:
    """After everything else was lost: each article has its entry, and what arrives again is known."""
    many = [{"url": url(n), "text": story(n)} for n in range(5)]
    press.take("five.jsonl", press.lines(*many))
    press.take("copy.jsonl", press.lines({"url": "https://other.example/1", "text": story(1)}))
    file = tmp_path / "all.jsonl"
    assert "6 articles" in copydesk("export", "--copies", "--jsonl", str(file))
    client, names = press.parts.elasticsearch, press.parts.names
    for index in (*client.indices.get(index=names.versions), names.intake):
        client.indices.delete(index=index)
    create_indices(client, names)
    shutil.rmtree(press.parts.queue.done)
    press.parts.queue.prepare()

    assert "5 indexed" in copydesk("import", str(file))
    assert [] == list(press.parts.audit.find(now=press.clock + 48 * 3600))
    document = client.get(index=names.everything, id=article_id(url(3), None, ""))["_source"]
    assert client.exists(index=names.intake, id=document["arrival"])

    press.take("again.jsonl", press.lines(many[2]))
    client.indices.refresh(index=names.everything)
    assert 6 == client.count(index=names.everything)["count"]
    assert [] == list(press.parts.audit.find(now=press.clock + 48 * 3600))
