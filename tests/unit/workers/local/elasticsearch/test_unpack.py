"""Unpacking archives."""

from __future__ import annotations

import io
import tarfile
import zipfile
from pathlib import Path, PurePosixPath

import pytest

from workers.local.elasticsearch import unpack
from workers.local.errors import ServiceError


def make_tar(path: Path, members: dict[str, str | None], link: tuple[str, str] | None = None) -> Path:
    """A tar.gz with these files (None is a folder) and perhaps a symbolic link."""
    with tarfile.open(path, "w:gz") as archive:
        for name, text in members.items():
            member = tarfile.TarInfo(name)
            data = (text or "").encode()
            member.size = len(data)
            member.mode = 0o755 if text is None or text.startswith("#!") else 0o640
            member.type = tarfile.DIRTYPE if text is None else tarfile.REGTYPE
            archive.addfile(member, io.BytesIO(data))
        if link:
            member = tarfile.TarInfo(link[0])
            member.type = tarfile.SYMTYPE
            member.linkname = link[1]
            archive.addfile(member)
    return path


def test_unpack_tar(tmp_path: Path) -> None:
    """The first folder level goes away, programs stay executable, others may read."""
    archive = make_tar(tmp_path / "a.tar.gz", {"es": None, "es/bin": None, "es/bin/run": "#!/bin/sh", "es/text": "x"})
    target = tmp_path / "target"
    target.mkdir()
    unpack.unpack_tar(archive, target)
    assert "x" == (target / "text").read_text()
    assert 0o755 == (target / "bin" / "run").stat().st_mode & 0o777
    assert 0o644 == (target / "text").stat().st_mode & 0o777


def test_unpack_tar_keeps_links_inside(tmp_path: Path) -> None:
    """A link to a neighbour stays a link."""
    archive = make_tar(tmp_path / "a.tar.gz", {"es/text": "x"}, ("es/link", "text"))
    target = tmp_path / "target"
    target.mkdir()
    unpack.unpack_tar(archive, target)
    assert "text" == (target / "link").readlink().name
    assert "x" == (target / "link").read_text()


