"""Draw lines into a picture."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path


def draw(lines: Mapping[str, Sequence[float]], path: Path, *, along: str, up: str, first: int = 0) -> None:
    """Draw a line for each label, from zero upwards, into one panel.

    Args:
        lines: heights by label, at `first` and the whole numbers that follow.
        path: the picture.
        along: what the numbers are.
        up: what the heights are, with their unit.
        first: number of the first height.
    """
    import matplotlib as mpl

    mpl.use("Agg")
    import matplotlib.pyplot as plt

    figure, panel = plt.subplots(figsize=(6, 4))
    for label, heights in lines.items():
        panel.plot(range(first, first + len(heights)), heights, label=label)
    panel.set(xlabel=along, ylabel=up, ylim=0)
    panel.legend()
    figure.tight_layout()
    figure.savefig(path)
