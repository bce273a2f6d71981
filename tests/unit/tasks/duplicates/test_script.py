"""The Lua of the duplicate index, joined from its files."""

from __future__ import annotations

import re
from importlib import resources
from pathlib import Path

from tasks.duplicates import index, script


def test_every_file_is_joined_once() -> None:
    """No file of the folder is forgotten."""
    files = {Path(file.name).stem for file in resources.files("tasks.duplicates").joinpath("lua").iterdir()}
    assert files == set(script.PARTS)
    assert len(script.PARTS) == len(files)


def test_every_operation_that_is_called_is_defined() -> None:
    """And none is defined that nothing calls."""
    called = set(re.findall(r'_call\("(\w+)"', Path(index.__file__).read_text("utf-8")))
    assert called == set(re.findall(r"^function ops\.(\w+)", script.source(), re.MULTILINE))


def test_functions_are_defined_before_they_are_used() -> None:
    """Lua sees a local function only below its definition."""
    source = script.source()
    for name in re.findall(r"^local function (\w+)", source, re.MULTILINE):
        first_use = re.search(rf"\b{name}\(", source)
        assert first_use is not None
        assert source[: first_use.start()].endswith("local function "), name
