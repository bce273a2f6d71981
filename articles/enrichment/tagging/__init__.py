"""People, organizations and places in a text: spans of characters with a label.

`load(model, language)` gives the tagger of a model for a language, `Tagger.tag(text)`
its spans. The model "copydesk" is our own: one network for English (see `own`), one
for the other languages of `articles.entity_models` (see `languages`); any other name
is an installed spaCy package (see `stock`). Only spans are told here, not who is
meant by them: that is for the stages after.
"""

from __future__ import annotations

from articles.enrichment.tagging.models import load
from articles.enrichment.tagging.spans import Doc, Label, Span, Tagger

__all__ = ["Doc", "Label", "Span", "Tagger", "load"]
