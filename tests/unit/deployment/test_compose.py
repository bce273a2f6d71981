"""The compose file: what the specification says, and what we promise of it."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
import yaml
from click import Context

from workers import commands
from workers.local.elasticsearch.home import VERSION
from workers.settings import Settings

ROOT = Path(__file__).resolve().parents[3]
FILE = ROOT / "docker-compose.yml"
COMPOSE: dict[str, Any] = yaml.safe_load(FILE.read_text())
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
OURS = ("setup", "watcher", "worker", "flower", "web", "agents")


def check(file: Path) -> subprocess.CompletedProcess[str]:
    """Check a file against the Compose specification's schema, which check-jsonschema carries."""
    command = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", "vendor.compose-spec", str(file)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_follows_the_specification(tmp_path: Path) -> None:
    """The file is valid; and the check would notice if it were not."""
    done = check(FILE)
    assert 0 == done.returncode, done.stdout
    wrong = tmp_path / "wrong.yml"
    wrong.write_text(FILE.read_text().replace("stop_grace_period: 4m", "stop_grace_perod: 4m"))
    assert 1 == check(wrong).returncode


def test_all_parts_are_there() -> None:
    """The services, and nobody else."""
    assert {"elasticsearch", "valkey", *OURS} == set(SERVICES)
    assert f"docker.elastic.co/elasticsearch/elasticsearch:{VERSION}" == SERVICES["elasticsearch"]["image"]
    assert SERVICES["valkey"]["image"].startswith("valkey/valkey:9.")
    assert {"copydesk:latest"} == {SERVICES[name]["image"] for name in OURS}


@pytest.mark.parametrize("name", SERVICES)
def test_closed(name: str) -> None:
    """Nobody is root, has capabilities, may gain any, or writes to its own file system."""
    service = SERVICES[name]
    assert ["ALL"] == service["cap_drop"]
    assert "cap_add" not in service
    assert ["no-new-privileges:true"] == service["security_opt"]
    assert service["read_only"] is True
    assert not service.get("privileged", False)
    uid = re.sub(r"\$\{\w+:-(\d+)\}", r"\1", service["user"]).split(":")[0]
    assert int(uid) > 0


@pytest.mark.parametrize("name", SERVICES)
def test_published_on_loopback_only(name: str) -> None:
    """What is published is published on loopback unless .env says otherwise."""
    published = SERVICES[name].get("ports", [])
    assert (name in ("elasticsearch", "flower", "web", "agents")) == bool(published)
    for port in published:
        assert re.fullmatch(r"\$\{\w+_ADDRESS:-127\.0\.0\.1:\d+\}:\d+", port)
    networks = SERVICES[name]["networks"]
    assert (["inside", "outside"] if published else ["inside"]) == networks
    assert COMPOSE["networks"]["inside"]["internal"] is True


def test_passwords_come_from_files() -> None:
    """None is in the definition of a container, where `docker inspect` shows it, nor in a command."""
    text = FILE.read_text()
    assert [] == re.findall(r"\$\{\w*PASSWORD", text)
    for service in SERVICES.values():
        said = yaml.dump([service.get("command"), service.get("entrypoint"), service.get("healthcheck")])
        assert "${" not in said
        names = [name for name in service.get("environment", {}) if name.endswith("PASSWORD")]
        assert [] == names
        for secret in service.get("secrets", []):
            assert f"/run/secrets/{secret}" in yaml.dump(service)
    assert {name: {"file": f"./secrets/{name}"} for name in COMPOSE["secrets"]} == COMPOSE["secrets"]
    assert "true" == SERVICES["elasticsearch"]["environment"]["xpack.security.enabled"]


