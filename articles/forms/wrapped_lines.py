"""Join lines that were broken at a width, as typewriters, terminals and databases print them, to paragraphs."""

from __future__ import annotations

import re

#: Lines up to this width may have been broken; longer ones are paragraphs.
_WIDTH = 100
#: A line at least this share of the widest goes on in the next.
_FULL = 0.6
_INDENTED = re.compile(r"(?: {2,}|\t)\S")
_HYPHEN = re.compile(r"(?<=[a-zà-öø-ÿ])-$")
#: What ends a wire's copy.
_SIGN_OFF = re.compile(r"(?:reuters?|enditem|end(?: of)? (?:item|text)|-+\s*end\s*-+|#{3,}|-30-)[\s;.]*\d*", re.I)


def paragraphs_of(text: str) -> list[str]:
    """Return the paragraphs of a text.

    Blank lines part them. Without any, an indented line begins one. Within one, lines that were broken at a width are
    joined; lines that are longer than any page is wide are paragraphs of their own.
    """
    lines = text.replace("\r\n", "\n").replace("\r", "\n").expandtabs(4).split("\n")
    while lines and (not lines[-1].strip() or _SIGN_OFF.fullmatch(lines[-1].strip())):
        lines.pop()
    found: list[str] = []
    for block in blocks_of(lines):
        found.extend(_of_block(block))
    return found


def blocks_of(lines: list[str]) -> list[list[str]]:
    """Return runs of lines that are not blank."""
    blocks: list[list[str]] = []
    new = True
    for line in lines:
        if not line.strip():
            new = True
            continue
        if new:
            blocks.append([])
        blocks[-1].append(line.rstrip())
        new = False
    return blocks


def _of_block(lines: list[str]) -> list[str]:
    widest = max(map(len, lines))
    if widest > _WIDTH:
        return [" ".join(line.split()) for line in lines]
    indented = [bool(_INDENTED.match(line)) for line in lines]
    parts_by_indent = any(indented) and not all(indented)
    found: list[str] = []
    before = ""
    for line, is_indented in zip(lines, indented, strict=True):
        text = " ".join(line.split())
        if not found or (parts_by_indent and is_indented) or (len(before) < _FULL * widest and _ends(before)):
            found.append(text)
        elif _HYPHEN.search(found[-1]) and text[:1].islower():
            found[-1] += text  # a compound broken at its own hyphen, or a divided word: which of them is not known
        else:
            found[-1] = f"{found[-1]} {text}"
        before = line
    return found


def _ends(line: str) -> bool:
    return line.rstrip().endswith((".", "!", "?", ".”", '."', ":"))
