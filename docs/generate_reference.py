"""Write the reference pages that say what the code says: `make reference`.

Each page is a function from the code to text. `tests/unit/docs/test_reference.py` compares the pages with it, so a
setting, command, reason, metric or log event cannot be added without its line in the reference.
"""

from __future__ import annotations

import ast
import json
import re
import sys
import tomllib
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click
import msgspec

from articles.article import (
    Article,
    DateCandidate,
    Dateline,
    Entity,
    Image,
    Mention,
    Quote,
    Removed,
    Signal,
    Topic,
    Wire,
)
from articles.duplicates import sketch
from articles.fates import REASONS, Fate, Reason
from articles.fields.addresses import ADDRESSES, trusted
from articles.fields.producers import GENERIC, PRODUCERS, WRAPPERS, Producer
from articles.identity import article_id, content_hash, decoded_hash
from articles.wire.ownership import producer_key
from search.documents import to_document
from search.entity_index.count import documents as entity_documents
from search.query_language.fields import FIELDS, Kind
from search.schema import mapping
from web.api.description import description, parameters
from web.api.operations import BASE, OPERATIONS
from web.mcp.tools import TOOLS
from workers.commands import exit_codes, main
from workers.settings import RENAMED, SECRETS, Settings, allowed, variable

ROOT = Path(__file__).resolve().parent.parent
REFERENCE = ROOT / "docs" / "reference"

#: What an operator or producer can do about a reason.
WHAT_TO_DO: dict[Reason, str] = {
    Reason.NEW: "Nothing.",
    Reason.URL_REUSED: "Nothing, unless the source reuses addresses often: then send an id of your own.",
    Reason.NEW_TEXT: "Nothing; the text before it is in `article-revisions`.",
    Reason.EMBARGOED: "Nothing: it is released at its time. `copydesk withdrawn` lists all embargoes.",
    Reason.WITHHELD: "Nothing: a later, usable version releases it.",
    Reason.KILLED_BEFORE: "Nothing; `copydesk withdrawn ID --undo` brings it back if the kill was wrong.",
    Reason.CORRECTED: "Nothing; `copydesk revisions ID` shows what changed.",
    Reason.KEPT_APART: "Nothing; `copydesk withdrawn ID` shows why it is kept from readers.",
    Reason.KILLED: "`copydesk withdrawn STORY` lists who printed it when; `--undo` takes the kill back.",
    Reason.NEAR_DUPLICATE: "Nothing; `copydesk story ID --diff` shows what differs from the lead.",
    Reason.SAME_TEXT: "Nothing; `copydesk story ID` shows who else printed it.",
    Reason.COPY_OF_KILLED: "Nothing; `COPYDESK_KILLED_COPIES` decides whether copies are hidden.",
    Reason.SAME_ARTICLE: "Nothing.",
    Reason.OLDER_VERSION: "Nothing.",
    Reason.EMPTY: "Check what the producer wrote.",
    Reason.TOO_SHORT: "Lower `COPYDESK_MIN_WORDS` if such short texts are wanted.",
    Reason.TOO_LARGE: "Raise `COPYDESK_MAX_FILE_MEGABYTES` or `COPYDESK_MAX_ARTICLE_MEGABYTES`, or cut the file.",
    Reason.UNSUPPORTED_FORMAT: "Convert the file; the detail names the form. [Forms](forms.md) lists what is read.",
    Reason.UNDECODABLE: "Save the file as UTF-8.",
    Reason.MALFORMED: "Check the record that the detail names; the other records of the file were read.",
    Reason.ENCRYPTED: "Remove the password and send it again.",
    Reason.NO_ARTICLE: "`copydesk clean FILE` shows what was cut and why.",
    Reason.UNSAFE_ARCHIVE: "Unpack it yourself if you trust it, and send what is in it.",
    Reason.UNSAFE_CONTENT: "Do not send it again; ask the producer, since ordinary articles contain nothing like it.",
    Reason.NOT_A_FILE: "Send the file itself, not a link to it.",
    Reason.DELETED: "`copydesk delete --lift ID` lets it arrive again.",
    Reason.KILL_WAITS: "Nothing. If the article is here under another id, take it down with `copydesk delete`.",
    Reason.PACKAGE: "Nothing: the order in which the package and its items arrive does not matter.",
    Reason.WITHDRAWN: "Nothing, if it was removed on purpose; else put it back into the file, and send that again.",
    Reason.UNREADABLE: "Correct the owner and permissions of the file in `failed/`, then `copydesk failed replay`.",
    Reason.STAGE_ERROR: "Report the traceback in `reason.json`; replay it with the next version.",
    Reason.TIMED_OUT: "Raise `COPYDESK_ARTICLE_SECONDS`, and replay it.",
    Reason.OUT_OF_MEMORY: "Raise `COPYDESK_MAX_MEMORY_MEGABYTES`, then replay it.",
    Reason.KILLED_WORKER: "Look at the worker's log and the kernel's (out of memory?), then replay it.",
    Reason.REFUSED_BY_INDEX: "The detail quotes Elasticsearch. If the cause is a setting of yours, correct it and "
    "replay the file; else report it, and replay the file with the next version.",
}

