"""Register enrichers, those of users too, and build the chain of those that the settings choose.

An enricher is a module with a `VERSION` and one function

    def enrich(article: Article, resources: Resources) -> Mapping[str, object]

that returns fields of `Article` to set. If the module has a function
`version(article, resources) -> str`, its answer is put into `pipeline` in place of
`VERSION`: by it an enricher tells the model it used, or that it had none. If it has
a function `preload(resources)`, that is called before workers fork. Enrichers of
your own are chosen by their dotted path.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, Protocol, cast

import msgspec

from articles.article import Article
from articles.enrichment.resources import Resources
from articles.errors import ConfigurationError

__all__ = ["REGISTRY", "Enricher", "Enrichment", "build"]

#: Name in the settings → module.
REGISTRY: dict[str, str] = {
    "language": "articles.enrichment.language",
    "reading": "articles.enrichment.reading",
    "entities": "articles.enrichment.entities",
    "dateline": "articles.enrichment.dateline",
    "dates": "articles.enrichment.dates",
    "quotes": "articles.enrichment.quotes",
    "keywords": "articles.enrichment.keywords",
}

_FIELDS = frozenset(Article.__struct_fields__)


class Enricher(Protocol):
    """What a module must have to be an enricher."""

    VERSION: str

    def enrich(self, article: Article, resources: Resources, /) -> Mapping[str, object]:
        """Return the fields of `Article` to set."""


class Enrichment:
    """The chosen enrichers, in order. One per process."""

    def __init__(self, enrichers: Sequence[tuple[str, Enricher]], resources: Resources) -> None:
        self._enrichers = tuple(enrichers)
        self.resources = resources

    @property
    def versions(self) -> dict[str, str]:
        """Name of each enricher → its version."""
        return {name: enricher.VERSION for name, enricher in self._enrichers}

    def preload(self) -> None:
        """Load models and tables now, so that children of a fork share them."""
        for _, enricher in self._enrichers:
            preload: Callable[[Resources], None] | None = getattr(enricher, "preload", None)
            if preload is not None:
                preload(self.resources)

    def enrich(self, article: Article, only: Iterable[str] | None = None) -> Article:
        """Return the article with what the enrichers found.

        Args:
            article: A cleaned article.
            only: Names of the enrichers to run; all when None.

        Raises:
            PermanentError: An enricher returned a field that articles do not have.
        """
        chosen = None if only is None else frozenset(only)
        for name, enricher in self._enrichers:
            if chosen is not None and name not in chosen:
                continue
            fields = dict(enricher.enrich(article, self.resources))
            unknown = fields.keys() - _FIELDS
            if unknown:
                raise EnricherError(f"enricher {name!r} sets {', '.join(sorted(unknown))}: no field of an article")
            fields["pipeline"] = {**article.pipeline, name: self._version(enricher, article)}
            article = msgspec.structs.replace(article, **cast("dict[str, Any]", fields))
        return article

    def stale(self, article: Article) -> tuple[str, ...]:
        """Return the enrichers that would do otherwise than when this article was enriched, and those after them.

        Those after may build on what the earlier ones find: quotations have entities for speakers.
        """
        for place, (name, enricher) in enumerate(self._enrichers):
            if article.pipeline.get(name) != self._version(enricher, article):
                return tuple(later for later, _ in self._enrichers[place:])
        return ()

    def _version(self, enricher: Enricher, article: Article) -> str:
        version: Callable[[Article, Resources], str] | None = getattr(enricher, "version", None)
        return version(article, self.resources) if version is not None else enricher.VERSION


class EnricherError(ConfigurationError):
    """An enricher cannot be used."""


def build(names: Sequence[str], *, models: Mapping[str, str], aliases: Path | None = None) -> Enrichment:
    """Return the chain of the named enrichers.

    Args:
        names: Names in `REGISTRY`, or dotted paths of modules, in the order to run.
        models: Language (ISO 639-1) → entity model: "copydesk" or the name of a spaCy package.
        aliases: The user's `entities.toml`.

    Raises:
        EnricherError: A name is unknown, or its module cannot be imported or is not an enricher.
    """
    enrichers = []
    for name in names:
        path = REGISTRY.get(name, name)
        if path == name and "." not in name:
            raise EnricherError(f"no enricher is called {name!r}; there are {', '.join(REGISTRY)}")
        try:
            module = importlib.import_module(path)
        except ImportError as error:
            raise EnricherError(
                f"enricher {name!r} cannot be imported ({error}): install it into Copydesk's environment, or put the "
                "folder that it is in into PYTHONPATH"
            ) from error
        if not hasattr(module, "enrich") or not isinstance(getattr(module, "VERSION", None), str):
            raise EnricherError(f"{path} is not an enricher: it needs a function 'enrich' and a string 'VERSION'")
        enrichers.append((name, cast(Enricher, module)))
    return Enrichment(enrichers, Resources(models=models, aliases_file=aliases))
