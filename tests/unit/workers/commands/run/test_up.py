from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from workers.commands.run.up import print_addresses
from workers.local.runtime import Runtime


def test_the_line_for_curl_can_be_pasted_into_a_shell(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Whatever the folder is called: blanks, quotes and dollar signs are the path's own."""
    key = tmp_path / "my ürgent $HOME 'work'" / "reader"
    key.parent.mkdir()
    key.write_text("a2V5\n")
    runtime = Runtime(
        pid=1,
        started=1.0,
        broker_url="redis://127.0.0.1:1/0",
        elasticsearch_url="http://127.0.0.1:9200",
        elasticsearch_api_key_file=str(key),
        queue="/somewhere/queue",
        prefix="p-",
    )

    print_addresses(runtime)

    told = next(line for line in capsys.readouterr().out.splitlines() if line.startswith("Elasticsearch"))
    arguments = told.partition("(curl ")[2].removesuffix(")")
    shown = subprocess.run(["sh", "-c", f"printf '%s\\n' {arguments}"], capture_output=True, text=True, check=True)
    assert shown.stdout.splitlines() == [
        "-H",
        "Authorization: ApiKey a2V5",
        "http://127.0.0.1:9200/p-articles/_search?q=title:bridge",
    ]
