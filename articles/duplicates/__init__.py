"""Near-duplicates: sketches of texts, their likeness, and the story a text joins (docs/explanation/duplicates.md)."""

from __future__ import annotations

from articles.duplicates.joining import join
from articles.duplicates.likeness import Likeness, compare
from articles.duplicates.sketch import Sketch, candidate_keys, sketch

__all__ = ["Likeness", "Sketch", "candidate_keys", "compare", "join", "sketch"]