_NOTE = "<!-- Written by `make reference` from the code; change it there. -->\n"


def settings_page() -> str:
    """Return the table of all settings: variable, default, description."""
    rows = ["| variable | default | allowed | |", "| --- | --- | --- | --- |"]
    for name, field in Settings.model_fields.items():
        description = (field.description or "").replace("|", "\\|")
        rows.append(f"| `{variable(name)}` | {_shown(field.default)} | {allowed(name)} | {description} |")
    secrets = ", ".join(f"`{variable(name)}_FILE`" for name in SECRETS)
    renamed = ", ".join(f"`{variable(old)}` (now `{variable(new)}`)" for old, new in RENAMED.items())
    return _page(
        "Settings",
        "All settings, with their defaults. Set them as environment variables or as lines of a file `.env` in the "
        "working directory; the environment wins, and an empty value counts as not set. A value that is not allowed, "
        "or a misspelt name, is reported in a sentence, and the command ends with exit code 2 before anything starts."
        f"\n\nSecrets may be read from files: {secrets}. A secret that is set itself wins over its file."
        f"\n\nOld names, read for one version: {renamed}.",
        "\n".join(rows),
    )


def _shown(default: Any) -> str:
    if default is None or default == "":
        return ""
    if isinstance(default, bool):
        return f"`{str(default).lower()}`"
    if isinstance(default, (tuple, list, dict)):
        return f"`{json.dumps(default)}`"
    return f"`{default}`"


def commands_page() -> str:
    """Return the help of every command, as `copydesk COMMAND --help` prints it."""
    parts = []
    for context in _contexts(main, "copydesk", None):
        parts.append(f"## `{context.command_path}`\n\n```text\n{context.get_help().strip()}\n```")
    return _page(
        "Command line",
        "Every command, as its `--help` prints it.\n\n" + _exit_codes(),
        "\n\n".join(parts),
    )


def _exit_codes() -> str:
    """Return the table of the exit codes, with the commands for which one has a meaning of its own."""
    rows = ["| exit code | means | of |", "| --- | --- | --- |"]
    for code, text in exit_codes.MEANING.items():
        of = "commands with `--timeout`" if code is exit_codes.ExitCode.TIMED_OUT else "every command"
        rows.append(f"| `{code.value}` | {text} | {of} |")
    rows += [
        f"| `{code.value}` | {text} | `copydesk {name}` |"
        for name, codes in exit_codes.SPECIAL.items()
        for code, text in codes.items()
    ]
    return "\n".join(rows)


def _contexts(command: click.Command, name: str, parent: click.Context | None) -> Iterator[click.Context]:
    """Yield the context of a command and of all below it, as the command line itself would make them."""
    settings = command.context_settings | {"max_content_width": 100, "terminal_width": 100}
    context = click.Context(command, info_name=name, parent=parent, **settings)
    yield context
    if isinstance(command, click.Group):
        for child_name in command.list_commands(context):
            child = command.get_command(context, child_name)
            assert child is not None
            yield from _contexts(child, child_name, context)


def fates_page() -> str:
    """Return every fate and reason, with what each means and what to do about it."""
    meaning = _field_comments(ROOT / "articles" / "fates.py")
    parts = []
    for fate in Fate:
        rows = ["| reason | what it means | what to do |", "| --- | --- | --- |"]
        for reason in Reason:
            if reason in REASONS[fate]:
                rows.append(f"| `{reason}` | {meaning.get(reason.name, '')} | {WHAT_TO_DO[reason]} |")
        parts.append(f"## `{fate}`\n\n{meaning[fate.name].capitalize()}.\n\n" + "\n".join(rows))
    return _page(
        "Fates and reasons",
        "Every arrival has exactly one current fate, with a reason. Both lists are closed.",
        "\n\n".join(parts),
    )


