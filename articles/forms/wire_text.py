"""Text of the teletype age: control characters, indented paragraphs, lines of a fixed width, dates in the last line."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from articles.fates import Reason
from articles.forms.decoding import decode
from articles.forms.source import Source

#: Control characters of the wires: tab line indicator, space band, and the rest, which show nothing.
_TAB_LINE, _SPACE_BAND = "\x08", "\x10"
_CONTROLS = re.compile("[\x00-\x06\x0e-\x1f\x7f]")
_CONTROL_BYTES = bytes(range(1, 9)) + bytes(range(14, 27)) + bytes(range(28, 32)) + b"\x7f"
_INDENT = re.compile(r"(?:\t| {2,})\s*\S")
#: A shorter line was not broken by the width of the page.
_FULL_LINE = 45
_QUOTES = (("``", "“"), ("''", "”"))
_MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split()  # noqa: SIM905
#: "212322 GMT Nov 18", "310001 JUL 97": day, hour, minute, zone, month, year.
_DTG = re.compile(r"\s*(\d{2})(\d{2})(\d{2})\s*([A-Z]{1,4}\s)?\s*([A-Za-z]{3})[a-zäéû]*\.?\s+(\d{2}|\d{4})\s*", re.I)
_OTHER_MONTHS = {"mrz": 3, "mär": 3, "maa": 3, "mrt": 3, "avr": 4, "mai": 5, "mei": 5, "jui": 6, "aou": 8, "aoû": 8,
                 "okt": 10, "dez": 12, "déc": 12, "fév": 2, "fev": 2}  # fmt: skip


def decoded(source: Source) -> str:
    """Decode a source, keeping control characters, which the wire uses in text.

    Raises `Refused` where the encoding of the rest cannot be told.
    """
    data = source.read_all()
    text = decode(data.translate(None, _CONTROL_BYTES))
    if text is None:
        source.stop(Reason.UNDECODABLE, "The encoding of the text cannot be told.")
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        # the controls of the wires are those of ASCII, and no agency sent them in another code than one of eight bits
        text = data.decode("cp1252", "replace") if any(byte in data for byte in _CONTROL_BYTES) else text
    return text.replace("\r\n", "\n").replace("\r", "\n")


def printable(text: str) -> str:
    """Return the text as a printer of the wire would show it, with typographic quotation marks and dashes."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace(_TAB_LINE, "\n").replace(_SPACE_BAND, " ")
    text = _CONTROLS.sub("", text)
    for wire, printed in _QUOTES:
        text = text.replace(wire, printed)
    return re.sub(r"(?<=\S) _ (?=\S)", " — ", text)


def paragraphs_of_lines(lines: Iterable[str]) -> Iterator[str]:
    """Join lines of a fixed width to paragraphs; a blank line, an indent or a short line before begins one."""
    lines = list(lines)
    held: list[str] = []
    for line in lines:
        text = " ".join(line.split())
        begins = not text or _INDENT.match(line) or (held and len(held[-1]) < _FULL_LINE)
        if held and begins:
            yield " ".join(held)
            held = []
        if text:
            held.append(text)
    if held:
        yield " ".join(held)


def date_time_group(line: str) -> str | None:
    """Return the moment in a line such as "212322 GMT Nov 18" as ISO 8601, without a zone where it has none."""
    match = _DTG.fullmatch(line)
    if match is None:
        return None
    name = match[5].lower()
    month = _MONTHS.index(name) + 1 if name in _MONTHS else _OTHER_MONTHS.get(name)
    day, hour, minute = int(match[1]), int(match[2]), int(match[3])
    if month is None or not 1 <= day <= 31 or hour > 23 or minute > 59:
        return None
    zone = (match[4] or "").strip()
    return f"{full_year(match[6])}-{month:02}-{day:02} {hour:02}:{minute:02}{' ' + zone if zone else ''}"


def full_year(year: str) -> int:
    """Return 1997 for "97", 2018 for "18"."""
    number = int(year)
    return number if number > 99 else number + (1900 if number >= 70 else 2000)
