"""The queue folder, and what lies in it: the durable truth about what was claimed and is not settled yet.

    queue/inbox/[source/]name        dropped by producers
    queue/processing/<intake>/       claimed; holds
        claim.json                     what was claimed, when, under which name
        file, meta.json                the file itself, and the side file that came with it
        whole-<n>                      of a file of few articles: how many; another name of claim.json
        judged-<n>-….jsonl             the results of the stages for the records of chunk n
        settled-<n>-….json             the fates that Elasticsearch has acknowledged
        kept.json                      of a file that is taken up again: what is known of it from before
        chunks/                        of a file of many articles: all of this
            split.json                   how it was cut
            <group>/                     the files of up to 64 chunks, named as above, and
                chunk-<n>.jsonl            the records of chunk n
                fates-<n>.json             instead of all these: the fates of chunk n, which is finished
            fates/<group>.json           the fates of a finished group of chunks
    queue/done/<date>/<intake>/      every article has a fate, none failed
    queue/failed/<intake>/           every article has a fate, some failed: `reason.json` says which and why

Workers write every file beside its place and rename it, so that no reader finds half of one. Another worker can write
it again with the same result, so it does not matter when one dies.
"""

from __future__ import annotations

import contextlib
import os
import secrets
import shutil
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import msgspec

from articles.article import Given
from articles.errors import PermanentError
from tasks.spool import atomic, old_layout, side_file
from tasks.spool.chunk import CHUNKS, SPLIT, Chunk
from tasks.spool.file_names import FILE, names_in
from tasks.spool.finished_chunks import FinishedChunks
from tasks.spool.values import Assessment, Claim, Kept, Split
from tasks.work_item import WorkItem

#: Name of the file that says what was claimed.
CLAIM = "claim.json"
#: Of the folders in which texts lie: users outside of the group read none of them.
CLOSED = 0o750
#: What the names begin with that say how many articles a file holds, and where earlier versions noted it.
_WHOLE, _WHOLE_BEFORE = "whole-", "whole.json"
#: Sorted, this is the order in which they may be removed.
_PROGRESS = ("chunk-", "judged-", "kept.json", "settled-", "split.json", "whole")


