"""About 600 bytes that stand for a text: enough to tell its copies, and copies from forms.

A sketch holds

- a sample of the distinct word 3-grams: their hashes below 2^64/p, p the smallest power of two
  that leaves few enough. Two samples cut to the larger p are samples of the same hashes, so that
  containment and Jaccard can be estimated from them (Broder, "On the resemblance and containment
  of documents", 1997: the sketch by residues);
- two bits for each: whether it is among the first words, the *lead*, or soon after. Follow-ups
  share their background, copies their lead;
- *slots*: a number or a name, and the words around it. A copy says the same in the same place,
  the next issue of a form something else.
"""

from __future__ import annotations

import struct
from functools import cached_property

import numpy as np
import numpy.typing as npt
from xxhash import xxh3_64_intdigest

from articles.duplicates import packed_hashes
from articles.duplicates.tokens import CAPITAL, NUMBER, Tokens, tokens

#: Sampled 3-grams at most. With half of it, F1 on the evaluation set falls from .998 to .990.
SAMPLE = 256
#: The lead: this many words from the start, without the title.
LEAD_WORDS = 150
#: Words that come soon: a paragraph or two that somebody put before the text do not push the lead out of it.
SOON_WORDS = 400
#: Slots kept at most.
NUMBER_SLOTS, CAPITAL_SLOTS = 32, 64
#: Candidate keys: one 3-gram in so many, within these bounds.
KEY_RATE, KEYS_AT_LEAST, KEYS_AT_MOST = 16, 16, 48

#: Of a packed sketch: version, log2 p, number slots, capital slots, sampled, keys, words.
HEADER = struct.Struct("<BBBBHHH")
_VERSION = 2
#: Of a sketch whose hashes are four bytes each, as earlier versions of Copydesk made them.
_WHOLE = 1

_UInts = npt.NDArray[np.uint32]
_M1, _M2, _M3 = (np.uint64(x) for x in (0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9))
_MASKED = np.array([0, 0x27D4EB2F165667C5, 0x85EBCA77C2B2AE63], np.uint64)
_SHIFT = np.uint64(32)


