"""NewsML 1.x (IPTC, 2000 to 2003), as many agencies send it still: news items, alone or many in a file, streamed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, NamedTuple

from lxml import etree

from articles.article import Given, Record, Rejection
from articles.fates import Reason
from articles.forms.form import Form
from articles.forms.marked_up import once, paragraphs, text_of_markup
from articles.forms.newsml_1_wire import part_of, wire_of
from articles.forms.newsml_items import streamed
from articles.forms.nitf import nitf_given
from articles.forms.page import looks_like_html
from articles.forms.source import Head, Source
from articles.forms.xml_safety import first, first_text, root_name, text_of
from articles.metadata import dateline_of
from articles.wire.reading import completed

_XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
#: Media types that are not text.
_NO_TEXT = re.compile(r"photo|picture|image|graphic|video|audio|animation", re.I)
_ITEM = re.compile(r"<(?:[\w.\-]+:)?NewsItem[\s>]")
_TITLES = re.compile(r"title|headline", re.I)
_LEADS = re.compile(r"lead|intro|ingress|abstract|chapeau", re.I)
_BESIDE = re.compile(r"caption|photo|picture|image|graphic|thumbnail|preview|teaser|note|metadata", re.I)


class _Part(NamedTuple):
    role: str
    language: str
    paragraphs: list[str]
    nitf: Any  #: None where it is not NITF


def read_newsml_1(source: Source) -> Iterator[Record | Rejection]:
    """Read each <NewsItem> with a text, and packages of items; pictures are parts of these where they come alone."""
    source.one_of_many = _many(source.head)
    yield from streamed(source, ["NewsItem"], _item)


def _item(source: Source, item: Any) -> Record | Rejection | None:
    parts = [part for content in item.iter("{*}ContentItem") if (part := _part(content)) is not None]
    joined = None if parts else part_of(item, _keywords(item))
    if joined is not None and (joined.is_package or not source.one_of_many):
        return source.part(joined)
    if not parts:
        types = [element.get("FormalName") or "" for element in item.iter("{*}MediaType")]
        if types and all(map(_NO_TEXT.search, types)):
            return None
    parts = [part for part in parts if part.language == parts[0].language]  # the others are translations
    titles = [part for part in parts if _TITLES.search(part.role)]
    leads = [part for part in parts if _LEADS.search(part.role)]
    rest = [part for part in parts if part not in titles and part not in leads and not _BESIDE.search(part.role)]
    text = "\n\n".join(once(text for part in (*leads, *rest) for text in part.paragraphs))
    given = completed(_given(item, parts), wire_of(item))
    if not parts and (order := source.order(given)) is not None:
        return order
    if not given.title and titles:
        given = given.filled_from(Given(title=" ".join(titles[0].paragraphs)))
    if not text and _formal(first(item, "Urgency")) in {"1", "2"}:
        text = given.title or ""
    if not text:
        return source.order(given) or source.refuse(
            Reason.NO_ARTICLE, f"A news item without text: {given.title or 'no headline'}."
        )
    return source.record(text, given=given, whole=True)


def _part(content: Any) -> _Part | None:
    """Return the text of a <ContentItem>; None where there is none."""
    data = first(content, "DataContent")
    media = _formal(first(content, "MediaType")) or ""
    if data is None or _NO_TEXT.search(media):
        return None
    nitf = first(data, "nitf")
    if nitf is not None:
        body = first(nitf, "body.content")
        texts = paragraphs(body) if body is not None else []
    elif len(data):
        texts = paragraphs(data)
    else:
        text = (data.text or "").strip("\r\n")
        texts = (text_of_markup(text) if looks_like_html(text) else text).split("\n\n")
    texts = [text for text in texts if text.strip()]
    role = next(
        (name for one in content.iterancestors("{*}NewsComponent") if (name := _formal(one.find("{*}Role")))), ""
    )
    language = next((tag for one in (content, *content.iterancestors()) if (tag := one.get(_XML_LANG))), "")
    return _Part(role, language.lower(), texts, nitf) if texts else None


def _given(item: Any, parts: list[_Part]) -> Given:
    byline = first_text(item, "ByLine")
    title = first_text(item, "ByLineTitle")
    created, revised = first_text(item, "FirstCreated"), first_text(item, "ThisRevisionCreated")
    provider = first(item, "Provider", "Source")
    given = Given(
        source=_formal(first(provider, "Party")) if provider is not None else first_text(item, "ProviderId"),
        title=first_text(item, "HeadLine"),
        byline=f"{byline}, {title}" if byline and title else byline,
        dateline=_dateline(item),
        published_at=created or revised or first_text(item, "DateId"),
        modified_at=revised if revised != created else None,
        language=_formal(first(item, "Language")) or next((part.language for part in parts if part.language), None),
        tags=_keywords(item),
    )
    nitf = next((part.nitf for part in parts if part.nitf is not None), None)
    return given if nitf is None else given.filled_from(nitf_given(nitf))


def _dateline(item: Any) -> str | None:
    """Return the text of <DateLine> if it names a place; else the city that the item says it comes from."""
    line = first_text(item, "DateLine")
    if dateline_of(line) is not None:
        return line
    for location in item.iter("{*}Location"):
        if (location.get("HowPresent") or "Origin").casefold() != "origin":
            continue
        for element in location.iter("{*}Property"):
            if _formal(element) == "City" and element.get("Value"):
                return str(element.get("Value"))
    return None


def _keywords(item: Any) -> tuple[str, ...]:
    lines = [text for element in item.iter("{*}KeywordLine") if (text := text_of(element))]
    words = [word.strip() for line in lines for word in re.split(r"[/;,]", line)]
    return tuple(dict.fromkeys(word for word in words if word))


def _formal(element: Any) -> str | None:
    if element is None:
        return None
    return element.get("FormalName") or text_of(element) or None


def _recognise(head: Head) -> bool:
    return root_name(head) in {"NewsML", "NewsItem"} and "<NewsItem" in head.text


def _many(head: Head) -> bool:
    return len(_ITEM.findall(head.text)) > 1 or not head.complete


FORM = Form(
    name="newsml-1",
    recognise=_recognise,
    read=read_newsml_1,
    many=_many,
    raises=(etree.LxmlError,),
)
