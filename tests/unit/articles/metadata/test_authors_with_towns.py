"""Bylines with towns, papers and roles beside the names, in the manners of several languages."""

from __future__ import annotations

from itertools import product

import pytest

from articles.metadata.people import people

NAMES = ("Nora Feld", "Tom Abara", "Ana de la Cruz", "Jean-Luc Petit", "Eva Müller", "Owen O'Neill")
#: language → ("by", "in", "and", towns)
MANNERS = {
    "en": (("By ", ""), (" in ", " at ", ", in "), (" and ", ", ", " with "), ("Tarnby", "New York", "Hong Kong")),
    "de": (("Von ",), (" in ", " aus "), (" und ", ", "), ("Oslo", "Bad Talbach", "Frankfurt am Main")),
    "fr": (("Par ",), (" à ", " aux ", ", à "), (" et ", ", "), ("Lyon", "La Rochelle")),
    "es": (("Por ",), (" en ", ", en "), (" y ", ", "), ("Madrid", "Buenos Aires")),
    "da": (("Af ",), (" i ",), (" og ", ", "), ("Odense", "Aarhus")),
    "sv": (("Av ",), (" i ", " på "), (" och ",), ("Lund", "Öland")),
}
CASES = [
    (f"{by}{first}{at}{town}{link}{second}{tail}", (first, second))
    for number, (bys, ats, links, towns) in enumerate(MANNERS.values())
    for place, (by, at, link, town) in enumerate(product(bys, ats, links, towns))
    for first, second in [(NAMES[(number + place) % 6], NAMES[(number + place + 1 + place % 4) % 6])]
    for tail in ("", f"{at}{town}")
]


def test_there_are_a_hundred() -> None:
    assert len(CASES) >= 100


@pytest.mark.parametrize(("byline", "names"), CASES)
def test_two_authors_with_their_towns(byline: str, names: tuple[str, str]) -> None:
    assert people([byline]) == names


@pytest.mark.parametrize(
    ("byline", "names"),
    [
        ("By Nora Feld, Tarnby", ("Nora Feld",)),
        ("By Nora Feld, New York", ("Nora Feld",)),
        ("By Nora Feld for The Mercury", ("Nora Feld",)),
        ("By Nora Feld, The Mercury", ("Nora Feld",)),
        ("Nora Feld reporting from Tarnby", ("Nora Feld",)),
        ("By Nora Feld at the port of Tarnby", ("Nora Feld",)),
        ("By Nora Feld in Washington, D.C. and Tom Abara in St. Louis", ("Nora Feld", "Tom Abara")),
        ("By Nora Feld and Tom Abara, Staff Writers", ("Nora Feld", "Tom Abara")),
        ("Text: Nora Feld, Foto: Tom Abara", ("Nora Feld",)),
        ("By our correspondent in Tarnby", ()),
        ("Door Jan de Vries en Piet Bakker", ("Jan de Vries", "Piet Bakker")),
        ("Di Vitor da Silva e Luca Bianchi", ("Vitor da Silva", "Luca Bianchi")),
    ],
)
def test_words_beside_a_name_are_not_part_of_it(byline: str, names: tuple[str, ...]) -> None:
    assert people([byline]) == names


@pytest.mark.parametrize(
    "after", ["Mar 4, 2025", "Published 2 hours ago", "3 min read", "4 March 2025 08:30", "Updated 4 May"]
)
@pytest.mark.parametrize("mark", [" — ", " – ", " - ", " • ", " · ", " | "])
@pytest.mark.parametrize("byline", ["By Nora Feld", "Nora Feld in Tarnby", "From Nora Feld in New York"])
def test_a_date_behind_a_sign_is_no_name(byline: str, mark: str, after: str) -> None:
    assert people([f"{byline}{mark}{after}"]) == ("Nora Feld",)
