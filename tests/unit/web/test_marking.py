"""A text with its marks: nothing of it is lost, every mark is where its span says, and cuts are in their places."""

from __future__ import annotations

from hypothesis import example, given
from hypothesis import strategies as st

from articles.article import Entity, Mention, Quote, Removed
from web.marking import Cut, Paragraph, mark


def _entity(body: str, *surfaces: str, key: str = "person:x") -> Entity:
    mentions = tuple(Mention(start=body.index(one), end=body.index(one) + len(one), surface=one) for one in surfaces)
    return Entity(name=surfaces[0], type="person", key=key, mentions=mentions)


def _quote(body: str, text: str) -> Quote:
    start = body.index(text)
    return Quote(text=text, start=start, end=start + len(text))


def test_names_and_quotations_overlap() -> None:
    """A name within a quotation is both; a quotation opens once in a paragraph."""
    body = "She said Ada Lovelace left early.\nMore."
    marked = mark(body, [_entity(body, "Ada Lovelace")], [_quote(body, "Ada Lovelace left")], ())
    runs = marked.blocks[0].runs if isinstance(marked.blocks[0], Paragraph) else ()
    assert [
        ("She said ", False, None, False),
        ("Ada Lovelace", True, 0, True),
        (" left", False, 0, False),
        (" early.", False, None, False),
    ] == [(run.text, run.entity is not None, run.quote, run.opens) for run in runs]


def test_of_overlapping_names_the_longer_first_one_is_marked() -> None:
    """No link stands in another."""
    body = "Bank of China in China"
    inner = Entity(name="China", type="place", key="country:CN", mentions=(Mention(start=8, end=13, surface="China"),))
    (block,) = mark(body, [inner, _entity(body, "Bank of China")], (), ()).blocks
    assert isinstance(block, Paragraph)
    assert ["Bank of China"] == [run.text for run in block.runs if run.entity]


def test_cuts_stand_in_their_places_and_repairs_are_counted() -> None:
    """Neighbours of one reason are one; the title and white space are not shown."""
    body = "One.\nTwo."
    removed = [
        Removed(start=0, end=0, text="Title\n", reason="title"),
        Removed(start=0, end=0, text="Home | News\n", reason="navigation"),
        Removed(start=4, end=5, text="\n\n", reason="white_space"),
        Removed(start=5, end=5, text="Read more\n", reason="teaser"),
        Removed(start=5, end=5, text="And more\n", reason="teaser"),
        Removed(start=9, end=9, text="\nLeave a Reply", reason="comment_form"),
    ]
    marked = mark(body, (), (), removed)
    shown = [
        (block.reason, block.text) if isinstance(block, Cut) else "".join(run.text for run in block.runs)
        for block in marked.blocks
    ]
    assert [
        ("navigation", "Home | News"),
        "One.",
        ("teaser", "Read more\nAnd more"),
        "Two.",
        ("comment_form", "Leave a Reply"),
    ] == shown
    assert 1 == marked.repairs


@example(body="\na", names=[(0, 1)], quotes=[], cuts=[])
@given(
    st.text(alphabet="ab \n", max_size=60),
    st.lists(st.tuples(st.integers(0, 70), st.integers(0, 70)), max_size=8),
    st.lists(st.tuples(st.integers(0, 70), st.integers(0, 70)), max_size=5),
    st.lists(st.integers(0, 70), max_size=5),
)
def test_the_text_is_whole_whatever_the_spans_say(
    body: str, names: list[tuple[int, int]], quotes: list[tuple[int, int]], cuts: list[int]
) -> None:
    """Spans that lie outside, overlap or run backwards neither lose nor double a character."""
    entities = [
        Entity(name="x", type="person", key="person:x", mentions=(Mention(start=a, end=b, surface="x"),))
        for a, b in names
    ]
    said = [Quote(text="x", start=a, end=b) for a, b in quotes]
    removed = [Removed(start=a, end=a, text="cut", reason="teaser") for a in cuts]
    blocks = mark(body, entities, said, removed).blocks
    shown = ["".join(run.text for run in block.runs) for block in blocks if isinstance(block, Paragraph)]
    assert [line for line in body.split("\n") if line.strip()] == shown
    assert len(cuts) == sum(block.text.count("cut") for block in blocks if isinstance(block, Cut))
