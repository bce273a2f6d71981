"""Unpack an archive into a new folder: nothing outside it, nothing half-made, readable for every user."""

from __future__ import annotations

import gzip
import os
import shutil
import stat
import tarfile
import tempfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath

from workers.local.errors import ServiceError
from workers.local.progress import Progress, silent

_CHUNK = 1 << 20


def need_space(folder: Path, needed: int, what: str) -> None:
    """Check that `folder` has `needed` bytes free.

    Raises:
        ServiceError: it has fewer.
    """
    folder.mkdir(parents=True, exist_ok=True)
    free = shutil.disk_usage(folder).free
    if free < needed:
        raise ServiceError(
            f"{what} needs {needed / 1e9:.1f} GB free in {folder}, where there are {free / 1e9:.1f}: "
            "free some, or set COPYDESK_CACHE to a folder on another disk."
        )


@contextmanager
def made_whole(target: Path) -> Iterator[Path]:
    """Yield a folder beside `target` to build in; at the end it becomes `target` in one step, or is removed.

    Leftovers of an earlier, killed run are removed too, so call this under a lock.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    for left in target.parent.glob(f".{target.name}.*.part"):
        if left.is_dir():
            shutil.rmtree(left, ignore_errors=True)
        else:
            left.unlink(missing_ok=True)
    building = Path(tempfile.mkdtemp(prefix=f".{target.name}.", suffix=".part", dir=target.parent))
    try:
        yield building
        building.chmod(0o755)
        building.rename(target)
    except OSError as error:
        raise ServiceError(f"{target} could not be made: {error.strerror or error}.") from error
    finally:
        shutil.rmtree(building, ignore_errors=True)


def unpack_zip(
    archive: Path, target: Path, where: Callable[[PurePosixPath], PurePosixPath | None], progress: Progress = silent
) -> None:
    """Unpack chosen members of a zip file.

    Args:
        archive: the zip file.
        target: the folder to unpack into.
        where: returns a member's path below `target`, or None to leave it out.
        progress: receives the bytes unpacked so far.

    Raises:
        ServiceError: a member would leave `target`, or the archive is broken.
    """
    try:
        with zipfile.ZipFile(archive) as opened:
            chosen = [
                (member, place)
                for member in opened.infolist()
                if not member.is_dir() and (place := where(PurePosixPath(member.filename))) is not None
            ]
            total = sum(member.file_size for member, _ in chosen)
            done = 0
            for member, place in chosen:
                if place.is_absolute() or ".." in place.parts:
                    raise ServiceError(f"{archive.name} holds a path that leads out of it: {place}.")
                path = target / place
                path.parent.mkdir(parents=True, exist_ok=True)
                with opened.open(member) as source, path.open("wb") as copy:
                    shutil.copyfileobj(source, copy, _CHUNK)
                path.chmod(0o755 if (member.external_attr >> 16) & stat.S_IXUSR else 0o644)
                done += member.file_size
                progress("unpack", done, total)
    except zipfile.BadZipFile as error:
        raise ServiceError(f"{archive.name} is not a whole zip file; it is fetched again at the next start.") from error
    _open_to_read(target)


def unpack_tar(archive: Path, target: Path, progress: Progress = silent) -> None:
    """Unpack a compressed tar file without its first folder level.

    Only folders, files and symbolic links that stay inside are accepted. (`tarfile.data_filter` does the same from
    Python 3.11.4 on, but Debian 12 has 3.11.2.)

    Raises:
        ServiceError: the archive is broken, or a member would leave `target`.
    """
    total = archive.stat().st_size
    try:
        with archive.open("rb") as file, tarfile.open(fileobj=file, mode="r:gz") as opened:
            for member in opened:
                parts = PurePosixPath(member.name).parts[1:]
                if parts:
                    _extract(opened, member, target, PurePosixPath(*parts))
                    progress("unpack", file.tell(), total)
    except (tarfile.TarError, EOFError, zlib.error, gzip.BadGzipFile, _UnsafeError) as error:
        raise ServiceError(f"{archive.name} is not a whole and safe archive: {error}.") from error
    _open_to_read(target)


class _UnsafeError(Exception):
    """A member of an archive would reach outside its folder, or is of a kind that has no place in one."""


def _extract(opened: tarfile.TarFile, member: tarfile.TarInfo, target: Path, inner: PurePosixPath) -> None:
    path = target / inner
    # The parent is resolved, so that a link unpacked before cannot redirect what follows.
    if inner.is_absolute() or ".." in inner.parts or not _is_inside(path.parent, target):
        raise _UnsafeError(f"{member.name} leads out of it")
    if member.isdir():
        path.mkdir(parents=True, exist_ok=True)
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    if member.issym():
        if PurePosixPath(member.linkname).is_absolute() or not _is_inside(path.parent / member.linkname, target):
            raise _UnsafeError(f"the link {member.name} leads out of it")
        path.symlink_to(member.linkname)
        return
    source = opened.extractfile(member) if member.isreg() else None
    if source is None:
        raise _UnsafeError(f"{member.name} is neither a file, a folder nor a symbolic link")
    with source, path.open("xb") as copy:
        shutil.copyfileobj(source, copy, _CHUNK)
    path.chmod(0o755 if member.mode & stat.S_IXUSR else 0o644)


def _is_inside(path: Path, folder: Path) -> bool:
    return path.resolve().is_relative_to(folder.resolve())


def _open_to_read(folder: Path) -> None:
    """Let other users read and enter: Elasticsearch may run as another user."""
    for path, folders, files in os.walk(folder):
        for name in (*folders, *files):
            entry = Path(path, name)
            if not entry.is_symlink():
                mode = entry.stat().st_mode
                extra = 0o055 if mode & stat.S_IXUSR else 0o044
                entry.chmod(stat.S_IMODE(mode) | extra)
