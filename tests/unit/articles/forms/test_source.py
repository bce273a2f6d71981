"""What a form reads from."""

from __future__ import annotations

import pytest

from articles.forms.source import message_of


@pytest.mark.parametrize(
    ("error", "message"),
    [
        (ValueError("The header is damaged."), "The header is damaged"),
        (ValueError("two\n  lines"), "two lines"),
        (ValueError("x" * 200), "x" * 160),
        (EOFError(), "EOFError"),
    ],
)
def test_an_error_ends_a_sentence(error: Exception, message: str) -> None:
    assert message_of(error) == message
