"""Articles as the duplicate index keeps them, in its layout and in that of the versions before."""

from __future__ import annotations

import struct
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from articles.duplicates import sketch
from articles.duplicates.known import Known, pack, short, source_key
from articles.duplicates.values import IndexedArticle, Judgement, Verdict
from articles.identity import article_id

DIGEST, STORY = "ab" * 32, "cd" * 32
SKETCH = sketch("", " ".join(f"word{i}" for i in range(400))).to_bytes()
DAY = datetime(1969, 7, 20, 20, 17, tzinfo=UTC)


def indexed(**changes: Any) -> IndexedArticle:
    """An article that was read back from Elasticsearch."""
    fields = {
        "arrival": "20261124T101112-0000abcd:7",
        "claimed_at": 1_700_000_000_000_001,
        "article_id": article_id(None, "paper", DIGEST),
        "source": "paper",
        "decoded_hash": DIGEST,
        "content_hash": STORY,
        "sketch": SKETCH,
        "story_id": article_id(None, "paper", DIGEST),
    }
    return IndexedArticle(**(fields | changes))


def judged(one: IndexedArticle) -> Judgement:
    """Its judgement."""
    verdict = Verdict.NEAR_DUPLICATE if one.copy_of else Verdict.NEW
    return Judgement(
        verdict=verdict,
        article_id=one.article_id,
        story_id=one.story_id,
        copy_of=one.copy_of,
        similarity=one.similarity,
    )


def full(one: IndexedArticle) -> bytes:
    """The layout that the versions before wrote."""
    moment = -(2**63) if one.published_at is None else (one.published_at - datetime(1970, 1, 1, tzinfo=UTC))
    micro = moment if isinstance(moment, int) else moment // timedelta(microseconds=1)
    name = one.arrival.encode()
    return (
        struct.pack(
            ">B32s32s8sQq16s16s8sHBB",
            1 if one.url else 0,
            bytes.fromhex(one.article_id),
            bytes.fromhex(one.story_id),
            bytes.fromhex(article_id(one.url, one.source, one.decoded_hash)[:16]),
            one.claimed_at,
            micro,
            short(one.content_hash),
            short(one.decoded_hash),
            source_key(one.source),
            round(10_000 * (one.similarity or 0)),
            list(Verdict).index(judged(one).verdict),
            len(name),
        )
        + name
        + one.sketch
    )


CASES = [
    indexed(),
    indexed(url="https://paper.example/1"),
    indexed(published_at=DAY),
    indexed(story_id=STORY, copy_of=STORY, similarity=0.8125, is_copy=True),
    indexed(
        article_id=STORY, url="https://p.example/2", story_id=DIGEST, copy_of=DIGEST, similarity=1.0, published_at=DAY
    ),
    indexed(sketch=b""),
]


@pytest.mark.parametrize("one", CASES)
@pytest.mark.parametrize("layout", ["now", "before"])
def test_what_was_packed_comes_back(one: IndexedArticle, layout: str) -> None:
    known = Known(pack(one, judged(one)) if layout == "now" else full(one))
    said = (known.arrival, known.claimed_at, known.article_id.hex(), known.story.hex(), known.published_at)
    assert said == (one.arrival, one.claimed_at, one.article_id, one.story_id, one.published_at)
    assert (known.similarity, known.verdict) == (one.similarity or 0.0, judged(one).verdict)
    assert (known.content, known.decoded) == (short(one.content_hash), short(one.decoded_hash))
    assert (known.source, known.has_url) == (source_key(one.source), bool(one.url))
    if one.sketch:
        assert one.sketch == known.sketch.to_bytes()


def test_what_is_repeated_or_missing_is_left_out() -> None:
    """Of an article alone, without a date, story, id to be found under, date, similarity and a few bytes."""
    assert len(full(CASES[0])) - len(pack(CASES[0], judged(CASES[0]))) >= 32 + 8 + 8