def _field_comments(path: Path) -> dict[str, str]:
    """Return the ``#:`` comment of each constant in a module."""
    pattern = re.compile(r"^\s+([A-Z_]+) = .*?#: (.*)$", re.MULTILINE)
    return dict(pattern.findall(path.read_text("utf-8")))


def metrics_page() -> str:
    """Return every Prometheus metric of the watcher."""
    rows = ["| metric | what it counts |", "| --- | --- |"]
    source = (ROOT / "workers" / "watcher" / "metrics.py").read_text("utf-8")
    found: dict[str, tuple[str, tuple[str, ...]]] = {}
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and len(node.args) >= 2:
            texts = [arg.value for arg in node.args[:2] if isinstance(arg, ast.Constant) and isinstance(arg.value, str)]
            if len(texts) == 2 and texts[0].startswith("copydesk_"):
                kind = getattr(node.func, "id", "")
                suffix = "_total" if kind.startswith("Counter") else ""
                found[texts[0] + suffix] = texts[1], _labels(node)
    for name, (text, labels) in sorted(found.items()):
        shown = f"{name}{{{','.join(labels)}}}" if labels else name
        rows.append(f"| `{shown}` | {text} |")
    return _page(
        "Metrics",
        "The watcher serves them if `COPYDESK_METRICS_PORT` is set. They cover the whole installation. "
        "A `_seconds` summary has `_sum` and `_count`. [Monitor](../how-to/monitor.md) says which are worth an alert.",
        "\n".join(rows),
    )


def _labels(call: ast.Call) -> tuple[str, ...]:
    for keyword in call.keywords:
        if keyword.arg == "labels":
            return tuple(str(label) for label in ast.literal_eval(keyword.value))
    return ()


def log_events_page() -> str:
    """Return every log event with its meaning, its level and the package that logs it."""
    meaning: dict[str, str] = tomllib.loads((ROOT / "docs" / "log_events.toml").read_text("utf-8"))
    found: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for package in ("tasks", "search", "web", "workers"):
        for path in sorted((ROOT / package).rglob("*.py")):
            for event, level in _events(ast.parse(path.read_text("utf-8"))):
                found[event][level].add(".".join(path.relative_to(ROOT).parent.parts))
    if unlike := sorted(meaning.keys() ^ found.keys()):
        sys.exit(f"docs/log_events.toml has to say what each event means, and no other: {', '.join(unlike)}.")
    rows = ["| event | level | what it means | package |", "| --- | --- | --- | --- |"]
    for event, levels in sorted(found.items()):
        modules = sorted({f"`{module}`" for some in levels.values() for module in some})
        rows.append(f"| `{event}` | {', '.join(sorted(levels))} | {meaning[event]}. | {', '.join(modules)} |")
    return _page(
        "Log events",
        "The values of `event` in the JSON lines of the logs. Identifiers (`intake`, `arrival`, `article_id`, "
        "`task_id`) are separate fields. [Monitor](../how-to/monitor.md) says which are worth an alert.",
        "\n".join(rows),
    )


_LEVELS = frozenset({"debug", "info", "warning", "error", "exception", "critical"})


def _events(tree: ast.AST) -> Iterator[tuple[str, str]]:
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute) or not node.args:
            continue
        owner, first = node.func.value, node.args[0]
        if node.func.attr not in _LEVELS or ast.unparse(owner) not in ("log", "structlog.get_logger()"):
            continue
        if isinstance(first, ast.Constant) and isinstance(first.value, str):
            yield first.value, "error" if node.func.attr == "exception" else node.func.attr


def tree() -> str:
    """Return the packages with the first line of their docstrings, as ARCHITECTURE.md shows them."""
    lines = []
    for top in ("articles", "search", "tasks", "web", "workers"):
        lines.append(_entry(ROOT / top, f"{top}/"))
        for path in sorted((ROOT / top).iterdir()):
            if path.is_dir() and (path / "__init__.py").exists():
                lines.append(_entry(path, f"  {path.name}/"))
            elif path.suffix == ".py" and not path.name.startswith("__"):
                lines.append(_entry(path, f"  {path.name}"))
    return "```text\n" + "\n".join(lines) + "\n```\n"


def modules_page() -> str:
    """Return every folder and file of the packages with what it is for, as the tree in ARCHITECTURE.md goes on."""
    lines = []
    for top in ("workers", "web", "tasks", "search", "articles"):
        lines.append(_entry(ROOT / top, f"{top}/"))
        lines += _below(ROOT / top, "  ")
    return _page(
        "Where things are",
        "Every file of the program with the first line of its docstring, from the packages that import to those that "
        "are imported.",
        "```text\n" + "\n".join(lines) + "\n```\n",
    )


