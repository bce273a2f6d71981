"""PDF, by PDFium."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from typing import Any

import pypdfium2
import pypdfium2.raw as pdfium

from articles.article import Record, Rejection
from articles.fates import Reason
from articles.forms.columns import in_reading_order
from articles.forms.document import Paragraph, Said, document_articles
from articles.forms.form import Form
from articles.forms.layout import Line, blocks, over_pages
from articles.forms.limits import Limits
from articles.forms.running_heads import PageLines, without_running_heads
from articles.forms.source import Source, message_of

#: Readers of PDF allow other bytes before it; in a line of text it is only mentioned.
_MARK = re.compile(rb"(?:\A|[^\x20-\x7e])%PDF-\d")
#: Between two characters of a line, in heights of a line: a gap that parts columns, and how far the next may go back.
_GAP = 1.3
_BACK = 5.0


@dataclass(frozen=True, kw_only=True, slots=True)
class _Document:
    """What PDFium finds in a file."""

    paragraphs: list[Paragraph]
    said: Said


@dataclass(frozen=True, kw_only=True, slots=True)
class _Refusal:
    """Why there is no article in a file."""

    reason: Reason
    detail: str


def read_pdf(source: Source) -> Iterator[Record | Rejection]:
    """Read a document as one article: lines are joined to paragraphs, with a blank line between them."""
    data = source.read_all(source.limits.max_document_bytes)
    found = source.isolated(partial(_read, data, source.limits))
    if isinstance(found, _Refusal):
        yield source.refuse(found.reason, found.detail)
        return
    yield from document_articles(source, found.paragraphs, found.said)


def _read(data: bytes, limits: Limits) -> _Document | _Refusal:
    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        if getattr(error, "err_code", None) == pdfium.FPDF_ERR_PASSWORD or "password" in str(error).lower():
            detail = "The PDF is protected by a password; save it without one."
            return _Refusal(reason=Reason.ENCRYPTED, detail=detail)
        return _Refusal(reason=Reason.MALFORMED, detail=f"The PDF cannot be opened: {message_of(error)}.")
    try:
        return _opened(document, limits)
    except pypdfium2.PdfiumError as error:
        return _Refusal(reason=Reason.MALFORMED, detail=f"Broken pdf: {message_of(error)}.")
    finally:
        document.close()


def _opened(document: Any, limits: Limits) -> _Document | _Refusal:
    if len(document) > limits.max_pages:
        return _Refusal(reason=Reason.TOO_LARGE, detail=f"A PDF with {len(document):,} pages.")
    pages: list[PageLines] = []
    size = 0
    broken = 0
    for number in range(len(document)):
        try:
            page = _page(document, number)
        except pypdfium2.PdfiumError:
            broken += 1
            continue
        size += sum(len(line.text) for line in page.lines)
        if size > limits.max_article_bytes:
            return _Refusal(reason=Reason.TOO_LARGE, detail="A PDF with more text than an article may have.")
        pages.append(page)
    found = over_pages([blocks(in_reading_order(lines)) for lines in without_running_heads(pages)])
    paragraphs = [Paragraph(text=block.text, size=round(block.height, 1)) for block in found]
    if not paragraphs:
        if broken:
            detail = f"No page of the PDF can be read; {broken} are broken."
            return _Refusal(reason=Reason.MALFORMED, detail=detail)
        return _Refusal(reason=Reason.NO_ARTICLE, detail="The PDF holds no text; perhaps it is a scan.")
    about = document.get_metadata_dict(skip_empty=True)
    return _Document(paragraphs=paragraphs, said=Said(title=about.get("Title"), author=about.get("Author")))


def _page(document: Any, number: int) -> PageLines:
    """Return the lines of a page, in the order in which they are in the file."""
    page = document[number]
    try:
        text_page = page.get_textpage()
        try:
            return PageLines(lines=list(_lines(text_page)), height=page.get_height())
        finally:
            text_page.close()
    finally:
        page.close()


def _lines(text_page: Any) -> Iterator[Line]:
    text: str = text_page.get_text_range()
    start = 0
    left = right = bottom = top = 0.0
    for piece in text.splitlines(keepends=True):
        for at, end in _segments(text_page, piece, start):
            content = text[at:end].replace("\x02", "-").replace("\ufffe", "-")  # hyphens at the ends of lines
            with suppress(pypdfium2.PdfiumError):  # else it is taken to be where the line before does
                left, bottom, _, top = text_page.get_charbox(at, loose=True)
                right = max(text_page.get_charbox(end - 1, loose=True)[2], left)
            yield Line(text=content, left=left, bottom=bottom, height=top - bottom, right=right)
        start += len(piece)


def _segments(text_page: Any, piece: str, start: int) -> Iterator[tuple[int, int]]:
    """Yield the parts of a line that stand apart, as those of two columns do: first character and end of each."""
    content = piece.strip()
    if not content:
        return
    at = start + len(piece) - len(piece.lstrip())
    end = at + len(content)
    if not _has_gap(text_page, at, end):
        yield at, end
        return
    begin, before = at, None
    for index in range(at, end):
        if piece[index - start].isspace():
            continue
        try:
            left, bottom, right, top = text_page.get_charbox(index, loose=True)
        except pypdfium2.PdfiumError:
            continue
        if before is not None and not -_BACK < (left - before) / max(top - bottom, 1) < _GAP:
            yield begin, index - _blank_before(piece, index - start)
            begin = index
        before = right
    yield begin, end


def _has_gap(text_page: Any, at: int, end: int) -> bool:
    """Return whether the rectangles of a line leave a gap between them."""
    try:
        count = text_page.count_rects(at, end - at)
        if count < 2:
            return False
        rectangles = sorted(text_page.get_rect(number) for number in range(count))
    except pypdfium2.PdfiumError:
        return False
    reach = rectangles[0][2]
    for left, bottom, right, top in rectangles[1:]:
        if left - reach > 0.5 * _GAP * (top - bottom):
            return True
        reach = max(reach, right)
    return False


def _blank_before(piece: str, index: int) -> int:
    return len(piece[:index]) - len(piece[:index].rstrip())


FORM = Form(
    name="pdf",
    recognise=lambda head: _MARK.search(head.data, 0, 1024) is not None and not head.data.startswith(b"PK"),
    read=read_pdf,
)
