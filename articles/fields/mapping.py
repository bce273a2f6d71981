"""Read `fields.toml`, in which a user says what the fields of an unknown producer mean.

    [[mapping]]
    files = ["kelmsay-*.json"]      # patterns of file names, or
    sources = ["Kelmsay wire"]      # names of sources; a mapping without either holds for all
    [mapping.fields]
    title = "hdr.ttl"
    text = ["payload.long", "payload.short"]

Paths are names with dots between, and go into every element of lists on the way.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

import msgspec

from articles.article import Value
from articles.errors import ConfigurationError
from articles.fields.producers import Meaning

#: Beside the meanings: where the list of articles is in an answer.
ITEMS = "items"
_KEYS = frozenset({"files", "sources", "fields"})


class FieldMapError(ConfigurationError):
    """`fields.toml` cannot be used; the message says what is wrong and where."""


class Rule(Value, frozen=True, kw_only=True):
    """One `[[mapping]]`."""

    files: tuple[str, ...] = ()  #: patterns of file names, in lower case
    sources: tuple[str, ...] = ()  #: in lower case
    fields: dict[Meaning, tuple[str, ...]] = msgspec.field(default_factory=dict)
    items: tuple[str, ...] = ()  #: paths of the list of articles

    def holds(self, names: tuple[str, ...], source: str | None) -> bool:
        """Return whether the rule is for a file of one of these names, or of this source."""
        if not self.files and not self.sources:
            return True
        if source and source.casefold() in self.sources:
            return True
        return any(fnmatchcase(name.lower(), pattern) for name in names for pattern in self.files)


class FieldMap(Value, frozen=True, kw_only=True):
    """All of `fields.toml`; the first rule that holds for a file counts."""

    rules: tuple[Rule, ...] = ()

    def rule(self, names: tuple[str, ...], source: str | None) -> Rule:
        """Return the rule for a file of these names (its own, and that of the archive around it)."""
        return next((rule for rule in self.rules if rule.holds(names, source)), Rule())


def parse_field_map(text: str) -> FieldMap:
    """Return what a `fields.toml` says.

    Raises:
        FieldMapError: it is no TOML, or says what there is not.
    """
    try:
        data = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise FieldMapError(f"not valid TOML: {error}") from error
    if unknown := sorted(set(data) - {"mapping"}):
        raise FieldMapError(f'unknown: {", ".join(unknown)}; there are only tables "[[mapping]]"')
    found = data.get("mapping", [])
    if not isinstance(found, list) or not all(isinstance(one, dict) for one in found):
        raise FieldMapError('"mapping" must be written with two brackets: [[mapping]]')
    return FieldMap(rules=tuple(_rule(one, number) for number, one in enumerate(found, start=1)))


def load_field_map(path: Path | None) -> FieldMap:
    """Return what a user's file says; an empty map where there is none.

    Raises:
        FieldMapError: it cannot be read, or used.
    """
    if path is None:
        return FieldMap()
    try:
        return parse_field_map(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        why = error.strerror if isinstance(error, OSError) else f"it is not UTF-8 ({error.reason})"
        raise FieldMapError(f"{path} cannot be read: {why}") from error
    except FieldMapError as error:
        raise FieldMapError(f"{path}: {error}") from error


def _rule(table: Mapping[str, Any], number: int) -> Rule:
    where = f"mapping {number}"
    if unknown := sorted(set(table) - _KEYS):
        raise FieldMapError(f"{where}: unknown: {', '.join(unknown)}; there are {', '.join(sorted(_KEYS))}")
    fields = table.get("fields", {})
    if not isinstance(fields, dict) or not fields:
        raise FieldMapError(f"{where}: [mapping.fields] must name a field for at least one meaning")
    paths: dict[Meaning, tuple[str, ...]] = {}
    items: tuple[str, ...] = ()
    for name, value in fields.items():
        found = _strings(value, f"{where}, {name}")
        if name == ITEMS:
            items = found
        elif name in tuple(Meaning):
            paths[Meaning(name)] = found
        else:
            raise FieldMapError(f"{where}: no meaning is called {name}; there are {', '.join([*Meaning, ITEMS])}")
    return Rule(
        files=tuple(pattern.lower() for pattern in _strings(table.get("files", []), f"{where}, files")),
        sources=tuple(source.casefold() for source in _strings(table.get("sources", []), f"{where}, sources")),
        fields=paths,
        items=items,
    )


def _strings(value: Any, where: str) -> tuple[str, ...]:
    values = value if isinstance(value, list) else [value]
    if not all(isinstance(one, str) and one.strip() for one in values):
        raise FieldMapError(f"{where}: a string or a list of strings is expected")
    return tuple(one.strip() for one in values)
