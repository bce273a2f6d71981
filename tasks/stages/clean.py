"""Clean a record into an article with an id, or say why it is not one."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import UTC, datetime
from typing import Literal

import msgspec

from articles.article import Article, Record, Rejection, Value
from articles.cleaning import Opened, clean
from articles.duplicates import sketch
from articles.fates import Fate
from articles.identity import article_id, content_hash, decoded_hash
from articles.markup import plain
from articles.metadata.unread_dates import unread_dates
from articles.metadata.url import normalise_url
from articles.wire.hold_decisions import ordered
from articles.wire.ownership import identifying, owner_of, producer_key
from tasks.failures.retry_policy import SENTENCES
from tasks.recurring_lines.store import RecurringLines
from tasks.spool.values import Assessment
from tasks.stages.arrival import Arrival, Unassessed


class Cleaned(Value, frozen=True, kw_only=True):
    """An article as cleaned, and its sketch."""

    article: Article
    sketch: bytes
    unread: str = ""  #: dates of the record that could not be read, in a sentence

    @property
    def orders(self) -> bool:
        """Return whether it is an order to take its article down or, without a text, to hold it back."""
        wire = self.article.wire
        return wire is not None and (wire.kills or (wire.acts and not self.article.body))


class Cleaner:
    """Cleans records, and learns the lines that their sources repeat."""

    def __init__(
        self,
        *,
        recurring_lines: RecurringLines,
        policy: Literal["default", "safe"],
        min_words: int,
        trusted: Mapping[str, Collection[str]],
    ) -> None:
        """Take the settings; `trusted` are the providers that a folder may speak for."""
        self._recurring_lines = recurring_lines
        self._policy = policy
        self._min_words = min_words
        self._trusted = trusted

    def clean(self, one: Unassessed) -> Cleaned | Assessment:
        """Return the cleaned article and its sketch, or the assessment of a record that is not an article."""
        record, arrival = one.record, one.arrival
        if isinstance(record, Rejection):
            return self._refused(one, record)
        source = record.given.source or arrival.claim.source or ""
        opened = Opened(record)
        # parsed once, for the memory of lines and for cleaning
        hashes = opened.line_hashes if source else []
        wire = record.given.wire
        # Versions of one item are one article: what is in all of them is its text, and nothing of the source.
        learned_as = f"id:{wire.id}" if wire is not None and wire.id else arrival.id
        result = clean(
            opened,
            arrival=arrival.id,
            claimed_at=arrival.claim.claimed_at,
            policy=self._policy,
            standing=self._recurring_lines.known(source, hashes, learned_as) if source else frozenset(),
            min_words=self._min_words,
            today=datetime.fromtimestamp(arrival.claim.claimed_at / 1e6, UTC),
        )
        kills = wire is not None and wire.kills
        if isinstance(result, Rejection):
            order = order_of(record, arrival)
            if not kills and ordered(order, datetime.fromtimestamp(arrival.claim.claimed_at / 1e6, UTC)) is None:
                return rejected(one, result, source=plain(source) or None)
            result = order
        elif source and not kills:
            self._recurring_lines.learn(source, hashes, learned_as)
        article = msgspec.structs.replace(
            result,
            id=article_id(result.url, result.source, result.decoded_hash),
            content_hash=content_hash(result.title, result.body),
            **self._ownership(result, arrival.claim.source),
        )
        return Cleaned(
            article=article,
            sketch=sketch(article.title, article.body, article.language).to_bytes(),
            unread=unread_dates(record.given, result),
        )

    def _refused(self, one: Unassessed, record: Rejection) -> Assessment:
        """Return the assessment of a record that its form refuses as an article; it may be a part of a package."""
        assessment = rejected(one, record)
        if record.part is None:
            return assessment
        owner = owner_of(record.part.wire, one.arrival.claim.source, self._trusted)
        return msgspec.structs.replace(assessment, part=record.part, owner=owner)

    def _ownership(self, article: Article, folder: str | None) -> dict[str, str]:
        """Return owner and producer's key of an article."""
        owner = owner_of(article.wire, folder, self._trusted)
        identifier = identifying(article)
        if identifier is None:
            return {"owner": owner}
        return {"owner": owner, "producer_key": producer_key(owner, article.source, identifier)}


def order_of(record: Record, arrival: Arrival) -> Article:
    """Return an order to take an article down, or to hold it back, that has no text of its own."""
    given = record.given
    return Article(
        arrival=arrival.id,
        claimed_at=arrival.claim.claimed_at,
        form=record.form,
        title=plain(given.title or ""),
        decoded_hash=decoded_hash(record.content),
        url=normalise_url(given.url) if given.url else None,
        source=plain(given.source or "") or None,
        wire=given.wire,
    )


def rejected(one: Unassessed, rejection: Rejection, *, source: str | None = None) -> Assessment:
    """Return the assessment of a record that is not an article; of a file that could not be read, a failure."""
    failed = rejection.reason in SENTENCES
    return Assessment(
        number=one.arrival.number,
        fate=Fate.FAILED if failed else Fate.REJECTED,
        reason=rejection.reason,
        detail=rejection.detail,
        count=rejection.count,
        source=source,
        tries=one.arrival.tries,
    )
