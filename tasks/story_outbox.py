"""The stories that still have to be repaired (`search.stories.repair`), kept in Redis until they are."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import cast

from elasticsearch import Elasticsearch
from redis import Redis

from articles.batches import batched
from search.schema.index_names import Names
from search.stories.repair import PAGE, Repaired, repair, repair_page_by_page

#: How long a process that repairs may be silent before another takes over, seconds. Two at once do no harm.
PATIENCE = 60

# Removes stories from the list, unless they were added again meanwhile.
_REMOVE = """
local removed = 0
for i = 1, #ARGV, 2 do
  local story, number = ARGV[i], ARGV[i + 1]
  if redis.call('ZSCORE', KEYS[1], story) == number then removed = removed + redis.call('ZREM', KEYS[1], story) end
end
return removed
"""


class StoryOutbox:
    """The list of stories that were written to.

    One process repairs at a time, and takes what was on the list when it began; so however many workers write copies,
    the index is refreshed once for all of them. If a process dies, the next one repairs what it left. After a loss of
    Redis, `repair_lost` looks at all stories that have copies.
    """

    def __init__(self, redis: Redis, prefix: str = "") -> None:
        self._redis = redis
        self._stories = f"{prefix}copydesk:stories:touched"
        self._additions = f"{prefix}copydesk:stories:touches"
        self._lock = f"{prefix}copydesk:stories:lock"
        self._looked_at = f"{prefix}copydesk:stories:looked-at"  #: the last story of those looked at after a loss
        self._remove = redis.register_script(_REMOVE)

    def add(self, story_ids: Iterable[str]) -> None:
        """Add stories, after a document was written and before its fate is acknowledged."""
        wanted = list(story_ids)
        if wanted:
            number = self._redis.incr(self._additions)
            self._redis.zadd(self._stories, dict.fromkeys(wanted, number))

    def repair(self, client: Elasticsearch, names: Names) -> Repaired:
        """Repair the stories on the list, unless another process is doing so. See `waiting` for whether all were.

        What is added meanwhile stays on the list: in a backlog something always is. Searches find the result after the
        next refresh of the index.

        Raises:
            TransientError: Elasticsearch is away. The stories stay on the list.
        """
        total, refreshed = Repaired(), False
        # Read before the index is refreshed: what is added later may have been written later.
        found = cast("list[tuple[bytes, float]]", self._redis.zrange(self._stories, 0, -1, withscores=True))
        for page in batched(found, PAGE):
            lock = self._redis.lock(self._lock, timeout=PATIENCE, blocking=False)
            if not lock.acquire(blocking=False):
                break
            try:
                done = repair(client, names, [member.decode() for member, _ in page], refreshed=refreshed)
                total = total.and_(done)
            finally:
                if lock.owned():
                    lock.release()
            noted = [part for member, score in page for part in (member, str(int(score)))]
            self._remove(keys=[self._stories], args=noted)
            refreshed = True
        return total

    def mark_lost(self) -> None:
        """Note that the list was lost: every story has to be looked at."""
        self._redis.set(self._looked_at, "")

    def mark_repaired(self) -> None:
        """Note that every story is as it should be."""
        self._redis.delete(self._looked_at)

    def repair_lost(self, client: Elasticsearch, names: Names, pause: Callable[[], bool]) -> bool:
        """Repair stories after the list was lost, from where the last call ended; return whether more are left.

        Args:
            client: Elasticsearch.
            names: Index names.
            pause: is called after each page of stories, and returns whether to go on.

        Raises:
            TransientError: Elasticsearch is away. The next call goes on.
        """
        after = cast("bytes | None", self._redis.get(self._looked_at))
        if after is None:
            return False
        for last, _ in repair_page_by_page(client, names, after.decode()):
            self._redis.set(self._looked_at, last)
            if not pause():
                return True
        self.mark_repaired()
        return False

    def waiting(self) -> int:
        """Return how many stories are on the list."""
        return self._redis.zcard(self._stories)
