"""Identity, status, signals, embargo, pictures and codes of an item in JSON, ninjs among others, or of a row."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

import msgspec

from articles.article import Given, Image, Part, Signal, Status, Wire
from articles.fields.field_names import fold, folded_names
from articles.wire.conventions import header_marks
from articles.wire.reading import held_back, moment, note_of, priority_of
from articles.wire.topics import topics_of
from articles.wire.vocabulary import is_embargoed, signal_of, status_of, status_with

#: Fields by meaning, the most trusted first; names are folded.
_IDS = ("uri", "guid", "urn", "itemid", "altids.itemid", "storyid", "articleid", "externalid", "id", "messageid")
_VERSIONS = ("version", "itemversion", "revision", "versionnumber", "altids.etag")
_UPDATED = (
    "versioncreated", "contentmodified", "updated", "updatedat", "modified", "modifiedat", "datemodified",
    "lastmodified", "lastupdated", "lastupdate",
)  # fmt: skip
_STATUSES = ("pubstatus", "status", "publishstatus", "publicationstatus", "state", "itemstatus")
_SIGNALS = (
    "signal", "signals", "profile", "action", "newsmanagement", "editstatus", "edstatus", "operation", "editorialtypes",
)  # fmt: skip
_EMBARGOES = (
    "embargoed", "embargo", "embargoeduntil", "embargountil", "embargodate", "embargodatetime", "releasedat",
    "releaseafter", "publishafter", "donotpublishbefore", "notbefore", "sperrfrist", "sperrfristbis", "embargobis",
    "embargohasta", "embargojusqua", "embargofino", "embargotot", "embargoate", "embargotime", "embargoend",
    "utcembargo",
)  # fmt: skip
#: Beginnings of names that are called after an embargo: what cannot be read in them is one without an end.
_EMBARGO = ("embargo", "sperrfrist")
_NOTES = ("ednote", "ednotes", "editornote", "editorsnote", "editorialnote", "correctionnote", "correction", "note")
_SLUGS = ("slugline", "slug")
_PROVIDERS = ("provider", "infosources", "infosource", "agency", "source", "copyrightholder")
_ADDRESS = re.compile(r"https?://\S+", re.I)
_IMAGE = re.compile(r"\.(?:jpe?g|png|gif|webp|avif|tiff?)(?:\?|$)", re.I)
_KILLS = (
    "killed", "iskilled", "retracted", "isretracted", "deleted", "isdeleted", "removed", "isremoved", "withdrawn",
    "iswithdrawn", "takendown", "istakendown", "canceled", "iscanceled", "cancelled", "iscancelled",
)  # fmt: skip
#: Fields that hold when an item was taken down, as databases that keep deleted rows have them; empty before.
_KILLED_AT = (
    "deletedat", "deletedon", "datedeleted", "removedat", "retractedat", "withdrawnat", "takendownat", "killedat",
    "canceledat", "cancelledat",
)  # fmt: skip
#: What a table writes for true.
_TRUE = frozenset({"true", "yes", "y", "1", "t"})
#: Objects beside a text with what is to be said of it, and what of them counts: ids and versions there may be others'.
_BESIDE = ("meta", "metadata", "header", "management", "newsmanagement", "administrative")
_ORDERS = frozenset({*_STATUSES, *_SIGNALS, *_EMBARGOES, *_KILLS, *_KILLED_AT, "guid", "uri", "urn", "itemid"})
#: Objects beside a text that tell of its embargo alone: fields of a newsroom's own, and Superdesk's times.
_BESIDE_EMBARGO = ("extra", "schedulesettings")
#: Objects around an item: in messages of feeds and webhooks.
_WRAPPERS = ("item", "data", "article", "content", "payload", "object", "document", "story")
#: What a message says has happened to its item ("article.deleted").
_EVENTS = ("event", "eventtype", "eventname", "action", "operation", "type")


class _Asked(NamedTuple):
    """The names of fields by what they mean."""

    ids: tuple[str, ...]
    versions: tuple[str, ...]
    updated: tuple[str, ...]
    statuses: tuple[str, ...]
    signals: tuple[str, ...]
    embargoes: tuple[str, ...]
    notes: tuple[str, ...]
    providers: tuple[str, ...]
    kills: tuple[str, ...]
    killed_at: tuple[str, ...]


_MEANINGS = _Asked(_IDS, _VERSIONS, _UPDATED, _STATUSES, _SIGNALS, _EMBARGOES, _NOTES, _PROVIDERS, _KILLS, _KILLED_AT)
#: Names of objects that are pictures.
_PICTURES = ("associations", "images", "image", "media", "pictures", "photos")
#: An object with none of these names says nothing for machines.
_MARKS = frozenset(
    name.partition(".")[0]
    for group in (
        _IDS,
        _STATUSES,
        _SIGNALS,
        _EMBARGOES,
        _KILLS,
        _KILLED_AT,
        _PICTURES,
        ("correction", "subject", "subjects", "mediatopics", "genre", "genres", "urgency", "priority"),
        ("place", "places"),
        _BESIDE,
        _BESIDE_EMBARGO,
    )
    for name in group
)
_NOTHING = Given()
_MOST_IMAGES = 50
_LONGEST_ID = 1024
#: The prefix of a vocabulary: "medtop", "iso3166-1a2".
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9\-]{1,19}")
_PICTURE_TYPES = frozenset({"picture", "photo", "image", "graphic"})
_PACKAGE_TYPES = frozenset({"composite", "package"})
#: Where packages name their items.
_MEMBERS = ("associations", "groups", "refs", "items", "members")


def wire_of(fields: Mapping[str, Any], *, whole: bool) -> Given:
    """Return what an object says of itself for machines; `whole` says that an agency sent it as an item of its wire."""
    if _MARKS.isdisjoint(folded_names(fields)):
        return _NOTHING
    item = {fold(str(name)): value for name, value in fields.items()}
    return Given(
        wire=_wire(_told_beside(item) | item),
        images=tuple(_images(item))[:_MOST_IMAGES],
        topics=topics_of(code for name in ("subject", "subjects", "mediatopics") for code in _codes(item.get(name))),
        genre=next((name for name in ("genre", "genres") for name in _names(item.get(name))), None) if whole else None,
        priority=priority_of(_text(item.get("urgency")), _text(item.get("priority"))) if whole else None,
        place_codes=tuple(
            dict.fromkeys(code for name in ("place", "places") for code in _codes(item.get(name)) if code)
        )
        if whole
        else (),
    )


def _told_beside(item: Mapping[str, Any]) -> dict[str, Any]:
    """Return what objects beside the text say of the item's status: {"meta": {"status": "canceled"}, "text": ...}."""
    return {
        folded: value
        for name in (*_BESIDE_EMBARGO, *_BESIDE)
        if isinstance(beside := item.get(name), dict)
        for key, value in beside.items()
        if (folded := fold(str(key))) in (_ORDERS if name in _BESIDE else _EMBARGOES)
    }


