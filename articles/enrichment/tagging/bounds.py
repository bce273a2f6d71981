"""Bounds of mentions that the network of many languages gets wrong, and what is not a name however it is tagged."""

from __future__ import annotations

import re
from collections.abc import Sequence

#: Articles, and prepositions with one, in lower case before a name: they do not belong to it.
_ARTICLES: dict[str, frozenset[str]] = {
    language: frozenset(words.split())
    for language, words in {
        "fr": "le la les l' d' l’ d’ du des un une au aux",
        "it": "il lo la i gli le l' l’ un' un’ dell' dell’ all' all’ nell' nell’ dall' dall’ sull' sull’ d' d’",
        "es": "el la los las",
        "pt": "o a os as",
        "de": "der die das des dem den im am beim Beim zum zur vom",
        "nl": "de het een",
    }.items()
}
#: Signs that end a mention: what follows belongs to a quotation or a list.
_SIGNS = frozenset('«»„“”"|•')
#: Signs that no name begins or ends with.
_EDGES = frozenset(",;:")
#: A role in a compound before a name: "Löwen-Keeper Hofmann".
_ROLE = re.compile(
    r"[^\W_]+-(?:chef|trainer|coach|manager|sprecher|präsident|politiker|minister|vorsitzende|star|keeper|torwart|stürmer"
    r"|kapitän|boss|vize|mitglied|abgeordnete|profi|verteidiger)(?:in|r|n|s)?",
    re.IGNORECASE,
)
#: Clubs with a number before them: "1. FC Nürnberg".
_NUMBERED = frozenset(["FC", "FSV", "SC", "FFC", "BC", "VfL", "SV", "TSV", "CfR"])
#: Offices that are for something: "Bundesamt für Gesundheit".
_OFFICE = re.compile(
    r"[^\W_]*(?:ministerium|amt|anstalt|agentur|institut|zentrum|zentrale|behörde|senat|gesellschaft|stelle)(?:e?s)?",
    re.IGNORECASE,
)
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
    while first < last and (words[first] in _EDGES or words[first] in _SIGNS):
        first += 1
    signs = [i for i in range(first + 1, last + 1) if words[i] in _SIGNS]
    if len(signs) == 1:
        last = signs[0] - 1
    if first == last and words[first].lower() in _NOBODY.get(language, frozenset()):
        return None
    # "indique-t-il": a verb with its pronoun
    if first == last and language == "fr" and words[first].islower() and "-t-" in words[first]:
        return None
    return _german(words, first, last) if language == "de" else (first, last)


def _german(words: Sequence[str], first: int, last: int) -> tuple[int, int]:
    """Return the bounds of a German mention: without a role, with a club's number, with what an office is for."""
    if first < last and _ROLE.fullmatch(words[first]):
        first += 1
    if first > 1 and words[first] in _NUMBERED and words[first - 1] == "." and words[first - 2] == "1":
        first -= 2
    if last + 2 < len(words) and words[last + 1] == "für" and _OFFICE.fullmatch(words[last]):
        last = _purpose(words, last + 2)
    return first, last


def _purpose(words: Sequence[str], at: int) -> int:
    """Return the last of the nouns that begin at a word: "Unterricht und Kultus", "Arbeit, Familie und Soziales"."""
    if not words[at][0].isupper():
        return at - 2
    end = at
    while end + 2 < len(words) and words[end + 1] in (",", "und") and words[end + 2][0].isupper():
        end += 2
        if words[end - 1] == "und":
            return end
    return at  # "Bundesamt für Gesundheit, Bern"
