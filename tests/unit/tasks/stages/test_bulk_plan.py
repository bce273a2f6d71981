"""What is written for an article, in the light of what stands in the index: the decision table."""

from __future__ import annotations

import base64
from datetime import UTC, datetime
from typing import Any

import msgspec
import pytest

from articles.article import Article
from articles.duplicates import sketch
from articles.fates import Fate, Reason
from search.transport.stored import Stored
from tasks.spool.values import Assessment, Claim
from tasks.stages.arrival import Arrival, Assessed
from tasks.stages.bulk_plan import Decision, Standing, _carried_over, decide, plan

NOW = datetime(2026, 5, 1, tzinfo=UTC)
ID = "a" * 64
OURS = "The harbour council voted on Tuesday to close the northern pier for repairs until the end of the summer season."
OTHERS = (
    "Two goals in the last minute gave the visitors a win that their coach called the luckiest of his whole career."
)


def drawn(text: str) -> bytes:
    """The sketch of a text."""
    return sketch("", text * 3, "en").to_bytes()


def article(
    *,
    claimed_at: int = 1000,
    generation: int = 0,
    fate: Fate = Fate.INDEXED,
    reason: Reason = Reason.NEW,
    url: str | None = None,
    content_hash: str = "ours",
) -> Assessed:
    """An assessed article of the file "f"."""
    claim = Claim(intake="f", name="a", path="a", claimed_at=claimed_at, generation=generation)
    return Assessed(
        arrival=Arrival(claim=claim, chunk=0, number=0),
        assessment=Assessment(
            number=0,
            fate=fate,
            reason=reason,
            article_id=ID,
            article=Article(arrival="f:0", claimed_at=claimed_at, id=ID, url=url, content_hash=content_hash, body=OURS),
            sketch=drawn(OURS),
        ),
    )


def there(arrival: str = "g:0", *, version: int = 500, text: str = OURS, **fields: Any) -> Stored[Standing]:
    """A document that stands in the index."""
    source = Standing(
        arrival=arrival,
        claimed_at=version,
        ingested_at="2026-04-01T00:00:00+00:00",
        content_hash=fields.pop("content_hash", "theirs"),
        sketch=base64.b64encode(drawn(text)).decode(),
        **fields,
    )
    return Stored(id=ID, index="articles", source=source, version=version)


NEW = (Fate.INDEXED, Reason.NEW)
UPDATED = (Fate.UPDATED, Reason.NEW_TEXT)
UPDATE = {"fate": Fate.UPDATED, "reason": Reason.NEW_TEXT}


