"""Work out once for all objects of one shape what depends on the names of their fields alone.

The records of a file mostly have the same names. Which of them may be a title, an address or a date is looked up in
tables of hundreds of names; a plan keeps the answer.
"""

from __future__ import annotations

import functools
from collections.abc import Mapping
from dataclasses import dataclass

from articles.fields.addresses import trusted
from articles.fields.field_names import are_few, fold, fold_path, without_types
from articles.fields.producers import GENERIC, PRODUCERS, WRAPPERS, Meaning, Producer

HIT = "_source"  # of a hit of Elasticsearch; folded it would be a source
#: Folded names of objects around an article, to their place in the order in which they are read.
WRAPPER_PLACES = {name if name == HIT else fold(name): place for place, name in enumerate(WRAPPERS)}
_GENERIC = {meaning: tuple(map(fold, names)) for meaning, names in GENERIC.items()}
_PLACES = {id(producer): place for place, producer in enumerate(PRODUCERS)}
_ZONES = ("timezone", "pubdatetz", "tz", "timezonename", "timezoneoffset", "utcoffset")
_BASES = ("siteurl", "homepageurl", "websiteurl", "baseurl")
_BASE_PATHS = ("links.self.href", "links.self")


@dataclass(frozen=True, slots=True)
class Layout:
    """The names of an object at its top level, folded."""

    folded: tuple[str, ...]
    top: frozenset[str]  #: the same as a set
    paths: Mapping[str, str]  #: folded name → name
    is_plain: bool  #: each folded name is there once, and has no special meaning
    wrappers: tuple[int, ...]  #: the places of those that are wrappers if they hold objects
    typed: Mapping[str, str]  #: name with the type of its field → folded name without


@dataclass(frozen=True, slots=True)
class Plan:
    """Where to find each meaning in an object with these field names."""

    generic: Mapping[Meaning, tuple[str, ...]]  #: the names that may have a meaning, the most trusted first
    own: Mapping[Meaning, tuple[tuple[str, str], ...]]  #: the same of the producer's own paths: (folded, as written)
    addresses: tuple[str, ...]  #: names and paths of addresses that may be the article's, the most trusted first
    bases: tuple[str, ...]
    base_paths: tuple[str, ...]
    zones: tuple[str, ...]
    has_revision: bool


def layout_of(names: tuple[str, ...]) -> Layout:
    """Return the layout of an object with these names."""
    return _layout(names) if are_few(names) else _layout.__wrapped__(names)


def plan_of(flat: tuple[str, ...], top: frozenset[str], producer: Producer | None) -> Plan:
    """Return the plan for an object.

    Args:
        flat: its folded names, with those inside wrappers.
        top: the folded names of its top level, where paths begin.
        producer: one of `PRODUCERS`, where the object's fields tell of it.
    """
    place = -1 if producer is None else _PLACES[id(producer)]
    return _plan(flat, top, place) if are_few(flat) else _plan.__wrapped__(flat, top, place)


@functools.lru_cache(maxsize=256)
def _layout(names: tuple[str, ...]) -> Layout:
    folded = tuple(map(fold, names))
    top = frozenset(folded)
    typed = without_types(names)
    return Layout(
        folded=folded,
        top=top,
        paths=dict(zip(folded, names, strict=True)),
        is_plain=(
            len(top) == len(folded)
            and HIT not in names
            and not typed
            and not any(name.startswith("field_") for name in names)
        ),
        wrappers=tuple(place for place, name in enumerate(folded) if name in WRAPPER_PLACES),
        typed=typed,
    )


@functools.lru_cache(maxsize=256)
def _plan(flat: tuple[str, ...], top: frozenset[str], place: int) -> Plan:
    known = frozenset(flat)
    own = PRODUCERS[place].fields if place >= 0 else {}
    found = {meaning: tuple(name for name in names if name in known) for meaning, names in _GENERIC.items()}
    return Plan(
        generic={meaning: names for meaning, names in found.items() if names},
        own={meaning: named for meaning, paths in own.items() if (named := _leading(paths, known, top))},
        addresses=tuple(
            name
            for name in trusted("fields")
            if (_may_lead(fold_path(name), top | known) if "." in name else name.partition(" ")[0] in known)
        ),
        bases=tuple(name for name in _BASES if name in known),
        base_paths=tuple(path for path in _BASE_PATHS if _may_lead(path, top)),
        zones=tuple(name for name in _ZONES if name in known),
        has_revision=_may_lead("revision.published", top),
    )


def _leading(paths: tuple[str, ...], known: frozenset[str], top: frozenset[str]) -> tuple[tuple[str, str], ...]:
    """Return those of a producer's paths that may lead to a value, each folded and as it is written."""
    folded = ((fold_path(path), path) for path in paths)
    return tuple((fold, path) for fold, path in folded if _may_lead(fold, top) or ("." not in path and fold in known))


def _may_lead(path: str, top: frozenset[str]) -> bool:
    """Return whether a path begins at one of these names, which may hold dots themselves."""
    parts = path.split(".")
    return any(".".join(parts[:count]) in top for count in range(1, len(parts) + 1))
