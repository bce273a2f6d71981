"""Leads that were let go, found again on a real Elasticsearch."""

from __future__ import annotations

import random
from datetime import UTC, datetime

import pytest
from elasticsearch import Elasticsearch

from articles.article import Article
from articles.duplicates import sketch
from search.documents import to_document
from search.find.archive_lookup import find, holds_older
from search.schema.index_names import Names
from search.transport.bulk import Operation, write

NOW = datetime(2026, 3, 1, tzinfo=UTC)
WORDS = ["".join(random.Random(i).choices("abcdefghilmnoprstu", k=4 + i % 6)) for i in range(900)]


def text(seed: int) -> str:
    """A text of its own for each seed."""
    return " ".join(random.Random(seed).choices(WORDS, k=300))


@pytest.fixture
def client(client: Elasticsearch, names: Names) -> Elasticsearch:
    """A client, and an index with three articles of another year."""
    operations = []
    for number in range(3):
        article = Article(id=f"a{number}", arrival=f"i:{number}", claimed_at=1000 + number, body=text(number))
        packed = sketch("", article.body).to_bytes()
        document = to_document(article, now=NOW, sketch=packed)
        operations.append(Operation(action="index", index=names.everything, id=article.id, body=document))
    write(client, operations, max_bytes=1 << 20)
    client.indices.refresh(index=names.everything)
    return client


def test_copies_of_older_articles_are_found(client: Elasticsearch, names: Names) -> None:
    """A copy of an article from before the window finds it, another text finds nothing."""
    copy, other, empty = (sketch("", body).to_bytes() for body in (text(1)[:1500], text(7), ""))
    assert ["a1", None, None, None] == find(client, names, [copy, other, empty, b""], before=1002)
    assert [None] == find(client, names, [copy], before=1001)


def test_nothing_older(client: Elasticsearch, names: Names) -> None:
    """Where nothing is older than the window, nothing needs to be asked."""
    assert [True, False] == [holds_older(client, names, before) for before in (1001, 1000)]
