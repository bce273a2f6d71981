"""Documents: what is written of an article, and back."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from articles.article import (
    Article,
    DateCandidate,
    Dateline,
    Entity,
    Mention,
    Quote,
    Removed,
)
from articles.duplicates import sketch
from search.documents import about, fingerprint, from_document, to_document, upgraded
from search.schema import mapping
from search.schema.index_names import Names
from search.transport.bulk import Operation

NOW = datetime(2026, 3, 1, tzinfo=UTC)

ARTICLE = Article(
    id="id",
    arrival="intake:0",
    claimed_at=5,
    form="html",
    title="Title",
    body="Body",
    removed=(Removed(start=0, end=0, text="Share", reason="share_bar"),),
    decoded_hash="d",
    url="https://a.example/1",
    source="A",
    domain="a.example",
    byline="By B",
    authors=("B",),
    dateline=Dateline(text="LYON", place="Lyon", key="geonames:1", country="FR", latitude=45.7, longitude=4.8),
    published_at=NOW,
    published_at_from="json_ld",
    modified_at=NOW,
    date_candidates=(DateCandidate(value=NOW, found_in="json_ld"),),
    language="en",
    section="World",
    tags=("t",),
    content_hash="c",
    story_id="id",
    word_count=1,
    sentence_count=1,
    languages=("en",),
    entities=(
        Entity(
            name="Lyon",
            type="place",
            key="geonames:1",
            mentions=(Mention(start=0, end=4, surface="Lyon"),),
            salience=0.5,
            country="FR",
            latitude=45.7,
            longitude=4.8,
        ),
        Entity(name="Ada", type="person", key="person:ada", mentions=(Mention(start=0, end=3, surface="Ada"),)),
    ),
    dates=("2024-05-02",),
    keywords=("k",),
    quotes=(Quote(text="q", start=0, end=1, speaker="Ada", speaker_key="person:ada", confidence=0.9, kind="said"),),
    pipeline={"cleaning": "1"},
)


def test_an_article_comes_back_from_its_document() -> None:
    """Nothing of an article is lost in the index: enrichers can run again without the file."""
    assert ARTICLE == from_document("id", to_document(ARTICLE, now=NOW))


def test_a_document_has_mapped_fields_only() -> None:
    """The mapping is strict: each field of a full document stands in it, nested ones too."""

    def check(fields: dict[str, Any], properties: dict[str, Any], path: str) -> None:
        for name, value in fields.items():
            assert name in properties, f"{path}{name}"
            below = properties[name].get("properties")
            for one in value if isinstance(value, list) else [value]:
                if below and isinstance(one, dict):
                    check(one, below, f"{path}{name}.")

    check(
        to_document(ARTICLE, now=NOW, sketch=sketch("", "One two three four five.").to_bytes()),
        mapping.ARTICLE["properties"],
        "",
    )


def test_entities_are_flat_as_well() -> None:
    """For simple filters: names by type, and all keys."""
    document = to_document(ARTICLE, now=NOW)
    assert (["Ada"], ["Lyon"], ["geonames:1", "person:ada"]) == (
        document["people"],
        document["places"],
        document["entity_keys"],
    )
    assert (["geonames:1|1|Lyon", "person:ada|1|Ada"], ["FR"], [{"lat": 45.7, "lon": 4.8}]) == (
        document["entity_names"],
        document["entity_countries"],
        document["entity_locations"],
    )
    assert ["ada|name|person:ada", "lyon|name|geonames:1"] == document["entity_forms"]


def test_what_is_empty_is_left_out() -> None:
    """But not what says something by being zero or false."""
    document = to_document(Article(arrival="a:0", claimed_at=1, id="x"), now=NOW)
    assert not {"url", "quotes", "dateline", "people"} & document.keys()
    assert (False, 0, 1, "", "x") == (
        document["is_copy"],
        document["copies"],
        document["revision"],
        document["body"],
        document["story_id"],
    )


def test_revisions_are_not_among_the_articles() -> None:
    """A search over `articles*` must not meet earlier texts, the ledger or tombstones."""
    names = Names("p-")
    for other in (names.revisions, names.intake, names.tombstones):
        assert not other.startswith(names.articles)


def test_operations_are_two_lines() -> None:
    """NDJSON as the bulk API wants it."""
    operation = Operation(action="index", index="i", id="x", body={"a": 1}, parameters={"version": 3})
    assert b'{"index":{"_index":"i","_id":"x","version":3}}\n{"a":1}\n' == operation.lines()
    assert b'{"delete":{"_index":"i","_id":"x"}}\n' == Operation(action="delete", index="i", id="x").lines()


def test_about_holds_each_key_with_its_salience() -> None:
    """The most salient first; the most of a key that comes twice."""
    entities = [("person:a", 0.2), ("person:b", 0.8341), ("person:a", 0.4), ("place:c", 0.0)]
    assert ["person:b|8", "person:a|4", "place:c|0"] == about(entities)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("We will not be moved by this.", "“We will not be moved, by this”", True),
        ("WE WILL NOT BE MOVED BY THIS", "we will not be moved by this", True),
        ("We will not be moved by this.", "We will not be moved by that.", False),
    ],
    ids=["punctuation", "case", "other words"],
)
def test_fingerprint_of_a_quotation(one: str, other: str, same: bool) -> None:
    """The same words have the same fingerprint."""
    assert same == (fingerprint(one) == fingerprint(other))


def test_few_words_have_no_fingerprint() -> None:
    """Many people say "yes, of course"."""
    assert fingerprint("Yes, of course.") is None


def test_document_of_an_earlier_mapping_gets_the_fields_that_it_lacks() -> None:
    """From what stands in it; the rest stays as it is."""
    old = {
        "title": "Ports",
        "body": "x",
        "language": "en",
        "entities": [{"key": "person:a", "name": "Ann", "mentions": 2, "salience": 0.5}],
        "quotes": [{"text": "We will not be moved by this."}],
    }
    new = upgraded(old)
    stems = {"en": {"title": "Ports", "body": "x"}}
    names = {"entity_names": ["person:a|2|Ann"], "entity_forms": ["ann|name|person:a"]}
    assert old | {"stem": stems, "about": ["person:a|5"], "quotes": new["quotes"]} | names == new
    assert fingerprint("We will not be moved by this.") == new["quotes"][0]["fingerprint"]
    assert new == upgraded(new)
