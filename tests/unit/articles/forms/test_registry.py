"""Libraries that take long to import are imported when a file needs them, and before by those who ask for it."""

from __future__ import annotations

import dataclasses
import subprocess
import sys

import pytest

from articles.forms import registry
from articles.forms.registry import LATE, form_of
from articles.forms.source import Head


def test_late_libraries_are_imported_by_preloading_and_not_before() -> None:
    """In a process of its own, since this one has imported everything."""
    program = (
        "import sys; from articles.forms import registry\n"
        "print(*sorted(set(registry.LATE) & set(sys.modules)), 'preloading', end=' ')\n"
        "registry.preload()\n"
        "print(*sorted(set(registry.LATE) & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, timeout=120)
    assert done.stdout.split() == ["preloading", *sorted(LATE)]


def test_a_file_that_is_asked_twice_is_looked_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """`holds_many` and `read` both ask; another name or other bytes are asked anew."""
    asked: list[tuple[str, bytes]] = []
    first = registry.FORMS[0]

    def recognise(head: Head) -> bool:
        asked.append((head.name, head.data))
        return first.recognise(head)

    monkeypatch.setattr(registry, "FORMS", (dataclasses.replace(first, recognise=recognise), *registry.FORMS[1:]))
    form_of.cache_clear()
    heads = [("a.html", b"<html><p>One"), ("a.html", b"<html><p>One"), ("a.txt", b"<html><p>One"), ("a.txt", b"Two")]
    for name, data in heads:
        form_of(Head(data, name))
    assert asked == [heads[0], *heads[2:]]