@pytest.mark.parametrize(
    ("ours", "standing", "decision", "fate", "version"),
    [
        # nothing stands there
        (article(), None, Decision.NEW, NEW, 1000),
        (article(**UPDATE), None, Decision.NEW, NEW, 1000),  # what it was to update is gone
        (article(generation=2), None, Decision.NEW, NEW, 1002),
        # our own document
        (article(), there("f:0"), Decision.WRITTEN, NEW, None),
        (article(**UPDATE), there("f:0"), Decision.WRITTEN, UPDATED, None),
        (article(generation=1), there("f:0", round=1), Decision.WRITTEN, NEW, None),
        (article(generation=1), there("f:0", version=1000), Decision.REPAIRED, NEW, 1001),
        (article(generation=1), there("f:0", version=5000), Decision.REPAIRED, NEW, 5001),
        (article(generation=1, **UPDATE), there("f:0"), Decision.REPAIRED, NEW, 1001),  # nobody's text but its own
        (article(generation=1, **UPDATE), there("f:0", revision=2), Decision.REPAIRED, UPDATED, 1001),
        (article(generation=1), there("f:0", revision=2), Decision.REPAIRED, UPDATED, 1001),
        # of our file, at another place
        (article(generation=1), there("f:7"), Decision.REPAIRED, NEW, 1001),
        (article(generation=1), there("f:7", round=1), Decision.UPDATE, UPDATED, 1001),
        # another arrival's
        (article(), there(content_hash="ours"), Decision.SAME, (Fate.DUPLICATE, Reason.SAME_ARTICLE), None),
        (article(), there(version=2000), Decision.OLDER, (Fate.DUPLICATE, Reason.OLDER_VERSION), None),
        (article(), there(version=1000), Decision.OLDER, (Fate.DUPLICATE, Reason.OLDER_VERSION), None),
        (article(), there(version=999), Decision.UPDATE, UPDATED, 1000),
        # another article, under a URL that was used again
        (article(url="https://a.example/1"), there(text=OTHERS), Decision.REASSESS, NEW, None),
        (article(url="https://a.example/1"), there(text=OURS), Decision.UPDATE, UPDATED, 1000),
        (article(url="https://a.example/1", **UPDATE), there(text=OTHERS), Decision.UPDATE, UPDATED, 1000),
        (article(), there(text=OTHERS), Decision.UPDATE, UPDATED, 1000),  # without a URL an id tells texts apart
    ],
)
def test_decision_table(
    ours: Assessed,
    standing: Stored[Standing] | None,
    decision: Decision,
    fate: tuple[Fate, Reason],
    version: int | None,
) -> None:
    """Each case has one decision, one fate, and a version that orders the writes."""
    replaced = {"claimed_at": 500, "arrival": "g:0", "title": "Before", "body": "Text before", "revision": 1}
    made = plan(ours, standing, now=NOW, replaced=replaced, revisions="revisions", articles="articles")
    assert decision == decide(ours, standing) == made.decision
    assert fate == (made.outcome.fate, made.outcome.assessment.reason)
    versions = [one.parameters["version"] for one in made.operations if one.index == "articles"]
    assert ([] if version is None else [version]) == versions


def test_an_update_keeps_the_text_before() -> None:
    """The replaced text becomes a revision, and the document's own revision goes up."""
    replaced = {"claimed_at": 500, "arrival": "g:0", "title": "Before", "body": "Text before", "revision": 3}
    made = plan(article(), there(revision=3, copies=2), now=NOW, replaced=replaced, revisions="revisions", articles="x")
    kept, put = made.operations
    assert (f"{ID}:3", "Text before") == (kept.id, (kept.body or {})["body"])
    assert put.body is not None
    assert (4, 2, "2026-04-01T00:00:00+00:00") == (
        put.body["revision"],
        put.body["copies"],
        put.body["ingested_at"],
    )


def test_a_version_that_is_in_the_way_is_passed() -> None:
    """A document that was deleted by hand leaves its version behind: the next write is above it."""
    made = plan(article(), None, now=NOW, articles="articles", least_version=7001)
    assert [7001] == [one.parameters["version"] for one in made.operations]


def test_plans_are_values() -> None:
    """The outcome is a new value; what was assessed is not changed."""
    ours = article(**UPDATE)
    made = plan(ours, None, now=NOW)
    assert Fate.UPDATED == ours.fate
    assert ours.assessment == msgspec.structs.replace(
        made.outcome.assessment, fate=Fate.UPDATED, reason=Reason.NEW_TEXT
    )


@pytest.mark.parametrize(
    ("document", "replaced", "kept"),
    [
        ({"producer_key": "k"}, {"producer_key": "k", "wire": {"version": "1"}, "owner": "o"}, {"owner": "o"}),
        ({"producer_key": "j"}, {"producer_key": "k", "wire": {"version": "1"}}, {"producer_key", "wire"}),
        ({}, {"producer_key": "k", "wire": {"version": "1"}}, {"producer_key", "wire"}),
        ({"producer_key": "k"}, {"wire": {"version": "1"}}, set()),
        ({}, {"embargo_broken": True, "killed_elsewhere": False}, {"embargo_broken"}),
    ],
)
def test_an_update_keeps_whose_the_article_is(
    document: dict[str, Any], replaced: dict[str, Any], kept: dict[str, Any] | set[str]
) -> None:
    """The version that it brings itself is its own; where it comes by its address alone, the known one stays."""
    assert _carried_over(document, replaced).keys() == set(kept)
