"""Explain where each field of an article came from and which were not read, and propose rules for those."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import msgspec

from articles.article import Value
from articles.fields.addresses import own_address
from articles.fields.authors import people_in
from articles.fields.producers import TEXTS, Meaning
from articles.fields.reading import Reading, unread
from articles.fields.shapes import date_in, text_in
from articles.metadata.dates import parse_date

#: A text has at least so many characters, a title at most.
_TEXT_CHARACTERS, _TITLE_CHARACTERS = 200, 200


class Explanation(Value, frozen=True, kw_only=True):
    """What was read of an object and what was not."""

    producer: str = ""  #: whose fields these are, where the table of producers knows
    origins: dict[Meaning, str] = msgspec.field(default_factory=dict)  #: meaning → path of the field it came from
    unread: tuple[str, ...] = ()  #: paths of the fields that were not read
    proposed: dict[Meaning, str] = msgspec.field(
        default_factory=dict
    )  #: meanings that are missing → path that looks like it


def explain(item: Mapping[str, Any], reading: Reading) -> Explanation:
    """Return where the fields of a reading came from, and a proposal for what is missing."""
    left = unread(item, reading)
    return Explanation(
        producer=reading.producer, origins=dict(reading.origins), unread=tuple(left), proposed=_proposed(reading, left)
    )


def as_toml(explanation: Explanation, name: str) -> str:
    """Return a proposal as a `[[mapping]]` for files of this name; empty where there is none."""
    if not explanation.proposed:
        return ""
    pattern = re.sub(r"\d+", "*", name) or "*"
    lines = [f'{meaning.value} = "{path}"' for meaning, path in explanation.proposed.items()]
    return "\n".join(["[[mapping]]", f'files = ["{pattern}"]', "[mapping.fields]", *lines])


def _proposed(reading: Reading, left: Mapping[str, Any]) -> dict[Meaning, str]:
    values = list(left.items())
    proposal: dict[Meaning, str] = {}
    used: set[str] = set()
    for meaning, found in _guesses(values, reading):
        path = next((path for path in found if path not in used), None)
        if path is not None:
            proposal[meaning] = path
            used.add(path)
    return proposal


def _guesses(values: Sequence[tuple[str, Any]], reading: Reading) -> Iterator[tuple[Meaning, Iterator[str]]]:
    """Return for each missing meaning the paths that may hold it, the likeliest first."""
    if not any(meaning in reading.origins for meaning in TEXTS):
        sized = sorted(((len(text_in(value) or ""), path) for path, value in values), reverse=True)
        yield Meaning.TEXT, (path for size, path in sized if size >= _TEXT_CHARACTERS)
    if reading.given.url is None:
        yield Meaning.URL, (path for path, value in values if own_address(value))
    if reading.given.published_at is None:
        yield Meaning.PUBLISHED, (path for path, value in values if _is_date(value))
    if reading.given.title is None:
        yield Meaning.TITLE, (path for path, value in values if _is_title(value))
    if not reading.given.authors:
        yield Meaning.AUTHORS, (path for path, value in values if _is_author(value))


def _is_date(value: Any) -> bool:
    text = date_in(value)
    return text is not None and 8 <= len(text) <= 40 and parse_date(text) is not None


def _is_title(value: Any) -> bool:
    return (
        isinstance(value, str)
        and 3 <= len(value.split()) <= 30
        and len(value) <= _TITLE_CHARACTERS
        and not value.startswith("http")
        and not people_in(value)
    )


def _is_author(value: Any) -> bool:
    return isinstance(value, str | list) and len(str(value)) <= _TITLE_CHARACTERS and bool(people_in(value))
