"""Read the front matter of a Markdown file: YAML, TOML or JSON between marks, or lines `Title: ...`."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

import yaml

from articles.fields.field_names import fold
from articles.fields.producers import GENERIC, Meaning

_BLOCK = re.compile(
    r"\A\s*?(?P<mark>---|\+\+\+|;;;)(?:json|yaml|toml)?[ \t]*\r?\n(?P<block>.{0,50000}?)\r?\n"
    r"(?:(?P=mark)|\.\.\.)[ \t]*(?:\r?\n|\Z)",
    re.S,
)
#: Hexo's: closed, but not opened.
_UNOPENED = re.compile(r"\A(?P<block>[A-Za-z][\w \-]{1,30}:[ \t]*\S[^\n]*\n(?:[^\n]+\n){1,60}?)---[ \t]*(?:\r?\n|\Z)")
_LINES = re.compile(r"\A(?:[A-Za-z][\w \-]{1,30}:[ \t]+\S[^\n]*\n(?:[ \t]+\S[^\n]*\n)*){2,}(?=\s*\n|\Z)")
_LINE = re.compile(r"^([A-Za-z][\w \-]{1,30}):[ \t]+(\S.*(?:\n[ \t]+\S.*)*)$", re.M)
_KNOWN = frozenset(
    fold(name)
    for meaning, names in GENERIC.items()
    if meaning not in {Meaning.HTML, Meaning.TEXT, Meaning.SOURCE}
    for name in names
) | {"slug", "status", "draft", "url", "source", "site"}


class _Loader(yaml.SafeLoader):
    """Safe, and without aliases, by which a few lines become gigabytes."""

    def compose_node(self, parent: Any, index: Any) -> Any:
        if self.check_event(yaml.events.AliasEvent):
            raise yaml.YAMLError("aliases are not followed")
        return super().compose_node(parent, index)


# as strings, with the zone as it was written
_Loader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag != "tag:yaml.org,2002:timestamp"]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def front_matter(text: str) -> tuple[Mapping[str, Any], str]:
    """Return the fields before a text and the text; no fields where there are none that can be read."""
    text = text.removeprefix("\ufeff")
    if match := _BLOCK.match(text):
        fields = _toml(match["block"]) if match["mark"] == "+++" else _yaml(match["block"])
        if fields is not None:
            return fields, text[match.end() :]
    elif (match := _UNOPENED.match(text)) is not None and (fields := _yaml(match["block"])) is not None:
        if sum(fold(name) in _KNOWN for name in fields) >= 2:
            return fields, text[match.end() :]
    elif text.startswith("{"):
        return _json(text)
    elif (match := _LINES.match(text)) is not None:
        fields = {name: " ".join(value.split()) for name, value in _LINE.findall(match[0])}
        if sum(fold(name) in _KNOWN for name in fields) >= 2:
            return fields, text[match.end() :]
    return {}, text


def _yaml(block: str) -> dict[str, Any] | None:
    if block.lstrip().startswith("{"):
        fields, _ = _json(block)
        return dict(fields) or None
    try:
        value = yaml.load(block, Loader=_Loader)  # noqa: S506 -- derived from SafeLoader
    except (yaml.YAMLError, ValueError, RecursionError, TypeError, AttributeError):
        return _simple(block)
    return {str(name): inner for name, inner in value.items()} if isinstance(value, dict) else _simple(block)


def _toml(block: str) -> dict[str, Any] | None:
    try:
        return {name: _plain(value) for name, value in tomllib.loads(block).items()}
    except (tomllib.TOMLDecodeError, RecursionError):
        return _simple(block)


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date | datetime) else value


def _json(text: str) -> tuple[Mapping[str, Any], str]:
    try:
        fields, end = json.JSONDecoder().raw_decode(text.lstrip())
    except (ValueError, RecursionError):
        return {}, text
    return (fields, text.lstrip()[end:]) if isinstance(fields, dict) else ({}, text)


def _simple(block: str) -> dict[str, Any] | None:
    """Read lines `name: value` of a block that is not quite YAML or TOML."""
    fields: dict[str, Any] = {}
    for line in block.splitlines():
        if match := re.match(r"([\w\- ]{1,40}?)\s*[:=]\s*(\S.*)$", line):
            fields.setdefault(match[1], match[2].strip().strip("\"'"))
    return fields or None
