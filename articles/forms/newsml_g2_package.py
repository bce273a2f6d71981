"""Join the items of a NewsML-G2 message: the pictures of a package go to its texts, in any order.

Where no text came with them, packages and pictures are parts, which are joined with items of other files.

Items refer to one another by their guids (`residref`). A text waits for what comes after it, within bounds: a message
of thousands of items is not held whole.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import msgspec

from articles.article import Image, Part, Record, Rejection
from articles.forms.newsml_g2_wire import named, wire_of
from articles.forms.xml_safety import first, first_text, local, text_of

#: Texts that wait at most, and their characters.
_MOST_HELD, _HELD_CHARACTERS = 200, 8_000_000
_MOST_PICTURES, _MOST_IMAGES = 2000, 50


class Message:
    """The items of a message that were read, as far as others may refer to them."""

    def __init__(self) -> None:
        self._held: list[tuple[str, frozenset[str], Record | Rejection]] = []  # guid, what it refers to, what it is
        self._characters = 0
        self._texts = 0
        self._pictures: dict[str, Image] = {}
        self._packages: list[tuple[str, ...]] = []
        self._parts: list[Part] = []

    def note(self, item: Any, found: Record | Rejection | None) -> None:
        """Note an item: a package, a picture, or what was read of a text."""
        references = tuple(dict.fromkeys(_references(item)))
        if found is None and not self._texts and len(self._parts) < _MOST_PICTURES and (part := part_of(item)):
            self._parts.append(part)
        if local(item) == "packageItem":
            self._packages.append(references)
        elif found is not None:
            self._held.append((item.get("guid") or "", frozenset(references), found))
            self._characters += len(found.content) if isinstance(found, Record) else 0
            self._texts += 1
        elif len(self._pictures) < _MOST_PICTURES and (image := _picture(item)) is not None:
            self._pictures[item.get("guid") or image.url] = image

    @property
    def is_full(self) -> bool:
        """Return whether no more texts are to wait."""
        return len(self._held) >= _MOST_HELD or self._characters >= _HELD_CHARACTERS

    def holds(self, found: Record | Rejection) -> bool:
        """Return whether this was the last text that was noted."""
        return bool(self._held) and self._held[-1][2] is found

    @property
    def parts(self) -> list[Part]:
        """Return the packages and pictures of a message without a text."""
        return [] if self._texts else self._parts

    def released(self) -> Iterator[Record | Rejection]:
        """Yield the texts that waited, with their pictures."""
        held, self._held, self._characters = self._held, [], 0
        for guid, references, found in held:
            yield self._with_pictures(guid, references, found) if isinstance(found, Record) else found

    def _with_pictures(self, guid: str, references: frozenset[str], record: Record) -> Record:
        together = [package for package in self._packages if guid in package]
        # A message of one text and its pictures needs no package.
        is_alone = self._texts == 1 and not self._packages
        wanted = [one for package in together for one in package if one in self._pictures]
        wanted += [one for one in self._pictures if is_alone or one in references]
        if not wanted:
            return record
        images = {image.url: image for image in record.given.images}
        for image in (self._pictures[one] for one in dict.fromkeys(wanted)):
            known = images.get(image.url, image)
            images[image.url] = msgspec.structs.replace(
                known, caption=known.caption or image.caption, credit=known.credit or image.credit
            )
        given = msgspec.structs.replace(record.given, images=tuple(images.values())[:_MOST_IMAGES])
        return msgspec.structs.replace(record, given=given)


def part_of(item: Any) -> Part | None:
    """Return what a package, or a picture that is an item of its own, gives to others; None for other items."""
    said = wire_of(item)
    if said.wire is None or not said.wire.id:
        return None
    if local(item) != "packageItem":
        image = _picture(item)
        return None if image is None else Part(wire=said.wire, images=(image,))
    content = first(item, "contentMeta")
    inside = content if content is not None else item
    return Part(
        wire=said.wire,
        is_package=True,
        title=first_text(inside, "headline") or first_text(item, "title"),
        slug=first_text(inside, "slugline"),
        members=tuple(dict.fromkeys(_references(item, "{*}itemRef"))),
        images=said.images,
        topics=said.topics,
        tags=tuple(dict.fromkeys(_tags(inside))),
    )


def _tags(content: Any) -> Iterator[str]:
    """Yield the names of the subjects, and the keywords, of an item."""
    for element in content.iterchildren("{*}subject"):
        if name := first_text(element, "name") or element.get("literal"):
            yield name
    for element in content.iterchildren("{*}keyword"):
        if word := text_of(element):
            yield word


def _references(item: Any, *names: str) -> Iterator[str]:
    for element in item.iter(*names or ("{*}itemRef", "{*}link")):
        if reference := element.get("residref") or (element.get("href") if names else None):
            yield reference


def _picture(item: Any) -> Image | None:
    """Return the picture of an item: its largest rendition that has an address."""
    kind = first(item, "itemClass")
    code = (kind.get("qcode") or kind.get("uri") or "") if kind is not None else ""
    if not code.endswith(("picture", "graphic", "photo")):
        return None
    renditions = [(_width(one), one.get("href")) for one in item.iter("{*}remoteContent") if one.get("href")]
    if not renditions:
        return None
    content = first(item, "contentMeta")
    inside = content if content is not None else item
    captions = sorted(inside.iterchildren("{*}description"), key=lambda one: "caption" not in (one.get("role") or ""))
    caption = next((text for one in captions if (text := " ".join("".join(one.itertext()).split()))), None)
    return Image(
        url=max(renditions, key=lambda pair: pair[0])[1],
        caption=caption or first_text(inside, "headline"),
        credit=first_text(inside, "creditline") or named(first(inside, "creator")),
    )


def _width(rendition: Any) -> int:
    width = rendition.get("width") or ""
    return int(width) if width.isascii() and width.isdigit() and len(width) < 7 else 0
