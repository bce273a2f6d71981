"""ANPA 1312 (ANPA, 1979), the wire text of AP and of papers in North America and Asia, with and without its controls.

SYN SYN SOH w1645 US asian                       service, number, selector
b a DC3 DC1 BC-EU--Board-Pier     03-04 0358     priority, category, keyword, date, words
STX ^BC-EU--Board-Pier,170<                      slug, words
^Board lengthens its pier<                       headline
^By NORA FELD=                                   byline
    OSLO (WS) _ The ferry board ...              paragraphs
ETX AP-WF-03-04-25 0337GMT<                      bureau, date
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from articles.article import Given, Record, Rejection, Wire
from articles.fates import Reason
from articles.forms.form import Form
from articles.forms.source import Head, Source
from articles.forms.wire_text import decoded, full_year, paragraphs_of_lines, printable
from articles.metadata.dateline import find_dateline
from articles.metadata.people import people
from articles.wire.conventions import header_marks

_CYCLE = r"(?:AM|PM|BC|AP|XX|RR)-"
_START = re.compile(rb"\s*(?:\x16{1,4}\s*)?\x01\s*[A-Za-z]\d{3,4}")
#: The line of priority, category, keyword, date and words; and the one of service, number and selector before it.
_SECOND = rf" {{0,3}}[a-z] [a-z][\x11-\x14]{{0,2}}[ \x11-\x14]+{_CYCLE}[^\n]*?\d\d-\d\d \d{{3,4}}[ \t]*"
_HEADER = re.compile(rf"(?:^|(?<=\n))[\x16\x01\s]*[a-z]\d{{3,4}}[^\n]{{0,24}}\n{_SECOND}(?=\n|$)", re.I)
_HEADER_LINE = re.compile(_SECOND, re.I)
_MARKED_LINE = re.compile(r"(?m)^[\x02]*\^[^\n]{1,400}[<=]\s*$")
_SLUG_LINE = re.compile(rf"[\x02]*\^{_CYCLE}[^\n<]{{2,}}(?:,\s?\d+)?\s?<?\s*$", re.I)
#: The same without its mark, in text that lost its controls.
_BARE_SLUG = re.compile(r"(?:AM|PM|BC)-[A-Z]{2,4}--[^\n]{2,80}$")
_SLUG = re.compile(rf"{_CYCLE}\S|.*[,\s]\d{{2,5}}$", re.I)
#: The same wherever it is in the header, after lines of a service that are left over.
_CYCLE_SLUG = re.compile(r"(?:AM|PM|BC)-[A-Z][\w\-]+.*(?:\d\d-\d\d \d{3,4}|,\s?\d{2,5})$")
#: A service's number, or priority and category, alone on a line.
_LEFT_OVER = re.compile(r"[a-z]\d{3,4}\S{0,12}|[a-z] [a-z](?:\S{0,20}-{2,})?")
#: Lines of the head before the first mark.
_BEFORE_MARKS = 6
#: Lines of the header for editors.
_NOTE = re.compile(
    r"(?:URGENT|BULLETIN|FLASH|ALERT|NEWSALERT|APNewsAlert|KILL|ADVISORY)\W*$|"
    r"(?:AP |With |WS )?(?:Photos?|Video|Audio|Graphics?|Images?)\b|(?:Eds|EDS|Editors?|EDITORS?)\b\W|EDITOR.S NOTE|"
    r"(?:Note|NOTE) to|For (?:use|release)|EMBARGO|Moving|Optional|Adds?\b|Updates?\b|With [A-Z]{2}|AP Photo|Repeat|"
    r"\d+(?:st|nd|rd|th) (?:Ld|Lead|Add)",
)
_BY = re.compile(r"(?:By|BY|von|Von|Par|Por)\s+(?=[^\W\d])")
#: "AP-WF-03-04-25 0337GMT", "KWS-21:37-09-12-18".
_SIGNATURE = re.compile(
    r"\s*([A-Z]{2,4})-[A-Z]{2}-(\d\d)-(\d\d)-(\d\d(?:\d\d)?)[\s-]+(\d\d)(\d\d)\s*([A-Z]{1,4})?\s*<?\s*"
)
_OTHER_SIGNATURE = re.compile(r"\s*[A-Z]{2,4}-(\d\d):(\d\d)-(\d\d)-(\d\d)-(\d\d)\s*")
#: Lines within the text that do not belong to it.
_FURNITURE = re.compile(r"\s*(?:_{2,}=?|={2}\s?\w+|-30-|#{2,}|\(?MORE\)?|\*{3,})\s*<?\s*")
_SECTIONS = {"e": "entertainment", "f": "business", "i": "international", "l": "lifestyle", "p": "politics",
             "s": "sports", "t": "travel", "w": "Washington", "a": "national"}  # fmt: skip


#: Lines of a head without marks, and how long they are.
_HEAD_LINES, _HEAD_WIDTH = 8, 90


class _Story(NamedTuple):
    header: list[str]  #: lines before the text, without their marks
    body: list[str]  #: lines of the text
    published_at: str | None
    source: str | None


class _Header(NamedTuple):
    title: str | None
    byline: str | None
    below: list[str]  #: lines between headline and byline: a deck, a summary
    subheads: list[str]  #: lines after the byline


def read_anpa(source: Source) -> Iterator[Record | Rejection]:
    """Read each story of the file."""
    stories = _split(decoded(source))
    source.one_of_many = len(stories) > 1
    for story in stories:
        yield _article(source, story)


def _split(text: str) -> list[str]:
    """Return the stories: each begins with a start of heading, or with the two lines of a header."""
    if text.count("\x01") > 1:
        starts = [match.start() for match in re.finditer("\x01", text)]
    else:
        starts = [match.start() for match in _HEADER.finditer(text)]
    if len(starts) < 2:
        return [text]
    return [text[start:end] for start, end in zip(starts, [*starts[1:], len(text)], strict=True)]


def _article(source: Source, text: str) -> Record | Rejection:
    story = _story(text)
    head = _head(story.header)
    body = "\n\n".join((*head.subheads, *paragraphs_of_lines(story.body)))
    body = body if story.body else "\n\n".join((*head.below, *head.subheads))
    if not body.strip():
        return source.refuse(Reason.NO_ARTICLE, "A wire story without text.")
    given = Given(
        title=head.title,
        byline=head.byline,
        published_at=story.published_at,
        source=story.source,
        section=_SECTIONS.get(_category(text)),
        wire=Wire(marks=found) if (found := header_marks(story.header)) else None,
    )
    return source.record(body, given=given, whole=True)


def _head(lines: list[str]) -> _Header:
    """Return headline and byline from the marked lines; slug and notes for editors are left out."""
    title: str | None = None
    byline: list[str] = []
    below: list[str] = []
    subheads: list[str] = []
    for number, line in enumerate(lines):
        if _NOTE.match(line) or _CYCLE_SLUG.match(line) or (number == 0 and _SLUG.match(line)):
            continue
        if _BY.match(line) and not byline:
            byline.append(_BY.sub("", line))
        elif byline and not subheads and len(byline) < 3 and people(byline[:1]) and _is_role(line):
            byline.append(line)
        elif title is None:
            title = line
        else:
            (subheads if byline else below).append(line)
    return _Header(title, ", ".join(byline) or None, below, subheads)


def _is_role(line: str) -> bool:
    """Return whether a line may be an author's role, or the paper the author writes for."""
    return len(line.split()) <= 6 and not line.isupper() and not line.endswith((".", "!", "?"))


