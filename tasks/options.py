"""What the tasks are told when a process starts: the settings they need, and nothing of where these came from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

#: Time for a task that was killed at its hard limit to be seen to by its parent, before the reconciler does it.
_GRACE_SECONDS = 15.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """Settings of the tasks. `workers.settings.Settings` documents each."""

    queue: Path
    prefix: str = ""
    batch_articles: int = 32
    chunk_articles: int = 64
    max_file_bytes: int = 4096 << 20
    max_article_bytes: int = 20 << 20
    min_words: int = 20
    cleaning: Literal["default", "safe"] = "default"
    copies: Literal["index", "drop"] = "index"
    remember_days: int = 30
    remember_articles: int = 5_000_000
    enrichers: tuple[str, ...] = ("language", "reading", "entities", "dateline", "dates", "quotes", "keywords")
    models: Mapping[str, str] = field(default_factory=lambda: {"en": "copydesk"})
    entities_file: Path | None = None
    article_seconds: float = 30.0
    soft_time_limit: float = 120.0
    hard_time_limit: float = 180.0
    lease_seconds: float = 120.0
    attempts: int = 3
    bulk_bytes: int = 8 << 20
    max_memory_bytes: int = 2048 << 20

    @property
    def overdue_seconds(self) -> float:
        """How long after a task took files up they count as overdue: a little longer than it may run."""
        return self.hard_time_limit + min(_GRACE_SECONDS, self.lease_seconds)
