"""Conventions of texts that tell of corrections and kills."""

from __future__ import annotations

import pytest

from articles.wire.conventions import marks

TEXT = "The ferry board agreed on Tuesday to lengthen its northern pier.\n\nWork begins in September."


@pytest.mark.parametrize(
    ("title", "text", "wanted"),
    [
        ("CORRECTED: Board lengthens its pier", TEXT, ("correction",)),
        ("CORRECTED-UPDATE 2-Board lengthens its pier", TEXT, ("correction",)),
        ("UPDATE 2-Board lengthens its pier", TEXT, ("update",)),
        ("REFILE-Board lengthens its pier", TEXT, ("refile",)),
        ("MANDATORY KILL: Board lengthens its pier", TEXT, ("kill",)),
        ("KILL: Pier", TEXT, ("kill",)),
        ("ELIMINATED: Pier", TEXT, ("kill",)),
        ("Pier", f"EDITORS: please kill the story slugged Pier.\n\n{TEXT}", ("kill",)),
        ("Pier", f"{TEXT}\n\nA kill is mandatory. Make certain the story is not published.", ("kill",)),
        ("Board lengthens its pier", TEXT, ()),
        ("Killers of the flower moon win again", TEXT, ()),
        ("Kill them with kindness, says coach", TEXT, ()),
        ("KILL bill dies in the senate", TEXT, ("kill",)),
        ("Update on the northern pier", TEXT, ()),
        ("Corrected proofs sold for a fortune", TEXT, ()),
    ],
)
def test_conventions_are_marked(title: str, text: str, wanted: tuple[str, ...]) -> None:
    """A mark may be wrong ("KILL bill"), which is why it never acts."""
    assert wanted == marks(title, text)
