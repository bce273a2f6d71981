"""Make other articles of a real one, so that files may come again without being copies.

Two in five words without capitals are replaced by others of the same text. Their frequencies, the language, names, tags
and length stay as they are; runs of five words that a copy would share are rare (0.6 ** 5: one in thirteen). Addresses
get another path: under its own, an article would be a new version of the one it was made of.
"""

from __future__ import annotations

import random
import re

#: Text between tags that is long enough to be of an article; in a plain text, all of it.
_RUN = re.compile(r"[^<>]{40,}")
_WORD = re.compile(r"(?<=[ \n])[^\W\d_]{3,}(?=[ \n.,])")
_ADDRESS = re.compile(r"(?<=[\"'])(https?://[^/\"'\s<>]+/)(?=[^\"'\s<>])")
_SHARE = 0.4


def other(content: bytes, turn: int) -> bytes:
    """Return the article with other words in it for every turn but 0; the same turn gives the same words."""
    if turn == 0:
        return content
    chance = random.Random(turn)
    text = content.decode("utf-8", "surrogateescape")
    words: list[str] = [word for word in _WORD.findall(text) if not word[0].isupper()]
    if not words:
        return content

    def replaced(found: re.Match[str]) -> str:
        word: str = found[0]
        return word if word[0].isupper() or chance.random() > _SHARE else chance.choice(words)

    changed = _ADDRESS.sub(rf"\g<1>{turn}/", _RUN.sub(lambda run: _WORD.sub(replaced, run[0]), text))
    return changed.encode("utf-8", "surrogateescape")
