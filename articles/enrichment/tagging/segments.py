"""Tokens of a text in any language whose words are parted by spaces, and where its segments begin."""

from __future__ import annotations

import re
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

#: A number; a word with hyphens and points inside, and the apostrophe that ends an elision ("l'", "dell’"); a sign.
_TOKEN = re.compile(r"\d+(?:[.,:]\d+)*(?![^\W\d_])|[^\W_]+(?:[-‐‑.](?=[^\W_])[^\W_]+)*['’]?|[^\s]")
#: A line of at least this many characters without an end mark goes on in the next one: the text was wrapped.
_WRAPPED = 45
_END = frozenset(".!?:;…\"'”’»)")
#: White space with the end of a line in it: looked for at that end, since most white space has none.
_LINE_END = re.compile(r"[\n\r]\s*")


class Tokens(NamedTuple):
    """The tokens of a text, in order."""

    words: list[str]
    starts: list[int]
    ends: list[int]
    begins: npt.NDArray[np.bool_]  #: whether a paragraph, a list item or a headline begins with the token


def read(text: str) -> Tokens:
    """Return the tokens of a text; white space is not one."""
    words: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    for match in _TOKEN.finditer(text):
        words.append(match[0])
        starts.append(match.start())
        ends.append(match.end())
    begins = np.zeros(len(words), dtype=bool)
    line = 0  # where the current line began
    for gap in _LINE_END.finditer(text):
        start = len(text[line : gap.start()].rstrip()) + line
        if gap[0].count("\n") > 1 or start - line < _WRAPPED or text[start - 1 : start] in _END:
            first = int(np.searchsorted(starts, gap.end()))
            begins[first : first + 1] = True
        line = gap.end()
    return Tokens(words, starts, ends, begins)
