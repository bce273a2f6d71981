"""Libraries that take long to import are imported when a file needs them, and before by those who ask for it."""

from __future__ import annotations

import subprocess
import sys

from articles.forms.registry import LATE


def test_late_libraries_are_imported_by_preloading_and_not_before() -> None:
    """In a process of its own, since this one has imported everything."""
    program = (
        "import sys; from articles.forms import registry\n"
        "print(*sorted(set(registry.LATE) & set(sys.modules)), 'preloading', end=' ')\n"
        "registry.preload()\n"
        "print(*sorted(set(registry.LATE) & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, timeout=120)
    assert done.stdout.split() == ["preloading", *sorted(LATE)]
