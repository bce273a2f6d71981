"""Finding an Elasticsearch that is there already."""

from __future__ import annotations

import os
import sys
from pathlib import Path, PurePosixPath

import pytest

from workers.local.elasticsearch import provision
from workers.local.elasticsearch.home import Home
from workers.local.elasticsearch.maven import place_of
from workers.local.elasticsearch.official_archive import archive_name
from workers.local.errors import ServiceError
from workers.local.supervision.users import User


def make_home(path: Path, version: str = "9.4.3", jdk: bool = True, script: bool = False) -> Path:
    """A folder that looks like an unpacked Elasticsearch."""
    (path / "lib").mkdir(parents=True)
    (path / "lib" / f"elasticsearch-{version}.jar").touch()
    (path / "lib" / f"elasticsearch-core-{version}.jar").touch()
    if jdk:
        (path / "jdk" / "bin").mkdir(parents=True)
        (path / "jdk" / "bin" / "java").touch()
    if script:
        (path / "bin").mkdir()
        (path / "bin" / "elasticsearch").write_text("#!/bin/sh\n")
        (path / "bin" / "elasticsearch").chmod(0o755)
    return path


def test_installed_by_es_home(tmp_path: Path) -> None:
    """ES_HOME names an installed one, with the Java that it brings."""
    path = make_home(tmp_path / "es", "9.2.1", script=True)
    home = provision.find("installed", cache=tmp_path, environment={"ES_HOME": str(path), "PATH": ""})
    assert Home(path=path, java=path / "jdk", version="9.2.1", source="installed") == home
    assert home.has_script


def test_installed_by_path(tmp_path: Path) -> None:
    """A start script on the path leads to its home, through a link too."""
    path = make_home(tmp_path / "es", script=True)
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin" / "elasticsearch").symlink_to(path / "bin" / "elasticsearch")
    home = provision.find("installed", cache=tmp_path, environment={"PATH": str(tmp_path / "bin")})
    assert path == home.path


def test_another_major_version_is_not_taken(tmp_path: Path) -> None:
    """The client speaks to 9 only, so an installed 8 is as good as none."""
    path = make_home(tmp_path / "es", "8.15.0")
    with pytest.raises(ServiceError, match="none is installed"):
        provision.find("installed", cache=tmp_path, environment={"ES_HOME": str(path), "PATH": ""})


def test_cache(tmp_path: Path) -> None:
    """What was fetched before is taken, the official archive first."""
    maven = make_home(tmp_path / "elasticsearch-9.4.3-maven")
    assert maven == provision.find("cache", cache=tmp_path, environment={"PATH": ""}).path
    archive = make_home(tmp_path / "elasticsearch-9.4.3-archive")
    assert archive == provision.find("cache", cache=tmp_path, environment={"PATH": ""}).path


def test_what_another_user_fetched_is_used_without_their_lock(tmp_path: Path) -> None:
    """It was moved into its place whole; the lock is for fetching."""
    maven = make_home(tmp_path / "elasticsearch-9.4.3-maven")
    (tmp_path / "elasticsearch.lock").mkdir()  # nobody can take it
    assert maven == provision.find("maven", cache=tmp_path, environment={"PATH": ""}).path


def test_nothing_at_all(tmp_path: Path) -> None:
    """One sentence says what was looked for and what to do."""
    with pytest.raises(ServiceError, match=r"No Elasticsearch 9\.4\.3 can be had.*COPYDESK_ELASTICSEARCH_URL"):
        provision.find("cache", cache=tmp_path, environment={"PATH": ""})


def test_cache_that_the_user_cannot_enter(tmp_path: Path) -> None:
    """As root, a cache that the user who runs Elasticsearch cannot enter is refused before anything is fetched."""
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o700)
    somebody = User(name="somebody", uid=os.getuid() + 4242, gid=os.getgid() + 4242)
    with pytest.raises(ServiceError, match="somebody, who runs Elasticsearch, cannot look into"):
        provision.find("cache", cache=closed / "cache", user=somebody, environment={"PATH": ""})


@pytest.mark.parametrize(
    ("member", "expected"),
    [
        ("sonarqube-1/elasticsearch/lib/elasticsearch-9.4.3.jar", "lib/elasticsearch-9.4.3.jar"),
        ("sonarqube-1/elasticsearch/modules/apm/apm.jar", "modules/apm/apm.jar"),
        ("sonarqube-1/elasticsearch/modules/x-pack-inference/big.jar", None),
        ("sonarqube-1/elasticsearch/bin/elasticsearch-sql-cli-9.4.3.jar", None),
        ("sonarqube-1/elasticsearch/lib/tools/server-launcher/server-launcher", None),
        ("sonarqube-1/elasticsearch/lib/tools/server-launcher/a.jar", "lib/tools/server-launcher/a.jar"),
        ("sonarqube-1/elasticsearch/lib/platform/windows-x64/zstd.dll", None),
        ("sonarqube-1/lib/sonar.jar", None),
        ("sonarqube-1/elasticsearch/", None),
    ],
)
def test_what_is_taken_from_mavens_archive(member: str, expected: str | None) -> None:
    """Elasticsearch itself, without SonarQube and what is not needed."""
    place = place_of(PurePosixPath(member))
    assert (None if expected is None else PurePosixPath(expected)) == place


def test_own_platform_is_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    """Only this platform's native libraries are unpacked."""
    monkeypatch.setattr(sys, "platform", "darwin")
    monkeypatch.setattr("platform.machine", lambda: "arm64")
    mac = PurePosixPath("s/elasticsearch/lib/platform/darwin-aarch64/libvec.dylib")
    assert PurePosixPath("lib/platform/darwin-aarch64/libvec.dylib") == place_of(mac)
    linux = PurePosixPath("s/elasticsearch/lib/platform/linux-x64/libvec.so")
    assert place_of(linux) is None
    assert "elasticsearch-9.4.3-darwin-aarch64.tar.gz" == archive_name()
