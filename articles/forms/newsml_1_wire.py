"""Identity, status, signals, embargo, pictures and codes of a NewsML 1 item."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from articles.article import Given, Image, Signal, Status, Wire
from articles.forms.xml_safety import first, first_text, text_of
from articles.wire.reading import held_back, moment, note_of, priority_of
from articles.wire.topics import topics_of
from articles.wire.vocabulary import is_embargoed, signal_of, status_of

_PICTURE = re.compile(r"photo|picture|image|graphic", re.I)


def wire_of(item: Any) -> Given:
    """Return what a <NewsItem> says of itself for machines."""
    provider, day = first_text(item, "ProviderId"), first_text(item, "DateId")
    name, revision = first_text(item, "NewsItemId"), first(item, "RevisionId")
    management = first(item, "NewsManagement")
    around = management if management is not None else item
    code = _formal(first(around, "Status"))
    ends = _ends(around, code)
    told = status_of(code)
    # What is withheld until a time is under an embargo.
    status, until = held_back(
        Status.USABLE if ends and told is Status.WITHHELD else told, ends, stated=is_embargoed(code)
    )
    instructions = [_formal(element) for element in around.iter("{*}Instruction")]
    signal = signal_of([_formal(first(around, "NewsItemType")), *instructions])
    if signal is None and revision is not None and (revision.get("Update") or "N") == "U":
        signal = Signal.UPDATE
    wire = Wire(
        id=":".join(part for part in (provider, day, name) if part) if name else None,
        version=text_of(revision) or None if revision is not None else None,
        updated=moment(first_text(around, "ThisRevisionCreated")),
        provider=provider,
        status=status,
        signal=signal,
        embargo_until=until,
        note=note_of(*(text_of(element) for element in item.iter("{*}Instruction", "{*}Comment"))),
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
