"""Halves of characters, as JSON brings them that was cut inside an emoji."""

from __future__ import annotations

import unicodedata
from pathlib import Path
from typing import Any

import msgspec
import pytest

from articles.article import Article, Given, Record
from articles.characters import normalised
from articles.cleaning import clean
from articles.forms import read

TEXT = "The ferry sails again tonight, the council said on Friday, after nine years in which nobody could cross. " * 3
FIELDS = (
    f'{{"title": "Ferry \\ud83d", "text": "{TEXT} \\udc00", "url": "https://a.example/\\ud800b", '
    '"source": "S\\ud800", "authors": ["Ann \\ud83d Lee"], "tags": ["\\ud83d"], "language": "\\ud83d"}'
)
PAGE = (
    '<html><head><title>Ferry</title><script type="application/ld+json">{"@type": "NewsArticle", "headline": '
    '"Ferry \\ud83d", "author": {"name": "Ann \\ud83d Lee"}, "url": "https://a.example/\\ud83d", "articleBody": '
    f'"{TEXT}"}}</script></head><body><article><h1>Ferry</h1><p>{TEXT}</p></article></body></html>'
)


@pytest.mark.parametrize(
    ("name", "content"), [("a.jsonl", FIELDS), ("a.json", FIELDS), ("a.json", f"[{FIELDS}]"), ("a.html", PAGE)]
)
def test_they_do_no_harm(tmp_path: Path, name: str, content: str) -> None:
    """Each becomes a replacement character, in texts, fields and metadata; what was read and cleaned can be written."""
    path = tmp_path / name
    path.write_text(content)
    (record,) = read(path, name=name, given=Given())
    assert isinstance(record, Record)
    msgspec.json.encode(record)
    article = clean(record, arrival="i:0", claimed_at=1)
    assert isinstance(article, Article)
    msgspec.json.encode(article)
    assert article.title.startswith("Ferry")


@pytest.mark.parametrize("form", ["NFC", "NFD", "NFKC", "NFKD"])
def test_a_normal_form_of_ordinary_text_is_unicodes(form: Any) -> None:
    """Words with several marks, and long runs of signs that are no marks, come out as Unicode says."""
    for text in ("e\u0301a\u0323\u0302", "ﬁ ½ ﷺ", "Việt Nam", "קָמָץ", "-" * 200 + "é", "\u2026" * 99, "plain"):
        assert unicodedata.normalize(form, text) == normalised(form, text)


def test_a_normal_form_takes_linear_time() -> None:
    """A run of marks is put into order thirty at a time; as one, this would take an hour."""
    text = "a" + "\u0301\u0316" * 500_000
    form = normalised("NFKC", text)
    assert len(text) < len(form) < 1.1 * len(text)
    assert form == normalised("NFKC", form)
