"""docs/how-to/query-elasticsearch.md: every recipe is run, and finds what it says."""

from __future__ import annotations

import re
import shlex
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import requests
from elasticsearch import Elasticsearch

from articles.article import Article, Dateline, Entity, Mention, Quote
from articles.fates import Fate, Reason
from search.documents import to_document
from search.ledger import entries
from search.ledger.entries import FateEntry
from search.lifecycle.create import create_indices
from search.schema import mapping
from search.schema.index_names import Names
from search.transport import bulk

DOCS = Path(__file__).parents[3] / "docs"
RECIPE = re.compile(r"<!-- (\d+) (hits|buckets) -->\n```sh\n(curl .*?)\n```", re.DOTALL)


@dataclass(frozen=True)
class Recipe:
    """One block of the cookbook."""

    number: int
    what: str
    command: str


def recipes() -> list[Recipe]:
    text = (DOCS / "how-to" / "query-elasticsearch.md").read_text("utf-8")
    return [Recipe(int(number), what, command) for number, what, command in RECIPE.findall(text)]


SOLBERG, HOLLOWAY, LIND = (
    Entity(
        name=name,
        type="person",
        key=key,
        salience=salience,
        mentions=(Mention(start=0, end=len(name), surface=name),),
    )
    for name, key, salience in (
        ("Ingrid Solberg", "person:ingrid-solberg", 0.8),
        ("Margaret Holloway", "person:margaret-holloway", 0.2),
        ("Tomas Lind", "person:tomas-lind", 0.3),
    )
)
NORWAY = Entity(name="Norway", type="place", key="country:NO", country="NO")
UNION = Entity(name="Ferry Union", type="organization", key="org:ferry-union")


def article(identifier: str, number: int, day: int | None, **fields: Any) -> Article:
    return Article(
        id=identifier,
        arrival=f"202603{6:02}T100000000000-{number:08}:0",
        claimed_at=1772791200000000 + number * 10_000_000_000,
        published_at=datetime(2026, 3, day, 9, tzinfo=UTC) if day else None,
        published_at_from="given" if day else None,
        decoded_hash=f"d{identifier}",
        content_hash=f"c{identifier}",
        story_id=fields.pop("story_id", identifier),
        **fields,
    )


ARTICLES = [
    article(
        "aaaa",
        1,
        1,
        title="The ferry pact tilts",
        body="The ferry pact between the islands may bring a new tariff, Ingrid Solberg told Margaret Holloway.",
        source="North Sea Times",
        language="en",
        dateline=Dateline(text="ABERDEEN", place="Aberdeen", country="GB", latitude=57.14, longitude=-2.1),
        entities=(SOLBERG, HOLLOWAY, NORWAY, UNION),
        keywords=("ferry pact", "tariff"),
        quotes=(
            Quote(
                text="We will not raise fares",
                start=0,
                end=20,
                speaker="Ingrid Solberg",
                speaker_key="person:ingrid-solberg",
                confidence=0.9,
            ),
        ),
    ),
    article(
        "a2",
        2,
        2,
        story_id="aaaa",
        copy_of="aaaa",
        similarity=0.93,
        title="Ferry pact may tilt",
        body="The ferry pact between the islands may bring a new tariff, Solberg told us.",
        source="Bergen Post",
        language="en",
    ),
    article(
        "a3",
        3,
        2,
        story_id="aaaa",
        copy_of="aaaa",
        similarity=0.88,
        title="Islands and their ferry pact",
        body="The ferry pact between the islands may bring a new tariff, it was said.",
        source="Orkney Mail",
        language="en",
    ),
    article(
        "bbbb",
        4,
        11,
        title="A referendum on the ferry",
        body="The islands vote in a referendum on the ferry pact and its fares, said Tomas Lind of the ferry office.",
        source="North Sea Times",
        language="en",
        entities=(
            LIND,
            Entity(name="Ingrid Solberg", type="person", key="person:ingrid-solberg", salience=0.1),
        ),
        keywords=("referendum", "ferry pact"),
    ),
    article(
        "cccc",
        5,
        None,
        title="Die Orgel ist gestimmt",
        body="Die Orgel der alten Kirche wurde gestimmt und klingt nun wieder.",
        source="Hafenblatt",
        language="de",
        keywords=("Orgel",),
    ),
]


