"""Identity: what stays the same article, and what does not."""

from __future__ import annotations

import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from articles.identity import article_id, content_hash, decoded_hash, reused_url_id

TEXT = "The café’s owner said it would reopen.\n\nNeighbours were pleased."


def test_id_of_a_url_does_not_depend_on_text_or_source() -> None:
    """Whoever sends it, and whatever its text, a URL is one article."""
    assert article_id("https://a.example/1", "Post", decoded_hash("x")) == article_id(
        "https://a.example/1", None, decoded_hash("y")
    )


def test_id_without_url_depends_on_source_and_text() -> None:
    """Without a URL two papers' prints of one text are two articles, and two texts of one paper too."""
    one = decoded_hash("One text.")
    two = decoded_hash("Another text.")
    assert len({article_id(None, source, text) for source in ("Post", "Times") for text in (one, two)}) == 4


def test_source_name_is_folded() -> None:
    """A source's name may be spelt with other case and white space."""
    text = decoded_hash(TEXT)
    assert article_id(None, "The Post", text) == article_id(None, " the  POST", text)


def test_reused_url_is_another_article() -> None:
    """A text that only shares the URL has an id of its own, the same each time."""
    text = decoded_hash(TEXT)
    url = "https://a.example/live"
    assert reused_url_id(url, text) != article_id(url, None, text)
    assert reused_url_id(url, text) == reused_url_id(url, text)
    assert reused_url_id(url, text) != reused_url_id(url, decoded_hash("other"))


def test_ids_are_64_hex_digits() -> None:
    """Ids are SHA-256 in hex."""
    assert 64 == len(article_id(None, None, "")) == len(f"{int(content_hash('', ''), 16):064x}")


def test_content_hash_tells_title_from_body() -> None:
    """Moving a line from the body to the title is another revision."""
    assert content_hash("A", "B C") != content_hash("A B", "C")


def test_content_hash_sees_case() -> None:
    """A corrected capital is a revision."""
    assert content_hash("", "in us courts") != content_hash("", "in US courts")


@given(st.text())
def test_decoded_hash_ignores_form_case_and_white_space(text: str) -> None:
    """The decoded hash does not see Unicode form, case and white space."""
    spaced = "\n\n " + text.replace(" ", " \t ") + " "
    assert decoded_hash(text) == decoded_hash(spaced)
    assert decoded_hash(text) == decoded_hash(unicodedata.normalize("NFD", text))


@given(st.text(), st.text())
def test_content_hash_ignores_form_and_white_space(title: str, body: str) -> None:
    """The content hash does not see Unicode form and white space."""
    assert content_hash(title, body) == content_hash(
        unicodedata.normalize("NFD", title) + "\n", unicodedata.normalize("NFD", body).replace(" ", "  ")
    )


def test_upper_case_is_folded() -> None:
    """Upper-case spelling is the same decoded text."""
    assert decoded_hash(TEXT) == decoded_hash(TEXT.upper())
