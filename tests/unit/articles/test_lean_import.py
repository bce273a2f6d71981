"""Importing a library without optional packages."""

from __future__ import annotations

import importlib
import sys
from pathlib import Path

import pytest

from articles.lean_import import import_without

LIBRARY = """
try:
    import optional_of_test
except ImportError:
    optional_of_test = None
"""


@pytest.fixture
def library(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """A library that imports an optional package where it is installed, as it is here."""
    (tmp_path / "library_of_test.py").write_text(LIBRARY)
    (tmp_path / "optional_of_test.py").write_text("")
    monkeypatch.syspath_prepend(tmp_path)
    for name in ("library_of_test", "optional_of_test"):
        monkeypatch.delitem(sys.modules, name, raising=False)
    return "library_of_test"


def test_library_does_without_what_is_hidden(library: str) -> None:
    import_without(library, ["optional_of_test"])
    assert sys.modules[library].optional_of_test is None


def test_what_was_hidden_can_be_imported_afterwards(library: str) -> None:
    import_without(library, ["optional_of_test"])
    assert importlib.import_module("optional_of_test")


def test_what_was_imported_before_stays_visible(library: str) -> None:
    before = importlib.import_module("optional_of_test")
    import_without(library, ["optional_of_test"])
    assert sys.modules[library].optional_of_test is before


def test_library_that_was_imported_before_stays_as_it_is(library: str) -> None:
    before = importlib.import_module(library)
    import_without(library, ["optional_of_test"])
    assert sys.modules[library] is before
    assert before.optional_of_test is not None