def _story(text: str) -> _Story:
    """Return the lines of a story, told apart."""
    lines = _marked(printable(_after_start(text)).split("\n"))
    header: list[str] = []
    body: list[str] = []
    published_at: str | None = None
    source: str | None = None
    open_line = ""  # a marked line that goes on
    for line in lines:
        if (signed := _signed(line)) is not None:
            published_at, source = signed
        elif _is_no_text(line, first=not header and not body):
            continue
        elif open_line or line.startswith("^"):
            open_line = f"{open_line} {line.strip()}".strip()
            if open_line.endswith(("<", "=")) or ";" in open_line or not line.startswith("^") or len(open_line) > 300:
                marked, open_line = open_line.strip("^<= "), ""
                if ";" in marked and header:
                    body.append(_row(marked.strip(";")))
                else:
                    (body if body else header).append(f"\t{marked}" if body else marked)
        elif not body and (not header or _CYCLE_SLUG.match(line.strip("< "))) and not line.startswith(("\t", " ")):
            header.append(line.strip("^<= "))  # a slug without its mark
        elif not body and line.rstrip().endswith("+"):
            header.append(line.strip("^<=+ "))  # Kyodo's headline
        else:
            body.append(_row(line))
    header += [open_line.strip("^<= ")] if open_line else []
    return _Story([line for line in header if line], body, published_at, source)