@functools.lru_cache(maxsize=256)
def _asked(names: frozenset[str]) -> _Asked:
    """Return which fields of each meaning an object with these names can have: most of all there are, it has not."""
    return _Asked(*(tuple(name for name in group if name.partition(".")[0] in names) for group in _MEANINGS))


def _wire(item: Mapping[str, Any]) -> Wire | None:
    asked = _asked(frozenset(item))
    identifier = _first(item, asked.ids)
    identifier = identifier if identifier and len(identifier) <= _LONGEST_ID else None
    codes = [_text(item.get(name)) for name in asked.statuses]
    said = [code for name in asked.signals for code in (*_codes(item.get(name)), *_names(item.get(name)))]
    status = status_with(next((found for code in codes if (found := status_of(code))), None), said)
    signal = signal_of((*said, *codes))
    if _is_taken_down(item, asked):
        status = Status.CANCELED
    if signal is None and isinstance(item.get("correction"), str) and item["correction"].strip():
        signal = Signal.CORRECTION
    is_stated = any(map(is_embargoed, (*codes, *said)))
    status, embargo = held_back(status, _embargoes(item, asked.embargoes), stated=is_stated)
    slugs = [slug for name in _SLUGS if (slug := _text(item.get(name)))]
    marks = header_marks(["", *slugs]) if slugs else ()
    if identifier is None and status is Status.USABLE and signal is None and embargo is None and not marks:
        return None
    return Wire(
        id=identifier,
        version=_first(item, asked.versions),
        updated=next((at for name in asked.updated if (at := moment(_text(item.get(name))))), None),
        provider=next((text for name in asked.providers for text in _names(item.get(name))), None),
        status=status,
        signal=signal,
        embargo_until=embargo,
        note=note_of(*(text for name in asked.notes for text in _notes(item.get(name)))),
        evolved_from=_text(item.get("evolvedfrom")) or _text(item.get("rewriteof")),
        marks=marks,
    )


