"""The pages name what exists: links, commands, options, settings, targets, fates and reasons."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import click
import pytest

from articles.fates import Fate, Reason
from search.schema import mapping
from workers.commands import main
from workers.commands.exit_codes import MEANING, SPECIAL, ExitCode
from workers.settings import RENAMED, SECRETS, Settings, variable

ROOT = Path(__file__).resolve().parents[3]
DOCS = ROOT / "docs"
PAGES = sorted(
    [*ROOT.glob("*.md"), *(page for page in DOCS.rglob("*.md") if "_build" not in page.parts)],
)
#: All but the changelog, which speaks of earlier versions too.
NAMES = [str(page.relative_to(ROOT)) for page in PAGES if page.name != "CHANGELOG.md"]
#: Names that are like those of metrics.
OTHER_NAMES = {"copydesk_inside"}
#: Variables that the tests read, and no setting of ours.
OTHER_VARIABLES = re.compile(r"COPYDESK_TEST_\w+")


def _commands(path: tuple[str, ...], command: click.Command) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    yield path, command
    if isinstance(command, click.Group):
        context = click.Context(command)
        for name in command.list_commands(context):
            child = command.get_command(context, name)
            assert child is not None
            yield from _commands((*path, name), child)


LEVELS = ("debug", "info", "warning", "error", "exception", "critical")
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
def test_modules_exist(name: str) -> None:
    """Every file, package or module of ours that a page names exists."""
    rooms = "articles|search|tasks|web|workers|benchmarks|training|tests"
    named = re.findall(rf"`((?:{rooms})(?:[./]\w+)+)/?`", (ROOT / name).read_text("utf-8"))
    assert [] == [one for one in named if not _exists(one)]


def _exists(named: str) -> bool:
    if "/" in named:
        return (ROOT / named).exists() or named.startswith("training/pages")  # data, which users bring
    parts = re.sub(r"\.[A-Z].*", "", named).split(".")  # without a class of the module
    modules = (ROOT.joinpath(*parts), ROOT.joinpath(*parts[:-1]))  # the last part may be a function
    return any(one.is_dir() or one.with_suffix(".py").is_file() for one in modules)


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


def _page(name: str) -> str:
    return (DOCS / "reference" / name).read_text("utf-8")


def _cells(page: str) -> set[str]:
    """The names in the first cells of a page's tables."""
    first = re.findall(r"^\| ([^|]*) \|", page, re.MULTILINE)
    return {name.partition("{")[0] for cell in first for name in re.findall(r"`([^`]+)`", cell)}


def test_the_reference_has_every_command_with_its_options_and_no_other() -> None:
    """A section for each, whose help lists each option."""
    sections = dict(re.findall(r"^## `copydesk ?([^`]*)`\n(.*?)(?=^## |\Z)", _page("command-line.md"), re.M | re.S))
    assert {" ".join(path) for path in COMMANDS} == sections.keys()
    for path, command in COMMANDS.items():
        said = set(re.findall(r"^  (?:-\w, )?(--[a-z0-9-]+)", sections[" ".join(path)], re.MULTILINE)) - {"--help"}
        options = {
            name for option in command.params if isinstance(option, click.Option) for name in option.opts[-1:]
        } - {"--help"}
        assert options == said & options, path
        assert said - options <= {"--version"}, path


def test_the_reference_has_every_setting_and_no_other() -> None:
    """A row for each."""
    assert {variable(name) for name in Settings.model_fields} == _cells(_page("settings.md")) - {"variable"}


def test_the_reference_has_every_reason_and_no_other() -> None:
    """A row for each reason, a section for each fate."""
    page = _page("fates-and-reasons.md")
    assert set(map(str, Reason)) == _cells(page)
    assert set(map(str, Fate)) == set(re.findall(r"^## `(\w+)`", page, re.MULTILINE))


#: Every mapping of ours. Two pages describe their fields.
MAPPINGS = (
    mapping.ARTICLE, mapping.REVISIONS, mapping.WITHDRAWN, mapping.HOLDS, mapping.IDENTITIES, mapping.CHANGES,
    mapping.TOMBSTONES, mapping.STATE, mapping.INTAKE, mapping.ENTITIES,
)  # fmt: skip


def test_every_mapping_is_known_here() -> None:
    """A new index is described too."""
    found = [value for value in vars(mapping).values() if isinstance(value, dict) and "dynamic" in value]
    assert [] == [value for value in found if "properties" in value and value not in MAPPINGS]


