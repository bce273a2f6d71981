"""Options of the tests that run the real commands."""

from __future__ import annotations

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    """``--full-size``: as many kills and articles as we claim, which takes hours."""
    parser.addoption("--full-size", action="store_true", help="run the fault suite at the size of our claims")
