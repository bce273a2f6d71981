"""OpenDocument text: as a zip (.odt, .ott) and as one XML file (.fodt)."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from typing import Any

from lxml import etree

from articles.article import Record, Rejection
from articles.fates import Reason
from articles.forms.document import Said, document_articles
from articles.forms.form import Form
from articles.forms.office_zip import open_parts
from articles.forms.opendocument_text import Styles, paragraphs
from articles.forms.source import Head, Source
from articles.forms.xml_safety import first, first_text, parse_xml, root_name, text_of

_TEXT = b"application/vnd.oasis.opendocument.text"
#: OpenOffice 1.
_OLD_TEXT = b"application/vnd.sun.xml.writer"
_SUFFIXES = {".odt", ".ott"}


def read_zip(source: Source) -> Iterator[Record | Rejection]:
    """Read a document as one article: what a word processor shows of it, with all changes accepted."""
    parts = open_parts(source)
    manifest = parts.data("META-INF/manifest.xml") or b""
    if b"encryption-data" in manifest:
        yield source.refuse(Reason.ENCRYPTED, "The document is protected by a password; save it without one.")
        return
    content = parts.xml("content.xml")
    yield from _articles(source, content, parts.xml("meta.xml"), Styles(parts.xml("styles.xml"), content))


def read_flat(source: Source) -> Iterator[Record | Rejection]:
    """Read a document that is one XML file."""
    root = parse_xml(source, source.read_all(source.limits.max_document_bytes))
    yield from _articles(source, root, root, Styles(root))


def _articles(source: Source, content: Any, meta: Any, styles: Styles) -> Iterator[Record | Rejection]:
    body = first(content, "text") if content is not None else None
    office = first(content, "body") if content is not None else None
    if office is not None:
        body = next((child for child in office if str(child.tag).endswith("}text")), body)
    if body is None:
        yield source.refuse(Reason.MALFORMED, f"Broken {source.form}: it has no text that can be read.")
        return
    yield from document_articles(source, paragraphs(body, styles), _said(meta))


def _said(meta: Any) -> Said:
    """Return the document's metadata. Its creator is mostly the typist, and is left out."""
    about = first(meta, "meta") if meta is not None else None
    if about is None:
        return Said()
    keywords = [text_of(element) for element in about.iter("{*}keyword")]
    return Said(
        title=first_text(about, "title"),
        language=first_text(about, "language"),
        tags=tuple(word.strip() for words in keywords for word in words.split(",") if word.strip()),
    )


def _is_zip(head: Head) -> bool:
    if not head.data.startswith(b"PK\x03\x04"):
        return False
    declared = head.data[:2048]
    if _TEXT in declared or _OLD_TEXT in declared:
        return True
    return head.suffix in _SUFFIXES and head.data[30:38] != b"mimetype"  # packed again, in another order


def _is_flat(head: Head) -> bool:
    return (
        root_name(head) == "document" and _TEXT.decode() in head.text[:16384] and ":opendocument:" in head.text[:16384]
    )


ODT = Form(name="odt", recognise=_is_zip, read=read_zip, raises=(zipfile.BadZipFile, etree.LxmlError, RuntimeError))
FODT = Form(name="fodt", recognise=_is_flat, read=read_flat, raises=(etree.LxmlError,))
