"""Archives without their directory, and names of members in sentences."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest

from articles.article import Given, Record, Rejection
from articles.fates import Reason
from articles.forms import read

TEXT = "The council of the harbour town met on Friday and spoke about the ferry for two hours. " * 4


class Pipe(io.RawIOBase):
    """A target that cannot go back, as a network is: sizes come after the members."""

    def __init__(self) -> None:
        self.written = bytearray()

    def writable(self) -> bool:
        return True

    def write(self, data: bytes) -> int:  # type: ignore[override]
        self.written += data
        return len(data)


def found_in(tmp_path: Path, data: bytes) -> list[Record | Rejection]:
    (tmp_path / "a.zip").write_bytes(data)
    return list(read(tmp_path / "a.zip", name="a.zip", given=Given()))


@pytest.mark.parametrize(
    ("target", "method", "articles"),
    [
        (Pipe(), zipfile.ZIP_DEFLATED, 3),
        (Pipe(), zipfile.ZIP_STORED, 0),
        (io.BytesIO(), zipfile.ZIP_STORED, 3),
        (io.BytesIO(), zipfile.ZIP_LZMA, 0),
    ],
    ids=["deflated, sizes after it", "stored, sizes after it", "stored", "another method"],
)
def test_members_before_a_missing_directory_are_read(
    tmp_path: Path, target: Pipe | io.BytesIO, method: int, articles: int
) -> None:
    """Unless nothing tells where one ends."""
    with zipfile.ZipFile(target, "w", method) as archive:  # type: ignore[arg-type]
        for number in range(3):
            archive.writestr(f"{number}.txt", f"{number} {TEXT}")
    whole = bytes(target.written) if isinstance(target, Pipe) else target.getvalue()

    found = found_in(tmp_path, whole[: whole.index(b"PK\x01\x02")])

    assert [Record] * articles + [Rejection] == list(map(type, found))


def test_a_member_is_named_as_it_is_written(tmp_path: Path) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr(f"../caf\u00e9{'x' * 200}.txt", TEXT)

    (refused,) = found_in(tmp_path, out.getvalue())

    assert isinstance(refused, Rejection)
    assert refused.reason is Reason.UNSAFE_ARCHIVE
    assert refused.detail == f"'../caf\\xe9{'x' * 73}' leads out of the archive."


def test_an_archive_without_members_holds_no_article(tmp_path: Path) -> None:
    out = io.BytesIO()
    zipfile.ZipFile(out, "w").close()

    (refused,) = found_in(tmp_path, out.getvalue())

    assert isinstance(refused, Rejection)
    assert refused.detail == "No article in this file of the form zip."


def test_members_that_share_their_bytes_are_read_once(tmp_path: Path) -> None:
    """Entries of the directory that all mean the same bytes are refused but for one; the archive's others are read."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.txt", TEXT)
        archive.writestr("b.txt", TEXT)
        entry = archive.filelist[0]
        archive.filelist += [entry] * 50
    found = found_in(tmp_path, file.getvalue())
    assert 2 == sum(isinstance(item, Record) for item in found)
    refused = [item for item in found if isinstance(item, Rejection)]
    assert [Reason.UNSAFE_ARCHIVE] * 50 == [item.reason for item in refused]
    assert "in common with another member" in (refused[0].detail or "")
