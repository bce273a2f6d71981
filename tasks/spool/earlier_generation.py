"""Carry over what an earlier generation of a file settled to the generation that replays it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from articles.article import Record, Rejection
from articles.fates import REASONS, Fate, Reason
from tasks.spool.finished_chunks import FinishedChunks
from tasks.spool.layout import Intake
from tasks.spool.values import Assessment, Split

_TAG = "000000000-kept"


def carry_over(intake: Intake, articles: int, chunk_articles: int | None = None) -> None:
    """Keep fates of earlier generations, now that it is known how many articles the file holds.

    If their number has changed, none is kept: the same number may now name another article. Safe to run twice.

    Args:
        intake: the claimed file.
        articles: how many it holds.
        chunk_articles: how many go into a chunk; default: the file is not cut.
    """
    kept = intake.kept()
    if kept is None or kept.articles != articles or not kept.fates:
        return
    if chunk_articles is None:
        intake.chunk(0).append_settled(_TAG, kept.fates)
        return
    split = Split(articles=articles, chunks=-(-articles // chunk_articles), chunk_articles=chunk_articles)
    finished = FinishedChunks(intake.folder, split)
    by_chunk: dict[int, list[Assessment]] = {}
    for one in kept.fates:
        by_chunk.setdefault(one.number // chunk_articles, []).append(one)
    for number, fates in by_chunk.items():
        chunk = intake.split_chunk(number)
        if not chunk.is_finished():
            chunk.make_folder()
            chunk.append_settled(_TAG, fates)
            finished.add(number)


def withdrawn(intake: Intake, found: Sequence[Record | Rejection]) -> Iterator[Rejection]:
    """Yield a rejection for each article of an earlier generation that the file no longer holds.

    If reading failed, the rest counts as failed for the same reason instead.

    Args:
        intake: the claimed file.
        found: the records read, or the last of them.
    """
    kept = intake.kept()
    last = found[-1] if found else None
    reason, detail = Reason.WITHDRAWN, "It was in the file before, and is not any more."
    if isinstance(last, Rejection) and last.reason in REASONS[Fate.FAILED]:
        reason, detail = last.reason, last.detail
    for number in range(last.number + 1 if last else 0, kept.articles if kept else 0):
        yield Rejection(reason=reason, number=number, detail=detail)
