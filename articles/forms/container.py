"""Refuse zips that are one document or program: web archives (WACZ), pages for print (XPS), iWork, programs.

Such a file is read as what it is, or refused by name; never member by member.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from articles.article import Record, Rejection
from articles.fates import Reason
from articles.forms import archive
from articles.forms.form import Form
from articles.forms.source import Head, Source

#: The name of a member, in its header before it or in the directory.
_MEMBER = re.compile(rb"PK(?:\x03\x04.{22}|\x01\x02.{24})(?P<size>..)(?:..)(?P<rest>.{0,300})", re.DOTALL)
#: What it is, the suffixes of its names, and a member that nothing else has.
_KINDS: tuple[tuple[str, frozenset[str], re.Pattern[str]], ...] = tuple(
    (kind, frozenset(suffixes.split()), re.compile(member, re.IGNORECASE))
    for kind, suffixes, member in (
        ("an XPS document; print it as .pdf", ".xps .oxps", r"\.(?:fdseq|fdoc|fpage)$"),
        (
            "a document of Pages, Numbers or Keynote; export it as .docx, .pdf or .txt",
            ".pages .numbers .key .pages-tef",
            r"^(?:Index/.*\.iwa|Index\.zip|index\.(?:xml|apxl)(?:\.gz)?)$",
        ),
        (
            "a program or a package of one",
            ".jar .war .ear .apk .aab .xapk .ipa .whl .egg .xpi .crx .nupkg .vsix .appx .msix .conda .pyz .aar",
            r"^(?:META-INF/MANIFEST\.MF|AndroidManifest\.xml|classes\.dex|Payload/[^/]+\.app/.*|.*\.dist-info/WHEEL|"
            r"EGG-INFO/PKG-INFO|[^/]+\.nuspec|extension\.vsixmanifest)$",
        ),
        (
            "a drawing or a model; export it as a PDF with text",
            ".sketch .vsdx .idml .3mf .usdz .drawio .dwfx .kmz .kra .ora .xd .fig .skp .sb3 .ggb .xmind .fcstd",
            r"^(?:designmap\.xml|3D/.*\.model|content\.xmind|geogebra\.xml|doc\.kml|maindoc\.xml|visio/document\.xml)$",
        ),
        ("a theme", ".thmx .wsz", r"^theme/theme/themeManager\.xml$"),
    )
)
_WEB_ARCHIVE = re.compile(r"(?:^|/)[^/]+\.(?:warc(?:\.gz|\.zst)?|arc(?:\.gz)?)$|\.wacz$", re.I)


def members(head: Head) -> list[str]:
    """Return the names of members that the beginning of a zip shows."""
    names = []
    for match in _MEMBER.finditer(head.data):
        size = int.from_bytes(match["size"], "little")
        offset = 0 if head.data[match.start() + 2 : match.start() + 4] == b"\x03\x04" else 14
        names.append(match["rest"][offset : offset + size].decode("utf-8", "replace"))
    return names


def _is_zip(head: Head) -> bool:
    return head.data.startswith((b"PK\x03\x04", b"PK\x05\x06"))


def _kind(head: Head) -> str | None:
    if not _is_zip(head):
        return None
    names = members(head)
    for kind, suffixes, member in _KINDS:
        if head.suffix in suffixes or any(member.search(name) for name in names):
            return kind
    return None


def _is_web_archive(head: Head) -> bool:
    if not _is_zip(head):
        return False
    names = members(head)
    package = any(name.endswith("datapackage.json") for name in names)
    return head.suffix == ".wacz" or (package and any(_WEB_ARCHIVE.search(name) for name in names))


def read_container(source: Source) -> Iterator[Record | Rejection]:
    """Refuse the file, and name its kind."""
    yield source.refuse(Reason.UNSUPPORTED_FORMAT, f"It is {_kind(source.head) or 'a container'}.")


def read_wacz(source: Source) -> Iterator[Record | Rejection]:
    """Yield the web archives in it; its lists of pages and its indexes say the same once more."""
    yield from archive.read_zip(source, wanted=lambda name: _WEB_ARCHIVE.search(name) is not None)


WACZ = Form(
    name="wacz",
    recognise=_is_web_archive,
    read=read_wacz,
    many=lambda head: True,
    raises=archive.ZIP.raises,
)
OTHER = Form(name="container", recognise=lambda head: _kind(head) is not None, read=read_container)
