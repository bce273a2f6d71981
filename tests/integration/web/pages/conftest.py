"""A small archive in a real Elasticsearch, and the pages over it, in this process."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest
from elasticsearch import Elasticsearch
from starlette.testclient import TestClient

from articles.article import Article, Dateline, Entity, Image, Mention, Quote, Removed, Topic
from articles.fates import Fate, Reason
from search.documents import to_document
from search.ledger import entries
from search.ledger.entries import FateEntry, FileEntry
from search.lifecycle.create import create_indices
from search.schema.index_names import Names
from search.transport import bulk
from search.transport.bulk import Operation
from search.transport.client import connect
from web import users
from web.app import build
from web.archive import Archive
from web.config import Config
from web.users import Account

PASSWORD = "a long enough password"
NOW = datetime(2024, 5, 7, 9, tzinfo=UTC)

#: What must be shown as text wherever it stands.
HOSTILE = "\"'><script>alert('x')</script><img src=x onerror=alert(1)><b id=hostile>\u202e{{ 7 * 7 }}"


def person(body: str, name: str, key: str) -> Entity:
    """A person with the mentions that the body has."""
    places = [at for at in range(len(body)) if body.startswith(name, at)]
    return Entity(
        name=name,
        type="person",
        key=key,
        mentions=tuple(Mention(start=at, end=at + len(name), surface=name) for at in places),
        salience=0.5,
    )


def story(number: int, **changed: Any) -> Article:
    """An article about Ada Falk, unless `changed` says otherwise."""
    body = (
        f"Ferry {number} to the islands stops on Monday.\n"
        "“We will not raise the fares”, said Ada Falk in Bergen.\n"
        "Bo Lund was not asked."
    )
    quoted = "We will not raise the fares"
    one = Article(
        arrival=f"intake-{number}:0",
        claimed_at=1_715_000_000_000_000 + number,
        id=f"{number:064x}",
        title=f"Ferry {number} stops",
        body=body,
        source="Nordlys",
        domain="nordlys.example",
        url=f"https://nordlys.example/{number}",
        published_at=NOW + timedelta(days=number),
        published_at_from="json_ld:datePublished",
        language="en",
        word_count=24,
        entities=(person(body, "Ada Falk", "person:ada-falk"), person(body, "Bo Lund", "person:bo-lund")),
        quotes=(
            Quote(
                text=quoted,
                start=body.index(quoted),
                end=body.index(quoted) + len(quoted),
                speaker="Ada Falk",
                speaker_key="person:ada-falk",
                confidence=0.9,
            ),
        ),
        removed=(Removed(start=len(body), end=len(body), text="\nLeave a Reply\nName *", reason="comment_form"),),
    )
    return msgspec.structs.replace(one, **changed)


def tram(number: int, **changed: Any) -> Article:
    """An article that has nothing in common with the others, for tests that add to the archive."""
    own: dict[str, Any] = {
        "title": f"Tram {number} runs",
        "body": f"Trams of line {number} run again.",
        "source": "Tramway",
        "entities": (),
        "quotes": (),
        "removed": (),
        "url": f"https://tram.example/{number}",
    }
    return story(number, **(own | changed))


def hostile() -> Article:
    """An article of which every text is hostile."""
    body = f"{HOSTILE} said {HOSTILE}\n{'long' * 25_000}\n{HOSTILE}"
    return story(
        99,
        title=HOSTILE + "t" * 100_000,
        body=body,
        source=f"Wicked {HOSTILE}",
        byline=HOSTILE,
        authors=(HOSTILE,),
        section=HOSTILE,
        tags=(HOSTILE,),
        keywords=(HOSTILE,),
        url="javascript:alert(1)",
        published_at_from=HOSTILE,
        dateline=Dateline(text=HOSTILE, place=HOSTILE, key="geonames:1", latitude=1.0, longitude=1.0),
        topics=(Topic(code=HOSTILE, name=HOSTILE),),
        images=(Image(url="javascript:alert(2)", caption=HOSTILE, credit=HOSTILE),),
        entities=(person(body, HOSTILE, f"person:{HOSTILE}"),),
        quotes=(Quote(text=HOSTILE, start=0, end=len(HOSTILE), speaker=HOSTILE, speaker_key=f"person:{HOSTILE}"),),
        removed=(Removed(start=0, end=0, text=HOSTILE, reason="teaser"),),
    )


def put(client: Elasticsearch, names: Names, *articles: Article, **fields: Any) -> None:
    """Index articles."""
    operations = [
        Operation(
            action="index",
            index=names.everything,
            id=one.id,
            body=to_document(one, now=NOW + timedelta(days=30)) | fields,
            parameters={"version": one.claimed_at, "version_type": "external"},
        )
        for one in articles
    ]
    outcomes = bulk.write(client, operations, max_bytes=1 << 22)
    assert [] == [outcome.error for outcome in outcomes if not outcome.ok]
    client.indices.refresh(index=names.everything)


def arrival(number: int, fate: Fate, reason: Reason, **changed: Any) -> list[Operation]:
    """The ledger's entries of a file with one article."""
    common = {"intake": f"intake-{number}", "name": f"Nordlys/{number}.txt", "source": "Nordlys"} | {
        key: value for key, value in changed.items() if key in ("name", "source", "intake")
    }
    file = FileEntry(**common, claimed_at=1_715_000_000_000_000, articles=1)
    row = FateEntry(
        **common,
        number=0,
        claimed_at=1_715_000_000_000_000,
        fate=fate,
        reason=reason,
        detail=changed.get("detail", ""),
        settled_at=datetime.now(UTC).isoformat(),
    )
    return entries_of(file, row)


