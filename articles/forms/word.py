"""Word documents (.docx), by python-docx."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from typing import Any

import docx
from docx.opc.exceptions import OpcError, PackageNotFoundError
from docx.table import Table
from lxml import etree

from articles.article import Given, Record, Rejection
from articles.fates import Reason
from articles.forms.form import Form
from articles.forms.source import Head, Source

#: A document's parts together, unpacked.
_MAX_UNPACKED = 256 * 1024 * 1024
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OTHER_OFFICE = ((b"xl/", "an Excel workbook"), (b"ppt/", "a PowerPoint presentation"))


def read_word(source: Source) -> Iterator[Record | Rejection]:
    """One document is one article: its paragraphs and the cells of its tables."""
    file = source.seekable(source.limits.max_document_bytes)
    _refuse_bombs(source, file)
    file.seek(0)
    document = docx.Document(file)
    title = None
    paragraphs: list[str] = []
    for text, style in _paragraphs(document):
        if title is None and style in {"Title", "Heading 1"} and len(paragraphs) < 3:
            title = text
        paragraphs.append(text)
    text = "\n\n".join(paragraphs)
    if not text.strip():
        yield source.refuse(Reason.NO_ARTICLE, "The document holds no text.")
        return
    about = document.core_properties  # its dates say when the file was made, not when the article appeared
    yield source.record(
        text,
        given=Given(
            title=title or _said(about.title),
            language=_said(about.language),
            tags=tuple(word.strip() for word in (_said(about.keywords) or "").split(",") if word.strip()),
        ),
    )


def _paragraphs(document: Any) -> Iterator[tuple[str, str]]:
    for block in document.iter_inner_content():
        if isinstance(block, Table):
            for row in block.rows:
                cells = dict.fromkeys(cell.text.strip() for cell in row.cells)
                if line := " ".join(cell for cell in cells if cell):
                    yield line, "Table"
        elif text := block.text.strip():
            yield text, _style(block)


def _style(paragraph: Any) -> str:
    try:
        return str(paragraph.style.name)
    except (AttributeError, KeyError, ValueError):
        return ""


def _refuse_bombs(source: Source, file: Any) -> None:
    """Raises `Refused` where the parts are too large or packed too well; BadZipFile where it is no archive."""
    with zipfile.ZipFile(file) as archive:
        infos = archive.infolist()
        size = sum(info.file_size for info in infos)
        packed = sum(info.compress_size for info in infos) or 1
        if any(info.flag_bits & 1 for info in infos):
            source.stop(Reason.ENCRYPTED, "The document is protected by a password.")
        if size > _MAX_UNPACKED or (size > source.limits.ratio_from_bytes and size > source.limits.max_ratio * packed):
            source.stop(Reason.UNSAFE_ARCHIVE, "A document that unpacks to far more than its size, as a bomb does.")
        # names of sizes can lie: what is really there is counted too
        total = 0
        for info in infos:
            with archive.open(info) as part:
                while data := part.read(1 << 20):
                    total += len(data)
                    if total > _MAX_UNPACKED:
                        source.stop(Reason.UNSAFE_ARCHIVE, "A document that unpacks to more than it says.")


def read_ole(source: Source) -> Iterator[Record | Rejection]:
    """Word's old form, or a new one behind a password."""
    if "EncryptedPackage".encode("utf-16-le") in source.head.data or "EncryptedPackage".encode(
        "utf-16-le"
    ) in source.stream.read(4 * 1024 * 1024):
        yield source.refuse(Reason.ENCRYPTED, "The document is protected by a password.")
    else:
        yield source.refuse(Reason.UNSUPPORTED_FORMAT, "An old Office document; save it as .docx.")


def read_other_office(source: Source) -> Iterator[Record | Rejection]:
    """Workbooks, presentations, OpenDocument, EPUB: no articles of ours."""
    head = source.head.data
    kind = next((kind for mark, kind in _OTHER_OFFICE if mark in head), "an Office or OpenDocument file")
    yield source.refuse(Reason.UNSUPPORTED_FORMAT, f"It is {kind}; save it as .docx, .html or .txt.")


def _said(value: str | None) -> str | None:
    return (value or "").strip() or None


def _is_word(head: Head) -> bool:
    if not head.data.startswith(b"PK\x03\x04"):
        return False
    return b"word/" in head.data or (head.suffix == ".docx" and b"[Content_Types].xml" in head.data)


def _is_other_office(head: Head) -> bool:
    if not head.data.startswith(b"PK\x03\x04"):
        return False
    if head.data[30:38] == b"mimetype":
        return True
    return b"[Content_Types].xml" in head.data and any(mark in head.data for mark, _ in _OTHER_OFFICE)


_RAISES = (OpcError, PackageNotFoundError, zipfile.BadZipFile, etree.LxmlError, KeyError)
WORD = Form(name="docx", recognise=_is_word, read=read_word, raises=_RAISES)
OLE = Form(name="ole", recognise=lambda head: head.data.startswith(_OLE), read=read_ole)
OTHER_OFFICE = Form(name="office", recognise=_is_other_office, read=read_other_office)
