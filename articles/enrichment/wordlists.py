"""Lists of words as they stand in our sources."""

from __future__ import annotations


def word_set(text: str) -> frozenset[str]:
    """Return the words of a text, which white space parts."""
    return frozenset(text.split())