class Sketch:
    """What deduplication keeps of a text. Immutable; equal texts have equal sketches."""

    def __init__(self, data: bytes) -> None:
        self._bytes: bytes = data
        header: tuple[int, ...] = HEADER.unpack_from(data)
        version, self.level, self.numbers, self.capitals, self.sampled, self.keys, self.words = header
        if version not in (_VERSION, _WHOLE):
            raise ValueError(f"a sketch of version {version}, not {_VERSION}")
        self._is_whole = version == _WHOLE

    def to_bytes(self) -> bytes:
        """Return the sketch packed, at most 1 KB. After the header come the candidate keys, four bytes each."""
        return self._bytes

    @classmethod
    def from_bytes(cls, data: bytes) -> Sketch:
        """Return the sketch that `to_bytes` packed. Raises ValueError for another version."""
        return cls(data)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sketch) and self._bytes == other._bytes

    def __hash__(self) -> int:
        return hash(self.to_bytes())

    @cached_property
    def hashes(self) -> _UInts:
        """Return the upper halves of the sampled 3-grams' hashes, ascending; of most, without the last bits."""
        if self._is_whole:
            return np.frombuffer(self._bytes, "<u4", self.sampled, HEADER.size)
        return packed_hashes.unpack(self._bytes, HEADER.size, self.sampled, self.keys, self.level)

    @cached_property
    def in_lead(self) -> npt.NDArray[np.bool_]:
        """Return for each of `hashes` whether it is in the lead."""
        return self._bits(0)

    @cached_property
    def soon(self) -> npt.NDArray[np.bool_]:
        """Return for each of `hashes` whether it is in the lead or soon after."""
        return self._bits(1)

    def _bits(self, row: int) -> npt.NDArray[np.bool_]:
        length = (self.sampled + 7) // 8
        bits = np.frombuffer(self._bytes, np.uint8, length, self._bits_at + row * length)
        return np.unpackbits(bits, count=self.sampled).view(np.bool_)

    @cached_property
    def number_slots(self) -> _UInts:
        """20 bits of place, 12 bits of value, ascending."""
        return np.frombuffer(self._bytes, "<u4", self.numbers, self._slots_at)

    @cached_property
    def capital_slots(self) -> _UInts:
        """As `number_slots`, for names."""
        return np.frombuffer(self._bytes, "<u4", self.capitals, self._slots_at + 4 * self.numbers)

    @property
    def _bits_at(self) -> int:
        if self._is_whole:
            return HEADER.size + 4 * self.sampled
        return HEADER.size + packed_hashes.size(self.sampled, self.keys)

    @property
    def _slots_at(self) -> int:
        return self._bits_at + 2 * ((self.sampled + 7) // 8)


#: Where the candidate keys begin in a packed sketch, and where their count is (two bytes, little-endian).
KEYS_AT, KEY_COUNT_AT = HEADER.size, 6


def shortened(packed: bytes) -> bytes:
    """Return a packed sketch of an earlier version as this version packs it; of this version, as it is."""
    if packed[:1] != bytes([_WHOLE]) or len(packed) < HEADER.size:
        return packed
    _, level, numbers, capitals, sampled, keys, words = HEADER.unpack_from(packed)
    end = HEADER.size + 4 * sampled
    if len(packed) < end or keys > sampled:
        return packed
    hashes = np.frombuffer(packed, "<u4", sampled, HEADER.size)
    if np.any(hashes[1:] <= hashes[:-1]) or (sampled and int(hashes[-1]) >> max(0, 32 - level)):
        return packed
    header = HEADER.pack(_VERSION, level, numbers, capitals, sampled, keys, words)
    return header + packed_hashes.pack(hashes, keys, level) + packed[end:]


def sketch(title: str, body: str, language: str | None = None) -> Sketch:
    """Return the sketch of an article. The title does not count where there is a body: copies change it first.

    `language` is not needed and makes no difference; scripts are told from the text.
    """
    read = tokens(body)
    return sketch_of(read if read.hashes.size else tokens(title))


def sketch_of(read: Tokens) -> Sketch:
    """Return the sketch of a text that is split into tokens already."""
    grams = three_grams(read.hashes)
    total = grams.size
    words = float(read.words[-1]) if total else 0.0
    lead, soon = np.searchsorted(read.words, (LEAD_WORDS, SOON_WORDS), side="right")
    first: npt.NDArray[np.intp]
    distinct, first = np.unique(grams, return_index=True)
    level = 0
    while np.searchsorted(distinct, np.uint64(1 << (64 - level)) if level else np.uint64(2**64 - 1)) > SAMPLE:
        level += 1
    sampled = int(np.searchsorted(distinct, np.uint64(1 << (64 - level)))) if level else int(distinct.size)
    # Two hashes may share their upper half: the first stands for both.
    upper, at = np.unique((distinct[:sampled] >> _SHIFT).astype(np.uint32), return_index=True)
    places = first[:sampled][at]
    keys = min(upper.size, max(KEYS_AT_LEAST, min(KEYS_AT_MOST, distinct.size // KEY_RATE)))
    numbers, capitals = _slots(read)
    return Sketch(
        HEADER.pack(_VERSION, level, numbers.size, capitals.size, upper.size, keys, min(65535, round(words)))
        + packed_hashes.pack(upper, keys, level)
        + np.packbits(places < lead).tobytes()
        + np.packbits(places < soon).tobytes()
        + numbers.astype("<u4").tobytes()
        + capitals.astype("<u4").tobytes()
    )


def candidate_keys(sketch: Sketch) -> list[int]:
    """Return the 32-bit keys by which a text is found: texts that share two of them are compared.

    They are the lowest hashes of the sample, so that a cut text keeps those of what is left of it.
    """
    return [int(key) for key in sketch.hashes[: sketch.keys]]


def _mix(x: npt.NDArray[np.uint64]) -> npt.NDArray[np.uint64]:
    """Return SplitMix64's finaliser of `x` (Steele, Lea, Flood 2014): each bit of the result depends on all of `x`."""
    x = (x ^ (x >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    x = (x ^ (x >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return x ^ (x >> np.uint64(31))


def three_grams(hashes: npt.NDArray[np.uint64]) -> npt.NDArray[np.uint64]:
    """Return one hash for each three neighbouring tokens; a text of one or two tokens is one piece."""
    if not hashes.size:
        return hashes
    if hashes.size < 3:
        hashes = np.concatenate([hashes, np.zeros(3 - hashes.size, np.uint64)])
    return _mix(hashes[:-2] * _M1 + hashes[1:-1] * _M2 + hashes[2:] * _M3)


def _slots(read: Tokens) -> tuple[_UInts, _UInts]:
    """Return number slots and capital slots; see the module."""
    kinds = read.kinds
    if not kinds.any():
        empty = np.zeros(0, np.uint32)
        return empty, empty
    changes = np.flatnonzero(np.diff(kinds, prepend=255, append=255))
    starts, ends = changes[:-1], changes[1:]
    flagged = kinds[starts] != 0
    starts, ends = starts[flagged], ends[flagged]
    result = []
    for kind, at_most in ((NUMBER, NUMBER_SLOTS), (CAPITAL, CAPITAL_SLOTS)):
        # The names beside a number are what it is about ("Paris 12"); the neighbours of a name are masked where they
        # may change with it.
        changing = kinds == NUMBER if kind == NUMBER else kinds != 0
        masked = np.where(changing, _MASKED[kinds], read.hashes)
        padded = np.concatenate([np.zeros(2, np.uint64), masked, np.zeros(1, np.uint64)])
        hidden = np.concatenate([np.zeros(2, np.bool_), changing, np.zeros(1, np.bool_)]).astype(np.uint8)
        chosen = kinds[starts] == kind
        chosen &= hidden[starts] + hidden[starts + 1] + hidden[ends + 2] < 2
        start, end = starts[chosen], ends[chosen]
        keys = _mix(padded[start] * _M1 + padded[start + 1] * _M2 + padded[end + 2] * _M3 + np.uint64(kind))
        if kind == NUMBER:
            # A number's value is its digits, without their separators: 5,000 is 5.000 and 5000.
            digits = ("".join(read.numbers[i] for i in range(*span)) for span in zip(start, end, strict=True))
            values = np.array([xxh3_64_intdigest(d.encode()) for d in digits], np.uint64)
        else:
            sums = np.concatenate([np.zeros(1, np.uint64), np.cumsum(read.hashes)])
            values = _mix(sums[end] - sums[start])
        result.append(_pack(keys, values, at_most))
    return result[0], result[1]


def _pack(keys: npt.NDArray[np.uint64], values: npt.NDArray[np.uint64], at_most: int) -> _UInts:
    """Return the slots of the smallest keys, without keys that have two values."""
    packed = np.unique(((keys >> np.uint64(44)) << np.uint64(12)) | (values >> np.uint64(52)))
    place = packed >> np.uint64(12)
    alone = np.ones(place.size, np.bool_)
    same = place[1:] == place[:-1]
    alone[1:] &= ~same
    alone[:-1] &= ~same
    return packed[alone][:at_most].astype(np.uint32)
