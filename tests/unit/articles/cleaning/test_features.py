"""What the model is told of a line's own text."""

from __future__ import annotations

import pytest

from articles.cleaning.features import OWN_NAMES, _own
from articles.cleaning.survey import look_at


@pytest.mark.parametrize(
    ("name", "line", "value"),
    [
        ("address", "Write to desk@bay.example", 1),
        ("address", "Read more at bay.com", 1),
        ("address", "Read more at https://bay.example", 1),
        ("address", "Write to the desk. Or come by", 0),
        ("credit", "A boat at the pier (Nora Feld/AP)", 1),
        ("credit", "© Nora Feld", 1),
        ("credit", "The pier (of 1950) grows by eighty metres", 0),
        ("marks", "Home | News | Sport", 2),
        ("marks", "Heim · Nachrichten · Sport – März", 3),
        ("marks", "The pier grows", 0),
        ("quotes", 'He said "never" twice', 2),
        ("quotes", "„Nie“, sagte er", 2),
        ("colon", "Read also:", 1),
        ("ellipsis", "The pier grows [...]", 1),
        ("question", "Does the pier grow?", 1),
        ("sentences", "The pier grows. The town pays. Really?", 3),
        ("commas", "Boats, piers, and a mill", 2),
        ("upper", "THE PIER GROWS", 1),
        ("lower", "the pier grows", 1),
        ("symbol", "- The pier grows", 1),
        ("symbol", "The pier grows", 0),
    ],
)
def test_what_a_line_says_of_itself(name: str, line: str, value: float) -> None:
    assert dict(zip(OWN_NAMES, _own(look_at(line)), strict=True))[name] == value