def test_each_part_knows_the_passwords_that_it_needs() -> None:
    """The workers have a key of least privilege, not the administrator's password."""
    knows = {name: service.get("secrets", []) for name, service in SERVICES.items()}
    assert {"elasticsearch", "setup"} == {name for name, secrets in knows.items() if "elastic_password" in secrets}
    assert {"flower"} == {name for name, secrets in knows.items() if "flower_password" in secrets}
    assert "/keys/web" == SERVICES["web"]["environment"]["COPYDESK_ELASTICSEARCH_API_KEY_FILE"]
    assert {"web"} == {name for name, secrets in knows.items() if "web_password" in secrets}
    assert {"agents"} == {name for name, secrets in knows.items() if "mcp_token" in secrets}
    assert "/keys/reader" == SERVICES["agents"]["environment"]["COPYDESK_ELASTICSEARCH_API_KEY_FILE"]
    for name in ("watcher", "worker"):
        assert "/keys/writer" == SERVICES[name]["environment"]["COPYDESK_ELASTICSEARCH_API_KEY_FILE"]
        assert any(v["source"] == "keys" and v["read_only"] for v in SERVICES[name]["volumes"])


def test_queue_is_one_mount() -> None:
    """Inbox and processing are on one file system: the folder is mounted as a whole, and not made by root."""
    for name in ("watcher", "worker"):
        (bind,) = (volume for volume in SERVICES[name]["volumes"] if volume["type"] == "bind")
        assert {"source": "${QUEUE_FOLDER:-./queue}", "target": "/queue"} == {k: bind[k] for k in ("source", "target")}
        assert bind["bind"] == {"create_host_path": False}
        assert "/queue" == SERVICES[name]["environment"]["COPYDESK_QUEUE"]


def test_worker_scales() -> None:
    """Nothing stands in the way of --scale worker=4."""
    for key in ("container_name", "ports", "hostname"):
        assert key not in SERVICES["worker"]


def test_everything_is_looked_after() -> None:
    """What stays running has a health check and restarts; what follows waits for what it needs."""
    for name, service in SERVICES.items():
        if name == "setup":
            assert "no" == service["restart"]
            continue
        assert "unless-stopped" == service["restart"]
        assert service["healthcheck"]["test"]
    for name in ("watcher", "worker"):
        assert "service_completed_successfully" == SERVICES[name]["depends_on"]["setup"]["condition"]
        assert "service_healthy" == SERVICES[name]["depends_on"]["valkey"]["condition"]
    longest = Settings().hard_time_limit
    assert "5s" < SERVICES["elasticsearch"]["healthcheck"]["start_period"] == "600s"  # a slow machine takes minutes
    minutes = int(SERVICES["worker"]["stop_grace_period"].removesuffix("m"))
    assert minutes * 60 > longest


@pytest.mark.parametrize("name", SERVICES)
def test_everything_is_bounded(name: str) -> None:
    """Memory, processes, and every folder in memory."""
    service = SERVICES[name]
    assert service["mem_limit"]
    assert 0 < service["pids_limit"] <= 4096
    for mount in service.get("tmpfs", []):
        assert "size=" in mount, mount


def test_one_build_makes_the_image_of_all() -> None:
    """And nothing is looked for in a registry."""
    assert ["setup"] == [name for name in OURS if "build" in SERVICES[name]]
    assert {"never"} == {SERVICES[name]["pull_policy"] for name in OURS}


def test_our_settings_come_from_a_file_of_their_own() -> None:
    """`.env` holds the administrator's password, which no container but its own may have."""
    for name in OURS:
        assert [{"path": "copydesk.env", "required": False}] == SERVICES[name]["env_file"]
    assert "env_file" not in SERVICES["elasticsearch"]
    ignored = (ROOT / ".gitignore").read_text().splitlines()
    assert {".env", "copydesk.env", "/queue/", "/secrets/"} <= set(ignored)


def test_workers_are_scaled_by_env() -> None:
    """A plain `docker compose up` keeps their number, and a worker does not start a child for each core."""
    assert {"replicas": "${WORKERS:-1}"} == SERVICES["worker"]["deploy"]
    assert "${WORKER_CHILDREN:-2}" == SERVICES["worker"]["environment"]["COPYDESK_CONCURRENCY"]


def test_tools_for_agents_are_started_by_their_profile_alone() -> None:
    """And by a command that the program has, with the token in a file."""
    assert {"agents": ["agents"]} == {n: one["profiles"] for n, one in SERVICES.items() if "profiles" in one}
    name, *arguments = SERVICES["agents"]["command"]
    made = commands.main.get_command(Context(commands.main), name)
    assert made is not None
    said = made.make_context(name, arguments).params
    assert (True, "0.0.0.0", Path("/run/secrets/mcp_token")) == (said["http"], said["address"], said["token_file"])
    assert SERVICES["agents"]["ports"][0].endswith(f":{said['port']}")