def _after_start(text: str) -> str:
    """Return what follows the start of text; all of it where the headline comes before that."""
    before, begins, after = text.partition("\x02")
    return text if not begins or _MARKED_LINE.search(before) else after


def _marked(lines: list[str]) -> list[str]:
    """Return the lines of a story that lost its marks, with marks put before its slug, headline and byline."""
    if any(line.startswith("^") for line in lines):
        return lines
    first = next((number for number, line in enumerate(lines) if line.strip()), 0)
    if _BARE_SLUG.match(lines[first]) is None:
        return lines
    marked = list(lines)
    for number in range(first, min(first + _HEAD_LINES, len(lines))):
        line = lines[number].rstrip()
        if len(line) > _HEAD_WIDTH or line.startswith(("\t", "  ")) or find_dateline(line):
            break
        if line.endswith(".") and not _NOTE.match(line):
            break
        marked[number] = f"^{line}<" if line else ""
    return marked


def _is_no_text(line: str, *, first: bool) -> bool:
    if _FURNITURE.fullmatch(line):
        return True
    return first and (
        not line.strip()
        or _HEADER_LINE.fullmatch(line) is not None
        or _is_service(line)
        or _LEFT_OVER.fullmatch(line.strip()) is not None
    )


def _is_service(line: str) -> bool:
    return re.fullmatch(r"\s*[A-Za-z]\d{3,4}[A-Za-z0-9\-]{0,24}\s*", line) is not None


def _row(line: str) -> str:
    """Return a line of the text; cells of a table are words apart, and a brace is a half."""
    line = line.rstrip("< ")
    if line.count(";") > 1 and "; " not in line:
        return "\t" + re.sub(r"(?<=\d)\{|(?<=;)\{", "½", line).replace(";", " ")
    return line


def _signed(line: str) -> tuple[str | None, str | None] | None:
    """Return date and agency from the last line; None for other lines."""
    if (match := _SIGNATURE.fullmatch(line)) is not None:
        agency, month, day, year, hour, minute, zone = match.groups()
        return f"{full_year(year)}-{month}-{day} {hour}:{minute}{' ' + zone if zone else ''}", agency
    if (match := _OTHER_SIGNATURE.fullmatch(line)) is not None:
        hour, minute, day, month, year = match.groups()
        return f"{full_year(year)}-{month}-{day} {hour}:{minute}", None
    return None


def _category(text: str) -> str:
    match = re.search(rf"(?:^|\n)[a-z] ([a-z])[\x11-\x14]{{0,2}}[ \x11-\x14]+{_CYCLE}", text[:400], re.I)
    return match[1].lower() if match else ""


def _recognise(head: Head) -> bool:
    if _START.match(head.data):
        return _HEADER_LINE.search(head.data[:400].decode("latin-1").replace("\r", "")) is not None
    text = head.text[:4000].replace("\r", "")
    if (match := _HEADER.search(text[:600])) is not None and not text[: match.start()].strip():
        return True
    first = next((line for line in text.split("\n") if line.strip()), "")
    if _BARE_SLUG.match(first.rstrip()) is not None:
        return True
    marked = _MARKED_LINE.findall(text) if "^" in text else []
    if len(marked) > 1 and _begins_with_left_overs(text):
        return True
    return first.startswith("^") and (_SLUG_LINE.match(first) is not None or len(marked) > 1) and bool(marked)


def _begins_with_left_overs(text: str) -> bool:
    """Return whether nothing but slugs and lines of a service come before the first marked line."""
    lines = [line.strip() for line in text.split("\n") if line.strip()]
    number = next((number for number, line in enumerate(lines) if line.startswith("^")), len(lines))
    before = [line.strip("< ") for line in lines[:number]]
    return 0 < number <= _BEFORE_MARKS and all(_CYCLE_SLUG.match(one) or _LEFT_OVER.fullmatch(one) for one in before)


def _many(head: Head) -> bool:
    return head.data.count(b"\x01") > 1 or len(_HEADER.findall(head.text)) > 1 or not head.complete


FORM = Form(name="anpa", recognise=_recognise, read=read_anpa, many=_many)
