"""Differences word by word."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from articles.duplicates.difference import Kind, Piece, difference


def test_changed_words_are_listed() -> None:
    """A word that was exchanged is taken out and put in; the rest is the same."""
    assert [
        Piece(kind=Kind.SAME, text="The minister"),
        Piece(kind=Kind.REMOVED, text=" said"),
        Piece(kind=Kind.ADDED, text=" told us"),
        Piece(kind=Kind.SAME, text=" nothing."),
    ] == difference("The minister said nothing.", "The minister told us nothing.")


def test_white_space_makes_no_difference() -> None:
    """Other line breaks are no difference."""
    assert [Piece(kind=Kind.SAME, text="One two.\n\nThree.")] == difference("One  two.\nThree.", "One two.\n\nThree.")


def test_scripts_without_spaces() -> None:
    """Where no spaces are, characters are told."""
    assert [Kind.SAME, Kind.REMOVED, Kind.ADDED, Kind.SAME] == [
        p.kind for p in difference("東京都は雨。", "東京都は雪。")
    ]


texts = st.lists(st.sampled_from(["a", "b", "c", "d", ".", ","]), max_size=40)


@given(texts, texts)
def test_pieces_make_both_texts(old: list[str], new: list[str]) -> None:
    """Without what was added it is the first text, without what was removed the second."""
    first, second = " ".join(old), " ".join(new)
    pieces = difference(first, second)
    assert second.split() == "".join(p.text for p in pieces if p.kind is not Kind.REMOVED).split()
    assert first.split() == "".join(p.text for p in pieces if p.kind is not Kind.ADDED).split()
