"""The generated reference pages, and the tree in ARCHITECTURE.md, say what the code says."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]


def test_generated_pages_are_current() -> None:
    """A page that differs from the code is named; `make reference` writes it again.

    In a process of its own: click remembers the help of a command as it was first asked for.
    """
    done = subprocess.run(
        [sys.executable, str(ROOT / "docs" / "generate_reference.py"), "--check"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert (0, "") == (done.returncode, done.stderr)


def test_tree_names_every_package_with_its_job() -> None:
    """Each package below the four top levels has a line, and its docstring says what it is for."""
    text = (ROOT / "ARCHITECTURE.md").read_text("utf-8")
    tree = text.partition("<!-- The tree")[2].partition("<!-- End of the tree")[0]
    described = dict(re.findall(r"^ *([\w.]+)/? +(\S.*)$", tree, re.MULTILINE))
    folders = {
        path.parent.name
        for top in ("articles", "search", "tasks", "web", "workers")
        for path in (ROOT / top).glob("*/__init__.py")
    }
    assert folders <= described.keys()
