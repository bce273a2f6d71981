"""Conventions of texts that tell of corrections and kills."""

from __future__ import annotations

import pytest

from articles.wire.conventions import header_marks, marks

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


@pytest.mark.parametrize(
    ("line", "wanted"),
    [
        ("BC-EU--Board-Pier, KILL,170", ("kill",)),
        ("BC-Pier,ELIM,90", ("kill",)),
        ("BC-Pier, CORRECTION,170", ("correction",)),
        ("BC-Pier, 2nd Ld-Writethru,170", ("update",)),
        ("BC-Pier, Advisory,40", ("advisory",)),
        ("BC-Pier, HFR,170", ("embargo",)),
        ("KORREKTUR", ("correction",)),
        ("(2. Zusammenfassung - neu: Kran)", ("update",)),
        ("1ST ROUNDUP", ("update",)),
        ("BC-Killer Whale-Pier,170", ()),
        ("Board corrects its pier", ()),
        ("Pier/Norway/", ()),
    ],
)
def test_headers_of_wires_are_marked(line: str, wanted: tuple[str, ...]) -> None:
    """By what comes after the slug, or is a line for editors."""
    assert wanted == header_marks(["", line])
