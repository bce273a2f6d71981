"""Names that the tagger saw once and missed elsewhere."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from articles.enrichment.gazetteer import fold
from articles.enrichment.resolution.found import Found
from articles.enrichment.resolution.names import parts
from articles.enrichment.words import is_common

_CALENDAR = frozenset({"may", "april", "june", "august", "march", "friday", "monday"})


def _begins_sentence(words: Sequence[str], i: int) -> bool:
    """Return whether a word may owe its capital to its place; after “...,” it does not."""
    if i == 0:
        return True
    if words[i - 1] in "\"”’'" and i >= 2:
        return words[i - 2] not in ",?!"
    return not (words[i - 1][-1].isalnum() or words[i - 1] == ",")


def find(
    known: Sequence[Found],
    words: Sequence[str],
    starts: Sequence[int],
    ends: Sequence[int],
    text: str,
    language: str = "en",
) -> list[Found]:
    """More mentions: the known names, and first and last names of people, where there is no mention yet.

    Args:
        known: Mentions by position, without overlap.
        words: Tokens of the text.
        starts: First character of each token.
        ends: One past its last character.
        text: The text.
        language: Its language: a name that is a common word in it is looked for with care.

    Returns:
        The new mentions, by position.
    """
    index = _Index(known, language)
    found: list[Found] = []
    taken = _Taken(known)
    next_ = 0
    for i in index.places(words):
        if i < next_ or taken.covers(starts[i]):
            continue
        match = _match(index.beginning_with(words[i]), words, ends, i, taken, text)
        if match is None:
            continue
        end = ends[i + len(match.words) - 1]
        surface = text[starts[i] : end]
        found.append(Found(starts[i], end, surface, fold(surface), match.label))
        next_ = i + len(match.words)
    return found


class _Name(NamedTuple):
    """A name that is looked for."""

    words: tuple[str, ...]
    label: str
    wary: bool  #: a family name that is a common word: "Ward says", not "Ward 3" or a sentence's first word


class _Index:
    """The names that are looked for, by their first words."""

    def __init__(self, known: Sequence[Found], language: str) -> None:
        self._language = language
        self._names: dict[str, list[tuple[tuple[str, ...], str]]] = {}
        self._seen: set[tuple[str, ...]] = set()
        self._wary: set[str] = set()
        for mention in known:
            self._learn_from(mention)
        for candidates in self._names.values():
            candidates.sort(key=lambda name: -len(name[0]))

    def places(self, words: Sequence[str]) -> list[int]:
        """Return where a name may begin."""
        names = self._names
        return [i for i, word in enumerate(words) if word in names]

    def beginning_with(self, word: str) -> list[_Name]:
        """Return the names whose first word this is, the longest first."""
        return [
            _Name(words, label, len(words) == 1 and word in self._wary) for words, label in self._names.get(word, ())
        ]

    def _learn_from(self, mention: Found) -> None:
        sequence = tuple(mention.surface.split())
        if len(sequence) > 1:
            self._learn(sequence, mention.label)
            if mention.label == "PER":
                bare = parts(mention.surface)
                for word in (sequence[-1], sequence[0]):
                    if len(word) > 1 and fold(word) in bare:
                        self._learn_part(word)
        elif len(sequence[0]) > 1 and not is_common(sequence[0].lower(), self._language):
            self._learn(sequence, mention.label)

    def _learn_part(self, word: str) -> None:
        """Learn a first or family name."""
        if not is_common(word.lower(), self._language):
            self._learn((word,), "PER")
        elif word.lower() not in _CALENDAR:
            self._learn((word,), "PER")
            self._wary.add(word)

    def _learn(self, sequence: tuple[str, ...], label: str) -> None:
        if sequence and sequence not in self._seen and sequence[0][:1].isupper():
            self._seen.add(sequence)
            self._names.setdefault(sequence[0], []).append((sequence, label))


class _Taken:
    """The places of the known mentions, asked for from the beginning of the text on."""

    def __init__(self, known: Sequence[Found]) -> None:
        self._known = known
        self._ahead = 0

    def covers(self, start: int) -> bool:
        """Return whether this place is in a mention."""
        while self._ahead < len(self._known) and self._known[self._ahead].end <= start:
            self._ahead += 1
        return self._ahead < len(self._known) and self._known[self._ahead].start <= start

    def begins_before(self, end: int) -> bool:
        """Return whether the next mention begins before this place."""
        return self._ahead < len(self._known) and self._known[self._ahead].start < end


def _match(
    candidates: Sequence[_Name], words: Sequence[str], ends: Sequence[int], i: int, taken: _Taken, text: str
) -> _Name | None:
    """Return the name that is at token `i`."""
    for name in candidates:
        length = len(name.words)
        if tuple(words[i : i + length]) != name.words:
            continue
        end = ends[i + length - 1]
        if taken.begins_before(end):
            continue
        after = words[i + length] if i + length < len(words) else ""
        if length == 1 and after[:1].isupper() and after.isalpha() and text[end : end + 1] == " ":
            return None  # part of another name that the tagger did not take for one
        if name.wary and (_begins_sentence(words, i) or not after[:1].islower()):
            return None
        return name
    return None
