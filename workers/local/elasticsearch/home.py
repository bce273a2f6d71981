"""An unpacked Elasticsearch with the Java that runs it, and where each source is unpacked."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Mapping
from pathlib import Path

import platformdirs

from articles.article import Value
from workers.local.elasticsearch import java
from workers.local.supervision.users import User

VERSION = "9.4.3"


class Home(Value, frozen=True, kw_only=True):
    """An unpacked Elasticsearch and the Java that runs it."""

    path: Path
    java: Path
    version: str
    source: str  #: "installed", "archive", "maven"

    @property
    def has_script(self) -> bool:
        """Return whether the folder contains the start script of the official distribution."""
        return (self.path / "bin" / "elasticsearch").is_file()


def home_at(path: Path, source: str, user: User | None, environment: Mapping[str, str]) -> Home | None:
    """Return the Elasticsearch at `path` with its own Java or another; None without either.

    Args:
        path: the folder to look at.
        source: the name of the source, for messages.
        user: who will run it.
        environment: variables in which a Java may be named.
    """
    found = version(path)
    if found is None:
        return None
    for own in (path / "jdk", path / "jdk.app" / "Contents" / "Home"):
        if (own / "bin" / "java").is_file():
            return Home(path=path, java=own, version=found, source=source)
    other = java.find(user, environment)
    return Home(path=path, java=other, version=found, source=source) if other else None


def version(path: Path) -> str | None:
    """Return the version of the Elasticsearch at `path`, by the name of its main library; None without one."""
    for library in path.glob("lib/elasticsearch-*.jar"):
        match = re.fullmatch(r"elasticsearch-(\d+\.\d+\.\d+)\.jar", library.name)
        if match:
            return match[1]
    return None


def installed(user: User | None, environment: Mapping[str, str] = os.environ) -> Home | None:
    """Return the system's own Elasticsearch of our major version, found by ES_HOME or the path."""
    candidates = []
    if environment.get("ES_HOME"):
        candidates.append(Path(environment["ES_HOME"]))
    on_path = shutil.which("elasticsearch", path=environment.get("PATH"))
    if on_path:
        candidates.append(Path(on_path).resolve().parent.parent)
    candidates.append(Path("/usr/share/elasticsearch"))
    for path in candidates:
        home = home_at(path, "installed", user, environment)
        if home is not None and home.version.split(".")[0] == VERSION.split(".")[0]:
            return home
    return None


def default_cache(user: User | None) -> Path:
    """Return the user's cache folder; as root one that the user who runs Elasticsearch can read."""
    return Path("/var/cache/copydesk") if user is not None else platformdirs.user_cache_path("copydesk")


def unpacked_at(cache: Path, source: str) -> Path:
    """Return the folder in `cache` for the Elasticsearch of a source."""
    return cache / f"elasticsearch-{VERSION}-{source}"
