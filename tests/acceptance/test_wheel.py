"""The wheel, installed into an empty environment."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import zipfile
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from workers.local.runtime import Runtime

from .desk import Reader, chromium

if TYPE_CHECKING:
    from conftest import Running

ROOT = Path(__file__).resolve().parents[2]
#: What the wheel may put at the top of site-packages.
OURS = {"articles", "search", "tasks", "web", "workers"}


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built from this folder."""
    out = tmp_path_factory.mktemp("dist")
    subprocess.run(
        [_uv(), "build", "--quiet", "--wheel", "--no-build-isolation", "--out-dir", out, ROOT],
        env={**os.environ, "VIRTUAL_ENV": str(Path(sys.prefix))},
        check=True,
    )
    (built,) = out.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory, wheel: Path) -> Path:
    """An environment with the wheel and the pinned requirements of the runtime, and nothing else."""
    home = tmp_path_factory.mktemp("installed")
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", home], check=True)
    install = [_uv(), "pip", "install", "--quiet", "--python", home / "bin" / "python"]
    pinned = [*install, "--require-hashes", "-r", ROOT / "requirements" / "runtime.txt"]
    # From the cache first: the tests run without network, too, where they have run before.
    if subprocess.run([*pinned, "--offline"], check=False, stderr=subprocess.DEVNULL).returncode:
        subprocess.run(pinned, check=True)
    subprocess.run([*install, "--offline", "--no-deps", wheel], check=True)
    return home


def _uv() -> Path:
    return Path(sys.executable).with_name("uv")


def test_the_wheel_holds_our_packages_alone(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as opened:
        tops = {name.split("/")[0] for name in opened.namelist()}
    assert tops - OURS == {f"copydesk-{wheel.name.split('-')[1]}.dist-info"}


@pytest.mark.timeout(600)
def test_the_wheel_runs_where_nothing_else_is_installed(tmp_path: Path, wheel: Path, home: Path) -> None:
    """Version, help, cleaning with data files of the package, doctor."""
    story = tmp_path / "story.txt"
    story.write_text(
        "Harbour closed by fog\n\n" + "The harbour of Bergen was closed by fog on Friday, Ada Okafor said. " * 4
    )

    def copydesk(*arguments: str) -> str:
        environment = {"PATH": os.environ["PATH"], "HOME": str(tmp_path)}
        command = [str(home / "bin" / "copydesk"), *arguments]
        done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)
        assert 0 == done.returncode, done.stdout + done.stderr
        return done.stdout

    assert wheel.name.split("-")[1] in copydesk("--version")
    assert "Commands:" in copydesk("--help")
    assert "person:ada-okafor" in copydesk("clean", "--json", "--enrich", "story.txt")
    assert "python" in copydesk("doctor", "--data", str(tmp_path / "data"))


@pytest.mark.timeout(600)
def test_the_installed_wheel_takes_an_article_all_the_way(
    home: Path, start: Callable[..., AbstractContextManager[Running]]
) -> None:
    """Dropped, indexed and found; a copy joins it; what has no text is rejected."""
    text = "The harbour of Bergen was closed by fog on Friday, Ada Okafor of the port said in a long statement. " * 4
    with start(python=str(home / "bin" / "python")) as running:
        running.drop("Bergen Post/fog.txt", f"Harbour closed by fog\n\n{text}\n")
        (first,) = running.fates("Bergen Post/fog.txt", seconds=120)
        running.drop("Oslo Post/fog-again.txt", f"Fog closes a harbour\n\n{text}It reopens on Monday.\n")
        running.drop("short.txt", "Too short.\n")
        (copy,) = running.fates("Oslo Post/fog-again.txt", seconds=120)
        (short,) = running.fates("short.txt", seconds=120)
        running.quiet()
        hits = json.loads(running.copydesk("search", "bergen", "--json"))["hits"]
        status = running.copydesk("status")
        _look(running)
    assert ["indexed", "copy", "rejected"] == [entry["fate"] for entry in (first, copy, short)]
    assert ["Harbour closed by fog"] == [hit["title"] for hit in hits]
    assert "indexed" in status


def _look(running: Running) -> None:
    """Find the article on the pages of the installed wheel, open it, see its style."""
    runtime = Runtime.read(running.data)
    assert runtime is not None
    with chromium() as browser:
        page = browser.new_page(base_url=runtime.web_url)
        missing: list[str] = []
        page.on("response", lambda answer: missing.append(answer.url) if answer.status >= 400 else None)
        page.goto("/")
        reader = Reader(page)
        reader.search("bergen")
        reader.follow(page.get_by_role("link", name="Harbour closed by fog"))
        expect(page.get_by_role("heading", level=1)).to_have_css("font-weight", "600")
        page.goto("/names")
        assert [] == missing
