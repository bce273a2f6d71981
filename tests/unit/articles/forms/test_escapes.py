"""Escapes of halves of characters in a stream of JSON."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.characters import whole
from articles.forms.escapes import Escapes


def mended(data: bytes, size: int) -> bytes:
    """The stream, mended in pieces of so many bytes."""
    escapes = Escapes()
    pieces = [escapes.mend(data[i : i + size]) for i in range(0, len(data), size)]
    return b"".join([*pieces, escapes.mend(b"", last=True)])


@pytest.mark.parametrize("size", [1, 2, 3, 5, 7, 11, 64])
def test_halves_are_replaced_wherever_the_pieces_end(size: int) -> None:
    """A pair stays, either half alone is replaced, an escaped backslash before it counts."""
    text = rb'"\ud83d\ude00 \ud83d \ude00 \ud83d\ud83d\ude00 \ud83d\n \\ud83d \\\ud83d \u00e9 end\ud83d"'
    expected = rb'"\ud83d\ude00 \ufffd \ufffd \ufffd\ud83d\ude00 \ufffd\n \\ud83d \\\ufffd \u00e9 end\ufffd"'
    assert expected == mended(text, size)


@given(st.text(st.sampled_from('a\\"\n\ud83d\ude00\U0001f600é'), max_size=60), st.integers(1, 20))
def test_what_comes_out_is_what_went_in_made_whole(text: str, size: int) -> None:
    """Any text, written as JSON and mended, reads as the text with its halves replaced."""
    data = json.dumps(text).encode()
    assert whole(json.loads(data)) == json.loads(mended(data, size))
