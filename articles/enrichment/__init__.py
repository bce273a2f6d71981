"""Enrich an article: language, entities, quotes and their speakers, keywords; the registry of enrichers.

`build` gives the chain of enrichers that the settings name; `Enrichment.enrich`
runs it over an article.
"""

from __future__ import annotations

from articles.enrichment.chain import REGISTRY, Enricher, Enrichment, build
from articles.enrichment.resources import Resources

__all__ = ["REGISTRY", "Enricher", "Enrichment", "Resources", "build"]