def test_unpack_tar_needs_no_filter_of_the_library(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Python 3.11.2 (Debian 12) has no `tarfile.data_filter`."""
    monkeypatch.delattr(tarfile, "data_filter", raising=False)
    archive = make_tar(tmp_path / "a.tar.gz", {"es/text": "x"})
    target = tmp_path / "target"
    target.mkdir()
    unpack.unpack_tar(archive, target)
    assert "x" == (target / "text").read_text()


@pytest.mark.parametrize("kind", [tarfile.FIFOTYPE, tarfile.CHRTYPE, tarfile.LNKTYPE])
def test_unpack_tar_refuses_devices_and_hard_links(tmp_path: Path, kind: bytes) -> None:
    """Nothing but files, folders and symbolic links has a place in the archive."""
    with tarfile.open(tmp_path / "a.tar.gz", "w:gz") as archive:
        member = tarfile.TarInfo("es/thing")
        member.type, member.linkname = kind, "es/other"
        archive.addfile(member)
    target = tmp_path / "target"
    target.mkdir()
    with pytest.raises(ServiceError, match="neither a file, a folder nor a symbolic link"):
        unpack.unpack_tar(tmp_path / "a.tar.gz", target)


def test_unpack_tar_does_not_write_through_a_link(tmp_path: Path) -> None:
    """A link unpacked first cannot redirect a file that comes after it."""
    (tmp_path / "victim").mkdir()
    with tarfile.open(tmp_path / "a.tar.gz", "w:gz") as archive:
        for name, link in (("es/a", "."), ("es/a/b", "../victim")):
            member = tarfile.TarInfo(name)
            member.type, member.linkname = tarfile.SYMTYPE, link
            archive.addfile(member)
        member = tarfile.TarInfo("es/b/file")
        member.size = 1
        archive.addfile(member, io.BytesIO(b"x"))
    target = tmp_path / "target"
    target.mkdir()
    with pytest.raises(ServiceError, match="leads out of it"):
        unpack.unpack_tar(tmp_path / "a.tar.gz", target)
    assert [] == list((tmp_path / "victim").iterdir())


@pytest.mark.parametrize(
    ("members", "link"),
    [
        ({"es/../../out": "x"}, None),
        ({"es//etc/out": "x", "es/../out": "x"}, None),
        ({}, ("es/link", "../../out")),
    ],
)
def test_unpack_tar_refuses_to_leave(
    tmp_path: Path, members: dict[str, str | None], link: tuple[str, str] | None
) -> None:
    """A path or a link out of the folder is refused and nothing lands outside."""
    archive = make_tar(tmp_path / "a.tar.gz", members, link)
    target = tmp_path / "deep" / "target"
    target.mkdir(parents=True)
    with pytest.raises(ServiceError, match="not a whole and safe archive"):
        unpack.unpack_tar(archive, target)
    assert [] == [path for path in tmp_path.rglob("out") if target not in path.parents]


def test_unpack_tar_that_ends_early(tmp_path: Path) -> None:
    """A cut archive is one sentence."""
    whole = make_tar(tmp_path / "a.tar.gz", {"es/text": "words " * 5000})
    cut = tmp_path / "cut.tar.gz"
    cut.write_bytes(whole.read_bytes()[:60])
    target = tmp_path / "target"
    target.mkdir()
    with pytest.raises(ServiceError, match=r"cut\.tar\.gz is not a whole and safe archive"):
        unpack.unpack_tar(cut, target)


def test_unpack_zip(tmp_path: Path) -> None:
    """Only what has a place is unpacked, and nothing outside."""
    archive = tmp_path / "a.zip"
    with zipfile.ZipFile(archive, "w") as opened:
        opened.writestr("x/keep.txt", "kept")
        opened.writestr("x/leave.txt", "left")
    target = tmp_path / "target"
    unpack.unpack_zip(archive, target, lambda name: PurePosixPath(name.name) if name.stem == "keep" else None)
    assert ["keep.txt"] == [path.name for path in target.iterdir()]
    with pytest.raises(ServiceError, match="leads out of it"):
        unpack.unpack_zip(archive, target, lambda name: PurePosixPath("..", name.name))


def test_unpack_broken_zip(tmp_path: Path) -> None:
    """What is no zip file is one sentence."""
    archive = tmp_path / "a.zip"
    archive.write_bytes(b"PK not really")
    with pytest.raises(ServiceError, match="not a whole zip file"):
        unpack.unpack_zip(archive, tmp_path / "target", lambda name: name)


def test_made_whole(tmp_path: Path) -> None:
    """The folder appears in one step at the end; a failure leaves nothing, and what a killed run left goes away."""
    target = tmp_path / "cache" / "thing"
    (tmp_path / "cache" / ".thing.killed.part").mkdir(parents=True)
    (tmp_path / "cache" / ".thing.archive.part").touch()
    with pytest.raises(KeyboardInterrupt), unpack.made_whole(target) as building:  # noqa: PT012
        (building / "half").write_text("x")
        raise KeyboardInterrupt
    assert [] == list((tmp_path / "cache").iterdir())
    with unpack.made_whole(target) as building:
        (building / "all").write_text("x")
        assert not target.exists()
    assert ["all"] == [path.name for path in target.iterdir()]
    assert [target] == list((tmp_path / "cache").iterdir())


def test_need_space(tmp_path: Path) -> None:
    """Too little space is one sentence that says where and what to do."""
    unpack.need_space(tmp_path, 1, "This")
    with pytest.raises(ServiceError, match=r"This needs 1000000000000.0 GB free in .*COPYDESK_CACHE"):
        unpack.need_space(tmp_path, 10**21, "This")
