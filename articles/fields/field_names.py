"""Fold names and paths of fields, so that they can be compared."""

from __future__ import annotations

import functools
import re
from collections.abc import Mapping, Sequence
from typing import Any

_DEPTH = 8
#: Plans are cached by an object's field names, unless there are more of them or longer ones.
_MAX_NAMES = 100
_MAX_CHARACTERS = 4000


@functools.lru_cache(maxsize=20_000)
def fold(name: str) -> str:
    """Return a field's name as it is compared: lower case, without `_`, `-`, blanks and a leading `@`."""
    return name.lower().lstrip("@").replace("_", "").replace("-", "").replace(" ", "").strip("\ufeff\"'")


@functools.lru_cache(maxsize=20_000)
def fold_path(path: str) -> str:
    """Return a path ("byline.original") with each of its names folded."""
    return ".".join(fold(part) for part in path.split("."))


#: Types at the end of the names in a schema of Solr that takes any field (`title_s`, `body_txt_en`, `date_pdt`).
_TYPED = re.compile(
    r"(.*[^\W_])_(?:s|ss|t|ts|txts?|txt_[a-z]{2,3}|texts?|text_general|text_[a-z]{2}|strs?|strings?|dts?|tdts?|pdts?)"
)
#: The same at the beginning, as Drupal's Search API writes them (`ss_title`, `tm_X3b_en_body`).
_TYPED_BEFORE = re.compile(r"(?:ss|sm|ts|tm|tum|tus|ds|dm|zs|zm)_(?:X3b_[a-z]{2,3}_)?(?:field_)?(\w+)")


def without_types(names: Sequence[str]) -> dict[str, str]:
    """Return name → folded name without its type, for the names of a document of Solr; nothing where it is none."""
    if sum("_" in name for name in names) < 2:
        return {}
    found = {
        name: fold(match[1]) for name in names if (match := _TYPED.fullmatch(name) or _TYPED_BEFORE.fullmatch(name))
    }
    return found if len(found) > 1 else {}


def are_few(names: tuple[str, ...]) -> bool:
    """Return whether names are so few and short that what follows from them may be kept."""
    return len(names) <= _MAX_NAMES and sum(map(len, names)) <= _MAX_CHARACTERS


def folded_names(item: Mapping[str, Any]) -> frozenset[str]:
    """Return the names of an object's fields, folded."""
    names = tuple(map(str, item))
    return _folded(names) if are_few(names) else _folded.__wrapped__(names)


@functools.lru_cache(maxsize=256)
def _folded(names: tuple[str, ...]) -> frozenset[str]:
    return frozenset(map(fold, names))


def values_at(value: Any, path: str) -> list[Any]:
    """Return what is at a path of names with dots between, going into every element of lists on the way.

    Names are compared folded; a name that holds dots itself is found too.
    """
    found: list[Any] = []
    _collect(value, fold_path(path), 0, found)
    return found


def values_in(top: Mapping[str, Any], path: str) -> list[Any] | None:
    """Return the same of an object whose fields are known by folded name; None where several begin the path.

    Args:
        top: folded name → value.
        path: folded.
    """
    begun = [(name, rest) for name, rest in _steps(path).items() if name in top]
    if len(begun) > 1:
        return None
    found: list[Any] = []
    for name, rest in begun:
        _collect(top[name], rest, 1, found)
    return found


@functools.lru_cache(maxsize=20_000)
def _steps(path: str) -> Mapping[str, str]:
    """Return each name that may begin a path, and the path that is left after it."""
    steps = {path[:place]: path[place + 1 :] for place, character in enumerate(path) if character == "."}
    return {**steps, path: ""}


def _collect(value: Any, path: str, depth: int, found: list[Any]) -> None:
    """Add what is at a folded path to `found`."""
    if not path:
        found.append(value)
    elif depth > _DEPTH:
        return
    elif type(value) is dict or isinstance(value, dict):
        steps = _steps(path)
        for name, inner in value.items():
            rest = steps.get(fold(name if type(name) is str else str(name)))
            if rest is not None:
                _collect(inner, rest, depth + 1, found)
    elif isinstance(value, list) or (isinstance(value, Sequence) and not isinstance(value, str)):
        for item in value[:200]:
            _collect(item, path, depth + 1, found)
