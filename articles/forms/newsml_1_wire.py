"""Identity, status, signals, embargo, pictures and codes of a NewsML 1 item."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, NamedTuple

import msgspec

from articles.article import Given, Image, Part, Signal, Status, Wire
from articles.forms.xml_safety import first, first_text, local, text_of
from articles.wire.conventions import header_marks
from articles.wire.reading import held_back, moment, note_of, priority_of
from articles.wire.topics import topics_of
from articles.wire.vocabulary import is_embargoed, signal_of, status_of, status_with

#: "urn:newsml:tna.example:20250304:PIER:2N"; a reference may leave the revision out.
_PUBLIC = re.compile(
    r"urn:newsml:(?P<provider>[^:\s]+):(?P<day>\d{8}(?:T\d{4,6}(?:Z|[+\-]\d{4})?)?):(?P<name>[^:\s]+)"
    r"(?::(?P<version>\d+)[NUAnua]?)?"
)
_PICTURE = re.compile(r"photo|picture|image|graphic", re.I)


def wire_of(item: Any) -> Given:
    """Return what a <NewsItem> says of itself for machines."""
    revision = first(item, "RevisionId")
    identity = _identity(item)
    management = first(item, "NewsManagement")
    around = management if management is not None else item
    # Not that of an instruction, which is about earlier revisions.
    code = _formal(next((one for one in around.iter("{*}Status") if local(one.getparent()) != "RevisionStatus"), None))
    ends = _ends(around, code)
    instructions = [_formal(element) for element in around.iter("{*}Instruction")]
    kinds = [_formal(first(around, "NewsItemType")), *instructions]
    told = status_with(status_of(code), kinds)
    # What is withheld until a time is under an embargo.
    status, until = held_back(
        Status.USABLE if ends and told is Status.WITHHELD else told, ends, stated=any(map(is_embargoed, (code, *kinds)))
    )
    signal = signal_of(kinds)
    if signal is None and revision is not None and (revision.get("Update") or "N") == "U":
        signal = Signal.UPDATE
    wire = Wire(
        id=identity.id,
        version=identity.version,
        updated=moment(first_text(around, "ThisRevisionCreated")),
        provider=identity.provider,
        status=status,
        signal=signal,
        embargo_until=until,
        note=note_of(*(_said(element) for element in item.iter("{*}Instruction", "{*}Comment"))),
        marks=header_marks(["", *(text_of(slug) for slug in item.iter("{*}SlugLine"))]),
        evolved_from=next((ref for one in around.iter("{*}DerivedFrom") if (ref := one.get("NewsItem"))), None),
    )
    return Given(
        wire=wire if wire.id else None,
        images=tuple(_images(item)),
        topics=topics_of(
            _formal(element) for element in item.iter("{*}Subject", "{*}SubjectMatter", "{*}SubjectDetail")
        ),
        genre=_formal(first(item, "Genre")),
        priority=priority_of(_formal(first(around, "Urgency")), _formal(first(around, "Priority"))),
        place_codes=tuple(
            dict.fromkeys(
                str(element.get("Value"))
                for element in item.iter("{*}Property")
                if element.get("FormalName") in {"Country", "CountryArea"} and element.get("Value")
            )
        ),
    )


class _Identity(NamedTuple):
    id: str | None
    version: str | None
    provider: str | None


def _identity(item: Any) -> _Identity:
    """Return the identity of an item by its parts, else by the public identifier that is made of them."""
    parts = [first_text(item, name) for name in ("ProviderId", "DateId", "NewsItemId")]
    version = first_text(item, "RevisionId")
    if not parts[2] and (public := _PUBLIC.fullmatch(first_text(item, "PublicIdentifier") or "")):
        parts, version = [public["provider"], public["day"], public["name"]], version or public["version"]
    return _Identity(":".join(part for part in parts if part) if parts[2] else None, version or None, parts[0])


def part_of(item: Any, tags: tuple[str, ...]) -> Part | None:
    """Return what an item without a text gives to others: a package (<NewsItemRef>) or a picture; None for others."""
    said = wire_of(item)
    if said.wire is None:
        return None
    members = tuple(
        dict.fromkeys(
            ":".join(match.group("provider", "day", "name"))
            for element in item.iter("{*}NewsItemRef")
            if (match := _PUBLIC.fullmatch((element.get("NewsItem") or "").strip()))
        )
    )
    if members:
        return Part(
            wire=said.wire,
            is_package=True,
            title=first_text(item, "HeadLine"),
            slug=first_text(item, "SlugLine"),
            members=members,
            images=said.images,
            topics=said.topics,
            tags=tags,
        )
    if said.wire.acts or not said.images:
        return None
    caption = next((image.caption for image in said.images if image.caption), None) or first_text(item, "HeadLine")
    credit = first_text(item, "CreditLine")
    image = msgspec.structs.replace(said.images[-1], caption=caption, credit=credit)
    return Part(wire=said.wire, images=(image,))


def _said(element: Any) -> str:
    """Return the text of an element without that of the elements in it: numbers of revisions, codes."""
    return " ".join(text for text in (element.text, *(one.tail for one in element)) if text)


def _ends(around: Any, status: str | None) -> list[str]:
    """Return the times at which a status other than "usable" ends."""
    if (status or "").lower() == "usable":
        return []
    return [
        text
        for element in around.iter("{*}StatusWillChange")
        if (_formal(first(element, "FutureStatus")) or "").lower() == "usable"
        and (text := first_text(element, "DateAndTime"))
    ]


def _images(item: Any) -> Iterator[Image]:
    captions = [
        (text_of(component) or None)
        for component in item.iter("{*}NewsComponent")
        if re.search("caption", _formal(component.find("{*}Role")) or "", re.I)
    ]
    for content in item.iter("{*}ContentItem"):
        address = content.get("Href")
        if address and _PICTURE.search(_formal(first(content, "MediaType")) or ""):
            yield Image(url=address, caption=captions.pop(0) if captions else None)


def _formal(element: Any) -> str | None:
    return None if element is None else element.get("FormalName") or None
