"""Identity, status, signals, embargo, pictures and codes of an NITF document."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from articles.article import Given, Image, Signal, Wire
from articles.forms.xml_safety import first, first_text, text_of
from articles.wire.reading import held_back, moment, note_of, priority_of
from articles.wire.topics import topics_of
from articles.wire.vocabulary import is_embargoed, signal_of, status_of, status_with


def wire_of(nitf: Any) -> Given:
    """Return what a <nitf> says of itself for machines."""
    key, doc_id, docdata = first(nitf, "du-key"), first(nitf, "doc-id"), first(nitf, "docdata")
    about = _get(docdata, "management-idref-status") if _other(nitf) is None else None
    status_code = _get(docdata, "management-status") or about or _meta(nitf, "pubstatus")
    corrections = list(nitf.iter("{*}correction", "{*}corrected"))
    history = list(nitf.iter("{*}revision-history"))
    release, revised = _date(first(nitf, "date.release")), _date(first(nitf, "date.revision"))
    issued = _date(first(nitf, "date.issue"))
    messages = [element.get("msg-type") for element in nitf.iter("{*}ed-msg")]
    is_stated = any(map(is_embargoed, (status_code, *messages)))
    # A release after the issue is an embargo, which may be over by now.
    is_embargo = is_stated or (release is not None and (issued is None or release > issued))
    ends = [release if is_embargo else None, *(_meta(nitf, name) for name in ("embargo", "embargoed"))]
    status, until = held_back(status_with(status_of(status_code), messages), ends, stated=is_stated)
    identifier = _get(key, "key") or _get(doc_id, "id-string")
    corrected = next((found for one in corrections if (found := one.get("id-string"))), None)
    wire = Wire(
        id=identifier,
        version=_get(key, "version") or _get(key, "generation"),
        updated=revised or max((at for one in history if (at := moment(one.get("norm")))), default=None) or issued,
        provider=_get(doc_id, "regsrc"),
        status=status,
        signal=signal_of([status_code, *messages]) or (Signal.CORRECTION if corrections else None),
        embargo_until=until,
        note=note_of(
            *(one.get("info") or text_of(one) for one in corrections),
            *(element.get("info") for element in nitf.iter("{*}ed-msg")),
            *(one.get("comment") for one in reversed(history)),
        ),
        evolved_from=corrected if corrected not in {identifier, _get(doc_id, "id-string")} else None,
    )
    return Given(
        wire=wire if identifier else None,
        images=tuple(_images(nitf)),
        topics=topics_of(
            element.get("tobject.subject.refnum") or element.get("tobject.subject.code")
            for element in nitf.iter("{*}tobject.subject")
        ),
        genre=_get(first(nitf, "tobject.property"), "tobject.property.type")
        or _get(first(nitf, "tobject"), "tobject.type"),
        priority=priority_of(_get(first(nitf, "urgency"), "ed-urg")),
        place_codes=tuple(
            dict.fromkeys(
                code
                for element in nitf.iter("{*}evloc", "{*}location")
                for name in ("iso-cc", "location-code", "county-dist", "state-prov")
                if (code := element.get(name))
            )
        ),
    )


def order_about_another(nitf: Any) -> Wire | None:
    """Return what a document says of the status of another (`management-doc-idref`); None where it says nothing."""
    other, docdata = _other(nitf), first(nitf, "docdata")
    code = _get(docdata, "management-idref-status")
    status = status_of(code)
    if other is None or status is None:
        return None
    status, _ = held_back(status, (), stated=is_embargoed(code))
    said = wire_of(nitf).wire
    return Wire(
        id=other,
        updated=said.updated if said else None,
        provider=_get(first(nitf, "doc-id"), "regsrc"),
        status=status,
        signal=signal_of([code]),
        note=said.note if said else None,
    )


def _other(nitf: Any) -> str | None:
    """Return the id of the document that a document manages, if that is another."""
    other = _get(first(nitf, "docdata"), "management-doc-idref")
    own = {_get(first(nitf, "du-key"), "key"), _get(first(nitf, "doc-id"), "id-string")}
    return other if other not in own else None


def _images(nitf: Any) -> Iterator[Image]:
    for media in nitf.iter("{*}media"):
        if not (media.get("media-type") or "image").startswith("image"):
            continue
        addresses = [address for one in media.iter("{*}media-reference") if (address := one.get("source"))]
        if addresses:
            yield Image(
                url=addresses[0], caption=first_text(media, "media-caption"), credit=first_text(media, "media-producer")
            )


def _meta(nitf: Any, name: str) -> str | None:
    found = (element for element in nitf.iter("{*}meta") if (element.get("name") or "").lower() == name)
    return next((content for element in found if (content := element.get("content"))), None)


def _date(element: Any) -> str | None:
    return moment(_get(element, "norm"))


def _get(element: Any, name: str) -> str | None:
    return (element.get(name) or None) if element is not None else None