def _is_taken_down(item: Mapping[str, Any], asked: _Asked) -> bool:
    """Return whether a field says that the item was deleted, retracted or the like; tables write true as a word."""
    if (_text(item.get("type")) or "").lower() == "tombstone":
        return True
    if any(item.get(name) is True or (_text(item.get(name)) or "").lower() in _TRUE for name in asked.kills):
        return True
    return any(moment(_text(item.get(name))) for name in asked.killed_at)


def part_of(fields: Mapping[str, Any], given: Given) -> Part | None:
    """Return what a package in JSON, or a picture that is an item of its own, gives to others; None for other items.

    Args:
        fields: The item, which has no text.
        given: What it says of itself.
    """
    item = {fold(str(name)): value for name, value in fields.items()}
    kind = (_text(item.get("type")) or _text(item.get("itemclass")) or "").lower().rpartition(":")[2]
    wire = given.wire
    if wire is None or not wire.id:
        return None
    if kind in _PICTURE_TYPES:
        image = _image(item | {"type": "picture"}, certain=True)
        return None if image is None else Part(wire=wire, images=(image,))
    members = tuple(one for one in dict.fromkeys(_members(item)) if one != wire.id)
    if kind not in _PACKAGE_TYPES or not (members or wire.kills):
        return None
    return Part(
        wire=wire,
        is_package=True,
        title=_first(item, ("headline", "title", "name")),
        slug=_first(item, _SLUGS),
        members=members,
        images=given.images,
        topics=given.topics,
        tags=given.tags,
    )


def _members(item: Mapping[str, Any], *, depth: int = 2) -> Iterator[str]:
    """Yield the ids of the items that ninjs' associations, or Superdesk's groups of references, name."""
    for name in _MEMBERS:
        value = item.get(name)
        for one in value.values() if isinstance(value, dict) else _objects(value):
            if isinstance(one, str):
                yield one
            for inner in one if isinstance(one, list) else (one,):
                if isinstance(inner, dict):
                    folded = {fold(str(key)): value for key, value in inner.items()}
                    found = (_text(folded.get(key)) for key in ("uri", "guid", "residref"))
                    yield from [text for text in found if text][:1]
                    yield from _members(folded, depth=depth - 1) if depth else ()


def killed_within(fields: Mapping[str, Any], *, depth: int = 2) -> Wire | None:
    """Return the order in a message around an item without a text that takes its article down."""
    message = {fold(str(name)): value for name, value in fields.items()}
    events = [text.replace("_", ".").split(".")[-1] for name in _EVENTS if (text := _text(message.get(name)))]
    for name in _WRAPPERS:
        inner = message.get(name)
        if not isinstance(inner, dict):
            continue
        wire = wire_of(inner, whole=True).wire
        if wire is not None and wire.id and signal_of(events) is Signal.KILL:
            wire = msgspec.structs.replace(wire, signal=Signal.KILL)
        if wire is not None and wire.id and wire.kills:
            return wire
        if depth > 1 and (found := killed_within(inner, depth=depth - 1)) is not None:
            return found
    return None


def _embargoes(item: Mapping[str, Any], names: tuple[str, ...]) -> Iterator[Any]:
    """Yield what fields say of an embargo; those that are not called so count as times alone."""
    for name in names:
        value = item.get(name)
        for one in value.values() if isinstance(value, dict) else (value,):
            if isinstance(one, str | int | float) and (name.startswith(_EMBARGO) or moment(str(one))):
                yield one


def _notes(value: Any) -> Iterator[str]:
    """Yield the texts of a note, or of several, each with a role maybe."""
    for one in _objects(value):
        text = _text(
            next((one[name] for name in ("value", "text", "name") if name in one), None)
            if isinstance(one, dict)
            else one
        )
        if text:
            yield text


