"""The official archive of Elasticsearch, which carries its own Java."""

from __future__ import annotations

import os
import platform
import re
import sys
from pathlib import Path

from workers.local.elasticsearch import download, unpack
from workers.local.elasticsearch.home import VERSION
from workers.local.errors import ServiceError
from workers.local.progress import Progress

ARCHIVE_URL = "https://artifacts.elastic.co/downloads/elasticsearch"


def archive_name() -> str | None:
    """Return the name of the official archive for this platform; None if there is none that we can unpack."""
    system = {"linux": "linux", "darwin": "darwin"}.get(sys.platform)
    machine = {"x86_64": "x86_64", "amd64": "x86_64", "aarch64": "aarch64", "arm64": "aarch64"}.get(
        platform.machine().lower()
    )
    return f"elasticsearch-{VERSION}-{system}-{machine}.tar.gz" if system and machine else None


def fetch(target: Path, archive_url: str, progress: Progress) -> None:
    """Download, check and unpack the archive.

    Args:
        target: the folder to make.
        archive_url: address of the folder with the archives and their checksums.
        progress: receives the progress of each step.

    Raises:
        UnreachableError: there is none for this platform, or the server cannot be reached.
        ServiceError: the archive is not what its checksum says, or the disk has no room.
    """
    name = archive_name()
    if name is None:
        raise download.UnreachableError(f"there is no official archive for {sys.platform} on {platform.machine()}")
    url = f"{archive_url.rstrip('/')}/{name}"
    checksum = download.read_text(f"{url}.sha512").split()
    if not checksum or not re.fullmatch(r"[0-9a-fA-F]{128}", checksum[0]):
        raise ServiceError(f"{url}.sha512 holds no checksum: nothing was fetched.")
    unpack.need_space(target.parent, 2_500_000_000, "Fetching Elasticsearch")
    with unpack.made_whole(target) as building:
        archive = building.parent / f".{target.name}.{os.getpid()}.part"
        try:
            download.download(url, archive, progress, "fetch Elasticsearch")
            download.verify(archive, "sha512", checksum[0], progress)
            unpack.unpack_tar(archive, building, progress)
        finally:
            archive.unlink(missing_ok=True)
