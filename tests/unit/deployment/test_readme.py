"""The README says what is so."""

from __future__ import annotations

import importlib.util
import re
from pathlib import Path
from types import ModuleType

import click
import pytest

from workers.commands import main

ROOT = Path(__file__).resolve().parents[3]
README = (ROOT / "README.md").read_text()


def settings_table() -> ModuleType:
    """The program behind `make docs`."""
    spec = importlib.util.spec_from_file_location("settings_table", ROOT / "deployment" / "settings_table.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_settings_table() -> None:
    """The table is that of the settings; when this fails, `make docs` mends it."""
    assert settings_table().written(README) == README


@pytest.mark.parametrize("name", ["README.md", "CONTRIBUTING.md", "docs/operating.md", "ARCHITECTURE.md"])
def test_links_lead_somewhere(name: str) -> None:
    """Every link to a file of ours leads to one."""
    text = (ROOT / name).read_text()
    for target in re.findall(r"\]\((?!https?:|#)([^)#]+)", text):
        assert ((ROOT / name).parent / target).exists(), target


@pytest.mark.parametrize("name", ["README.md", "docs/operating.md"])
def test_commands_exist(name: str) -> None:
    """Every `copydesk` command and every `make` target that is shown exists."""
    text = (ROOT / name).read_text()
    commands = set(re.findall(r"(?:`|bin/|\(|'|\n    )copydesk ([a-z]+)", text))
    assert commands
    assert commands <= set(main.list_commands(click.Context(main)))
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    assert set(re.findall(r"(?:`|\n)make ([a-z]+)", text)) <= targets
