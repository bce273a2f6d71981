"""Convert articles to documents of the index, and back."""

from __future__ import annotations

import base64
import re
import unicodedata
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

import msgspec
import xxhash

from articles.article import Article, Dateline, Entity, Mention, Quote
from articles.duplicates.sketch import Sketch, candidate_keys
from search.schema.compounds import parts_of
from search.schema.entity_fields import FLAT, entity_fields
from search.schema.stems import language_of
from search.schema.times import aware

#: Bump whenever the same article may give another document.
PIPELINE_VERSION = "1"

_WORD = re.compile(r"\w+")
#: Letters of a quotation that has a fingerprint, at least.
_QUOTED = 20


def to_document(
    article: Article, *, now: datetime, round_: int = 0, revision: int = 1, sketch: bytes = b""
) -> dict[str, Any]:
    """Return the document of an article: the fields of `search.schema.mapping.ARTICLE`, without empty ones.

    Args:
        article: The article.
        now: The time of indexing.
        round_: The round of its file.
        revision: 1 for a new article, one more with each update.
        sketch: Its packed sketch.
    """
    entities = [_entity(entity) for entity in article.entities]
    fields = msgspec.structs.asdict(article) | {
        "dateline": article.dateline and _placed(article.dateline),
        "published_at": _iso(article.published_at),
        "modified_at": _iso(article.modified_at),
        "date_candidates": [{"value": _iso(c.value), "found_in": c.found_in} for c in article.date_candidates],
        "removed": msgspec.to_builtins(article.removed),
        "wire": msgspec.to_builtins(article.wire),
        "images": msgspec.to_builtins(article.images),
        "topics": msgspec.to_builtins(article.topics),
        "entities": entities,
        "quotes": [_quote(quote) for quote in article.quotes],
        "story_id": article.story_id or article.id,
        "ingested_at": _iso(now),
        "sketch": base64.b64encode(sketch).decode(),
        "sketch_keys": sketch_keys(sketch),
        "pipeline_version": PIPELINE_VERSION,
        "entity_keys": sorted({entity.key for entity in article.entities}),
        "about": about((entity.key, entity.salience) for entity in article.entities),
        "stem": stem(article),
        **entity_fields(entities),
    }
    for type_, flat in FLAT.items():
        fields[flat] = list(dict.fromkeys(e.name for e in article.entities if e.type == type_))
    del fields["id"]
    return _filled(fields) | {
        # Empty, zero or false, these still tell something.
        "title": article.title,
        "body": article.body,
        "is_copy": article.copy_of is not None,
        "copies": 0,
        "round": round_,
        "revision": revision,
    }


def upgraded(document: Mapping[str, Any]) -> dict[str, Any]:
    """Return the document of an earlier version of the mapping with the fields that it lacks."""
    texts = Article(
        arrival="",
        claimed_at=0,
        title=document.get("title", ""),
        body=document.get("body", ""),
        language=document.get("language"),
    )
    entities = document.get("entities", ())
    salience = ((one["key"], one.get("salience", 0.0)) for one in entities if "key" in one)
    quotes = [
        dict(one) | _filled({"fingerprint": fingerprint(one.get("text", ""))}) for one in document.get("quotes", ())
    ]
    made = {"stem": stem(texts), "about": about(salience), "quotes": quotes, **entity_fields(entities)}
    return dict(document) | _filled(made)


def about(entities: Iterable[tuple[str, float]]) -> list[str]:
    """Return the `about` of a document: each key with its salience in tenths, the most salient first."""
    most: dict[str, int] = {}
    for key, salience in entities:
        most[key] = max(round(10 * salience), most.get(key, 0))
    return [f"{key}|{tenths}" for key, tenths in sorted(most.items(), key=lambda one: (-one[1], one[0]))]


def fingerprint(quote: str) -> str | None:
    """Return what quotations of the same words share, or None if they are too few to tell one from another."""
    words = _WORD.findall(unicodedata.normalize("NFKC", quote).casefold())
    if len("".join(words)) < _QUOTED:
        return None
    return xxhash.xxh3_64_hexdigest(" ".join(words).encode("utf-8", "surrogatepass"))


def stem(article: Article) -> dict[str, Any]:
    """Return the `stem` of a document: title and body once more, under the article's language."""
    language = language_of(article.language)
    texts = _filled({"title": article.title, "body": article.body})
    if language == "de" and (parts := parts_of(f"{article.title}\n{article.body}")):
        texts["parts"] = " ".join(parts)
    return {language: texts} if language and texts else {}


def sketch_keys(sketch: bytes) -> list[str]:
    """Return the `sketch_keys` of a document: its candidate keys in hex (see `search.find.archive_lookup`)."""
    return [f"{key:08x}" for key in candidate_keys(Sketch.from_bytes(sketch))] if sketch else []


def from_document(identifier: str, document: Mapping[str, Any]) -> Article:
    """Return the article of a document, for enrichers that run again over what is indexed.

    Mentions come back from their spans. The counters of the story belong to the document, not to the article.

    Raises:
        msgspec.ValidationError: A field has another type than the mapping says.
    """
    back = dict(document) | {
        "id": identifier,
        "story_id": document.get("story_id", identifier),
        "entities": [_entity_back(entity) for entity in document.get("entities", ())],
    }
    if "dateline" in document:
        back["dateline"] = {"text": ""} | _located(document["dateline"])
    article = msgspec.convert(back, Article)
    return msgspec.structs.replace(
        article,
        published_at=article.published_at and aware(article.published_at),
        modified_at=article.modified_at and aware(article.modified_at),
    )


def _iso(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None


def _filled(fields: Mapping[str, Any]) -> dict[str, Any]:
    """Return the fields that are not empty, with lists for tuples."""
    return {
        name: list(value) if isinstance(value, tuple) else value
        for name, value in fields.items()
        if value not in (None, "", [], {}, ())
    }


def _placed(value: Dateline | Entity) -> dict[str, Any]:
    """Return the fields of something that has a place, with its coordinates as Elasticsearch takes them."""
    fields = msgspec.structs.asdict(value)
    latitude, longitude = fields.pop("latitude"), fields.pop("longitude")
    if latitude is not None and longitude is not None:
        fields["location"] = {"lat": latitude, "lon": longitude}
    return _filled(fields)


def _located(fields: Mapping[str, Any]) -> dict[str, Any]:
    """Return the fields with coordinates of their own, as `_placed` had them."""
    place = fields.get("location") or {}
    return dict(fields) | {"latitude": place.get("lat"), "longitude": place.get("lon")}


def _entity(entity: Entity) -> dict[str, Any]:
    return _placed(entity) | _filled(
        {
            "mentions": len(entity.mentions),
            "salience": round(entity.salience, 4),
            "surfaces": list(dict.fromkeys(mention.surface for mention in entity.mentions)),
            # Arrays are half the size of objects with names; [start, end, surface, field].
            "spans": {"at": [[m.start, m.end, m.surface, m.field] for m in entity.mentions]} if entity.mentions else {},
        }
    )


def _entity_back(fields: Mapping[str, Any]) -> dict[str, Any]:
    spans = fields.get("spans", {}).get("at", ())
    mentions = [dict(zip(Mention.__struct_fields__, span, strict=True)) for span in spans]
    return _located(fields) | {"mentions": mentions}


def _quote(quote: Quote) -> dict[str, Any]:
    more = {"confidence": round(quote.confidence, 3), "fingerprint": fingerprint(quote.text)}
    return _filled(msgspec.structs.asdict(quote) | more)