@pytest.mark.parametrize("name", ["watcher", "worker", "flower", "web", "agents"])
def test_a_health_check_costs_no_python(name: str) -> None:
    """It looks at the age of a file that the part touches while it works."""
    assert "/tmp/alive" == SERVICES[name]["environment"]["COPYDESK_HEALTH_FILE"]
    kind, command = SERVICES[name]["healthcheck"]["test"]
    assert "CMD-SHELL" == kind
    assert "find /tmp/alive -newermt '-60 seconds'" in command


def test_the_health_check_looks_at_the_age(tmp_path: Path) -> None:
    """As the shell of the image runs it: true for a fresh file, false for an old or a missing one."""
    command = (
        SERVICES["watcher"]["healthcheck"]["test"][1].replace("$$", "$").replace("/tmp/alive", str(tmp_path / "a"))
    )
    outcomes = []
    for age in (None, 0, 120):
        if age is not None:
            (tmp_path / "a").touch()
            os.utime(tmp_path / "a", (time.time() - age,) * 2)
        done = subprocess.run(["/bin/sh", "-c", command], capture_output=True, check=False)
        outcomes.append(done.returncode == 0)
    assert [False, True, False] == outcomes


def test_snapshots_can_be_made() -> None:
    """Elasticsearch allows a repository only below `path.repo`."""
    folder = SERVICES["elasticsearch"]["environment"]["path.repo"]
    assert folder in {volume["target"] for volume in SERVICES["elasticsearch"]["volumes"]}


def test_settings_exist() -> None:
    """Every COPYDESK_ variable in the file is a setting."""
    fields = {f"COPYDESK_{name.upper()}" for name in Settings.model_fields}
    for service in SERVICES.values():
        for name in service.get("environment", {}):
            if name.startswith("COPYDESK_"):
                assert name in fields or name.removesuffix("_FILE") in fields


def test_env_example_covers_the_file() -> None:
    """Every variable of the file is in .env.example, and the other way round; passwords go by way of secrets/."""
    used = set(re.findall(r"(?<!\$)\$\{(\w+)", FILE.read_text()))
    shown = set(re.findall(r"^(\w+)=", (ROOT / ".env.example").read_text(), re.MULTILINE))
    assert used | {name.upper() for name in COMPOSE["secrets"]} == shown


def test_make_env(tmp_path: Path) -> None:
    """`make env` fills every password with another, closed to others, and makes the queue folder."""
    (tmp_path / "deployment").mkdir()
    for name in (".env.example", "deployment/make_env.py"):
        shutil.copy(ROOT / name, tmp_path / name)
    command = [sys.executable, str(tmp_path / "deployment" / "make_env.py")]
    assert 0 == subprocess.run(command, capture_output=True, check=False).returncode
    env = tmp_path / ".env"
    assert 0o600 == env.stat().st_mode & 0o777
    passwords = dict(re.findall(r"^(\w+_(?:PASSWORD|TOKEN))=(\S{24,})$", env.read_text(), re.MULTILINE))
    assert 5 == len(set(passwords.values()))
    assert (tmp_path / "queue" / "inbox").is_dir()
    secrets = tmp_path / "secrets"
    assert 0o700 == secrets.stat().st_mode & 0o777
    assert {name.lower(): value for name, value in passwords.items()} == {
        p.name: p.read_text() for p in secrets.iterdir()
    }
    assert set(COMPOSE["secrets"]) == {path.name for path in secrets.iterdir()}
    assert {0o444} == {path.stat().st_mode & 0o777 for path in secrets.iterdir()}  # read by users of other numbers

    # Again: .env stays as it is, and what was changed in it is written.
    changed = env.read_text().replace(passwords["FLOWER_PASSWORD"], "another")
    env.write_text(changed)
    assert 0 == subprocess.run(command, capture_output=True, check=False).returncode
    assert changed == env.read_text()
    assert "another" == (secrets / "flower_password").read_text()
    # Of an earlier version: what it lacks is made up and added.
    env.write_text(re.sub(r"^MCP_TOKEN=.*\n", "", changed, flags=re.MULTILINE))
    assert 0 == subprocess.run(command, capture_output=True, check=False).returncode
    assert re.search(r"^MCP_TOKEN=\S{24,}$", env.read_text(), re.MULTILINE)
    assert passwords["MCP_TOKEN"] not in env.read_text()
    env.write_text(re.sub(r"^VALKEY_PASSWORD=.*$", "VALKEY_PASSWORD=", changed, flags=re.MULTILINE))
    refused = subprocess.run(command, capture_output=True, check=False, text=True)
    assert 1 == refused.returncode
    assert ".env has no value for VALKEY_PASSWORD" in refused.stderr


