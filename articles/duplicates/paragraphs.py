"""Tell who added which paragraph to a story."""

from __future__ import annotations

import re
from collections.abc import Sequence

from articles.article import Value

_PARAGRAPH = re.compile(r"\S[^\n]*")
_WORD = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]|\w+")
#: Share of words that two paragraphs have in common at least, if they are one that was edited.
_ALIKE = 0.7
#: Characters of a story's texts that are compared; what follows is left out.
_MOST = 2_000_000


class Added(Value, frozen=True, kw_only=True):
    """A paragraph of a story, and which of its articles have it."""

    article_id: str  #: the first that has it
    start: int  #: characters into its body
    end: int
    text: str
    also_in: tuple[str, ...] = ()  #: others that have it, perhaps edited


class _Known:
    """A paragraph that was seen."""

    __slots__ = ("also", "span", "text", "where", "words")

    def __init__(self, where: str, span: tuple[int, int], text: str, words: frozenset[str]) -> None:
        self.where, self.span, self.text, self.words = where, span, text, words
        self.also: dict[str, None] = {}


def additions(texts: Sequence[tuple[str, str]]) -> tuple[Added, ...]:
    """Return every paragraph of a story's texts once, with the article that had it first.

    Args:
        texts: Article id and body, in the order in which they were published.
    """
    known: list[_Known] = []
    exact: dict[str, _Known] = {}
    left = _MOST
    for identifier, body in texts:
        for match in _PARAGRAPH.finditer(body[:left]):
            text = match[0].rstrip()
            words = _WORD.findall(text.casefold())
            folded = " ".join(words) or text
            found = exact.get(folded) or _edited(frozenset(words), known)
            if found is None:
                found = _Known(identifier, (match.start(), match.start() + len(text)), text, frozenset(words))
                known.append(found)
            elif found.where != identifier:
                found.also[identifier] = None
            exact.setdefault(folded, found)
        left -= len(body)
        if left <= 0:
            break
    return tuple(
        Added(article_id=one.where, start=one.span[0], end=one.span[1], text=one.text, also_in=tuple(one.also))
        for one in known
    )


def _edited(words: frozenset[str], known: Sequence[_Known]) -> _Known | None:
    """Return the paragraph that these words are an edited version of."""
    if not words:
        return None
    best, most = None, _ALIKE
    for one in known:
        smaller, larger = sorted((len(one.words), len(words)))
        if smaller < most * larger:
            continue
        common = len(one.words & words)
        likeness = common / (smaller + larger - common)
        if likeness >= most:
            best, most = one, likeness
    return best
