"""Tokens that may be part of a name: those with a capital, and what may join them."""

from __future__ import annotations

import numpy as np
import pytest

from articles.enrichment.tagging.candidates import Reach, beside, candidates, kinds

ENGLISH, OTHERS = Reach(before=0, between=2, behind=0), Reach(before=3, between=5, behind=3)


def found(text: str, reach: Reach) -> str:
    words = text.split()
    mask = candidates(kinds(words), reach)
    return " ".join(word for word, one in zip(words, mask.tolist(), strict=True) if one)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("he saw the bank", ""),
        ("the Bank of the West was open", "Bank of the West"),
        ("the Bank of all the West was open", "Bank West"),
        ("on Channel 4 at 5 today", "Channel 4"),
        ("with Kim Jong - un and others", "Kim Jong - un"),
        ("the non - Labor vote", "non - Labor"),
        ("al - Shabaab said", "al - Shabaab"),
        ("and bin Laden with van der Bellen", "bin Laden van der Bellen"),
        ("her iPhone and eBay", "iPhone and eBay"),
        ("in 東京 today", "東京"),
        ("Labour party", "Labour"),
        ("", ""),
        ("Paris", "Paris"),
    ],
)
def test_candidates_of_an_english_text(text: str, expected: str) -> None:
    """In English a name begins and ends with a capital, but for what signs and particles join to it."""
    assert found(text, ENGLISH) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("l' Union européenne a dit", "l' Union européenne a dit"),
        ("si è svolto nella provincia di Milano", "nella provincia di Milano"),
        ("aber dann kam sie wieder hierher ohne Geld", "wieder hierher ohne Geld"),
    ],
)
def test_candidates_of_other_languages(text: str, expected: str) -> None:
    """In other languages names have words in lower case at either end."""
    assert found(text, OTHERS) == expected


def test_beside_widens_by_one_either_way() -> None:
    """Neighbours of marked tokens are marked, within the text."""
    assert beside(np.array([True, False, False, False, True, False])).tolist() == [True, True, False, True, True, True]
