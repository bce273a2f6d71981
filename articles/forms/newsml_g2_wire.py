"""Identity, status, signals, embargo, pictures and codes of a NewsML-G2 item."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from articles.article import Given, Image, Wire
from articles.forms.xml_safety import first, first_text, local, text_of
from articles.wire.conventions import header_marks
from articles.wire.reading import held_back, moment, note_of, priority_of
from articles.wire.topics import topics_of
from articles.wire.vocabulary import is_embargoed, signal_of, status_of, status_with


def wire_of(item: Any) -> Given:
    """Return what a <newsItem> or <packageItem> says of itself for machines."""
    meta, content = first(item, "itemMeta"), first(item, "contentMeta")
    around = meta if meta is not None else item
    inside = content if content is not None else item
    provider = first(around, "provider")
    code = _code(first(around, "pubStatus"))
    # An element without a time says that the embargo has no end yet.
    ends = [text_of(element) or "open" for element in around.iterchildren("{*}embargoed")]
    # Agencies' own codes are told by their names.
    signals = [code for one in around.iter("{*}signal") for code in (_code(one), first_text(one, "name"))]
    stated = any(map(is_embargoed, (code, *signals)))
    status, until = held_back(status_with(status_of(code), signals), ends, stated=stated)
    wire = Wire(
        id=item.get("guid"),
        version=item.get("version"),
        updated=moment(first_text(around, "versionCreated")),
        provider=(first_text(provider, "name") or provider.get("literal") or _code(provider) or None)
        if provider is not None
        else None,
        status=status,
        signal=signal_of(signals),
        embargo_until=until,
        note=note_of(first_text(around, "edNote")),
        marks=header_marks(["", *(text_of(slug) for slug in inside.iterchildren("{*}slugline"))]),
        evolved_from=next(
            (
                link.get("residref") or link.get("href")
                for link in item.iter("{*}link")
                if _relation(link) == "evolvedfrom"
            ),
            None,
        ),
    )
    urgency, priority = first_text(inside, "urgency"), first(around, "priority")
    return Given(
        wire=wire,
        images=tuple(_images(item)),
        topics=topics_of(_code(subject) for subject in inside.iterchildren("{*}subject")),
        genre=named(first(inside, "genre")),
        priority=priority_of(urgency, priority.get("value") if priority is not None else None),
        place_codes=tuple(
            dict.fromkeys(
                code
                for subject in inside.iterchildren("{*}subject", "{*}located")
                if (code := _code(subject)) and (local(subject) == "located" or "geo" in (subject.get("type") or ""))
            )
        ),
    )


def _images(item: Any) -> Iterator[Image]:
    """Yield the pictures among remote contents and links, and the figures within the text."""
    seen: set[str] = set()
    for element in item.iter("{*}remoteContent", "{*}link"):
        address = element.get("href")
        kind = element.get("contenttype") or ""
        if not address or not kind.startswith("image") or address in seen:
            continue
        seen.add(address)
        yield Image(
            url=address,
            caption=first_text(element, "caption", "description", "title"),
            credit=first_text(element, "creditline"),
        )
    for figure in item.iter("{*}figure"):
        picture = first(figure, "img")
        address = (picture.get("src") or "") if picture is not None else ""
        if address.startswith(("http://", "https://")) and address not in seen:
            seen.add(address)
            yield Image(url=address, caption=first_text(figure, "figcaption") or picture.get("alt") or None)


def _relation(link: Any) -> str:
    return (link.get("rel") or link.get("reluri") or "").replace("#", ":").replace("/", ":").rpartition(":")[2].lower()


def named(element: Any) -> str | None:
    """Return the name of a genre or a person; the code where there is none."""
    if element is None:
        return None
    return first_text(element, "name") or text_of(element) or _code(element) or None


def _code(element: Any) -> str:
    return "" if element is None else element.get("qcode") or element.get("uri") or element.get("literal") or ""
