"""An embedded Elasticsearch: the real server, one node, on loopback."""

from __future__ import annotations

import base64
import hashlib
import json
import os
import re
import secrets
import shutil
import urllib.request
from collections.abc import Callable
from pathlib import Path
from typing import Any

from workers.local.elasticsearch import provision
from workers.local.elasticsearch.home import Home
from workers.local.errors import ServiceError
from workers.local.supervision import ports, processes, users
from workers.local.supervision.server import EmbeddedServer
from workers.local.supervision.users import User

#: The node's attribute that holds which start it comes from.
_STARTED = "start_token"

#: A killed Java machine leaves a socket in /tmp, named by its process id (HotSpot's `attachListener_posix.cpp`).
#: Elasticsearch, which attaches to itself, ends where the socket with its own id belongs to another user.
_LEFT_SOCKET = re.compile(r"\.java_pid\d+ is not secure")

#: For root's data when the user that runs Elasticsearch cannot reach the folder that was asked for.
_COMMON = Path("/var/lib/copydesk")

#: The thresholds of the second compiler are eight times HotSpot's: what is called once an article is compiled by it
#: after 40,000 articles and not after 5,000. A fifth less processor time to start, 15% less an article up to 10,000, as
#: much up to 16,000; searches over a million articles take as long (docs/explanation/performance.md).
_OWN_OPTIONS = """\
-XX:+UseG1GC
-XX:Tier4InvocationThreshold=40000
-XX:Tier4MinInvocationThreshold=4800
-XX:Tier4CompileThreshold=120000
-XX:Tier4BackEdgeThreshold=320000
-XX:-UsePerfData
-XX:+ExitOnOutOfMemoryError
-Djava.io.tmpdir=${ES_TMPDIR}
20-:--add-modules=jdk.incubator.vector
"""

#: Half the processor time until it serves (9.8 instead of 17.8 s, measured), for servers that live for minutes: the
#: compiler that spends time on the fastest code is left out.
SHORT_LIVED = "-XX:TieredStopAtLevel=1"

_LOG4J = """\
status = error
appender.console.type = Console
appender.console.name = console
appender.console.layout.type = PatternLayout
appender.console.layout.pattern = [%d{ISO8601}][%-5p][%-25c{1.}] %marker%m%n
rootLogger.level = info
rootLogger.appenderRef.console.ref = console
logger.deprecation.name = org.elasticsearch.deprecation
logger.deprecation.level = error
"""


class EmbeddedElasticsearch(EmbeddedServer):
    """An Elasticsearch server whose data lie in `directory`.

    Args:
        directory: its data, configuration and log. As root, where the user that Elasticsearch runs as cannot reach
            it, they lie in /var/lib/copydesk and `directory` becomes a link to them.
        home: what to run; `provision.find` when None.
        heap: size of its heap, as Java takes it: "512m".
        java_options: more options for Java, between spaces.
        port: the port; None takes 9200 if it is free, else another; 0 takes any free one.
        security: ask for the name `login` and `password` (generated if None); to test users and API
            keys. Without it every user of this machine can read and write the index.
        on_restart: called when it died and is started again, with the exit code and the number of restarts so far.
    """

    title = "Elasticsearch"
    standard_port = 9200
    end_seconds = 60
    login = "copydesk"  #: the name to log in with, where security is on; it may do everything

    def __init__(
        self,
        directory: Path,
        *,
        home: Home | None = None,
        heap: str = "512m",
        java_options: str = "",
        port: int | None = None,
        security: bool = False,
        password: str | None = None,
        on_restart: Callable[[int, int], None] | None = None,
    ) -> None:
        super().__init__(directory, port=port, on_restart=on_restart)
        self.security = security
        self.password = (password or secrets.token_urlsafe(18)) if security else None
        self._started = secrets.token_hex(8)  # distinguishes it from a server that took the port before it
        self._home = home
        self._heap = heap
        self._java_options = java_options

    @property
    def url(self) -> str:
        """``http://127.0.0.1:PORT``, without name and password."""
        return f"http://{ports.LOOPBACK}:{self.port}"

    def start(self) -> str:
        """Start it, wait until it serves (10 to 20 seconds), and return its URL.

        Raises:
            ServiceError: none is available, the port or the folder is in use, or it ended at once.
        """
        user = users.unprivileged()
        home = self._home or provision.find(user=user)
        place = _place(self.directory, user)

        def prepare() -> processes.Program:
            self._prepare(place, home, user)
            return self._program(place, home, user)

        return self._serve(
            place,
            lock=place.with_name(place.name + ".lock"),
            record=place.with_name(place.name + ".process.json"),
            prepare=prepare,
        )

    def _prepare(self, place: Path, home: Home, user: User | None) -> None:
        for name in ("data", "config", "tmp", "logs", "snapshots"):
            (place / name).mkdir(parents=True, exist_ok=True)
        config = place / "config"
        shutil.rmtree(place / "tmp")  # native libraries of earlier runs
        (place / "tmp").mkdir()
        (config / "jvm.options").write_text(f"{_OWN_OPTIONS}-XX:ErrorFile={place}/logs/crash-%p.log\n")
        (config / "jvm.options.d").mkdir(exist_ok=True)
        (config / "log4j2.properties").write_text(_LOG4J)
        (config / "elasticsearch.yml").write_text(
            _settings(place, home, self.port, security=self.security, started=self._started)
        )
        if self.security:
            for name in ("roles.yml", "role_mapping.yml"):
                (config / name).touch()
            (config / "users").write_text(f"{self.login}:{_pbkdf2(self.password or '')}\n")
            (config / "users_roles").write_text(f"superuser:{self.login}\n")
        users.give(place, user)

    def _program(self, place: Path, home: Home, user: User | None) -> processes.Program:
        options = f"-Xms{self._heap} -Xmx{self._heap} {self._java_options}".strip()
        environment = processes.environment(
            os.environ,
            ("PATH", "LANG", "TZ"),
            HOME=str(place),
            ES_HOME=str(home.path),
            ES_PATH_CONF=str(place / "config"),
            ES_TMPDIR=str(place / "tmp"),
            ES_JAVA_HOME=str(home.java),
            ES_JAVA_OPTS=options,
        )
        arguments: tuple[str, ...]
        scratch = f"-Djava.io.tmpdir={place / 'tmp'}"  # of the launcher, which leaves folders behind
        if home.has_script:
            environment["CLI_JAVA_OPTS"] = scratch
            arguments = (str(home.path / "bin" / "elasticsearch"),)
        else:
            # What the start script would do, with the Java program behind it.
            java = str(home.java / "bin" / "java")
            environment |= {
                "ES_DISTRIBUTION_TYPE": "tar",
                "JAVA_TYPE": "ES_JAVA_HOME",
                "JAVA": java,
                "CLI_JAVA_OPTS": "",
            }
            arguments = (
                java,
                "-Xms4m",
                "-Xmx64m",
                "-XX:+UseSerialGC",
                "-XX:-UsePerfData",
                scratch,
                "-cp",
                str(home.path / "lib" / "tools" / "server-launcher" / "*"),
                "org.elasticsearch.server.launcher.ServerLauncher",
            )
        return processes.Program(
            arguments=arguments,
            environment=environment,
            folder=home.path,  # it looks for its modules there
            log=place / "logs" / "console.log",
            user=user,
            stop_seconds=60,
            ready_seconds=240,
            unlucky=_LEFT_SOCKET,
        )

    def _is_ready(self) -> bool:
        try:
            nodes = self._ask("/_nodes/_local?filter_path=nodes.*.attributes")["nodes"].values()
            started = [node["attributes"].get(_STARTED) for node in nodes]
            if started != [self._started]:
                raise ServiceError(f"Another Elasticsearch answers on port {self.port}; start again.")
            status = self._ask("/_cluster/health?wait_for_status=yellow&timeout=1s")["status"]
        except (OSError, ValueError, TypeError, KeyError, AttributeError):
            return False
        return status in ("yellow", "green")

    def _ask(self, path: str) -> Any:
        request = urllib.request.Request(f"{self.url}{path}")  # noqa: S310
        if self.security:
            pair = base64.b64encode(f"{self.login}:{self.password}".encode()).decode()
            request.add_header("Authorization", f"Basic {pair}")
        with urllib.request.urlopen(request, timeout=3) as response:  # noqa: S310
            return json.load(response)


