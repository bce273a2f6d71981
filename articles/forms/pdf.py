"""PDF, by PDFium."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from typing import Any

import pypdfium2
import pypdfium2.raw as pdfium

from articles.article import Given, Record, Rejection
from articles.fates import Reason
from articles.forms.form import Form
from articles.forms.layout import Line, over_pages, paragraphs
from articles.forms.source import Source, message_of


def read_pdf(source: Source) -> Iterator[Record | Rejection]:
    """One document is one article: its pages' lines put together to paragraphs, a blank line between them."""
    data = source.read_all(source.limits.max_document_bytes)
    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        if getattr(error, "err_code", None) == pdfium.FPDF_ERR_PASSWORD or "password" in str(error).lower():
            yield source.refuse(Reason.ENCRYPTED, "The PDF is protected by a password.")
        else:
            yield source.refuse(Reason.MALFORMED, f"The PDF cannot be opened: {message_of(error)}.")
        return
    try:
        yield _article(source, document)
    finally:
        document.close()


def _article(source: Source, document: Any) -> Record | Rejection:
    if len(document) > source.limits.max_pages:
        return source.refuse(Reason.TOO_LARGE, f"A PDF with {len(document):,} pages.")
    pages: list[list[str]] = []
    size = 0
    broken = 0
    for number in range(len(document)):
        try:
            page = paragraphs(_lines(document, number))
        except pypdfium2.PdfiumError:
            broken += 1
            continue
        size += sum(map(len, page))
        if size > source.limits.max_article_bytes:
            return source.refuse(Reason.TOO_LARGE, "A PDF with more text than an article may have.")
        pages.append(page)
    text = "\n\n".join(over_pages(pages))
    if not text:
        if broken:
            return source.refuse(Reason.MALFORMED, f"No page of the PDF can be read; {broken} are broken.")
        return source.refuse(Reason.NO_ARTICLE, "The PDF holds no text; perhaps it is a scan.")
    about = document.get_metadata_dict(skip_empty=True)
    # the dates in it say when the file was made, not when the article appeared
    return source.record(text, given=Given(title=about.get("Title"), byline=about.get("Author")))


def _lines(document: Any, number: int) -> list[Line]:
    """The lines of a page, in the order in which they stand in the file."""
    page = document[number]
    try:
        text_page = page.get_textpage()
        try:
            text: str = text_page.get_text_range()
            lines = []
            start = 0
            left = bottom = top = 0.0
            for piece in text.splitlines(keepends=True):
                content = piece.strip().replace("\x02", "-").replace("\ufffe", "-")  # hyphens at the ends of lines
                if content:
                    at = start + len(piece) - len(piece.lstrip())
                    with suppress(pypdfium2.PdfiumError):  # else it is taken to stand where the line before does
                        left, bottom, _, top = text_page.get_charbox(at, loose=True)
                    lines.append(Line(text=content, left=left, bottom=bottom, height=top - bottom))
                start += len(piece)
        finally:
            text_page.close()
    finally:
        page.close()
    return lines


FORM = Form(
    name="pdf",
    recognise=lambda head: head.data.find(b"%PDF-", 0, 1024) >= 0 and not head.data.startswith(b"PK"),
    read=read_pdf,
    raises=(pypdfium2.PdfiumError,),
)
