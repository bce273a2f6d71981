"""An archive of version 0.1.0, where entities are nested documents: asked as it is, then rebuilt."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from elasticsearch import Elasticsearch

from articles.article import Article, Entity, Mention
from search.documents import to_document
from search.find.articles import Ask, search
from search.find.entities import called, complete
from search.find.entity_spellings import spellings
from search.find.name_lookup import similar
from search.find.nested_entities import is_nested
from search.find.profile import profile
from search.lifecycle.create import create_indices, current_index
from search.lifecycle.reindex import reindex
from search.schema.index_names import Names
from search.transport.bulk import Operation, require_done, write

ARCHIVE = Path(__file__).parents[2] / "acceptance" / "upgrade" / "0.1.0" / "index.json"
NOW = datetime(2026, 3, 1, tzinfo=UTC)
LYON = Entity(
    name="Lyon",
    type="place",
    key="geonames:1",
    mentions=(Mention(start=0, end=4, surface="Lyon"),),
    country="FR",
    latitude=45.75,
    longitude=4.85,
)
SOLBERG = Entity(
    name="Ingrid Solberg",
    type="person",
    key="person:ingrid-solberg",
    mentions=tuple(
        Mention(start=5, end=5 + len(surface), surface=surface) for surface in ("Ingrid Solberg", "Mayor Solberg")
    ),
)


def put(client: Elasticsearch, names: Names, number: int, *entities: Entity) -> None:
    """Index an article, as this version writes it."""
    body = ", ".join(mention.surface for one in entities for mention in one.mentions)
    article = Article(
        id=f"a{number}", arrival=f"i:{number}", claimed_at=number, title="Story", body=body, entities=entities
    )
    operation = Operation(action="index", index=names.everything, id=article.id, body=to_document(article, now=NOW))
    require_done(write(client, [operation], max_bytes=1 << 20))


def answers(client: Elasticsearch, names: Names) -> dict[str, Any]:
    """What is known of the names."""
    client.indices.refresh(index=names.everything)
    found = profile(client, names, [SOLBERG.key])
    assert found is not None
    return {
        "beginning": complete(client, names, "solb"),
        "written": complete(client, names, "mayor s"),
        "all": complete(client, names),
        "places": complete(client, names, type_="place"),
        "called": called(client, names, "ingrid solberg"),
        "last name": called(client, names, "Solberg"),
        "like": similar(client, names, "Ingrit Solberg"),
        "together": found.together_with,
        "counts": (found.articles, found.mentions),
        "spellings": spellings(client, names, [SOLBERG.key]),
        "near": sorted(hit.id for hit in search(client, names, Ask(text='place:"45.76,4.83"~50km')).hits),
        "named": sorted(hit.id for hit in search(client, names, Ask(text='person:"Ingrid Solberg"')).hits),
    }


def test_an_archive_of_the_version_before_answers_as_it_does_rebuilt(client: Elasticsearch, names: Names) -> None:
    """With articles of then and of now; what arrives before the rebuild is in both."""
    client.indices.delete(index=current_index(client, names))
    about = json.loads(ARCHIVE.read_text("utf-8"))["indices"]["articles-v1"]
    aliases = {names.everything: {"is_write_index": True}, names.articles: about["aliases"]["articles"]}
    client.indices.create(
        index=names.version(1), mappings=about["mappings"], settings={"analysis": about["analysis"]}, aliases=aliases
    )
    put_as_before = {"entities": [{"name": "Lyon", "type": "place", "key": LYON.key, "mentions": 1}]}
    put_as_before["entities"][0] |= {"surfaces": ["Lyon"], "location": {"lat": 45.75, "lon": 4.85}}
    old = {"title": "Old", "body": "Lyon", "is_copy": False, "places": ["Lyon"], "entity_keys": [LYON.key]}
    client.index(index=names.everything, id="old", document=old | put_as_before)
    assert create_indices(client, names)
    put(client, names, 1, LYON, SOLBERG)
    put(client, names, 2, SOLBERG)
    assert is_nested(client, names)
    before = answers(client, names)
    reindex(client, names)
    assert not is_nested(client, names)
    assert before == answers(client, names)
    assert (["a1", "old"], ["a1", "a2"], (2, 4)) == (before["near"], before["named"], before["counts"])
    assert ["Ingrid Solberg"] == [row.name for row in before["written"]]
    assert [("Lyon", 2), ("Ingrid Solberg", 2)] == [(row.name, row.articles) for row in before["all"]][::-1]
    assert ("Ingrid Solberg",) == before["like"]
