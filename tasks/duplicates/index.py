"""What arrived before: the memory of deduplication, in the broker's Redis, shared by all workers.

A batch is judged in two round trips: *look* reads what concerns it, the decision is made here
(`articles.duplicates.judging`), *commit* notes it, unless another worker has noted something alike meanwhile: then
the batch looks again. Both are single calls of `index.lua`, so atomic. Two workers that hold copies of one
text at the same instant therefore agree on one lead.

Whoever claims a text writes its arrival, never a flag: a redelivered arrival finds its own judgement. An arrival
is *in flight* from its judgement until it is settled (`settle`) and so is everything it stands on; what stands on an
arrival that failed is taken back with it (`forget`).

The memory can be lost. Then nothing is judged (`MemoryLostError`) until it is filled again from the index.
"""

from __future__ import annotations

import contextlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from importlib import resources
from typing import Any, cast

import msgspec
from redis import Redis
from redis.exceptions import ConnectionError, TimeoutError

from articles.duplicates.judgement import Candidate, Judgement, Verdict
from articles.duplicates.judgement import Remembered as Entry
from articles.duplicates.judging import Decision, Story, View, decide
from articles.duplicates.known import Known, arrival_name, base_id, pack, short
from articles.duplicates.sketch import KEY_COUNT_AT, KEYS_AT
from articles.errors import TransientError
from articles.identity import article_id as id_of

__all__ = ["Candidate", "Entry", "Judgement", "MemoryLostError", "Remembered", "Verdict"]

#: How often a batch looks again because others were faster, before it gives up for now.
TRIES = 100
#: Articles taken out in one call: about 5 ms in which the server does nothing else.
EVICTED_AT_ONCE = 50
#: Articles loaded in one call.
LOADED_AT_ONCE = 50
#: Numbers from here on are of candidates in the batch itself.
_IN_BATCH = 2**40
# What `look` says of a candidate.
_JUDGED, _BURIED = 1, 2


class MemoryLostError(TransientError):
    """What arrived before is not known: the memory is empty or being filled. Nothing can be judged."""


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


