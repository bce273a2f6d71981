"""Check where the embedded Elasticsearch would come from."""

from __future__ import annotations

import os
from pathlib import Path

from workers.doctor.check import Check
from workers.local.elasticsearch import home, java, maven, provision
from workers.local.errors import ServiceError
from workers.local.supervision import users
from workers.settings import Settings


def elasticsearch_source(settings: Settings) -> Check:
    """Report what `copydesk up` would run, without fetching it."""
    name = "elasticsearch source"
    try:
        user = users.unprivileged()
    except ServiceError as error:
        return Check(name=name, outcome="trouble", found="this is root", advice=str(error))
    cache = settings.cache or home.default_cache(user)
    wanted = settings.elasticsearch_source
    found = _present(wanted, cache, user)
    if found is not None:
        return Check(name=name, outcome="ok", found=f"{found.version} ({found.source}), Java in {found.java}")
    if wanted in ("installed", "cache"):
        return Check(
            name=name,
            outcome="trouble",
            found=f"none ({wanted})",
            advice="Install Elasticsearch 9 and set ES_HOME, or set COPYDESK_ELASTICSEARCH_SOURCE=auto.",
        )
    if wanted == "maven" and not maven.is_possible(user, os.environ):
        missing = "no mvn" if java.find(user) else "no Java 21 or later"
        return Check(
            name=name,
            outcome="trouble",
            found=missing,
            advice="Install both, or set COPYDESK_ELASTICSEARCH_SOURCE=auto.",
        )
    return Check(name=name, outcome="ok", found="none yet; the first start fetches it")


def cache(settings: Settings) -> Check:
    """Name the folder in which fetched programs are kept, also for whoever removes an installation."""
    try:
        folder = settings.cache or home.default_cache(users.unprivileged())
    except ServiceError as error:
        return Check(name="cache", outcome="trouble", found="this is root", advice=str(error))
    found = str(folder.absolute())
    return Check(name="cache", outcome="ok", found=found if folder.is_dir() else f"{found}, empty so far")


def _present(wanted: provision.Source, cache: Path, user: users.User | None) -> home.Home | None:
    sources: tuple[provision.Source, ...] = ("installed", "cache")
    for source in sources:
        if wanted in ("auto", source, *(provision.FETCHED if source == "cache" else ())):
            try:
                return provision.find(source, cache=cache, user=user)
            except ServiceError:
                continue
    return None
