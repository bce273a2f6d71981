"""Take over files that were cut by version 0.1.0, which put the files of all chunks beside the file."""

from __future__ import annotations

import contextlib
import re
from pathlib import Path

from tasks.spool.chunk import CHUNKS, SPLIT, Chunk
from tasks.spool.file_names import names_in

_OF_CHUNK = re.compile(r"(?:chunk|judged|settled)-(\d{6,})(?:\.jsonl|-.*)")


def take_over(intake: Path) -> None:
    """Move the files of chunks into the folders of their groups, then `split.json` if the file was cut completely.

    Safe to repeat, and for two workers at once: each file is renamed by one of them.
    """
    for name in names_in(intake):
        match = _OF_CHUNK.fullmatch(name)
        if match:
            chunk = Chunk.of_split(intake, int(match[1]))
            with contextlib.suppress(FileNotFoundError):
                chunk.make_folder()
                (intake / name).rename(chunk.folder / name)
    with contextlib.suppress(FileNotFoundError):
        (intake / SPLIT).rename(intake / CHUNKS / SPLIT)
