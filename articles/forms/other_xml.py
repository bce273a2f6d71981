"""Refuse XML of unknown forms."""

from __future__ import annotations

from collections.abc import Iterator

from articles.article import Record, Rejection
from articles.fates import Reason
from articles.forms.form import Form
from articles.forms.source import Head, Source
from articles.forms.xml_safety import refuse_entities, root_name

#: Root element → what it is, and what to do with it.
_KINDS = {
    "urlset": "A sitemap lists addresses, not texts; fetch the pages and drop those.",
    "sitemapindex": "An index of sitemaps lists addresses, not texts; fetch the pages and drop those.",
    "opml": "A list of subscriptions holds no articles; fetch the feeds and drop those.",
    "FictionBook": "It is an e-book; convert it to EPUB.",
    "package": "It is an Office document saved as XML; save it as .docx.",
    "svg": "It is a drawing; save its text as .txt.",
}


def read_other_xml(source: Source) -> Iterator[Record | Rejection]:
    """Refuse the file, and name its root element."""
    refuse_entities(source)
    name = root_name(source.head)
    detail = _detail(name) if name else "XML without a root element."
    yield source.refuse(Reason.UNSUPPORTED_FORMAT if name else Reason.MALFORMED, detail)


def _detail(name: str) -> str:
    return f"XML of a kind we do not read: <{name[:60]}>. {_KINDS.get(name, '')}".rstrip()


def _recognise(head: Head) -> bool:
    return head.text.startswith("<?xml") or (head.suffix in {".xml", ".rss", ".atom"} and head.text.startswith("<"))


FORM = Form(name="xml", recognise=_recognise, read=read_other_xml)
