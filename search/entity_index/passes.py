"""Bring the index of entities up to date, in small steps that may be killed and run again.

A pass goes over the keys of what was written since the pass before, in their order, and counts each again
(`search.entity_index.count`): those of articles, of earlier texts that an update replaced, and of articles that were
taken out of readers' sight. A deleted article leaves nothing behind that has its keys. So a pass ends with a
comparison: all entities together have as many articles as all articles have entities. Where they have not, the stored
entities are compared one by one, and those that differ are counted again.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence

import msgspec
import structlog
from elasticsearch import Elasticsearch

from articles.article import Value
from search.entity_index.count import PAGE, Moment, articles_of, count_again
from search.schema.index_names import Names
from search.transport.client import translated
from search.transport.operations import reached
from search.transport.paging import point_in_time
from search.transport.refresh import refresh
from search.transport.state_file import OvertakenError, StateFile

log = structlog.get_logger()

#: Entities looked at in one step.
STEP = 2000
#: Keys read at once.
_PAGE = 500
#: Entities counted together at first, where that may not take long.
_FIRST_PART = 5


class Progress(Value, frozen=True, kw_only=True):
    """How far the index of entities is."""

    indices: str = ""  #: which indices of articles and entities this is about; with others, all begins again
    done: dict[str, int] = msgspec.field(default_factory=dict)  #: part → last operation that is counted
    until: dict[str, int] = msgspec.field(default_factory=dict)  #: the same, of the pass that is under way
    part: str = ""  #: of which the pass is reading keys
    after: str = ""  #: the last key of the part that was counted, or that was compared
    compared: bool = False  #: the sums were equal after the last pass
    comparing: bool = False  #: stored entities are compared one by one
    corrected: int = 0  #: so many of them differed


class EntityIndex:
    """Keeps the index of entities.

    Args:
        client: Elasticsearch.
        names: Index names.
        step: Entities looked at in one step.
        part_seconds: How long counting may keep Elasticsearch busy without a pause: so many entities are counted
            together. None for as many as take the least time in all.
    """

    def __init__(
        self, client: Elasticsearch, names: Names, *, step: int = STEP, part_seconds: float | None = None
    ) -> None:
        self._client = client
        self._names = names
        self._step = step
        self._part_seconds = part_seconds
        self._part = PAGE if part_seconds is None else _FIRST_PART
        self._page = min(step, _PAGE)
        self._file = StateFile(client, names, "entities", Progress)

    def begin_again(self) -> None:
        """Let the next steps count all entities."""
        self._file.read()
        self._file.write(Progress())

    def step(self, pause: Callable[[], bool] = lambda: True) -> bool:
        """Do a limited part of what is to be done; return whether more is left.

        Args:
            pause: Called now and then, between two searches; may wait. Returns whether to go on with this step.

        Raises:
            TransientError: Elasticsearch is away or busy.
            PermanentError: It refuses.
        """
        indices, marks = self._reached()
        progress = self._file.read() or Progress()
        if progress.indices != indices:
            progress = Progress(indices=indices)
        if not progress.comparing and progress.compared and progress.done == marks:
            return False
        try:
            if progress.comparing:
                return self._compare_some(progress, pause)
            return self._count_some(progress, marks, pause)
        except OvertakenError:
            return True  # another process counts them

    def _reached(self) -> tuple[str, dict[str, int]]:
        """Return which indices there are, and for each part of them the last operation that is done."""
        names = self._names
        found = reached(self._client, [names.everything, names.entities, names.revisions, names.withdrawn])
        entities = found.pop(names.entities).uuid
        others = {name: found.pop(name) for name in (names.revisions, names.withdrawn)}
        (articles,) = found.values()
        parts = {names.everything: articles, **others}
        marks = {f"{index} {shard}": mark for index, one in parts.items() for shard, mark in one.marks.items()}
        return f"{articles.uuid} {entities}", marks

    def _count_some(self, progress: Progress, marks: Mapping[str, int], pause: Callable[[], bool]) -> bool:
        """Count entities of the pass that is under way, or of a new one; return whether more is left."""
        fresh = not progress.until
        if fresh:
            progress = msgspec.structs.replace(progress, until=dict(marks), part="", after="")
        refresh(self._client, [self._names.revisions, self._names.withdrawn])
        left = self._step
        with point_in_time(self._client, self._names.everything) as opened:
            moment = Moment(id=opened)
            for part, page in self._changed(progress):
                for keys in self._counted(moment, page):
                    progress = msgspec.structs.replace(progress, part=part, after=keys[-1])
                    left -= len(keys)
                    if left <= 0 or not pause():
                        self._file.write(progress)
                        return True
            # Of one moment only if nothing was counted at an earlier one: then the sums can be compared.
            equal = fresh and self._is_equal(moment)
        done = msgspec.structs.replace(progress, done=progress.until, until={}, part="", after="")
        self._file.write(msgspec.structs.replace(done, compared=equal, comparing=fresh and not equal))
        return not equal

    def _counted(self, moment: Moment, keys: Sequence[str]) -> Iterator[Sequence[str]]:
        """Count entities part by part; yield the keys of each part when it is counted."""
        while keys:
            part, keys = keys[: self._part], keys[self._part :]
            began = time.monotonic()
            count_again(self._client, self._names, moment, part)
            if self._part_seconds is not None:
                self._part = next_part(len(part), time.monotonic() - began, self._part_seconds)
            yield part

    def _changed(self, progress: Progress) -> Iterator[tuple[str, list[str]]]:
        """Yield the keys that are left of the pass, part by part, in pages."""
        after = progress.after
        for part in sorted(part for part in progress.until if part >= progress.part):
            if part != progress.part:
                after = ""
            since = progress.done.get(part)
            if since is None and not part.startswith(f"{self._names.everything} "):
                continue  # of what was counted before there was this index, nothing is to be corrected
            if since == progress.until[part]:
                continue
            while keys := self._keys(part, since, after):
                yield part, keys
                after = keys[-1]
                if len(keys) < self._page:
                    break

    def _keys(self, part: str, since: int | None, after: str) -> list[str]:
        index, _, shard = part.rpartition(" ")
        keys = {"size": self._page, "sources": [{"key": {"terms": {"field": "entity_keys"}}}]}
        with translated():
            answer = self._client.search(
                index=index,
                preference=f"_shards:{shard}",
                size=0,
                track_total_hits=False,
                # All documents, not those above -1: then Elasticsearch reads the list of keys alone.
                query={"match_all": {}} if since is None else {"range": {"_seq_no": {"gt": since}}},
                aggs={"keys": {"composite": {**keys, **({"after": {"key": after}} if after else {})}}},
            )
        return [bucket["key"]["key"] for bucket in answer["aggregations"]["keys"]["buckets"]]

    def _is_equal(self, moment: Moment) -> bool:
        """Return whether all entities have as many articles as all articles have entities."""
        refresh(self._client, [self._names.entities])
        every = {"all": {"value_count": {"field": "entity_keys"}}}
        counted = moment.ask(self._client, {"match_all": {}}, every)
        with translated():
            answer = self._client.search(
                index=self._names.entities, size=0, aggs={"all": {"sum": {"field": "articles"}}}
            )
        return int(counted["all"]["value"]) == int(answer["aggregations"]["all"]["value"])

    def _compare_some(self, progress: Progress, pause: Callable[[], bool]) -> bool:
        """Compare stored entities with the articles, and count those again that differ; return whether more is left."""
        left = self._step
        with point_in_time(self._client, self._names.everything) as opened:
            for after, compared, corrected in self._compared(Moment(id=opened), progress.after):
                progress = msgspec.structs.replace(progress, after=after, corrected=progress.corrected + corrected)
                left -= compared
                if left <= 0 or not pause():
                    self._file.write(progress)
                    return True
        log.info("entities_compared", corrected=progress.corrected)
        # If all were right, comparing them again will not help.
        self._file.write(
            msgspec.structs.replace(progress, comparing=False, compared=not progress.corrected, after="", corrected=0)
        )
        return True

    def _compared(self, moment: Moment, after: str) -> Iterator[tuple[str, int, int]]:
        """Compare stored entities after a key; yield how far that is, how many were compared, and counted again."""
        while stored := self._stored(after):
            right = articles_of(self._client, moment, list(stored))
            wrong = [key for key, number in stored.items() if number != right.get(key, 0)]
            for keys in self._counted(moment, wrong):
                yield keys[-1], 0, len(keys)
            after = list(stored)[-1]
            yield after, len(stored), 0

    def _stored(self, after: str) -> dict[str, int]:
        """Return the next entities in the order of their keys, with their articles."""
        with translated():
            answer = self._client.search(
                index=self._names.entities,
                size=self._page,
                sort=[{"key": "asc"}],
                source=False,
                docvalue_fields=[{"field": "key"}, {"field": "articles"}],
                track_total_hits=False,
                search_after=[after] if after else None,
            )
        return {hit["fields"]["key"][0]: int(hit["fields"]["articles"][0]) for hit in answer["hits"]["hits"]}


def next_part(entities: int, seconds: float, wanted: float) -> int:
    """Return how many entities to count together next, after so many took so long; at most twice as many.

    >>> next_part(100, 2.0, 0.25), next_part(10, 0.01, 0.25)
    (12, 20)
    """
    return max(1, min(PAGE, 2 * entities, int(entities * wanted / max(seconds, 1e-6))))


def number_of_entities(client: Elasticsearch, names: Names) -> int:
    """Return how many entities the index has.

    Raises:
        TransientError: Elasticsearch does not answer.
        PermanentError: It refuses.
    """
    refresh(client, [names.entities])
    with translated():
        return int(client.count(index=names.entities)["count"])


def count_now(client: Elasticsearch, names: Names, keys: Sequence[str]) -> None:
    """Count entities again at once, where a name may not stay until the next pass.

    Raises:
        TransientError: Elasticsearch is away or busy.
        PermanentError: It refuses.
    """
    if not keys:
        return
    with point_in_time(client, names.everything) as opened:
        count_again(client, names, Moment(id=opened), keys)
    refresh(client, [names.entities])
