"""The joining rule in the Lua of the duplicate index gives what it gives in Python: one table of cases on both."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import redis

from articles.duplicates import sketch
from articles.duplicates.known import pack
from articles.duplicates.values import Candidate, Judgement, Verdict
from tasks.duplicates import script

#: Also run on `articles.duplicates.batch.add_to_story`, in tests/unit/articles/duplicates/test_batch.py.
CASES = json.loads((Path(__file__).parents[1] / "joining_cases.json").read_text())


def identifier(name: str) -> str:
    """Id of an article in the table."""
    return hashlib.sha256(name.encode()).hexdigest()


def packed(name: str, number: int) -> bytes:
    """An article of the story "a". Its URL and text are its own, so that only the story ties it to others."""
    judgement = Judgement(verdict=Verdict.NEW, article_id=identifier(name), story_id=identifier("a"))
    arrival = Candidate(
        arrival=f"i:{number}",
        claimed_at=number,
        article_id=identifier(name),
        url=f"https://{name}.example/",
        decoded_hash=identifier(name),
        content_hash=identifier(name),
        sketch=sketch("", name).to_bytes(),
    )
    return pack(arrival, judgement)


class Server:
    """The script on a real server, under a prefix."""

    def __init__(self, client: redis.Redis, prefix: str) -> None:
        self.client = client
        self.prefix = f"{prefix}seen:"
        self.script = client.register_script(script.source())
        client.hset(f"{self.prefix}state", "complete", "1")

    def call(self, op: str, *args: str | bytes | int) -> Any:
        """One operation."""
        return self.script(keys=[self.prefix], args=[op, *args])

    def commit(self, name: str, number: int, joins: str, *, takes_lead: bool) -> None:
        """Store an article that joins its story."""
        counter = int(self.client.hget(f"{self.prefix}state", "counter") or 0)
        epoch = int(self.client.hget(f"{self.prefix}state", "epoch") or 0)
        lead = (b"l" if takes_lead else b"j") + bytes.fromhex(identifier(joins))
        assert [[]] == self.call("commit", counter, epoch, f"i:{number}", b"", packed(name, number), lead, b"")

    def story(self) -> tuple[str, int, list[int]]:
        """Lead, its number, and the members of the story "a"; a story of one has no record."""
        record = self.client.get(f"{self.prefix}s".encode() + bytes.fromhex(identifier("a")))
        if record is None:
            return identifier("a"), 1, [1]
        numbers = [int.from_bytes(record[i : i + 4], "big") for i in range(32, len(record), 4)]
        return record[:32].hex(), numbers[0], numbers[1:]


@pytest.fixture
def server(valkey_url: str, prefix: str) -> Iterator[Server]:
    """A duplicate index of this test's own."""
    with redis.Redis.from_url(valkey_url) as client:
        yield Server(client, prefix)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"].replace(" ", "_"))
def test_joining(server: Server, case: dict[str, Any]) -> None:
    """The lead of a story, its number and its members, after articles have joined."""
    number = 1
    if start := case.get("start"):
        # The lead comes and is evicted; the others stay.
        server.commit(start["lead"], number, start["lead"], takes_lead=False)
        for name in start["members"]:
            number += 1
            server.commit(name, number, start["lead"], takes_lead=False)
        server.call("settle", *(f"i:{n}" for n in range(1, number + 1)))
        assert [1, 0] == server.call("evict", (2).to_bytes(8, "big"), 1_000_000, 50)
        number += 1
    for step in case["steps"]:
        server.commit(step["article"], number, step["joins"], takes_lead=step.get("takes_lead", False))
        number += 1
    assert (identifier(case["lead"]), case["number"], case["members"]) == server.story()
