"""Class what an update changed: figures, names, quotes, the headline; sentences added, removed, reworded. Pure."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from difflib import SequenceMatcher
from enum import StrEnum

from articles.article import Value


class Edit(StrEnum):
    """A class of changes."""

    FIGURE = "figure"
    NAME = "name"
    QUOTE = "quote"
    HEADLINE = "headline"
    ADDED = "added"
    REMOVED = "removed"
    WORDING = "wording"


#: Changes that a reader should be told of: without a note they are quiet.
SUBSTANTIAL = frozenset({Edit.FIGURE, Edit.NAME, Edit.QUOTE, Edit.HEADLINE, Edit.REMOVED})
#: Languages that write every noun with a capital.
_CAPITAL_NOUNS = frozenset({"de", "lb"})
#: Sentences that share so much of their words are versions of one another.
ALIKE = 0.5
#: Pairs of sentences that are compared at most: what is beyond counts as added and removed.
_MOST_PAIRS = 400
#: Sentences that are looked at.
_MOST_SENTENCES = 2000

_SENTENCE = re.compile(r"(?<=[.!?…。！？])[\"'”’»“)]*\s+|\n+")
_WORD = re.compile(r"\d+(?:[.,:/]\d+)*|[^\W\d_]+(?:['’\-][^\W\d_]+)*|[\"“”„«»‟]|[^\w\s]", re.UNICODE)
_MARKS = frozenset('"“”„«»‟')
_NUMBERS_IN_WORDS = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety hundred thousand million billion trillion "
    "half third quarter dozen dozens hundreds thousands millions billions first second percent "
    "null eins zwei drei vier fünf sechs sieben acht neun zehn elf zwölf zwanzig dreißig hundert tausend "
    "millionen milliarden"
)
_NUMBER_WORDS = frozenset(_NUMBERS_IN_WORDS.split())
#: Words that have a capital only because a sentence begins with them.
_FIRST_WORDS = (
    "the a an in on at by for from of to with and but or if as it its he she they we i you this that these those there "
    "when while after before since although though because so yet not no some many most all both each his her their "
    "our who what which where how why under over about into between during without within against among more then now "
    "said one two three four five six seven eight nine ten der die das ein eine im in am an auf für von mit und aber "
    "oder wenn als es er sie wir ich nach vor seit nicht kein keine"
)
_BEGINNERS = frozenset(_FIRST_WORDS.split())


class Edits(Value, frozen=True, kw_only=True):
    """What an update changed."""

    classes: tuple[Edit, ...] = ()

    def is_quiet(self, note: str | None) -> bool:
        """Return whether something substantial was changed without a note to say so."""
        return not note and not SUBSTANTIAL.isdisjoint(self.classes)


def known_names(language: str | None, names: Iterable[str]) -> frozenset[str] | None:
    """Return the words of the names in two versions where capitals do not tell names; None where they do."""
    if language not in _CAPITAL_NOUNS:
        return None
    return frozenset(word for name in names for word in _WORD.findall(name)) or None


def edits(before: tuple[str, str], after: tuple[str, str], *, names: Collection[str] | None = None) -> Edits:
    """Return the classes of what changed between two versions.

    Args:
        before: Headline and body.
        after: Headline and body.
        names: By `known_names`; None: what has a capital is a name.
    """
    found: set[Edit] = set()
    if _folded(before[0]) != _folded(after[0]):
        found.add(Edit.HEADLINE)
    old, new = _sentences(before[1])[:_MOST_SENTENCES], _sentences(after[1])[:_MOST_SENTENCES]
    matcher = SequenceMatcher(None, [_folded(one) for one in old], [_folded(one) for one in new], autojunk=False)
    removed: list[str] = []
    added: list[str] = []
    for tag, i, j, k, m in matcher.get_opcodes():
        if tag != "equal":
            removed += old[i:j]
            added += new[k:m]
    for was, now in _pairs(removed, added):
        found |= _within(_WORD.findall(was), _WORD.findall(now), names)
    found |= {edit for edit, left in ((Edit.REMOVED, removed), (Edit.ADDED, added)) if left}
    return Edits(classes=tuple(edit for edit in Edit if edit in found))


def _sentences(text: str) -> list[str]:
    return [one for one in _SENTENCE.split(text) if one and one.strip()]


def _folded(text: str) -> str:
    return " ".join(text.split())


def _pairs(removed: list[str], added: list[str]) -> Iterator[tuple[str, str]]:
    """Take versions of one sentence out of both lists, those that are most alike first."""
    if not removed or not added or len(removed) * len(added) > _MOST_PAIRS:
        return
    likenesses = sorted(
        ((_likeness(was, now), -abs(i - j), i, j) for i, was in enumerate(removed) for j, now in enumerate(added)),
        reverse=True,
    )
    taken: tuple[set[int], set[int]] = set(), set()
    pairs = []
    for likeness, _, i, j in likenesses:
        if likeness >= ALIKE and i not in taken[0] and j not in taken[1]:
            taken[0].add(i)
            taken[1].add(j)
            pairs.append((removed[i], added[j]))
    removed[:] = [one for i, one in enumerate(removed) if i not in taken[0]]
    added[:] = [one for j, one in enumerate(added) if j not in taken[1]]
    yield from pairs


def _likeness(was: str, now: str) -> float:
    """Return the share of words, in order, that two sentences have in common."""
    matcher = SequenceMatcher(None, was.casefold().split(), now.casefold().split(), autojunk=False)
    return matcher.ratio() if matcher.real_quick_ratio() >= ALIKE and matcher.quick_ratio() >= ALIKE else 0.0


def _within(was: Sequence[str], now: Sequence[str], names: Collection[str] | None) -> set[Edit]:
    """Return what changed within a sentence."""
    found: set[Edit] = set()
    quoted = _quoted(was), _quoted(now)
    for tag, i, j, k, m in SequenceMatcher(None, was, now, autojunk=False).get_opcodes():
        if tag == "equal":
            continue
        old, new = [w for w in was[i:j] if w not in _MARKS], [w for w in now[k:m] if w not in _MARKS]
        in_quote = any(quoted[0][i:j]) if j > i else bool(m > k and any(quoted[1][k:m]))
        if in_quote and (old or new):
            found.add(Edit.QUOTE)
        elif any(map(_is_figure, (*old, *new))):
            found.add(Edit.FIGURE)
        elif any(_is_name(w, names, first=i == 0 and p == 0) for p, w in enumerate(old)) or any(
            _is_name(w, names, first=k == 0 and p == 0) for p, w in enumerate(new)
        ):
            found.add(Edit.NAME)
        elif old or new:
            found.add(Edit.WORDING)
    return found


def _quoted(words: Sequence[str]) -> list[bool]:
    """Return for each word whether it is within quotation marks."""
    inside = False
    result = []
    for word in words:
        if word in _MARKS:
            inside = not inside if word == '"' else word in "“„«" or (word == "»" and not inside)
        result.append(inside and word not in _MARKS)
    return result


def _is_figure(word: str) -> bool:
    return word[:1].isdigit() or word.casefold() in _NUMBER_WORDS


def _is_name(word: str, names: Collection[str] | None, *, first: bool) -> bool:
    if names is not None:
        return word in names or word.removesuffix("s") in names
    return word[:1].isupper() and word.casefold() not in _BEGINNERS and (not first or len(word) > 1)
