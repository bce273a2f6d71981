"""Lines of a printed page become paragraphs again."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.forms.layout import Block, Line, blocks, joined, over_pages

TWO = ["The council voted to bring back the ferry.", "The first boat leaves at half past one."]


def paragraphs(lines: list[Line]) -> list[str]:
    """The texts of the paragraphs."""
    return [block.text for block in blocks(lines)]


def column(*texts: str, left: float = 50, top: float = 700, height: float = 10, pitch: float = 12) -> list[Line]:
    """Lines one under the other; an empty one leaves a gap."""
    lines = []
    for number, text in enumerate(texts):
        if text:
            lines.append(Line(text=text, left=left, bottom=top - number * pitch, height=height))
    return lines


def test_gaps_begin_paragraphs() -> None:
    """A blank line between lines is a paragraph's end, a line's end is not."""
    lines = column("The council voted to bring back", "the ferry.", "", "The first boat leaves at", "half past one.")

    assert ["The council voted to bring back the ferry.", "The first boat leaves at half past one."] == paragraphs(
        lines
    )


def test_indents_begin_paragraphs() -> None:
    """Without gaps an indented line begins one."""
    lines = column("The council voted to bring back", "the ferry.")
    lines += [Line(text="The first boat leaves", left=62, bottom=676, height=10)]
    lines += column("at half past one.", top=664)

    assert ["The council voted to bring back the ferry.", "The first boat leaves at half past one."] == paragraphs(
        lines
    )


def test_another_size_begins_a_paragraph() -> None:
    """A headline over two lines is one paragraph, and not one with the text under it."""
    lines = column("Harbour town votes", "for its ferry", height=20, pitch=24) + column("The council voted.", top=652)

    assert ["Harbour town votes for its ferry", "The council voted."] == paragraphs(lines)


def test_divided_words_are_joined() -> None:
    """A hyphen before a small letter goes; before a capital or a digit it stays."""
    assert "The observatory" == joined(["The obser-", "vatory"])
    assert "The Anglo- Saxon" == joined(["The Anglo-", "Saxon"])
    assert "a long-divided word" == joined(["a", "long-di-", "vid-", "ed", "word"])
    assert "Sozial- und Gesundheitspolitik" == joined(["Sozial-", "und Gesundheitspolitik"])


def test_columns_go_on_in_the_middle_of_a_sentence() -> None:
    """The second column begins a paragraph only where the first ended one."""
    first = column("The council voted to bring back", "the ferry that was cancelled and", top=120)

    assert 1 == len(paragraphs(first + column("will now return.", left=300)))
    assert 2 == len(paragraphs(first[:1] + column("the ferry.", top=108) + column("The first boat", left=300)))


def test_paragraphs_over_pages() -> None:
    """A sentence that a page cuts is put together."""
    texts = [["One.", "The council voted to"], ["bring back the ferry.", "Two."], ["Three."]]
    pages = [[Block(text=text) for text in page] for page in texts]

    found = [block.text for block in over_pages(pages)]

    assert ["One.", "The council voted to bring back the ferry.", "Two.", "Three."] == found


@given(
    st.lists(
        st.builds(
            Line,
            text=st.text(max_size=12),
            left=st.floats(-1e6, 1e6),
            bottom=st.floats(-1e6, 1e6),
            height=st.floats(-10, 1e3),
        ),
        max_size=12,
    )
)
def test_no_words_are_lost(lines: list[Line]) -> None:
    """Wherever lines stand, their letters come through in their order."""
    before = "".join("".join(line.text for line in lines).split()).replace("-", "").replace("\u2010", "")
    after = "".join("".join(paragraphs(lines)).split()).replace("-", "").replace("\u2010", "")

    assert before.replace("\u00ad", "").replace("\ufffe", "") == after.replace("\u00ad", "").replace("\ufffe", "")


@pytest.mark.timeout(300)
def test_a_paragraph_of_very_many_lines() -> None:
    """Each line is looked at once, and not all that was joined before it."""
    number = 60_000
    lines = [Line(text="walks-", left=50, bottom=-12 * n, height=10) for n in range(number)]
    (block,) = blocks(lines)
    assert "walks" * number + "-" == block.text
    pages = [[Block(text="and walks", height=10)]] * number
    assert [" ".join(["and walks"] * number)] == [block.text for block in over_pages(pages)]
