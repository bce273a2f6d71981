"""How much of an article is read closely."""

from __future__ import annotations

#: Characters of the body in which entities, quotations and keywords are looked for: 50,000 words, half a second. What
#: is longer is a transcript, a book or a mistake, and must not hold up the articles behind it.
CLOSELY = 300_000


def close_part(body: str) -> str:
    """Return the beginning of a body, to the end of a paragraph or word where there is one."""
    if len(body) <= CLOSELY:
        return body
    for sign in ("\n", " "):
        end = body.rfind(sign, CLOSELY // 2, CLOSELY)
        if end > 0:
            return body[:end]
    return body[:CLOSELY]
