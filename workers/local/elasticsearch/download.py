"""Download a file over HTTP and compare it with its checksum."""

from __future__ import annotations

import hashlib
from pathlib import Path

import requests

from workers.local.errors import ServiceError
from workers.local.progress import Progress, silent

_CHUNK = 1 << 20
#: Seconds to connect (an archive out of reach must not hold up the next source), and between two pieces.
TIMEOUT = (4.0, 60.0)


class UnreachableError(ServiceError):
    """The server cannot be reached; another source may do."""


def download(url: str, target: Path, progress: Progress = silent, step: str = "download") -> None:
    """Write the file at `url` to `target`.

    Raises:
        UnreachableError: there is no connection, it broke, or the server refuses.
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
    except requests.RequestException as error:
        raise _unreachable(url, error) from error
    if total and done != total:
        raise UnreachableError(f"{url} ended after {done:,} of {total:,} bytes; try again.")


def read_text(url: str) -> str:
    """Return the small text at `url`.

    Raises:
        UnreachableError: see `download`.
    """
    try:
        response = requests.get(url, timeout=TIMEOUT)
        response.raise_for_status()
    except requests.RequestException as error:
        raise _unreachable(url, error) from error
    return response.text[:10_000]


def verify(path: Path, algorithm: str, expected: str, progress: Progress = silent) -> None:
    """Compare a file with its checksum in hexadecimal digits.

    Raises:
        ServiceError: they differ.
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


def _unreachable(url: str, error: requests.RequestException) -> UnreachableError:
    if isinstance(error, requests.HTTPError):
        return UnreachableError(f"{url} cannot be had: the server answers {error.response.status_code}.")
    if isinstance(error, requests.ConnectTimeout):
        said = "no answer in time"
    elif isinstance(error, requests.Timeout):
        said = "it stopped sending"
    elif isinstance(error, requests.ConnectionError):
        said = "no connection"
    else:
        said = type(error).__name__
    return UnreachableError(f"{url} cannot be reached: {said}.")
