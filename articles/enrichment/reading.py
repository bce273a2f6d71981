"""Enricher: how long an article is to read, in words and sentences of its body."""

from __future__ import annotations

from collections.abc import Mapping

from articles.article import Article
from articles.enrichment.resources import Resources
from articles.enrichment.words import count_sentences, count_words

VERSION = "1"


def enrich(article: Article, resources: Resources) -> Mapping[str, object]:
    """Return `word_count` and `sentence_count` of the body."""
    return {"word_count": count_words(article.body), "sentence_count": count_sentences(article.body)}
