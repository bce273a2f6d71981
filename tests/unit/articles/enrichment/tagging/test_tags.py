"""Tags: decoding and reading mentions."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from articles.enrichment.tagging import tags


def scored(sequence: list[str]) -> np.ndarray:
    """Scores in which these tags are the best."""
    scores = np.zeros((len(sequence), len(tags.TAGS)), dtype=np.float32)
    for i, tag in enumerate(sequence):
        scores[i, tags.TAGS.index(tag)] = 5
    return scores


def names(sequence: np.ndarray) -> list[str]:
    return [tags.TAGS[i] for i in sequence]


def test_a_legal_sequence_is_not_changed() -> None:
    """The best tag of every token is taken where the tags follow each other legally."""
    sequence = ["O", "B-PER", "I-PER", "L-PER", "U-LOC", "O", "B-ORG", "L-ORG"]
    assert sequence == names(tags.decode(scored(sequence)))


def test_no_tokens_have_no_tags() -> None:
    """An empty text decodes to nothing."""
    assert [] == names(tags.decode(np.zeros((0, len(tags.TAGS)), dtype=np.float32)))


def test_an_illegal_sequence_becomes_the_nearest_legal_one() -> None:
    """A mention that begins but never ends is mended at the least loss."""
    scores = scored(["O", "B-PER", "O", "O"])
    scores[1, tags.TAGS.index("U-PER")] = 4
    assert ["O", "U-PER", "O", "O"] == names(tags.decode(scores))


def test_a_last_token_of_another_label_is_mended() -> None:
    """B-PER L-ORG becomes one mention of the label that costs least."""
    scores = scored(["B-PER", "L-ORG"])
    scores[1, tags.TAGS.index("L-PER")] = 4.5
    assert ["B-PER", "L-PER"] == names(tags.decode(scores))


@pytest.mark.parametrize("seed", range(20))
def test_viterbi_finds_the_best_of_all_legal_sequences(seed: int) -> None:
    """Viterbi's sequence scores as much as the best found by trying all."""
    scores = np.random.default_rng(seed).normal(size=(3, len(tags.TAGS))).astype(np.float32)

    def legal(sequence: tuple[int, ...]) -> bool:
        padded = (tags.OUTSIDE, *sequence, tags.OUTSIDE)
        return all(tags.LEGAL[a, b] for a, b in itertools.pairwise(padded))

    def total(sequence: tuple[int, ...]) -> float:
        return float(sum(scores[i, tag] for i, tag in enumerate(sequence)))

    expected = max((s for s in itertools.product(range(len(tags.TAGS)), repeat=3) if legal(s)), key=total)
    assert list(expected) == tags.viterbi(scores).tolist()


@pytest.mark.parametrize("seed", range(50))
def test_decoding_is_always_legal(seed: int) -> None:
    """Whatever the scores, the sequence is one that mentions can be read from."""
    scores = np.random.default_rng(seed).normal(size=(40, len(tags.TAGS))).astype(np.float32)
    scores[:, tags.OUTSIDE] += seed % 5
    sequence = tags.decode(scores)
    padded = np.concatenate(([tags.OUTSIDE], sequence, [tags.OUTSIDE]))
    assert tags.LEGAL[padded[:-1], padded[1:]].all()


def test_mentions_are_read_with_their_labels() -> None:
    """Units, and mentions of several tokens, beside each other too."""
    sequence = ["U-LOC", "O", "B-PER", "I-PER", "L-PER", "B-ORG", "L-ORG", "U-ORG"]
    numbers = np.array([tags.TAGS.index(tag) for tag in sequence])
    assert [(0, 0, "LOC"), (2, 4, "PER"), (5, 6, "ORG"), (7, 7, "ORG")] == tags.mentions(numbers)
