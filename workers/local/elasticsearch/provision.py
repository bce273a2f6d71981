"""Find an Elasticsearch to run: an installed one, one fetched before, the official archive, or Maven Central."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Literal, get_args

from workers.local import locks
from workers.local.elasticsearch import java, maven, official_archive
from workers.local.elasticsearch.download import UnreachableError
from workers.local.elasticsearch.home import VERSION, Home, default_cache, home_at, installed, unpacked_at, version
from workers.local.elasticsearch.official_archive import ARCHIVE_URL
from workers.local.errors import ServiceError
from workers.local.progress import Progress, silent
from workers.local.supervision.users import User, can_reach

Source = Literal["auto", "installed", "cache", "archive", "maven"]
SOURCES: tuple[Source, ...] = get_args(Source)

#: The sources that are fetched, in the order in which they are tried.
FETCHED = ("archive", "maven")


def find(
    source: Source = "auto",
    *,
    cache: Path | None = None,
    user: User | None = None,
    archive_url: str = ARCHIVE_URL,
    progress: Progress = silent,
    environment: Mapping[str, str] = os.environ,
) -> Home:
    """Find an Elasticsearch to run, or fetch one into the cache.

    Args:
        source: the only place to take it from; "auto" tries all, in the order of this module's first line.
        cache: folder for what is fetched; `default_cache` if None.
        user: who will run it, and must be able to read it.
        archive_url: address of the folder with the official archives and their checksums.
        progress: receives the progress of a fetch.
        environment: variables in which programs are looked for.

    Raises:
        ServiceError: there is none; the message lists what was tried and says what to do.
    """
    cache = cache or default_cache(user)
    if not can_reach(cache / "elasticsearch", user):
        raise ServiceError(
            f"User {user.name if user else '?'}, who runs Elasticsearch, cannot look into {cache}: "
            "set COPYDESK_CACHE to a folder that every user can enter."
        )
    tried: list[str] = []
    if source in ("auto", "installed"):
        home = installed(user, environment)
        if home is not None:
            return home
        tried.append("none is installed (ES_HOME, or elasticsearch on the path)")
    if source in ("auto", "cache"):
        for kind in FETCHED:
            home = home_at(unpacked_at(cache, kind), kind, user, environment)
            if home is not None:
                return home
        if source == "cache":
            tried.append(f"none was fetched into {cache} yet, or no Java {java.MINIMUM}+ can run it")
    for kind in _fetchable(source, user, environment):
        try:
            return _fetched(kind, cache, user, archive_url, progress, environment)
        except UnreachableError as error:
            tried.append(str(error).rstrip("."))
    raise ServiceError(
        f"No Elasticsearch {VERSION} can be had: {'; '.join(tried)}. "
        "Connect to the network, or run one yourself and set COPYDESK_ELASTICSEARCH_URL."
    )


def _fetchable(source: Source, user: User | None, environment: Mapping[str, str]) -> tuple[str, ...]:
    if source == "auto":  # Maven is mentioned only to those who have it
        return FETCHED if maven.is_possible(user, environment) else ("archive",)
    return (source,) if source in FETCHED else ()


def _fetch(
    kind: str, target: Path, user: User | None, archive_url: str, progress: Progress, environment: Mapping[str, str]
) -> None:
    if kind == "archive":
        official_archive.fetch(target, archive_url, progress)
    else:
        maven.fetch(target, user, progress, environment)


def _fetched(
    kind: str, cache: Path, user: User | None, archive_url: str, progress: Progress, environment: Mapping[str, str]
) -> Home:
    target = unpacked_at(cache, kind)
    try:
        if version(target) is None:  # what is there is whole, and may be another user's, who alone can take the lock
            cache.mkdir(parents=True, exist_ok=True)
            with locks.waited_for(cache / "elasticsearch.lock", lambda: progress("wait for another copydesk", 0, 0)):
                if version(target) is None:
                    _fetch(kind, target, user, archive_url, progress, environment)
    except OSError as error:
        raise ServiceError(
            f"{cache} cannot be used ({error.strerror}): set COPYDESK_CACHE to another folder."
        ) from error
    home = home_at(target, kind, user, environment)
    if home is None:
        raise UnreachableError(maven.no_java())
    return home
