"""Parse the lists of words that are written in our sources."""

from __future__ import annotations

from articles.enrichment.gazetteer import fold


def word_set(text: str) -> frozenset[str]:
    """Return the words of a text, which white space parts."""
    return frozenset(text.split())


def folded_set(text: str) -> frozenset[str]:
    """Return the words of a text, folded: for lists in which folded words are looked up.

    >>> sorted(folded_set("señor прем'єр minister-president"))
    ['minister president', 'senor', 'премєр']
    """
    return frozenset(fold(word) for word in text.split())