def test_elasticsearch_may_write_snapshots() -> None:
    """A new volume belongs to root, unless a container mounts it at a folder of its image, whose owner it takes."""
    (mount,) = (one for one in SERVICES["setup"]["volumes"] if one["source"] == "snapshots")
    owner = SERVICES["elasticsearch"]["user"]
    assert f"chown {owner} {mount['target']} " in (ROOT / "Dockerfile").read_text()
    assert "nocopy" not in yaml.dump(mount)


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        pytest.param({"memory.max": "2147483648"}, 1610612736, id="control groups, version 2"),
        pytest.param({"memory.max": "max"}, 0, id="no limit"),
        pytest.param({"memory/memory.limit_in_bytes": "2147483648"}, 1610612736, id="version 1"),
        pytest.param({}, 0, id="not to be read"),
    ],
)
def test_valkey_refuses_before_it_is_killed(tmp_path: Path, files: dict[str, str], expected: int) -> None:
    """It takes three quarters of its container's limit, so that intake pauses instead."""
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(f"{text}\n")
    (tmp_path / "secret").write_text("secret")
    server = tmp_path / "valkey-server"
    server.write_text('#!/bin/sh\necho "$@"\n')
    server.chmod(0o755)
    (command,) = SERVICES["valkey"]["command"]
    for there, here in (
        ("/sys/fs/cgroup", tmp_path),
        ("/run/secrets/valkey_password", tmp_path / "secret"),
        ("/run/broker", tmp_path),
    ):
        command = command.replace(there, str(here))
    done = subprocess.run(
        ["/bin/sh", "-ec", command.replace("$$", "$")],
        env={"PATH": f"{tmp_path}:{os.environ['PATH']}"},
        capture_output=True,
        text=True,
        check=True,
    )
    assert f"--maxmemory {expected} --maxmemory-policy noeviction" in done.stdout


@pytest.mark.skipif(os.geteuid() != 0, reason="only root may give files away")
def test_another_queue_uid_as_the_page_says(tmp_path: Path) -> None:
    """The new user can work with the old one's files; a producer's stay the producer's, and can be taken in."""
    old, new, producer = 10001, 20001, 30001
    queue = tmp_path / "queue"
    folder = queue / "inbox" / "agency"
    folder.mkdir(parents=True)
    (queue / "processing").mkdir(mode=0o750)
    (folder / "a.txt").write_text("a")
    (queue / "inbox" / "link").symlink_to(tmp_path)
    for path in (queue, queue / "inbox", queue / "processing", queue / "inbox" / "link"):
        os.chown(path, old, old, follow_symlinks=False)
    for path in (folder, folder / "a.txt"):
        os.chown(path, producer, old)
    folder.chmod(0o2775)
    page = (ROOT / "docs" / "how-to" / "run-with-compose.md").read_text("utf-8")
    steps = re.findall(r"^ +# (chown .+)$", page, re.MULTILINE)
    assert 2 == len(steps)
    for step in steps:
        subprocess.run(step.split(), cwd=tmp_path, check=True)
    for path in (queue, queue / "inbox", queue / "processing", queue / "inbox" / "link"):
        assert (new, new) == (path.lstat().st_uid, path.lstat().st_gid)
    assert [(producer, new)] * 2 == [(p.stat().st_uid, p.stat().st_gid) for p in (folder, folder / "a.txt")]
    assert 0o2775 == folder.stat().st_mode & 0o7777
    assert 0 == tmp_path.stat().st_uid
