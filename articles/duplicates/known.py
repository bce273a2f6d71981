"""A remembered article, packed: what is needed to judge others against it, and no more.

The layout is known to `tasks/duplicates/index.lua`, which finds the candidate keys, the article's and the story's
id in it:

    0    flags: 1 = has a URL
    1    article id                      32 bytes
    33   story id                        32
    65   under which URL or text it is found: first bytes of the SHA-256      8
    73   claimed at, microseconds         8
    81   published at, microseconds, or the smallest number                    8
    89   content hash                    16
    105  decoded hash                    16
    121  source, hashed                   8
    129  similarity in 1/10000            2
    131  verdict                          1
    132  length of the arrival            1
    133  arrival, UTF-8; then the sketch
"""

from __future__ import annotations

import hashlib
import struct
from datetime import UTC, datetime, timedelta
from functools import cached_property

from xxhash import xxh3_64_digest

from articles.duplicates.judgement import Candidate, IndexedArticle, Judgement, Verdict
from articles.duplicates.sketch import Sketch
from articles.identity import article_id

_LAYOUT = struct.Struct(">B32s32s8sQq16s16s8sHBB")
_HAS_URL = 1
_NO_DATE = -(2**63)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_VERDICTS = tuple(Verdict)


class Known:
    """A remembered article, unpacked as far as it is asked for."""

    __slots__ = (
        "__dict__",
        "arrival",
        "article_id",
        "claimed_at",
        "content",
        "data",
        "decoded",
        "has_url",
        "published",
        "similarity",
        "source",
        "story",
        "verdict",
    )

    def __init__(self, data: bytes) -> None:
        self.data = data
        (
            flags,
            self.article_id,
            self.story,
            _,
            self.claimed_at,
            self.published,
            self.content,
            self.decoded,
            self.source,
            similarity,
            verdict,
            length,
        ) = _LAYOUT.unpack_from(data)
        self.has_url = bool(flags & _HAS_URL)
        self.similarity = similarity / 10_000
        self.verdict = _VERDICTS[verdict]
        self.arrival = data[_LAYOUT.size : _LAYOUT.size + length].decode()

    @cached_property
    def sketch(self) -> Sketch:
        """Its sketch."""
        return Sketch.from_bytes(self.data[_LAYOUT.size + self.data[_LAYOUT.size - 1] :])

    @property
    def published_at(self) -> datetime | None:
        """When it was published."""
        return None if self.published == _NO_DATE else _EPOCH + timedelta(microseconds=self.published)


def short(digest: str) -> bytes:
    """The first 16 bytes of a SHA-256 in hex: enough to tell texts apart."""
    return bytes.fromhex(digest[:32])


def source_key(source: str | None) -> bytes:
    """A source's name, hashed; white space and case do not count."""
    return xxh3_64_digest(" ".join((source or "").split()).casefold().encode("utf-8", "surrogatepass"))


def arrival_name(arrival: str) -> str:
    """`arrival`, or its hash where it is too long to be kept."""
    return arrival if len(arrival.encode()) < 256 else hashlib.sha256(arrival.encode()).hexdigest()


def pack(of: Candidate | IndexedArticle, judgement: Judgement) -> bytes:
    """The remembered form of what was judged."""
    name = arrival_name(of.arrival).encode()
    published = of.published_at
    if published is not None and published.tzinfo is None:
        published = published.replace(tzinfo=UTC)
    return (
        _LAYOUT.pack(
            _HAS_URL if of.url else 0,
            bytes.fromhex(judgement.article_id),
            bytes.fromhex(judgement.story_id),
            bytes.fromhex(base_id(of)[:16]),
            max(0, of.claimed_at),
            _NO_DATE if published is None else (published - _EPOCH) // timedelta(microseconds=1),
            short(of.content_hash),
            short(of.decoded_hash),
            source_key(of.source),
            round(10_000 * min(1.0, max(0.0, judgement.similarity or 0.0))),
            _VERDICTS.index(judgement.verdict),
            len(name),
        )
        + name
        + of.sketch
    )


def base_id(of: Candidate | IndexedArticle) -> str:
    """Under which id other arrivals of the same URL look for it."""
    return article_id(of.url, of.source, of.decoded_hash)
