"""NITF, the agencies' News Industry Text Format (IPTC, 2.x and 3.x)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from articles.article import Given, Record, Rejection
from articles.fates import Reason
from articles.forms.form import Form
from articles.forms.marked_up import text_of_paragraphs
from articles.forms.nitf_wire import order_about_another, wire_of
from articles.forms.source import Source
from articles.forms.xml_safety import first, first_text, local, parse_xml, root_name, text_of
from articles.metadata.people import people
from articles.wire.reading import completed

#: Most urgent of eight: a flash, which may be a headline alone.
_FLASHES = frozenset({"1", "2"})


def read_nitf(source: Source) -> Iterator[Record | Rejection]:
    """Read one document, which is one article; and what it says of the status of another."""
    root = parse_xml(source, source.read_all())
    document = None if root is None else first(root, "nitf") if local(root) != "nitf" else root
    if document is None:
        yield source.refuse(Reason.MALFORMED, "NITF without a <nitf> that can be read.")
        return
    about = order_about_another(document)
    order = source.order(Given(wire=about)) if about is not None else None
    found = nitf_article(source, document)
    if order is not None:
        yield order
    if order is None or isinstance(found, Record):
        yield found


def nitf_article(source: Source, nitf: Any, *, given: Given | None = None, form: str = "") -> Record | Rejection:
    """Return the article in a <nitf>; `given` is what is around it."""
    body = first(nitf, "body.content")
    text = text_of_paragraphs(body) if body is not None else ""
    said = completed(nitf_given(nitf), wire_of(nitf))
    if given is not None:
        said = Given(**{name: getattr(given, name) or getattr(said, name) for name in Given.__struct_fields__})
    text = text or _flash(nitf, said)
    if not text:
        return source.order(said) or source.refuse(Reason.NO_ARTICLE, "NITF without text in <body.content>.")
    return source.record(text, given=said, form=form, whole=True)


def nitf_given(nitf: Any) -> Given:
    """Return headline, byline, dateline, dates, section and keywords of a <nitf>."""
    byline, persons = _byline(nitf)
    pubdata = first(nitf, "pubdata")
    published = (
        _date(first(nitf, "date.issue"))
        or _attribute(pubdata, "date.publication")
        or _date(first(nitf, "date.release"))
        or _date(first(nitf, "story.date"))
    )
    keys = tuple(key for element in nitf.iter("{*}keyword") if (key := element.get("key")))
    subject = first(nitf, "tobject.subject")
    content = first(nitf, "body.content")
    return Given(
        url=_attribute(pubdata, "ex-ref"),
        source=_attribute(pubdata, "name")
        or first_text(nitf, "distributor")
        or _attribute(first(nitf, "doc.copyright"), "holder")
        or first_text(nitf, "rights.owner"),
        title=first_text(nitf, "hl1", "headline", "hedline", "title"),
        byline=byline,
        authors=persons,
        dateline=_dateline(nitf),
        published_at=published,
        modified_at=_attribute(first(nitf, "date.revision"), "norm"),
        language=_language(nitf) or (_language(content) if content is not None else None),
        section=_attribute(pubdata, "position.section") or _attribute(subject, "tobject.subject.type"),
        tags=keys,
    )


def _byline(nitf: Any) -> tuple[str | None, tuple[str, ...]]:
    """Return the byline, with a space between its parts, and the people that are marked in it."""
    lines: list[str] = []
    persons: list[str] = []
    for element in nitf.iter("{*}byline"):
        persons += [name for person in element.iter("{*}person") if (name := text_of(person))]
        titles = [text for title in element.iter("{*}byttl", "{*}bytag") if (text := text_of(title))]
        rest = "".join(_without(element, {"byttl", "bytag"}))
        lines.append(", ".join(part for part in (" ".join(rest.split()), *titles) if part))
    return " and ".join(dict.fromkeys(line for line in lines if line)) or None, people(persons)


def _without(element: Any, names: set[str]) -> Iterator[str]:
    """Yield the texts in an element except those in some children; words of neighbours are apart."""
    yield element.text or ""
    for child in element:
        if local(child) not in names:
            yield " "
            yield "".join(child.itertext()) if local(child) else ""
            yield " "
        yield child.tail or ""


def _dateline(nitf: Any) -> str | None:
    """Return the place in <dateline>: city and country with a space between, without the date."""
    dateline = first(nitf, "dateline")
    if dateline is None:
        return None
    location = first(dateline, "location")
    if location is None:
        return " ".join("".join(_without(dateline, {"story.date"})).split()) or None
    parts = [text for child in location if (text := text_of(child))]
    own = " ".join((location.text or "").split())
    tails = "".join(child.tail or "" for child in location).strip(" ,\n\t")
    if own or tails or not parts:
        return text_of(location) or None
    return ", ".join(dict.fromkeys(parts))


def _flash(nitf: Any, said: Given) -> str:
    """Return the text of an item without a body: its abstract, or its headline where it is urgent."""
    if abstract := first_text(nitf, "abstract"):
        return abstract
    return said.title or "" if _attribute(first(nitf, "urgency"), "ed-urg") in _FLASHES else ""


def _date(element: Any) -> str | None:
    return None if element is None else element.get("norm") or text_of(element) or None


def _language(element: Any) -> str | None:
    names = ("{http://www.w3.org/XML/1998/namespace}lang", "baselang", "lang")
    return next((str(tag) for name in names if (tag := element.get(name))), None)


def _attribute(element: Any, name: str) -> str | None:
    return (element.get(name) or None) if element is not None else None


def _is_nitf(name: str | None) -> bool:
    return name == "nitf"


FORM = Form(name="nitf", recognise=lambda head: _is_nitf(root_name(head)), read=read_nitf)