def _below(folder: Path, indent: str) -> Iterator[str]:
    for path in sorted(folder.iterdir()):
        if path.is_dir() and (path / "__init__.py").exists():
            yield _entry(path, f"{indent}{path.name}/")
            yield from _below(path, indent + "  ")
        elif path.suffix == ".py" and not path.name.startswith("__"):
            yield _entry(path, f"{indent}{path.name}")


def _entry(path: Path, shown: str) -> str:
    source = path / "__init__.py" if path.is_dir() else path
    docstring = ast.get_docstring(ast.parse(source.read_text("utf-8"))) or ""
    first = docstring.partition("\n")[0].rstrip(".")
    return f"{shown:25} {first}"


def with_tree(text: str) -> str:
    """Return ARCHITECTURE.md with the tree of the packages as they are."""
    before, _, rest = text.partition(_TREE_BEGINS)
    _, _, after = rest.partition(_TREE_ENDS)
    return f"{before}{_TREE_BEGINS}\n{tree()}\n{_TREE_ENDS}{after}"


_TREE_BEGINS = "<!-- The tree: written by `make reference` from the packages' docstrings. -->\n"
_TREE_ENDS = "<!-- End of the tree. -->\n"


def _page(title: str, lead: str, body: str) -> str:
    return f"{_NOTE}\n# {title}\n\n{lead}\n\n{body}\n"


#: File name -> what writes it.
def producers_page() -> str:
    """Write what is read of which producer, and which addresses are an article's own."""
    lines = [
        "# Producers and their fields",
        "",
        "The field names that producers use, from `articles/fields/producers.py`. For a producer that is not here, see",
        "[Teach Copydesk the field names of a producer](../how-to/my-producers-format.md).",
        "",
        "## Names that mean the same everywhere",
        "",
        "Case, `_`, `-` and blanks do not count; of several names the first that has a value is read. They are looked",
        f"for in the object itself and in {_names(WRAPPERS)}.",
        "",
        "| meaning | names |",
        "| --- | --- |",
        *(f"| `{meaning}` | {_names(names)} |" for meaning, names in GENERIC.items()),
        f"| `url` | {_names(trusted('fields'))} |",
        "",
        "## Producers",
        "",
        "A producer is recognised by the paths in the second column. Its own paths come before the names above, and",
        "names that mean something else in its format are not read.",
        "",
        "| producer | recognised by | what is read | not read |",
        "| --- | --- | --- | --- |",
        *(_producer(producer) for producer in PRODUCERS),
        "",
        "## Which address is the article's own",
        "",
        "The address of an article is its identity. `identity`: the field has the article's own address. `address`:",
        "the field has an address of another site that leads to the article; it is used if there is no other.",
        "`neither`: the field leads to something else. Front pages, pictures and addresses",
        "that are not http(s) are never used.",
        "",
        "| form | field | use |",
        "| --- | --- | --- |",
        *(f"| {form} | `{field}` | {use} |" for form, table in ADDRESSES.items() for field, use in table.items()),
        "",
    ]
    return "\n".join(lines)


def query_language_page() -> str:
    """Return the query language: how parts are put together, and the table of fields."""
    rows = ["| field | also | takes | finds | example |", "| --- | --- | --- | --- | --- |"]
    takes = {
        Kind.TEXT: "words, a phrase, a beginning",
        Kind.NAME: "a name or key",
        Kind.EXACT: "a value as a whole, or its beginning",
        Kind.NUMBER: "`5`, `>5`, `<=5`, `2..9`",
        Kind.DATE: "a date, or `A..B`",
        Kind.FLAG: "",
    }
    for field in FIELDS:
        also = ", ".join(f"`{alias}`" for alias in field.aliases)
        taken = takes[field.kind] or ", ".join(f"`{flag}`" for flag in field.flags)
        example = field.example.replace("|", "\\|")
        if field.name in ("after", "before", "until"):
            taken = "a date"
        rows.append(f"| `{field.name}:` | {also} | {taken} | {field.says} | `{example}` |")
    return _page(
        "Query language",
        "What `copydesk search`, `copydesk batch`, `copydesk export` and the options that choose articles read. "
        'On a command line, put it between single quotes: `copydesk search \'people:"Xi Jinping" sanctions '
        '-sport after:2024-05 place:"Lyon"~50km\'`.',
        _QUERY_PARTS + "\n\n## Fields\n\n" + "\n".join(rows) + "\n\n" + _QUERY_VALUES,
    )


