"""Which blocks of a page are body: our own model first, and trafilatura's opinion only where that is unsure.

Two sets of weights are shipped. `alone.npz` knows of each block its words, its place in the tree and the vote of a
quick extractor; `page.npz` knows trafilatura's vote too. trafilatura takes longer than all else together, and on most
pages it changes nothing, so it is asked where the first model is unsure of much of the text that it would keep.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from articles.cleaning.blocks import BLOCK_NAMES, Block, block_features
from articles.cleaning.decide import ALONE, PAGE, Policy, Thresholds
from articles.cleaning.extractors import quick, thorough, votes
from articles.cleaning.features import NAMES, context, fill, in_question
from articles.cleaning.forest import forest
from articles.cleaning.survey import Floats, Page

#: The extractors that vote, and the share of a block that makes a vote.
VOTES = ("resiliparse", "trafilatura")
_VOTE, _TAKEN = 0.2, 0.5

#: The columns of the model that is asked first, and of the one that knows trafilatura's vote.
ALONE_NAMES: tuple[str, ...] = (*NAMES, *BLOCK_NAMES, VOTES[0])
PAGE_NAMES: tuple[str, ...] = (*ALONE_NAMES, VOTES[1])

#: With more doubt than this trafilatura is asked.
MOST_DOUBT = 0.09
#: Words of a block that count when doubt is measured.
_MOST_WORDS = 60.0

Mask = npt.NDArray[np.bool_]


class Opinion(NamedTuple):
    """What a model says of the blocks of a page."""

    chances: Floats  #: of being body
    taken: Mask  #: which blocks the extractor that the model relies on took
    thresholds: Thresholds


def judge(blocks: list[Block], page: Page, *, tree: Any, source: str, policy: Policy) -> Opinion:
    """Return which blocks are likely body.

    Args:
        blocks: of the page.
        page: their lines, surveyed.
        tree: of the page; it may lose its scripts and styles.
        source: of the page.
        policy: chooses the thresholds.
    """
    rows = first_rows(blocks, page, votes(page, quick(tree, source)))
    asked = asked_alone(rows)
    fill(rows, page, asked)
    chances = forest("alone", ALONE_NAMES).probabilities(rows, asked)
    if doubt(page, chances) <= MOST_DOUBT:
        return Opinion(chances, taken(rows), ALONE[policy])
    rows = with_vote(rows, votes(page, thorough(tree)))
    both = asked_page(rows)
    fill(rows, page, both & ~asked)
    return Opinion(forest("page", PAGE_NAMES).probabilities(rows, both), taken(rows), PAGE[policy])


def first_rows(blocks: list[Block], page: Page, vote: Floats) -> Floats:
    """Return the columns of the first model; those of the words of a block alone are not filled."""
    return np.concatenate([context(page), block_features(blocks, page), vote[:, None]], axis=1)


def with_vote(rows: Floats, vote: Floats) -> Floats:
    """Return the columns of the second model: those of the first, and trafilatura's vote."""
    return np.concatenate([rows, vote[:, None]], axis=1)


def asked_alone(rows: Floats) -> Mask:
    """Return which blocks the first model judges: those that the extractor took in part, and those close to text."""
    return np.asarray((rows[:, len(ALONE_NAMES) - 1] >= _VOTE) | in_question(rows))


def asked_page(rows: Floats) -> Mask:
    """Return which blocks the second model judges: those that an extractor took in part."""
    return np.asarray((rows[:, -len(VOTES) :] >= _VOTE).any(axis=1))


def taken(rows: Floats) -> Mask:
    """Return which blocks the last extractor that was asked took."""
    return np.asarray(rows[:, -1] >= _TAKEN)


def doubt(page: Page, chances: Floats) -> float:
    """Return how much of the text that would be kept is in doubt: 0 where all is certain, 1 where nothing is.

    The expected words that are judged wrong, by the expected words of the body. Nothing to keep is the greatest doubt.
    """
    words = np.minimum([line.words for line in page.lines], _MOST_WORDS)
    kept = float((words * chances).sum())
    return float((words * np.minimum(chances, 1.0 - chances)).sum()) / kept if kept > 0 else 1.0
