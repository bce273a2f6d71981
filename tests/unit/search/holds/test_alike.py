"""Other stories that a killed text would join."""

from __future__ import annotations

import random

from articles.duplicates import sketch
from articles.duplicates.likeness import compare
from articles.duplicates.sketch import Sketch
from search.holds.alike import reached

WORDS = "harbour ferry pier council bridge school tunnel library station market orchard bakery theatre museum".split()  # noqa: SIM905


def text(seed: int, sentences: int = 12) -> list[str]:
    """Sentences of a text of our own."""

    def word(place: int) -> str:
        return f"{WORDS[(seed * 31 + place * 7) % len(WORDS)]}{chr(97 + (seed * 5 + place * 3) % 26)}"

    return [
        f"the {word(n)} near the {word(n + 1)} of {word(n + 2)} was sold by {word(n + 4)} for {word(n + 6)}."
        for n in range(0, sentences * 8, 8)
    ]


def sketched(lines: list[str]) -> Sketch:
    return sketch("", "\n".join(lines), "en")


def test_a_story_whose_members_are_copies_is_reached() -> None:
    """Half of them at least, as where a text joins a story."""
    mine, other = text(1, 24), text(2, 24)
    half = [line if place % 2 else other[place] for place, line in enumerate(mine)]
    stories = {
        "rewritten": [sketched(half)],
        "half": [sketched(half), sketched(other)],
        "few": [sketched(half), sketched(other), sketched(text(3, 24))],
        "another": [sketched(other)],
    }
    assert ["rewritten", "half"] == reached(sketched(mine), stories)


def of_a_template(source: random.Random, number: int) -> list[str]:
    """Sentences of one template, with other words in each."""

    def word() -> str:
        return source.choice(WORDS) + source.choice("bcdfgh") + source.choice("aeiou") + source.choice("klmnp")

    return [f"the {word()} of {word()} sold {word()} near {word()}." for _ in range(number)]


def test_a_text_with_a_little_in_common_is_not_hidden() -> None:
    """Duplicates may take a short text with a fourth of its sentences for a copy; a kill does not hide it."""
    source = random.Random(2)
    killed = of_a_template(source, 40)
    little = [*killed[:5], *of_a_template(source, 12)]
    excerpt = [*killed[:12], *of_a_template(source, 2)]
    stories = {"little": [sketched(little)], "excerpt": [sketched(excerpt)]}
    assert all(compare(sketched(killed), one[0]).is_copy for one in stories.values())
    assert ["excerpt"] == reached(sketched(killed), stories)
