"""Enrich the article of an assessment."""

from __future__ import annotations

from typing import Protocol

import msgspec

from articles.article import Article
from tasks.spool.values import Assessment


class EnrichmentLike(Protocol):
    """A chain of enrichers (`articles.enrichment.Enrichment`)."""

    def enrich(self, article: Article) -> Article:
        """Return the article with what the enrichers found."""


class Enricher:
    """Enriches the articles that will be written."""

    def __init__(self, enrichment: EnrichmentLike) -> None:
        self._enrichment = enrichment

    def enrich(self, assessment: Assessment) -> Assessment:
        """Return the assessment with its article enriched."""
        assert assessment.article is not None
        return msgspec.structs.replace(assessment, article=self._enrichment.enrich(assessment.article))
