"""Who added which paragraph to a story."""

from __future__ import annotations

from articles.duplicates.paragraphs import additions

FIRST = "The council voted on Monday to close the old harbour bridge."
SECOND = "Repairs will take eleven months, the mayor said at a meeting."
THIRD = "Residents of the north bank plan a protest on Saturday morning."


def test_a_paragraph_belongs_to_the_first_that_printed_it():
    found = additions([("a", f"{FIRST}\n\n{SECOND}"), ("b", f"{FIRST}\n\n{THIRD}\n\n{SECOND}")])
    assert [(one.article_id, one.text, one.also_in) for one in found] == [
        ("a", FIRST, ("b",)),
        ("a", SECOND, ("b",)),
        ("b", THIRD, ()),
    ]


def test_spans_lead_to_the_paragraph_in_its_article():
    bodies = {"a": f"  {FIRST}\n{SECOND} \n", "b": f"{THIRD}\n\n{FIRST}"}
    for one in additions(list(bodies.items())):
        assert bodies[one.article_id][one.start : one.end] == one.text


def test_an_edited_paragraph_is_the_same_and_another_is_not():
    edited = FIRST.replace("old ", "").replace("Monday", "Tuesday")
    found = additions([("a", FIRST), ("b", edited), ("c", THIRD)])
    assert [(one.article_id, one.also_in) for one in found] == [("a", ("b",)), ("c", ())]


def test_marks_and_case_do_not_make_another_paragraph():
    found = additions([("a", FIRST), ("b", FIRST.upper().replace(".", " —"))])
    assert [(one.article_id, one.also_in) for one in found] == [("a", ("b",))]


def test_a_text_without_paragraphs_adds_none():
    assert additions([("a", " \n\n "), ("b", "")]) == ()
