"""Read Word documents (.docx); refuse other files of Office."""

from __future__ import annotations

import posixpath
import zipfile
from collections.abc import Iterator
from typing import Any

from lxml import etree

from articles.article import Record, Rejection
from articles.fates import Reason
from articles.forms.document import Paragraph, Said, document_articles
from articles.forms.form import Form
from articles.forms.office_zip import DocumentParts, open_parts
from articles.forms.source import Head, Source
from articles.forms.word_chunks import chunk_paragraphs
from articles.forms.word_text import Chunks, Styles, paragraphs
from articles.forms.xml_safety import attribute, first, first_text, local

#: What a zip's beginning holds → what it is, and what to do with it.
_OTHER_OFFICE = (
    (b"xl/", "an Excel workbook; save the sheet as .csv"),
    (b"ppt/", "a PowerPoint presentation; save its text as .docx or .txt"),
    (b"opendocument.spreadsheet", "an OpenDocument spreadsheet; save it as .csv"),
    (b"opendocument.presentation", "an OpenDocument presentation; save its text as .odt or .txt"),
    (b"opendocument.graphics", "an OpenDocument drawing; export it as a PDF with text"),
    (b"opendocument.base", "an OpenDocument database; export its articles as .csv"),
    (b"indesign-idml", "an InDesign layout; export it as a PDF with text"),
    (b"application/hwp", "a Hangul document (.hwpx); save it as .docx"),
    (b"opendocument", "an OpenDocument file other than text; save it as .odt or .txt"),
    (b"sun.xml.calc", "an old OpenOffice spreadsheet; save it as .csv"),
    (b"sun.xml.impress", "an old OpenOffice presentation; save its text as .odt"),
    (b"sun.xml", "an old OpenOffice file; save it as .odt"),
)
_SUFFIXES = {".docx", ".docm", ".dotx", ".dotm"}
_HEADINGS = {"title", "heading 1"}
_TRUE = {None, "1", "true", "on"}


def read_word(source: Source) -> Iterator[Record | Rejection]:
    """Read a document as one article: what Word shows of it, with all changes accepted."""
    yield from word_articles(source, open_parts(source))


def word_articles(source: Source, parts: DocumentParts) -> Iterator[Record | Rejection]:
    """Read the parts of a document as one article."""
    name = _main_part(parts)
    root = parts.xml(name)
    body = first(root, "body") if root is not None else None
    if body is None:
        yield source.refuse(Reason.MALFORMED, f"Broken {source.form}: it has no body that can be read.")
        return
    folder = posixpath.dirname(name)
    styles = styles_of(parts.xml(posixpath.join(folder, "styles.xml")))
    found = paragraphs(body, styles, _chunks(source, parts, name))
    yield from document_articles(source, found, _said(parts))


def _chunks(source: Source, parts: DocumentParts, name: str) -> Chunks:
    """Return a function from the id of a chunk of another format (`w:altChunk`) to its paragraphs."""
    folder, base = posixpath.split(name)
    relations = parts.xml(posixpath.join(folder, "_rels", f"{base}.rels"))
    targets = {
        relation.get("Id", ""): posixpath.normpath(posixpath.join("/", folder, relation.get("Target", "")))
        for relation in (relations.iter("{*}Relationship") if relations is not None else ())
        if relation.get("Type", "").endswith("/aFChunk")
    }

    def read(identifier: str) -> list[Paragraph]:
        target = targets.get(identifier)
        data = parts.data(target) if target else None
        return chunk_paragraphs(source, data) if data else []

    return read


def _main_part(parts: DocumentParts) -> str:
    """Return the name of the part that holds the text."""
    relations = parts.xml("_rels/.rels")
    if relations is not None:
        for relation in relations.iter("{*}Relationship"):
            target = relation.get("Target", "").lstrip("/")
            if relation.get("Type", "").endswith("/officeDocument") and target in parts.names:
                return str(target)
    return "word/document.xml"


def _said(parts: DocumentParts) -> Said:
    """Read the core properties, without the author: who made the file is rarely who wrote the article."""
    about = parts.xml("docProps/core.xml")
    if about is None:
        return Said()
    words = (first_text(about, "keywords") or "").replace(";", ",").split(",")
    return Said(
        title=first_text(about, "title"),
        language=first_text(about, "language"),
        tags=tuple(word.strip() for word in words if word.strip()),
    )


def styles_of(root: Any) -> Styles:
    """Read titles, sizes and hidden styles; a style inherits from the one that it is based on."""
    if root is None:
        return Styles(titles=frozenset({"Title", "Heading1"}))  # Word's own names
    usual = _size(first(root, "docDefaults"))
    elements = {_attribute(style, "styleId"): style for style in root.iter("{*}style")}
    titles, hidden, sizes = set(), set(), {}
    for name, style in elements.items():
        chain = _chain(elements, style)
        said = (_attribute(_child(s, "name"), "val").lower() for s in chain[:2])
        if any(word in _HEADINGS for word in said):
            titles.add(name)
        sizes[name] = next((size for s in chain if (size := _size(_child(s, "rPr")))), usual)
        vanish = _child(_child(style, "rPr"), "vanish")
        if vanish is not None and (_attribute(vanish, "val") or None) in _TRUE:
            hidden.add(name)
    return Styles(titles=frozenset(titles), sizes=sizes, hidden=frozenset(hidden), usual_size=usual)


def _chain(elements: dict[str, Any], style: Any) -> list[Any]:
    chain = [style]
    while len(chain) < 12 and (base := elements.get(_attribute(_child(chain[-1], "basedOn"), "val"))) is not None:
        chain.append(base)
    return chain


def _size(element: Any) -> float:
    size = _attribute(first(element, "sz"), "val") if element is not None else ""
    return int(size) / 2 if size.isdigit() and len(size) < 5 else 0.0


def _child(element: Any, name: str) -> Any:
    return next((child for child in element if local(child) == name), None) if element is not None else None


def _attribute(element: Any, name: str) -> str:
    return "" if element is None else attribute(element, name) or ""


def read_other_office(source: Source) -> Iterator[Record | Rejection]:
    """Refuse workbooks and presentations: no articles of ours."""
    head = source.head.data
    kind = next((kind for mark, kind in _OTHER_OFFICE if mark in head), "an office file; save it as .docx or .txt")
    yield source.refuse(Reason.UNSUPPORTED_FORMAT, f"It is {kind}.")


def _is_word(head: Head) -> bool:
    if not head.data.startswith(b"PK\x03\x04"):
        return False
    if b"word/" in head.data:
        return True
    return head.suffix in _SUFFIXES and head.data[30:38] != b"mimetype"  # its parts may be after the beginning


def _is_other_office(head: Head) -> bool:
    if not head.data.startswith(b"PK\x03\x04"):
        return False
    if head.data[30:38] == b"mimetype":
        return True
    return b"[Content_Types].xml" in head.data and any(mark in head.data for mark in (b"xl/", b"ppt/"))


WORD = Form(name="docx", recognise=_is_word, read=read_word, raises=(zipfile.BadZipFile, etree.LxmlError, RuntimeError))
OTHER_OFFICE = Form(name="office", recognise=_is_other_office, read=read_other_office)
