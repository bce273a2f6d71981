"""The duplicate index: look up candidates among the texts that arrived, and add texts; in Redis, for all workers.

A batch is judged in two round trips: *look* reads what concerns it, the decision is made here
(`articles.duplicates.batch`), *commit* stores it, unless another worker has stored something similar meanwhile: then
the batch looks again. Both are single calls of the script in `lua/`, so atomic. Two workers that hold copies of one
text at the same instant therefore agree on one lead.

The index stores the arrival that claimed a text, never a flag: a redelivered arrival finds its own judgement. An
arrival is *in flight* from its judgement until it is settled (`settle`) and so is everything it depends on; what
depends on an arrival that failed is taken back with it (`forget`).

The index can be lost with the broker's memory. Then nothing is judged (`DuplicateIndexLostError`) until it has been
rebuilt from Elasticsearch (`tasks.duplicates.rebuild`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from itertools import islice
from typing import Any, TypeVar, cast

import msgspec
from redis import Redis
from redis.exceptions import ConnectionError, TimeoutError

from articles.duplicates.batch import Look, judge_batch, packed_keys
from articles.duplicates.decide import Decision, Story, View
from articles.duplicates.known import Known, arrival_name, lookup_id, pack, short
from articles.duplicates.values import Candidate, IndexedArticle, Judgement, Verdict
from articles.errors import TransientError
from articles.identity import article_id as id_of
from tasks.duplicates import script, state

T = TypeVar("T")

__all__ = ["Candidate", "DuplicateIndex", "DuplicateIndexLostError", "IndexedArticle", "Judgement", "Verdict"]

#: How often a batch looks again because others were faster, before it gives up for now.
TRIES = 100
#: Articles evicted in one call: about 5 ms in which the server does nothing else.
EVICTED_AT_ONCE = 50
#: Articles loaded in one call.
LOADED_AT_ONCE = 50
#: Keys removed in one call.
_CLEARED_AT_ONCE = 10_000
# What `look` answers for a candidate that is not to be judged.
_JUDGED, _DELETED = 1, 2
# What `commit` answers instead of dependencies.
_LOST, _OTHERS_WERE_FASTER = 0, 1


class DuplicateIndexLostError(TransientError):
    """The duplicate index is empty or being rebuilt. Nothing can be judged."""


class _Record(msgspec.Struct, array_like=True):
    """A judgement, as it is kept while its arrival is in flight."""

    verdict: Verdict
    article_id: str
    story_id: str
    copy_of: str | None
    similarity: float | None
    takes_lead: bool


_encode = msgspec.msgpack.Encoder().encode
_decode = msgspec.msgpack.Decoder(_Record).decode


class DuplicateIndex:
    """The duplicate index under a prefix.

    Args:
        redis: A client with `decode_responses=False`.
        prefix: Of all keys.
        window_days: How long a text is kept, counted from its claim.
        window_articles: How many texts are kept at most.
        earlier_leads: A copy with an earlier date of publication takes the lead of its story.
    """

    def __init__(
        self,
        redis: Redis,
        prefix: str = "",
        *,
        window_days: float = 30,
        window_articles: int = 5_000_000,
        earlier_leads: bool = True,
    ) -> None:
        self._redis = redis
        self._installation = prefix
        self._prefix = state.keys_of(prefix)
        self._state = state.state_key(prefix)
        self._window = round(window_days * 86_400_000_000)  # microseconds
        self._most = window_articles
        self._earlier_leads = earlier_leads
        self._script = redis.register_script(script.source())

    def _call(self, op: str, *args: str | bytes | int) -> Any:
        """Run one atomic operation. Raises TransientError if the server cannot be reached."""
        try:
            return self._script(keys=[self._prefix], args=[op, *args])
        except (ConnectionError, TimeoutError) as error:
            raise TransientError(f"the duplicate index cannot be reached: {error}") from error

    # judging

    def judge(self, candidates: Sequence[Candidate]) -> list[Judgement]:
        """Judge candidates, and return their judgements in the same order; those claimed first are judged first.

        Safe to repeat: an arrival that was judged and not taken back gets the same judgement again.

        Raises:
            DuplicateIndexLostError: The index has to be rebuilt first.
            TransientError: The server cannot be reached, or others were faster a hundred times.
        """
        order = sorted(range(len(candidates)), key=lambda i: (candidates[i].claimed_at, candidates[i].arrival))
        if not order:
            return []
        for _ in range(TRIES):
            judged = self._judge_once([candidates[i] for i in order])
            if judged is not None:
                return [judgement for _, judgement in sorted(zip(order, judged, strict=True), key=lambda pair: pair[0])]
        raise TransientError("other workers were faster each time")

    def _judge_once(self, candidates: Sequence[Candidate]) -> list[Judgement] | None:
        """Return the committed judgements; None if they must be made again."""
        answer = self._call("look", *(part for candidate in candidates for part in _question(candidate)))
        if answer is None:
            raise DuplicateIndexLostError
        seen, epoch, looked, articles, stories = answer
        view = View(
            known={n: Known(data) for n, data in _pairs(articles)},
            stories={story_id: _story(record) for story_id, record in _pairs(stories)},
        )
        looks = [_look(found) for found in looked]
        judged = judge_batch(candidates, looks, view, earlier_leads=self._earlier_leads)
        judgements = [one.judgement for one in judged]
        commits = [(place, one.decision) for place, one in enumerate(judged) if one.decision is not None]
        if not commits:
            return judgements
        notes = (part for place, decision in commits for part in _note(candidates[place], decision))
        dependencies = self._call("commit", seen, epoch, *notes)
        if dependencies == _LOST:
            raise DuplicateIndexLostError
        if dependencies == _OTHERS_WERE_FASTER:
            return None
        for (place, _), others in zip(commits, dependencies, strict=True):
            depends_on = tuple(sorted(other.decode() for other in others))
            judgements[place] = msgspec.structs.replace(judgements[place], depends_on=depends_on)
        return judgements

    def dependencies(self, arrival: str) -> list[str]:
        """Return the arrivals still in flight that the judgement of this one depends on."""
        members = cast("set[bytes]", self._redis.smembers(f"{self._prefix}w{arrival_name(arrival)}"))
        return sorted(member.decode() for member in members)

    def dependents(self, arrivals: Iterable[str]) -> list[str]:
        """Return the arrivals whose judgements depend on these directly."""
        pipe = self._redis.pipeline(transaction=False)
        for arrival in arrivals:
            pipe.smembers(f"{self._prefix}d{arrival_name(arrival)}")
        return sorted({name.decode() for names in pipe.execute() for name in names})

    # settling

    def settle(self, arrivals: Iterable[str]) -> list[str]:
        """Settle arrivals that Elasticsearch has acknowledged, and return all whose fate is final now.

        These are those of `arrivals` that depend on nothing in flight, and earlier settled ones that waited for them.
        Safe to repeat.
        """
        names = [arrival_name(arrival) for arrival in arrivals]
        return [name.decode() for name in self._call("settle", *names)] if names else []

    def forget(self, arrivals: Iterable[str]) -> list[str]:
        """Take back arrivals that failed or were withdrawn, and all that depended on them.

        Returns the dependents; they must be judged again. Safe to repeat. An arrival that is not in flight any more
        stays: see `forget_articles`.
        """
        names = [arrival_name(arrival) for arrival in arrivals]
        return [name.decode() for name in self._call("forget", *names)] if names else []

    # takedown

    def forget_articles(self, article_ids: Iterable[str]) -> dict[str, str | None]:
        """Remove articles; return each story that lost its lead, with the article that leads it now, if any."""
        names = [bytes.fromhex(article_id) for article_id in article_ids]
        moved = self._call("forget_articles", *names) if names else []
        return {story.hex(): lead.hex() or None for story, lead in _pairs(moved)}

    def add_tombstone(
        self, *, article_id: str | None = None, url: str | None = None, decoded_hash: str | None = None
    ) -> None:
        """Judge everything with this id, this (normalised) URL or this text `deleted` from now on."""
        self._call("add_tombstones", *_tombstones(article_id, url, decoded_hash))

    def remove_tombstone(
        self, *, article_id: str | None = None, url: str | None = None, decoded_hash: str | None = None
    ) -> None:
        """Remove a tombstone, so that the article may arrive again."""
        self._call("remove_tombstones", *_tombstones(article_id, url, decoded_hash))

    # the index as a whole

    def is_complete(self) -> bool:
        """Return whether the whole window is in the index. False after a wipe, until `mark_complete`."""
        return state.is_complete(self._redis, self._installation)

    def is_empty(self) -> bool:
        """Return whether the index holds nothing, as on the first day or after a wipe."""
        return self.count() == 0 and not self.is_complete()

    def count(self) -> int:
        """Return the number of texts in the index."""
        return int(cast("bytes | None", self._redis.hget(self._state, "count")) or 0)

    def mark_complete(self, evicted_until: int = 0) -> None:
        """Allow judging: the index has been rebuilt, or there is nothing to rebuild it from.

        Args:
            evicted_until: Articles claimed at this time (microseconds since 1970) or earlier were left out.
        """
        if evicted_until:
            self._redis.hset(self._state, "let_go", evicted_until.to_bytes(8, "big"))
        self._redis.hset(self._state, "complete", "1")
        self._redis.hdel(self._state, "loaded")

    def mark_loaded(self, claimed_at: int, arrival: str) -> None:
        """Note that articles have been loaded up to this one, in the order of claims; a wipe forgets it too."""
        self._redis.hset(self._state, "loaded", claimed_at.to_bytes(8, "big") + arrival.encode())

    def loaded_until(self) -> tuple[int, str] | None:
        """Return the claim (microseconds since 1970) and arrival of the last article loaded; None: none, or all are."""
        noted = cast("bytes | None", self._redis.hget(self._state, "loaded"))
        return None if noted is None else (int.from_bytes(noted[:8], "big"), noted[8:].decode())

    def evicted_until(self) -> int:
        """Return the claim up to which articles may have been evicted, microseconds since 1970; 0 if none was."""
        return int.from_bytes(cast("bytes | None", self._redis.hget(self._state, "let_go")) or b"", "big")

    def load(self, articles: Iterable[IndexedArticle]) -> int:
        """Load articles from Elasticsearch, those claimed first before others; return how many were new.

        Safe to repeat, and while others load the same. Tombstones are loaded by `add_tombstone`.
        """
        new = 0
        for some in _chunks(articles, LOADED_AT_ONCE):
            new += self._call("load", *(part for article in some for part in _loaded(article)))
        return new

    def evict(self, now: datetime | None = None, at_most: int = 10_000) -> int:
        """Remove texts older than the window, and the oldest texts over the limit; return how many.

        Decisions under way stay right: what they were made from is in Elasticsearch.
        """
        before = int((now or datetime.now(UTC)).timestamp() * 1_000_000) - self._window
        cutoff = max(0, before).to_bytes(8, "big")
        total = 0
        while total < at_most:
            removed, more = self._call("evict", cutoff, self._most, EVICTED_AT_ONCE)
            total += removed
            if not more:
                break
        return total

    def clear(self) -> None:
        """Remove everything under the prefix, tombstones too."""
        found = cast("Iterable[bytes]", self._redis.scan_iter(match=f"{self._prefix}*", count=_CLEARED_AT_ONCE))
        for keys in _chunks(found, _CLEARED_AT_ONCE):
            self._redis.unlink(*keys)


def _chunks(items: Iterable[T], size: int) -> Iterator[list[T]]:
    walk = iter(items)
    while chunk := list(islice(walk, size)):
        yield chunk


def _pairs(flat: Sequence[Any]) -> Iterator[tuple[Any, Any]]:
    return zip(flat[::2], flat[1::2], strict=True)


# Arguments and answers of the script


def _question(candidate: Candidate) -> tuple[str | bytes, ...]:
    """Return the arguments of `look` for a candidate."""
    return (
        arrival_name(candidate.arrival),
        bytes.fromhex(lookup_id(candidate)[:16]),
        short(candidate.article_id),
        short(candidate.decoded_hash),
        packed_keys(candidate.sketch),
    )


def _look(found: list[Any]) -> Look:
    """Return the answer of `look` for a candidate."""
    if found[0] == _JUDGED:
        return Look(judgement=_from_record(_decode(found[1][5:]), found[2]))
    if found[0] == _DELETED:
        return Look(is_deleted=True)
    return Look(same_id=_numbers(found[1]), alike=tuple(found[2]))


def _numbers(packed: bytes) -> tuple[int, ...]:
    return tuple(int.from_bytes(packed[i : i + 4], "big") for i in range(0, len(packed), 4))


def _story(record: bytes) -> Story:
    lead, *members = _numbers(record[32:])
    return Story(record[:32], lead, members)


def _note(candidate: Candidate, decision: Decision) -> tuple[bytes | str, ...]:
    """Return the arguments of `commit` for a judged candidate."""
    judgement = decision.judgement
    record = _Record(
        judgement.verdict,
        judgement.article_id,
        judgement.story_id,
        judgement.copy_of,
        judgement.similarity,
        judgement.takes_lead,
    )
    return (
        arrival_name(candidate.arrival),
        _encode(record),
        decision.entry,
        (b"l" if judgement.takes_lead else b"j") + decision.lead_id,
        "\0".join(judgement.depends_on),
    )


def _loaded(article: IndexedArticle) -> tuple[bytes, bytes]:
    """Return the arguments of `load` for an article: its packed form, and the lead of its story."""
    is_copy = article.is_copy and article.copy_of is not None
    judgement = Judgement(
        verdict=Verdict.NEAR_DUPLICATE if is_copy else Verdict.NEW,
        article_id=article.article_id,
        story_id=article.story_id,
        copy_of=article.copy_of,
        similarity=article.similarity,
    )
    lead = article.copy_of if is_copy and article.copy_of else article.article_id
    return pack(article, judgement), bytes.fromhex(lead)


def _from_record(record: _Record, dependencies: list[bytes]) -> Judgement:
    return Judgement(
        verdict=record.verdict,
        article_id=record.article_id,
        story_id=record.story_id,
        copy_of=record.copy_of,
        similarity=record.similarity,
        takes_lead=record.takes_lead,
        depends_on=tuple(sorted(name.decode() for name in dependencies)),
    )


def _tombstones(article_id: str | None, url: str | None, decoded_hash: str | None) -> list[bytes]:
    names = [short(article_id)] if article_id else []
    if url:
        names.append(short(id_of(url, None, "")))
    if decoded_hash:
        names.append(short(decoded_hash))
    return names
