"""Our own tagger: what it finds, where texts are cut, and what it promises about its values."""

from __future__ import annotations

import subprocess
import sys

import numpy as np
import pytest
import spacy
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from articles.enrichment import tagging
from articles.enrichment.tagging import Tagger
from articles.enrichment.tagging.english_tagger import Tokens
from articles.enrichment.tagging.sequences import blocks


@pytest.fixture(scope="module")
def tagger() -> Tagger:
    return tagging.load("copydesk")


def found(tagger: Tagger, text: str) -> list[tuple[str, str]]:
    return [(text[span.start : span.end], span.label) for span in tagger.tag(text)]


def test_people_organizations_and_places_are_found(tagger: Tagger) -> None:
    """The three kinds, with their words."""
    text = "Angela Merkel met officials of the World Bank in Berlin, and flew to Washington with Emmanuel Macron."
    assert [
        ("Angela Merkel", "PER"),
        ("World Bank", "ORG"),
        ("Berlin", "LOC"),
        ("Washington", "LOC"),
        ("Emmanuel Macron", "PER"),
    ] == found(tagger, text)


def test_a_text_without_names_has_no_mentions(tagger: Tagger) -> None:
    """Plain words are nobody's name."""
    assert [] == found(tagger, "The rain fell all night, and nobody went out to look at the garden.")


@pytest.mark.parametrize("text", ["", " ", "\n\n\t\n", "\u00a0", "."])
def test_a_text_without_words_has_no_mentions(tagger: Tagger, text: str) -> None:
    """Nothing, white space and punctuation are read without complaint."""
    assert [] == tagger.tag(text)


def test_a_doc_has_the_same_mentions_and_the_tokens(tagger: Tagger) -> None:
    """`doc` gives what `tag` gives, and every token with its place."""
    text = "Mr. Smith  went\nto Paris."
    doc = tagger.doc(text)
    assert ("Mr.", "Smith", "went", "to", "Paris", ".") == doc.words
    assert list(doc.words) == [text[a:b] for a, b in zip(doc.starts, doc.ends, strict=True)]
    assert tagger.tag(text) == list(doc.spans)


def test_what_was_read_before_changes_nothing(tagger: Tagger) -> None:
    """The words that are kept are a cache: a text has the same mentions after any others."""
    text = "Olaf Scholz visited the Ruhr on Monday."
    before = tagger.tag(text)
    for i in range(50):
        tagger.tag(f"Name{i} Surname{i} lives in Town{i}.")
    assert before == tagger.tag(text)


def test_a_paragraph_knows_nothing_of_the_next(tagger: Tagger) -> None:
    """A headline and the body under it do not run into one name."""
    text = "Protests in Hong Kong\n\nBoris Johnson resigned."
    assert [("Hong Kong", "LOC"), ("Boris Johnson", "PER")] == found(tagger, text)


def test_a_name_over_the_end_of_a_wrapped_line_is_one(tagger: Tagger) -> None:
    """In a text wrapped at some seventy characters, a line's end is a space like another."""
    text = "After the talks, which had lasted for most of the night, President Emmanuel\nMacron went back to Paris."
    assert [("Emmanuel\nMacron", "PER"), ("Paris", "LOC")] == found(tagger, text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("One two.\nThree", ["Three"]),
        ("One two\n\nThree", ["Three"]),
        ("One two\nThree", ["Three"]),
        ("Words that fill a line of some width without an end\nand go on", []),
        ("Words that fill a line of some width and end here.\nAnother", ["Another"]),
        ("Words that fill a line of some width without an end\n\nAnother", ["Another"]),
        ("One  two", []),
        ("\n\nOne", ["One"]),
    ],
)
def test_a_segment_begins_after_a_paragraph_or_a_short_line(text: str, expected: list[str]) -> None:
    """Breaks are kept where a paragraph, a headline or a list item ends, not where a line was wrapped."""
    read = Tokens().read(text)
    starts, ends, begins = read.starts, read.ends, read.begins
    assert expected == [text[starts[i] : ends[i]] for i in np.flatnonzero(begins)]


