"""Hashes of lines, to tell which ones a source prints again and again."""

from __future__ import annotations

import html
import re
import unicodedata

import xxhash

from articles.article import Record
from articles.cleaning.lines import split
from articles.cleaning.words import quick_words

_HIDDEN = re.compile(r"<(?:(script|style|head|noscript|svg)\b|!--)", re.IGNORECASE)
_INLINE = re.compile(
    r"</?(?:a|abbr|b|bdi|bdo|cite|code|em|font|i|ins|kbd|mark|q|s|small|span|strong|sub|sup|time|tt|u|wbr)\b[^<>]{0,4000}>",
    re.IGNORECASE,
)
_TAG = re.compile(r"<[^<>]{0,4000}>")
_NUMBER = re.compile(r"\d+")

#: The two lowest bits of a line's hash say how long the line is: under 8 words, 16, 32, or more.
LENGTH_BITS = 3
_LENGTHS = (8, 16, 32)


def normalise(line: str) -> str:
    """Return a line as it is compared: NFKC, case and white space folded, numbers as `0`."""
    folded = line if line.isascii() else unicodedata.normalize("NFKC", line)
    return _NUMBER.sub("0", " ".join(folded.casefold().split()))


def line_hash(line: str) -> int:
    """Return a hash of 64 bits: 62 of xxh3 over the normalised line, and two for its length (see `length_class`)."""
    words = quick_words(line)
    length = sum(words >= limit for limit in _LENGTHS)
    return xxhash.xxh3_64_intdigest(normalise(line).encode("utf-8", "surrogatepass")) & ~LENGTH_BITS | length


def length_class(value: int) -> int:
    """Return how long the line of a hash is: 0 under 8 words, 1 under 16, 2 under 32, 3 more."""
    return value & LENGTH_BITS


def _shown(source: str) -> str:
    """Return the source of a page without scripts, styles, head and comments. Linear even where tags are left open."""
    lower = source.lower() if source.isascii() else None
    parts: list[str] = []
    position = 0
    while (match := _HIDDEN.search(source, position)) is not None:
        parts.append(source[position : match.start()])
        if match[1] is None:
            end = source.find("-->", match.end())
        elif lower is not None:
            end = lower.find(f"</{match[1].lower()}", match.end())
        else:
            end = source.find(f"</{match[1]}", match.end())
        if end < 0:
            return "\n".join(parts)
        position = end + 3 if match[1] is None else end
    parts.append(source[position:])
    return "\n".join(parts)


def line_hashes(source: Record | str) -> list[int]:
    """Return the 64-bit hashes of the distinct lines of a record or a text, in their order.

    Lines are those that `clean` judges: paragraphs of plain text; of an HTML page what stands between the tags of
    its blocks.
    """
    text = source if isinstance(source, str) else source.content
    if isinstance(source, Record) and source.is_html:
        flat = " ".join(_INLINE.sub("", _shown(text)).split())
        lines = [part.strip() for part in html.unescape(_TAG.sub("\n", flat)).split("\n")]
    else:
        lines = [paragraph.text for paragraph in split(text)[1]]
    return list(dict.fromkeys(line_hash(line) for line in lines if line))
