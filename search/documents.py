"""Articles as documents, and back."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import msgspec

from articles.article import (
    Article,
    DateCandidate,
    Dateline,
    Entity,
    Mention,
    Quote,
    Removed,
)
from articles.duplicates.sketch import Sketch, candidate_keys

#: Raised when the same article would give another document.
PIPELINE_VERSION = "1"

#: Which flat field a type of entity goes to.
FLAT = {"person": "people", "organization": "organizations", "place": "places"}


def to_document(
    article: Article, *, now: datetime, round_: int = 0, revision: int = 1, sketch: bytes = b""
) -> dict[str, Any]:
    """The document of an article: what `search.schema.mapping.ARTICLE` names, without what is empty."""
    fields: dict[str, Any] = {
        "url": article.url,
        "domain": article.domain,
        "source": article.source,
        "form": article.form,
        "title": article.title,
        "byline": article.byline,
        "authors": list(article.authors),
        "dateline": _dateline(article.dateline),
        "section": article.section,
        "tags": list(article.tags),
        "language": article.language,
        "languages": list(article.languages),
        "published_at": _iso(article.published_at),
        "published_at_from": article.published_at_from,
        "modified_at": _iso(article.modified_at),
        "date_candidates": [{"value": _iso(c.value), "found_in": c.found_in} for c in article.date_candidates],
        "ingested_at": _iso(now),
        "body": article.body,
        "word_count": article.word_count,
        "sentence_count": article.sentence_count,
        "removed": [msgspec.to_builtins(piece) for piece in article.removed],
        "entities": [_entity(entity) for entity in article.entities],
        "dates": list(article.dates),
        "keywords": list(article.keywords),
        "quotes": [_quote(quote) for quote in article.quotes],
        "story_id": article.story_id or article.id,
        "copy_of": article.copy_of,
        "similarity": article.similarity,
        "sketch": base64.b64encode(sketch).decode() if sketch else None,
        "sketch_keys": sketch_keys(sketch),
        "arrival": article.arrival,
        "claimed_at": article.claimed_at,
        "content_hash": article.content_hash,
        "decoded_hash": article.decoded_hash,
        "pipeline": dict(article.pipeline),
        "pipeline_version": PIPELINE_VERSION,
        "entity_keys": sorted({entity.key for entity in article.entities}),
    }
    for type_, flat in FLAT.items():
        fields[flat] = list(dict.fromkeys(e.name for e in article.entities if e.type == type_))
    kept = {name: value for name, value in fields.items() if value not in (None, "", [], {})}
    # Zero and False say something; absent would not.
    return kept | {
        "title": article.title,
        "body": article.body,
        "is_copy": article.copy_of is not None,
        "copies": 0,
        "round": round_,
        "revision": revision,
    }


def sketch_keys(sketch: bytes) -> list[str]:
    """What stands in a document's `sketch_keys`: its candidate keys in hex (see `search.find.archive_lookup`)."""
    return [f"{key:08x}" for key in candidate_keys(Sketch.from_bytes(sketch))] if sketch else []


def from_document(identifier: str, document: Mapping[str, Any]) -> Article:
    """The article of a document, for enrichers that run again over what is indexed.

    Spans of mentions come back; the story's counters are the document's and not the article's.
    """
    line = document.get("dateline")
    return Article(
        id=identifier,
        arrival=document["arrival"],
        claimed_at=document["claimed_at"],
        form=document.get("form", "plain"),
        title=document.get("title", ""),
        body=document.get("body", ""),
        removed=tuple(msgspec.convert(piece, Removed) for piece in document.get("removed", ())),
        decoded_hash=document.get("decoded_hash", ""),
        url=document.get("url"),
        source=document.get("source"),
        domain=document.get("domain"),
        byline=document.get("byline"),
        authors=tuple(document.get("authors", ())),
        dateline=Dateline(
            text=line.get("text", ""),
            place=line.get("place"),
            key=line.get("key"),
            country=line.get("country"),
            latitude=(line.get("location") or {}).get("lat"),
            longitude=(line.get("location") or {}).get("lon"),
        )
        if line
        else None,
        published_at=_datetime(document.get("published_at")),
        published_at_from=document.get("published_at_from"),
        modified_at=_datetime(document.get("modified_at")),
        date_candidates=tuple(
            DateCandidate(value=datetime.fromisoformat(c["value"]), found_in=c["found_in"])
            for c in document.get("date_candidates", ())
        ),
        language=document.get("language"),
        section=document.get("section"),
        tags=tuple(document.get("tags", ())),
        content_hash=document.get("content_hash", ""),
        story_id=document.get("story_id", identifier),
        copy_of=document.get("copy_of"),
        similarity=document.get("similarity"),
        word_count=document.get("word_count", 0),
        sentence_count=document.get("sentence_count", 0),
        languages=tuple(document.get("languages", ())),
        entities=tuple(_entity_back(entity) for entity in document.get("entities", ())),
        dates=tuple(document.get("dates", ())),
        keywords=tuple(document.get("keywords", ())),
        quotes=tuple(
            Quote(
                text=quote["text"],
                start=quote.get("start", 0),
                end=quote.get("end", 0),
                speaker=quote.get("speaker"),
                speaker_key=quote.get("speaker_key"),
                confidence=quote.get("confidence", 0.0),
                kind=quote.get("kind", ""),
            )
            for quote in document.get("quotes", ())
        ),
        pipeline=dict(document.get("pipeline", {})),
    )


def _iso(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None


def _datetime(text: str | None) -> datetime | None:
    if not text:
        return None
    moment = datetime.fromisoformat(text)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _location(latitude: float | None, longitude: float | None) -> dict[str, float] | None:
    return None if latitude is None or longitude is None else {"lat": latitude, "lon": longitude}


def _compact(**fields: Any) -> dict[str, Any]:
    return {name: value for name, value in fields.items() if value not in (None, "", [], {})}


def _dateline(line: Dateline | None) -> dict[str, Any] | None:
    if line is None:
        return None
    return _compact(
        text=line.text,
        place=line.place,
        key=line.key,
        country=line.country,
        location=_location(line.latitude, line.longitude),
    )


def _entity(entity: Entity) -> dict[str, Any]:
    return _compact(
        name=entity.name,
        type=entity.type,
        key=entity.key,
        mentions=len(entity.mentions),
        salience=round(entity.salience, 4),
        surfaces=list(dict.fromkeys(mention.surface for mention in entity.mentions)),
        # Arrays are half the size of objects with names; [start, end, surface, field].
        spans={"at": [[m.start, m.end, m.surface, m.field] for m in entity.mentions]} if entity.mentions else None,
        country=entity.country,
        location=_location(entity.latitude, entity.longitude),
    )


def _entity_back(fields: Mapping[str, Any]) -> Entity:
    place = fields.get("location") or {}
    return Entity(
        name=fields["name"],
        type=fields["type"],
        key=fields["key"],
        mentions=tuple(
            Mention(start=start, end=end, surface=surface, field=field)
            for start, end, surface, field in fields.get("spans", {}).get("at", ())
        ),
        salience=fields.get("salience", 0.0),
        country=fields.get("country"),
        latitude=place.get("lat"),
        longitude=place.get("lon"),
    )


def _quote(quote: Quote) -> dict[str, Any]:
    return _compact(
        text=quote.text,
        speaker=quote.speaker,
        speaker_key=quote.speaker_key,
        confidence=round(quote.confidence, 3),
        kind=quote.kind,
    ) | {"start": quote.start, "end": quote.end}
