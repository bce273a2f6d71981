"""Brings a file here, checks it against its checksum, and unpacks it, leaving nothing half-made."""

from __future__ import annotations

import contextlib
import hashlib
import os
import shutil
import stat
import subprocess
import tarfile
import tempfile
import threading
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath

import requests

from workers.local.errors import ServiceError
from workers.local.progress import Progress, silent
from workers.local.supervision.processes import launched

_CHUNK = 1 << 20
#: Seconds to connect (an archive that cannot be reached must not hold up the next source), and between two pieces.
TIMEOUT = (4.0, 60.0)


class UnreachableError(ServiceError):
    """The server cannot be reached; another source may do."""


def download(url: str, target: Path, progress: Progress = silent, step: str = "download") -> None:
    """Write what is at `url` to `target`.

    Raises:
        UnreachableError: no connection, or none that lasts; the server has no such file, or fails.
    """
    try:
        with requests.get(url, stream=True, timeout=TIMEOUT) as response:
            response.raise_for_status()
            total = int(response.headers.get("Content-Length") or 0)
            done = 0
            with target.open("wb") as file:
                for chunk in response.iter_content(_CHUNK):
                    file.write(chunk)
                    done += len(chunk)
                    progress(step, done, total)
    except requests.HTTPError as error:
        raise UnreachableError(f"{url} cannot be had: the server answers {error.response.status_code}.") from error
    except requests.RequestException as error:
        raise UnreachableError(f"{url} cannot be reached: {_short(error)}.") from error
    if total and done != total:
        raise UnreachableError(f"{url} ended after {done:,} of {total:,} bytes; try again.")


def read_text(url: str) -> str:
    """The small text at `url`.

    Raises:
        UnreachableError: see `download`.
    """
    try:
        response = requests.get(url, timeout=TIMEOUT)
        response.raise_for_status()
        return response.text[:10_000]
    except requests.HTTPError as error:
        raise UnreachableError(f"{url} cannot be had: the server answers {error.response.status_code}.") from error
    except requests.RequestException as error:
        raise UnreachableError(f"{url} cannot be reached: {_short(error)}.") from error


def verify(path: Path, algorithm: str, expected: str, progress: Progress = silent) -> None:
    """Check a file against a checksum in hexadecimal digits.

    Raises:
        ServiceError: it differs.
    """
    digest = hashlib.new(algorithm)
    total = path.stat().st_size
    done = 0
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            digest.update(chunk)
            done += len(chunk)
            progress("check", done, total)
    if digest.hexdigest() != expected.strip().lower():
        raise ServiceError(
            f"{path.name} is not what it should be ({algorithm} {digest.hexdigest()[:12]}… instead of "
            f"{expected[:12]}…): it was damaged on its way or replaced; nothing of it was used."
        )


def need_space(folder: Path, needed: int, what: str) -> None:
    """Make sure that `folder` has `needed` bytes free.

    Raises:
        ServiceError: it has not.
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
    """A folder beside `target` to build in; it becomes `target` in one step at the end, or goes away.

    What an earlier, killed run left beside it goes away too, so call this under a lock.
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
    """Unpack the members for which `where` tells a place below `target`.

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
    """Unpack a compressed tar file without its first folder level, refusing paths and links out of it.

    Raises:
        ServiceError: the archive is broken or unsafe, or this Python cannot unpack safely (before 3.11.4).
    """
    if not hasattr(tarfile, "data_filter"):
        raise ServiceError("This Python cannot unpack archives safely: use Python 3.11.4 or later.")
    total = archive.stat().st_size
    try:
        with archive.open("rb") as file, tarfile.open(fileobj=file, mode="r:gz") as opened:
            for member in opened:
                parts = PurePosixPath(member.name).parts[1:]
                if not parts:
                    continue
                member.name = str(PurePosixPath(*parts))
                opened.extract(member, target, filter="data")
                progress("unpack", file.tell(), total)
    except (tarfile.TarError, EOFError, OSError) as error:
        if isinstance(error, OSError) and error.errno is not None:
            raise
        raise ServiceError(f"{archive.name} is not a whole and safe archive: {error}.") from error
    _open_to_read(target)


def run(arguments: list[str], watched: Path, total: int, progress: Progress, step: str) -> tuple[int, str]:
    """Run a program that fetches into the folder `watched`, telling how much lies there.

    Returns its exit code and the end of what it wrote. It ends with us, whatever ends us.
    """
    process = subprocess.Popen(
        launched(arguments),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        start_new_session=True,
    )
    output = bytearray()

    def drain() -> None:
        assert process.stdout is not None
        for line in process.stdout:
            output.extend(line)
            del output[:-8_000]

    reader = threading.Thread(target=drain, daemon=True)
    reader.start()
    try:
        while True:
            try:
                process.wait(0.5)
                break
            except subprocess.TimeoutExpired:
                progress(step, _size(watched), total)
    finally:
        if process.poll() is None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, 15)
            process.wait()
        reader.join()
        if process.stdout is not None:
            process.stdout.close()
    return process.returncode, output.decode(errors="replace")


def _size(folder: Path) -> int:
    total = 0
    for path, _, files in os.walk(folder):
        for name in files:
            with contextlib.suppress(OSError):
                total += Path(path, name).stat().st_size
    return total


def _open_to_read(folder: Path) -> None:
    """Other users may read and pass: the one that runs Elasticsearch may be another."""
    for path, folders, files in os.walk(folder):
        for name in (*folders, *files):
            entry = Path(path, name)
            if not entry.is_symlink():
                mode = entry.stat().st_mode
                extra = 0o055 if mode & stat.S_IXUSR else 0o044
                entry.chmod(stat.S_IMODE(mode) | extra)


def _short(error: Exception) -> str:
    if isinstance(error, requests.ConnectTimeout):
        return "no answer in time"
    if isinstance(error, requests.Timeout):
        return "it stopped sending"
    if isinstance(error, requests.ConnectionError):
        return "no connection"
    return type(error).__name__
