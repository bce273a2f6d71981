"""Workers of an earlier version, on an index that a later one has rebuilt."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from articles.errors import TransientError
from search.lifecycle.create import current_index
from search.schema import mapping


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