@pytest.fixture
def index(elasticsearch_url: str, prefix: str) -> str:
    """An index with a few articles in it; the prefix of its names."""
    names = Names(prefix)
    with Elasticsearch(elasticsearch_url) as client:
        create_indices(client, names)
        now = datetime(2026, 3, 12, tzinfo=UTC)
        operations = []
        for one in ARTICLES:
            document = to_document(one, now=now, revision=2 if one.id == "bbbb" else 1)
            document |= {"copies": 2} if one.id == "aaaa" else {}
            document |= {"updated_at": now.isoformat()} if one.id == "bbbb" else {}
            operations.append(bulk.Operation(action="index", index=names.everything, id=one.id, body=document))
        revision = {"article_id": "bbbb", "revision": 1, "replaced_at": now.isoformat(), "title": "Before", "body": "x"}
        operations.append(bulk.Operation(action="index", index=names.revisions, id="bbbb:1", body=revision))
        fates = [
            FateEntry(
                intake="20260306T100000000000-00000001",
                number=number,
                name="north/today.jsonl",
                source="north",
                claimed_at=1772791200000000,
                fate=fate,
                reason=reason,
                settled_at=now.isoformat(),
            )
            for number, (fate, reason) in enumerate([(Fate.INDEXED, Reason.NEW), (Fate.REJECTED, Reason.TOO_SHORT)])
        ]
        operations += entries.operations(names, fates=fates)
        assert all(outcome.ok for outcome in bulk.write(client, operations, max_bytes=1 << 20))
        client.indices.refresh(index=[names.everything, names.intake, names.revisions])
    return prefix


def test_every_recipe(elasticsearch_url: str, index: str) -> None:
    """As many hits or buckets as the comment above it says; no deprecated syntax, no shard that failed."""
    found = recipes()
    assert 20 <= len(found)
    wrong = []
    for recipe in found:
        answer = run(recipe.command, elasticsearch_url, index)
        count = len(answer["hits"]["hits"]) if recipe.what == "hits" else len(buckets(answer["aggregations"]))
        if count != recipe.number or answer["_shards"]["failed"]:
            wrong.append((count, recipe.command))
    assert [] == wrong


def run(command: str, url: str, prefix: str) -> Any:
    """What the curl command would get."""
    words = shlex.split(command)
    assert "curl" == words[0]
    address = next(word for word in words if word.startswith("$ES/"))
    body = words[words.index("-d") + 1].replace('"_index": "', f'"_index": "{prefix}')
    answer = requests.post(
        address.replace("$ES/", f"{url}/{prefix}"),
        data=body.encode(),
        headers={"Content-Type": "application/json"},
        timeout=60,
    )
    assert 200 == answer.status_code, f"{command}\n{answer.text}"
    assert "Warning" not in answer.headers, answer.headers["Warning"]
    return answer.json()


def buckets(aggregations: dict[str, Any]) -> list[Any]:
    """The buckets of the aggregation that is called so, however deep it is."""
    if "buckets" in aggregations and "buckets" in aggregations["buckets"]:
        return list(aggregations["buckets"]["buckets"])
    inner = next(value for value in aggregations.values() if isinstance(value, dict))
    return buckets(inner)


@pytest.mark.parametrize("heading", ["An article", "The ledger", "Revisions and tombstones"])
def test_every_field_is_explained(heading: str) -> None:
    """The pages on fields and on the ledger name each field of the mapping."""
    pages = "".join((DOCS / "reference" / name).read_text("utf-8") for name in ("fields.md", "ledger.md"))
    section = re.split(rf"^##? {heading}\n", pages, flags=re.MULTILINE)[1].split("\n## ")[0]
    named = set(re.findall(r"`([\w.]+)`", section))
    mappings = {
        "An article": [mapping.ARTICLE],
        "The ledger": [mapping.INTAKE],
        "Revisions and tombstones": [mapping.REVISIONS, mapping.TOMBSTONES],
    }
    fields = {name for one in mappings[heading] for name in one["properties"]} - {"kind"}
    nested = {"dateline", "quotes"} & fields
    inner = {name for outer in nested for name in mapping.ARTICLE["properties"][outer]["properties"]}

    assert set() == (fields | inner) - named