def test_the_reference_has_every_field_and_no_other() -> None:
    """A row or word for each field, however deep; and each name in the first cell of a row is a field or an index."""
    page = _page("fields.md") + _page("ledger.md")
    properties = {field for one in MAPPINGS for field, _ in _properties(one["properties"])}
    named = set(re.findall(r"`([\w.]+)`", page))
    assert [] == sorted(f for f in properties if f not in named and f.rpartition(".")[2] not in named)
    known = properties | {part for field in properties for part in _ends(field)}
    indices = re.compile(r"articles\b|article-|intake$|copydesk-|entities$")
    assert [] == sorted(one for one in _cells(page) - known if not indices.match(one))


def _ends(field: str) -> Iterator[str]:
    """The field without its parents, one after another: rows below an object leave them out."""
    while "." in field:
        field = field.partition(".")[2]
        yield field


def _properties(properties: Mapping[str, Any], path: str = "") -> Iterator[tuple[str, Any]]:
    for name, field in properties.items():
        yield f"{path}{name}", field
        yield from _properties(field.get("properties", {}), f"{path}{name}.")


def test_what_pages_call_metrics_and_log_events_exists() -> None:
    """A metric or event that a page names has its row in the reference."""
    metrics, events = _cells(_page("metrics.md")), _cells(_page("log-events.md"))
    for name in NAMES:
        text = (ROOT / name).read_text("utf-8")
        used = {re.sub(r"_(?:sum|count|bucket)$", "", one) for one in re.findall(r"copydesk_[a-z_]+[a-z]", text)}
        assert set() == used - metrics - OTHER_NAMES, name
        said = set(re.findall(r"\(?:log event `(\w+)`|event `(\w+)`", text))
        assert set() == {one for pair in said for one in pair if one} - events, name


def _sources() -> Iterator[str]:
    for top in ("articles", "search", "tasks", "web", "workers"):
        for path in sorted((ROOT / top).rglob("*.py")):
            yield path.read_text("utf-8")


def test_the_reference_has_every_metric_and_no_other() -> None:
    """Each name in the code has a row; a counter gets its ending from the library."""
    named = {name for text in _sources() for name in re.findall(r'"(copydesk_[a-z_]+[a-z])"', text)}
    rows = {name.removesuffix("_total") for name in _cells(_page("metrics.md"))}
    assert rows == named - {"copydesk_language"}  # a cookie of the pages


def test_the_reference_has_every_log_event_and_no_other() -> None:
    """Each call of a logger has a row; its event is a constant, so that it can be looked for."""
    logged = set()
    for text in _sources():
        for call in (node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Call)):
            if not isinstance(call.func, ast.Attribute) or call.func.attr not in LEVELS:
                continue
            if ast.unparse(call.func.value).rpartition(".")[2] not in ("log", "_log", "logger", "get_logger()"):
                continue
            assert isinstance(call.args[0], ast.Constant), ast.unparse(call)
            logged.add(call.args[0].value)
    assert logged == _cells(_page("log-events.md"))


def test_exit_codes_in_help_are_those_of_the_program() -> None:
    """Every command names the codes it ends with; no number is named that none of them is."""
    known = {str(int(code)) for code in ExitCode}
    for path, command in COMMANDS.items():
        codes = set(re.findall(r"(?:^|; )(\d+) ", (command.epilog or "").removeprefix("Exit codes: ")))
        assert codes <= known, path


def test_the_reference_has_every_exit_code_and_no_other() -> None:
    """A row for each meaning, for all commands and for some."""
    row = re.compile(
        r"^\| `(\d)` \| ([^|]+) \| (?:every command|commands with `--timeout`|`copydesk ([^`]+)`) \|$", re.M
    )
    rows = row.findall(_page("command-line.md"))
    general = {(str(int(code)), text, "") for code, text in MEANING.items()}
    special = {(str(int(code)), text, name) for name, codes in SPECIAL.items() for code, text in codes.items()}
    assert general | special == set(rows)


@pytest.mark.parametrize("name", NAMES)
def test_exit_codes_that_a_page_names_exist(name: str) -> None:
    """In sentences such as "the exit code is 2" and "ends with 3"."""
    text = (ROOT / name).read_text("utf-8")
    said = set(re.findall(r"exit code(?:s|\s+of\s+`[^`]+`)?(?:\s+is)?\s+(\d+)|\bends with (\d+)\b", text))
    assert {one for pair in said for one in pair if one} <= {str(int(code)) for code in ExitCode}


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