_QUERY_PARTS = """\
| written | finds |
| --- | --- |
| `ferry pact` | both words, in any order and in any form of the article's language; case and accents do not count |
| `"ferry pact"` | both in this order; `"ferry pact"~3` with at most three other words between |
| `-sport`, `!sport`, `NOT sport`, `-(sport \\| opera)` | articles without it; a `-` before a blank means nothing |
| `sanctions \\| embargo`, `sanctions OR embargo` | either |
| `(sanctions \\| embargo) ferry` | parentheses group; `a b \\| c` is `(a b) \\| c` |
| `sanct*` | words that begin so; a `*` at the beginning or in the middle of a word is an error |
| `sanktions~1` | words that differ by one letter (at most 2; `sanktions~`: by the word's length) |
| `field:value`, `field:"two words"`, `field:(a \\| b)` | in one field; no space after the colon |
| `country:NO`, `geonames:2996944` | the entity with this key |
| `2024-05..2024-07` | what was published then, as `on:2024-05..2024-07` |
| `https://paper.example/a` | the article of this address |
| nothing, or `*` | everything |

`AND`, `OR` and `NOT` are operators in capitals alone. A backslash takes its meaning from the sign after it. Quotation
marks may be of any kind (“ferry pact”, «ferry pact», „ferry pact“, 「…」), and the wide signs of Chinese and Japanese
keyboards (`：`, `（`, `）`, `｜`, `－`, `～`) mean what the narrow ones do.

## Errors and notes

A query that cannot be read is an error that points at the place; the exit code is 2. So are signs of other query
languages, which would find something else than was meant:

| written | instead |
| --- | --- |
| `title=ferry`, `words>500` | `title:ferry`, `words:>500` |
| `source: bbc`, `people:` | `source:bbc`: a value follows at once |
| `"ferr* pact"`, `"ferry pact"*` | `ferr* pact`; for the beginning of a value, `source:"North Sea"*` |
| `fe?ry`, `/fer+y/` | `fer*`, or `fery~1` |
| `ferry^2` | `ferry`: words have no weights |
| `ferry NEAR/5 pact` | `"ferry pact"~5` |
| `place:Lyon ~50km` | `place:Lyon~50km` |
| `title:-sport` | `-title:sport` |
| `on:[2024-05 TO 2024-07]` | `on:2024-05..2024-07` |
| `after:last week` | `after:"last week"` |
| `after:2024..2025` | `on:2024..2025` |
| `on:5/7/2024` | `on:2024-07-05` or `on:2024-05-07` |
| `words:9..5`, `5..9`, `>500` | `words:5..9`, `words:>500` |
| `title:*`, `people:*` | `has:people` |
| `country:Norway`, `language:jp` | `country:NO` or `place:Norway`, `language:ja` |

Where two readings are likely, there is an answer, and it says how the query was read (`notes` in `--json`):

| written | read as |
| --- | --- |
| `ferry or pact`, `ferry and pact`, `ferry not pact`, `ferry NEAR pact` | three words |
| `he said: go`, `WHO: treaty agreed` | words; a field has its value without a blank |
| `ferry - sport` | `ferry sport` |
| `ferry –sport`, with a dash | `ferry -sport` |
| `'ferry pact'` | `"ferry pact"` |
| `2024-05-07`, `7.5.2024`, `yesterday`, `last week` | words of the text; `on:2024-05-07` is about publication |
| `people:Xi Jinping`, `source:North Sea Times` | `people:Xi` and a word; `people:"Xi Jinping"` is about both |
| `title:ferry\\|pact` | `title:ferry` or `pact` anywhere; `title:(ferry\\|pact)` is about both |
| `after:2025 before:2024` | as it is written, which finds nothing |
| `?!` | everything, since nothing in it can be searched for |"""

_QUERY_VALUES = """\
**Names.** A name is looked up among the entities of the index: as a whole, as a way it was written, and one word also
as the last name of people. Where it may be several, all are searched and the answer lists them (`names` in `--json`).
Where nobody is called so, the answer has names that are spelled or sound alike. Your own aliases apply.

**Places with a distance** are looked up in Copydesk's gazetteer, or are coordinates: `from:45.76,4.83~20km`. Distances
are in `km`, `m` or `mi`, also in words: `place:"Lyon"~50 miles`. `from:` takes the name of a country as well.

**Quotations.** `quote:` and `speaker:` side by side are about the same quotation.

**Dates** are `2024`, `2024-05`, `2024-05-07`, `2024-05-07T10:30` (UTC, or with `Z`, `+02:00`), `today`, `yesterday`,
`now`, or a time ago: `12h`, `7d`, `2w`, `6m`, `1y`. Also `7.5.2024`, `20240507`, `31/12/2024`, `"7 May 2024"`,
`"last week"` (from Monday), `"this month"`, `"last year"`. `after:` includes what it names, `before:` does not,
`until:` does.
`on:2024-05..2024-07` is from the first day of May to the last of July.

**Bounds.** 10,000 characters, 200 words and values, groups 20 deep."""


