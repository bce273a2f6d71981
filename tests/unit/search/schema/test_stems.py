"""Which words of an article are indexed beside its text."""

from __future__ import annotations

import pytest

from articles.article import Article
from search.documents import stem
from search.schema import stems
from search.schema.compounds import parts_of, split


@pytest.mark.parametrize(
    ("language", "field"),
    [("en", "en"), ("nb", "no"), ("nn", "no"), ("pt-BR", "pt"), ("zh", "zh"), ("sw", None), ("", None), (None, None)],
)
def test_language_of(language: str | None, field: str | None) -> None:
    """Languages without an analysis of their own have no stems."""
    assert field == stems.language_of(language)


def test_every_field_has_its_analyzer_and_every_analyzer_its_filters() -> None:
    """Elasticsearch refuses an index otherwise."""
    analysis = stems.analysis()
    languages = stems.fields()["properties"].values()
    used = {field["analyzer"] for about in languages for field in about["properties"].values()}
    assert used == analysis["analyzer"].keys()
    named = {name for analyzer in analysis["analyzer"].values() for name in analyzer["filter"]}
    assert analysis["filter"].keys() <= named


@pytest.mark.parametrize(
    ("word", "parts"),
    [
        ("bundeskanzler", ("bundes", "kanzler")),
        ("bundesratspräsident", ("bundesrat", "präsident")),
        ("verteidigungsministerium", ("verteidigung", "ministerium")),
        ("krankenhausreform", ("krankenhaus", "reform")),
        ("sicherheit", ()),
        ("gesellschaft", ()),
        ("unternehmen", ()),
        ("xqzwvkpfjhgt", ()),
    ],
)
def test_split(word: str, parts: tuple[str, ...]) -> None:
    """Compounds fall into known words; other words stay whole."""
    assert parts == split(word)


def test_parts_of_a_text() -> None:
    """Each part once, in the order of the text."""
    text = "Die Krankenhausreform: Krankenhausreform und Mindestlohn"
    assert ("krankenhaus", "reform", "mindest", "lohn") == parts_of(text)


def test_stem_holds_the_texts_under_the_language() -> None:
    """German articles have the parts of their compounds beside them."""
    article = Article(arrival="a:0", claimed_at=0, title="Mindestlohn steigt", body="Er steigt.", language="de")
    assert {"de": {"title": "Mindestlohn steigt", "body": "Er steigt.", "parts": "mindest lohn"}} == stem(article)


@pytest.mark.parametrize("language", [None, "sw"])
def test_no_stem_without_an_analysis_of_the_language(language: str | None) -> None:
    """The unstemmed fields are all there is."""
    assert {} == stem(Article(arrival="a:0", claimed_at=0, title="x", body="y", language=language))
