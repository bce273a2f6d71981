"""Enrich an article: language, entities, quotes and their speakers, keywords; the registry of enrichers.

`build` gives the chain of enrichers that the settings name; `Enrichment.enrich`
runs it over an article.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from articles.enrichment.chain import REGISTRY, Enricher, Enrichment, build
    from articles.enrichment.resources import Resources

__all__ = ["REGISTRY", "Enricher", "Enrichment", "Resources", "build"]


def __getattr__(name: str) -> object:
    """Import the chain when it is asked for: a search needs the names' spellings alone."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from articles.enrichment import chain, resources

    return resources.Resources if name == "Resources" else getattr(chain, name)
