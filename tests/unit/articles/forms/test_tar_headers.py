"""Extended headers of tar that the standard library would read for hours."""

from __future__ import annotations

import io
import tarfile
from pathlib import Path

import pytest

from articles.article import Given, Record, Rejection
from articles.forms import read
from articles.forms.tar_headers import MOST_BYTES, MOST_IN_A_ROW

TEXT = b"The harbour office said on Wednesday that the keeper had climbed the steps for the last time that day. " * 6


def block(kind: bytes, content: bytes, name: str = "a.txt") -> bytes:
    """A member as it stands in the archive: header, content, padding."""
    info = tarfile.TarInfo(name)
    info.type, info.size = kind, len(content)
    return info.tobuf(tarfile.USTAR_FORMAT) + content + b"\0" * (-len(content) % tarfile.BLOCKSIZE)


def outcomes(folder: Path, archive: bytes) -> list[tuple[str, str]]:
    """Form or reason of each record, with what is said of it."""
    path = folder / "a.tar"
    path.write_bytes(archive + b"\0" * 1024)
    found: list[tuple[str, str]] = []
    for item in read(path, name=path.name, given=Given()):
        found.append((item.form, "") if isinstance(item, Record) else (item.reason.value, item.detail))
        assert isinstance(item, Record | Rejection)
    return found


GOOD = block(tarfile.REGTYPE, TEXT)


@pytest.mark.parametrize(
    ("header", "why"),
    [
        (block(tarfile.XHDTYPE, b"1" * 300_000), "of 300,000 bytes"),
        (block(tarfile.XGLTYPE, b"1" * 300_000), "of 300,000 bytes"),
        (block(tarfile.XHDTYPE, b"1" * 20_000), "an endless number"),
        (block(tarfile.XHDTYPE, b"30 comment=x\n" + b"1" * 20_000), "an endless number"),
        (block(tarfile.GNUTYPE_LONGNAME, b"a" * (MOST_BYTES + 1)), "bytes"),
        (block(tarfile.GNUTYPE_LONGLINK, b"a" * (MOST_BYTES + 1)), "bytes"),
        (block(tarfile.XHDTYPE, b"14 path=a.txt\n") * 2000, f"more than {MOST_IN_A_ROW} extended headers"),
        (block(tarfile.GNUTYPE_LONGNAME, b"a\0") * 2000, f"more than {MOST_IN_A_ROW} extended headers"),
    ],
)
def test_beyond_the_bounds(header: bytes, why: str, tmp_path: Path) -> None:
    """What came before is read; from there on the archive is refused as unsafe, at once."""
    first, second = outcomes(tmp_path, GOOD + header + GOOD)
    assert ("plain", "") == first
    assert "unsafe_archive" == second[0]
    assert why in second[1]
    ((reason, detail),) = outcomes(tmp_path, header + GOOD)
    assert "unsafe_archive" == reason
    assert why in detail


@pytest.mark.parametrize("format_", [tarfile.PAX_FORMAT, tarfile.GNU_FORMAT])
def test_long_names_and_comments_of_archivers_are_read(format_: int, tmp_path: Path) -> None:
    """Names of 4,000 bytes and letters of any kind, in either way of writing them."""
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w", format=format_) as archive:
        for name in ("ä" * 100 + ".txt", "/".join(["folder"] * 570) + "/long.txt"):
            info = tarfile.TarInfo(name)
            info.size, info.pax_headers = len(TEXT), {"comment": "a remark " * 300, "mtime": "1700000000.123456789"}
            archive.addfile(info, io.BytesIO(TEXT))
    found = outcomes(tmp_path, out.getvalue())
    assert 2 == len(found)
    assert {""} == {detail for _, detail in found}


def test_a_sparse_header_that_ends_early_is_malformed(tmp_path: Path) -> None:
    """The library fails with an IndexError over it."""
    info = tarfile.TarInfo("a.txt")
    info.type, info.size = tarfile.GNUTYPE_SPARSE, 0
    header = bytearray(info.tobuf(tarfile.GNU_FORMAT))
    header[482] = 1
    header[148:156] = b"        "
    header[148:156] = b"%06o\0 " % sum(header)
    path = tmp_path / "a.tar"
    path.write_bytes(GOOD + bytes(header))
    found = [item.reason.value for item in read(path, name=path.name, given=Given()) if isinstance(item, Rejection)]
    assert ["malformed"] == found