class Remembered:
    """The memory, under `prefix`.

    Args:
        redis: a client with `decode_responses=False`.
        prefix: of all keys.
        window_days: how long a text is remembered, from its claim.
        window_articles: how many texts are remembered at most.
        earlier_leads: a copy with an earlier date of publication takes the lead of its story.
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
        self._prefix = f"{prefix}seen:"
        self._window = round(window_days * 86_400_000_000)  # microseconds
        self._most = window_articles
        self._earlier_leads = earlier_leads
        script = resources.files("tasks.duplicates").joinpath("index.lua").read_text("utf-8")
        self._script = redis.register_script(script)

    def _call(self, op: str, *args: str | bytes | int) -> Any:
        """One atomic step. Raises TransientError where the server cannot be reached."""
        try:
            return self._script(keys=[self._prefix], args=[op, *args])
        except (ConnectionError, TimeoutError) as error:
            raise TransientError(f"the memory of deduplication cannot be reached: {error}") from error

    # judging

    def judge(self, candidates: Sequence[Candidate]) -> list[Judgement]:
        """What each candidate is, in their order; among them, those claimed first are judged first.

        Safe to repeat: an arrival that was judged and not taken back gets the same judgement again.

        Raises:
            MemoryLostError: fill it first, by `load` and `mark_complete`.
            TransientError: the server cannot be reached, or others were faster a hundred times.
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
        """The judgements, noted; None where they must be made again."""
        asked: list[bytes | str] = []
        for candidate in candidates:
            asked += (
                arrival_name(candidate.arrival),
                bytes.fromhex(base_id(candidate)[:16]),
                short(candidate.article_id),
                short(candidate.decoded_hash),
                _keys(candidate.sketch),
            )
        answer = self._call("look", *asked)
        if answer is None:
            raise MemoryLostError
        seen, epoch, looked, articles, stories = answer
        view = View(
            known={n: Known(data) for n, data in zip(articles[::2], articles[1::2], strict=True)},
            stories={s: _story(record) for s, record in zip(stories[::2], stories[1::2], strict=True)},
        )
        batch = _Batch(view, self._earlier_leads)
        judged: list[Judgement] = []
        commits: list[int] = []
        notes: list[bytes | str | int] = []
        for candidate, found in zip(candidates, looked, strict=True):
            arrival = arrival_name(candidate.arrival)
            if (earlier := batch.judged.get(arrival)) is not None:
                judged.append(earlier)
                continue
            if found[0] == _JUDGED:
                # The same, even if a redelivery was cleaned a little differently: others stand on it already.
                judgement = _from_record(_decode(found[1][5:]), found[2])
                batch.judged[arrival] = judgement
                judged.append(judgement)
                continue
            if found[0] == _BURIED:
                judgement = Judgement(
                    verdict=Verdict.DELETED, article_id=candidate.article_id, story_id=candidate.article_id
                )
                judged.append(judgement)
                continue
            same = found[1]
            same_id = [int.from_bytes(same[i : i + 4], "big") for i in range(0, len(same), 4)]
            decision = batch.decide(candidate, same_id, found[2])
            commits.append(len(judged))
            judged.append(decision.judgement)
            notes += _note(arrival, decision)
        if commits:
            standing = self._call("commit", seen, epoch, *notes)
            if standing == 0:
                raise MemoryLostError
            if standing == 1:
                return None
            for place, others in zip(commits, standing, strict=True):
                depends_on = tuple(sorted(other.decode() for other in others))
                judged[place] = msgspec.structs.replace(judged[place], depends_on=depends_on)
        return judged

    def waiting_on(self, arrival: str) -> list[str]:
        """The arrivals still in flight on which the judgement of this one stands."""
        members = cast("set[bytes]", self._redis.smembers(f"{self._prefix}w{arrival_name(arrival)}"))
        return sorted(member.decode() for member in members)

    def standing_on(self, arrivals: Iterable[str]) -> list[str]:
        """The arrivals whose judgements stand on these, directly."""
        pipe = self._redis.pipeline(transaction=False)
        for arrival in arrivals:
            pipe.smembers(f"{self._prefix}d{arrival_name(arrival)}")
        return sorted({name.decode() for names in pipe.execute() for name in names})

    # what became of them

    def settle(self, arrivals: Iterable[str]) -> list[str]:
        """Elasticsearch has acknowledged these. Returns all whose fate is final now.

        That is those of `arrivals` that stand on nothing in flight, and earlier settled ones that waited for them.
        Safe to repeat.
        """
        names = [arrival_name(arrival) for arrival in arrivals]
        return [name.decode() for name in self._call("settle", *names)] if names else []

    def forget(self, arrivals: Iterable[str]) -> list[str]:
        """These failed or were withdrawn: they are taken back, and with them all that stood on them.

        Returns the arrivals that stood on them; they must be judged again. Safe to repeat. What is not in
        flight any more stays: see `forget_articles`.
        """
        names = [arrival_name(arrival) for arrival in arrivals]
        return [name.decode() for name in self._call("forget", *names)] if names else []

    # deletion

    def forget_articles(self, article_ids: Iterable[str]) -> dict[str, str | None]:
        """These were deleted. Returns each story that lost its lead, and the article that leads it now, if any."""
        names = [bytes.fromhex(article_id) for article_id in article_ids]
        moved = self._call("forget_articles", *names) if names else []
        return {s.hex(): lead.hex() or None for s, lead in zip(moved[::2], moved[1::2], strict=True)}

    def bury(self, *, article_id: str | None = None, url: str | None = None, decoded_hash: str | None = None) -> None:
        """What has this id, this (normalised) URL or this text is judged `deleted` from now on."""
        self._call("bury", *_tombstones(article_id, url, decoded_hash))

    def unbury(self, *, article_id: str | None = None, url: str | None = None, decoded_hash: str | None = None) -> None:
        """It may come back."""
        self._call("unbury", *_tombstones(article_id, url, decoded_hash))

    # the memory as a whole

    def is_complete(self) -> bool:
        """Is all of the window remembered? False after a wipe, until `mark_complete`."""
        return bool(self._redis.hexists(f"{self._prefix}state", "complete"))

    def is_empty(self) -> bool:
        """Is nothing remembered, as on the first day or after a wipe?"""
        return self.count() == 0 and not self.is_complete()

    def count(self) -> int:
        """Texts remembered."""
        return int(cast("bytes | None", self._redis.hget(f"{self._prefix}state", "count")) or 0)

    def mark_complete(self, let_go: int = 0) -> None:
        """The memory has been filled (or there is nothing to fill it with): judging may go on.

        Args:
            let_go: what was claimed up to then (microseconds) was left out.
        """
        name = f"{self._prefix}state"
        if let_go:
            self._redis.hset(name, "let_go", let_go.to_bytes(8, "big"))
        self._redis.hset(name, "complete", "1")

    def let_go(self) -> int:
        """What was claimed up to then (microseconds) may be forgotten; 0 while nothing is."""
        return int.from_bytes(cast("bytes | None", self._redis.hget(f"{self._prefix}state", "let_go")) or b"", "big")

    def load(self, entries: Iterable[Entry]) -> int:
        """Remember what the index holds, those claimed first before others. Returns how many were not known yet.

        Safe to repeat, and while others load the same. Tombstones are not among them: see `bury`.
        """
        new = 0
        args: list[bytes] = []
        for entry in entries:
            is_copy = entry.is_copy and entry.copy_of is not None
            judgement = Judgement(
                verdict=Verdict.NEAR_DUPLICATE if is_copy else Verdict.NEW,
                article_id=entry.article_id,
                story_id=entry.story_id,
                copy_of=entry.copy_of,
                similarity=entry.similarity,
            )
            lead = entry.copy_of if is_copy and entry.copy_of else entry.article_id
            args += (pack(entry, judgement), bytes.fromhex(lead))
            if len(args) >= 2 * LOADED_AT_ONCE:
                new += self._call("load", *args)
                args.clear()
        if args:
            new += self._call("load", *args)
        return new

    def evict(self, now: datetime | None = None, at_most: int = 10_000) -> int:
        """Take out what is older than the window, and the oldest of what is too many. Returns how many.

        Decisions that run meanwhile stay right: what they were made from is in the index.
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
        """Forget everything under the prefix, tombstones too."""
        with contextlib.suppress(StopIteration):
            keys: list[bytes] = []
            for key in self._redis.scan_iter(match=f"{self._prefix}*", count=10_000):
                keys.append(cast("bytes", key))
                if len(keys) >= 10_000:
                    self._redis.unlink(*keys)
                    keys.clear()
            if keys:
                self._redis.unlink(*keys)


class _Batch:
    """The candidates of one batch, each of which sees those before it."""

    def __init__(self, view: View, earlier_leads: bool) -> None:
        self.judged: dict[str, Judgement] = {}
        self._view = view
        self._earlier_leads = earlier_leads
        self._next = _IN_BATCH
        self._postings: dict[bytes, list[int]] = defaultdict(list)
        self._ids: dict[str, list[int]] = defaultdict(list)

    def decide(self, candidate: Candidate, same_id: list[int], alike: list[int]) -> Decision:
        keys = _keys(candidate.sketch)
        pieces = [keys[i : i + 4] for i in range(0, len(keys), 4)]
        counts = Counter(n for key in pieces for n in self._postings.get(key, ()))
        enough = min(2, len(pieces))
        neighbours = [n for n, count in counts.most_common(24) if count >= enough]
        base = base_id(candidate)
        decision = decide(
            candidate,
            self._view,
            same_id + self._ids.get(base, []),
            alike + neighbours,
            earlier_leads=self._earlier_leads,
        )
        self.judged[arrival_name(candidate.arrival)] = decision.judgement
        if decision.entry:
            self._add(decision, base, pieces)
        return decision

    def _add(self, decision: Decision, base: str, pieces: list[bytes]) -> None:
        number = self._next
        self._next += 1
        known = self._view.known[number] = Known(decision.entry)
        for key in pieces:
            self._postings[key].append(number)
        self._ids[base].append(number)
        story = self._view.stories.get(known.story)
        if story is None:
            story = self._view.stories[known.story] = Story(decision.lead_id)
            if decision.judgement.verdict is Verdict.NEW_TEXT:
                # The story has one article, of which this is another version.
                versions = [n for n, k in self._view.known.items() if k.article_id == decision.lead_id]
                story.lead, story.members = min(versions), [min(versions)]
            else:
                story.lead = number
        if number not in story.members:
            story.members.append(number)
        if decision.judgement.takes_lead:
            story.lead_id, story.lead = known.article_id, number


def _keys(sketch: bytes) -> bytes:
    """The packed candidate keys of a packed sketch."""
    count = int.from_bytes(sketch[KEY_COUNT_AT : KEY_COUNT_AT + 2], "little")
    return sketch[KEYS_AT : KEYS_AT + 4 * count]


def _story(record: bytes) -> Story:
    numbers = [int.from_bytes(record[i : i + 4], "big") for i in range(32, len(record), 4)]
    return Story(record[:32], numbers[0], numbers[1:])


def _note(arrival: str, decision: Decision) -> tuple[bytes | str, ...]:
    """What `commit` wants to know of a judged arrival."""
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
        arrival,
        _encode(record),
        decision.entry,
        (b"l" if judgement.takes_lead else b"j") + decision.lead_id,
        "\0".join(judgement.depends_on),
    )


def _from_record(record: _Record, waits: list[bytes]) -> Judgement:
    return Judgement(
        verdict=record.verdict,
        article_id=record.article_id,
        story_id=record.story_id,
        copy_of=record.copy_of,
        similarity=record.similarity,
        takes_lead=record.takes_lead,
        depends_on=tuple(sorted(wait.decode() for wait in waits)),
    )


def _tombstones(article_id: str | None, url: str | None, decoded_hash: str | None) -> list[bytes]:
    names = [short(article_id)] if article_id else []
    if url:
        names.append(short(id_of(url, None, "")))
    if decoded_hash:
        names.append(short(decoded_hash))
    return names
