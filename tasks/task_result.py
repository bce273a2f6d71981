"""Say in words what a task did ("14 indexed, 1 copy"): its result in Flower and in the logs."""

from __future__ import annotations

from collections import Counter

from articles.fates import Fate, Reason

#: The reason is said where the fate alone does not tell what happened.
_SAID = frozenset({Fate.REJECTED, Fate.FAILED})


class TaskResult:
    """Counts of what happened, that read "14 indexed, 1 copy, 1 rejected: too_short"."""

    def __init__(self) -> None:
        self._counts: Counter[str] = Counter()

    def fate(self, fate: Fate, reason: Reason, number: int = 1) -> None:
        """Count an arrival's fate."""
        self._counts[f"{fate}: {reason}" if fate in _SAID else str(fate)] += number

    def note(self, what: str, number: int = 1) -> None:
        """Count something else: "waiting", "tried alone", ..."""
        if number:
            self._counts[what] += number

    def __str__(self) -> str:
        """Return fates in the order of their list, then the rest."""
        order = {fate.value: place for place, fate in enumerate(Fate)}
        ranked = sorted(self._counts.items(), key=lambda item: (order.get(item[0].split(":")[0], 99), item[0]))
        return ", ".join(f"{number} {what}" for what, number in ranked) or "nothing to do"
