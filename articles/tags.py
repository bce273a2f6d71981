"""Tags in one string: "a, b", "a; b", "a|b", "#a #b"."""

from __future__ import annotations

import re

#: What parts tags, the surest first: where one is there, those behind it may be part of a tag.
_SEPARATORS = (re.compile("[;\uff1b\u061b]"), re.compile(r"\s*\|\s*|\n"), re.compile("[,\uff0c\u3001\u060c]"))
_HASH_TAGS = re.compile(r"\s*#[^\s#]+(?:\s+#[^\s#]+)+\s*")


def split_tags(text: str) -> list[str]:
    """Return the tags of a string, without white space and "#" around them."""
    if _HASH_TAGS.fullmatch(text):
        parts = text.split()
    else:
        parts = next((found.split(text) for found in _SEPARATORS if found.search(text)), [text])
    return [tag for part in parts if (tag := part.strip().removeprefix("#").strip())]
