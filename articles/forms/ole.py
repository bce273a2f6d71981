"""Microsoft's compound files: messages of Outlook, which are read, and old Office documents, which are not."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

import olefile

from articles.article import Record, Rejection
from articles.fates import Reason
from articles.forms.form import Form
from articles.forms.outlook import BROKEN, is_outlook, read_outlook
from articles.forms.source import Source

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_PACKAGE = "EncryptedPackage".encode("utf-16-le")
#: Name of a stream → what the file is, and what to do with it.
_KINDS = (
    ("WordDocument", "an old Word document (.doc); save it as .docx"),
    ("Workbook", "an old Excel workbook (.xls); save the sheet as .csv"),
    ("Book", "an old Excel workbook (.xls); save the sheet as .csv"),
    ("PowerPoint Document", "an old PowerPoint presentation (.ppt); save its text as .docx"),
    ("Quill", "a Publisher document; save it as .docx or .pdf"),
    ("VisioDocument", "a Visio drawing; export it as a PDF with text"),
    ("HwpSummaryInformation", "a Hangul document (.hwp); save it as .docx"),
    ("\x05HwpSummaryInformation", "a Hangul document (.hwp); save it as .docx"),
    ("CONTENTS", "a Works document (.wps); save it as .docx"),
    ("MatOST", "a Works document (.wps); save it as .docx"),
)


def read_ole(source: Source) -> Iterator[Record | Rejection]:
    """Read a message of Outlook as one article; refuse others, with what to do."""
    data = source.read_all(source.limits.max_document_bytes)
    if _PACKAGE in data:
        yield source.refuse(Reason.ENCRYPTED, "The document is protected by a password; save it without one.")
        return
    file = _opened(data)
    if file is None:
        yield source.refuse(Reason.UNSUPPORTED_FORMAT, "It is an old Office document; save it as .docx.")
        return
    with file:
        if is_outlook(file):
            source.form = "msg"
            yield from read_outlook(source, file)
        else:
            yield source.refuse(Reason.UNSUPPORTED_FORMAT, f"It is {_kind(file)}.")


def _opened(data: bytes) -> Any:
    """Return the compound file; None where it is broken."""
    broken: tuple[type[Exception], ...] = (*BROKEN, ValueError, TypeError, LookupError, AttributeError)
    try:
        return olefile.OleFileIO(io.BytesIO(data))
    except broken:
        return None


def _kind(file: Any) -> str:
    kinds = (kind for name, kind in _KINDS if file.exists(name))
    return next(kinds, "an old Office document; save it as .docx")


FORM = Form(name="ole", recognise=lambda head: head.data.startswith(_OLE), read=read_ole, raises=BROKEN)
