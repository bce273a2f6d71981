"""Memory that was freed goes back to the system."""

from __future__ import annotations

import ctypes
from collections.abc import Callable
from types import SimpleNamespace

import pytest

from workers.app import memory
from workers.app.memory import FreedMemory


class _Library:
    """A C library."""

    def __init__(self, trim: Callable[[object], None] | None) -> None:
        if trim is not None:
            self.malloc_trim = trim


def test_memory_is_given_back_now_and_then(monkeypatch: pytest.MonkeyPatch) -> None:
    """Not after each task: the call goes over all that is free."""
    now, calls = [0.0], []
    monkeypatch.setattr(memory, "time", SimpleNamespace(monotonic=lambda: now[0]))
    monkeypatch.setattr(memory.ctypes, "CDLL", lambda _: _Library(calls.append))
    freed = FreedMemory(60)
    given = []
    for now[0] in (0.0, 59.0, 60.0, 61.0, 119.0, 120.0):
        given.append(freed.give_back())
    assert [False, False, True, False, False, True] == given
    assert 2 == len(calls)


def test_other_libraries_have_no_such_call(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is done."""
    monkeypatch.setattr(memory.ctypes, "CDLL", lambda _: _Library(None))
    assert not FreedMemory(0).give_back()


@pytest.mark.skipif(not hasattr(ctypes.CDLL(None), "malloc_trim"), reason="not glibc")
def test_the_real_call_returns() -> None:
    """Whether there is anything to give back or not."""
    assert FreedMemory(0).give_back()
