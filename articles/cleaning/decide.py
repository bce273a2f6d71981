"""Which lines go: the reason is named first, then the line is cut if it is unlikely enough to be body."""

from __future__ import annotations

from collections.abc import Collection
from typing import Literal

from articles.cleaning.features import Page
from articles.cleaning.hashes import line_hash
from articles.cleaning.model import probabilities
from articles.cleaning.naming import name_lines
from articles.cleaning.reasons import STRONG, CutReason

Policy = Literal["default", "safe"]

#: Below which probability of being body a line is cut: with a strong reason, with a weak one.
THRESHOLDS: dict[Policy, tuple[float, float]] = {"default": (0.45, 0.40), "safe": (0.25, 0.10)}


def cuts(page: Page, *, policy: Policy = "default", standing: Collection[int] = frozenset()) -> list[CutReason | None]:
    """For every line the reason that it is cut for, or None where it stays. The headline's line is not judged.

    Where no line looks like running text (a list, a flash), only lines with a strong reason go.
    """
    strong, weak = THRESHOLDS[policy]
    chances = probabilities(page)
    has_core = page.core[1] > page.core[0]
    result: list[CutReason | None] = []
    for i, reason in enumerate(name_lines(page)):
        if i == page.title:
            result.append(CutReason.TITLE)
        elif standing and line_hash(page.lines[i].text) in standing:
            result.append(CutReason.REPEATED_IN_SOURCE)
        elif reason in STRONG and reason is not CutReason.NAVIGATION:
            result.append(reason if chances[i] < strong else None)
        else:
            result.append(reason if has_core and chances[i] < weak else None)
    return result
