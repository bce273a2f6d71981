"""Holds: which articles are kept from readers, why, and for how long. Pure decisions."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum

from articles.article import Article, Status, Value
from articles.fates import Fate, Reason
from articles.wire.versions import Relation, Version, relation, version_of


class Kind(StrEnum):
    """Why an article is kept from readers."""

    KILL = "kill"
    WITHHELD = "withheld"
    EMBARGO = "embargo"


class Copies(StrEnum):
    """What becomes of copies of a killed article."""

    HIDE = "hide"
    MARK = "mark"
    LEAVE = "leave"


class Hold(Value, frozen=True, kw_only=True):
    """An order of a producer to keep an article, and maybe its story's copies, from readers.

    Its `_id` is that of the article; that of a hold over the copies is ``story:<story id>``.
    """

    kind: Kind
    article_id: str  #: whose producer gave the order
    story_id: str | None = None
    owner: str
    arrival: str  #: that brought the order
    version: str | None = None
    updated: str | None = None
    note: str | None = None
    until: datetime | None = None  #: end of an embargo
    since: datetime
    copies: Copies = Copies.LEAVE
    active: bool = True
    ended: datetime | None = None


class Placement(Value, frozen=True, kw_only=True):
    """Where an article belongs, and how it is marked."""

    hold: Hold | None = None  #: it belongs to `article-withdrawn`
    by_story: bool = False  #: the hold is over its story, not over itself
    marks: tuple[str, ...] = ()  #: fields of its document that are true: "embargo_broken", "killed_elsewhere"

    @property
    def is_held(self) -> bool:
        """Return whether readers must not see it."""
        return self.hold is not None

    def withdrawal(self, article_id: str) -> tuple[str, str]:
        """Return why readers must not see the article, which is held: the kind, and the hold's `_id`."""
        assert self.hold is not None
        if self.by_story:
            return "copy", story_key(self.hold.story_id or self.hold.article_id)
        return self.hold.kind.value, article_id


class Subject(Value, frozen=True, kw_only=True):
    """What has to be known of an article to place it."""

    article_id: str
    story_id: str
    owner: str | None
    claimed_at: int  #: microseconds since 1970


def story_key(story_id: str) -> str:
    """Return the `_id` of a hold over a story's copies."""
    return f"story:{story_id}"


def place(subject: Subject, holds: Mapping[str, Hold], now: datetime) -> Placement:
    """Return where an article belongs.

    Args:
        subject: The article.
        holds: By `_id`; those of the article and of its story are looked at.
        now: The time.
    """
    own, story = holds.get(subject.article_id), holds.get(story_key(subject.story_id))
    # An order from another owner does not count: one owner cannot kill another's article by its id.
    if own is not None and own.owner == subject.owner and holds_now(own, now):
        return Placement(hold=own)
    if story is None or not holds_now(story, now) or story.article_id == subject.article_id:
        return Placement()
    if story.kind is not Kind.KILL:
        is_elsewhere = subject.owner != story.owner
        return Placement(marks=("embargo_broken",) if is_elsewhere and story.kind is Kind.EMBARGO else ())
    # The agency's own later item of the same story takes the place of what it killed.
    if subject.owner == story.owner and subject.claimed_at > story.since.timestamp() * 1e6:
        return Placement()
    if story.copies is Copies.HIDE:
        return Placement(hold=story, by_story=True)
    return Placement(marks=("killed_elsewhere",) if story.copies is Copies.MARK else ())


def holds_now(hold: Hold, now: datetime) -> bool:
    """Return whether a hold is in force: an embargo until its time, early never."""
    return hold.active and not (hold.kind is Kind.EMBARGO and hold.until is not None and hold.until <= now)


def undone(wanted: str, story_id: str, holds: Mapping[str, Hold]) -> dict[str, Hold]:
    """Return the holds that an undo ends: the kills of a story, or what holds back the article that is named.

    Undoing a kill releases nothing that is withheld or under an embargo, although it belongs to the same story.

    Args:
        wanted: What was named: a story, or an article of it.
        story_id: The story.
        holds: Over the story and its articles, by `_id`.
    """
    active = {key: hold for key, hold in holds.items() if hold.active}
    kills = {key: hold for key, hold in active.items() if hold.kind is Kind.KILL}
    own = {key: hold for key, hold in active.items() if hold.article_id == wanted and hold.kind is not Kind.KILL}
    return own if own and wanted != story_id else kills or own


def ordered(article: Article, now: datetime) -> Hold | None:
    """Return the hold that a version of an article asks for: withheld, or under an embargo."""
    wire = article.wire
    if wire is None:
        return None
    until = datetime.fromisoformat(wire.embargo_until) if wire.embargo_until else None
    kind = Kind.WITHHELD if wire.status is Status.WITHHELD else Kind.EMBARGO
    if kind is Kind.EMBARGO and (until is None or until <= now):
        return None
    return Hold(
        kind=kind,
        article_id=article.id,
        story_id=article.story_id or article.id,
        owner=article.owner or "",
        arrival=article.arrival,
        version=wire.version,
        updated=wire.updated,
        note=wire.note,
        until=until,
        since=now,
    )


def replaces(wanted: Hold | None, article: Article, there: Hold | None, owner: str | None) -> bool:
    """Return whether what a version of an article asks for replaces the hold that is there.

    A kill is for good. Of two versions the newer one counts, regardless of the order of arrival.

    Args:
        wanted: What the version asks for; None for no hold.
        article: The version.
        there: The hold that is there.
        owner: Whose the article is.
    """
    if owner != article.owner:
        return False
    if there is None or there.owner != owner:
        return wanted is not None
    if article.wire is None:
        return False
    if there.arrival == article.arrival:
        return there.active and wanted is not None and there.kind is wanted.kind and there.until != wanted.until
    if there.kind is Kind.KILL and (there.active or wanted is None):
        return False
    if not there.active and wanted is None:
        return False
    told = relation(Version(version=there.version, updated=there.updated), version_of(article.wire))
    return told in (Relation.NEWER, Relation.UNKNOWN)


def fate_under(placement: Placement, fate: Fate, reason: Reason) -> tuple[Fate, Reason]:
    """Return the fate of an article that was written, by where it belongs."""
    hold = placement.hold
    if hold is None or fate not in (Fate.INDEXED, Fate.UPDATED, Fate.COPY) or reason is Reason.KILLED:
        return fate, reason
    if fate is Fate.UPDATED:
        return fate, Reason.KEPT_APART
    if placement.by_story:
        return (fate, Reason.COPY_OF_KILLED) if fate is Fate.COPY else (Fate.INDEXED, Reason.KILLED_BEFORE)
    reasons = {Kind.KILL: Reason.KILLED_BEFORE, Kind.WITHHELD: Reason.WITHHELD, Kind.EMBARGO: Reason.EMBARGOED}
    return Fate.INDEXED, reasons[hold.kind]
