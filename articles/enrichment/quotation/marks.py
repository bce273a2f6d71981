"""Quotation marks, paragraph by paragraph."""

from __future__ import annotations

import re

from articles.article import Value


class Marked(Value, frozen=True, kw_only=True):
    """Text between quotation marks."""

    open: int  #: where the opening mark is
    start: int  #: first character inside
    end: int  #: one past the last character inside
    close: int  #: one past the closing mark
    closed: bool = True  #: False: the paragraph ends without a closing mark
    paragraph: int = 0  #: number of the paragraph
    paragraph_start: int = 0
    paragraph_end: int = 0


_MARK = re.compile(r"[“”„\"«»‟〝〞「」『』‘’‚‹›'`]")
#: Opening mark → what closes it.
_CLOSERS = {
    "“": "”\"“", "”": "”", "„": "“”\"‟", '"': "\"”", "«": "»", "»": "«»", "「": "」", "『": "』", "‟": "”",
    "``": "''\"", "‘": "’", "‚": "‘’", "'": "'", "‹": "›", "›": "‹", "〝": "〞",
}  # fmt: skip
_SINGLE = frozenset("‘‚'’›‹")
#: A closing mark is looked for among so many marks ahead.
AHEAD = 40
_PARAGRAPH = re.compile(r"[^\n]+")


def find(text: str) -> list[Marked]:
    """Find the text between quotation marks, by position; nested quotations belong to the outer one.

    Marks are paired within a paragraph: “ ”, " ", „ “, « », » «, 「 」 and single ones. An
    opening mark without a closing one reaches to the end of its paragraph, as
    newspapers print a quotation of several paragraphs. Single marks count only in
    paragraphs without double ones, where they could be apostrophes otherwise.
    """
    found: list[Marked] = []
    for number, paragraph in enumerate(_PARAGRAPH.finditer(text)):
        marks = _marks(text, paragraph.start(), paragraph.end())
        if not marks:
            continue
        double = [m for m in marks if m[2] not in _SINGLE]
        pairs = _pair(text, double or marks, single=not double)
        for opened, start, end, close, closed in pairs:
            if not closed:
                end = close = paragraph.end()
            inner_start, inner_end = _trim(text, start, end)
            if inner_start < inner_end:
                found.append(
                    Marked(
                        open=opened,
                        start=inner_start,
                        end=inner_end,
                        close=close,
                        closed=closed,
                        paragraph=number,
                        paragraph_start=paragraph.start(),
                        paragraph_end=paragraph.end(),
                    )
                )
    return found


def _marks(text: str, start: int, end: int) -> list[tuple[int, int, str]]:
    """Start, end and sign of the marks of a paragraph; single ones between letters are apostrophes."""
    found = []
    skip = -1
    for match in _MARK.finditer(text, start, end):
        at, mark = match.start(), match[0]
        if at == skip:
            continue
        if mark in "'`" and text[at + 1 : at + 2] == mark:
            found.append((at, at + 2, mark * 2))
            skip = at + 1
        elif mark == '"' and text[at + 1 : at + 2] == mark and text[at + 2 : at + 3].isalnum():
            found.append((at, at + 2, mark))  # printed twice
            skip = at + 1
        elif mark == "`":
            continue
        elif mark in _SINGLE:
            before = text[at - 1] if at else " "
            following = text[at + 1] if at + 1 < len(text) else " "
            letter = before.isalnum() or before == "_"
            opens = mark != "’" and not letter and not following.isspace()
            closes = mark != "‚" and not before.isspace() and not (following.isalnum() or following == "_")
            if opens or closes:
                found.append((at, at + 1, mark))
        else:
            found.append((at, at + 1, mark))
    return found


def _pair(text: str, marks: list[tuple[int, int, str]], *, single: bool) -> list[tuple[int, int, int, int, bool]]:
    pairs = []
    i = 0
    while i < len(marks):
        start, after, mark = marks[i]
        if not _opens(text, start, after, mark, single=single):
            i += 1
            continue
        closing = _closing(text, marks, i, single=single)
        if closing is None:
            if not single and mark != "»" and not _apart(text, start, after, mark):
                pairs.append((start, after, after, after, False))
                nxt = next((j for j in range(i + 1, len(marks)) if marks[j][2] == mark), None)
                if nxt is None or mark == '"':
                    break
                pairs.pop()
                pairs.append((start, after, marks[nxt][0], marks[nxt][0], True))
                i = nxt
                continue
            i += 1
            continue
        s, e, _ = marks[closing]
        pairs.append((start, after, s, e, True))
        i = closing + 1
    return pairs


