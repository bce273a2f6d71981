"""Conventions of agencies' headlines and first lines that tell of corrections and kills.

They mark an article and never act: anybody may write them into a text, and a story about a kill is not one.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

#: A mark, and how it is written at the beginning of a headline or a line.
_AT_BEGINNING: tuple[tuple[str, re.Pattern[str]], ...] = (
    (
        "kill",
        re.compile(
            r"\W*(?:(?:MANDATORY|URGENT|Mandatory|BULLETIN)[\s-]*)?(?:KILL|ELIMINAT(?:ED|ION)|ANNULE(?:R)?"
            r"|ANNULATION|ANULADA|RÜCKRUF|RUECKRUF|STORNO|WITHDRAWN?|RETRACTION)\b(?=\W)"
        ),
    ),
    (
        "correction",
        re.compile(r"\W*(?:CORRECT(?:ED|ION|IVE)|KORREKTUR|BERICHTIGUNG|RECTIFICATI(?:F|VE)|CORRECCI[OÓ]N)\b"),
    ),
    ("refile", re.compile(r"\W*REFILE\b")),
    ("update", re.compile(r"\W*(?:UPDATE(?:D)?\s*\d*|\d+(?:st|nd|rd|th) (?:Ld|LEAD)[\w-]*)\b[\s:-]")),
    (
        "embargo",
        re.compile(
            r"\W*(?:EMBARGO(?:ED)?|Embargoed until|Embargo:|SPERRFRIST|Sperrfrist|SOUS EMBARGO|HOLD FOR RELEASE)\b"
        ),
    ),
    ("advisory", re.compile(r"\W*(?:ADVISORY|EDITORS'? NOTE)\b")),
)
#: A mark, and what is written to the editors somewhere in the first or last lines.
_TO_EDITORS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("kill", re.compile(r"\b(?:editors?|desks?)\b[^.\n]{0,60}\b(?:please\s+)?(?:kill|eliminate)\b", re.I)),
    (
        "kill",
        re.compile(
            r"\bmandatory kill\b|\bplease kill\b|\bkill is mandatory\b|\bdo not use\b[^.\n]{0,40}\bstory\b", re.I
        ),
    ),
    ("correction", re.compile(r"\((?:corrects|correcting|eds: corrects|corrected version)\b", re.I)),
)
#: A mark, and how it stands in the header of a wire's text: after the slug of ANPA, or on a line for editors.
_IN_HEADERS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("kill", re.compile(r"[,(]\s*(?:KILL|ELIM(?:INAT(?:E|ED|ION))?)\b")),
    ("correction", re.compile(r"[,(]\s*(?:CORRECT(?:ION|IVE|ED)|Correction|Corrective|CX)\b")),
    ("update", re.compile(r"[,-]\s*\d+(?:st|nd|rd|th)[ -](?:Ld|LD|LEAD)\b|\b[Ww]ritethru\b")),
    ("update", re.compile(r"\(?\d+\. (?:ZF|Zusammenfassung|Update)\b|\d+(?:ST|ND|RD|TH) (?:ROUNDUP|UPDATE)\b")),
    ("embargo", re.compile(r"[,(]\s*(?:HFR|HOLD FOR RELEASE)\b")),
    ("advisory", re.compile(r"[,(]\s*(?:ADVISORY|Advisory)\b")),
)
_LINES = 4
_LINE_CHARACTERS = 300


def marks(title: str | None, text: str = "") -> tuple[str, ...]:
    """Return the conventions that a headline and the first and last lines of a text follow."""
    lines = [line for line in text.split("\n") if line.strip()]
    ends = [line[:_LINE_CHARACTERS] for line in (*lines[:_LINES], *lines[_LINES:][-_LINES:])]
    heads = [line for line in (title, *ends[:1]) if line]
    found = [mark for mark, pattern in _AT_BEGINNING if any(pattern.match(head[:_LINE_CHARACTERS]) for head in heads)]
    found += [mark for mark, pattern in _TO_EDITORS if any(pattern.search(line) for line in (*ends, *heads))]
    return tuple(dict.fromkeys(found))


def header_marks(lines: Sequence[str]) -> tuple[str, ...]:
    """Return the conventions that the header of a wire's text follows: its slug, its lines for editors."""
    heads = [line[:_LINE_CHARACTERS] for line in lines if line.strip()]
    found = [mark for mark, pattern in _AT_BEGINNING if any(map(pattern.match, heads))]
    found += [mark for mark, pattern in (*_IN_HEADERS, *_TO_EDITORS) if any(map(pattern.search, heads))]
    return tuple(dict.fromkeys(found))
