"""Tags in one string are parted by what parts them there."""

from __future__ import annotations

import pytest

from articles.tags import split_tags


@pytest.mark.parametrize(
    ("text", "tags"),
    [
        ("pier;crane;boats", ["pier", "crane", "boats"]),
        ("pier; crane ;boats;", ["pier", "crane", "boats"]),
        ("pier, crane,boats", ["pier", "crane", "boats"]),
        ("Feld, Nora; Abara, Tom", ["Feld, Nora", "Abara, Tom"]),
        ("pier | crane|boats", ["pier", "crane", "boats"]),
        ("pier\ncrane", ["pier", "crane"]),
        ("桟橋、港、船", ["桟橋", "港", "船"]),
        ("码头；港口", ["码头", "港口"]),
        ("ميناء، سفن", ["ميناء", "سفن"]),
        ("#pier #crane", ["pier", "crane"]),
        ("night ferry", ["night ferry"]),
        ("", []),
        (" ; ", []),
    ],
)
def test_tags_of_a_string(text: str, tags: list[str]) -> None:
    assert split_tags(text) == tags
