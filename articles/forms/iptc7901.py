"""IPTC 7901, the text format of European agencies (dpa, SDA, Belga, AFP, ...), with and without its controls.

SOH ecp0007 4 s 850  dpa 0908            service and number, priority, category, words, agency
Pier/Norway/                             keywords
STX Board lengthens its pier             headline, maybe after notes in brackets, maybe over several lines
By Nora Feld =                           byline; the last line of the head ends with an equals sign

Oslo (dpa) - The ferry board ...         paragraphs
dpa nf yyzz n1 ab                        sign-off
ETX 040830 GMT Mar 25                    day, hour, minute, zone, month, year
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from articles.article import Given, Record, Rejection, Wire
from articles.fates import Reason
from articles.forms.form import Form
from articles.forms.source import Head, Source
from articles.forms.wire_text import date_time_group, decoded, paragraphs_of_lines, printable
from articles.metadata.agencies import is_agency
from articles.wire.conventions import header_marks
from articles.wire.reading import priority_of

#: Service, number, priority, category, words, and what the agency adds.
_HEADER = re.compile(
    r"(?:^|(?<=\n))[\x01\x16\x7f\s]*(?P<service>[A-Za-z]{2,4})(?P<number>\d{3,5}) (?P<priority>[1-9]) "
    r"(?P<category>[A-Za-z]{1,4}) +(?P<words>\d{1,5}) +(?P<rest>[A-Za-z][\w\-./ ]{1,50}?)[ \t]*(?=\n|$)"
)
#: Lines of the head for editors.
_NOTE = re.compile(
    r"\(.{1,120}\)|(?:URGENT|REFILE|ROUNDUP|FLASH|EILMELDUNG|BULLETIN|CORRECTION|ADVISORY|EXTRA|LEAD|KORREKTUR|ALERT)\b.*"
    r"|\d+(?:ST|ND|RD|TH) (?:LEAD|ROUNDUP|UPDATE)\b.*|\d+\. (?:ZF|Zusammenfassung|Update)\b.*"
)
#: A headline after a label.
_LABELLED = re.compile(r"[A-Z]{4,}\s?: \w")
_BY = re.compile(r"(?:By|Von|Par|Por|Di|Da|Door|Av|Af)\s+(?=[^\W\d])")
#: "Pier/Norway", whose last slash is left out.
_KEYWORDS = re.compile(r"[^\W\d][\w\-]{0,30}(?:/[^\W\d][\w\-]{0,30}){1,6}")
#: Where the text ends, and notes for editors begin.
_END = re.compile(
    r"\s*(?:#{1,3} .*|\* \* \*.*|-{3,}|NNNN|\./\..*|The following information is not (?:intended )?for publication.*|"
    r"Die folgenden Informationen sind nicht zur Veröffentlichung.*|Les informations suivantes ne sont pas .*)\s*"
)
#: "dpa abc yydd n1 sku", "(SDA/mf ba)", "afp".
_SIGN_OFF = re.compile(
    r"\s*(?:\((?:[A-Z]{2,5}|[a-z]{2,5})\s?[\\/].{1,24}\)|[a-z]{2,4}(?: [a-z0-9]{1,5}){1,8}|[A-Z/]{3,16})\s*"
)
#: Lines within which the head ends.
_HEAD_LINES = 16


class _Head(NamedTuple):
    title: str | None
    byline: str | None
    keywords: tuple[str, ...]


def read_iptc7901(source: Source) -> Iterator[Record | Rejection]:
    """Read each message of the file."""
    text = decoded(source)
    headers = list(_HEADER.finditer(text))
    source.one_of_many = len(headers) > 1
    for number, header in enumerate(headers):
        end = headers[number + 1].start() if number + 1 < len(headers) else len(text)
        yield _article(source, header, text[header.end() : end])


def _article(source: Source, header: re.Match[str], text: str) -> Record | Rejection:
    text, _, after = text.partition("\x03")
    lines = printable(text).split("\n")
    head, rest = _head(lines)
    body, trailer = _body(rest)
    moments = [moment for line in (*trailer, *after.split("\n")) if (moment := date_time_group(line))]
    text = "\n\n".join(paragraphs_of_lines(body)) or head.title or ""
    if not text.strip():
        return source.refuse(Reason.NO_ARTICLE, "A wire message without text.")
    agency = header["rest"].split("-")[0].split()[0]
    given = Given(
        title=head.title,
        byline=head.byline,
        published_at=moments[0] if moments else None,
        source=agency if is_agency(agency) else None,
        tags=head.keywords,
        priority=priority_of(header["priority"]),
        wire=Wire(marks=found) if (found := header_marks(lines[: len(lines) - len(rest)])) else None,
    )
    return source.record(text, given=given, whole=True)


def _head(lines: list[str]) -> tuple[_Head, list[str]]:
    """Return keywords, headline and byline, and the lines after them."""
    number = next((i for i, line in enumerate(lines) if line.strip()), 0)
    keywords: list[str] = []
    while number < len(lines) and (lines[number].strip().endswith("/") or _KEYWORDS.fullmatch(lines[number].strip())):
        keywords += [word.strip() for word in lines[number].split("/") if word.strip()]
        number += 1
    end = next((i for i in range(number, min(len(lines), _HEAD_LINES)) if lines[i].rstrip().endswith("=")), None)
    if end is None:  # no sign ends the head: a blank line does
        while number < len(lines) and not lines[number].strip():
            number += 1
        end = next((i - 1 for i in range(number, len(lines)) if not lines[i].strip()), number - 1)
        if end - number > 4:
            end = number
    block = [line.strip().rstrip("= ").strip() for line in _last_block(lines[number : end + 1])]
    title: list[str] = []
    byline: list[str] = []
    notes: list[str] = []
    for line in block:
        if byline or (_BY.match(line) and (title or notes)):
            byline.append(_BY.sub("", line))
        elif _NOTE.fullmatch(line):
            notes.append(line)
        else:
            title.append(line)
    if not title:  # "KORREKTUR: Board lengthens its pier" is all that the headline is
        title = [line for line in notes if _LABELLED.match(line)][-1:]
    return _Head(" ".join(title) or None, " ".join(byline) or None, tuple(keywords)), lines[end + 1 :]


def _last_block(lines: list[str]) -> list[str]:
    """Return the lines after the last blank one: what comes before repeats the keywords."""
    last = max((i for i, line in enumerate(lines) if not line.strip()), default=-1)
    return lines[last + 1 :]


def _body(lines: list[str]) -> tuple[list[str], list[str]]:
    """Return the lines of the text, and those after its end."""
    end = next((i for i, line in enumerate(lines) if _END.fullmatch(line)), len(lines))
    body, trailer = lines[:end], lines[end:]
    while body and (not body[-1].strip() or date_time_group(body[-1]) or _SIGN_OFF.fullmatch(body[-1])):
        trailer.append(body.pop())
    return body, trailer


def _recognise(head: Head) -> bool:
    text = head.data[:600].decode("latin-1").replace("\r", "")
    match = _HEADER.search(text)
    if match is None:
        return False
    before = text[: match.start()].strip(" \n\x01\x16\x7f\x00")
    return not before or re.fullmatch(r"(?:ZCZC.*|\[\d\d-[A-Z]{3}-\d\d\s+\d\d:\d\d\])", before) is not None


def _many(head: Head) -> bool:
    return len(_HEADER.findall(head.data.decode("latin-1").replace("\r", ""))) > 1 or not head.complete


FORM = Form(name="iptc7901", recognise=_recognise, read=read_iptc7901, many=_many)
