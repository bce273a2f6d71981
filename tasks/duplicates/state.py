"""Ask whether the duplicate index is complete. Imports nothing large: `copydesk status` asks each time."""

from __future__ import annotations

from redis import Redis


def keys_of(prefix: str) -> str:
    """Return what the names of the index's keys begin with."""
    return f"{prefix}seen:"


def state_key(prefix: str) -> str:
    """Return the name of the hash that tells about the index as a whole (`lua/postings.lua`)."""
    return f"{keys_of(prefix)}state"


def is_complete(redis: Redis, prefix: str) -> bool:
    """Return whether the whole window is in the index. False after a wipe, until it has been rebuilt."""
    return bool(redis.hexists(state_key(prefix), "complete"))
