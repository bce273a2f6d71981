"""A text as tokens."""

from __future__ import annotations

import pytest

from articles.duplicates.tokens import CAPITAL, NUMBER, WORD, tokens


def test_what_a_capital_means() -> None:
    """A capital counts where nothing begins: no sentence, line or quotation, whatever stands between the words."""
    kinds = tokens('The mayor saw Ann Lee.  "No," he said -- Bob (Cole) 12 times.\nThen Dora left').kinds
    expected = [
        WORD,
        WORD,
        WORD,
        CAPITAL,
        CAPITAL,
        WORD,
        WORD,
        WORD,
        CAPITAL,
        CAPITAL,
        NUMBER,
        WORD,
        WORD,
        CAPITAL,
        WORD,
    ]
    assert expected == list(kinds)


@pytest.mark.parametrize("mark", [".", "|", " ", "\n", "_", '"', "=-"])
def test_long_rows_of_marks(mark: str) -> None:
    """A hundred thousand marks in a row are passed over once, wherever they stand (else this takes hours)."""
    row = mark * 100_000
    assert 2 == len(tokens(f"One{row}two").hashes)
    assert 1 == len(tokens(f"{row}one").hashes)
    assert 1 == len(tokens(f"one{row}").hashes)
    assert 0 == len(tokens(row).hashes)
