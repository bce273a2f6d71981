"""Run `make demo` and `make test` in fresh clones, wherever a newcomer may clone: `make newcomers`.

Each scenario clones what is committed, into a place of its own, and runs both commands there. What a scenario needs and
this machine has not (root, another Python, namespaces) is skipped, and said. It takes hours on a small machine;
`make newcomers ARGS="--only blanks --commands demo"` runs a part, `ARGS=--mixed` the same conditions in two runs. It
ends with a table, and exit code 1 if anything failed.

A test that is skipped fails its scenario, except where a disk would have to be mounted: a run without root cannot.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import re
import shlex
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from workers.local.elasticsearch.home import default_cache
from workers.local.supervision import users

ROOT = Path(__file__).resolve().parents[2]
COMMANDS = ("demo", "test")
#: Of an ordinary user that has nothing on this machine.
UID = 64_321
#: Reasons of pytest's skips that are allowed.
ALLOWED_SKIPS = re.compile(r"mount|root|tmpfs|no such Python", re.IGNORECASE)
PORTS = (6379, 9200, 5555)
HOURS = 3


@dataclass(frozen=True)
class Scenario:
    """A place to clone into, and who runs the commands there."""

    name: str
    what: str
    folder: str = "clone"
    user: str = "same"  #: "same", "root" or "ordinary"
    umask: int = 0o022
    home_mode: int = 0o755
    python: str | None = None  #: version of the Python that it needs
    ports_taken: bool = False
    empty_cache: bool = False
    without_network: bool = False  #: after the first run, both commands once more without network


SCENARIOS = (
    Scenario("root", "as root, in a home that others may not enter", user="root", home_mode=0o700),
    Scenario("user", "as an ordinary user, in a private home", user="ordinary", home_mode=0o700),
    Scenario("debian", "with the Python of Debian 12", python="3.11.2"),
    Scenario("umask", "with umask 077", umask=0o077, home_mode=0o700, user="ordinary"),
    Scenario("blanks", "in a path with blanks, an umlaut and a $", folder="my ürgent $HOME work/copy desk"),
    Scenario("ports", "where the usual ports are taken", ports_taken=True),
    Scenario("cold", "with an empty cache, then again without network", empty_cache=True, without_network=True),
)
#: The same conditions in two runs: a third of the time, and less told by a failure.
MIXED = (
    Scenario(
        "mixed-root",
        "as root in a private home, a path with blanks, an umlaut and a $, usual ports taken, an empty cache",
        folder="my ürgent $HOME work/copy desk",
        user="root",
        home_mode=0o700,
        ports_taken=True,
        empty_cache=True,
    ),
    Scenario(
        "mixed-user",
        "as an ordinary user in a private home, with the Python of Debian 12 and umask 077, then again without network",
        user="ordinary",
        umask=0o077,
        home_mode=0o700,
        python="3.11.2",
        without_network=True,
    ),
)


class SkippedError(Exception):
    """The machine lacks what a scenario needs."""


def main() -> int:
    """Run the scenarios, print what became of each, and return the exit code."""
    options = _options()
    results: list[tuple[str, str, str]] = []
    for scenario in MIXED if options.mixed else SCENARIOS:
        if options.only and scenario.name not in options.only:
            continue
        print(f"== {scenario.name}: {scenario.what}", flush=True)
        with tempfile.TemporaryDirectory(prefix="newcomer-", ignore_cleanup_errors=True) as base:
            Path(base).chmod(0o755)
            try:
                for command, outcome in _run(scenario, Path(base), options.commands, Path(options.logs)):
                    results.append((scenario.name, command, outcome))
                    print(f"   {command}: {outcome}", flush=True)
            except SkippedError as skipped:
                results.append((scenario.name, "", f"skipped: {skipped}"))
                print(f"   skipped: {skipped}", flush=True)
    print()
    for row in results:
        print(f"{row[0]:10} {row[1]:22} {row[2]}")
    return int(any("FAILED" in outcome for *_, outcome in results))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    names = [one.name for one in (*SCENARIOS, *MIXED)]
    parser.add_argument("--only", nargs="+", choices=names, help="these scenarios")
    parser.add_argument("--mixed", action="store_true", help="the same conditions in two runs")
    parser.add_argument("--commands", nargs="+", choices=COMMANDS, default=COMMANDS, help="these commands")
    parser.add_argument("--logs", default=str(ROOT / "build" / "newcomers"), help="folder of the output")
    return parser.parse_args()


def _run(scenario: Scenario, base: Path, commands: tuple[str, ...], logs: Path) -> Iterator[tuple[str, str]]:
    """Clone and run the commands; yield each with its outcome."""
    logs.mkdir(parents=True, exist_ok=True)
    home = base / "home"
    clone = home / scenario.folder
    clone.parent.mkdir(parents=True)
    subprocess.run(["git", "clone", "--quiet", "--no-hardlinks", str(ROOT), str(clone)], check=True)
    environment = _environment(scenario, home)
    prefix = _becoming(scenario, home)
    home.chmod(scenario.home_mode)
    with _taken(PORTS if scenario.ports_taken else ()):
        for command in commands:
            yield command, _make(prefix, command, clone, environment, scenario, logs)
    if scenario.without_network:
        alone = ["unshare", *([] if os.geteuid() == 0 else ["--map-root-user"]), "--net"]
        if not shutil.which("unshare") or subprocess.run([*alone, "true"], check=False, capture_output=True).returncode:
            raise SkippedError("there are no network namespaces here")
        for command in commands:
            inside = [*alone, "sh", "-c", 'ip link set lo up; exec "$@"', "sh", *prefix]
            yield f"{command} without network", _make(inside, command, clone, environment, scenario, logs)


#: What a login has of the machine: where packages and Elasticsearch are fetched from, and how the network is reached.
KEPT = re.compile(
    r"PATH|LANG|LC_ALL|TERM|(PIP|UV)_(?!CACHE).*|(HTTPS?|NO|ALL)_PROXY|SSL_CERT_FILE|COPYDESK_ELASTICSEARCH_SOURCE",
    re.IGNORECASE,
)


def _environment(scenario: Scenario, home: Path) -> dict[str, str]:
    """Return the variables of a fresh login. Elasticsearch is fetched again only where the cache is to be empty."""
    found = {name: value for name, value in os.environ.items() if KEPT.fullmatch(name)}
    found |= {"HOME": str(home), "USER": f"newcomer-{scenario.name}"}  # pytest's temporary folders bear the user's name
    if scenario.empty_cache:
        # Beside the home: root's Elasticsearch runs as another user, who may not enter it.
        found["COPYDESK_CACHE"] = str(home.parent / "cache")
    elif (cache := default_cache(users.unprivileged())).is_dir():
        found["COPYDESK_CACHE"] = str(cache)
    if scenario.python is not None:
        found["PYTHON"] = _python(scenario.python)
    return found


def _python(version: str) -> str:
    """Return a Python of exactly this version."""
    candidates = ["/usr/bin/python3", *map(str, Path.home().glob(f".pyenv/versions/{version}/bin/python"))]
    for candidate in candidates:
        asked = [candidate, "-c", "import platform, ensurepip, venv; print(platform.python_version())"]
        if Path(candidate).exists():
            found = subprocess.run(asked, check=False, capture_output=True, text=True)
            if found.stdout.strip() == version:
                return candidate
    raise SkippedError(f"there is no Python {version} with venv here")


def _becoming(scenario: Scenario, home: Path) -> list[str]:
    """Return the command line that precedes a command, so that the right user runs it."""
    if scenario.user == "root" and os.geteuid() != 0:
        raise SkippedError("this needs root")
    if scenario.user != "ordinary" or os.geteuid() != 0:
        return []
    if shutil.which("setpriv") is None:
        raise SkippedError("this needs setpriv of util-linux")
    for path in (home, *home.rglob("*")):
        os.chown(path, UID, UID, follow_symlinks=False)
    return ["setpriv", f"--reuid={UID}", f"--regid={UID}", "--clear-groups", "--inh-caps=-all"]


@contextlib.contextmanager
def _taken(ports: tuple[int, ...]) -> Iterator[None]:
    """Hold ports, as another program would; one that is held already is as good."""
    with contextlib.ExitStack() as held:
        for port in ports:
            with contextlib.suppress(OSError):
                held.enter_context(socket.create_server(("127.0.0.1", port)))
        yield


def _make(
    prefix: list[str], command: str, clone: Path, environment: dict[str, str], scenario: Scenario, logs: Path
) -> str:
    """Run one command and return in words what became of it; its output goes into a file."""
    log = logs / f"{scenario.name}-{command}{'-alone' if 'unshare' in prefix else ''}.log"
    line = f"umask {scenario.umask:03o}; exec {shlex.join([*prefix, 'make', command])}"
    began = time.monotonic()
    with log.open("wb") as output:
        done = subprocess.run(
            ["sh", "-c", line],
            cwd=clone,
            env=environment,
            stdout=output,
            stderr=output,
            stdin=subprocess.DEVNULL,
            timeout=HOURS * 3600,
            check=False,
        )
    took = f"{(time.monotonic() - began) / 60:.1f} min"
    if done.returncode:
        return f"FAILED with {done.returncode} after {took}: {log}"
    skips: list[str] = re.findall(r"^SKIPPED .*$", log.read_text("utf-8", "replace"), re.MULTILINE)
    wrong = [skip for skip in skips if not ALLOWED_SKIPS.search(skip)]
    return f"FAILED: skipped {wrong[0]}" if wrong else f"passed in {took}"


if __name__ == "__main__":
    sys.exit(main())
