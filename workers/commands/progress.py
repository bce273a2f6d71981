"""Show the progress of long steps: a bar on a terminal, now and then a line elsewhere."""

from __future__ import annotations

import time
from types import TracebackType
from typing import Self

from rich.console import Console
from rich.progress import BarColumn, DownloadColumn, Progress, TaskID, TextColumn, TimeRemainingColumn

from workers.commands import output


class FetchProgress:
    """Shows the progress of fetching Elasticsearch (a `workers.local.progress.Progress`)."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._bars: dict[str, TaskID] = {}
        self._progress: Progress | None = None
        self._last: tuple[str, float] = ("", 0.0)

    def __call__(self, step: str, done: int, total: int) -> None:
        if self._console.is_terminal:
            self._bar(step, done, total)
            return
        name, when = self._last
        if step != name or time.monotonic() - when > 10:
            share = f" {done / 1e6:,.0f} of {total / 1e6:,.0f} MB" if total else ""
            self._console.print(f"  {step}{share}", markup=False)
            self._last = (step, time.monotonic())

    def _bar(self, step: str, done: int, total: int) -> None:
        if self._progress is None:
            self._progress = Progress(
                TextColumn("  {task.description}"),
                BarColumn(),
                DownloadColumn(),
                TimeRemainingColumn(),
                console=self._console,
                transient=True,
            )
            self._progress.start()
        if step not in self._bars:
            for bar in self._bars.values():
                self._progress.update(bar, visible=False)
            self._bars[step] = self._progress.add_task(step, total=total or None)
        self._progress.update(self._bars[step], completed=min(done, total or done))
        if total and done >= total:
            self._progress.stop()
            self._progress = None
            self._bars = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._progress is not None:
            self._progress.stop()


class StepProgress:
    """Shows how many of a known number are done: a bar on a terminal, a line every few seconds elsewhere."""

    def __init__(self, one: str, many: str, done_to_them: str = "", console: Console | None = None) -> None:
        self._one = one
        self._many = many
        self._done_to_them = done_to_them
        self._console = console or output.err()
        self._progress: Progress | None = None
        self._bar: TaskID | None = None
        self._last = 0.0

    def __call__(self, done: int, total: int) -> None:
        if not self._console.is_terminal:
            if time.monotonic() - self._last > 5 or done >= total > 0:
                counted = output.counted(total, self._one, self._many)
                self._console.print(f"  {done:,} of {counted} {self._done_to_them}".rstrip())
                self._last = time.monotonic()
            return
        if self._progress is None:
            self._progress = Progress(
                TextColumn("  {task.description}"),
                BarColumn(),
                TextColumn("{task.completed:,.0f} of {task.total:,.0f}"),
                TimeRemainingColumn(),
                console=self._console,
                transient=True,
            )
            self._progress.start()
            self._bar = self._progress.add_task(f"{self._many} {self._done_to_them}".rstrip(), total=total)
        assert self._bar is not None
        self._progress.update(self._bar, completed=done, total=total)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._progress is not None:
            self._progress.stop()
