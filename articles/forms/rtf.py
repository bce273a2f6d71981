"""Rich Text Format, also under the name of a Word document (.doc)."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator

from articles.article import Record, Rejection
from articles.fates import Reason
from articles.forms.document import Said, document_articles
from articles.forms.form import Form
from articles.forms.rtf_text import TooManyTokensError, read_rtf
from articles.forms.source import Source

_START = re.compile(rb"(?:\xef\xbb\xbf)?\s{0,8}\{\s?\\rtf")


def read(source: Source) -> Iterator[Record | Rejection]:
    """Read a document as one article. Its author is mostly the typist, and is not read."""
    data = source.read_all(source.limits.max_document_bytes).removeprefix(codecs.BOM_UTF8)
    try:
        document = read_rtf(data)
    except TooManyTokensError as error:
        yield source.refuse(Reason.TOO_LARGE, f"RTF with {error}.")
        return
    words = (document.keywords or "").replace(";", ",").split(",")
    tags = tuple(word.strip() for word in words if word.strip())
    yield from document_articles(source, document.paragraphs, Said(title=document.title, tags=tags))


FORM = Form(name="rtf", recognise=lambda head: _START.match(head.data) is not None, read=read)
