"""EPUB: an issue of a paper or magazine, in which each page of text is an article."""

from __future__ import annotations

import posixpath
import re
import zipfile
from collections.abc import Iterator
from typing import Any
from urllib.parse import unquote

import msgspec
from lxml import etree, html

from articles.article import Given, Record, Rejection
from articles.fates import Reason
from articles.fields.addresses import own_address
from articles.forms.form import Form
from articles.forms.office_zip import Parts, open_parts
from articles.forms.page import page
from articles.forms.source import Head, Source
from articles.forms.xml_safety import first, first_text, local, text_of

_PAGES = {"application/xhtml+xml", "text/html", "application/x-dtbook+xml"}
#: Pages with fewer words are covers, title pages and imprints.
_FEWEST_WORDS = 20
#: Of the words of a page of contents, this share is in links.
_LINKS = 0.6
_NO_ARTICLE = re.compile(
    r"(?:^|[\W_])(?:cover|title-?page|toc|nav|contents|copyright|colophon|imprint|index)(?:$|[\W_])", re.I
)
#: What Calibre writes below each article that it fetches: its address.
_FETCHED = re.compile(
    rb"downloaded by\s+<strong[^<>]{0,60}>calibre</strong>\s+from\s+<a\b[^<>]{0,60}href=\"(https?://[^\"\s]{4,2000})\"",
    re.I,
)
_FONTS = re.compile(r"\.(?:ttf|otf|woff2?)$", re.I)


def read_epub(source: Source) -> Iterator[Record | Rejection]:
    """Read the pages of text in the order of reading; covers and lists of contents are left out."""
    source.one_of_many = True
    parts = open_parts(source)
    if _is_locked(parts):
        yield source.refuse(Reason.ENCRYPTED, "The EPUB is protected against copying; ask for one without.")
        return
    package_name = _package_name(parts)
    package = parts.xml(package_name) if package_name else None
    if package is None:
        yield source.refuse(Reason.MALFORMED, "Broken epub: its list of contents cannot be read.")
        return
    folder = posixpath.dirname(package_name or "")
    given = _said(package)
    titles = _titles(parts, package, folder)
    for name, properties in _spine(package, folder):
        data = parts.data(name)
        if data is None:
            yield source.refuse(Reason.MALFORMED, f"A page of the EPUB is missing: {name[:80]!a}.")
        elif len(data) > source.limits.max_article_bytes:
            yield source.refuse(Reason.TOO_LARGE, "A page of the EPUB larger than an article may be.")
        elif (kind := _left_out(name, properties, data)) is not None:
            source.leave_out(kind)
        else:
            url = own_address(match[1].decode("latin-1")) if (match := _FETCHED.search(data)) else None
            yield page(source, data, given=msgspec.structs.replace(given, title=titles.get(name), url=url))


def _is_locked(parts: Parts) -> bool:
    """Return whether more than fonts is encrypted."""
    locks = parts.xml("META-INF/encryption.xml")
    if locks is None:
        return False
    targets = [element.get("URI", "") for element in locks.iter("{*}CipherReference")]
    return any(not _FONTS.search(target) for target in targets)


def _package_name(parts: Parts) -> str | None:
    container = parts.xml("META-INF/container.xml")
    root = first(container, "rootfile") if container is not None else None
    if root is not None and root.get("full-path"):
        return str(root.get("full-path"))
    return next((name for name in parts.names if name.lower().endswith(".opf")), None)


def _said(package: Any) -> Given:
    """Return the issue's metadata: its name is the source of each article."""
    return Given(
        source=first_text(package, "title") or first_text(package, "publisher"),
        published_at=first_text(package, "date"),
        language=first_text(package, "language"),
    )


def _items(package: Any, folder: str) -> dict[str, tuple[str, str, str]]:
    """Return by id: name of the part, media type, properties."""
    found = {}
    for item in package.iter("{*}item"):
        name = _joined(folder, item.get("href", ""))
        found[item.get("id", "")] = (name, item.get("media-type", ""), item.get("properties", ""))
    return found


def _spine(package: Any, folder: str) -> Iterator[tuple[str, str]]:
    items = _items(package, folder)
    seen = set()
    for reference in package.iter("{*}itemref"):
        name, media_type, properties = items.get(reference.get("idref", ""), ("", "", ""))
        if name and media_type in _PAGES and name not in seen:
            seen.add(name)
            yield name, properties


def _titles(parts: Parts, package: Any, folder: str) -> dict[str, str]:
    """Return by name of the page: its title in the list of contents (NCX, or the navigation of EPUB 3)."""
    found: dict[str, str] = {}
    for name, media_type, properties in _items(package, folder).values():
        if media_type != "application/x-dtbncx+xml" and "nav" not in properties.split():
            continue
        root = parts.xml(name)
        if root is None:
            continue
        base = posixpath.dirname(name)
        for element in root.iter():
            if local(element) == "navPoint":
                content = next((child for child in element if local(child) == "content"), None)
                label = next((child for child in element if local(child) == "navLabel"), None)
                if content is not None and label is not None:
                    found.setdefault(_joined(base, content.get("src", "")), text_of(label))
            elif local(element) == "a" and element.get("href"):
                found.setdefault(_joined(base, element.get("href")), text_of(element))
    return {name: title for name, title in found.items() if len(title.split()) > 1}


def _joined(folder: str, target: str) -> str:
    return posixpath.normpath(posixpath.join(folder, unquote(target.partition("#")[0]))).lstrip("/")


def _left_out(name: str, properties: str, data: bytes) -> str | None:
    """Return the kind of a page that is not an article."""
    if "nav" in properties.split():
        return "list of contents"
    try:
        tree = html.fromstring(data)
    except (etree.LxmlError, ValueError):
        return None
    body = tree.find(".//body")
    words = len(text_of(body if body is not None else tree).split())
    if words < _FEWEST_WORDS:
        return "page without text"
    links: list[Any] = list(tree.iter("a"))
    linked = sum(len(text_of(link).split()) for link in links)
    if linked > _LINKS * words:
        return "list of contents"
    stem = _stem(name)
    return "title page" if _NO_ARTICLE.search(stem) and words < 10 * _FEWEST_WORDS else None


def _stem(name: str) -> str:
    """Return the name of a page; of the folder that holds an article as its index (Calibre's news)."""
    folder, base = posixpath.split(posixpath.splitext(name)[0])
    above = posixpath.basename(folder)
    return above if base == "index" and re.match(r"(?:article|story|chapter)", above, re.I) else base


def _recognise(head: Head) -> bool:
    return head.data.startswith(b"PK\x03\x04") and b"application/epub+zip" in head.data[:2048]


FORM = Form(
    name="epub",
    recognise=_recognise,
    read=read_epub,
    many=lambda head: True,
    raises=(zipfile.BadZipFile, etree.LxmlError, RuntimeError),
)
