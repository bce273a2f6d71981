"""The libraries of nearly every command."""

from __future__ import annotations

import subprocess
import sys


def test_unused_parts_are_left_out_and_can_be_imported_later() -> None:
    """In a process of its own, since this one has imported everything."""
    program = """
import sys
from workers.commands.libraries import import_libraries
import_libraries()
print(*(name in sys.modules for name in ("structlog", "redis", "elasticsearch", "rich", "opentelemetry", "numpy")))
import opentelemetry, rich.table
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, timeout=120)
    assert done.stdout.split() == ["True", "True", "True", "False", "False", "False"]
