"""Tokens of English text: those of spaCy's tokenizer."""

from __future__ import annotations

from typing import Any

import pytest
import spacy
from hypothesis import given, settings
from hypothesis import strategies as st

from articles.enrichment.tagging.english_tokens import rules, shape, string_hash

PIECES = """
    don't can’t Mr. U.S. O'Neil (aged 42)—he'd 9a.m. 10p.m., :-) e.g. re-runs… $5.40 €3m 12km 50% "quoted" “quoted”,
    'Tis '90s http://example.org/a?b=c, www.example.com. me@example.org Ph.D. and/or w/o --- -- - a-b-c 2019/20 5-4
    rock'n'roll ''twas'' (((a))) [1] {x} 3.5°C. °C. C++ C# A&B AT&T Yahoo! co. Co.'s it's. Hawai‘i naïve Zürich-based
    Łódź’s İstanbul Ελλάδα Москва-река 北京市 العربية 😀 ¬_¬ (ಠ_ಠ) <3 >:( </3 ... .. . , end.Next end.next 3.A ORG DATE
    GPE NORM gonna cannot Cannot CANNOT I'm I’ve you'd've y'all ma'am 1,000.50 -5 +5 x=y x:y x_y #tag @name ~ * **bold**
"""


@pytest.fixture(scope="module")
def english() -> Any:
    return spacy.blank("en")


def _spacys(english: Any, piece: str) -> list[tuple[str, str]]:
    return [(token.text, token.norm_) for token in english(piece)]


@pytest.mark.parametrize("piece", PIECES.split())
def test_a_piece_is_divided_as_by_spacy(english: Any, piece: str) -> None:
    assert _spacys(english, piece) == rules().tokens(piece)


def test_special_cases_are_spacys(english: Any) -> None:
    """All of them, alone, with a sign before, and with one behind."""
    for case in rules().cases:
        for piece in (case, f"({case}", f"{case},"):
            assert _spacys(english, piece) == rules().tokens(piece)


@settings(max_examples=300, deadline=None)
@given(st.text(alphabet=st.sampled_from("aBs.'’\"“”-—()[]:;,!?/\\$€%+*&_<>=0né中😀°Ω"), min_size=1, max_size=14))
def test_any_piece_is_divided_as_by_spacy(english: Any, piece: str) -> None:
    assert _spacys(english, piece) == rules().tokens(piece)


@pytest.mark.parametrize("text", ["a", "n't", "Merkel", "government", "Ελλάδα", "x" * 120, "NORM", "ORG", ""])
def test_numbers_and_shapes_of_strings_are_spacys(english: Any, text: str) -> None:
    assert english.vocab.strings.add(text) == rules().number(text)
    if text:
        assert english.vocab[text].shape_ == shape(text)


def test_the_hash_of_a_string() -> None:
    """A known value, so that weights trained with spaCy fit."""
    assert 6513724213879069592 == string_hash("Merkel")
