"""The Makefile: it must work wherever somebody clones."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
MAKEFILE = (ROOT / "Makefile").read_text("utf-8")
#: Programs of `.venv/bin` that are no scripts: their own path does not matter.
BINARIES = {"python", "uv"}


def test_no_path_of_the_folder_itself() -> None:
    """It may hold blanks and dollar signs, which neither make nor a shell takes as they are."""
    assert "CURDIR" not in MAKEFILE
    assert "abspath" not in MAKEFILE


def test_no_scripts_are_run() -> None:
    """Their first line names the Python by its whole path, and ends at the first blank."""
    assert BINARIES >= set(re.findall(r"(?:\$\(BIN\)|\.venv/bin)/([\w-]+)", MAKEFILE))


def test_every_target_without_a_file_is_phony() -> None:
    """A folder `docs` or a file `test` must not stand in the way."""
    phony = set(re.findall(r"^\.PHONY: (.*)$", MAKEFILE, re.MULTILINE)[0].split())
    assert set(re.findall(r"^([a-z-]+):", MAKEFILE, re.MULTILINE)) == phony