def _closing(text: str, marks: list[tuple[int, int, str]], i: int, *, single: bool) -> int | None:
    """Return the number of the mark that closes the quotation which another opens."""
    mark = marks[i][2]
    if mark == '"' and (behind := _behind_inner(text, marks, i)) is not None:
        return behind
    closers = _CLOSERS.get(mark, "")
    for j in range(i + 1, min(i + 1 + AHEAD, len(marks))):
        s, e, other = marks[j]
        if single and other in closers and _possessive(text, marks, j):
            continue
        if other in closers and (_closes(text, s, e, single=single) or not (single or other in '"“')):
            return j
        if not single and other == mark and mark in "“„«" and _opens(text, s, e, other, single=single):
            break  # a second opening mark: the first was never closed
    return None


def _behind_inner(text: str, marks: list[tuple[int, int, str]], i: int) -> int | None:
    """Return the closing mark of a quotation that holds others in the same straight marks, if each of them closes."""
    depth = 0
    for j in range(i + 1, min(i + 1 + AHEAD, len(marks))):
        start, after, mark = marks[j]
        if mark != '"':
            return None
        before, following = text[start - 1], text[after : after + 1] or " "
        if (before.isspace() or before in "(«'’") and following.isalnum():
            if text[start - 3 : start].rstrip()[-1:] in ".!?…":
                return None  # the next paragraph of one speech, in a text without paragraphs
            depth += 1
        elif before.isspace() or following.isalnum():
            return None
        elif depth == 0:
            return j if j > i + 1 else None
        elif following == ",":
            return None
        else:
            depth -= 1
    return None


def _opens(text: str, start: int, after: int, mark: str, *, single: bool) -> bool:
    if mark in ("”", "’", "''", "」", "』"):
        return mark == "”" and (start == 0 or text[start - 1].isspace()) and after < len(text) and text[after].isalnum()
    before = text[start - 1] if start else " "
    following = text[after] if after < len(text) else " "
    if mark == '"' and (before.isdigit() and not following.isalpha()):
        return False
    if mark in ("'", "‘", "‚", "‹", "›"):
        return not before.isalnum() and not following.isspace() and not (following.isdigit())
    if mark == "«" and before.isalnum():
        return False
    if mark == "»" and (following.isspace() or not following.isalnum()):
        return False
    return mark != '"' or not following.isspace() or _apart(text, start, after, mark)


def _apart(text: str, start: int, after: int, mark: str) -> bool:
    """Return whether blanks are on both sides of a straight mark, so that only their order tells what it does."""
    before = text[start - 1 : start] or " "
    return mark == '"' and (before.isspace() or before in "([") and text[after : after + 1] == " "


def _closes(text: str, start: int, after: int, *, single: bool) -> bool:
    before = text[start - 1] if start else " "
    following = text[after] if after < len(text) else " "
    if single:
        return not before.isspace() and not following.isalnum()
    return not before.isspace() or following.isspace() or not following.isalnum()


def _possessive(text: str, marks: list[tuple[int, int, str]], j: int) -> bool:
    """Return whether a mark is that of "the workers’ rights": after an s, and a later one could close as well."""
    start, after, _ = marks[j]
    if text[start - 1 : start] != "s" or not text[after : after + 1].isspace():
        return False
    return any(
        (text[s - 1].isalnum() or text[s - 1] in ".,!?") and not text[e : e + 1].isalnum()
        for s, e, mark in marks[j + 1 : j + 1 + AHEAD]
        if mark in "’'"
    )


def _trim(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and (text[start].isspace() or text[start] in ",;"):
        start += 1
    while end > start and (text[end - 1].isspace() or text[end - 1] in ",;–—-"):
        end -= 1
    return start, end
