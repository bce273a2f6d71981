"""A user's own meanings of fields; where each field came from; what is proposed."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from articles.article import Given, Record, Rejection
from articles.fields.explaining import Explanation, as_toml
from articles.fields.mapping import FieldMap, FieldMapError, parse_field_map
from articles.fields.producers import Meaning
from articles.forms import read

BODY = "The ferry board agreed to lengthen its pier by eighty metres, so that the new boats can land at low water. " * 3
STRANGE = {
    "hdr": {"ttl": "Board lengthens its pier", "who": ["Nora Feld", "Tom Abara"]},
    "payload": {"kurz": "Short", "lang": BODY},
    "wann": "2025-03-04T08:30:00Z",
    "wo": "https://mercury.example.test/pier",
    "code": 7,
}
MAP = """
[[mapping]]
files = ["kelmsay-*.json", "*.jsonl"]
sources = ["Kelmsay Wire"]
[mapping.fields]
title = "hdr.ttl"
text = ["payload.long", "payload.lang"]
authors = "hdr.who"
published_at = "wann"
url = "wo"
"""


def found(
    tmp_path: Path, value: Any, name: str, field_map: FieldMap, source: str | None = None
) -> tuple[list[Record | Rejection], list[Explanation]]:
    path = tmp_path / "file"
    path.write_text(value if isinstance(value, str) else json.dumps(value), encoding="utf-8")
    explained: list[Explanation] = []
    items = list(read(path, name=name, given=Given(source=source), field_map=field_map, explained=explained))
    return items, explained


@pytest.mark.parametrize(
    ("name", "source"),
    [("kelmsay-1.json", None), ("KELMSAY-2.JSON", None), ("x.json", "kelmsay wire"), ("a.jsonl", None)],
)
def test_fields_by_file_and_source(tmp_path: Path, name: str, source: str | None) -> None:
    """The first rule whose pattern or source fits holds."""
    ((record,), (explanation,)) = found(tmp_path, STRANGE, name, parse_field_map(MAP), source)

    assert isinstance(record, Record)
    given = record.given
    assert BODY.strip() == record.content.strip()
    assert ("Board lengthens its pier", ("Nora Feld", "Tom Abara")) == (given.title, given.authors)
    assert ("2025-03-04T08:30:00Z", "https://mercury.example.test/pier") == (given.published_at, given.url)
    assert "payload.lang" == explanation.origins[Meaning.TEXT]
    assert ("payload.kurz", "code") == explanation.unread


def test_other_files_are_read_as_ever(tmp_path: Path) -> None:
    """A rule for other files changes nothing."""
    (items, _) = found(tmp_path, STRANGE, "other.json", parse_field_map(MAP))

    assert ["no_article"] == [item.reason for item in items if isinstance(item, Rejection)]


def test_a_list_of_a_name_of_its_own(tmp_path: Path) -> None:
    """`items` says where the articles are."""
    rule = '[[mapping]]\n[mapping.fields]\nitems = "paket.meldungen"\ntext = "lang"\ntitle = "ttl"\n'
    answer = {"paket": {"meldungen": [{"ttl": "A", "lang": BODY}, {"ttl": "B", "lang": BODY}, {"ttl": "C"}]}}

    (items, _) = found(tmp_path, answer, "a.json", parse_field_map(rule))

    assert ["A", "B"] == [item.given.title for item in items if isinstance(item, Record)]
    assert 3 == len(items)


def test_columns_of_a_table(tmp_path: Path) -> None:
    """A column of any name may hold the text."""
    rule = '[[mapping]]\n[mapping.fields]\ntext = "meldung"\ntitle = "ttl"\n'

    ((record,), _) = found(tmp_path, f"ttl,meldung\nA,{BODY.replace(',', '')}\n", "a.csv", parse_field_map(rule))

    assert isinstance(record, Record)
    assert "A" == record.given.title


def test_a_proposal_that_can_be_used(tmp_path: Path) -> None:
    """What is proposed for a producer whom nobody knows reads its fields."""
    (_, (explanation,)) = found(tmp_path, STRANGE, "desk-20250304.json", FieldMap())

    proposal = as_toml(explanation, "desk-20250304.json")

    assert 'files = ["desk-*.json"]' in proposal
    ((record,), _) = found(tmp_path, STRANGE, "desk-20250305.json", parse_field_map(proposal))
    assert isinstance(record, Record)
    given = record.given
    assert BODY.strip() == record.content.strip()
    assert ("Board lengthens its pier", ("Nora Feld", "Tom Abara")) == (given.title, given.authors)
    assert ("2025-03-04T08:30:00Z", "https://mercury.example.test/pier") == (given.published_at, given.url)


def test_nothing_is_proposed_where_nothing_is_missing(tmp_path: Path) -> None:
    """Fields that are known need no mapping."""
    value = {"title": "A", "text": BODY, "author": "Nora Feld", "date": "2025-03-04", "url": "https://m.example.test/a"}
    (_, (explanation,)) = found(tmp_path, value, "a.json", FieldMap())

    assert ("", ()) == (as_toml(explanation, "a.json"), explanation.unread)
    assert {"title": "title", "text": "text", "authors": "author", "published_at": "date", "url": "url"} == dict(
        explanation.origins
    )


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("[[mapping]", "not valid TOML"),
        ("[mapping]\nfiles = []", "two brackets"),
        ("[[rule]]", "unknown: rule"),
        ("[[mapping]]", "at least one meaning"),
        ("[[mapping]]\nfile = 'x'\n[mapping.fields]\ntitle = 'a'", "unknown: file"),
        ("[[mapping]]\n[mapping.fields]\ntitel = 'a'", "no meaning is called titel"),
        ("[[mapping]]\n[mapping.fields]\ntitle = 5", "mapping 1, title"),
        ("[[mapping]]\n[mapping.fields]\ntitle = ['a', '']", "mapping 1, title"),
        ("[[mapping]]\nfiles = 5\n[mapping.fields]\ntitle = 'a'", "mapping 1, files"),
    ],
)
def test_what_is_wrong_is_said(text: str, words: str) -> None:
    """With the place, and what there is."""
    with pytest.raises(FieldMapError, match=words.replace("[", "\\[")):
        parse_field_map(text)


def test_an_empty_file_maps_nothing() -> None:
    """Nor does one with comments alone."""
    assert FieldMap() == parse_field_map("# nothing yet\n")
