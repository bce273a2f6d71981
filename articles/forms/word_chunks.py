"""Chunks of other formats that programs put into Word documents for Word to convert (`w:altChunk`)."""

from __future__ import annotations

import re
from email import message_from_bytes

from articles.forms.crowded_tags import is_crowded
from articles.forms.decoding import decode
from articles.forms.document import Paragraph
from articles.forms.html_text import text_of_page
from articles.forms.mail_parts import body_parts, text_of_parts
from articles.forms.page import declared_charset, looks_like_html, too_deep
from articles.forms.rtf_text import TooManyTokensError, read_rtf
from articles.forms.source import Source

_MIME = re.compile(rb"\s*(?:MIME-Version|Content-Type|From|Date|Subject|Message-ID)\s*:", re.I)
_TITLE = re.compile(r"<h1\b[^<>]*>(.*?)</h1\s*>", re.I | re.S)


def chunk_paragraphs(source: Source, data: bytes) -> list[Paragraph]:
    """Return the paragraphs of a chunk that is HTML, MHTML, RTF or plain text; none of what cannot be read."""
    if data.lstrip()[:5] == b"{\\rtf":
        try:
            return list(read_rtf(data).paragraphs)
        except TooManyTokensError:
            return []
    if data.startswith(b"PK"):
        return []  # a document within the document
    text = text_of_parts(body_parts(message_from_bytes(data))) if _MIME.match(data) else None
    if text is None:
        text = decode(data, declared=declared_charset(data)) or ""
    if not looks_like_html(text):
        return _paragraphs(text, None)
    if too_deep(text, source.limits.max_html_nesting) or is_crowded(text):
        return []
    title = _TITLE.search(text)
    return _paragraphs(text_of_page(text), text_of_page(title[1]).strip() if title else None)


def _paragraphs(text: str, title: str | None) -> list[Paragraph]:
    texts = [part.strip() for part in re.split(r"\n\s*\n", text.replace("\r\n", "\n")) if part.strip()]
    return [Paragraph(text=part, is_title=part == title) for part in texts]
