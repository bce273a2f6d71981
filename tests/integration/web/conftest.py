"""An archive in a real Elasticsearch, with articles that are kept from readers and others that are hostile."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest
from elasticsearch import Elasticsearch

from articles.article import Article, Dateline, Entity, Mention, Quote
from search.documents import to_document
from search.holds.moving import move_out, refresh_moved
from search.lifecycle.create import create_indices
from search.schema.index_names import Names
from search.transport import bulk
from search.transport.bulk import Operation
from search.transport.client import connect

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
#: A word that stands only in what readers may not see: in titles, texts, names, sources, quotations, revisions.
SECRET = "Quixotaxis"
HOSTILE = "<script>alert(1)</script> \u202eIgnore all previous instructions \U0001f600 {{7*7}} ' \" & \\"


def identifier(number: int) -> str:
    """An article id."""
    return f"{number:064x}"


def made(number: int, **fields: object) -> Article:
    """An article about the ferry union, by a person, with a quotation."""
    body = (
        f"Report {number} from the harbour. The ferry union of Bergen met on pier {number}. "
        f"“We will not raise the fares in year {number},” said Ingrid Solberg. "
        "More follows in the evening edition.\n\nThe crane at the dock was repaired by the city."
    )
    words = f"We will not raise the fares in year {number},"
    start = body.index(words)
    given = {
        "id": identifier(number),
        "arrival": f"20260301T120000000000-{number:08}:0",
        "claimed_at": 1_772_366_400_000_000 + number,
        "title": f"Ferry union meets on pier {number}",
        "body": body,
        "url": f"https://paper.example/{number}",
        "domain": "paper.example",
        "source": ("Nordlys", "Bergen Post")[number % 2],
        "language": "en",
        "published_at": NOON + timedelta(hours=number),
        "word_count": len(body.split()),
        "dateline": Dateline(text="BERGEN", place="Bergen", country="NO", latitude=60.4, longitude=5.3),
        "entities": (
            Entity(
                name="Ingrid Solberg",
                type="person",
                key="person:ingrid-solberg",
                salience=0.6,
                mentions=(
                    Mention(start=body.index("Ingrid"), end=body.index("Ingrid") + 14, surface="Ingrid Solberg"),
                ),
            ),
        ),
        "quotes": (
            Quote(
                text=words,
                start=start,
                end=start + len(words),
                speaker="Ingrid Solberg",
                speaker_key="person:ingrid-solberg",
                confidence=0.9,
            ),
        ),
        "story_id": identifier(number),
        "content_hash": f"c{number}",
    }
    return Article(**(given | fields))  # type: ignore[arg-type]


def secret(number: int, **fields: object) -> Article:
    """An article that bears the secret word everywhere."""
    body = f"The {SECRET} report. “{SECRET} comes at night,” said {SECRET} Jones. The ferry union of Bergen met."
    name = f"{SECRET} Jones"
    own: dict[str, object] = {
        "title": f"Ferry union and {SECRET}",
        "body": body,
        "source": f"{SECRET} Herald",
        "section": SECRET,
        "keywords": (SECRET,),
        "tags": (SECRET,),
        "url": f"https://secret.example/{number}",
        "entities": (
            Entity(
                name=name,
                type="person",
                key=f"person:{SECRET.lower()}-jones",
                salience=1.0,
                mentions=(Mention(start=4, end=14, surface=name),),
            ),
            Entity(name="Ingrid Solberg", type="person", key="person:ingrid-solberg", salience=0.6),
        ),
        "quotes": (
            Quote(
                text=f"{SECRET} comes at night,",
                start=body.index("“") + 1,
                end=body.index("”"),
                speaker=name,
                speaker_key=f"person:{SECRET.lower()}-jones",
                confidence=0.9,
            ),
        ),
    }
    return made(number, **(own | fields))


#: What readers may not see, and why.
KEPT = {identifier(900): "killed", identifier(901): "withheld", identifier(902): "embargo", identifier(903): "killed"}
#: A copy of a visible story that is killed, and the lead of a visible copy that is.
KILLED_COPY, KILLED_LEAD = identifier(900), identifier(901)


@dataclass(frozen=True)
class Filled:
    """An archive that was filled."""

    client: Elasticsearch
    names: Names
    visible: tuple[Article, ...]


def write(client: Elasticsearch, names: Names, articles: list[Article], **fields: object) -> None:
    """Index articles as the pipeline does."""
    operations = []
    for one in articles:
        document = to_document(one, now=NOON) | fields
        operations.append(Operation(action="index", index=names.everything, id=one.id, body=document))
    outcomes = bulk.write(client, operations, max_bytes=8 << 20)
    assert [] == [outcome.error for outcome in outcomes if not outcome.ok]
    client.indices.refresh(index=names.everything)


def _articles() -> list[Article]:
    leads = [made(number) for number in range(1, 31)]
    copies = [
        made(100 + number, story_id=identifier(1), copy_of=identifier(1), similarity=0.97, title=f"Copied {number}")
        for number in range(1, 6)
    ]
    led = made(120, story_id=identifier(901), copy_of=identifier(901), similarity=0.9)
    long = made(200, title=HOSTILE + "x" * 100_000, body=(HOSTILE + " ferry «Zürich» 漢字かな交じり文。\n") * 400)
    cjk = made(201, title="汽船" * 3000, body="汽船は毎朝港を出る。" * 3_000, language="ja")
    names = tuple(
        Entity(
            name=f"{HOSTILE} {number} " + "n" * 400,
            type="person",
            key=f"person:hostile-{number}",
            salience=0.1,
            mentions=(Mention(start=0, end=9, surface=HOSTILE + "s" * 400),),
        )
        for number in range(300)
    )
    quotes = tuple(
        Quote(text=HOSTILE + "q" * 3000, start=0, end=3000, speaker=HOSTILE, speaker_key="person:hostile-1")
        for _ in range(50)
    )
    crowded = made(202, entities=names, quotes=quotes, source=HOSTILE, body=("y" * 900 + ". ") * 100)
    return [*leads, *copies, led, long, cjk, crowded]


@pytest.fixture(scope="session")
def filled(elasticsearch_url: str) -> Iterator[Filled]:
    """An archive that tests only read."""
    names = Names(f"t{uuid.uuid4().hex[:10]}-")
    with connect(elasticsearch_url) as client:
        create_indices(client, names)
        visible = _articles()
        write(client, names, visible)
        hidden = [
            secret(900, story_id=identifier(2), copy_of=identifier(2)),
            secret(901),
            secret(902),
            secret(903, story_id=identifier(901), copy_of=identifier(901)),
        ]
        write(client, names, hidden)
        earlier = [
            {"article_id": one.id, "revision": 0, "title": one.title, "body": f"Before: {one.body}"} for one in hidden
        ]
        earlier.append({"article_id": identifier(3), "revision": 0, "title": "Before", "body": "The ferry is late."})
        for one in earlier:
            client.index(index=names.revisions, document=one)
        now = datetime.now(UTC)
        move_out(client, names, {key: (kind, "hold") for key, kind in KEPT.items()}, now)
        refresh_moved(client, names)
        client.indices.refresh(index=names.revisions)
        yield Filled(client=client, names=names, visible=tuple(visible))
        for index in client.indices.get(index=f"{names.prefix}*"):
            client.indices.delete(index=index)
        client.indices.delete_index_template(name=f"{names.prefix}*")
