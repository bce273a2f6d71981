"""Files are data: nothing in them is executed, whatever program they are written for."""

from __future__ import annotations

import os
import pickle
import zipfile
from pathlib import Path
from typing import Any

import pytest

from articles import forms
from articles.article import Given
from articles.forms import Limits

TEXT = "The harbour master sold an old ferry for the price of a new rope, and the council gave four reasons for it. "


class _Harm:
    """Runs a command where it is unpickled."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def __reduce__(self) -> Any:
        return os.system, (f"touch {self._path}",)


def _zipped(path: Path, name: str, content: str) -> None:
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(name, content)
        archive.writestr("story.txt", f"A ferry is sold\n\n{TEXT * 3}")


@pytest.mark.parametrize("name", ["front.md", "front.txt", "data.pkl", "data.json", "run.zip", "setup.py", "page.html"])
def test_nothing_runs(name: str, tmp_path: Path) -> None:
    """YAML with Python's tags, pickles, programs and scripts are read as texts, or refused."""
    harm, path = tmp_path / "harm", tmp_path / name
    program = f"import os; os.system('touch {harm}')"
    match name:
        case "front.md" | "front.txt":
            path.write_text(
                f"---\ntitle: !!python/object/apply:os.system ['touch {harm}']\n---\n\n# A ferry is sold\n\n{TEXT * 3}"
            )
        case "data.pkl":
            path.write_bytes(pickle.dumps(_Harm(harm)))
        case "data.json":
            path.write_text(
                f'{{"py/reduce": [{{"py/function": "os.system"}}, ["touch {harm}"]], "body": "{TEXT * 3}"}}'
            )
        case "run.zip":
            _zipped(path, "__main__.py", program)
        case "page.html":
            script = f"<script>require('child_process').exec('touch {harm}')</script><?php system('touch {harm}'); ?>"
            path.write_text(f"<html><body><h1>A ferry is sold</h1>{script}<p>{TEXT * 3}</p></body></html>")
        case _:
            path.write_text(f"{program}\n")
    assert list(forms.read(path, name=name, given=Given(), limits=Limits()))
    assert not harm.exists()
