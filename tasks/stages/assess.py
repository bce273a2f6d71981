"""Compare cleaned articles with what arrived before, and decide what each is."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from typing import Literal

import msgspec
import structlog

from articles.article import Article
from articles.duplicates.values import Verdict
from articles.errors import TransientError
from articles.fates import Fate, Reason
from articles.identity import article_id
from articles.wire.ownership import acts, has_version, is_weak, own_id
from search.holds.identities import Asked, Resolved
from search.takedown import tombstones
from tasks.duplicates.index import Candidate, DuplicateIndex, Judgement
from tasks.spool.values import Assessment
from tasks.stage_counters import StageCounters
from tasks.stages.arrival import Arrival
from tasks.stages.clean import Cleaned
from tasks.stages.owners import Owners

log = structlog.get_logger()

#: Fates after which there is nothing to write to the article index.
NOTHING_TO_WRITE = frozenset({Fate.DUPLICATE, Fate.REJECTED, Fate.FAILED})


class Assessor:
    """Decides by the duplicate index.

    Args:
        duplicates: what arrived before.
        ensure_complete: returns once the duplicate index holds all of its window.
        load_older: loads articles from before the window that these sketches resemble.
        counters: of this process.
        copies: whether copies are written to the index.
        owners: tells whose an item is that does not name its provider.
        identities: returns the articles to which producers' ids lead.
        taken_down: returns those of the tombstones' ids that are in the index.
    """

    def __init__(
        self,
        *,
        duplicates: DuplicateIndex,
        ensure_complete: Callable[[], object],
        load_older: Callable[[Sequence[bytes]], object],
        counters: StageCounters,
        copies: Literal["index", "drop"],
        owners: Owners,
        identities: Callable[[Sequence[Asked]], list[Resolved]],
        taken_down: Callable[[Collection[str]], set[str]],
    ) -> None:
        self._duplicates = duplicates
        self._ensure_complete = ensure_complete
        self._load_older = load_older
        self._counters = counters
        self._drops_copies = copies == "drop"
        self._owners = owners
        self._identities = identities
        self._taken_down = taken_down

    def assess(self, cleaned: Sequence[tuple[Arrival, Cleaned]]) -> list[Assessment]:
        """Return the assessments, in order; those to be written carry their article.

        Raises:
            TransientError: the duplicate index cannot be asked now.
        """
        if not cleaned:
            return []
        self._ensure_complete()
        with self._counters.stage("judge", len(cleaned)):
            cleaned = self._owners.adopted(cleaned)
            candidates = self._identified([one for _, one in cleaned])
            judged = [one for one, (_, of) in zip(candidates, cleaned, strict=True) if not of.orders]
            self._load_older([one.sketch for one in judged])
            judgements = self._judged(judged)
        return [
            _order(arrival, one, candidate)
            if one.orders
            else self._assessment(arrival, one, judgements[candidate.arrival])
            for (arrival, one), candidate in zip(cleaned, candidates, strict=True)
        ]

    def _judged(self, candidates: Sequence[Candidate]) -> dict[str, Judgement]:
        """Return the judgements by arrival.

        A text is refused for a tombstone only where the index has that tombstone. The duplicate index's own are a
        quick answer and no proof: with the broker's password anybody can write them.
        """
        judgements = self._judgements(candidates)
        deleted = [one for one in candidates if judgements[one.arrival].verdict is Verdict.DELETED]
        if not deleted:
            return judgements
        keys = {
            one.arrival: tombstones.keys(one.article_id, url=one.url, decoded_hash=one.decoded_hash) for one in deleted
        }
        proven = self._taken_down({key for some in keys.values() for key in some})
        unproven = [one for one in deleted if proven.isdisjoint(keys[one.arrival])]
        if not unproven:
            return judgements
        for one in unproven:
            log.warning("tombstone_without_takedown", arrival=one.arrival, article_id=one.article_id)
            self._duplicates.remove_tombstone(article_id=one.article_id, url=one.url, decoded_hash=one.decoded_hash)
        again = self._judgements(unproven)
        if any(one.verdict is Verdict.DELETED for one in again.values()):
            raise TransientError("the duplicate index has tombstones of articles that were not taken down")
        return judgements | again

    def _judgements(self, candidates: Sequence[Candidate]) -> dict[str, Judgement]:
        return {one.arrival: found for one, found in zip(candidates, self._duplicates.judge(candidates), strict=True)}

    def _identified(self, cleaned: Sequence[Cleaned]) -> list[Candidate]:
        """Return the candidates, with the ids of the articles to which their producers' ids lead."""
        asked = [
            Asked(
                key=article.producer_key,
                owner=article.owner or "",
                url_id=article_id(article.url, None, "") if article.url else None,
                own_id=own_id(article.producer_key),
                acts=acts(article),
            )
            for one in cleaned
            if (article := one.article).producer_key
        ]
        found = iter(self._identities(asked) if asked else ())
        return [_candidate(one, next(found) if one.article.producer_key else None) for one in cleaned]

    def _assessment(self, arrival: Arrival, cleaned: Cleaned, judgement: Judgement) -> Assessment:
        fate = judgement.verdict.fate
        is_written = fate not in NOTHING_TO_WRITE and not (fate is Fate.COPY and self._drops_copies)
        article = _placed(cleaned.article, judgement)
        return Assessment(
            number=arrival.number,
            fate=fate,
            reason=judgement.verdict.reason,
            article=article if is_written else None,
            article_id=judgement.article_id,
            source=article.source,
            title=article.title,
            similarity=judgement.similarity,
            sketch=cleaned.sketch if is_written else b"",
            depends_on=judgement.depends_on,
            takes_lead=judgement.copy_of if judgement.takes_lead else None,
            tries=arrival.tries,
        )


def _order(arrival: Arrival, cleaned: Cleaned, candidate: Candidate) -> Assessment:
    """Return the assessment of an order to take an article down or hold it back, carried out when it is written."""
    article = msgspec.structs.replace(
        cleaned.article, id=candidate.article_id, story_id=candidate.article_id, body="", removed=()
    )
    kills = article.wire is not None and article.wire.kills
    return Assessment(
        number=arrival.number,
        fate=Fate.UPDATED,
        reason=Reason.KILLED if kills else Reason.KEPT_APART,
        article=article,
        article_id=article.id,
        source=article.source,
        title=article.title,
        tries=arrival.tries,
    )


def _candidate(cleaned: Cleaned, resolved: Resolved | None) -> Candidate:
    article = cleaned.article
    is_identified = resolved is not None and resolved.is_identified
    leads_to_url = resolved is None or not article.url or resolved.article_id == article_id(article.url, None, "")
    return Candidate(
        arrival=article.arrival,
        claimed_at=article.claimed_at,
        article_id=resolved.article_id if resolved is not None else article.id,
        # Its own article beside another owner's at the same URL must not be found by that URL.
        url=article.url if leads_to_url or not acts(article) else None,
        is_identified=is_identified,
        any_text=is_identified and not is_weak((article.wire and article.wire.id) or article.url or ""),
        has_version=has_version(article),
        source=article.source,
        decoded_hash=article.decoded_hash,
        content_hash=article.content_hash,
        published_at=article.published_at,
        sketch=cleaned.sketch,
    )


def _placed(article: Article, judgement: Judgement) -> Article:
    """Return the article with its place among the others: its id, its story, its lead."""
    return msgspec.structs.replace(
        article,
        id=judgement.article_id,
        story_id=judgement.story_id or judgement.article_id,
        copy_of=judgement.copy_of if judgement.is_copy else None,
        similarity=judgement.similarity,
    )