def _at(item: Mapping[str, Any], path: str) -> Any:
    name, _, inner = path.partition(".")
    value = item.get(name)
    if not inner:
        return value
    return next((v for n, v in value.items() if fold(str(n)) == inner), None) if isinstance(value, dict) else None


def _first(item: Mapping[str, Any], paths: Iterable[str]) -> str | None:
    """Return the first text or number among some fields, as text."""
    return next((text for path in paths if (text := _text(_at(item, path)))), None)


def _text(value: Any) -> str | None:
    """Return a text or a number as text."""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return None
    return str(value).strip() or None


def _objects(value: Any) -> Iterator[Any]:
    yield from value if isinstance(value, list) else () if value is None else (value,)


def _codes(value: Any) -> Iterator[str]:
    """Yield the codes of ["medtop:1"], [{"code": ..., "scheme": ...}] or [{"qcode": ...}], with their prefix."""
    for one in _objects(value):
        if isinstance(one, str):
            yield one
        elif isinstance(one, dict):
            code = next(
                (text for name in ("code", "qcode", "uri", "id", "literal") if (text := _text(one.get(name)))), None
            )
            if code is not None:
                scheme = _text(one.get("scheme")) or ""
                known = _SCHEME.fullmatch(scheme) and ":" not in code
                yield f"{scheme}:{code}" if known else code


def _names(value: Any) -> Iterator[str]:
    for one in _objects(value):
        text = one if isinstance(one, str) else _text(one.get("name")) if isinstance(one, dict) else None
        if text and text.strip():
            yield text.strip()


def _images(item: Mapping[str, Any]) -> Iterator[Image]:
    """Yield the pictures of ninjs' associations and of fields that are called so."""
    seen: set[str] = set()
    for name in _PICTURES:
        value = item.get(name)
        is_one = isinstance(value, dict) and (_address(value) or "renditions" in value)
        ones = value.values() if isinstance(value, dict) and not is_one else _objects(value)
        for one in ones:
            image = _image(one, certain=name not in {"media", "associations"})
            if image is not None and image.url not in seen:
                seen.add(image.url)
                yield image


def _image(one: Any, *, certain: bool) -> Image | None:
    if isinstance(one, str):
        return Image(url=one) if _ADDRESS.fullmatch(one) and (certain or _IMAGE.search(one)) else None
    if not isinstance(one, dict):
        return None
    fields = {fold(str(name)): value for name, value in one.items()}
    kind = str(fields.get("type") or fields.get("mimetype") or fields.get("medium") or "").lower()
    if kind and not re.search("picture|image|photo|graphic", kind):
        return None
    address = _address(one)
    if address is None or not (certain or kind or _IMAGE.search(address)):
        return None
    captions = ("caption", "descriptiontext", "description", "descriptions", "alt", "headline", "headlines", "title")
    caption = next((text for name in captions for text in _captions(fields.get(name))), None)
    return Image(
        url=address,
        caption=caption,
        credit=next(
            (
                text
                for name in ("credit", "creditline", "byline", "copyrightholder")
                if (text := _text(fields.get(name)))
            ),
            None,
        ),
    )


def _captions(value: Any) -> Iterator[str]:
    """Yield the texts of a caption, or of several with their roles (ninjs 2 and 3): what is called so first."""
    ones = [one for one in _objects(value) if isinstance(one, dict | str)]
    yield from _notes(sorted(ones, key=lambda one: not isinstance(one, dict) or one.get("role") != "caption"))


def _address(one: Mapping[str, Any]) -> str | None:
    """Return the address of a picture: its largest rendition's in ninjs."""
    renditions = one.get("renditions")
    found: list[tuple[int, str]] = []
    for rendition in renditions.values() if isinstance(renditions, dict) else _objects(renditions):
        if isinstance(rendition, dict) and (address := _text(rendition.get("href") or rendition.get("url"))):
            width = rendition.get("width")
            found.append((width if isinstance(width, int) else 0, address))
    direct = next((text for name in ("url", "href", "src", "contentUrl") if (text := _text(one.get(name)))), None)
    address = max(found, key=lambda pair: pair[0])[1] if found else direct
    return address if address and _ADDRESS.fullmatch(address) else None
