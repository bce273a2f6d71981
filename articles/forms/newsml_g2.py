"""NewsML-G2 (IPTC 2.x): news items, alone or many in a news message, streamed.

By lxml and not by IPTC's own package `newsmlg2`: that one parses without any
bounds, fetches catalogues, and holds the whole document.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from lxml import etree

from articles.article import Given, Record, Rejection
from articles.fates import Reason
from articles.fields.addresses import own_address, trusted
from articles.forms.form import Form
from articles.forms.newsml_g2_package import Message, part_of
from articles.forms.newsml_g2_wire import wire_of
from articles.forms.newsml_items import inline_text, inline_xml, streamed
from articles.forms.source import Head, Refused, Source
from articles.forms.xml_safety import first, first_text, local, root_name, text_of
from articles.metadata import dateline_of
from articles.metadata.people import people
from articles.wire.reading import completed

_ROOTS = {"newsMessage", "newsItem", "packageItem", "knowledgeItem", "conceptItem", "planningItem"}
_XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
#: Roles of headlines that are not the headline.
_BESIDE = re.compile(r"sub|kicker|deck|short|slug|seo|social|overline|alt", re.I)


def read_newsml(source: Source) -> Iterator[Record | Rejection]:
    """Yield each <newsItem> with a text and the pictures that come with it; concepts are passed over."""
    source.one_of_many = root_name(source.head) == "newsMessage"
    if not source.one_of_many:
        yield from streamed(source, ["newsItem", "packageItem"], _alone)
        return
    message = Message()

    def noted(source: Source, item: Any) -> Record | Rejection | None:
        found = _item(source, item) if local(item) == "newsItem" else None
        message.note(item, found)
        return found

    try:
        for found in streamed(source, ["newsItem", "packageItem"], noted):
            if not message.holds(found):  # the rejection of what cannot be read from here on
                yield from message.released()
                yield found
            elif message.is_full:
                yield from message.released()
    except Refused:
        yield from message.released()
        raise
    yield from message.released()
    yield from (source.part(part) for part in message.parts)


def _alone(source: Source, item: Any) -> Record | Rejection | None:
    """Return what an item in a file of its own is: an article, or a part of a package."""
    found = _item(source, item) if local(item) == "newsItem" else None
    if found is None and (part := part_of(item)) is not None:
        return source.part(part)
    return found


def _item(source: Source, item: Any) -> Record | Rejection | None:
    """Return the article of a news item; None for items without text."""
    item_class = first(item, "itemClass")
    kind = (item_class.get("qcode") or item_class.get("uri") or "") if item_class is not None else ""
    content = first(item, "contentSet")
    if kind and not kind.endswith(("text", "composite")):
        return None
    given = completed(_given(item), wire_of(item))
    if content is None:
        return source.order(given)
    for element in content:
        found = _content(source, element, given)
        if found is not None:
            return found
    if given.title and _urgent(item):
        return source.record(given.title, given=given, whole=True)
    return source.order(given) or source.refuse(
        Reason.NO_ARTICLE, f"A news item without text: {item.get('guid') or 'no guid'}."
    )


def _content(source: Source, element: Any, given: Given) -> Record | Rejection | None:
    name = local(element)
    if name == "inlineXML" and len(element):
        return inline_xml(source, element[0], given)
    if name in {"inlineData", "inlineXML"} and (text := "".join(element.itertext())).strip():
        kind = element.get("contenttype") or ""
        return None if kind.startswith("image") else inline_text(source, text, given, html="html" in kind)
    return None


def _urgent(item: Any) -> bool:
    """Return whether the item is a flash, which may be a headline alone."""
    return first_text(item, "urgency") in {"1", "2"}


def _given(item: Any) -> Given:
    meta, content = first(item, "itemMeta"), first(item, "contentMeta")
    around = meta if meta is not None else item
    inside = content if content is not None else item
    subjects = [(subject, _name(subject)) for subject in inside.iterchildren("{*}subject")]
    body = first(item, "inlineXML", "inlineData", "contentMeta")
    language = first(inside, "language")
    guid = item.get("guid")
    byline = first_text(inside, "by")
    created = first_text(inside, "contentCreated") or first_text(around, "firstCreated")
    version = first_text(around, "versionCreated")
    return Given(
        url=_url(item, guid),
        source=_name(first(inside, "infoSource")) or _name(first(around, "provider")),
        title=_headline(inside) or first_text(around, "title"),
        byline=byline,
        authors=_authors(inside, named=byline is not None),
        dateline=_dateline(inside),
        published_at=created or version,
        modified_at=first_text(inside, "contentModified") or (version if created else None),
        language=(language.get("tag") if language is not None else None)
        or item.get(_XML_LANG)
        or (body.get(_XML_LANG) if body is not None else None),
        section=next(
            (name for subject, name in subjects if name and re.search("medtop|mediatopic", _code(subject))),
            None,
        ),
        tags=tuple(dict.fromkeys(name for _, name in subjects if name)) + _keywords(inside),
    )


def _headline(content: Any) -> str | None:
    """Return the headline, not one that its role says is below or beside it."""
    lines = [(element, text) for element in content.iter("{*}headline") if (text := text_of(element))]
    main = [text for element, text in lines if not _BESIDE.search(element.get("role") or "")]
    return next(iter(main or [text for _, text in lines]), None)


def _authors(content: Any, *, named: bool) -> tuple[str, ...]:
    """Return people among the creators, or among the contributors if neither creators nor a byline name anyone."""
    creators = people(name for element in content.iterchildren("{*}creator") if (name := _name(element)))
    if creators or named:
        return creators
    return people(name for element in content.iterchildren("{*}contributor") if (name := _name(element)))


def _dateline(content: Any) -> str | None:
    """Return the text of <dateline> if it names a place; else where the content was made."""
    line = first_text(content, "dateline")
    if dateline_of(line) is not None:
        return line
    return _name(first(content, "located"))


def _keywords(content: Any) -> tuple[str, ...]:
    return tuple(word for element in content.iterchildren("{*}keyword") if (word := text_of(element)))


def _code(element: Any) -> str:
    return element.get("qcode") or element.get("uri") or ""


def _name(element: Any) -> str | None:
    """Return the <name> inside, or a literal, but no code."""
    if element is None:
        return None
    return first_text(element, "name") or element.get("literal")


def _url(item: Any, guid: str | None) -> str | None:
    """Return the item's own address, by the table of addresses, from its links, remote contents and identifier."""
    offered = [("guid", guid)]
    for element in item.iter("{*}link"):
        relation = re.split(r"[:/#]", element.get("rel") or element.get("reluri") or "")[-1].lower()
        offered.append((f"link {relation}".strip(), element.get("href")))
    for element in item.iter("{*}remoteContent"):
        is_page = "html" in (element.get("contenttype") or "")
        offered.append(("remotecontent of a page" if is_page else "remotecontent", element.get("href")))
    for field in trusted("newsml-g2"):
        for name, value in offered:
            if name == field and (address := own_address(value)) and "cv.iptc.org" not in address:
                return address
    return None


def _recognise(head: Head) -> bool:
    return root_name(head) in _ROOTS


FORM = Form(
    name="newsml-g2",
    recognise=_recognise,
    read=read_newsml,
    many=lambda head: root_name(head) == "newsMessage",
    raises=(etree.LxmlError,),
)
