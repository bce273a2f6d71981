"""Where an article belongs, and which order of two counts."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from articles.article import Article, Status, Wire
from articles.fates import REASONS, Fate, Reason
from articles.wire.hold_decisions import (
    Copies,
    Hold,
    Kind,
    Placement,
    Subject,
    fate_under,
    ordered,
    place,
    replaces,
    story_key,
    undone,
)

NOW = datetime(2026, 3, 4, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
OWN = Subject(article_id="a", story_id="s", owner="folder:tna", claimed_at=0)
EARLIER = Subject(article_id="b", story_id="s", owner="folder:tna", claimed_at=0)
LATER = Subject(article_id="b", story_id="s", owner="folder:tna", claimed_at=10**18)
COPY = Subject(article_id="c", story_id="s", owner="folder:post", claimed_at=0)


def hold(kind: Kind = Kind.KILL, **said: Any) -> Hold:
    """An order about article "a" of the agency."""
    fields = {"article_id": "a", "story_id": "s", "owner": "folder:tna", "arrival": "k:0", "since": NOW - HOUR}
    return Hold(kind=kind, **(fields | said))


def version(number: str, **said: Any) -> Article:
    """A version of the agency's article."""
    wire = Wire(id="urn:1", version=number, **said)
    return Article(arrival=f"v{number}:0", claimed_at=1, id="a", story_id="s", owner="folder:tna", wire=wire)


@pytest.mark.parametrize(
    ("subject", "own", "story", "is_held", "marks"),
    [
        (OWN, hold(), None, True, ()),
        (OWN, hold(active=False), None, False, ()),
        (OWN, hold(owner="folder:rival"), None, False, ()),
        (OWN, hold(Kind.EMBARGO, until=NOW + HOUR), None, True, ()),
        (OWN, hold(Kind.EMBARGO, until=NOW), None, False, ()),
        (OWN, hold(Kind.WITHHELD), None, True, ()),
        (COPY, None, hold(copies=Copies.HIDE), True, ()),
        (COPY, None, hold(copies=Copies.MARK), False, ("killed_elsewhere",)),
        (COPY, None, hold(copies=Copies.LEAVE), False, ()),
        (COPY, None, hold(copies=Copies.HIDE, active=False), False, ()),
        (COPY, None, hold(Kind.EMBARGO, until=NOW + HOUR), False, ("embargo_broken",)),
        (COPY, None, hold(Kind.EMBARGO, until=NOW), False, ()),
        (COPY, None, hold(Kind.EMBARGO, until=NOW + HOUR, owner="folder:post"), False, ()),
        # The agency's later item of the same story takes the place of what it killed; an earlier one does not.
        (LATER, None, hold(copies=Copies.HIDE), False, ()),
        (EARLIER, None, hold(copies=Copies.HIDE), True, ()),
    ],
)  # fmt: skip
def test_places(subject: Subject, own: Hold | None, story: Hold | None, is_held: bool, marks: tuple[str, ...]) -> None:
    """By the hold over the article if it is its owner's, else by that over the story."""
    holds = {key: one for key, one in ((subject.article_id, own), (story_key("s"), story)) if one is not None}
    found = place(subject, holds, NOW)
    assert (is_held, marks) == (found.is_held, found.marks)


@pytest.mark.parametrize(
    ("article", "there", "wanted"),
    [
        (version("1", status=Status.WITHHELD), None, True),
        (version("1"), None, False),
        (version("2"), hold(Kind.WITHHELD, version="1"), True),
        (version("1"), hold(Kind.WITHHELD, version="2"), False),
        (version("3", status=Status.WITHHELD), hold(Kind.EMBARGO, version="2"), True),
        (version("9"), hold(version="2"), False),
        (version("9", status=Status.WITHHELD), hold(version="2"), False),
        (version("9"), hold(active=False, version="2"), False),
    ],
)
def test_of_two_orders_the_newer_version_counts(article: Article, there: Hold | None, wanted: bool) -> None:
    """Except that a kill is for good."""
    assert wanted == replaces(ordered(article, NOW), article, there, "folder:tna")


def test_nobody_gives_orders_about_anothers_article() -> None:
    """Not even where nothing is held."""
    article = version("1", status=Status.WITHHELD)
    assert not replaces(ordered(article, NOW), article, None, "folder:post")


@pytest.mark.parametrize("kind", list(Kind))
@pytest.mark.parametrize("by_story", [False, True])
@pytest.mark.parametrize("fate", [Fate.INDEXED, Fate.UPDATED, Fate.COPY])
def test_every_fate_under_a_hold_has_a_reason_of_its_own(kind: Kind, by_story: bool, fate: Fate) -> None:
    """The closed list of reasons allows it."""
    reason = {Fate.INDEXED: Reason.NEW, Fate.UPDATED: Reason.NEW_TEXT, Fate.COPY: Reason.SAME_TEXT}[fate]
    found, why = fate_under(Placement(hold=hold(kind), by_story=by_story), fate, reason)
    assert why in REASONS[found]
    assert why is not reason
    assert (fate, reason) == fate_under(Placement(), fate, reason)


@pytest.mark.parametrize(
    ("wanted", "ended"),
    [("s", {"a", "story:s"}), ("a", {"a", "story:s"}), ("c", {"a", "story:s"}), ("b", {"b", "story:b"})],
)
def test_an_undo_ends_kills_or_what_is_named(wanted: str, ended: set[str]) -> None:
    """Undoing a kill releases nothing that is held back for another reason."""
    embargo = hold(Kind.EMBARGO, article_id="b", until=NOW + HOUR)
    holds = {"a": hold(), "story:s": hold(), "b": embargo, "story:b": embargo, "d": hold(article_id="d", active=False)}
    assert ended == set(undone(wanted, "s", holds))


def test_an_undo_of_what_is_withheld_names_it() -> None:
    """Where nothing was killed, the lead of a story is named by the story's id."""
    assert {"s"} == set(undone("s", "s", {"s": hold(Kind.WITHHELD, article_id="s")}))
    assert {} == undone("c", "s", {"s": hold(Kind.WITHHELD, article_id="s")})
