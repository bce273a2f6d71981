"""The wheel, installed into an empty environment."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
#: What the wheel may put at the top of site-packages.
OURS = {"articles", "search", "tasks", "workers"}


@pytest.mark.timeout(600)
def test_the_wheel_runs_where_nothing_else_is_installed(tmp_path: Path) -> None:
    """With the pinned requirements of the runtime: version, help, cleaning with data files of the package, doctor."""
    uv = Path(sys.executable).with_name("uv")
    subprocess.run(
        [uv, "build", "--quiet", "--wheel", "--no-build-isolation", "--out-dir", tmp_path, ROOT],
        env={**os.environ, "VIRTUAL_ENV": str(Path(sys.prefix))},
        check=True,
    )
    (wheel,) = tmp_path.glob("*.whl")
    with zipfile.ZipFile(wheel) as opened:
        tops = {name.split("/")[0] for name in opened.namelist()}
    assert tops - OURS == {f"copydesk-{wheel.name.split('-')[1]}.dist-info"}

    home = tmp_path / "empty"
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", home], check=True)
    install = [uv, "pip", "install", "--quiet", "--python", home / "bin" / "python"]
    subprocess.run([*install, "--require-hashes", "-r", ROOT / "requirements" / "runtime.txt"], check=True)
    subprocess.run([*install, "--no-deps", wheel], check=True)
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
