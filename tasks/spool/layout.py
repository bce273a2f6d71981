"""The queue folder, and what lies in it: the durable truth about what was claimed and is not settled yet.

    queue/inbox/[source/]name        dropped by producers
    queue/processing/<intake>/       claimed; holds
        claim.json                     what was claimed, when, under which name
        file, meta.json                the file itself, and the side file that came with it
        split.json, chunk-<n>.jsonl    of a file that holds many articles: its records, in pieces
        judged-<n>-….jsonl             what the stages made of the records of chunk n
        settled-<n>-….json             the fates Elasticsearch has acknowledged
        kept.json                      of a file that is taken up once more: what is known of it from before
    queue/done/<date>/<intake>/      every article has a fate, none failed
    queue/failed/<intake>/           the same, and some failed: `reason.json` says which and why

Whatever of this a worker writes is written beside and renamed, so that nobody meets half of it; and can be written
again by another worker with the same result, so that it does not matter who dies in between.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import msgspec

from articles.article import Given, Record, Rejection
from articles.errors import PermanentError
from articles.fates import REASONS, Fate, Reason
from tasks.spool import atomic, side_file
from tasks.spool.names import FILE
from tasks.spool.values import Assessment, Claim, Kept, SettledFate, Split
from tasks.work_item import WorkItem


@dataclass(frozen=True, slots=True)
class Queue:
    """The queue folder."""

    root: Path

    @property
    def inbox(self) -> Path:
        """Where producers drop files."""
        return self.root / "inbox"

    @property
    def processing(self) -> Path:
        """What is claimed and not settled."""
        return self.root / "processing"

    @property
    def done(self) -> Path:
        """What is settled."""
        return self.root / "done"

    @property
    def failed(self) -> Path:
        """What is set aside."""
        return self.root / "failed"

    def prepare(self) -> None:
        """Make the folders.

        Raises:
            PermanentError: they are not on one file system, so that a file could not be claimed by renaming it; or
                they cannot be made.
        """
        try:
            for folder in (self.inbox, self.processing, self.done, self.failed):
                folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise PermanentError(f"the queue folder cannot be made: {error}") from error
        if len({folder.stat().st_dev for folder in (self.inbox, self.processing, self.done, self.failed)}) > 1:
            raise PermanentError(
                f"inbox, processing, done and failed in {self.root} must lie on one file system: "
                "files are claimed by renaming them"
            )

    def intake(self, name: str) -> Intake:
        """The folder of a claimed file, there or not."""
        return Intake(self.processing / name)

    def label(self, name: str) -> str:
        """Return what people call a claimed file: its path below the inbox, source first; else its id."""
        try:
            claim = self.intake(name).claim()
        except OSError:
            claim = None
        return claim.path if claim is not None else name

    def settled(self, name: str) -> Path | None:
        """Where a claimed file went after `processing/`: its folder in `failed/` or `done/`; None where it is gone."""
        with contextlib.suppress(FileNotFoundError):
            for above in (self.failed, *sorted(self.done.iterdir(), reverse=True)):
                if (above / name / "claim.json").is_file():
                    return above / name
        return None

    def intakes(self) -> Iterator[str]:
        """Names of what is in `processing/`, oldest first (names sort by time)."""
        with os.scandir(self.processing) as entries:
            return iter(sorted(entry.name for entry in entries if not entry.name.startswith(".")))


@dataclass(frozen=True, slots=True)
class Intake:
    """The folder of one claimed file in `processing/` (or in `failed/`)."""

    folder: Path

    @property
    def name(self) -> str:
        """The intake's id."""
        return self.folder.name

    @property
    def file(self) -> Path:
        """The claimed file."""
        return self.folder / FILE

    def claim(self) -> Claim | None:
        """What was claimed; None when the folder is gone, or was never finished."""
        return atomic.read_json(self.folder / "claim.json", Claim)

    def write_claim(self, claim: Claim, *, durable: bool = True) -> None:
        """Note the claim, synced to disk: without it the file's name and time would be lost."""
        atomic.write(self.folder / "claim.json", msgspec.json.encode(claim), durable=durable)

    def given(self) -> Given:
        """Return what the side file says about the article."""
        return side_file.given(self.folder)

    def sent(self) -> str | None:
        """Return the sender's own id, from the side file."""
        return side_file.sent(self.folder)

    # what is taken up once more

    def kept(self) -> Kept | None:
        """What is known from earlier rounds; None in the first."""
        return atomic.read_json(self.folder / "kept.json", Kept)

    def write_kept(self, kept: Kept) -> None:
        """Note what is known from earlier rounds."""
        atomic.write(self.folder / "kept.json", msgspec.json.encode(kept), durable=True)

    def carry_over(self, articles: int, chunk_articles: int) -> None:
        """Let the fates of earlier rounds stand, now that it is known how the file is cut.

        Not when it was found to hold another number of articles: then it is read otherwise than before, and a number
        names another article. Safe to run twice.
        """
        kept = self.kept()
        if kept is None or kept.articles != articles:
            return
        by_chunk: dict[int, list[SettledFate]] = {}
        for one in kept.fates:
            by_chunk.setdefault(one.number // chunk_articles, []).append(one)
        for chunk, fates in by_chunk.items():
            self.write_settled(chunk, "000000000-kept", fates)

    def missing(self, found: Sequence[Record | Rejection]) -> Iterator[Rejection]:
        """A rejection for each article that an earlier round knew and that is not in the file any more.

        `found` is what was read, or the last of it. Where reading failed, the rest is not withdrawn but failed as well.
        """
        kept = self.kept()
        last = found[-1] if found else None
        reason, detail = Reason.WITHDRAWN, "It was in the file before, and is not any more."
        if isinstance(last, Rejection) and last.reason in REASONS[Fate.FAILED]:
            reason, detail = last.reason, last.detail
        for number in range(last.number + 1 if last else 0, kept.articles if kept else 0):
            yield Rejection(reason=reason, number=number, detail=detail)

    # files that hold many articles

    def split(self) -> Split | None:
        """How the file was cut; None while it is not, or need not be."""
        return atomic.read_json(self.folder / "split.json", Split)

    def write_chunk(self, chunk: int, records: Sequence[Record | Rejection]) -> None:
        """Spill one chunk."""
        lines = b"".join(
            msgspec.json.encode({"record": r} if isinstance(r, Record) else {"rejection": r}) + b"\n" for r in records
        )
        # Durable, since what is noted as split is not read again.
        atomic.write(self.folder / f"chunk-{chunk:06}.jsonl", lines, durable=True)

    def write_split(self, split: Split) -> None:
        """All chunks are there."""
        atomic.write(self.folder / "split.json", msgspec.json.encode(split), durable=True)

    def has_chunk(self, chunk: int) -> bool:
        """Whether this chunk was spilled already."""
        return (self.folder / f"chunk-{chunk:06}.jsonl").exists()

    def chunk(self, chunk: int) -> list[Record | Rejection]:
        """The records of a spilled chunk. Raises FileNotFoundError."""
        found: list[Record | Rejection] = []
        with (self.folder / f"chunk-{chunk:06}.jsonl").open("rb") as lines:
            for line in lines:
                row = msgspec.json.decode(line, type=_ChunkRow)
                found.append(row.record or row.rejection or Rejection(reason=Reason.MALFORMED))
        return found

    # what became of the records

    def write_assessments(self, chunk: int, tag: str, judged: Sequence[Assessment]) -> None:
        """Spill what the stages made of some records of a chunk. `tag` tells writers apart."""
        lines = b"".join(msgspec.json.encode(one) + b"\n" for one in judged)
        atomic.write(self.folder / f"judged-{chunk:06}-{tag}.jsonl", lines)

    def assessed(self, chunk: int) -> dict[int, Assessment]:
        """What the stages made of the records of a chunk so far, by number. The first judgement stands."""
        found: dict[int, Assessment] = {}
        for path in sorted(self.folder.glob(f"judged-{chunk:06}-*.jsonl")):
            with contextlib.suppress(FileNotFoundError), path.open("rb") as lines:
                for line in lines:
                    with contextlib.suppress(msgspec.DecodeError, UnicodeDecodeError):  # torn by a power cut
                        one = msgspec.json.decode(line, type=Assessment)
                        found.setdefault(one.number, one)
        return found

    def drop_assessments(self, chunk: int, numbers: Iterable[int]) -> None:
        """Forget what the stages made of these records: they are to be judged again."""
        unwanted = set(numbers)
        for path in sorted(self.folder.glob(f"judged-{chunk:06}-*.jsonl")):
            with contextlib.suppress(FileNotFoundError):
                kept = [
                    line
                    for line in path.read_bytes().splitlines(keepends=True)
                    if msgspec.json.decode(line, type=_Numbered).number not in unwanted
                ]
                if kept:
                    atomic.write(path, b"".join(kept))
                else:
                    path.unlink(missing_ok=True)

    def write_settled(self, chunk: int, tag: str, fates: Sequence[SettledFate]) -> None:
        """Note what Elasticsearch has acknowledged."""
        atomic.write(self.folder / f"settled-{chunk:06}-{tag}.json", msgspec.json.encode(list(fates)))

    def settled(self, chunk: int | None = None) -> dict[int, SettledFate]:
        """Acknowledged fates by number, of one chunk or of all."""
        found: dict[int, SettledFate] = {}
        pattern = "settled-*.json" if chunk is None else f"settled-{chunk:06}-*.json"
        for path in sorted(self.folder.glob(pattern)):
            for one in atomic.read_json(path, list[SettledFate]) or []:
                found.setdefault(one.number, one)
        return found

    def chunk_of(self, number: int) -> int:
        """Which chunk a record is in."""
        split = self.split()
        return number // split.chunk_articles if split else 0

    def articles(self) -> int | None:
        """How many articles the file holds; None while that is not known."""
        split = self.split()
        if split:
            return split.articles
        return atomic.read_json(self.folder / "whole.json", int)

    def write_whole(self, articles: int) -> None:
        """The file was read whole and holds so many articles."""
        atomic.write(self.folder / "whole.json", msgspec.json.encode(articles))

    def forget_progress(self) -> None:
        """Back to just claimed: what the stages made of it is thrown away, fates already acknowledged too."""
        for pattern in ("judged-*", "settled-*", "chunk-*", "split.json", "whole.json", "reason.json"):
            for path in self.folder.glob(pattern):
                path.unlink(missing_ok=True)

    def grew(self, claim: Claim) -> bool:
        """Whether somebody wrote to the file after it was claimed."""
        try:
            about = self.file.lstat()
        except FileNotFoundError:
            return False
        return claim.kind == "file" and (about.st_size, about.st_mtime_ns) != (claim.size, claim.mtime_ns)

    def open_items(self) -> list[WorkItem]:
        """What is still to be done: chunks in which a record has no acknowledged fate.

        A file that was not enumerated yet is one item.
        """
        split = self.split()
        if split is None:
            articles = self.articles()
            return [] if articles is not None and len(self.settled(0)) >= articles else [WorkItem(self.name)]
        open_chunks = []
        for chunk in range(split.chunks):
            size = min(split.chunk_articles, split.articles - chunk * split.chunk_articles)
            if len(self.settled(chunk)) < size:
                open_chunks.append(WorkItem(self.name, chunk))
        return open_chunks


class _ChunkRow(msgspec.Struct):
    record: Record | None = None
    rejection: Rejection | None = None


class _Numbered(msgspec.Struct):
    number: int


def clear_progress(folder: Path, *, keep: Sequence[str] = ()) -> None:
    """Remove what only matters while a file is in `processing/`; `fates.json` has the results."""
    for pattern in ("judged-*", "settled-*", "chunk-*", "split.json", "whole.json", "kept.json"):
        if pattern not in keep:
            for path in folder.glob(pattern):
                path.unlink(missing_ok=True)