@pytest.mark.parametrize(
    "text", ["", " ", " a", "a ", "\n\na\n", "a  b\u00a0c\u2028d", "One.\r\n\r\n“Two,” he said.\t", "\x1cx\x1d y"]
)
def test_every_token_has_its_place(text: str) -> None:
    """Whatever white space is around and between them, tokens are where they say, and nothing else is left out."""
    read = Tokens().read(text)
    assert read.words == [text[a:b] for a, b in zip(read.starts, read.ends, strict=True)]
    assert "".join(text.split()) == "".join(read.words)
    assert len(read.words) == len(read.attributes) == len(read.begins)


def test_long_texts_are_cut_between_segments() -> None:
    """Blocks end where a segment begins, are bounded, and leave nothing out."""
    begins = np.zeros(5000, dtype=bool)
    begins[[500, 900, 1300, 4000]] = True
    cuts = list(blocks(begins))
    assert (0, 900) == cuts[0]
    assert all(end - start <= 1024 for start, end in cuts)
    assert [0, *(end for _, end in cuts)] == [*(start for start, _ in cuts), 5000]


def test_the_tokenizer_forgets(monkeypatch: pytest.MonkeyPatch) -> None:
    """The pieces that it has seen are bounded, and those read again are read as before."""
    monkeypatch.setattr("articles.enrichment.tagging.english_tagger._PIECES", 50)
    tokens = Tokens()
    before = tokens.read("The same text.")[0].tolist()
    for i in range(6):
        tokens.read(" ".join(f"word{i}x{j}" for j in range(30)))
    assert len(tokens._pieces) <= 80
    assert before == tokens.read("The same text.")[0].tolist()


def test_more_words_than_there_is_room_for_at_first_keep_their_attributes() -> None:
    """The table of attributes grows, and what was in it stays."""
    text = " ".join(f"word{i}" for i in range(3000))
    tokens = Tokens()
    assert tokens.read(text)[0].tolist() == tokens.read(text)[0].tolist()
    assert 3000 == len({tuple(row) for row in tokens.read(text)[0].tolist()})


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(alphabet=st.sampled_from("aB .,\n\t\u00a0'’\"-()é中😀2\r"), max_size=80))
def test_mentions_are_in_order_and_within_the_text(tagger: Tagger, text: str) -> None:
    """Any text: spans are sorted, do not overlap, are not empty, begin and end with no white space."""
    end = 0
    for span in tagger.tag(text):
        assert end <= span.start < span.end <= len(text)
        assert text[span.start : span.end].strip() == text[span.start : span.end]
        end = span.end


TEXT = "“Don't,” said Mr. O'Neil (aged 42)—he'd seen it at 9a.m. :) in the U.S.; e.g. re-runs…\n\nCan't it?"


def test_tokens_are_spacys() -> None:
    """What is divided, and what is known of each token, is as spaCy has it."""
    read = Tokens().read(TEXT)
    attributes, starts, ends = read.attributes, read.starts, read.ends
    expected = [token for token in spacy.blank("en")(TEXT) if not token.is_space]
    assert [token.text for token in expected] == [TEXT[a:b] for a, b in zip(starts, ends, strict=True)]
    names = ["ORTH", "NORM", "PREFIX", "SUFFIX", "SHAPE", "LOWER"]
    assert [token.doc.to_array(names)[token.i].tolist() for token in expected] == attributes.tolist()


def test_spacy_is_not_imported() -> None:
    """It takes more than a second, which the first English article would wait for."""
    program = "import sys; from articles.enrichment import tagging; tagging.load('copydesk'); print(*sys.modules)"
    modules = subprocess.run([sys.executable, "-c", program], check=True, capture_output=True, text=True).stdout.split()
    assert not {"spacy", "thinc"} & set(modules)
