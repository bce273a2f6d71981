"""NITF, the agencies' News Industry Text Format (IPTC, 3.x)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from articles.article import Given, Record, Rejection
from articles.fates import Reason
from articles.forms.form import Form
from articles.forms.source import Source
from articles.forms.xml_safety import first, first_text, local, parse_xml, root_name, text_of

#: Blocks of `body.content`; a list or table is taken item by item, row by row.
_BLOCKS = {"p", "hl2", "li", "dt", "dd", "tr", "bq", "blockquote", "note", "pre", "h1", "h2", "h3", "h4"}
_LEFT_OUT = {"media", "media-caption", "media-metadata", "head", "script", "style"}


def read_nitf(source: Source) -> Iterator[Record | Rejection]:
    """One document is one article."""
    root = parse_xml(source, source.read_all())
    document = None if root is None else first(root, "nitf") if local(root) != "nitf" else root
    if document is None:
        yield source.refuse(Reason.MALFORMED, "NITF without a <nitf> that can be read.")
        return
    yield nitf_article(source, document)


def nitf_article(source: Source, nitf: Any, *, given: Given | None = None, form: str = "") -> Record | Rejection:
    """The article in a <nitf>; `given` is what stands around it."""
    body = first(nitf, "body.content")
    text = "\n\n".join(_blocks(body)) if body is not None else ""
    if not text.strip():
        return source.refuse(Reason.NO_ARTICLE, "NITF without text in <body.content>.")
    said = nitf_given(nitf)
    if given is not None:
        said = Given(**{name: getattr(given, name) or getattr(said, name) for name in Given.__struct_fields__})
    return source.record(text, given=said, form=form)


def nitf_given(nitf: Any) -> Given:
    """Headline, byline, dates, section and keywords of a <nitf>."""
    persons = tuple(name for element in nitf.iter("{*}byline") for name in _persons(element))
    byline = first_text(nitf, "byline")
    pubdata = first(nitf, "pubdata")
    issued = first(nitf, "date.issue")
    published = _attribute(issued, "norm") or _attribute(pubdata, "date.publication") or _dateline_date(nitf)
    keys = tuple(key for element in nitf.iter("{*}keyword") if (key := element.get("key")))
    return Given(
        url=_attribute(pubdata, "ex-ref"),
        source=_attribute(pubdata, "name") or first_text(nitf, "distributor"),
        title=first_text(nitf, "hl1", "headline", "title"),
        byline=byline,
        authors=persons,
        published_at=published,
        modified_at=_attribute(first(nitf, "date.revision"), "norm"),
        language=nitf.get("{http://www.w3.org/XML/1998/namespace}lang"),
        section=_attribute(pubdata, "position.section"),
        tags=keys,
    )


def _persons(byline: Any) -> Iterator[str]:
    for person in byline.iter("{*}person"):
        if name := text_of(person):
            yield name


def _dateline_date(nitf: Any) -> str | None:
    return _attribute(first(nitf, "story.date"), "norm")


def _attribute(element: Any, name: str) -> str | None:
    return (element.get(name) or None) if element is not None else None


def _blocks(element: Any) -> Iterator[str]:
    """Texts of the blocks, in order; text between blocks counts as one. Without recursion."""
    loose: list[str] = []
    stack: list[Any] = [iter([element])]
    while stack:
        item = next(stack[-1], None)
        if item is None:
            stack.pop()
            continue
        if isinstance(item, str):
            loose.append(item)
            continue
        name = local(item)
        if name in _LEFT_OUT or not name:
            loose.append(item.tail or "")
        elif name in _BLOCKS:
            if between := " ".join("".join(loose).split()):
                yield between
            loose = []
            if text := text_of(item):
                yield text
            loose.append(item.tail or "")
        else:
            parts: list[Any] = [item.text or "", *item, item.tail or ""]
            stack.append(iter(parts))
    if between := " ".join("".join(loose).split()):
        yield between


def _is_nitf(name: str | None) -> bool:
    return name == "nitf"


FORM = Form(name="nitf", recognise=lambda head: _is_nitf(root_name(head)), read=read_nitf)
