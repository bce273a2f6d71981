"""Every shell block of the tutorial and the how-to pages is run, in the order of its page, on a running Copydesk.

A comment before a block says what its output must hold (``<!-- shows: copy -->``), or why it is not run
(``<!-- not run: needs a Docker engine -->``).
"""

from __future__ import annotations

import os
import re
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from workers.local.runtime import Runtime

if TYPE_CHECKING:
    from conftest import Running

ROOT = Path(__file__).resolve().parents[2]
PAGES = [ROOT / "docs" / "tutorial.md", *sorted((ROOT / "docs" / "how-to").glob("*.md"))]
#: Run by tests/integration/operations/test_queries.py, over articles made for them; and by `make compose-test`.
ELSEWHERE = {"query-elasticsearch.md", "run-with-compose.md"}
BLOCK = re.compile(r"(?:<!-- (?P<kind>shows|not run): (?P<said>.*?) -->\n *)?```sh\n(?P<code>.*?)```", re.DOTALL)
#: Blocks that no test runs, at most; each says why.
MOST_NOT_RUN = 10


def _blocks(page: Path) -> list[re.Match[str]]:
    return list(BLOCK.finditer(page.read_text("utf-8")))


@pytest.mark.parametrize("page", [page for page in PAGES if page.name not in ELSEWHERE], ids=lambda page: page.stem)
def test_page_can_be_followed(running: Running, page: Path) -> None:
    """Each block ends with 0 and prints what the page says."""
    folder = running.data.parent
    link = folder / "copydesk-data"
    if not link.exists():
        link.symlink_to(running.data)
    environment = running.environment | {
        "PATH": f"{Path(os.environ['COPYDESK_TEST_PYTHON']).parent}{os.pathsep}{os.environ['PATH']}"
    }
    index = f"{running.environment['COPYDESK_ELASTICSEARCH_URL']}/{running.environment['COPYDESK_PREFIX']}"
    runtime = Runtime.read(running.data)
    assert runtime is not None
    assert runtime.web_url is not None
    for block in _blocks(page):
        if block["kind"] == "not run":
            continue
        code = block["code"].replace("http://127.0.0.1:9200/", index).replace("http://127.0.0.1:5080", runtime.web_url)
        done = subprocess.run(
            ["bash", "-euo", "pipefail", "-c", code],
            env=environment,
            cwd=folder,
            capture_output=True,
            text=True,
            timeout=180,
            check=False,
        )
        assert 0 == done.returncode, f"{block['code']}\n{done.stdout}\n{done.stderr}"
        if block["kind"] == "shows":
            assert block["said"] in done.stdout, f"{block['code']}\n{done.stdout}\n{done.stderr}"
        running.quiet()


def test_few_blocks_are_not_run() -> None:
    """What no test runs is counted, so that it stays little."""
    left_out = [(page.name, b["said"]) for page in PAGES for b in _blocks(page) if b["kind"] == "not run"]
    assert len(left_out) <= MOST_NOT_RUN, left_out
