"""The classes of what an update changed."""

from __future__ import annotations

import random
from collections import Counter

import pytest

from articles.wire.edits import Edit, edits, known_names

TITLE = "Board lengthens its pier"
NAMES = ["Marta Lindqvist", "Nora Feld", "Pia Lunde", "Jonas Brekke", "Ida Storm"]
NOUNS = ["pier", "bridge", "school", "tunnel", "harbour", "library", "station", "market"]
VERBS = ["approved", "postponed", "described", "questioned", "financed"]


def body(seed: int) -> list[str]:
    """Sentences of a text of our own."""
    source = random.Random(seed)
    made = []
    for _ in range(9):
        name, noun, verb = source.choice(NAMES), source.choice(NOUNS), source.choice(VERBS)
        number = source.randrange(100, 9000)
        made.append(
            source.choice(
                [
                    f"The council {verb} the plans for the new {noun} after a debate of {number} minutes on Tuesday.",
                    f"According to {name}, who chairs the board, the old {noun} will be closed during the winter.",
                    f'"We will not build another {noun} before the boats can land at low water," said {name}.',
                    f"Work on the {noun} begins in September and will cost about {number} crowns in the first year.",
                ]
            )
        )
    return made


def planted(kind: Edit, seed: int) -> tuple[tuple[str, str], tuple[str, str]]:
    """Two versions that differ by one change of a class."""
    source = random.Random(seed * 31 + len(kind))
    while True:
        old = body(seed)
        new, title = list(old), TITLE
        place = source.randrange(len(new))
        line = new[place]
        if kind is Edit.HEADLINE:
            title = "Board puts off its pier"
        elif kind is Edit.ADDED:
            new.insert(place, "Nothing had been said of this before, and no reporter was told where the money is from.")
        elif kind is Edit.REMOVED:
            del new[place]
        elif kind is Edit.FIGURE and any(c.isdigit() for c in line):
            digits = next(word for word in line.split() if word[0].isdigit())
            new[place] = line.replace(digits, str(int(digits) + 17))
        elif kind is Edit.NAME and (name := next((n for n in NAMES if n in line), None)):
            new[place] = line.replace(name, source.choice([n for n in NAMES if n != name]))
        elif kind is Edit.QUOTE and '"' in line:
            new[place] = line.replace("will not build", "may yet build")
        elif kind is Edit.WORDING and '"' not in line:
            swaps = {"debate": "discussion", "closed": "shut", "begins": "starts"}
            new[place] = " ".join(swaps.get(word, word) for word in line.split())
        if new != old or title != TITLE:
            return (TITLE, " ".join(old)), (title, " ".join(new))
        seed += 1000


@pytest.mark.parametrize("kind", list(Edit))
def test_each_class_is_found_and_no_other(kind: Edit) -> None:
    """25 changes of each class: an F1 of 0.9 at least."""
    found: Counter[Edit] = Counter()
    for seed in range(25):
        found.update(edits(*planted(kind, seed)).classes)
    hits, wrong = found[kind], sum(found.values()) - found[kind]
    assert 2 * hits / (hits + wrong + 25) >= 0.9, found


def test_what_is_the_same_has_no_class() -> None:
    """White space does not count."""
    text = " ".join(body(1))
    assert () == edits((TITLE, text), (TITLE, text.replace(". ", ".\n\n"))).classes


def test_a_capital_makes_no_name_of_a_german_noun() -> None:
    """There a name is what was recognised as one, in the genitive too."""
    text = "Der Rat vertagte nach langer Debatte den Bau, sagte Marta Lindqvist. Die Boote aus Oslo blieben im Hafen."
    names = known_names("de", ["Marta Lindqvist", "Pia Lunde", "Oslo", "Bergen"])
    assert (Edit.WORDING,) == edits(("", text), ("", text.replace("Debatte", "Aussprache")), names=names).classes
    assert (Edit.NAME,) == edits(("", text), ("", text.replace("Marta Lindqvist", "Pia Lunde")), names=names).classes
    assert (Edit.NAME,) == edits(("", text), ("", text.replace("aus Oslo", "Bergens")), names=names).classes
    assert known_names("en", ["Oslo"]) is None
    assert known_names("de", []) is None


def test_a_correction_without_a_note_is_quiet() -> None:
    """Rewording is not; nor is what a note tells of."""
    changed = edits(*planted(Edit.FIGURE, 3))
    assert changed.is_quiet(None)
    assert not changed.is_quiet("Second figure corrected")
    assert not edits(*planted(Edit.WORDING, 3)).is_quiet(None)
