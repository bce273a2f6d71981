"""Identity: what stays the same article, and what does not."""

from __future__ import annotations

import hashlib
import random
import re
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.characters import normalised
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
    """A text that only shares the URL has an id of its own, the same for a text that differs in case alone."""
    text = decoded_hash(TEXT)
    url = "https://a.example/live"
    assert reused_url_id(url, text) != article_id(url, None, text)
    assert reused_url_id(url, text) == reused_url_id(url, decoded_hash(TEXT.upper()))
    assert reused_url_id(url, text) != reused_url_id("https://a.example/other", text)
    assert reused_url_id(url, text) != reused_url_id(url, decoded_hash("other"))


def test_ids_are_64_hex_digits() -> None:
    """Ids are SHA-256 in hex."""
    assert 64 == len(article_id(None, None, "")) == len(f"{int(content_hash('', ''), 16):064x}")


def test_content_hash_distinguishes_title_and_body() -> None:
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


def test_decoded_hash_is_of_the_text_before_cleaning() -> None:
    """Case, white space and compatible characters do not count."""
    expected = hashlib.sha256(b"the cafe is 2nd").hexdigest()
    assert expected == decoded_hash("The  CAFE\n is\u00a0\uff12nd ")


@given(st.text())
def test_decoded_hash_is_that_of_the_folded_text(text: str) -> None:
    """For any text without invisible characters: NFKC, case folded, white space folded."""
    visible = "".join(c for c in text if unicodedata.category(c) != "Cf" and c != "\u034f")
    folded = " ".join(unicodedata.normalize("NFKC", visible).casefold().split())
    assert hashlib.sha256(folded.encode("utf-8", "surrogatepass")).hexdigest() == decoded_hash(visible)


@pytest.mark.parametrize("block", range(0x80, 0x10000, 0x1000))
def test_a_character_between_plain_letters_is_folded_as_in_any_text(block: int) -> None:
    """Texts of a few characters beyond ASCII take a quicker way to the same hash."""
    for number in range(block, min(block + 0x1000, 0x10000), 7):
        text = f"Aa \x1c{12 * 'Word '}{chr(number)}B {chr(number)}\x85x"
        visible = "".join(c for c in text if unicodedata.category(c) != "Cf" and c not in "\u034f\u180e")
        folded = " ".join(unicodedata.normalize("NFKC", visible).casefold().split())
        assert hashlib.sha256(folded.encode("utf-8", "surrogatepass")).hexdigest() == decoded_hash(visible)


@pytest.mark.parametrize(
    "marks", ["\u0301", "\u200b\u0323\u0301", "\u0308\u0304e\u0327", "\u00a8\u0301", 40 * "\u0316\u0301"]
)
def test_marks_join_a_plain_letter_before_them(marks: str) -> None:
    """A text of nearly plain letters is folded in pieces; a mark that stands apart from its letter is joined to it."""
    text = f"{20 * 'Word '}caf{marks}E{marks} {marks}{20 * ' word'}{marks}"
    folded = " ".join(normalised("NFKC", text.replace("\u200b", "")).casefold().split())
    assert hashlib.sha256(folded.encode()).hexdigest() == decoded_hash(text)


@pytest.mark.parametrize(
    "invisible",
    ["\u00ad", "\u200b", "\u200c", "\u200d", "\u200e", "\u2060", "\u2066", "\ufeff"],
    ids=lambda character: unicodedata.name(character).replace(" ", "_").lower(),
)
def test_invisible_characters_make_no_other_article(invisible: str) -> None:
    """A soft hyphen or a zero-width character anywhere in a text does not change its id."""
    marked = invisible + invisible.join(TEXT) + invisible
    assert decoded_hash(TEXT) == decoded_hash(marked)
    assert article_id(None, "Post", decoded_hash(TEXT)) == article_id(None, "Post", decoded_hash(marked))


ALPHABETS = (
    "abcdefghij KLMNOP.,\n",
    "\u00e4\u00f6\u00fc\u00df\u00e9\u00e8\u00e7\u0141\u017c \u2026\u00a0\u201c\u201d\u2122",
    "\u0430\u0431\u0432\u0413\u0414\u0401 \u2116\n",
    "\u65b0\u805e\u8a18\u4e8b\uff11\uff12\u3000\uff21\u304c\u30d1",
    "e\u0301o\u0308a\u030a \u1e9e\ufb01\u0130\u03c2",
)


def test_a_hundred_ids_stay_what_they_were() -> None:
    """Ids of texts without invisible characters are those of the versions before."""
    made = []
    for number in range(100):
        choice = random.Random(number)
        text = "".join(choice.choice(ALPHABETS[number % len(ALPHABETS)]) for _ in range(200))
        made.append(article_id(None, f"Paper {number % 3}", decoded_hash(text)))
    assert (Path(__file__).parent / "ids.txt").read_text().split() == made


def test_worked_example_of_the_documentation() -> None:
    """docs/reference/fields.md shows how `_id` is made; the recipe gives the ids that it names."""
    url = "https://paper.example/2026/pier-opens"
    by_url = hashlib.sha256(b"url\0" + url.encode()).hexdigest()
    text = hashlib.sha256("the pier is open. \u201cat last,\u201d said the mayor.".encode()).hexdigest()
    by_text = hashlib.sha256(b"text\0the kelmsay post\0" + text.encode()).hexdigest()
    assert by_url == article_id(url, "The Kelmsay Post", text)
    came = "The Pier is open.\n\n\u201cAt\u00ad last,\u201d said the mayor.\n"
    assert by_text == article_id(None, "The Kelmsay  Post", decoded_hash(came))
    page = (Path(__file__).parents[3] / "docs" / "reference" / "fields.md").read_text("utf-8")
    assert {by_url, by_text} <= set(re.findall(r"\b[0-9a-f]{64}\b", page))
