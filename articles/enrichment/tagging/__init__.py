"""People, organizations and places in a text: spans of characters with a label.

`load(name)` gives the tagger of a model, `Tagger.tag(text)` its spans. The
model "copydesk" is our own: one network for English (see `own`), one for fifteen
other languages (see `languages`); any other name is an installed spaCy package
(see `stock`). Only spans are told here, not who is
meant by them: that is for the stages after.
"""

from __future__ import annotations

from articles.enrichment.tagging.models import load
from articles.enrichment.tagging.spans import Doc, Label, Span, Tagger

__all__ = ["Doc", "Label", "Span", "Tagger", "load"]
