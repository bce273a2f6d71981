"""Count the finished chunks of a file, and tell when the last one is; linear in the file's length.

A chunk with a fate for every record is replaced by one file with its fates. When all chunks of a group are finished,
their fates are joined and the group's folder is removed. So each step looks at one group only, and at the end the fates
of the groups are joined without decoding them.

Every step may be repeated, and may be taken by two workers at once.
"""

from __future__ import annotations

import contextlib
import secrets
import shutil
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import msgspec

from articles.fates import Fate
from tasks.spool import atomic
from tasks.spool.chunk import CHUNKS, FATES, GROUP, Chunk, group_name
from tasks.spool.file_names import names_in
from tasks.spool.values import Assessment, Split

_FAILED = "failed-"


@dataclass(frozen=True, slots=True)
class FinishedChunks:
    """The finished chunks of one file."""

    intake: Path
    split: Split

    @property
    def groups(self) -> int:
        """The number of groups of chunks."""
        return -(-self.split.chunks // GROUP)

    def add(self, number: int) -> bool:
        """Finish a chunk if every record in it has a fate; return whether its group is finished as well."""
        group = number // GROUP
        if self._merged(group).exists():
            return True
        chunk = Chunk.of_split(self.intake, number)
        try:
            if not chunk.finished.exists():
                fates = chunk.settled()
                if len(fates) < self.split.size_of(number):
                    return False
                _finish(chunk, [fates[place] for place in sorted(fates)])
            return self._merge(group)
        except FileNotFoundError:  # another worker merged the group meanwhile
            return self._merged(group).exists()

    def are_all(self) -> bool:
        """Return whether all chunks are finished."""
        return len(self._merged_groups()) >= self.groups

    def open_chunks(self) -> list[int]:
        """Return the chunks that are not finished. Lists folders, and reads no file."""
        merged = self._merged_groups()
        found: list[int] = []
        for group in range(self.groups):
            if group not in merged:
                present = set(names_in(self.intake / CHUNKS / group_name(group)))
                numbers = self._numbers(group)
                found.extend(n for n in numbers if Chunk.of_split(self.intake, n).finished.name not in present)
        return found

    def content(self) -> bytes:
        """Return all fates as a JSON list, in order."""
        return _joined(self._merged(group) for group in range(self.groups))

    def fates(self) -> Iterator[Assessment]:
        """Decode all fates, group by group."""
        for group in range(self.groups):
            yield from atomic.read_json(self._merged(group), list[Assessment]) or []

    def failed(self) -> list[Assessment]:
        """Return the fates that are failures."""
        found: list[Assessment] = []
        for name in names_in(self.intake / CHUNKS / FATES):
            if name.startswith(_FAILED):
                found += atomic.read_json(self.intake / CHUNKS / FATES / name, list[Assessment]) or []
        return found

    def _merge(self, group: int) -> bool:
        """Join the fates of a group if all of its chunks are finished."""
        folder = self.intake / CHUNKS / group_name(group)
        present = set(names_in(folder))
        parts = [Chunk.of_split(self.intake, number).finished for number in self._numbers(group)]
        if not present.issuperset(part.name for part in parts):
            return False
        merged = self._merged(group)
        merged.parent.mkdir(exist_ok=True)
        failed = sorted(name for name in present if name.startswith(_FAILED))
        if failed:
            atomic.write(merged.with_name(f"{_FAILED}{merged.name}"), _joined(folder / name for name in failed))
        atomic.write(merged, _joined(parts), durable=True)
        # Renamed first: what another task still writes finds no folder, and cannot leave half of one behind.
        gone = folder.with_name(f".{folder.name}-{secrets.token_hex(4)}")
        with contextlib.suppress(FileNotFoundError):
            folder.rename(gone)
        shutil.rmtree(gone, ignore_errors=True)
        return True

    def _merged(self, group: int) -> Path:
        return self.intake / CHUNKS / FATES / f"{group_name(group)}.json"

    def _merged_groups(self) -> set[int]:
        return {int(name[:-5]) for name in names_in(self.intake / CHUNKS / FATES) if name[:-5].isdigit()}

    def _numbers(self, group: int) -> range:
        return range(group * GROUP, min((group + 1) * GROUP, self.split.chunks))


def _finish(chunk: Chunk, fates: list[Assessment]) -> None:
    failed = [one for one in fates if one.fate is Fate.FAILED]
    if failed:
        atomic.write(chunk.folder / f"{_FAILED}{chunk.number:06}.json", msgspec.json.encode(failed), durable=True)
    # Durable, since what it was made of is removed.
    atomic.write(chunk.finished, msgspec.json.encode(fates), durable=True)
    chunk.clear()


def _joined(paths: Iterable[Path]) -> bytes:
    """Join JSON lists without decoding them."""
    parts = (path.read_bytes().strip()[1:-1] for path in paths)
    return b"[" + b",".join(part for part in parts if part) + b"]"
