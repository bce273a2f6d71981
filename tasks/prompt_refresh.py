"""Refresh the index at once for what is to be found at once, and seldom in a backlog.

Elasticsearch refreshes by itself only every `search.schema.mapping.REFRESH`: each refresh writes a small segment
that has to be merged again, and in a backlog nobody notices a few seconds. Where the workers keep up with what comes, a
task asks for a refresh when it ends. Of several that ask within half a second the first is served by itself; for the
others the watcher refreshes once (`PromptRefresh.take_request`).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import cast

from redis import Redis

#: Seconds between two refreshes that tasks ask for.
PROMPT_SECONDS = 0.5
#: A request that was not served is forgotten after so many seconds: the index was refreshed on its own by then.
_KEEP_SECONDS = 60


class PromptRefresh:
    """Refreshes that tasks ask for, counted in the broker's Redis so that all processes together refresh seldom.

    Args:
        redis: the broker's.
        prefix: of its keys.
        refresh: refreshes the articles and the ledger.
    """

    def __init__(self, redis: Redis, prefix: str, refresh: Callable[[], object]) -> None:
        self._redis = redis
        self._recent = f"{prefix}copydesk:refresh:recent"
        self._wanted = f"{prefix}copydesk:refresh:wanted"
        self._refresh = refresh

    def ask(self) -> bool:
        """Refresh now, or leave it to the watcher if that was done a moment ago; return whether it was done now."""
        if self._redis.set(self._recent, 1, nx=True, px=round(PROMPT_SECONDS * 1000)):
            self._refresh()
            return True
        self.ask_watcher()
        return False

    def ask_watcher(self) -> None:
        """Leave a refresh to the watcher, and the repair of the stories that are still on the list before it."""
        self._redis.set(self._wanted, 1, ex=_KEEP_SECONDS)

    def take_request(self) -> bool:
        """Return whether the watcher was asked for a refresh, and forget that it was."""
        return cast("bytes | None", self._redis.getdel(self._wanted)) is not None

    def serve(self) -> None:
        """Refresh now, because a task asked the watcher."""
        self._redis.set(self._recent, 1, px=round(PROMPT_SECONDS * 1000))
        self._refresh()
