"""From the name of a model to its tagger, loaded once in a process."""

from __future__ import annotations

from functools import cache

from articles.enrichment.tagging.spans import Tagger


@cache
def load(model: str) -> Tagger:
    """Return the tagger of a model: "copydesk", or the name of an installed spaCy package.

    Loaded at the first call and kept: call it before a fork, and the children
    share its memory.

    Raises:
        PermanentError: No package of this name is installed, or it cannot find entities.
    """
    # spaCy takes a second and 35 MB: only who tags pays for it, not the watcher and the commands.
    if model == "copydesk":
        from articles.enrichment.tagging import own

        return own.OwnTagger()
    from articles.enrichment.tagging import stock

    return stock.StockTagger(model)
