"""From the name of a model to its tagger, loaded once in a process."""

from __future__ import annotations

from functools import cache

from articles.enrichment.tagging.spans import Tagger
from articles.entity_models import SHARED_LANGUAGES
from articles.errors import PermanentError


def load(model: str, language: str = "en") -> Tagger:
    """Return the tagger of a model: "copydesk", or the name of an installed spaCy package.

    Loaded at the first call and kept: call it before a fork, and the children
    share its memory.

    Args:
        model: Its name.
        language: ISO 639-1; Copydesk's own models ask for it.

    Raises:
        PermanentError: No package of this name is installed, or it cannot find entities; or Copydesk has no model
            of its own for the language.
    """
    return _loaded(model, language if model == "copydesk" else "")


@cache
def _loaded(model: str, language: str) -> Tagger:
    # Each is imported by who tags with it: spaCy takes a second and 35 MB.
    if model == "copydesk" and language != "en":
        if language not in SHARED_LANGUAGES:
            known = ", ".join(("en", *SHARED_LANGUAGES))
            raise PermanentError(f"Copydesk has no entity model for {language!r}, only for {known}")
        from articles.enrichment.tagging import languages

        return languages.LanguageTagger(language)
    if model == "copydesk":
        from articles.enrichment.tagging import english_tagger

        return english_tagger.OwnTagger()
    from articles.enrichment.tagging import spacy_tagger

    return spacy_tagger.StockTagger(model)
