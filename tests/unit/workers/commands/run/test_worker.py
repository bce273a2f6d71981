"""Warnings of a worker's rights are about root alone; its children share the models that it loaded."""

from __future__ import annotations

import os
import subprocess
import sys
import warnings

import pytest
from celery.platforms import check_privileges

from workers.commands.run.worker import allow_users_without_name


@pytest.mark.parametrize(("user", "is_warned"), [(54321, False), (0, True)])
def test_a_user_without_a_name_is_not_taken_for_root(
    user: int, is_warned: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In a container with another `QUEUE_UID` neither user nor group has an entry; Celery calls that root's rights."""
    for name in ("getuid", "geteuid"):
        monkeypatch.setattr(os, name, lambda: user)
    for name in ("getgid", "getegid"):
        monkeypatch.setattr(os, name, lambda: 54321)
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        allow_users_without_name()
        check_privileges(["json"])
    assert is_warned == bool(caught)


def test_the_collector_passes_over_the_models() -> None:
    """In a process of its own, since it concerns all objects: a collection in a child would copy what it shares."""
    program = (
        "import gc; from workers.commands.run.worker import COLLECT_AFTER, collect_seldom\n"
        "model = [[] for _ in range(1000)]\n"
        "collect_seldom()\n"
        "print(any(one is model for one in gc.get_objects()), gc.get_threshold()[0] == COLLECT_AFTER)"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, timeout=120)
    assert ["False", "True"] == done.stdout.split()
