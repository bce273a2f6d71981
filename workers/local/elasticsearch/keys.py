"""API keys of the embedded Elasticsearch, kept in files that only the owner of the data folder can read."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from elasticsearch import Elasticsearch

from articles.errors import PermanentError
from search import api_keys
from search.schema.index_names import Names
from tasks.spool import atomic
from workers.local.errors import ServiceError

#: Each key's file and role.
_FILES = {
    "operator": api_keys.OPERATOR,
    "writer": api_keys.WRITER,
    "reader": api_keys.LOCAL_READER,
    "web": api_keys.WEB,
}


def provide(folder: Path, admin: Elasticsearch, names: Names) -> dict[str, Path]:
    """Make sure that each key exists, works and has the rights of this version; return the files by name.

    Args:
        folder: where the files lie; made with mode 0700, and the files with 0600.
        admin: a client that may make keys.
        names: the indices that the keys open.

    Raises:
        ServiceError: a file cannot be read or written.
        TransientError: Elasticsearch is away.
    """
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        folder.chmod(0o700)
        with ThreadPoolExecutor(len(_FILES), thread_name_prefix="key") as pool:
            list(pool.map(lambda name: _provide(folder / name, admin, names, _FILES[name]), _FILES))
    except (OSError, UnicodeDecodeError) as error:
        raise ServiceError(f"{folder} cannot be used for Elasticsearch's keys: {error}.") from error
    return {name: folder / name for name in _FILES}


def _provide(path: Path, admin: Elasticsearch, names: Names, role: str) -> None:
    key = path.read_text("utf-8").strip() if path.exists() else ""
    if not (key and _renewed(admin, names, role, key)):
        atomic.write(path, f"{api_keys.make(admin, names, role)}\n".encode(), mode=0o600)


def _renewed(admin: Elasticsearch, names: Names, role: str, key: str) -> bool:
    """Give the key today's rights; return False if Elasticsearch does not know it (perhaps its data were removed)."""
    try:
        api_keys.renew(admin, names, role, key)
    except PermanentError:
        return False
    return True
