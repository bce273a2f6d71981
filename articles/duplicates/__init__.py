"""Compare texts, without state: sketches, similarity, and the decision which story a text joins."""

from __future__ import annotations

from articles.duplicates.joining import join
from articles.duplicates.likeness import Likeness, compare
from articles.duplicates.sketch import Sketch, candidate_keys, sketch

__all__ = ["Likeness", "Sketch", "candidate_keys", "compare", "join", "sketch"]
