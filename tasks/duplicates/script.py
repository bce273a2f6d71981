"""The Lua of the duplicate index, joined from its files by subject."""

from __future__ import annotations

from importlib import resources

#: Files of `lua/` in the order in which they are joined: each uses what those before it define.
PARTS = ("packed", "postings", "joining", "articles", "flight", "eviction")


def source() -> str:
    """Return the script: one operation per call, chosen by the first argument."""
    folder = resources.files("tasks.duplicates").joinpath("lua")
    parts = [folder.joinpath(f"{part}.lua").read_text("utf-8") for part in PARTS]
    return "\n".join([*parts, "return ops[op]()\n"])
