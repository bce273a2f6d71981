"""The page on security: each promise names the test that shows it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
PAGE = (ROOT / "docs" / "explanation" / "security.md").read_text()
NAMED = sorted(set(re.findall(r"`((?:[\w./]+/)?test_\w+\.py)`", PAGE)))
TESTS = {path.relative_to(ROOT).as_posix() for path in (ROOT / "tests").rglob("test_*.py")}
#: What a bullet promises against somebody begins so; what it leaves to others has no test.
PROMISES = re.findall(r"^- \*\*(.+?)\*\*(.*?)(?=^- \*\*|^## |\n\n)", PAGE, re.MULTILINE | re.DOTALL)
#: No promise: what one has to do oneself.
NOT_PROMISED = ("Between machines",)


@pytest.mark.parametrize("name", NAMED)
def test_a_named_test_exists(name: str) -> None:
    """By its path, or by its name alone."""
    assert name in TESTS or any(path.endswith(f"/{name}") for path in TESTS)


@pytest.mark.parametrize(("promise", "text"), PROMISES, ids=[promise for promise, _ in PROMISES])
def test_a_promise_names_its_test(promise: str, text: str) -> None:
    """Or is among those that are none."""
    assert (promise in NOT_PROMISED) != bool(re.search(r"test_\w+\.py", text))


def test_there_are_promises() -> None:
    """The patterns above find what they look for."""
    assert 20 <= len(PROMISES)
    assert 15 <= len(NAMED)
