"""Obey holds: place articles where they belong, move what is elsewhere, and carry a kill to the copies.

A hold is written before anything is moved, and looked at again after each write (`tasks.stages.write`): in whichever
order an article and the order to hold it arrive, one of them finds the other's document.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import UTC, datetime

import msgspec
import structlog
from elasticsearch import Elasticsearch

from articles.article import Article, Value
from articles.wire.holding import (
    Copies,
    Hold,
    Kind,
    Placement,
    Subject,
    holds_now,
    ordered,
    place,
    replaces,
    story_key,
)
from articles.wire.ownership import provider_name
from search.holds import changes, holds, moving
from search.holds.changes import Change
from search.schema.index_names import Names
from search.stories.repair import promote, repair
from search.transport.stored import Stored
from tasks.holds.embargoes import Embargoes

log = structlog.get_logger()

#: What the change of an article is called when a hold of this kind takes it out of the readers' sight.
_CHANGES = {Kind.KILL: "killed", Kind.WITHHELD: "withheld", Kind.EMBARGO: "embargoed"}


class Placed(Value, frozen=True, kw_only=True):
    """An article that is in one of the two indices, and whose it is."""

    article: Article
    owner: str | None
    was_held: bool  #: it is in `article-withdrawn`

    @property
    def subject(self) -> Subject:
        """What its place depends on."""
        return subject_of(self.article, self.owner)


def subject_of(article: Article, owner: str | None) -> Subject:
    """Return what the place of an article depends on."""
    return Subject(
        article_id=article.id,
        story_id=article.story_id or article.id,
        owner=owner,
        claimed_at=article.claimed_at,
    )


class Keeper:
    """Keeps articles from readers.

    Args:
        client: of Elasticsearch.
        names: of its indices.
        embargoes: when they end.
        agencies: folders and providers whose kills reach copies of other sources.
        copies: what becomes of these copies.
    """

    def __init__(
        self, *, client: Elasticsearch, names: Names, embargoes: Embargoes, agencies: Collection[str], copies: Copies
    ) -> None:
        self._client = client
        self._names = names
        self._embargoes = embargoes
        self._agencies = frozenset(map(provider_name, agencies))
        self._copies = copies

    # placing

    def holds_over(self, articles: Iterable[Article]) -> dict[str, Hold]:
        """Return the holds over these articles and their stories, by id."""
        wanted = {key for one in articles for key in (one.id, story_key(one.story_id or one.id))}
        return holds.read(self._client, self._names, sorted(wanted))

    def take_orders(
        self, articles: Iterable[Article], known: Mapping[str, Hold], owners: Mapping[str, str | None]
    ) -> dict[str, Hold]:
        """Enter what these versions ask for: to be held back, or to be held back no more.

        Args:
            articles: The versions.
            known: The holds over them.
            owners: Whose each article is, by id.

        Returns:
            The holds as they are now.
        """
        now = datetime.now(UTC)
        current = dict(known)
        entered: dict[str, Hold] = {}
        for one in articles:
            there, wanted = current.get(one.id), ordered(one, now)
            if not replaces(wanted, one, there, owners.get(one.id, one.owner)):
                continue
            assert wanted is not None or there is not None
            hold = wanted or msgspec.structs.replace(there, active=False, ended=now)  # type: ignore[type-var]
            entered[one.id] = current[one.id] = hold  # type: ignore[assignment]
        if entered:
            holds.put(self._client, self._names, entered)
            self._embargoes.add({i: hold.until for i, hold in entered.items() if hold.active and hold.until})
        return current

    def settle(self, written: Sequence[Placed]) -> None:
        """Look at the holds over what was written once more, move what is elsewhere, and reach the stories.

        Raises:
            TransientError: Elasticsearch is away or busy. Safe to repeat.
        """
        if not written:
            return
        now = datetime.now(UTC)
        known = self.holds_over(one.article for one in written)
        if not known and not any(one.was_held for one in written):
            return
        places = {one.article.id: place(one.subject, known, now) for one in written}
        self._put_right({one.article.id: one.was_held for one in written}, places, now)
        for one in written:
            hold = places[one.article.id].hold
            if hold is not None and not places[one.article.id].by_story:
                self._record(hold, one.article.id, one.subject.story_id, now)
                self._reach(hold, one.article.id, one.subject.story_id)

    def _put_right(self, before: Mapping[str, bool], after: Mapping[str, Placement], now: datetime) -> None:
        """Move articles that were written to one index and belong to the other by now."""
        out = {i: p.withdrawal(i) for i, p in after.items() if p.is_held and not before[i]}
        back = [i for i, p in after.items() if not p.is_held and before[i]]
        if out:
            moving.move_out(self._client, self._names, out, now)
        if back:
            moving.move_back(self._client, self._names, back)

    # kills

    def kill(self, article: Article) -> bool:
        """Take an article down by order of its producer; return whether it is here.

        If it is not, the order waits for it. An article of another owner is left alone.
        """
        now = datetime.now(UTC)
        there = holds.read(self._client, self._names, [article.id]).get(article.id)
        found = moving.find(self._client, self._names, [article.id]).get(article.id)
        if found is not None and found.source.owner != article.owner:
            return False
        story_id = found.source.story_id if found is not None else None
        if there is None or there.owner != article.owner or _is_new_order(there, article):
            there = self._kill_order(article, story_id, now)
            holds.put(self._client, self._names, {article.id: there})
        if not there.active:  # undone, and delivered once more
            return found is not None
        self._move_out(article.id, there, now)
        # Written between our look and the order?
        found = moving.find(self._client, self._names, [article.id]).get(article.id)
        if found is None:
            return False
        story_id = found.source.story_id or article.id
        self._record(there, article.id, story_id, now)
        self._reach(there, article.id, story_id)
        log.info("article_killed", article_id=article.id, arrival=article.arrival, story_id=story_id)
        return True

    def _kill_order(self, article: Article, story_id: str | None, now: datetime) -> Hold:
        owner = article.owner or ""
        wire = article.wire
        is_agency = provider_name(owner.partition(":")[2]) in self._agencies
        return Hold(
            kind=Kind.KILL,
            article_id=article.id,
            story_id=story_id,
            owner=owner,
            arrival=article.arrival,
            version=wire.version if wire else None,
            updated=wire.updated if wire else None,
            note=wire.note if wire else None,
            since=now,
            copies=self._copies if is_agency else Copies.LEAVE,
        )

    def _move_out(self, article_id: str, hold: Hold, now: datetime) -> None:
        moving.move_out(self._client, self._names, {article_id: (hold.kind.value, article_id)}, now)

    # stories

    def _reach(self, hold: Hold, article_id: str, story_id: str) -> None:
        """Carry an order to the story of its article: hide or mark the copies, and give the story a visible lead."""
        now = datetime.now(UTC)
        if hold.story_id != story_id:
            hold = msgspec.structs.replace(hold, story_id=story_id)
            holds.put(self._client, self._names, {article_id: hold})
        key = story_key(story_id)
        there = holds.read(self._client, self._names, [key]).get(key)
        if not _outranks(there, hold, now):
            hold_over_story = there
        else:
            hold_over_story = hold
            holds.put(self._client, self._names, {key: hold})
        if hold_over_story is not None:
            self._place_members(hold_over_story, story_id, now)
        moving.refresh(self._client, self._names)
        promote(self._client, self._names, {story_id: None})

    def _place_members(self, hold: Hold, story_id: str, now: datetime) -> None:
        """Move or mark the visible articles of a story by the hold over it."""
        members = moving.members(self._client, self._names, story_id)
        own = holds.read(self._client, self._names, members)
        known = own | {story_key(story_id): hold}
        out: dict[str, tuple[str, str]] = {}
        marked: dict[str, list[str]] = {}
        for identifier, one in members.items():
            where = place(_subject_of(one, story_id), known, now)
            if where.is_held:
                out[identifier] = where.withdrawal(identifier)
            for mark in where.marks:
                if not getattr(one.source, mark):
                    marked.setdefault(mark, []).append(identifier)
        moved = moving.move_out(self._client, self._names, out, now) if out else []
        for mark, identifiers in marked.items():
            moving.mark(self._client, self._names, identifiers, mark)
        changed = [
            Change(kind="copy_killed", article_id=i, story_id=story_id, arrival=hold.arrival, note=hold.note or "")
            for i in moved
        ]
        if changed:
            changes.record(self._client, self._names, changed, now)
            log.info("copies_hidden", story_id=story_id, articles=len(changed), arrival=hold.arrival)

    def _record(self, hold: Hold, article_id: str, story_id: str, now: datetime) -> None:
        change = Change(
            kind=_CHANGES[hold.kind],
            article_id=article_id,
            story_id=story_id,
            arrival=hold.arrival,
            note=hold.note or "",
        )
        changes.record(self._client, self._names, [change], now)

    # the end of holds

    def release_due(self) -> int:
        """Release the articles whose embargo is over; return how many."""
        now = datetime.now(UTC)
        released = 0
        for identifier in self._embargoes.due(now):
            hold = holds.read(self._client, self._names, [identifier]).get(identifier)
            if hold is not None and hold.active and hold.kind is Kind.EMBARGO:
                if hold.until is not None and hold.until > now:
                    self._embargoes.add({identifier: hold.until})  # another version moved it
                    continue
                self._release(identifier, hold, now)
                released += 1
            self._embargoes.remove(identifier)
        return released

    def _release(self, identifier: str, hold: Hold, now: datetime) -> None:
        """Bring an article back whose embargo is over; its hold ends last, for the next look after a crash."""
        moved = moving.move_back(self._client, self._names, [identifier])
        story_id = hold.story_id or identifier
        moving.refresh(self._client, self._names)
        repair(self._client, self._names, [story_id])
        if moved:
            change = Change(kind="released", article_id=identifier, story_id=story_id, arrival=hold.arrival)
            changes.record(self._client, self._names, [change], now)
        key = story_key(story_id)
        over_story = holds.read(self._client, self._names, [key])
        ended = {identifier: hold} | {k: h for k, h in over_story.items() if h.article_id == identifier}
        holds.end(self._client, self._names, ended, now)
        log.info("embargo_ended", article_id=identifier, until=hold.until.isoformat() if hold.until else "")

    def load_embargoes(self) -> int:
        """Note the ends of all embargoes again, which the broker may have lost; return how many there are."""
        found = holds.active(self._client, self._names, Kind.EMBARGO.value)
        self._embargoes.add({identifier: hold.until for identifier, hold in found.items() if hold.until})
        return len(found)

    def undo(self, story_id: str, holds_ended: Mapping[str, Hold]) -> list[str]:
        """End holds over a story and its articles, and bring back all that they kept from readers; return their ids."""
        now = datetime.now(UTC)
        holds.end(self._client, self._names, dict(holds_ended), now)
        kept = moving.withdrawn_of(self._client, self._names, story_id)
        known = holds.of_story(self._client, self._names, story_id)
        back = [i for i, one in kept.items() if not place(_subject_of(one, story_id), known, now).is_held]
        moved = moving.move_back(self._client, self._names, back) if back else []
        moving.refresh(self._client, self._names)
        moving.unmark(self._client, self._names, story_id, "killed_elsewhere")
        repair(self._client, self._names, [story_id])
        changed = [Change(kind="undone", article_id=i, story_id=story_id) for i in moved]
        changes.record(self._client, self._names, changed, now)
        log.info("kill_undone", story_id=story_id, articles=len(moved))
        return moved


def _is_new_order(there: Hold, article: Article) -> bool:
    """Return whether a kill is another order than the one that is known; one that was undone is not given twice."""
    return there.kind is not Kind.KILL or (not there.active and there.arrival != article.arrival)


def _outranks(there: Hold | None, hold: Hold, now: datetime) -> bool:
    """Return whether a hold is to be that over the story: a kill before an embargo, and the first of each kind."""
    if hold.kind is Kind.WITHHELD or (hold.kind is Kind.KILL and hold.copies is Copies.LEAVE):
        return False
    if there is None or not holds_now(there, now):
        return True
    if there.article_id == hold.article_id:
        return (there.kind, there.until, there.arrival) != (hold.kind, hold.until, hold.arrival)
    return hold.kind is Kind.KILL and there.kind is not Kind.KILL


def _subject_of(one: Stored[moving.Member], story_id: str) -> Subject:
    return Subject(article_id=one.id, story_id=story_id, owner=one.source.owner, claimed_at=one.source.claimed_at)
