"""Names out of fields for authors: several in one string are several; roles, towns, addresses and numbers are not."""

from __future__ import annotations

from itertools import product
from typing import Any

import pytest

from articles.fields.authors import byline_in, people_in
from articles.metadata.people import byline_of, people

PEOPLE = [
    "Nora Feld",
    "Tom O'Abara",
    "Ana de la Cruz",
    "Zoë Müller-Lüdenscheid",
    "José Ortega y Gasset",
    "J. R. Hartley",
]
#: How several people are written into one string.
TOGETHER = [
    "By {0} and {1}", "{0},{1}", "{0}, {1}", "{0}; {1}", "{0} & {1}", "{0} | {1}", "{0} / {1}", "Von {0} und {1}",
    "Par {0} et {1}", "By {0} and {1}, Staff Writers", "{0} in Tarnby and {1} in Oxholt", "{0}, {1}, Tarnby",
    "By {0}, New York, and {1}", "{0} (Reuters), {1} (AP)", "{0} <n@x.example.test>, {1} <t@x.example.test>",
    "{0} (@nora) and {1}", "[[{0}]], [[{1}]]", "{0} with {1}", "Reporting by {0} and {1}; Editing by Jo Lee",
     "{0}\n{1}",
    "{0}, Political Editor, and {1}, Correspondent", "{0} • {1}", "Text: {0}, {1}", "{0} and {1} for the Mercury",
]  # fmt: skip


@pytest.mark.parametrize("form", TOGETHER)
def test_two_in_one_string(form: str) -> None:
    """Twenty-four ways to write two of six people."""
    pairs = [(a, b) for a, b in product(PEOPLE, PEOPLE) if a != b]

    right = [people_in(form.format(a, b)) == (a, b) for a, b in pairs]

    assert sum(right) >= 0.95 * len(right)


@pytest.mark.parametrize("name", PEOPLE)
@pytest.mark.parametrize(
    "form",
    ["{}", "By {}", "by {}", "{}, Staff Writer", "Staff Writer {}", "{} in Berlin", "{}, Tarnby", "{}, PhD", "BY {}",
     "Autor: {}", "n@x.example.test ({})", "{} | Mercury", "{} - Kelmsay Mercury", "{}, BBC News", "{} (dpa)",
     "By {} BBC News, Tarnby", "By {} Reuters", "Written by {}", "<a href='/x'>{}</a>", "[{}](https://x.example.test)"],
)  # fmt: skip
def test_one_in_a_string(form: str, name: str) -> None:
    """Words beside a name are not part of it."""
    assert (name,) == people_in(form.format(name))


@pytest.mark.parametrize(
    "value",
    ["https://www.facebook.com/mercury", "12", 12, 0, None, "", "nan", "Staff", "admin", "Reuters", "AFP",
     "Mercury Staff",
     "news@mercury.example.test", "Associated Press", "The Kelmsay Mercury", "nfeld", "Redaktion", [], [3, 4],
      {"id": 7},
     "Newsroom", "By Staff Writer", "@mercury", True, "Our Correspondent", "[]", "Kelmsay Town Council"],
)  # fmt: skip
def test_nobody(value: Any) -> None:
    """Accounts, papers, agencies, roles, addresses and numbers."""
    assert () == people_in(value)


@pytest.mark.parametrize(
    "value",
    [
        [{"name": "Nora Feld"}, {"name": "Tom Abara"}],
        [{"firstName": "Nora", "lastName": "Feld"}, {"given": "Tom", "family": "Abara"}],
        ["Nora Feld", "Tom Abara", "Nora Feld"],
        {"name": ["Nora Feld", "Tom Abara"]},
        "Feld, Nora; Abara, Tom",
        ["Feld, Nora", "Abara, Tom"],
        {"data": [{"attributes": {"name": "Nora Feld"}}, {"attributes": {"name": "Tom Abara"}}]},
        {"en-US": [{"name": {"en-US": "Nora Feld"}}, {"name": {"en-US": "Tom Abara"}}]},
        [{"@type": "Person", "name": "Nora Feld"}, {"@type": "Person", "name": "Tom Abara"}],
        [["Nora Feld"], ["Tom Abara"]],
    ],
)
def test_shapes_of_people(value: Any) -> None:
    """Lists of names and of objects, with the parts of a name apart or inverted."""
    assert ("Nora Feld", "Tom Abara") == people_in(value)


