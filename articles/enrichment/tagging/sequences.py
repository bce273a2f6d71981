"""From the words of a text to a tag for each, through the network block by block."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import numpy.typing as npt

from articles.enrichment.tagging import tags
from articles.enrichment.tagging.candidates import PLAIN, Kinds, Reach, candidates
from articles.enrichment.tagging.network import Layers, Numbers, Words

#: How many tokens go through the network at once: bounds the memory and stays in the processor's cache.
_BLOCK = 1024


def tag_blocks(
    tokens: npt.NDArray[Any],
    kinds: Kinds,
    begins: npt.NDArray[np.bool_],
    model: Layers,
    words: Words,
    reach: Reach,
    *,
    boldness: float = 0.0,
) -> Numbers:
    """Return the tag of each token; mentions do not reach over the beginning of a segment or a block.

    Args:
        tokens: The tokens, as the model takes words.
        kinds: How each is written; what is no candidate for a name is outside.
        begins: Whether a segment begins with a token.
        model: The network.
        words: The words that were seen before.
        reach: How far from a capital a name may reach.
        boldness: What is taken off the score of "outside".
    """
    tagged = np.zeros(len(tokens), dtype=np.intp)
    for start, end in blocks(begins):
        breaks = np.flatnonzero(begins[start:end])
        gaps = breaks + np.arange(len(breaks))
        rows = np.insert(words.rows(tokens[start:end]), breaks, 0)
        wanted = candidates(np.insert(kinds[start:end], breaks, PLAIN), reach)
        wanted[gaps] = False
        at = np.flatnonzero(wanted)
        if not len(at):
            continue
        scores = np.full((len(rows), len(tags.TAGS)), -1e6, dtype=np.float32)
        scores[:, tags.OUTSIDE] = 0
        scores[at] = model.scores(rows, words, wanted)
        scores[at, tags.OUTSIDE] -= boldness
        tagged[start:end] = np.delete(tags.decode(scores), gaps)
    return tagged


def blocks(begins: npt.NDArray[np.bool_]) -> Iterator[tuple[int, int]]:
    """Yield pieces of at most `_BLOCK` tokens, cut where a segment begins where one does."""
    start = 0
    while start < len(begins):
        end = min(start + _BLOCK, len(begins))
        if end < len(begins):
            cuts = np.flatnonzero(begins[start + 1 : end + 1])
            end = start + 1 + int(cuts[-1]) if len(cuts) else end
        yield start, end
        start = end
