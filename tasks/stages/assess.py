"""Compare cleaned articles with what arrived before, and decide what each is."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Literal

import msgspec

from articles.article import Article
from articles.fates import Fate
from tasks.duplicates.index import Candidate, DuplicateIndex, Judgement
from tasks.spool.values import Assessment
from tasks.stage_counters import StageCounters
from tasks.stages.arrival import Arrival
from tasks.stages.clean import Cleaned

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
    """

    def __init__(
        self,
        *,
        duplicates: DuplicateIndex,
        ensure_complete: Callable[[], object],
        load_older: Callable[[Sequence[bytes]], object],
        counters: StageCounters,
        copies: Literal["index", "drop"],
    ) -> None:
        self._duplicates = duplicates
        self._ensure_complete = ensure_complete
        self._load_older = load_older
        self._counters = counters
        self._drops_copies = copies == "drop"

    def assess(self, cleaned: Sequence[tuple[Arrival, Cleaned]]) -> list[Assessment]:
        """Return the assessments, in order; those to be written carry their article.

        Raises:
            TransientError: the duplicate index cannot be asked now.
        """
        if not cleaned:
            return []
        self._ensure_complete()
        with self._counters.stage("judge", len(cleaned)):
            self._load_older([one.sketch for _, one in cleaned])
            judgements = self._duplicates.judge([_candidate(one) for _, one in cleaned])
        return [
            self._assessment(arrival, one, judgement)
            for (arrival, one), judgement in zip(cleaned, judgements, strict=True)
        ]

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


def _candidate(cleaned: Cleaned) -> Candidate:
    article = cleaned.article
    return Candidate(
        arrival=article.arrival,
        claimed_at=article.claimed_at,
        article_id=article.id,
        url=article.url,
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
