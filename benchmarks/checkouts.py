"""Run a measurement with the code of two checkouts in turn: old, new, old, new.

The ratio of neighbouring runs hardly changes with what else the machine does.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

HERE = Path(__file__).resolve().parents[1]

#: What one run measured: by kind or stage.
Figures = Mapping[str, float]


def figures(program: str, folder: Path, code: Path, *options: str) -> Figures:
    """Return what `program --measure folder` prints as JSON, in a process of its own.

    A `PYTHONPATH` that is set is kept behind the checkout: an older one may need libraries that are installed no more.

    Args:
        program: the benchmark's file.
        folder: what it measures.
        code: the checkout whose code it imports.
        options: more of the program's.
    """
    path = os.pathsep.join(part for part in (str(code), os.environ.get("PYTHONPATH")) if part)
    environment = {**os.environ, "PYTHONPATH": path, "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
    command = [sys.executable, str(Path(program).resolve()), "--measure", str(folder), *options]
    answer = subprocess.run(command, env=environment, cwd=code, check=True, stdout=subprocess.PIPE)
    return {kind: float(value) for kind, value in json.loads(answer.stdout).items()}


def compare(title: str, unit: str, program: str, folder: Path, *, against: Path | None, pairs: int) -> None:
    """Measure, and print a table: kind, old, new and their ratio, which is the median over the pairs of runs.

    Args:
        title: what the table is of.
        unit: of the figures.
        program: the benchmark's file, which understands `--measure`.
        folder: what it measures.
        against: the other checkout; without it this code is measured alone, as often.
        pairs: runs of each.
    """
    if against is None:
        _print_alone(title, unit, [figures(program, folder, HERE) for _ in range(pairs)])
        return
    old = against.resolve()
    runs = [(figures(program, folder, old), figures(program, folder, HERE)) for _ in range(pairs)]
    _print_both(title, unit, runs)


def _print_alone(title: str, unit: str, runs: Sequence[Figures]) -> None:
    print(f"{title:12}{unit:>9}")
    for kind in runs[0]:
        print(f"{kind:12}{statistics.median(run[kind] for run in runs):9.2f}", flush=True)


def _print_both(title: str, unit: str, runs: Sequence[tuple[Figures, Figures]]) -> None:
    print(f"{title:12}{'old ' + unit:>9}{'new ' + unit:>9}{'new/old':>9}")
    for kind in runs[0][1]:
        old = statistics.median(before.get(kind, 0.0) for before, _ in runs)
        new = statistics.median(after[kind] for _, after in runs)
        ratios = [after[kind] / before[kind] for before, after in runs if before.get(kind)]
        ratio = f"{statistics.median(ratios):9.2f}" if ratios else f"{'-':>9}"
        print(f"{kind:12}{old:9.2f}{new:9.2f}{ratio}", flush=True)