@dataclass(frozen=True, slots=True)
class Queue:
    """The queue folder."""

    root: Path

    @property
    def inbox(self) -> Path:
        """The folder into which producers drop files."""
        return self.root / "inbox"

    @property
    def processing(self) -> Path:
        """The folder of claimed files, until every article in them has a fate."""
        return self.root / "processing"

    @property
    def done(self) -> Path:
        """The folder of settled files in which no article failed."""
        return self.root / "done"

    @property
    def failed(self) -> Path:
        """The folder of the dead letters: files in which an article failed."""
        return self.root / "failed"

    def prepare(self) -> None:
        """Make the folders. All but the inbox are closed to users who are not in our group.

        Raises:
            PermanentError: they cannot be made, or are not on one file system, so that files could not be claimed by
                renaming them.
        """
        try:
            self.inbox.mkdir(parents=True, exist_ok=True)
            for folder in (self.processing, self.done, self.failed):
                folder.mkdir(mode=CLOSED, exist_ok=True)
        except OSError as error:
            raise PermanentError(f"the queue folder cannot be made: {error}") from error
        if len({folder.stat().st_dev for folder in (self.inbox, self.processing, self.done, self.failed)}) > 1:
            raise PermanentError(
                f"inbox, processing, done and failed in {self.root} must lie on one file system: "
                "files are claimed by renaming them"
            )

    def intake(self, name: str) -> Intake:
        """Return the folder of a claimed file, whether it exists or not."""
        return Intake(self.processing / name)

    def label(self, name: str) -> str:
        """Return what people call a claimed file: its path below the inbox, source first; else its id."""
        try:
            claim = self.intake(name).claim()
        except OSError:
            claim = None
        return claim.path if claim is not None else name

    def settled(self, name: str) -> Path | None:
        """Return the folder of a finished file in `failed/` or `done/`; None if it is in neither."""
        with contextlib.suppress(FileNotFoundError):
            for above in (self.failed, *sorted(self.done.iterdir(), reverse=True)):
                if (above / name / CLAIM).is_file():
                    return above / name
        return None

    def intakes(self) -> Iterator[str]:
        """Return the names in `processing/`, oldest first: names sort by time."""
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
        """Return what was claimed; None if the folder is gone, or the claim was not completed."""
        return atomic.read_json(self.folder / CLAIM, Claim)

    def has_claim(self) -> bool:
        """Return whether the claim was completed, without reading it."""
        return (self.folder / CLAIM).exists()

    def write_claim(self, claim: Claim, *, durable: bool = True) -> None:
        """Write the claim, synced to disk: without it the file's name and time would be lost."""
        atomic.write(self.folder / CLAIM, msgspec.json.encode(claim), durable=durable)

    def given(self) -> Given:
        """Return what the side file says about the article."""
        return side_file.given(self.folder)

    def sent(self) -> str | None:
        """Return the sender's own id, from the side file."""
        return side_file.sent(self.folder)

    def grew(self, claim: Claim) -> bool:
        """Return whether the file was written to after it was claimed."""
        try:
            about = self.file.lstat()
        except FileNotFoundError:
            return False
        return claim.kind == "file" and (about.st_size, about.st_mtime_ns) != (claim.size, claim.mtime_ns)

    # what earlier generations left

    def kept(self) -> Kept | None:
        """Return what is known from earlier generations; None in the first."""
        return atomic.read_json(self.folder / "kept.json", Kept)

    def write_kept(self, kept: Kept) -> None:
        """Note what is known from earlier generations."""
        atomic.write(self.folder / "kept.json", msgspec.json.encode(kept), durable=True)

    # progress

    def chunk(self, number: int) -> Chunk:
        """Return a chunk of the file; a file that was not cut is its own only chunk."""
        if (self.folder / CHUNKS).is_dir():
            return self.split_chunk(number)
        return Chunk(self.folder, number)

    def split_chunk(self, number: int) -> Chunk:
        """Return a chunk of a file that was, or is being, cut."""
        return Chunk.of_split(self.folder, number)

    def split(self) -> Split | None:
        """Return how the file was cut; None if it is not cut, or not yet."""
        split = atomic.read_json(self.folder / CHUNKS / SPLIT, Split)
        if split is None and (self.folder / SPLIT).exists():
            old_layout.take_over(self.folder)
            split = atomic.read_json(self.folder / CHUNKS / SPLIT, Split)
        return split

    def write_split(self, split: Split) -> None:
        """Note that all chunks have been spilled."""
        atomic.write(self.folder / CHUNKS / SPLIT, msgspec.json.encode(split), durable=True)

    def write_whole(self, articles: int) -> None:
        """Note that the file is not cut, and how many articles it holds.

        A name says it, since a new file costs a file system ten times as much as another name of one.

        Raises:
            FileNotFoundError: the folder is gone.
        """
        noted = f"{_WHOLE}{articles}"
        for name in names_in(self.folder):
            if name.startswith(_WHOLE) and name != noted:
                (self.folder / name).unlink(missing_ok=True)
        with contextlib.suppress(FileExistsError):
            atomic.link(self.folder / CLAIM, self.folder / noted)

    def articles(self) -> int | None:
        """Return how many articles the file holds; None if that is not known yet."""
        split = self.split()
        return split.articles if split else self._uncut()

    def counted(self) -> int | None:
        """Return how many records the articles of the file stand for; None if that is not known yet."""
        split = self.split()
        return split.records if split else self._uncut()

    def _uncut(self) -> int | None:
        """Return how many articles a file holds that is not cut."""
        names = names_in(self.folder)
        noted = next((name for name in names if name.startswith(_WHOLE)), None)
        if noted is not None:
            return int(noted.removeprefix(_WHOLE))
        return atomic.read_json(self.folder / _WHOLE_BEFORE, int) if _WHOLE_BEFORE in names else None

    def gathered_below(self, setting: int) -> int | None:
        """Return below how many words records of the file are gathered while it is cut.

        As the cutting began, even if the setting has changed since: the chunks that are there must fit. None if nothing
        is gathered, because an earlier version of Copydesk began.
        """
        path = self.folder / CHUNKS / "gathered-below.json"
        begun = atomic.read_json(path, int)
        if begun is None and not self.split_chunk(0).was_spilled():
            begun = setting
            path.parent.mkdir(exist_ok=True)  # not the intake's folder, which is gone once the file is finished
            atomic.write_json(path, begun, durable=True)
        return begun

    def chunk_of(self, number: int) -> int:
        """Return which chunk a record is in."""
        split = self.split()
        return number // split.chunk_articles if split else 0

    def size_of(self, chunk: int) -> int | None:
        """Return how many records a chunk holds; None if that is not known yet."""
        split = self.split()
        return split.size_of(chunk) if split else self._uncut()

    def open_items(self) -> list[WorkItem]:
        """Return what is still to be done: a file that is not cut, or its chunks that are not finished."""
        split = self.split()
        if split is not None:
            chunks = FinishedChunks(self.folder, split).open_chunks()
            return [WorkItem(self.name, number) for number in chunks]
        articles = self.articles()
        return [] if articles is not None and len(self.chunk(0).settled()) >= articles else [WorkItem(self.name)]

    def fates(self) -> Iterator[Assessment]:
        """Yield the acknowledged fates of a file all of whose chunks are finished."""
        split = self.split()
        if split is not None:
            yield from FinishedChunks(self.folder, split).fates()
        else:
            yield from self.chunk(0).settled().values()

    def forget_progress(self) -> None:
        """Return to the state after the claim: drop records, assessments and fates."""
        clear_progress(self.folder, keep=("kept.json",))
        (self.folder / "reason.json").unlink(missing_ok=True)


def clear_progress(folder: Path, *, keep: Sequence[str] = ()) -> None:
    """Remove what only matters while a file is in `processing/`; `fates.json` has the results.

    In this order, a crash in between leaves a state from which the file is finished, or read, again.

    Args:
        folder: of the intake.
        keep: names to be left.
    """
    if (folder / CHUNKS).exists():
        (folder / CHUNKS).rename(folder / f".{CHUNKS}-{secrets.token_hex(4)}")
    for name in names_in(folder):
        if name.startswith(f".{CHUNKS}-"):
            shutil.rmtree(folder / name, ignore_errors=True)
        elif name not in keep and name.startswith(_PROGRESS):
            (folder / name).unlink(missing_ok=True)