def test_the_paper_is_no_author() -> None:
    """Nor is it under the name that another field gives it."""
    assert () == people_in("Mercury", source="Mercury")
    assert ("Banksy",) == people_in("Banksy", source="Mercury")


@pytest.mark.parametrize(
    ("value", "byline"),
    [("By Nora Feld", "By Nora Feld"), ("https://x.example.test/a", None), (12, None), ("Mercury Staff",
     "Mercury Staff"),
     ("nan", None), (["Nora Feld", "https://x.example.test"], "Nora Feld")],
)  # fmt: skip
def test_bylines(value: Any, byline: str | None) -> None:
    """As they were given, without addresses."""
    assert byline == byline_in(value)


@pytest.mark.parametrize(
    ("value", "names"),
    [
        ("记者 王小明", ("王小明",)),
        ("本报记者王小明", ("王小明",)),
        ("김철수 기자", ("김철수",)),
        ("كتب أحمد علي", ("أحمد علي",)),
        ("Автор: Нора Фельд", ("Нора Фельд",)),
        ("Siobhán O'Hara and Jean d'Arc", ("Siobhán O'Hara", "Jean d'Arc")),
        ({"given_name": "Nora", "family_name": "Feld"}, ("Nora Feld",)),
        ([{"FirstName": "Nora", "LastName": "Feld"}], ("Nora Feld",)),
        ([{"name": "Nora Feld", "role": "author"}, {"name": "Tom Abara", "role": "Photographer"}], ("Nora Feld",)),
        ([{"name": "Tom Abara", "role": "Photographer"}], ("Tom Abara",)),
    ],
)
def test_names_in_other_scripts_and_shapes(value: Any, names: tuple[str, ...]) -> None:
    """Words for a reporter are no part of a name; who took the pictures wrote nothing, unless nobody else is named."""
    assert names == people_in(value)


@pytest.mark.parametrize("more", [" Updated March 4, 2025", " | Last updated: 4 March 2025", ", published 8:30 am"])
def test_when_a_text_was_changed_is_no_part_of_a_name(more: str) -> None:
    assert people_in(f"By Nora Feld{more}") == ("Nora Feld",)


@pytest.mark.parametrize("form", ["{}", "By {}", "BY {}", "{}, STAFF WRITER"])
def test_capitals_are_restored(form: str) -> None:
    """As in the bylines of texts and pages."""
    right = [people_in(form.format(name.upper())) == (name,) for name in PEOPLE]
    assert sum(right) >= 0.8 * len(right)  # what stood small within a name cannot be known
    assert ("Nora Feld",) == people_in(form.format("NORA FELD"))


@pytest.mark.parametrize(
    ("said", "names", "byline"),
    [
        ("J&uuml;rgen M&ouml;ller; Ann Lee", ("Jürgen Möller", "Ann Lee"), "Jürgen Möller; Ann Lee"),
        ("Ann O&#8217;Hara and Bo Lee", ("Ann O’Hara", "Bo Lee"), "Ann O’Hara and Bo Lee"),
        ("Ann O&amp;#8217;Hara", ("Ann O’Hara",), "Ann O’Hara"),
    ],
)
def test_the_semicolon_of_a_reference_to_a_character_parts_no_names(
    said: str, names: tuple[str, ...], byline: str
) -> None:
    assert names == people_in(said)
    assert byline == byline_in(said)
    assert names == people([said])
    assert byline == byline_of(said)
