"""From the name of a model to its tagger, loaded once in a process."""

from __future__ import annotations

from functools import cache

from articles.enrichment.tagging import own, stock
from articles.enrichment.tagging.spans import Tagger


@cache
def load(model: str) -> Tagger:
    """The tagger of a model: "copydesk", or the name of an installed spaCy package.

    Loaded at the first call and kept: call it before a fork, and the children
    share its memory.

    Raises:
        PermanentError: No package of this name is installed, or it cannot find entities.
    """
    if model == "copydesk":
        return own.OwnTagger()
    return stock.StockTagger(model)
