"""Refreshes that tasks ask for, counted in the broker."""

from __future__ import annotations

from redis import Redis

from tasks.prompt_refresh import PromptRefresh


def test_many_requests_at_one_moment_cost_two_refreshes(valkey_url: str, prefix: str) -> None:
    """The first is served at once, by whichever process; the watcher serves all others together, once."""
    done: list[str] = []
    with Redis.from_url(valkey_url) as redis:
        one = PromptRefresh(redis, prefix, lambda: done.append("one"))
        other = PromptRefresh(redis, prefix, lambda: done.append("other"))
        watcher = PromptRefresh(redis, prefix, lambda: done.append("watcher"))
        assert not watcher.take_request()
        assert one.ask()
        redis.persist(f"{prefix}copydesk:refresh:recent")  # however slow this machine is, the half second is not over
        assert not other.ask()
        assert not one.ask()
        assert watcher.take_request()
        watcher.serve()
        assert not watcher.take_request()
        assert ["one", "watcher"] == done
