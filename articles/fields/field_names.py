"""Fold names and paths of fields, so that they can be compared."""

from __future__ import annotations

import functools
from collections.abc import Iterator, Mapping, Sequence
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
    return list(_at(value, fold_path(path), 0))


def _at(value: Any, path: str, depth: int) -> Iterator[Any]:
    if not path:
        yield value
    elif depth > _DEPTH:
        return
    elif isinstance(value, Mapping):
        for name, inner in value.items():
            folded = fold(str(name))
            if folded == path:
                yield inner
            elif path.startswith(folded + "."):
                yield from _at(inner, path[len(folded) + 1 :], depth + 1)
    elif isinstance(value, Sequence) and not isinstance(value, str):
        for item in value[:200]:
            yield from _at(item, path, depth + 1)
