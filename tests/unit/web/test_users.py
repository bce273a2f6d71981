"""The users of the pages."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from types import SimpleNamespace

import pytest

from web import users


def test_passwords_are_checked_one_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """A flood of logins takes the memory of one, whoever it names."""
    directory = users.Directory(None, users.only("right"))
    at_once: list[int] = []
    running = 0
    waiting = threading.Barrier(4)

    def verify(hashed: str, password: str) -> None:
        nonlocal running
        running += 1
        at_once.append(running)
        threading.Event().wait(0.01)
        running -= 1

    monkeypatch.setattr(users, "_HASHER", SimpleNamespace(verify=verify))

    def login(name: str) -> None:
        waiting.wait(60)
        directory.check(name, "wrong")

    with ThreadPoolExecutor(4) as threads:
        list(threads.map(login, ["copydesk", "copydesk", "nobody", "else"]))
    assert [1] * 4 == at_once


def test_a_user_that_is_not_there_costs_as_much_as_one_that_is(monkeypatch: pytest.MonkeyPatch) -> None:
    """A hash is compared in both cases, so that nobody learns which names there are by the time."""
    directory = users.Directory(None, users.only("right"))
    compared: list[str] = []
    monkeypatch.setattr(users, "_HASHER", SimpleNamespace(verify=lambda hashed, password: compared.append(hashed[:30])))
    directory.check("copydesk", "wrong")
    directory.check("nobody", "wrong")
    assert 2 == len(compared)
    assert 1 == len(set(compared))
