"""Progress of a command."""

from __future__ import annotations

import io

import pytest
from rich.console import Console

from workers.commands.progress import StepProgress


@pytest.mark.parametrize(("total", "shown"), [(1, "1 of 1 entry read"), (2, "2 of 2 entries read")])
def test_step_progress_uses_the_forms_of_the_noun_that_it_is_given(total: int, shown: str) -> None:
    """An irregular plural has its own singular: neither is made from the other."""
    console = Console(file=io.StringIO())

    with StepProgress("entry", "entries", "read", console) as progress:
        progress(total, total)

    assert isinstance(console.file, io.StringIO)
    assert shown == console.file.getvalue().strip()
