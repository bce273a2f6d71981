"""Files that packages of software have, told by their names and phrases."""

from __future__ import annotations

import pytest

from articles.forms.machine_kinds import is_licence, is_licence_by_name, kind_by_package

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
        ("LICENSE", "The board granted a licence to sail.", False),
    ],
)
def test_a_licence_is_told_by_two_phrases_or_one_and_its_name(name: str, text: str, *, expected: bool) -> None:
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
