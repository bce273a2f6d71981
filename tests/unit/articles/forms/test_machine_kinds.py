"""Files that packages of software have, told by their names and phrases."""

from __future__ import annotations

import pytest

from articles.forms.machine_kinds import (
    is_certain_by_name,
    is_licence,
    is_licence_by_name,
    kind_by_marks,
    kind_by_package,
)

PHRASE = "Permission is hereby granted, free of charge, to any person."


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("LICENSE", True),
        ("pkg/LICENCE.md", True),
        ("COPYING.LESSER", True),
        ("license.txt", True),
        ("third-party-notices.txt", True),
        ("licensed to sell.txt", False),
        ("Copyrights in court.txt", False),
        ("pier.txt", False),
    ],
)
def test_names_of_licences(name: str, *, expected: bool) -> None:
    assert is_licence_by_name(name) is expected


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        ("about.txt", f'{PHRASE} The software is provided "as is".', True),
        ("about.txt", PHRASE, False),
        ("LICENSE", PHRASE, True),
        ("LICENSE", "Copyright of the harbour. Licence to sail.", True),
        (
            "third party.md",
            "Terms and conditions for use, reproduction, and distribution\n\n"
            '"Licensor" shall mean the copyright owner.',
            True,
        ),
        ("LICENSE", "The board granted a licence to sail.", False),
    ],
)
def test_a_licence_is_recognized_by_two_phrases_or_by_one_and_its_name(name: str, text: str, *, expected: bool) -> None:
    assert is_licence(name, text) is expected


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("a/package.json", "data of a software package"),
        ("a/README", "notes on a software package"),
        ("a/news.txt", None),
        ("package.json.txt", None),
    ],
)
def test_names_in_packages_of_software(name: str, kind: str | None) -> None:
    assert kind_by_package(name, "Pupils counted swifts for a hundred summers.") == kind


PROSE = "The board of the harbour agreed on Tuesday to lengthen the northern pier by eighty metres."


@pytest.mark.parametrize(
    "text",
    [
        f"# pier-dig\n\n### Synopsis\n\n`pier dig <name>`\n\n### Description\n\n{PROSE}\n\n### See Also\n\n* pier",
        f"<h1>pier-dig</h1><h3 id='synopsis'>Synopsis</h3>\n<pre>pier dig</pre>\n<h3>Description</h3>\n<p>{PROSE}</p>\n"
        "<h3>Configuration</h3>\n",
        f"PIER(1)\n\nSYNOPSIS\n    pier dig\n\nDESCRIPTION\n    {PROSE}\n\nEXIT STATUS\n    0\n",
    ],
)
def test_a_manual_page_is_recognized_by_its_headings(text: str) -> None:
    assert kind_by_marks(text) == "a manual page"


@pytest.mark.parametrize(
    "text",
    [
        f"Synopsis\n\n{PROSE}\n\nDescription\n\n{PROSE}\n",
        f"The synopsis of the play\n\n{PROSE} Options and examples are many.",
    ],
)
def test_one_heading_like_those_of_manual_pages_is_not_enough(text: str) -> None:
    assert kind_by_marks(text) is None


@pytest.mark.parametrize(
    "text",
    [
        "Template: pier/length\nType: string\nDefault: 80\nDescription: How long is the pier?\n",
        "# Texts for translators.\n\nTemplate: pier/length\nType: string\n",
        "Name: pier/length\nTemplate: pier/length\nValue: 80\n",
    ],
)
def test_questions_of_debconf_are_data_of_a_package(text: str) -> None:
    assert kind_by_marks(text) == "data of a software package"


def test_a_literal_block_makes_a_text_one_for_sphinx() -> None:
    text = "**To lengthen a pier**\n\nThis example lengthens a pier::\n\n    pier lengthen --by 80\n"

    assert kind_by_package("lengthen.rst", text) == "a text marked up for Sphinx"
    assert kind_by_package("lengthen.rst", f"The pier\n\n{PROSE}\n") is None


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        ("pier.pem", PROSE, True),
        ("rules.yaml", f"title: rules\nrules:\n  pier:\n    type: text\n    description: {PROSE}\n", True),
        ("story.yaml", f"title: The pier\ntext: {PROSE}\n", False),
        ("story.txt", f"rules:\n  a: 1\n  b: 2\n  c: {PROSE}\n", False),
    ],
)
def test_what_a_suffix_says_for_certain(name: str, text: str, *, expected: bool) -> None:
    assert is_certain_by_name(name, text) is expected
