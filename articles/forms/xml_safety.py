"""XML without entities, document types from elsewhere, network and depth."""

from __future__ import annotations

import codecs
import re
from typing import Any

from lxml import etree

from articles.fates import Reason
from articles.forms.decoding import decode
from articles.forms.source import Head, Source

#: Agencies name the files of their document types as parameter entities, which are never loaded.
_ENTITY = re.compile(r"<!ENTITY(?!\s+%\s+[\w.\-]+\s+(?:SYSTEM|PUBLIC)\s)", re.I)
# atomic, or a run of comments before something other than a root takes exponential time
_BEFORE_ROOT = r"<\?.*?\?>|<!--.*?-->|<!DOCTYPE[^\[>]*(?:\[.*?\]\s*)?>"
_ROOT = re.compile(rf"(?:(?>{_BEFORE_ROOT})\s*+)*+<([A-Za-z_][\w.\-]*:)?([A-Za-z_][\w.\-]*)", re.S)
#: A document type with its internal subset, by the grammar: what is quoted or in comments closes nothing.
_DOCTYPE = re.compile(
    r"<!DOCTYPE(?:[^\[\"'>]|\"[^\"]*\"|'[^']*')*+"
    r"(?:\[(?:[^\]\"'<]|\"[^\"]*\"|'[^']*'|<!--.*?-->|<\?.*?\?>|<(?!!--|\?))*+\]\s*+)?>",
    re.S | re.I,
)
_PROLOG = re.compile(r"(?:(?><\?.*?\?>|<!--.*?-->)\s*+)*+", re.S)
#: How far a prolog may reach: entities are declared before the root.
_PROLOG_CHARACTERS = 32768

_MARKS = (codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_DECLARED = re.compile(rb"(\s*<\?xml[^>]{1,100}?encoding\s*=\s*[\"'])([\w.:\-]{2,40})")
_DECLARED_NAME = re.compile(_DECLARED.pattern.decode("ascii"))

PARSER_OPTIONS: dict[str, Any] = {
    "resolve_entities": False,
    "load_dtd": False,
    "no_network": True,
    "huge_tree": False,
    "remove_comments": True,
    "remove_pis": True,
}

_TOO_MUCH = {"ERR_NAME_TOO_LONG", "ERR_INTERNAL_ERROR", "ERR_RESOURCE_LIMIT"}


def root_name(head: Head) -> str | None:
    """Return the local name of the root element, or None if the data is not XML."""
    text = head.text
    if not text.startswith("<"):
        return None
    match = _ROOT.match(text[:_PROLOG_CHARACTERS])
    return match[2] if match else None


def refuse_entities(source: Source) -> None:
    """Raise `Refused` if the document declares entities, as bombs do and news does not."""
    prolog = source.head.text[:_PROLOG_CHARACTERS]
    if _ENTITY.search(prolog) and not _declares_nothing(prolog):
        source.stop(Reason.UNSAFE_CONTENT, "XML that declares entities, as an entity bomb does.")


def _declares_nothing(prolog: str) -> bool:
    """Return whether "<!ENTITY" is shown by the text (in a CDATA section), outside the document type."""
    start = _PROLOG.match(prolog)
    rest = prolog[start.end() :] if start else prolog
    if doctype := _DOCTYPE.match(rest):
        if _ENTITY.search(doctype[0]):
            return False
        rest = rest[doctype.end() :]
        rest = rest[after.end() :] if (after := _PROLOG.match(rest)) else rest
    return re.match(r"<[A-Za-z_]", rest) is not None


def with_known_encoding(data: bytes) -> bytes:
    """Return XML that is not in the encoding that it declares, or in UTF-8 where it declares none, as UTF-8.

    Parsers believe what is declared, and take what is not UTF-8 for Latin-1; the letters and the language tell more.
    """
    if data.isascii() or data.startswith(_MARKS):
        return data
    if (declared := _DECLARED.match(data)) is not None:
        name = declared[2].decode("ascii")
        if name.lower().replace("-", "").replace("_", "") in {"utf8", "utf16", "utf32"}:
            return data
        text = decode(data, declared=name)
        return data if text is None else _DECLARED_NAME.sub(r"\1utf-8", text, count=1).encode("utf-8", "replace")
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        text = decode(data)
        return data if text is None else text.encode("utf-8", "replace")
    return data


def parse_xml(source: Source, data: bytes) -> Any:
    """Return the root of a document, mended as far as libxml2 can; None if nothing is left."""
    refuse_entities(source)
    data = with_known_encoding(data)
    parser = etree.XMLParser(recover=True, **PARSER_OPTIONS)
    root = etree.fromstring(data, parser)
    for error in parser.error_log:
        if (
            error.type_name in {"ERR_NAME_TOO_LONG", "ERR_INTERNAL_ERROR", "ERR_RESOURCE_LIMIT"}
            or "depth" in error.message
        ):
            source.stop(Reason.UNSAFE_CONTENT, "XML nested deeper or larger than is safe to read.")
    return root


def parse_part(source: Source, data: bytes) -> Any:
    """Return the root of a part of a document, mended as far as libxml2 can; None where nothing is left of it."""
    if _ENTITY.search(data[:_PROLOG_CHARACTERS].decode("latin-1").replace("\x00", "")):
        source.stop(Reason.UNSAFE_CONTENT, "A part of the document declares entities, as an entity bomb does.")
    parser = etree.XMLParser(recover=True, **PARSER_OPTIONS)
    root = etree.fromstring(data, parser)
    if any(error.type_name in _TOO_MUCH or "depth" in error.message for error in parser.error_log):
        source.stop(Reason.UNSAFE_CONTENT, "A document nested deeper or larger than is safe to read.")
    return root


def local(element: Any) -> str:
    """Return the name of an element without its namespace; empty for comments and the like."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def attribute(element: Any, name: str) -> str | None:
    """Return an attribute by its local name, in any namespace; None if there is none."""
    return next((str(value) for key, value in element.attrib.items() if key.rpartition("}")[2] == name), None)


def text_of(element: Any) -> str:
    """Return all text in an element, white space folded."""
    return " ".join("".join(element.itertext()).split())


def first(element: Any, *names: str) -> Any:
    """Return the first descendant with one of these local names, in the order of the names; None without one."""
    for name in names:
        found = next(element.iter("{*}" + name), None)
        if found is not None:
            return found
    return None


def first_text(element: Any, *names: str) -> str | None:
    """Return the text of the first such descendant, or None."""
    for name in names:
        for found in element.iter("{*}" + name):
            if text := text_of(found):
                return text
    return None
