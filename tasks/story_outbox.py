"""Which stories are still to be tended (`search.stories.repair`), kept in Redis until it is done."""

from __future__ import annotations

from collections.abc import Iterable
from typing import cast

from elasticsearch import Elasticsearch
from redis import Redis

from search.schema.index_names import Names
from search.stories import repair as stories
from search.stories.repair import Tended

#: How long one that tends may be silent before another takes over, seconds. Two at once do no harm.
PATIENCE = 60

# Takes a story off the list, unless it was touched again meanwhile.
_TAKE_OFF = """
local taken = 0
for i = 1, #ARGV, 2 do
  if redis.call('ZSCORE', KEYS[1], ARGV[i]) == ARGV[i + 1] then taken = taken + redis.call('ZREM', KEYS[1], ARGV[i]) end
end
return taken
"""


class Stories:
    """The stories that were written to.

    One process tends at a time, and takes what others touched meanwhile along; so however many workers write
    copies, the index is refreshed for it no more often than one process can. What was touched and not tended yet
    when a process dies is tended with the next. After a loss of Redis, `search.stories.repair.tend_all` finds it.
    """

    def __init__(self, redis: Redis, prefix: str = "") -> None:
        self._redis = redis
        self._touched = f"{prefix}copydesk:stories:touched"
        self._touches = f"{prefix}copydesk:stories:touches"
        self._lock = f"{prefix}copydesk:stories:lock"
        self._take_off = redis.register_script(_TAKE_OFF)

    def touch(self, story_ids: Iterable[str]) -> None:
        """These were written to. To be called after the write, before its fate is acknowledged."""
        wanted = list(story_ids)
        if wanted:
            touch = self._redis.incr(self._touches)
            self._redis.zadd(self._touched, dict.fromkeys(wanted, touch))

    def tend(self, client: Elasticsearch, names: Names) -> Tended:
        """Tend what was touched, unless another process is at it: that one takes ours along.

        What it writes is found by searches after the index's next refresh.

        Raises TransientError where Elasticsearch is away; nothing is forgotten.
        """
        total = Tended()
        while self.waiting():
            lock = self._redis.lock(self._lock, timeout=PATIENCE, blocking=False)
            if not lock.acquire(blocking=False):
                break
            try:
                total = total.and_(self._tend(client, names))
            finally:
                if lock.owned():
                    lock.release()
        return total

    def waiting(self) -> int:
        """How many stories are to be tended."""
        return self._redis.zcard(self._touched)

    def _tend(self, client: Elasticsearch, names: Names) -> Tended:
        touched = cast(
            "list[tuple[bytes, float]]", self._redis.zrange(self._touched, 0, stories.PAGE - 1, withscores=True)
        )
        done = stories.tend(client, names, [member.decode() for member, _ in touched])
        args = [part for member, score in touched for part in (member, str(int(score)))]
        self._take_off(keys=[self._touched], args=args)
        return done
