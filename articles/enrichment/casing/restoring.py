"""The likeliest way to write each word of a text in capitals."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping

from articles.enrichment.casing.weights import CAPITAL, CAPITALS, SMALL, Weights, load, word_key
from articles.enrichment.given_names import is_given
from articles.enrichment.words import frequencies

#: A paragraph is set in capitals if this share of its letters is, and it has so many words.
_SHARE, _WORDS = 0.85, 4
_SMALL = b"abcdefghijklmnopqrstuvwxyz"
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
#: Between two words, what begins a sentence; and what joins words to one name or sentence.
_SENTENCE_END = re.compile(r"[.!?…][\"'”’)]*\s+|\n|[.!?]{3}")
#: Abbreviations whose point ends no sentence.
_ABBREVIATIONS = frozenset(
    {"mr", "mrs", "ms", "dr", "st", "sen", "rep", "gov", "gen", "col", "lt", "sgt", "jr", "sr", "prof", "no"}
)
#: How much less likely small letters are in what the tagger takes for a name.
_NAMED = 2.0
#: Log likelihoods of names and of common words that the table does not have.
_GIVEN_NAME = (-4.0, 1.0, -4.0)
_COMMON = (0.5, -1.0, -3.0)
_COMMON_SHARE = 1e-5


def in_capitals(paragraph: str) -> bool:
    """Return whether a paragraph is set in capitals."""
    data = paragraph.encode("utf-8", "surrogatepass")
    small = len(data) - len(data.translate(None, _SMALL))
    if small > (1 - _SHARE) * len(paragraph):  # most are not, and counting letters by Unicode takes fifty times as long
        return False
    letters = sum(character.isalpha() for character in paragraph)
    capitals = sum(character.isupper() for character in paragraph)
    return letters > 0 and capitals >= _SHARE * letters and len(paragraph.split()) >= _WORDS


def restored(text: str, *, written: Collection[str] = (), likely: Collection[tuple[int, int]] = ()) -> str:
    """Return the text with small letters in its paragraphs of capitals, every character in its place.

    Args:
        text: English.
        written: Words as the rest of the article writes them ("McDonald", "NATO"); they decide where they are.
        likely: Where a tagger found names; small letters are less likely there.
    """
    known = {word.lower(): word for word in written}
    lines: list[str] = []
    start = 0
    for line in text.split("\n"):
        inside = [(a - start, b - start) for a, b in likely]
        lines.append(_paragraph(line, known, inside) if in_capitals(line) else line)
        start += len(line) + 1
    return "\n".join(lines)


def _paragraph(text: str, known: Mapping[str, str], likely: Collection[tuple[int, int]]) -> str:
    words = [match for match in _WORD.finditer(text) if len(match[0].lower()) == len(match[0])]
    if not words:
        return text
    weights = load()
    begins = [_begins(text, words, number) for number in range(len(words))]
    scores = [_scores(match[0].lower(), weights) for match in words]
    for number, match in enumerate(words):
        if any(start <= match.start() and match.end() <= end for start, end in likely):
            scores[number] = (scores[number][0] - _NAMED, scores[number][1], scores[number][2])
    ways = _likeliest(scores, begins, weights)
    pieces: list[str] = []
    last = 0
    for match, way, first in zip(words, ways, begins, strict=True):
        pieces.append(text[last : match.start()])
        pieces.append(_written(text, match, way, first, known))
        last = match.end()
    pieces.append(text[last:])
    return "".join(pieces)


def _written(text: str, match: re.Match[str], way: int, first: bool, known: Mapping[str, str]) -> str:
    word = match[0]
    low = word.lower()
    if len(word) == 1 and text[match.end() : match.end() + 1] == ".":
        return word  # an initial
    if (seen := known.get(low)) is not None and len(seen) == len(word):
        return seen if not first else seen[0].upper() + seen[1:]
    if way == CAPITALS:
        return word
    if way == CAPITAL or first:
        return _with_capital(low)
    return low


def _with_capital(low: str) -> str:
    if low.startswith(("o'", "o’", "d'", "d’")) and len(low) > 4:
        return low[0].upper() + low[1] + low[2].upper() + low[3:]
    if low.startswith("mc") and len(low) > 4:
        return f"Mc{low[2].upper()}{low[3:]}"
    return low[0].upper() + low[1:]


def _begins(text: str, words: list[re.Match[str]], number: int) -> bool:
    """Return whether a word begins a sentence."""
    if number == 0:
        return True
    between = text[words[number - 1].end() : words[number].start()]
    if _SENTENCE_END.match(between) is None:
        return False
    before = words[number - 1][0].lower()
    return not between.startswith(".") or (before not in _ABBREVIATIONS and len(before) > 1)


def _scores(word: str, weights: Weights) -> tuple[float, float, float]:
    found = weights.words.get(word_key(word))
    if found is None and word.endswith(("'s", "’s")):
        found = weights.words.get(word_key(word[:-2]))
        word = word[:-2]
    if found is not None:
        return found
    if is_given(word):
        return _GIVEN_NAME
    if frequencies("en").get(word, 0.0) >= _COMMON_SHARE:
        return _COMMON
    return weights.unknown


def _likeliest(scores: list[tuple[float, float, float]], begins: list[bool], weights: Weights) -> list[int]:
    """Return the ways of all words together, by Viterbi's algorithm; each sentence begins anew."""
    best: list[list[float]] = []
    back: list[list[int]] = []
    for number, score in enumerate(scores):
        if begins[number]:
            so_far = max(best[-1]) if best else 0.0
            back.append([max(range(3), key=lambda way: best[-1][way]) if best else SMALL] * 3)
            best.append([so_far + value for value in score])
            continue
        row: list[float] = []
        origins: list[int] = []
        for way in range(3):
            origin = max(range(3), key=lambda before: best[-1][before] + weights.follows[before][way])
            origins.append(origin)
            row.append(best[-1][origin] + weights.follows[origin][way] + score[way])
        best.append(row)
        back.append(origins)
    ways = [max(range(3), key=lambda way: best[-1][way])]
    for origins in reversed(back[1:]):
        ways.append(origins[ways[-1]])
    return ways[::-1]
