"""Identity, signals and pictures of the entries of RSS and Atom, and the entries that a feed says are deleted."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from lxml import etree

from articles.article import Given, Image, Signal, Status, Wire
from articles.forms.xml_safety import PARSER_OPTIONS, first_text
from articles.wire.reading import held_back, moment, note_of
from articles.wire.topics import topics_of
from articles.wire.vocabulary import is_embargoed, signal_of, status_of

_TOMBSTONES = b"http://purl.org/atompub/tombstones/1.0"
_VOCABULARY = re.compile(r"https?://cv\.iptc\.org/newscodes/\w+$")
_IMAGE = re.compile(r"\.(?:jpe?g|png|gif|webp|avif)(?:\?|$)", re.I)


def wire_of(entry: Mapping[str, Any]) -> Given:
    """Return what an entry says of itself for machines."""
    identifier = str(entry.get("id") or "").strip()
    said = _named(entry)
    codes = [_text(said.get(name)) for name in ("pubstatus", "status")]
    state = entry.get("media_status")
    codes.append(_text(state.get("state")) if isinstance(state, Mapping) else _text(state))
    told = next((found for code in codes if (found := status_of(code))), None)
    status, until = held_back(told, _embargoes(said), stated=any(map(is_embargoed, codes)))
    wire = Wire(
        id=identifier,
        version=_text(entry.get("version")) or None,
        updated=moment(entry.get("updated") or entry.get("published")),
        status=status,
        signal=signal_of([_text(said.get("signal"))]),
        embargo_until=until,
        note=note_of(_text(said.get("ednote"))),
    )
    terms = [_code(tag) for tag in entry.get("tags") or ()]
    return Given(
        wire=wire if 0 < len(identifier) <= 1024 else None,
        images=tuple(_images(entry)),
        topics=topics_of(term for term in terms if re.match(r"https?://cv\.iptc\.org|medtop:|subj:", term)),
    )


def _code(tag: Mapping[str, Any]) -> str:
    """Return the code of a category; Atom may keep its vocabulary apart, in `scheme`."""
    term, scheme = str(tag.get("term") or "").strip(), str(tag.get("scheme") or "").rstrip("/#:")
    return f"{scheme}/{term}" if term.isalnum() and _VOCABULARY.match(scheme) else term


def _named(entry: Mapping[str, Any]) -> dict[str, Any]:
    """Return the fields of an entry without the prefixes of their namespaces; those without a prefix come first."""
    said: dict[str, Any] = {"validity_start": entry.get("validity_start")}  # feedparser's name for `dcterms:valid`
    for name in sorted(entry, key=lambda name: "_" in name):
        said.setdefault(str(name).rpartition("_")[2], entry[name])
    return said


def _embargoes(said: Mapping[str, Any]) -> Iterator[str]:
    """Yield what an entry says of an embargo: PRISM's, Dublin Core's, agencies' own."""
    for name in ("embargoed", "embargo", "embargodate", "embargountil", "embargoeduntil"):
        if text := _text(said.get(name)):
            yield text
    for text in (_text(said.get("available")), _text(said.get("validity_start"))):
        if text and moment(text):
            yield text


def deletions(data: bytes) -> Iterator[Given]:
    """Yield what `at:deleted-entry` (RFC 6721) says of entries that are no longer to be shown."""
    if _TOMBSTONES not in data:
        return
    try:
        root = etree.fromstring(data, etree.XMLParser(recover=True, **PARSER_OPTIONS))
    except etree.LxmlError:
        return
    if root is None:
        return
    for element in root.iter("{" + _TOMBSTONES.decode() + "}deleted-entry"):
        if reference := (element.get("ref") or "").strip():
            wire = Wire(
                id=reference,
                updated=moment(element.get("when")),
                status=Status.CANCELED,
                signal=Signal.KILL,
                note=note_of(first_text(element, "comment")),
            )
            yield Given(wire=wire)


def _images(entry: Mapping[str, Any]) -> Iterator[Image]:
    """Yield Media RSS's contents and thumbnails, and enclosures that are pictures."""
    seen: set[str] = set()
    credits = entry.get("media_credit") or ()
    credit = next((_text(one.get("content")) for one in credits if isinstance(one, Mapping)), None)
    caption = _text(entry.get("media_description")) or _text(entry.get("media_title"))
    found = [(one, True) for one in entry.get("media_content") or ()]
    found += [(one, False) for one in entry.get("links") or () if one.get("rel") == "enclosure"]
    if not any(_is_image(one) for one, _ in found):
        found += [(dict(one) | {"medium": "image"}, True) for one in entry.get("media_thumbnail") or ()]
    for one, is_media in found:
        address = str(one.get("url") or one.get("href") or "")
        if address and _is_image(one) and address not in seen:
            seen.add(address)
            yield Image(url=address, caption=caption if is_media else None, credit=credit if is_media else None)


def _is_image(one: Mapping[str, Any]) -> bool:
    kind = str(one.get("medium") or one.get("type") or "")
    address = str(one.get("url") or one.get("href") or "")
    return kind.startswith("image") or (not kind and _IMAGE.search(address) is not None)


def _text(value: Any) -> str | None:
    return value.strip() or None if isinstance(value, str) else None
