"""Obey holds: hide articles, carry a kill to the copies, and release what an undo or the end of an embargo frees.

A hold is written before anything is moved, and looked at again after each write (`tasks.stages.write`): in whichever
order an article and the order to hold it arrive, one of them finds the other's document.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import UTC, datetime

import msgspec
import structlog
from elasticsearch import Elasticsearch

from articles.article import Article, Value
from articles.wire.hold_decisions import (
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
from articles.wire.versions import Relation, Version, relation, version_of
from search.holds import alike, changes, hold_records, moving
from search.holds.changes import Change
from search.schema.index_names import Names
from search.stories.repair import promote, repair
from search.transport.get_by_id import anywhere
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
        """The facts on which the place of an article depends."""
        return subject_of(self.article, self.owner)


class _Version(Value, frozen=True, kw_only=True):
    """The version of a document that an order without a text is about."""

    owner: str | None = None
    story_id: str | None = None
    wire: Version | None = None


class Order(Value, frozen=True, kw_only=True):
    """A hold over an article that is here, to be carried to its story."""

    hold: Hold
    article_id: str
    story_id: str
    is_elsewhere: bool = False  #: the story is another than that of the article


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
        return hold_records.read(self._client, self._names, sorted(wanted))

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
            hold_records.put(self._client, self._names, entered)
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
        orders = []
        for one in written:
            where = places[one.article.id]
            if where.hold is not None and not where.by_story:
                orders.append(Order(hold=where.hold, article_id=one.article.id, story_id=one.subject.story_id))
        self._carry_out(orders, now)

    def _put_right(self, before: Mapping[str, bool], after: Mapping[str, Placement], now: datetime) -> None:
        """Move articles that were written to one index and belong to the other by now."""
        out = {i: p.withdrawal(i) for i, p in after.items() if p.is_held and not before[i]}
        back = [i for i, p in after.items() if not p.is_held and before[i]]
        if out:
            moving.move_out(self._client, self._names, out, now)
        if back:
            moving.move_back(self._client, self._names, back)
        if out or back:
            moving.refresh_moved(self._client, self._names)

    # kills

    def kill(self, articles: Sequence[Article]) -> set[str]:
        """Take articles down by order of their producers; return the arrivals of orders whose article is here.

        If it is not, the order waits for it. An article of another owner is left alone.
        """
        now = datetime.now(UTC)
        ids = [one.id for one in articles]
        there = hold_records.read(self._client, self._names, ids)
        found = moving.find(self._client, self._names, ids)
        own = [one for one in articles if one.id not in found or found[one.id].source.owner == one.owner]
        entered: dict[str, Hold] = {}
        for one in own:
            known = there.get(one.id)
            if known is None or known.owner != one.owner or _is_new_order(known, one):
                story_id = found[one.id].source.story_id if one.id in found else None
                entered[one.id] = there[one.id] = self._kill_order(one, story_id, now)
        if entered:
            hold_records.put(self._client, self._names, entered)
        # One that was undone, and is delivered once more, is not carried out again.
        undone = {one.id for one in own if not there[one.id].active}
        here = self._take_down(sorted({one.id for one in own} - undone), there, now) | (undone & found.keys())
        for one in own:
            if one.id in here - undone:
                log.info("article_killed", article_id=one.id, arrival=one.arrival, story_id=there[one.id].story_id)
        return {one.arrival for one in own if one.id in here}

    def _take_down(self, ids: Sequence[str], there: Mapping[str, Hold], now: datetime) -> set[str]:
        """Move articles out by the holds over them, and reach their stories; return those that are here."""
        if not ids:
            return set()
        moved = moving.move_out(self._client, self._names, {i: (there[i].kind.value, i) for i in ids}, now)
        # Written between our look and the order?
        found = moving.find(self._client, self._names, ids)
        orders = [Order(hold=there[i], article_id=i, story_id=one.source.story_id or i) for i, one in found.items()]
        self._carry_out(orders, now, refreshed=bool(moved))
        return set(found)

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

    def hold_back(self, articles: Sequence[Article]) -> tuple[set[str], set[str]]:
        """Hold articles back by items that have no text of their own.

        Args:
            articles: The orders.

        Returns:
            The arrivals of orders whose article is here, and of those of which a later version is here, which count
            no more. Other orders wait for their articles.
        """
        found = anywhere(self._client, self._names, [one.id for one in articles], _Version)
        owners = {i: one.source.owner for i, one in found.items()}
        own = [one for one in articles if owners.get(one.id, one.owner) == one.owner]
        older = {one.arrival for one in own if one.id in found and _is_older(one, found[one.id].source)}
        orders = [one for one in own if one.arrival not in older]
        self.take_orders(orders, self.holds_over(orders), owners)
        here = [one for one in orders if one.id in found]
        self.settle(
            [
                Placed(
                    article=msgspec.structs.replace(one, story_id=found[one.id].source.story_id or one.id),
                    owner=one.owner,
                    was_held=found[one.id].index == self._names.withdrawn,
                )
                for one in {one.id: one for one in here}.values()
            ]
        )
        return {one.arrival for one in here}, older

    # stories

    def _carry_out(self, orders: Sequence[Order], now: datetime, *, refreshed: bool = False) -> None:
        """Carry orders to the stories of their articles, and record what left the readers' sight.

        Copies are hidden or marked, and each story gets a visible lead: in a few requests, however many orders there
        are, since until then readers find what they should not.

        Args:
            orders: The orders.
            now: The time.
            refreshed: The index was refreshed after the orders were entered as holds.
        """
        if not orders:
            return
        orders = [*orders, *self._elsewhere(orders, refreshed=refreshed)]
        over = self._held_stories(orders, now)
        changed = self._place_members(over, now) if over else []
        stories = dict.fromkeys(one.story_id for one in orders)
        promote(self._client, self._names, stories, refreshed=refreshed or bool(over))
        moving.refresh_moved(self._client, self._names)
        own = [
            Change(
                kind=_CHANGES[one.hold.kind],
                article_id=one.article_id,
                story_id=one.story_id,
                arrival=one.hold.arrival,
                note=one.hold.note or "",
            )
            for one in orders
            if not one.is_elsewhere
        ]
        changes.record(self._client, self._names, own + changed, now)

    def _elsewhere(self, orders: Sequence[Order], *, refreshed: bool) -> list[Order]:
        """Return the orders of kills over other stories that are copies of the killed text."""
        kills = {one.article_id: one for one in orders if one.hold.kind is Kind.KILL}
        reaching = [i for i, one in kills.items() if one.hold.copies is not Copies.LEAVE]
        found = alike.stories_like(self._client, self._names, reaching, refreshed=refreshed) if reaching else {}
        return [
            Order(hold=kills[i].hold, article_id=i, story_id=story_id, is_elsewhere=True)
            for i, stories in found.items()
            for story_id in stories
        ]

    def _held_stories(self, orders: Sequence[Order], now: datetime) -> dict[str, Hold]:
        """Enter the orders as holds over their stories where they outrank those that are there; return these."""
        over = hold_records.read(self._client, self._names, {story_key(one.story_id) for one in orders})
        entered: dict[str, Hold] = {}
        for one in orders:
            hold, key = one.hold, story_key(one.story_id)
            if hold.story_id != one.story_id:
                hold = msgspec.structs.replace(hold, story_id=one.story_id)
                entered |= {} if one.is_elsewhere else {one.article_id: hold}
            if _outranks(over.get(key), hold, now):
                over[key] = entered[key] = hold
        if entered:
            hold_records.put(self._client, self._names, entered)
        return {one.story_id: over[key] for one in orders if (key := story_key(one.story_id)) in over}

    def _place_members(self, over: Mapping[str, Hold], now: datetime) -> list[Change]:
        """Move or mark the visible articles of stories by the holds over them; return what left the readers' sight."""
        members = moving.members(self._client, self._names, over)
        own = hold_records.read(self._client, self._names, members)
        known = own | {story_key(story_id): hold for story_id, hold in over.items()}
        out: dict[str, tuple[str, str]] = {}
        marked: dict[str, list[str]] = {}
        for identifier, one in members.items():
            where = place(_subject_of(one, one.source.story_id or identifier), known, now)
            if where.is_held:
                out[identifier] = where.withdrawal(identifier)
            for mark in where.marks:
                if not getattr(one.source, mark):
                    marked.setdefault(mark, []).append(identifier)
        moved = moving.move_out(self._client, self._names, out, now) if out else []
        for mark, identifiers in marked.items():
            moving.mark(self._client, self._names, identifiers, mark)
        changed = [_hidden(i, members[i].source.story_id or i, over) for i in moved]
        for story_id, number in Counter(one.story_id for one in changed).items():
            log.info("copies_hidden", story_id=story_id, articles=number, arrival=over[story_id].arrival)
        return changed

    # the end of holds

    def release_due(self) -> int:
        """Release the articles whose embargo is over; return how many."""
        now = datetime.now(UTC)
        due = self._embargoes.due(now)
        if not due:
            return 0
        found = hold_records.read(self._client, self._names, due)
        active = {i: hold for i, hold in found.items() if hold.active and hold.kind is Kind.EMBARGO}
        # Another version moved their ends.
        later = {i: hold.until for i, hold in active.items() if hold.until is not None and hold.until > now}
        over = {i: hold for i, hold in active.items() if i not in later}
        if over:
            self._release(over, now)
        self._embargoes.add(later)
        self._embargoes.remove(i for i in due if i not in later)
        return len(over)

    def _release(self, over: Mapping[str, Hold], now: datetime) -> None:
        """Bring articles back whose embargo is over; their holds end last, for the next look after a crash."""
        moved = moving.move_back(self._client, self._names, over)
        stories = {i: hold.story_id or i for i, hold in over.items()}
        moving.refresh_moved(self._client, self._names)
        repair(self._client, self._names, stories.values(), refreshed=True)
        changed = [Change(kind="released", article_id=i, story_id=stories[i], arrival=over[i].arrival) for i in moved]
        changes.record(self._client, self._names, changed, now)
        over_stories = hold_records.read(
            self._client, self._names, {story_key(story_id) for story_id in stories.values()}
        )
        ended = {**over, **{k: h for k, h in over_stories.items() if h.article_id in over}}
        hold_records.end(self._client, self._names, ended, now)
        for i, hold in over.items():
            log.info("embargo_ended", article_id=i, until=hold.until.isoformat() if hold.until else "")

    def load_embargoes(self) -> int:
        """Note the ends of all embargoes again, which the broker may have lost; return how many there are."""
        found = hold_records.active(self._client, self._names, Kind.EMBARGO.value)
        self._embargoes.add({identifier: hold.until for identifier, hold in found.items() if hold.until})
        return len(found)

    def undo(self, story_id: str, holds_ended: Mapping[str, Hold]) -> list[str]:
        """End holds over a story and its articles, and bring back all that they kept from readers; return their ids.

        Other stories that these kills reached come back as well.
        """
        killed = {hold.article_id for hold in holds_ended.values()}
        others = hold_records.of_stories_reached(self._client, self._names, killed, but=story_id)
        moved = self._undo(story_id, holds_ended)
        for key, hold in others.items():
            moved += self._undo(hold.story_id or hold.article_id, {key: hold})
        return moved

    def _undo(self, story_id: str, holds_ended: Mapping[str, Hold]) -> list[str]:
        now = datetime.now(UTC)
        hold_records.end(self._client, self._names, dict(holds_ended), now)
        kept = moving.withdrawn_of(self._client, self._names, story_id)
        known = hold_records.of_story(self._client, self._names, story_id)
        back = [i for i, one in kept.items() if not place(_subject_of(one, story_id), known, now).is_held]
        moved = moving.move_back(self._client, self._names, back) if back else []
        moving.refresh_moved(self._client, self._names)
        moving.unmark(self._client, self._names, story_id, "killed_elsewhere")
        repair(self._client, self._names, [story_id])
        changed = [Change(kind="undone", article_id=i, story_id=story_id) for i in moved]
        changes.record(self._client, self._names, changed, now)
        log.info("kill_undone", story_id=story_id, articles=len(moved))
        return moved


def _hidden(article_id: str, story_id: str, over: Mapping[str, Hold]) -> Change:
    """Return the change of a copy that left the readers' sight by the hold over its story."""
    hold = over[story_id]
    return Change(
        kind="copy_killed", article_id=article_id, story_id=story_id, arrival=hold.arrival, note=hold.note or ""
    )


def _is_new_order(there: Hold, article: Article) -> bool:
    """Return whether a kill is another order than the one that is known; one that was undone is not given twice."""
    return there.kind is not Kind.KILL or (not there.active and there.arrival != article.arrival)


def _is_older(order: Article, there: _Version) -> bool:
    """Return whether an order comes from a version before the one that is in the index."""
    if order.wire is None or there.wire is None:
        return False
    return relation(there.wire, version_of(order.wire)) is Relation.OLDER


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