def entries_of(file: FileEntry, row: FateEntry) -> list[Operation]:
    """The operations that write both; the index is that of the test."""
    return entries.operations(_NAMES[-1], files=[file], fates=[row])


_NAMES: list[Names] = []


@pytest.fixture(scope="module")
def client(elasticsearch_url: str) -> Iterator[Elasticsearch]:
    """The index, as an administrator has it."""
    with connect(elasticsearch_url) as made:
        yield made


@pytest.fixture(scope="module")
def names(client: Elasticsearch) -> Iterator[Names]:
    """An archive that tests only add to: a story of two sources, an article of a third, and a hostile one."""
    made = Names(f"t{uuid.uuid4().hex[:10]}-")
    _NAMES.append(made)
    create_indices(client, made)
    lead, copy, other = story(1), story(2), story(3)
    copy = msgspec.structs.replace(
        copy, source="Ostsee-Blatt", story_id=lead.id, copy_of=lead.id, similarity=0.93, title="Ferry 1 stops again"
    )
    other = msgspec.structs.replace(other, source="Morgen", title="Harbour opens", language="de")
    put(client, made, lead, copies=1)
    put(client, made, copy, other, hostile())
    written = [
        *arrival(1, Fate.INDEXED, Reason.NEW),
        *arrival(2, Fate.REJECTED, Reason.TOO_SHORT, detail=f"3 words are left {HOSTILE}"),
        *arrival(3, Fate.FAILED, Reason.STAGE_ERROR, source=f"Wicked {HOSTILE}", name=f"{HOSTILE}.txt"),
    ]
    bulk.write(client, written, max_bytes=1 << 22)
    client.indices.refresh(index=made.intake)
    yield made
    for index in client.indices.get(index=f"{made.prefix}*"):
        client.indices.delete(index=index)
    client.indices.delete_index_template(name=f"{made.prefix}*")


@pytest.fixture(scope="module")
def desk(elasticsearch_url: str, names: Names) -> Iterator[TestClient]:
    """The pages as this machine sees them: without a login."""
    app = build(Config(), Archive(lambda: connect(elasticsearch_url), names))
    with TestClient(app, base_url="http://localhost") as made:
        yield made


@pytest.fixture
def desk_of(elasticsearch_url: str, names: Names, tmp_path: Path) -> Iterator[Callable[..., TestClient]]:
    """A function that makes the pages as a user with a token sees them, with these sources."""
    with ExitStack() as open_:

        def make(*sources: str, operator: bool = False) -> TestClient:
            path = tmp_path / f"{uuid.uuid4().hex}.json"
            accounts = users.empty()
            accounts.users["anna"] = Account(
                password=users.hashed(PASSWORD),
                sources=sources,
                operator=operator,
                token=users.token_hash("t0ken"),
            )
            users.write(path, accounts)
            app = build(Config(users=path), Archive(lambda: connect(elasticsearch_url), names))
            headers = {"Authorization": "Bearer t0ken"}
            return open_.enter_context(TestClient(app, base_url="http://localhost", headers=headers))

        yield make
