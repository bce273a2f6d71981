"""Read pages that Safari saved as one file (.webarchive): the page, with its address."""

from __future__ import annotations

import plistlib
import struct
from collections.abc import Iterator
from typing import Any
from xml.parsers.expat import ExpatError

from articles.article import Given, Record, Rejection
from articles.fates import Reason
from articles.forms.form import Form
from articles.forms.page import page
from articles.forms.source import Head, Source

_MAIN = "WebMainResource"


def read_web_archive(source: Source) -> Iterator[Record | Rejection]:
    """Read the page; its pictures and frames are left out."""
    saved = plistlib.loads(source.read_all(source.limits.max_document_bytes))
    main = saved.get(_MAIN) if isinstance(saved, dict) else None
    data = main.get("WebResourceData") if isinstance(main, dict) else None
    if not isinstance(main, dict) or not isinstance(data, bytes):
        yield source.refuse(Reason.NO_ARTICLE, "A page saved by Safari that holds no page.")
        return
    kind = _text(main, "WebResourceMIMEType") or "text/html"
    if kind not in {"text/html", "application/xhtml+xml"}:
        yield source.refuse(Reason.UNSUPPORTED_FORMAT, f"Safari saved no page, but {kind[:60]}; save the file itself.")
        return
    address = _text(main, "WebResourceURL") or ""
    given = Given(url=address) if address.startswith(("http://", "https://")) else None
    yield page(source, data, given=given, charset=_text(main, "WebResourceTextEncodingName"))


def _text(resource: dict[Any, Any], name: str) -> str | None:
    value = resource.get(name)
    return value if isinstance(value, str) else None


def _recognise(head: Head) -> bool:
    if head.data.startswith(b"bplist00"):
        return _MAIN.encode() in head.data or head.suffix == ".webarchive"
    return head.data[:1] == b"<" and b"<plist" in head.data[:1000] and _MAIN.encode() in head.data[:2000]


FORM = Form(
    name="webarchive",
    recognise=_recognise,
    read=read_web_archive,
    raises=(plistlib.InvalidFileException, struct.error, ExpatError, AttributeError, TypeError, RecursionError),
)
