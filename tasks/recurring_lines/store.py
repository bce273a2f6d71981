"""Lines that recur in many articles of one source: furniture that a single article does not show.

Learned online from every article, kept in the broker's Redis with bounded memory (see `store.lua`).
"""

from __future__ import annotations

import struct
from collections.abc import Iterable, Sequence
from importlib import resources
from typing import cast

import xxhash
from redis import Redis

from articles.cleaning.hashes import length_class

#: By length of the line (`length_class`): in how many other articles of the source it was seen, and in what share of
#: those that arrived since it was first seen. Of lines seen in two other articles of a site or more none was body text
#: in pages of 190 sites; but background paragraphs and quotations are carried from article to article, so long lines
#: must come nearly always.
_ENOUGH: tuple[tuple[int, float], ...] = ((3, 0.03), (3, 0.05), (8, 0.25), (12, 0.4))

#: First and last lines of an article that are looked at.
_HEAD, _TAIL = 200, 200


class RecurringLines:
    """The lines that each source repeats, under a prefix.

    Args:
        redis: a client.
        prefix: of all keys.
        capacity: lines kept per source and generation, of which there are two; about 70 bytes each.
        days: days without an article after which a source is forgotten.
    """

    def __init__(self, redis: Redis, prefix: str, *, capacity: int = 10_000, days: int = 30) -> None:
        self._script = redis.register_script(
            resources.files("tasks.recurring_lines").joinpath("store.lua").read_text(encoding="utf-8")
        )
        self._prefix = prefix
        self._capacity = capacity
        self._seconds = days * 86_400

    def known(self, source: str, hashes: Sequence[int], arrival: str) -> frozenset[int]:
        """Return those of `hashes` (`articles.cleaning.line_hashes`) that the source repeats.

        Lines that only `arrival` itself has brought do not count. One round trip. Raises redis.RedisError.
        """
        lines = _some(hashes)
        if not lines:
            return frozenset()
        answer = cast("list[int]", self._call("known", source, arrival, lines))
        recurring = set()
        for line, times, since in zip(lines, answer[::2], answer[1::2], strict=True):
            least, share = _ENOUGH[length_class(line)]
            if times >= least and times >= share * since:
                recurring.add(line)
        return frozenset(recurring)

    def learn(self, source: str, hashes: Sequence[int], arrival: str) -> None:
        """Add the lines of an article. For an arrival or a copy of an article that was added before, nothing changes.

        One round trip. Raises redis.RedisError.
        """
        lines = _some(hashes)
        if lines:
            self._call("learn", source, arrival, lines)

    def _call(self, operation: str, source: str, arrival: str, lines: Iterable[int]) -> object:
        name = xxhash.xxh3_64_hexdigest(source.strip().casefold().encode("utf-8", "surrogatepass"))
        return self._script(
            keys=[f"{self._prefix}lines:{name}"],
            args=[
                operation,
                self._capacity,
                self._seconds,
                xxhash.xxh3_64_digest(arrival.encode()),
                *(struct.pack(">Q", line) for line in lines),
            ],
        )


def _some(hashes: Sequence[int]) -> list[int]:
    if len(hashes) <= _HEAD + _TAIL:
        return list(hashes)
    return [*hashes[:_HEAD], *hashes[-_TAIL:]]