def _names(names: Iterable[str]) -> str:
    return ", ".join(f"`{name}`" for name in names)


def _producer(producer: Producer) -> str:
    read = "; ".join(f"{meaning}: {_names(paths)}" for meaning, paths in producer.fields.items())
    return f"| {producer.name} | {_names(producer.told_by)} | {producer.refused or read} | {_names(producer.ignored)} |"


def api_page() -> str:
    """Return every operation of the JSON API, every tool for agents, and the types of their answers."""
    schemas: dict[str, dict[str, Any]] = description()["components"]["schemas"]
    parts = []
    for one in OPERATIONS:
        rows = _fields_table(parameters(one), {})
        answer = f"Answer: [`{one.answer.__name__}`](#{one.answer.__name__.lower()})"
        parts.append(f"## `GET {BASE}{one.path}`\n\n{one.says}\n\n{rows}\n\n{answer}")
    parts.append("## Tools for agents\n\n" + _API_TOOLS)
    for tool in TOOLS:
        _, components = msgspec.json.schema_components([tool.question], ref_template="{name}")
        rows = _fields_table(components[tool.question.__name__].get("properties", {}), {})
        parts.append(f"### `{tool.name}`\n\n{tool.says}\n\n{rows}")
    parts.append("## Types\n\n" + _API_TYPES)
    for name, schema in sorted(schemas.items()):
        said = schema.get("description", "").split("\n")[0]
        values = ", ".join(f"`{value}`" for value in schema.get("enum", ()))
        body = values or _fields_table(schema.get("properties", {}), schemas, set(schema.get("required", ())))
        parts.append(f"### {name}\n\n{said}\n\n{body}")
    return _page("JSON API and tools for agents", _API, "\n\n".join(parts))


_API = """\
`copydesk web` serves the JSON API beside the pages; [Use it with agents and programs](../how-to/use-with-agents.md)
says how to begin. Everything is read by GET. The API is described as OpenAPI 3.1 at `/api/openapi.json`. Within `v1`,
parameters and fields are added, and none is taken away or changes its meaning. Outside loopback, and wherever the
pages ask for a login, a request needs a session or `Authorization: Bearer TOKEN`; else the answer is 401.

An error is a [`Refusal`](#refusal) with status 400, 401, 404, 405, 500 or 503. What is kept from readers is answered
as what does not exist: 404."""
_API_TOOLS = """\
`copydesk mcp` serves these over the Model Context Protocol. Answers take 25 kB at most, and have all that articles say
below `material`."""
_API_TYPES = "Fields that are empty or have their default are left out of an answer."


def _fields_table(
    fields: dict[str, dict[str, Any]], schemas: dict[str, dict[str, Any]], required: set[str] | None = None
) -> str:
    if not fields:
        return "No parameters."
    rows = ["| name | type | default | |", "| --- | --- | --- | --- |"]
    for name, schema in fields.items():
        default = schema.get("default")
        shown = "" if default in (None, "", [], ()) else f"`{json.dumps(default)}`"
        is_needed = name in required if required is not None else "default" not in schema
        needed = "required" if required is None else "always present"
        texts = [schema.get("description", ""), *(part.get("description", "") for part in schema.get("anyOf", ()))]
        said = next((text for text in texts if text), "").replace("|", "\\|")
        rows.append(f"| `{name}` | {_type_of(schema, schemas)} | {shown or (needed if is_needed else '')} | {said} |")
    return "\n".join(rows)


def _type_of(schema: dict[str, Any], schemas: dict[str, dict[str, Any]]) -> str:
    if "$ref" in schema:
        name = schema["$ref"].rpartition("/")[2]
        return f"[`{name}`](#{name.lower().replace('.', '')})" if name in schemas else f"`{name}`"
    if "enum" in schema:
        return ", ".join(f"`{value}`" for value in schema["enum"])
    if "anyOf" in schema:
        return " or ".join(_type_of(one, schemas) for one in schema["anyOf"] if one.get("type") != "null")
    if schema.get("type") == "array":
        items = schema.get("items")
        if isinstance(items, dict):
            return f"list of {_type_of(items, schemas)}"
        inner = ", ".join(_type_of(one, schemas) for one in schema.get("prefixItems", ()))
        return f"pair of {inner}"
    return str(schema.get("format") or schema.get("type", "any"))


