"""The pages name what exists: links, commands, options, settings, targets, fates and reasons."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from articles.fates import Fate, Reason
from workers.commands import main
from workers.settings import RENAMED, SECRETS, Settings, variable

ROOT = Path(__file__).resolve().parents[3]
DOCS = ROOT / "docs"
PAGES = sorted(
    [*ROOT.glob("*.md"), *(page for page in DOCS.rglob("*.md") if "_build" not in page.parts)],
)
#: All but the changelog, which speaks of earlier versions too.
NAMES = [str(page.relative_to(ROOT)) for page in PAGES if page.name != "CHANGELOG.md"]
#: Variables that Docker Compose and the tests read, and no setting of ours.
OTHER_VARIABLES = re.compile(r"COPYDESK_TEST_\w+")


def _commands(path: tuple[str, ...], command: click.Command) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    yield path, command
    if isinstance(command, click.Group):
        context = click.Context(command)
        for name in command.list_commands(context):
            child = command.get_command(context, name)
            assert child is not None
            yield from _commands((*path, name), child)


COMMANDS = dict(_commands((), main))


@pytest.mark.parametrize("name", NAMES)
def test_links_lead_to_a_file(name: str) -> None:
    """Every relative link leads to a file of the repository."""
    page = ROOT / name
    targets = re.findall(r"\]\((?!https?:|mailto:|#)([^)#\s]+)", page.read_text("utf-8"))
    assert [] == [target for target in targets if not (page.parent / target).exists()]


@pytest.mark.parametrize("name", NAMES)
def test_commands_and_options_exist(name: str) -> None:
    """Every `copydesk` command in code, and every option that follows it, exists."""
    text = (ROOT / name).read_text("utf-8")
    for line in re.findall(r"(?:^|`|\(|'|\$ )copydesk ((?:[a-z]+|--)[^`\n|;)]*)", text, flags=re.MULTILINE):
        words = line.split()
        path: tuple[str, ...] = ()
        while words and isinstance(COMMANDS[path], click.Group) and re.fullmatch(r"[a-z-]+", words[0]):
            if words[0].startswith("-"):
                break
            path = (*path, words.pop(0))
            assert path in COMMANDS, line
        known = {option for one in COMMANDS[path].params for option in one.opts} | {"--help", "-h"}
        used = {word.split("=")[0].strip("'\".,") for word in words if re.match(r"--[a-z]", word)}
        assert used <= known, line


@pytest.mark.parametrize("name", NAMES)
def test_settings_exist(name: str) -> None:
    """Every variable COPYDESK_... is one of the settings."""
    named = set(re.findall(r"COPYDESK_[A-Z_]+[A-Z]", OTHER_VARIABLES.sub("", (ROOT / name).read_text("utf-8"))))
    known = {*Settings.model_fields, *RENAMED, *(f"{secret}_file" for secret in SECRETS)}
    assert set() == named - {variable(field) for field in known}


@pytest.mark.parametrize("name", NAMES)
def test_make_targets_exist(name: str) -> None:
    """Every `make` target in code exists."""
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))
    assert set(re.findall(r"(?:`|\n)make ([a-z][a-z-]*)", (ROOT / name).read_text("utf-8"))) <= targets


def test_every_fate_and_reason_is_explained() -> None:
    """The reference has a row with advice for each reason, and a section for each fate."""
    page = (DOCS / "reference" / "fates-and-reasons.md").read_text("utf-8")
    assert [] == [fate for fate in Fate if f"## `{fate}`" not in page]
    assert [] == [reason for reason in Reason if f"| `{reason}` |" not in page]


def test_every_page_is_in_the_navigation() -> None:
    """A page that no list of contents names would not be found."""
    listed = set(re.findall(r"^([a-z-]+(?:/[a-z-]+)?)$", (DOCS / "index.md").read_text("utf-8"), re.MULTILINE))
    pages = {str(page.relative_to(DOCS).with_suffix("")) for page in PAGES if page.is_relative_to(DOCS)}
    assert pages - {"index"} == listed


def test_the_tests_that_the_security_page_names_exist() -> None:
    """Every promise there is tested: each name is that of a test file."""
    named = set(
        re.findall(r"`((?:tests/[\w/]+/)?test_\w+\.py)`", (ROOT / "docs/explanation/security.md").read_text("utf-8"))
    )
    named |= set(re.findall(r"`(tests/[\w/]+\.py)[:`]", (ROOT / "docs/explanation/security.md").read_text("utf-8")))
    files = {str(path.relative_to(ROOT)) for path in (ROOT / "tests").rglob("test_*.py")}
    assert 10 <= len(named)
    assert [] == [
        name for name in sorted(named) if not any(file == name or file.endswith(f"/{name}") for file in files)
    ]
