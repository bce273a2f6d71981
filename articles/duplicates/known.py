"""An article in the duplicate index, packed: what is needed to judge others against it.

The Lua of the duplicate index (`tasks/duplicates/lua/packed.lua`) knows this layout, and reads candidate keys and ids
from it. What is repeated or missing is left out, and the flags say so:

    0    flags: 1 = has a URL, 2 = this layout, 4 = the story id is the article id, 8 = the article is found under its
         own id, 16 = the sketch is shortened as `articles.duplicates.short_sketch` says (no longer written),
         32 = no date of publication, 64 = the similarity is 0
    1    article id                      32 bytes
    33   claimed at, microseconds         8
    41   where the sketch begins          2
    43   story id                        32, unless left out
         under which URL or text it is found: first bytes of the SHA-256      8, unless left out
         published at, microseconds       8, unless left out
         similarity in 1/10000            2, unless left out
         content hash                    16
         decoded hash                    16
         source, hashed                   8
         verdict                          1
         arrival, UTF-8; then the sketch

Indices that an earlier version filled hold another layout, without the flag 2 and with nothing left out:

    0    flags: 1 = has a URL
    1    article id                      32 bytes
    33   story id                        32
    65   under which URL or text it is found      8
    73   claimed at                       8
    81   published at, or the smallest number     8
    89   content hash                    16
    105  decoded hash                    16
    121  source, hashed                   8
    129  similarity                       2
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

from articles.duplicates import short_sketch
from articles.duplicates.sketch import Sketch, shortened
from articles.duplicates.values import Candidate, IndexedArticle, Judgement, Verdict
from articles.identity import article_id

_HEAD = struct.Struct(">B32sQH")
_HASHES = struct.Struct(">16s16s8sB")
_HAS_URL, _LEAN, _OWN_STORY, _OWN_ID, _SHORT_SKETCH, _UNDATED, _UNLIKE = (1 << bit for bit in range(7))
#: The layout of earlier versions.
_FULL = struct.Struct(">B32s32s8sQq16s16s8sHBB")
_NO_DATE = -(2**63)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_VERDICTS = tuple(Verdict)


class Known:
    """An article in the duplicate index, unpacked as far as needed."""

    __slots__ = (
        "__dict__",
        "_sketch_at",
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
        self.has_url = bool(data[0] & _HAS_URL)
        if data[0] & _LEAN:
            self._read_lean()
        else:
            self._read_full()

    def _read_lean(self) -> None:
        data = self.data
        flags, self.article_id, self.claimed_at, self._sketch_at = _HEAD.unpack_from(data)
        at = _HEAD.size
        self.story = self.article_id
        if not flags & _OWN_STORY:
            self.story = data[at : at + 32]
            at += 32
        if not flags & _OWN_ID:
            at += 8
        self.published = _NO_DATE
        if not flags & _UNDATED:
            self.published = int.from_bytes(data[at : at + 8], "big", signed=True)
            at += 8
        self.similarity = 0.0
        if not flags & _UNLIKE:
            self.similarity = int.from_bytes(data[at : at + 2], "big") / 10_000
            at += 2
        self.content, self.decoded, self.source, verdict = _HASHES.unpack_from(data, at)
        self.verdict = _VERDICTS[verdict]
        self.arrival = data[at + _HASHES.size : self._sketch_at].decode()

    def _read_full(self) -> None:
        (
            _,
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
        ) = _FULL.unpack_from(self.data)
        self.similarity = similarity / 10_000
        self.verdict = _VERDICTS[verdict]
        self._sketch_at = _FULL.size + length
        self.arrival = self.data[_FULL.size : self._sketch_at].decode()

    @cached_property
    def sketch(self) -> Sketch:
        """Return its sketch."""
        packed = self.data[self._sketch_at :]
        is_short = self.data[0] & _LEAN and self.data[0] & _SHORT_SKETCH
        return Sketch.from_bytes(short_sketch.lengthen(packed) if is_short else packed)

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
    article, story, base = (bytes.fromhex(i) for i in (judgement.article_id, judgement.story_id, base_id(of)[:16]))
    published = of.published_at
    if published is not None and published.tzinfo is None:
        published = published.replace(tzinfo=UTC)
    similarity = round(10_000 * min(1.0, max(0.0, judgement.similarity or 0.0)))
    parts = (
        (_OWN_STORY, b"" if story == article else story),
        (_OWN_ID, b"" if base == article[:8] else base),
        (_UNDATED, b"" if published is None else _microseconds(published).to_bytes(8, "big", signed=True)),
        (_UNLIKE, similarity.to_bytes(2, "big") if similarity else b""),
    )
    flags = (_HAS_URL if of.url else 0) | _LEAN
    flags |= sum(flag for flag, part in parts if not part)
    rest = (
        b"".join(part for _, part in parts)
        + _HASHES.pack(
            short(of.content_hash),
            short(of.decoded_hash),
            source_key(of.source),
            _VERDICTS.index(judgement.verdict),
        )
        + arrival_name(of.arrival).encode()
    )
    head = _HEAD.pack(flags, article, max(0, of.claimed_at), _HEAD.size + len(rest))
    return head + rest + shortened(of.sketch)


def _microseconds(moment: datetime) -> int:
    return (moment - _EPOCH) // timedelta(microseconds=1)


def lookup_id(of: Candidate) -> str:
    """Return the id under which an arrival looks for earlier ones: that to which its producer's id led, or its own."""
    return of.article_id if of.is_identified else base_id(of)


def base_id(of: Candidate | IndexedArticle) -> str:
    """Return the id under which other arrivals of the same URL look for it."""
    return article_id(of.url, of.source, of.decoded_hash)
