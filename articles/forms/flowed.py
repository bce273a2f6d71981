"""Flowed text (RFC 3676): lines that end with a blank go on in the next."""

from __future__ import annotations

_SIGNATURE = "-- "


def unflowed(text: str, *, delete_space: bool = False) -> str:
    """Return a flowed text with its lines joined.

    Args:
        text: The decoded text, with line feeds.
        delete_space: The blank at the end of a flowed line does not belong to the text (`DelSp=yes`, for languages that
            separate no words by blanks).

    Returns:
        One line for each paragraph. Marks of quotation stay before quoted ones.
    """
    found: list[str] = []
    open_depth: int | None = None  # depth of quotation of the paragraph that goes on
    for line in text.split("\n"):
        content = line.lstrip(">")
        depth = len(line) - len(content)
        content = content.removeprefix(" ")  # stuffed
        flows = content.endswith(" ") and content != _SIGNATURE
        shown = content[:-1] if flows and delete_space else content
        if open_depth == depth and content.strip() and content != _SIGNATURE:
            found[-1] += shown
        else:
            found.append(("> " if depth else "") + shown)
        open_depth = depth if flows else None
    return "\n".join(line if line == _SIGNATURE else line.rstrip(" ") for line in found)
