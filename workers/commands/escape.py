"""Make text from outside safe to print: it must not be able to drive a terminal or break a line."""

from __future__ import annotations


def printable(text: str) -> str:
    """Return the text on one line: white space as blanks, other characters that cannot be shown as escapes."""
    if text.isprintable():
        return text
    return "".join(_shown(character) for character in text)


def printable_lines(text: str) -> str:
    """Return the text with its line breaks, each line as `printable` makes it."""
    return text if text.isprintable() else "\n".join(printable(line) for line in text.split("\n"))


def _shown(character: str) -> str:
    if character.isprintable():
        return character
    return " " if character.isspace() else character.encode("unicode_escape").decode()