def _settings(place: Path, home: Home, port: int, *, security: bool, started: str) -> str:
    settings: dict[str, object] = {
        "cluster.name": "copydesk",
        "node.name": "embedded",
        f"node.attr.{_STARTED}": started,
        "path.data": str(place / "data"),
        "path.logs": str(place / "logs"),
        "path.repo": str(place / "snapshots"),
        "network.host": ports.LOOPBACK,
        "http.port": port,
        "transport.port": "9300-9400",
        "discovery.type": "single-node",
        "xpack.security.enabled": security,
        "xpack.security.autoconfiguration.enabled": False,
        # Absolute, since a tenth of a large disk that is kept free would stop a small machine's index.
        "cluster.routing.allocation.disk.watermark.low": "1gb",
        "cluster.routing.allocation.disk.watermark.high": "500mb",
        "cluster.routing.allocation.disk.watermark.flood_stage": "250mb",
    }
    # Settings of modules that only the official distribution has; an unknown one would keep it from starting.
    for module, name in (("x-pack-ml", "xpack.ml.enabled"), ("ingest-geoip", "ingest.geoip.downloader.enabled")):
        if (home.path / "modules" / module).is_dir():
            settings[name] = False
    # JSON is YAML.
    return "".join(f"{name}: {json.dumps(value)}\n" for name, value in settings.items())


def _place(directory: Path, user: User | None) -> Path:
    """Return the folder where the data really are (see `EmbeddedElasticsearch`)."""
    if users.can_reach(directory / "data", user):
        if directory.is_symlink():
            return directory.resolve()
        directory.mkdir(parents=True, exist_ok=True)
        return directory
    digest = hashlib.sha256(str(directory).encode()).hexdigest()[:12]
    place = _COMMON / f"elasticsearch-{digest}"
    place.mkdir(parents=True, exist_ok=True)
    if not directory.exists() and not directory.is_symlink():
        directory.parent.mkdir(parents=True, exist_ok=True)
        directory.symlink_to(place)
    return place


def _pbkdf2(password: str) -> str:
    """Hash a password as Elasticsearch's file realm does (its `Hasher.PBKDF2_10000`: SHA-512, 256 bits)."""
    salt = secrets.token_bytes(32)
    digest = hashlib.pbkdf2_hmac("sha512", password.encode(), salt, 10_000, dklen=32)
    return f"{{PBKDF2}}10000${base64.b64encode(salt).decode()}${base64.b64encode(digest).decode()}"
