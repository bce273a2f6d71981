"""`copydesk demo`, as a user runs it."""

from __future__ import annotations

import os
import re
import subprocess
from pathlib import Path

import psutil
import pytest

from workers.local.elasticsearch.home import Home


def of_folder(folder: Path) -> list[psutil.Process]:
    """The processes that have to do with a folder, by their command line, working directory or environment."""
    found = []
    for process in psutil.process_iter(["cmdline", "cwd", "environ"]):
        about = [*(process.info["cmdline"] or ()), process.info["cwd"] or ""]
        about += (process.info["environ"] or {}).values()
        if process.pid != os.getpid() and any(str(folder) in text for text in about):
            found.append(process)
    return found


@pytest.mark.timeout(600)
def test_demo(services_folder: Path, elasticsearch_home_path: Home) -> None:
    """It shows where it answers, every fate, searches and what was cut; then nothing runs any more."""
    folder = services_folder / "demo"
    environment = {name: value for name, value in os.environ.items() if not name.startswith("COPYDESK_TEST_")}
    done = subprocess.run(
        [os.environ["COPYDESK_TEST_PYTHON"], "-P", "-m", "workers.commands", "demo", "--data", str(folder)],
        env=environment,
        capture_output=True,
        text=True,
        timeout=550,
        check=False,
    )
    assert 0 == done.returncode, done.stderr
    assert [] == of_folder(folder)
    squeezed = re.sub(r"\s+", " ", done.stdout)
    for name, fate, reason in (
        ("swing-bridge.txt", "indexed", "new"),
        ("vaccine-plant.html", "indexed", "new"),
        ("nairobi-trains.txt", "indexed", "new"),
        ("swing-bridge (1).txt", "duplicate", "same_article"),
        ("bridge-reopens.txt", "copy", "near_duplicate"),
        ("storm-update.json", "updated", "new_text"),
        ("logo.png", "rejected", "unsupported_format"),
    ):
        assert re.search(rf"{re.escape(name)} 0 {fate} {reason} ", squeezed), (name, done.stdout)
    for number, fate in enumerate(("indexed", "indexed", "indexed", "rejected")):
        assert f"dispatches.jsonl {number} {fate} " in squeezed
    assert 3 == squeezed.count("copydesk search ")
    assert 3 == len(re.findall(r"[1-9]\d* found in", squeezed)), done.stdout
    cut = squeezed.partition("What was cut")[2]
    assert "Leave a Reply" in cut
    assert "the wet bread" not in cut
    before = re.sub(r"\s+", " ", done.stderr).partition("articles settled")[0]
    for address in ("Inbox", "Elasticsearch http://127.0.0.1:", "Flower http://127.0.0.1:"):
        assert address in before


def test_not_into_a_used_folder(tmp_path: Path) -> None:
    """A folder with something in it is refused in a sentence, and left alone."""
    (tmp_path / "mine").write_text("x")
    done = subprocess.run(
        [os.environ["COPYDESK_TEST_PYTHON"], "-P", "-m", "workers.commands", "demo", "--data", str(tmp_path)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert 1 == done.returncode
    assert f"Error: {tmp_path} is not empty" in done.stderr
    assert ["mine"] == [path.name for path in tmp_path.iterdir()]
