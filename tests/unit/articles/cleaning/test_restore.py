"""What is cut is kept, with its place."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from articles.article import Record, Rejection
from articles.cleaning import clean, restore
from articles.cleaning.plain import clean_plain

SENTENCE = "The council of Lisbon said on Tuesday that the bridge would be closed for at least two months for repairs."
LINES = st.lists(
    st.one_of(
        st.text(max_size=60),
        st.sampled_from(
            [
                SENTENCE,
                SENTENCE.replace("Lisbon", "Porto"),
                "Leave a Reply",
                "Home",
                "Share",
                "",
                " ",
                "\u00a0",
                "The cafÃ© was closed, donâ€™t ask why, the owner of the cafe said to the reporter.",
                "so&shy;ft&nbsp;hy\u00adphen &amp; entities",
                "a line that ends in a hyph-",
                "enated word and goes on for a while un-",
            ]
        ),
    ),
    max_size=25,
)


@settings(deadline=None)
@given(st.text())
def test_any_text_comes_back(text: str) -> None:
    """Body and removed pieces give every text again, to the character."""
    cleaned = clean_plain(text)
    assert text == restore(cleaned.body, cleaned.removed)


@settings(deadline=None)
@given(LINES, st.sampled_from(["\n", "\n\n", "\r\n", "\r", "\n \n", "\u2028"]))
def test_articles_with_furniture_come_back(lines: list[str], gap: str) -> None:
    """The same for texts with furniture, damage and every kind of line break."""
    text = gap.join(lines)
    cleaned = clean_plain(text)
    assert text == restore(cleaned.body, cleaned.removed)


@settings(deadline=None)
@given(LINES)
def test_pieces_are_sorted_and_do_not_overlap(lines: list[str]) -> None:
    """Removed pieces lie inside the body, in order."""
    cleaned = clean_plain("\n\n".join(lines))
    position = 0
    for piece in cleaned.removed:
        assert position <= piece.start <= piece.end <= len(cleaned.body)
        position = piece.end


def test_title_is_a_removed_piece() -> None:
    """The headline leaves the body and stands first in `removed`."""
    text = (
        f"Bridge of Lisbon closed for two months\n\n{SENTENCE}\n\n{SENTENCE.replace('bridge', 'road to the bridge')}\n"
    )
    article = clean(Record(number=0, content=text, form="plain"), arrival="a:0", claimed_at=1)
    assert not isinstance(article, Rejection)
    assert article.title == "Bridge of Lisbon closed for two months"
    assert (
        article.removed[0].reason,
        article.removed[0].text,
    ) == ("title", "Bridge of Lisbon closed for two months\n\n")
    assert text == restore(article.body, article.removed)
