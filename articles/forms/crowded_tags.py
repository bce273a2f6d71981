"""Find tags with more attributes than any page has: parsers compare each with all others of its tag."""

from __future__ import annotations

import re

#: Attributes of a tag that are read.
MOST_ATTRIBUTES = 2_000
#: A tag with more of them is longer than this.
_LONG = 2 * MOST_ATTRIBUTES
_VALUE = r"=\s*+(?:\"[^\"]*+\"|'[^']*+')"
#: Written as runs of characters without "=", which takes two thirds of the time of one character at a time.
_TAG = re.compile(r"""<[a-zA-Z][^>=]*+(?:=\s*+(?:"[^"]*+"|'[^']*+'|)[^>=]*+)*+""")
#: A comment, or the inside of an element whose content is not markup, to the end if it is not closed.
_CODE = re.compile(
    rf"<!--.*?(?:-->|\Z)|(?P<tag><(?P<name>script|style)\b(?:{_VALUE}|[^>])*+>?).*?(?:</(?P=name)|\Z)",
    re.DOTALL | re.IGNORECASE,
)
_ANY_VALUE = re.compile(rf"{_VALUE}|=\s*+\S*+")


def is_crowded(html: str) -> bool:
    """Return whether a tag has more than `MOST_ATTRIBUTES`; in linear time, and at once for most pages."""
    if len(html) < _LONG:
        return False
    # Most often nothing is found; else code is left out, in which "<" begins no tag.
    return _has_crowded_tag(html) and _has_crowded_tag(_CODE.sub(r"\g<tag>", html))


def _has_crowded_tag(html: str) -> bool:
    tags = _TAG.findall(html)
    if max(map(len, tags), default=0) <= _LONG:
        return False
    return any(len(_ANY_VALUE.sub(" ", tag).split()) > MOST_ATTRIBUTES for tag in tags if len(tag) > _LONG)
