"""A chunk: records that are worked on together, and the journals of what became of them.

Its files lie in one folder with those of at most `GROUP` other chunks, so reading one chunk costs the same however many
there are.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import msgspec

from articles.article import Record, Rejection
from articles.fates import Reason
from tasks.spool import atomic
from tasks.spool.file_names import names_in
from tasks.spool.values import Assessment

#: Chunks in one folder.
GROUP = 64
#: Name of the folder with all that is known of a file that was cut, and in it of the one with fates.
CHUNKS = "chunks"
FATES = "fates"
#: Name of the file that says how the claimed file was cut.
SPLIT = "split.json"


@dataclass(frozen=True, slots=True)
class Chunk:
    """One chunk. A file of few articles is its own only chunk, whose journals lie beside the file."""

    folder: Path
    number: int

    @classmethod
    def of_split(cls, intake: Path, number: int) -> Chunk:
        """Return a chunk of a file that was, or is being, cut."""
        return cls(intake / CHUNKS / group_name(number // GROUP), number)

    # records

    def write_records(self, records: Sequence[Record | Rejection]) -> None:
        """Spill the records, synced to disk: a file that was cut is not read again.

        Raises:
            FileNotFoundError: another task finished the file, and its folder is gone.
        """
        lines = b"".join(
            msgspec.json.encode({"record": r} if isinstance(r, Record) else {"rejection": r}) + b"\n" for r in records
        )
        self.make_folder()
        atomic.write(self._records, lines, durable=True)

    def make_folder(self) -> None:
        """Make the folder of the chunk's group, but never that of the file: it is gone once the file is finished.

        Raises:
            FileNotFoundError: the file's folder is gone.
        """
        if not self.folder.exists():
            self.folder.parent.mkdir(exist_ok=True)
            self.folder.mkdir(exist_ok=True)

    def was_spilled(self) -> bool:
        """Return whether the records were spilled; they are still there unless the chunk is finished."""
        return self._records.exists() or self.is_finished()

    def records(self) -> list[Record | Rejection]:
        """Return the spilled records.

        Raises:
            FileNotFoundError: they were not spilled, or the chunk is finished.
        """
        found: list[Record | Rejection] = []
        with self._records.open("rb") as lines:
            for line in lines:
                row = msgspec.json.decode(line, type=_Row)
                found.append(row.record or row.rejection or Rejection(reason=Reason.MALFORMED))
        return found

    def drop_records(self) -> None:
        """Remove records that cannot be read, so that they are cut from the file again."""
        self._records.unlink(missing_ok=True)

    @property
    def _records(self) -> Path:
        return self.folder / f"chunk-{self.number:06}.jsonl"

    # assessments

    def append_assessments(self, tag: str, assessments: Sequence[Assessment]) -> None:
        """Note the results of the stages for some of the records. `tag` distinguishes writers.

        Raises:
            FileNotFoundError: the chunk was finished by another task, and its folder is gone.
        """
        lines = b"".join(msgspec.json.encode(one) + b"\n" for one in assessments)
        atomic.write(self.folder / f"{self._judged}{tag}.jsonl", lines)

    def assessments(self) -> dict[int, Assessment]:
        """Return the results of the stages so far, by number. The first one of a record counts."""
        return self._assessments_in(names_in(self.folder))

    def has_assessments(self) -> bool:
        """Return whether results of the stages were noted, without reading them."""
        return any(name.startswith(self._judged) for name in names_in(self.folder))

    def progress(self) -> tuple[dict[int, Assessment], dict[int, Assessment]]:
        """Return `assessments` and `settled`, with one look at the folder."""
        names = names_in(self.folder)
        return self._assessments_in(names), self._settled_in(names)

    def _assessments_in(self, names: Sequence[str]) -> dict[int, Assessment]:
        found: dict[int, Assessment] = {}
        for path in self._of(names, self._judged):
            with contextlib.suppress(FileNotFoundError), path.open("rb") as lines:
                for line in lines:
                    with contextlib.suppress(msgspec.DecodeError, UnicodeDecodeError):  # torn by a power cut
                        one = msgspec.json.decode(line, type=Assessment)
                        found.setdefault(one.number, one)
        return found

    def drop_assessments(self, numbers: Iterable[int]) -> None:
        """Forget the results for these records, which are to be assessed again."""
        unwanted = set(numbers)
        for path in self._files(self._judged):
            with contextlib.suppress(FileNotFoundError):
                kept = [
                    line for line in path.read_bytes().splitlines(keepends=True) if _number_of(line) not in unwanted
                ]
                if kept:
                    atomic.write(path, b"".join(kept))
                else:
                    path.unlink(missing_ok=True)

    @property
    def _judged(self) -> str:
        return f"judged-{self.number:06}-"

    # fates

    def append_settled(self, tag: str, fates: Sequence[Assessment]) -> None:
        """Note fates that Elasticsearch has acknowledged, sorted by number. Raises as `append_assessments`."""
        content = msgspec.json.encode(sorted(fates, key=lambda one: one.number))
        atomic.write(self.folder / f"{self._settled}{tag}.json", content)

    def settled(self) -> dict[int, Assessment]:
        """Return the acknowledged fates by number; of a finished group, those of the whole group."""
        return self._settled_in(names_in(self.folder))

    def _settled_in(self, names: Sequence[str]) -> dict[int, Assessment]:
        if self._is_of_split:
            for path in (self.finished, self._merged):
                finished = atomic.read_json(path, list[Assessment])
                if finished is not None:
                    return {one.number: one for one in finished}
        found: dict[int, Assessment] = {}
        for path in self._of(names, self._settled):
            for one in atomic.read_json(path, list[Assessment]) or []:
                found.setdefault(one.number, one)
        return found

    def only_journal_of_fates(self) -> Path | None:
        """Return the file with all acknowledged fates, if they lie in one."""
        files = self._files(self._settled)
        return files[0] if len(files) == 1 else None

    @property
    def finished(self) -> Path:
        """The file that holds all fates of the chunk, once it has all of them."""
        return self.folder / f"fates-{self.number:06}.json"

    def is_finished(self) -> bool:
        """Return whether a chunk of a file that was cut has all of its fates."""
        return self._is_of_split and (self.finished.exists() or self._merged.exists())

    @property
    def _is_of_split(self) -> bool:
        return self.folder.parent.name == CHUNKS

    @property
    def _merged(self) -> Path:
        return self.folder.parent / FATES / f"{self.folder.name}.json"

    @property
    def _settled(self) -> str:
        return f"settled-{self.number:06}-"

    def clear(self) -> None:
        """Remove records and journals."""
        self._records.unlink(missing_ok=True)
        for path in self._files(self._judged, self._settled):
            path.unlink(missing_ok=True)

    def _files(self, *prefixes: str) -> list[Path]:
        return self._of(names_in(self.folder), *prefixes)

    def _of(self, names: Sequence[str], *prefixes: str) -> list[Path]:
        return [self.folder / name for name in names if name.startswith(prefixes)]


def group_name(group: int) -> str:
    """Return the name of a group of chunks."""
    return f"{group:04}"


def _number_of(line: bytes) -> int | None:
    try:
        return msgspec.json.decode(line, type=_Numbered).number
    except (msgspec.DecodeError, UnicodeDecodeError):  # torn by a power cut
        return None


class _Row(msgspec.Struct):
    record: Record | None = None
    rejection: Rejection | None = None


class _Numbered(msgspec.Struct):
    number: int
