"""Documents that are zips of XML parts (Word, OpenDocument, EPUB): opened with bounds, parsed without entities."""

from __future__ import annotations

import zipfile
from collections.abc import Container
from typing import IO, Any, Protocol

from articles.fates import Reason
from articles.forms.source import Source
from articles.forms.xml_safety import parse_part

#: A document's parts together, unpacked.
_MAX_UNPACKED = 256 * 1024 * 1024
_MAX_PARTS = 20_000


class DocumentParts(Protocol):
    """The parts of a document by their names, in a zip or in one file of XML."""

    @property
    def names(self) -> Container[str]:
        """Their names."""

    def data(self, name: str) -> bytes | None:
        """Return the bytes of a part; None where there is none of this name."""

    def xml(self, name: str) -> Any:
        """Return the root of a part; None where it is missing or empty."""


class Parts:
    """The parts of a document."""

    def __init__(self, source: Source, archive: zipfile.ZipFile) -> None:
        self._source = source
        self._archive = archive
        self.names = archive.namelist()

    def data(self, name: str) -> bytes | None:
        """Return the bytes of a part; None where there is none of this name."""
        name = name.lstrip("/")
        found = name if name in self.names else next((n for n in self.names if n.lower() == name.lower()), None)
        return self._archive.read(found) if found is not None else None

    def xml(self, name: str) -> Any:
        """Return the root of a part; None where it is missing or empty."""
        data = self.data(name)
        return parse_part(self._source, data) if data else None


def open_parts(source: Source) -> Parts:
    """Open a document. Raises `Refused` for bombs and passwords, `zipfile.BadZipFile` if it is not a zip."""
    file = source.seekable(source.limits.max_document_bytes)
    _refuse_bombs(source, file)
    file.seek(0)
    return Parts(source, zipfile.ZipFile(file))


def _refuse_bombs(source: Source, file: IO[bytes]) -> None:
    with zipfile.ZipFile(file) as archive:
        infos = archive.infolist()
        size = sum(info.file_size for info in infos)
        packed = sum(info.compress_size for info in infos) or 1
        if any(info.flag_bits & 1 for info in infos):
            source.stop(Reason.ENCRYPTED, "The document is protected by a password; save it without one.")
        if len(infos) > _MAX_PARTS:
            source.stop(Reason.UNSAFE_ARCHIVE, f"A document of {len(infos):,} parts.")
        if size > _MAX_UNPACKED or (size > source.limits.ratio_from_bytes and size > source.limits.max_ratio * packed):
            source.stop(Reason.UNSAFE_ARCHIVE, "A document that unpacks to far more than its size, as a bomb does.")
        # names of sizes can lie: what is really there is counted too
        total = 0
        for info in infos:
            with archive.open(info) as part:
                while data := part.read(1 << 20):
                    total += len(data)
                    if total > _MAX_UNPACKED:
                        source.stop(Reason.UNSAFE_ARCHIVE, "A document that unpacks to more than it says.")