_EXAMPLES = """\
Every field of an article with a value, as the index has it. [The index and its fields](fields.md) says what each means.
Most values belong to one article that was made up for this page; a lead does not have the fields of copies, nor an
ordinary article those of corrections, embargoes and kills. Long values are cut at "…". A field without a value is
absent in a document."""
_EXAMPLE_ENTITY = """\
## An entity

A document of the index `entities`, as four stories make it. [An entity](fields.md#an-entity) says what each field
means."""
_TITLE = "Bergen opens its pier"
_BODY = "“The pier is safe,” said Ingrid Solberg, mayor of Bergen. The Harbour Board opens it on 1 March 2026."
_CUT = "\n\nShare this article"
_URL = "https://paper.example/2026/pier-opens"
_OWNER = "folder:Harbour Gazette"


def examples_page() -> str:
    """Return an example of each field of an article."""
    document = _example()
    rows = [
        f"| `{name}` | {field.get('type', 'object')} | {_example_of(document[name])} |"
        for name, field in mapping.ARTICLE["properties"].items()
    ]
    entity = _example_entity()
    counted = [
        f"| `{name}` | {field.get('type', 'object')} | {_example_of(entity[name])} |"
        for name, field in mapping.ENTITIES["properties"].items()
    ]
    head = ["| field | type | example |", "| --- | --- | --- |"]
    table = "\n".join([*head, *rows])
    return _page(
        "An article, field by field", _EXAMPLES, f"{table}\n\n{_EXAMPLE_ENTITY}\n\n" + "\n".join([*head, *counted])
    )


def _example_of(value: Any) -> str:
    shown = json.dumps(_shortened(value), ensure_ascii=False).replace("|", "\\|")
    return f"`{shown}`"


def _shortened(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _shortened(one) for name, one in value.items()}
    if isinstance(value, list):
        return [_shortened(one) for one in value[:4]] + (["…"] if len(value) > 4 else [])
    return f"{value[:100]}…" if isinstance(value, str) and len(value) > 110 else value


def _example() -> dict[str, Any]:
    noon = datetime(2026, 3, 1, 12, tzinfo=UTC)
    decoded = decoded_hash(f"{_TITLE}\n\n{_BODY}{_CUT}")
    lead = article_id(_URL, None, decoded)
    article = Article(
        id=lead,
        arrival="20260301T120000000000-3f6a0c1e:0",
        claimed_at=int(noon.timestamp()) * 1_000_000,
        title=_TITLE,
        body=_BODY,
        removed=(
            Removed(start=0, end=0, text=f"{_TITLE}\n\n", reason="title"),
            Removed(start=len(_BODY), end=len(_BODY), text=_CUT, reason="share_bar"),
        ),
        decoded_hash=decoded,
        content_hash=content_hash(_TITLE, _BODY),
        url=_URL,
        source="Harbour Gazette",
        domain="paper.example",
        byline="Åsa Lindgren",
        authors=("Åsa Lindgren",),
        dateline=Dateline(
            text="BERGEN", place="Bergen", key="geonames:3161732", country="NO", latitude=60.393, longitude=5.324
        ),
        published_at=noon,
        published_at_from="given",
        modified_at=noon,
        date_candidates=(DateCandidate(value=noon, found_in="given"),),
        language="en",
        languages=("en",),
        section="News",
        tags=("harbour",),
        wire=Wire(
            id="urn:example:1",
            version="2",
            updated=noon.isoformat(),
            provider="Harbour Wire",
            signal=Signal.CORRECTION,
            embargo_until=noon.isoformat(),
            note="Corrects the mayor's name.",
            evolved_from="urn:example:0",
            marks=("correction",),
        ),
        images=(Image(url="https://paper.example/pier.jpg", caption="The pier", credit="Åsa Lindgren"),),
        topics=(Topic(code="medtop:20000304", name="media", name_de="Medien"),),
        genre="Current",
        priority=4,
        place_codes=("NOR",),
        owner=_OWNER,
        producer_key=producer_key(_OWNER, "Harbour Gazette", "urn:example:1"),
        story_id=lead,
        word_count=len(_BODY.split()),
        sentence_count=2,
        entities=_example_entities(),
        dates=("2026-03-01",),
        keywords=("pier",),
        quotes=(
            Quote(
                text="The pier is safe,",
                start=1,
                end=18,
                speaker="Ingrid Solberg",
                speaker_key="person:ingrid-solberg",
                confidence=0.95,
                kind="named",
            ),
        ),
        pipeline={"entities": "en:copydesk"},
    )
    packed = sketch(article.title, article.body, article.language).to_bytes()
    document = to_document(article, now=noon, revision=2, sketch=packed)
    return document | _example_of_others(lead, noon)


