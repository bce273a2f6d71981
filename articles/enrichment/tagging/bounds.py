"""Bounds of mentions that the network of many languages gets wrong, and what is not a name however it is tagged."""

from __future__ import annotations

from collections.abc import Sequence

#: Articles, and prepositions with one, in lower case before a name: they do not belong to it.
_ARTICLES: dict[str, frozenset[str]] = {
    language: frozenset(words.split())
    for language, words in {
        "fr": "le la les l' d' l’ d’ du des un une au aux",
        "it": "il lo la i gli le l' l’ un' un’ dell' dell’ all' all’ nell' nell’ dall' dall’ sull' sull’ d' d’",
        "es": "el la los las",
        "pt": "o a os as",
        "de": "der die das des dem den",
        "nl": "de het een",
    }.items()
}
#: Signs that end a mention: what follows belongs to a quotation or a list.
_SIGNS = frozenset('«»„“”"|•')
#: Signs that no name begins or ends with.
_EDGES = frozenset(",;:")
#: Words that are written like names but are not names.
_NOBODY: dict[str, frozenset[str]] = {"fr": frozenset({"etat", "état"})}


def mended(words: Sequence[str], first: int, last: int, language: str) -> tuple[int, int] | None:
    """Return the first and last token of a mention, or None if it is not a name.

    >>> mended(["l’", "Elysée", "«", "a"], 0, 3, "fr")
    (1, 1)
    """
    articles = _ARTICLES.get(language, frozenset())
    while first < last and words[first] in articles:
        first += 1
    while first < last and words[last] in _EDGES:
        last -= 1
    while first < last and words[first] in _EDGES:
        first += 1
    signs = [i for i in range(first + 1, last + 1) if words[i] in _SIGNS]
    if len(signs) == 1:
        last = signs[0] - 1
    if first == last and words[first].lower() in _NOBODY.get(language, frozenset()):
        return None
    # "indique-t-il": a verb with its pronoun
    if first == last and language == "fr" and words[first].islower() and "-t-" in words[first]:
        return None
    return first, last
