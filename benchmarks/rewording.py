"""Make other articles of a real one, so that files may come again without being copies.

Two in five words in lower case are replaced by others of the same text. Their frequencies, the language, names, tags
and length stay as they are; runs of five words that a copy would share are rare (0.6 ** 5: one in thirteen).
"""

from __future__ import annotations

import random
import re

#: Text between tags that is long enough to be of an article; in a plain text, all of it.
_RUN = re.compile(r"[^<>]{40,}")
_WORD = re.compile(r"(?<=[ \n])[^\W\d_]{3,}(?=[ \n.,])")
_SHARE = 0.4


def other(content: bytes, turn: int) -> bytes:
    """Return the article with other words in it for every turn but 0; the same turn gives the same words."""
    if turn == 0:
        return content
    chance = random.Random(turn)
    text = content.decode("utf-8", "surrogateescape")
    words = [word for word in _WORD.findall(text) if word.islower()]
    if not words:
        return content

    def replaced(found: re.Match[str]) -> str:
        if not found[0].islower() or chance.random() > _SHARE:
            return found[0]
        return chance.choice(words)

    changed = _RUN.sub(lambda run: _WORD.sub(replaced, run[0]), text)
    return changed.encode("utf-8", "surrogateescape")