def _example_entities() -> tuple[Entity, ...]:
    found = []
    for name, kind, key in (
        ("Ingrid Solberg", "person", "person:ingrid-solberg"),
        ("Bergen", "place", "geonames:3161732"),
        ("Harbour Board", "organization", "organization:harbour-board"),
    ):
        start = _BODY.index(name)
        mention = Mention(start=start, end=start + len(name), surface=name)
        place = {"country": "NO", "latitude": 60.393, "longitude": 5.324} if kind == "place" else {}
        found.append(Entity(name=name, type=kind, key=key, mentions=(mention,), salience=0.4, **place))  # type: ignore[arg-type]
    return tuple(found)


def _example_entity() -> dict[str, Any]:
    """Return the document of an entity, made from an answer of Elasticsearch."""
    key, moments = "person:ingrid-solberg", ("2026-03-01T12:00:00.000Z", "2026-03-12T07:30:00.000Z")
    first, last = ({"value": number, "value_as_string": moment} for number, moment in enumerate(moments))
    nothing = {"value": None}
    bucket = {
        "key": key,
        "doc_count": 4,
        "first": first,
        "last": last,
        "undated": {"first": nothing, "last": nothing},
        "weeks": {
            "buckets": [
                {"key_as_string": "2026-02-23", "doc_count": 1},
                {"key_as_string": "2026-03-09", "doc_count": 3},
            ]
        },
        "companions": {
            "buckets": [
                {"key": key, "doc_count": 4},
                {"key": "geonames:3161732", "doc_count": 3},
                {"key": "organization:harbour-board", "doc_count": 1},
            ]
        },
    }
    names = [{"key": f"{key}|2|Ingrid Solberg", "doc_count": 3}, {"key": f"{key}|1|I. Solberg", "doc_count": 1}]
    answer = {"keys": {"buckets": [bucket]}, "names 0": {"buckets": names}}
    (document,) = entity_documents(answer, now=datetime(2026, 3, 12, 7, 31, tzinfo=UTC))
    return document


def _example_of_others(lead: str, noon: datetime) -> dict[str, Any]:
    """Return the fields that an article gets later: as a copy, by a correction, by a kill."""
    at = noon.isoformat()
    return {
        "copies": 3,
        "is_copy": False,
        "copy_of": lead,
        "similarity": 0.93,
        "former_lead": {"id": lead, "similarity": 0.93},
        "lead_published_at": at,
        "lag_seconds": 5400,
        "rank": 2,
        "updated_at": at,
        "embargo_broken": True,
        "killed_elsewhere": True,
        "corrections": [
            {"at": at, "revision": 2, "signal": "correction", "note": "Corrects the mayor's name.", "quiet": False}
        ],
    }


PAGES: dict[str, Callable[[], str]] = {
    "field-examples.md": examples_page,
    "api.md": api_page,
    "producers.md": producers_page,
    "settings.md": settings_page,
    "command-line.md": commands_page,
    "fates-and-reasons.md": fates_page,
    "metrics.md": metrics_page,
    "log-events.md": log_events_page,
    "query-language.md": query_language_page,
    "modules.md": modules_page,
}


def pages() -> dict[Path, str]:
    """Return the text that each file should have."""
    architecture = ROOT / "ARCHITECTURE.md"
    texts = {REFERENCE / name: write() for name, write in PAGES.items()}
    return texts | {architecture: with_tree(architecture.read_text("utf-8"))}


def stale() -> list[str]:
    """Return the files that are not as the code says."""
    texts = pages().items()
    return [str(path.relative_to(ROOT)) for path, text in texts if not path.exists() or path.read_text("utf-8") != text]


if __name__ == "__main__":
    if sys.argv[1:] == ["--check"]:
        if names := stale():
            sys.exit(f"Not current: {', '.join(names)}. Run `make reference`.")
    else:
        for _path, _text in pages().items():
            _path.write_text(_text, encoding="utf-8")
