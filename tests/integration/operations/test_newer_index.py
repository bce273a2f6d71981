"""Workers of an earlier version, on an index that a later one has rebuilt."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from structlog.testing import capture_logs

from articles.errors import TransientError
from search.lifecycle.create import current_index
from search.schema import mapping
from workers.watcher.wiring import _restore_indices


def test_what_waits_for_newer_workers_is_not_written(
    press: Any, story: Callable[..., str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """They would write documents that lack what the later version relies on; nothing fails, and nothing is lost."""
    client, names = press.parts.elasticsearch, press.parts.names
    monkeypatch.setattr(press.parts.service_retry, "patience", 0.0)
    monkeypatch.setattr(press.parts.mapping_guard, "seconds", 0.0)
    press.take("before.txt", story(1), url="https://paper.example/1")
    index = current_index(client, names)
    client.indices.put_mapping(index=index, meta={"copydesk": mapping.VERSION + 1})

    intake = press.claim(press.drop("meanwhile.txt", story(2), url="https://paper.example/2"))
    with pytest.raises(TransientError, match=f"{index} has mapping {mapping.VERSION + 1}"):
        press.run()
    assert 1 == len(press.documents())
    assert [intake] == list(press.parts.queue.intakes())

    client.indices.put_mapping(index=index, meta={"copydesk": mapping.VERSION})
    press.parts.redelivery.run(force=True)
    press.run()
    assert ("indexed", "new") == press.fate(f"{intake}:0")
    assert 2 == len(press.documents())


@pytest.fixture
def newer(press: Any, story: Callable[..., str]) -> str:
    """An article is in an index that a later version has rebuilt; the name of the index."""
    press.take("before.txt", story(1), url="https://paper.example/1")
    index = current_index(press.parts.elasticsearch, press.parts.names)
    press.parts.elasticsearch.indices.put_mapping(index=index, meta={"copydesk": mapping.VERSION + 1})
    return index


def test_an_export_is_not_taken_in(press: Any, newer: str, copydesk: Callable[..., str], tmp_path: Path) -> None:
    """Nothing of it is in the ledger, either: the newer version takes it in."""
    file = tmp_path / "all.jsonl"
    copydesk("export", "--jsonl", str(file))
    client, names = press.parts.elasticsearch, press.parts.names
    client.indices.refresh(index=names.intake)
    before = client.count(index=names.intake)["count"]
    client.delete(index=newer, id=next(iter(press.documents())), refresh=True)

    said = copydesk("import", str(file), code=1)
    assert f"{newer} has mapping {mapping.VERSION + 1}" in said
    assert "start the newer version of Copydesk" in said
    client.indices.refresh(index=names.everything)
    client.indices.refresh(index=names.intake)
    assert 0 == client.count(index=names.everything)["count"]
    assert before == client.count(index=names.intake)["count"]


def test_articles_are_not_enriched_again(press: Any, newer: str, copydesk: Callable[..., str]) -> None:
    """An earlier version's enrichers would take away what later ones found."""
    before = press.documents()
    said = copydesk("reenrich", "--again", "--rate", "0", code=1)
    assert f"{newer} has mapping {mapping.VERSION + 1}" in said
    assert before == press.documents()


def test_a_watcher_says_what_to_do(press: Any, newer: str) -> None:
    """It is not told to make keys: no right is missing."""
    with capture_logs() as logs:
        _restore_indices(press.parts.elasticsearch, press.parts.names)
    assert ["index_too_new"] == [one["event"] for one in logs]
    assert newer in logs[0]["error"]
