"""The generated reference pages say what the code says."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parents[3]


def _generator() -> ModuleType:
    spec = importlib.util.spec_from_file_location("generate_reference", ROOT / "docs" / "generate_reference.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


GENERATOR = _generator()


@pytest.mark.parametrize("name", sorted(GENERATOR.PAGES))
def test_reference_page_is_current(name: str) -> None:
    """A page that differs from the code fails here; `make reference` writes it again."""
    expected = GENERATOR.PAGES[name]()
    assert expected == (ROOT / "docs" / "reference" / name).read_text("utf-8"), "run `make reference`"


def test_tree_in_architecture_is_that_of_the_folders() -> None:
    """A package that is added, moved or described anew shows in ARCHITECTURE.md."""
    text = (ROOT / "ARCHITECTURE.md").read_text("utf-8")
    assert GENERATOR.tree() in text, "run `make reference`"


def test_every_package_says_its_job_in_its_docstring() -> None:
    """No line of the tree is empty."""
    lines = GENERATOR.tree().splitlines()[1:-1]
    assert [] == [line for line in lines if len(line.split()) < 2]
