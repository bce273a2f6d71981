"""The flat fields by which the entities of articles are found and counted, and the patterns that choose from them.

`entity_forms` has what an entity is called: "lindqvist|part|person:lindqvist-maria". `entity_names` has each entity
once: "person:lindqvist-maria|3|Maria Lindqvist", with its mentions in the article. Both are keywords; an aggregation
counts those that begin as a pattern says.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from articles.article import Value
from articles.enrichment.gazetteer import fold

#: Prefixes by which keys are distinguished from names.
KEY_PREFIXES = ("person:", "organization:", "place:", "country:", "region:", "geonames:")

#: The flat field of each type of entity.
FLAT = {"person": "people", "organization": "organizations", "place": "places"}

_PLACES = "(place|country|region|geonames):"
#: Letters of a form, and words of a part, at most.
_LONGEST = 120
_PART_WORDS = 3
_MOST_PARTS = 6
#: Letters of a pattern; Elasticsearch takes 1,000.
_PATTERN = 900
_LETTERS = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i"})


class Named(Value, frozen=True, kw_only=True):
    """A value of `entity_names`."""

    key: str
    mentions: int
    name: str


def folded(name: str) -> str:
    """Return a name as `entity_forms` has it.

    >>> folded("Ms. Sørensen"), folded("Saint-Étienne")
    ('ms sorensen', 'saint etienne')
    """
    return fold(name).translate(_LETTERS)[:_LONGEST]


def entity_fields(entities: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Return the flat fields of a document, made from its `entities`; empty ones too."""
    known = [one for one in entities if one.get("key") and one.get("name")]
    return {
        "entity_names": sorted(_names(known)),
        "entity_forms": sorted({value for one in known for value in _forms(one)}),
        "entity_countries": sorted({one["country"] for one in known if one.get("country")}),
        "entity_locations": [one["location"] for one in known if one.get("location")],
    }


def _names(entities: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    best: dict[str, Mapping[str, Any]] = {}
    mentions: dict[str, int] = {}
    for one in entities:
        key, number = one["key"], one.get("mentions", 0)
        if key not in best or number > best[key].get("mentions", 0):
            best[key] = one
        mentions[key] = mentions.get(key, 0) + number
    for key, one in best.items():
        yield f"{key}|{mentions[key]}|{one['name']}"


def _forms(entity: Mapping[str, Any]) -> Iterator[str]:
    """Yield what an entity is called: its name, ways it is written, and its name from a later word on."""
    name = folded(entity["name"])
    forms = {name: "name"}
    for surface in entity.get("surfaces", ()):
        forms.setdefault(folded(surface), "form")
    for part in _parts(name):
        forms.setdefault(part, "part")
    for form, kind in forms.items():
        if form:
            yield f"{form}|{kind}|{entity['key']}"


def _parts(name: str) -> Iterator[str]:
    """Yield a folded name from each later word on."""
    words = name.split()
    for start in range(1, min(len(words), _MOST_PARTS + 1)):
        yield " ".join(words[start : start + _PART_WORDS])


def read_name(value: str) -> Named:
    """Return a value of `entity_names`, read."""
    key, mentions, name = value.split("|", 2)
    return Named(key=key, mentions=int(mentions), name=name)


def key_of_form(value: str) -> str:
    """Return the key in a value of `entity_forms`."""
    return value.split("|", 2)[2]


def type_of(key: str) -> str:
    """Return the type of the entity that has a key: "person", "organization" or "place"."""
    kind = key.partition(":")[0]
    return kind if kind in ("person", "organization") else "place"


def beginning(prefix: str, type_: str | None = None) -> str:
    """Return the pattern of forms that begin with some letters."""
    return f"{_escaped(folded(prefix))}.*\\|{of_type(type_)}"


def exactly(name: str, kind: str, type_: str | None = None) -> str:
    """Return the pattern of forms of one kind ("name", "form", "part") that are a name."""
    return f"{_escaped(folded(name))}\\|{kind}\\|{of_type(type_)}"


def with_word(word: str, type_: str | None = None) -> str:
    """Return the pattern of forms whose first word this is."""
    return f"{_escaped(folded(word))}( [^|]*)?\\|[a-z]+\\|{of_type(type_)}"


def of_type(type_: str | None) -> str:
    """Return the pattern of the keys of a type; of all keys if None."""
    if type_ is None:
        return ".*"
    return f"{_PLACES if type_ == 'place' else f'{type_}:'}.*"


def names_of(keys: Iterable[str]) -> list[str]:
    """Return patterns of the `entity_names` of these keys, as many as are needed to keep each short enough."""
    patterns: list[str] = []
    for key in keys:
        one = f"{_escaped(key)}\\|.*"
        if len(one) > _PATTERN:
            continue
        if patterns and len(patterns[-1]) + len(one) < _PATTERN:
            patterns[-1] += f"|{one}"
        else:
            patterns.append(one)
    return patterns


def beginnings(names: Iterable[str]) -> list[str]:
    """Return names as forms: whole, and from each later word on.

    >>> beginnings(["Maria Lindqvist"])
    ['lindqvist', 'maria lindqvist']
    """
    return sorted({form for name in names for form in (folded(name), *_parts(folded(name))) if form})


def _escaped(text: str) -> str:
    """Return a text as a regular expression of Lucene that matches it alone."""
    return "".join(c if c.isalnum() or c in " _" or not c.isascii() else f"\\{c}" for c in text)
