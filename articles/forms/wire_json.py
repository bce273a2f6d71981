"""JSON of agencies (ninjs, AP, dpa): bodies and headlines with roles, the place, and what is a wire's item."""

from __future__ import annotations

import html
from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from articles.article import Given
from articles.fields.field_names import fold, folded_names
from articles.markup import plain

#: Fields of items that an agency sends whole; an object has at least two of them.
_WIRE = frozenset(
    {
        "altids", "anpacategory", "bodyxhtml", "descriptionusage", "editorialpriority", "edstatus", "headlines",
        "infosources", "itemclass", "pubstatus", "profile", "slugline", "uri", "urgency", "urn", "usageterms",
        "versioncreated", "versionofid",
    }
)  # fmt: skip
#: Objects around an item, at most so many.
_DEPTH = 3
_WRAPPERS = ("item", "data", "newsitem", "content")
#: Roles of the whole story; some name only the format.
_MAIN = frozenset(
    {
        "", "main", "body", "full", "fulltext", "story", "article", "text", "long", "content", "default", "html",
        "html5", "xhtml", "plain", "plaintext", "headline", "title",
    }
)  # fmt: skip
_LEADS = frozenset({"lead", "intro", "ingress", "leadin", "chapo"})
_BESIDE = frozenset(
    {
        "summary", "abstract", "caption", "teaser", "short", "note", "ednote", "headline", "title", "byline", "kicker",
        "slug", "sub", "subheadline", "seo", "social", "push", "alert", "sms", "tweet", "nitf", "newsml", "script",
        "shotlist", "description", "deck", "web", "mobile", "print", "translation",
    }
)  # fmt: skip
_PLACES = ("dateline", "datelinelocation", "located", "filedfrom")
#: What `with_wire_fields` looks at.
_READ = frozenset({*_PLACES, "places", "headlines", "headline", "bylines"})
_URGENT = frozenset({"1", "2", 1, 2})


def is_wire_item(fields: Mapping[str, Any]) -> bool:
    """Return whether an object is an item that an agency sends whole."""
    return len(folded_names(fields) & _WIRE) >= 2


def is_urgent(fields: Mapping[str, Any]) -> bool:
    """Return whether an item is a flash, which may be a headline alone."""
    urgency = fields.get("urgency")
    return isinstance(urgency, str | int) and urgency in _URGENT


def body_of(bodies: Any) -> tuple[str, bool] | None:
    """Return the text among bodies with roles, with the lead before it if missing, and whether it is HTML.

    As ninjs 2 and 3 have them: [{"role": "main", "contentType": "text/html", "value": ...}, ...], or by role.
    """
    parts = [part for one in _listed(bodies) if (part := _part(one)) is not None]
    usual = [part for part in parts if part[0] not in _BESIDE and part[0] not in _LEADS] or [
        part for part in parts if part[0] not in _LEADS
    ]
    lead = next((part for part in parts if part[0] in _LEADS), None)
    if not usual:
        return None if lead is None else (lead[2], lead[1])
    _, is_html, text = min(usual, key=lambda part: (_rank(part[0]) > 1, not part[1], _rank(part[0]), -len(part[2])))
    if lead is None or plain(lead[2])[:60] in plain(text):
        return text, is_html
    if is_html:
        return (lead[2] if lead[1] else f"<p>{html.escape(lead[2])}</p>") + text, True
    return f"{plain(lead[2])}\n\n{text}", False


def with_wire_fields(given: Given, fields: Mapping[str, Any]) -> Given:
    """Add the place and the headline of the main role to the known fields."""
    if not folded_names(fields) & _READ:
        return given
    item = {fold(str(name)): value for name, value in fields.items()}
    place = next((place for name in _PLACES if (place := _place(item.get(name)))), None) or _placed(item.get("places"))
    title = _headline(item.get("headlines"))
    if title is None and is_wire_item(fields) and isinstance(headline := item.get("headline"), str):
        title = plain(headline)  # its "title" is a slug
    byline = " and ".join(_bylines(item.get("bylines"))) or given.byline
    return msgspec.structs.replace(given, dateline=given.dateline or place, title=title or given.title, byline=byline)


def _bylines(bylines: Any) -> list[str]:
    """Read AP's [{"by": "By NORA FELD", "title": "AP Writer"}]."""
    return [text for one in _listed(bylines) if isinstance(text := one.get("by"), str) and text.strip()]


def unwrapped(fields: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return the agency's item inside a wrapper ({"data": {"item": {...}}}), else the object itself."""
    inner: Any = fields
    for _ in range(_DEPTH):
        if is_wire_item(inner) or "bodies" in inner:
            return inner  # type: ignore[no-any-return]
        inner = next((inner[name] for name in _WRAPPERS if isinstance(inner.get(name), dict)), None)
        if inner is None:
            break
    return fields


def _listed(bodies: Any) -> list[Mapping[str, Any]]:
    if isinstance(bodies, dict):
        return [
            {"role": role, **(value if isinstance(value, dict) else {"value": value})} for role, value in bodies.items()
        ]
    if isinstance(bodies, Sequence) and not isinstance(bodies, str):
        return [body for body in bodies if isinstance(body, dict)]
    return []


def _part(body: Mapping[str, Any]) -> tuple[str, bool, str] | None:
    """Return (role, whether it is HTML, text) of a body; None if it is not a text."""
    value = next((body[name] for name in ("value", "content", "text", "body", "html") if body.get(name)), None)
    if not isinstance(value, str) or not value.strip():
        return None
    kind = next(
        (
            body[name]
            for name in ("contentType", "contenttype", "content_type", "format", "type", "mimetype")
            if name in body
        ),
        "",
    )
    kind = str(kind).lower()
    if "/" in kind and not kind.startswith("text/") and "html" not in kind:
        return None
    return _role(body), "html" in kind or "</p>" in value.lower(), value


def _role(body: Mapping[str, Any]) -> str:
    role = next((body[name] for name in ("role", "rel", "name", "usage") if isinstance(body.get(name), str)), "")
    return fold(role.rpartition(":")[2])


def _rank(role: str) -> int:
    return 0 if role in {"main", "body"} else 1 if role in _MAIN else 2


def _headline(headlines: Any) -> str | None:
    """Return the headline of the main role among several."""
    parts = [part for one in _listed(headlines) if (part := _part(one)) is not None]
    main = [part for part in parts if part[0] not in (_BESIDE - {"headline", "title"})]
    if not main or len(parts) < 2:
        return None
    return plain(min(main, key=lambda part: _rank(part[0]))[2]) or None


def _place(value: Any) -> str | None:
    """Return the place in a string, or an object such as {"text": ...}, {"located": {"city": ...}}, {"city": ...}."""
    if isinstance(value, str):
        return value.strip() or None
    if isinstance(value, Sequence) and value:
        return _place(value[0])
    if not isinstance(value, dict):
        return None
    for name in ("located", "city", "text", "name", "value", "place"):
        if (place := _place(value.get(name))) is not None:
            return place
    return None


def _placed(places: Any) -> str | None:
    """Return the place of a list whose role says that the story was filed from there."""
    for place in _listed(places):
        roles = {str(role).lower() for name in ("role", "rel", "roles", "rels") for role in _strings(place.get(name))}
        if roles & {"dateline", "located", "filedfrom", "origin"}:
            return _place(place)
    return None


def _strings(value: Any) -> list[str]:
    if isinstance(value, str):
        return [value]
    return [one for one in value if isinstance(one, str)] if isinstance(value, list) else []
