"""Read Word documents that are one file of XML: the flat form of .docx, and Word 2003's."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Iterator
from typing import Any

from lxml import etree

from articles.article import Record, Rejection
from articles.fates import Reason
from articles.forms.document import Paragraph, Said, document_articles
from articles.forms.form import Form
from articles.forms.source import Head, Source
from articles.forms.word import styles_of, word_articles
from articles.forms.word_text import paragraphs
from articles.forms.xml_safety import attribute, first, first_text, local, parse_xml, root_name

_WORD_2003 = "schemas.microsoft.com/office/word/2003/wordml"
_PACKAGE = "schemas.microsoft.com/office/2006/xmlPackage"


class _FlatParts:
    """The parts within `pkg:package`."""

    def __init__(self, root: Any) -> None:
        self._parts = {
            (attribute(part, "name") or "").lstrip("/"): part for part in root if local(part) == "part"
        }  # fmt: skip
        self.names = frozenset(self._parts)

    def data(self, name: str) -> bytes | None:
        """Return the bytes of a part; None where there is none of this name, or it is broken."""
        part = self._parts.get(name.lstrip("/"))
        if part is None:
            return None
        packed = first(part, "binaryData")
        if packed is None:
            root = self.xml(name)
            return None if root is None else bytes(etree.tostring(root))
        try:
            return base64.b64decode(packed.text or "")
        except binascii.Error:
            return None

    def xml(self, name: str) -> Any:
        """Return the root of a part; None where it is missing or empty."""
        part = self._parts.get(name.lstrip("/"))
        holder = first(part, "xmlData") if part is not None else None
        return next((child for child in holder if isinstance(child.tag, str)), None) if holder is not None else None


def read_word_xml(source: Source) -> Iterator[Record | Rejection]:
    """Read a document as one article: what Word shows of it, with all changes accepted."""
    root = parse_xml(source, source.read_all(source.limits.max_document_bytes))
    if local(root) == "package":
        yield from word_articles(source, _FlatParts(root))
        return
    body = first(root, "body")
    if body is None:
        yield source.refuse(Reason.MALFORMED, f"Broken {source.form}: it has no body that can be read.")
        return
    found = paragraphs(body, styles_of(first(root, "styles")), _no_chunks)
    yield from document_articles(source, found, _said(root))


def _no_chunks(_: str) -> list[Paragraph]:
    return []


def _said(root: Any) -> Said:
    """Read the document's properties, without the author, who is mostly the typist."""
    about = first(root, "DocumentProperties")
    if about is None:
        return Said()
    words = (first_text(about, "Keywords") or "").replace(";", ",").split(",")
    return Said(title=first_text(about, "Title"), tags=tuple(word.strip() for word in words if word.strip()))


def _recognise(head: Head) -> bool:
    name = root_name(head)
    return (name == "package" and _PACKAGE in head.text[:4096] and "/word/" in head.text[:16384]) or (
        name == "wordDocument" and _WORD_2003 in head.text[:16384]
    )


FORM = Form(name="wordxml", recognise=_recognise, read=read_word_xml, raises=(etree.LxmlError,))
