"""The folders here are those of the program: the tests of a module are found where the module lies."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
#: Folders of tests that are no folder of the program, and why.
OTHER_FOLDERS = {
    "articles/forms/shapes": "inputs by the shapes that producers give them, whichever form reads them",
}
#: Tests about the folder that they lie in, which they do not import, and why.
OTHER_TESTS = {
    "articles/fields/test_producers.py": "whole items of producers, read by the form that they come in",
    "workers/commands/test_imports.py": "what a command imports is seen in a new process",
}
#: Folders with programs or pages that a test runs or reads, and does not import.
NOT_IMPORTED = {"deployment", "docs"}

TESTS = sorted(path.relative_to(HERE).as_posix() for path in HERE.rglob("test_*.py") if path.parent != HERE)
PACKAGES = sorted(
    folder.relative_to(ROOT).as_posix()
    for top in ("articles", "search", "tasks", "web", "workers")
    for folder in {path.parent for path in (ROOT / top).rglob("*.py")}
)


@pytest.mark.parametrize("name", sorted({Path(test).parent.as_posix() for test in TESTS}))
def test_a_folder_of_tests_is_a_folder_of_the_program(name: str) -> None:
    assert (ROOT / name).is_dir() or name in OTHER_FOLDERS


@pytest.mark.parametrize("name", PACKAGES)
def test_a_folder_of_the_program_has_a_folder_of_tests(name: str) -> None:
    assert list((HERE / name).rglob("test_*.py")), f"write tests/unit/{name}/test_*.py"


@pytest.mark.parametrize("name", TESTS)
def test_a_file_of_tests_is_about_the_folder_that_it_lies_in(name: str) -> None:
    """It has the name of a module there, or imports from there."""
    folder = Path(name).parent
    if folder.as_posix() in {*OTHER_FOLDERS, *NOT_IMPORTED} or name in OTHER_TESTS:
        return

    subject = ROOT / folder / Path(name).stem.removeprefix("test_")

    assert subject.is_dir() or subject.with_suffix(".py").exists() or imports_from(HERE / name, folder)


def test_no_exception_is_left_over() -> None:
    assert {name for name in OTHER_FOLDERS if not (HERE / name).is_dir() or (ROOT / name).is_dir()} == set()
    assert {name for name in OTHER_TESTS if name not in TESTS} == set()


def imports_from(test: Path, folder: Path) -> bool:
    package = ".".join(folder.parts)
    names = set[str]()
    for node in ast.walk(ast.parse(test.read_text("utf-8"))):
        if isinstance(node, ast.ImportFrom):
            names |= {f"{node.module}.{one.name}" for one in node.names}
        elif isinstance(node, ast.Import):
            names |= {one.name for one in node.names}
    return any(f"{name}.".startswith(f"{package}.") for name in names)
