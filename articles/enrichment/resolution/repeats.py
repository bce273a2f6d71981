"""Names that the tagger saw once and missed elsewhere."""

from __future__ import annotations

from collections.abc import Sequence

from articles.enrichment.gazetteer import fold
from articles.enrichment.resolution.found import Found
from articles.enrichment.resolution.names import parts
from articles.enrichment.words import is_common

_CALENDAR = frozenset({"may", "april", "june", "august", "march", "friday", "monday"})


def _begins_sentence(words: Sequence[str], i: int) -> bool:
    """Whether a word may owe its capital to its place; after “...,” it does not."""
    if i == 0:
        return True
    if words[i - 1] in "\"”’'" and i >= 2:
        return words[i - 2] not in ",?!"
    return not (words[i - 1][-1].isalnum() or words[i - 1] == ",")


def find(
    known: Sequence[Found], words: Sequence[str], starts: Sequence[int], ends: Sequence[int], text: str
) -> list[Found]:
    """More mentions: the known names, and first and last names of people, where no mention stands yet.

    Args:
        known: Mentions by position, without overlap.
        words: Tokens of the text.
        starts: First character of each token.
        ends: One past its last character.
        text: The text.

    Returns:
        The new mentions, by position.
    """
    names: dict[str, list[tuple[tuple[str, ...], str]]] = {}
    seen: set[tuple[str, ...]] = set()
    wary: set[str] = set()  # family names that are common words: "Ward says", not "Ward 3" or a sentence's first word

    def learn(sequence: tuple[str, ...], label: str) -> None:
        if sequence and sequence not in seen and sequence[0][:1].isupper():
            seen.add(sequence)
            names.setdefault(sequence[0], []).append((sequence, label))

    for mention in known:
        sequence = tuple(mention.surface.split())
        if len(sequence) > 1:
            learn(sequence, mention.label)
            if mention.label == "PER":
                bare = parts(mention.surface)
                for word in (sequence[-1], sequence[0]):
                    if len(word) > 1 and fold(word) in bare:
                        common = is_common(word.lower())
                        if not common:
                            learn((word,), "PER")
                        elif word.lower() not in _CALENDAR:
                            learn((word,), "PER")
                            wary.add(word)
        elif len(sequence[0]) > 1 and not is_common(sequence[0].lower()):
            learn(sequence, mention.label)
    for candidates in names.values():
        candidates.sort(key=lambda c: -len(c[0]))

    found: list[Found] = []
    ahead = 0
    limit = len(known)
    i = 0
    count = len(words)
    while i < count:
        word = words[i]
        sequences = names.get(word)
        if sequences is None:
            i += 1
            continue
        start = starts[i]
        while ahead < limit and known[ahead].end <= start:
            ahead += 1
        if ahead < limit and known[ahead].start <= start:
            i += 1
            continue
        taken = 1
        for sequence, label in sequences:
            length = len(sequence)
            if tuple(words[i : i + length]) != sequence:
                continue
            end = ends[i + length - 1]
            if ahead < limit and known[ahead].start < end:
                continue
            after = words[i + length] if i + length < count else ""
            if length == 1 and after[:1].isupper() and after.isalpha() and text[end : end + 1] == " ":
                break  # part of another name that the tagger did not take for one
            if length == 1 and word in wary and (_begins_sentence(words, i) or not after[:1].islower()):
                break
            surface = text[start:end]
            found.append(Found(start, end, surface, fold(surface), label))
            taken = length
            break
        i += taken
    return found
