"""Whatever bytes arrive: no crash, no hang, and every record a fate."""

from __future__ import annotations

import multiprocessing
import os
import time
from collections.abc import Callable
from pathlib import Path

import msgspec
import psutil
import pytest
from chaos.fuzz import HANG, fates, mutate
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st


class _Watch:
    """Looks whether a process hangs in C code, which no alarm of its own ends: by its processor time for one input."""

    def __init__(self, pid: int) -> None:
        self._process = psutil.Process(pid)
        self._beat = self._before = 0.0

    def is_hung(self, beat: float) -> bool:
        """Return whether an input, begun at this moment, has taken twice what it may, or ten minutes of waiting."""
        times = self._process.cpu_times()
        spent = times.user + times.system
        if beat != self._beat:
            self._beat, self._before = beat, spent
        return beat > 0 and (spent - self._before > 2 * HANG or time.monotonic() - beat > 600)


@pytest.mark.timeout(4 * 3600)
def test_mutated_samples(full_size: bool, tmp_path: Path, record_property: Callable[[str, object], None]) -> None:
    """Samples of every form with bytes changed: each ends in articles and rejections, none takes 5 seconds."""
    number, processes = (100_000, os.cpu_count() or 2) if full_size else (2000, 2)
    folder = Path(os.environ.get("CHAOS_KEEP_FOLDER", tmp_path))
    context = multiprocessing.get_context("spawn")
    beats = context.Array("d", processes)
    each = [number // processes + (n < number % processes) for n in range(processes)]
    running = [
        context.Process(target=mutate, args=(seed, each[seed], folder, beats), daemon=True) for seed in range(processes)
    ]
    for process in running:
        process.start()
    watches = [_Watch(process.pid or 0) for process in running]
    hung: list[str] = []
    while any(process.is_alive() for process in running):
        time.sleep(0.2)
        for seed, process in enumerate(running):
            if process.is_alive() and watches[seed].is_hung(beats[seed]):
                process.kill()
                process.join()
                hung += sorted(path.name for path in folder.glob(f"{seed}-*"))
    left = sorted(path.name for path in folder.glob("failed-*")) + sorted(path.name for path in folder.glob("slow-*"))
    record_property("counted", f"{number} inputs, {len(left)} failed or slow, {len(hung)} hung")
    assert [] == hung
    assert [] == left
    assert [0] * processes == [process.exitcode for process in running]


_TEXT = st.text(max_size=400)
_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | _TEXT,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(_TEXT, inner, max_size=4),
    max_leaves=12,
)
_FIELDS = st.sampled_from(
    ("title", "headline", "text", "body", "content", "url", "link", "source", "date", "published_at", "authors", "tags",
     "language", "articles", "items", "body_text", "body_html", "byline", "versioncreated")
)  # fmt: skip
_OBJECTS = st.dictionaries(_FIELDS, _VALUES | st.lists(_TEXT, max_size=3), max_size=8)
_TAGS = st.sampled_from(
    (
        "p",
        "div",
        "article",
        "h1",
        "h2",
        "title",
        "script",
        "style",
        "table",
        "td",
        "a",
        "li",
        "span",
        "time",
        "meta",
        "body",
        "head",
        "br",
    )
)


@st.composite
def _pages(draw: st.DrawFn) -> str:
    pieces = draw(st.lists(st.tuples(_TAGS, _TEXT, st.booleans()), max_size=30))
    return "<html>" + "".join(
        f"<{tag} class='{text[:9]}'>{text}{f'</{tag}>' if end else ''}" for tag, text, end in pieces
    )


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(_OBJECTS, min_size=1, max_size=4), st.sampled_from(("json", "jsonl", "array")))
def test_json_of_any_shape(tmp_path: Path, objects: list[dict[str, object]], form: str) -> None:
    """Known fields with values of any type: every object a fate."""
    encoded = [msgspec.json.encode(one) for one in objects]
    path = tmp_path / f"any.{'jsonl' if form == 'jsonl' else 'json'}"
    path.write_bytes(
        encoded[0] if form == "json" else b"\n".join(encoded) if form == "jsonl" else b"[" + b",".join(encoded) + b"]"
    )
    fates(path)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.one_of(_pages(), st.text(max_size=3000)), st.sampled_from(("html", "txt", "md", "xml", "csv", "eml", "")))
def test_text_and_pages_of_any_shape(tmp_path: Path, text: str, ending: str) -> None:
    """Tags in any order, text of any characters, under any name: a fate."""
    path = tmp_path / f"any.{ending}"
    path.write_bytes(text.encode("utf-8", "surrogatepass"))
    fates(path)
