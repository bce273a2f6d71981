"""An article in the duplicate index, packed: what is needed to judge others against it.

The Lua of the duplicate index (`tasks/duplicates/lua/`) knows this layout, and reads candidate keys and ids from it:

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

from articles.duplicates.sketch import Sketch
from articles.duplicates.values import Candidate, IndexedArticle, Judgement, Verdict
from articles.identity import article_id

_LAYOUT = struct.Struct(">B32s32s8sQq16s16s8sHBB")
_HAS_URL = 1
_NO_DATE = -(2**63)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_VERDICTS = tuple(Verdict)


class Known:
    """An article in the duplicate index, unpacked as far as needed."""

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
        """Return its sketch."""
        return Sketch.from_bytes(self.data[_LAYOUT.size + self.data[_LAYOUT.size - 1] :])

    @property
    def published_at(self) -> datetime | None:
        """Return its date of publication."""
        return None if self.published == _NO_DATE else _EPOCH + timedelta(microseconds=self.published)


def short(digest: str) -> bytes:
    """Return the first 16 bytes of a SHA-256 given in hex: enough to tell texts apart."""
    return bytes.fromhex(digest[:32])


def source_key(source: str | None) -> bytes:
    """Return the hash of a source's name; white space and case do not count."""
    return xxh3_64_digest(" ".join((source or "").split()).casefold().encode("utf-8", "surrogatepass"))


def arrival_name(arrival: str) -> str:
    """Return the arrival, or its hash if it is too long to be stored."""
    return arrival if len(arrival.encode()) < 256 else hashlib.sha256(arrival.encode()).hexdigest()


def pack(of: Candidate | IndexedArticle, judgement: Judgement) -> bytes:
    """Return the packed form of a judged arrival."""
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


def lookup_id(of: Candidate) -> str:
    """Return the id under which an arrival looks for earlier ones: that to which its producer's id led, or its own."""
    return of.article_id if of.is_identified else base_id(of)


def base_id(of: Candidate | IndexedArticle) -> str:
    """Return the id under which other arrivals of the same URL look for it."""
    return article_id(of.url, of.source, of.decoded_hash)
