"""The mappings of all indices. Code and tests use them; `copydesk index create` writes them.

Strict: a field that is not here is refused, so that a typo is an error on the
first document and not a second, empty field in a year.
"""

from __future__ import annotations

from typing import Any

from search.schema import stems

#: Bump whenever a change here needs a reindex (`copydesk index reindex`); new fields alone do not.
VERSION = 3

#: How often Elasticsearch refreshes an index by itself. What is to be found sooner asks for it
#: (`tasks.prompt_refresh`): a refresh each half second took a third of what Elasticsearch did in a backlog.
REFRESH = "15s"
#: What earlier versions of Copydesk set.
EARLIER_REFRESH = frozenset({"500ms", "1s"})

_KEYWORD = {"type": "keyword", "ignore_above": 1024}
#: Kept in `_source`, not searched.
STORED = {"type": "object", "enabled": False}
_TEXT = {"type": "text", "analyzer": "news"}

ANALYSIS: dict[str, Any] = {
    "normalizer": {"folded": {"type": "custom", "filter": ["lowercase", "asciifolding"]}},
    "analyzer": {
        # No stemming: articles of many languages share the field (see `stem`). Folding finds "Orbán" by "orban".
        "news": {"type": "custom", "tokenizer": "standard", "filter": ["lowercase", "asciifolding"]},
    },
}

_NAME = {
    "type": "keyword",
    "ignore_above": 512,
    "fields": {
        "folded": {"type": "keyword", "normalizer": "folded", "ignore_above": 512, "doc_values": False},
        "text": _TEXT,
    },
}

ARTICLE: dict[str, Any] = {
    "dynamic": "strict",
    "_meta": {"copydesk": VERSION},
    "properties": {
        # what it is
        "url": {"type": "keyword", "ignore_above": 4096},
        "domain": _KEYWORD,
        "source": _KEYWORD,
        "form": _KEYWORD,
        # To be sorted by; a headline as a whole is looked for so seldom that it may take longer.
        "title": {**_TEXT, "fields": {"raw": {**_KEYWORD, "index": False}}},
        "byline": _TEXT,
        "authors": _NAME,
        "dateline": {
            "properties": {
                "text": _TEXT,
                "place": _KEYWORD,
                "key": _KEYWORD,
                "country": _KEYWORD,
                "location": {"type": "geo_point"},
            }
        },
        "section": _KEYWORD,
        "tags": _KEYWORD,
        "language": _KEYWORD,
        "languages": _KEYWORD,
        # when
        "published_at": {"type": "date"},
        "published_at_from": _KEYWORD,
        "modified_at": {"type": "date"},
        "date_candidates": STORED,
        "ingested_at": {"type": "date"},
        "updated_at": {"type": "date"},
        # its text
        "body": _TEXT,
        "stem": stems.fields(),  # the same words by the article's language, to be found in other forms
        "word_count": {"type": "integer"},
        "sentence_count": {"type": "integer"},
        "removed": STORED,
        # who and what it is about
        "entities": STORED,
        "people": _NAME,
        "organizations": _NAME,
        "places": _NAME,
        "entity_keys": _KEYWORD,
        # To be counted only, so without an index (a third of what they would take): `search.schema.entity_fields`.
        "entity_names": {**_KEYWORD, "index": False},  # "key|mentions|name"
        "entity_forms": {**_KEYWORD, "index": False},  # "what it is called|name, form or part|key"
        "entity_countries": _KEYWORD,
        "entity_locations": {"type": "geo_point"},
        "about": {
            **_KEYWORD,
            "doc_values": False,
        },  # "key|tenths of salience": who and what it is mostly about (`search.relevance.entities`)
        "dates": {"type": "date", "format": "strict_date"},
        "keywords": _NAME,
        "quotes": {
            "type": "nested",
            "properties": {
                "text": _TEXT,
                "speaker": _NAME,
                "speaker_key": _KEYWORD,
                "confidence": {"type": "float"},
                "kind": _KEYWORD,
                "fingerprint": {
                    "type": "keyword",
                    "doc_values": False,
                },  # the same words, whatever their case and punctuation
                "start": {"type": "integer", "index": False, "doc_values": False},
                "end": {"type": "integer", "index": False, "doc_values": False},
            },
        },
        # what its producer says of it for machines
        "wire": {
            "properties": {
                "id": _KEYWORD,
                "version": _KEYWORD,
                "updated": {"type": "date"},
                "provider": _KEYWORD,
                "status": _KEYWORD,
                "signal": _KEYWORD,
                "embargo_until": {"type": "date"},
                "note": _TEXT,
                "evolved_from": _KEYWORD,
                "marks": _KEYWORD,
            }
        },
        "owner": _KEYWORD,
        "producer_key": _KEYWORD,
        "corrections": {
            "type": "nested",
            "properties": {
                "at": {"type": "date"},
                "revision": {"type": "integer"},
                "signal": _KEYWORD,
                "note": _TEXT,
                "classes": _KEYWORD,
                "quiet": {"type": "boolean"},
            },
        },
        "embargo_broken": {"type": "boolean"},
        "killed_elsewhere": {"type": "boolean"},
        "images": {
            "properties": {
                "url": {"type": "keyword", "index": False, "doc_values": False},
                "caption": _TEXT,
                "credit": _KEYWORD,
            }
        },
        "topics": {"properties": {"code": _KEYWORD, "name": _KEYWORD, "name_de": _KEYWORD}},
        "genre": _KEYWORD,
        "priority": {"type": "integer"},
        "place_codes": _KEYWORD,
        # its story
        "story_id": _KEYWORD,
        "is_copy": {"type": "boolean"},
        "copy_of": _KEYWORD,
        "similarity": {"type": "float"},
        "copies": {"type": "integer"},
        "former_lead": STORED,  # what a copy that leads now was a copy of
        # of a copy, late: `search.stories.order`
        "lead_published_at": {"type": "date"},
        "lag_seconds": {"type": "long"},
        "rank": {"type": "integer"},
        "sketch": {"type": "binary"},
        "sketch_keys": {"type": "keyword", "doc_values": False},  # terms to find what is like it by
        # how it came here
        "arrival": _KEYWORD,
        "round": {"type": "integer"},
        "claimed_at": {"type": "long"},
        "revision": {"type": "integer"},
        "content_hash": {"type": "keyword", "doc_values": False},
        "decoded_hash": {"type": "keyword"},
        "pipeline": STORED,
        "pipeline_version": _KEYWORD,
    },
}

INTAKE: dict[str, Any] = {
    "dynamic": "strict",
    "_meta": {"copydesk": VERSION},
    "properties": {
        "kind": _KEYWORD,  # "file" or "arrival"
        "intake": _KEYWORD,
        "name": _KEYWORD,
        "source": _KEYWORD,
        "folder": _KEYWORD | {"copy_to": "source"},  # an arrival is found by its folder as by the source that it names
        "sent": _KEYWORD,
        "claimed_at": {"type": "date"},
        # of a file
        "size": {"type": "long"},
        "articles": {"type": "integer"},
        # of an arrival
        "number": {"type": "integer"},
        "count": {"type": "integer"},  # of records that it stands for; 1 if missing
        "round": {"type": "integer"},
        "fate": _KEYWORD,
        "reason": _KEYWORD,
        "detail": {"type": "text"},
        "article_id": _KEYWORD,
        "title": _TEXT,
        "similarity": {"type": "float"},
        "tries": {"type": "integer"},
        "settled_at": {"type": "date"},
        "history": {
            "properties": {
                "fate": _KEYWORD,
                "reason": _KEYWORD,
                "article_id": _KEYWORD,
                "round": {"type": "integer"},
                "at": {"type": "date"},
            }
        },
    },
}

REVISIONS: dict[str, Any] = {
    "dynamic": "strict",
    "_meta": {"copydesk": VERSION},
    "properties": {
        "article_id": _KEYWORD,
        "revision": {"type": "integer"},
        "replaced_at": {"type": "date"},
        "claimed_at": {"type": "long"},
        "arrival": _KEYWORD,
        "url": {"type": "keyword", "ignore_above": 4096},
        "title": _TEXT,
        "body": _TEXT,
        "content_hash": _KEYWORD,
        "entity_keys": _KEYWORD,  # whose counts the update may have changed: `search.entity_index`
        "classes": _KEYWORD,
        "signal": _KEYWORD,
        "note": _TEXT,
        "quiet": {"type": "boolean"},
        "document": STORED,
    },
}

#: Articles that are kept from readers: the same fields, and why.
WITHDRAWN: dict[str, Any] = {
    "dynamic": "strict",
    "_meta": {"copydesk": VERSION},
    "properties": ARTICLE["properties"]
    | {"stem": STORED}  # nobody searches them for words
    | {"withdrawal": {"properties": {"at": {"type": "date"}, "kind": _KEYWORD, "hold": _KEYWORD}}},
}

_COUNT = {"type": "integer", "index": False, "doc_values": False}

#: Each person, organization and place once, counted over the articles: `search.entity_index`.
ENTITIES: dict[str, Any] = {
    "dynamic": "strict",
    "_meta": {"copydesk": VERSION},
    "properties": {
        "key": _KEYWORD,
        "type": _KEYWORD,
        "name": _NAME,
        "names": {"properties": {"name": _NAME, "articles": _COUNT}},
        "forms": {**_KEYWORD, "doc_values": False},
        "articles": {"type": "integer"},
        "mentions": {"type": "long"},
        "first_seen": {"type": "date"},
        "last_seen": {"type": "date"},
        "weeks": STORED,
        "companions": {"properties": {"key": {**_KEYWORD, "doc_values": False}, "articles": _COUNT}},
        "counted_at": {"type": "date"},
    },
}

#: How far work on the indices is: `search.transport.state_file`.
STATE: dict[str, Any] = {
    "dynamic": "strict",
    "_meta": {"copydesk": VERSION},
    "properties": {"kind": _KEYWORD, "updated_at": {"type": "date"}, "state": STORED},
}

HOLDS: dict[str, Any] = {
    "dynamic": "strict",
    "_meta": {"copydesk": VERSION},
    "properties": {
        "kind": _KEYWORD,
        "article_id": _KEYWORD,
        "story_id": _KEYWORD,
        "owner": _KEYWORD,
        "arrival": _KEYWORD,
        "version": _KEYWORD,
        "updated": {"type": "date"},
        "note": {"type": "text"},
        "until": {"type": "date"},
        "since": {"type": "date"},
        "copies": _KEYWORD,
        "active": {"type": "boolean"},
        "ended": {"type": "date"},
        "members": STORED,
    },
}

IDENTITIES: dict[str, Any] = {
    "dynamic": "strict",
    "_meta": {"copydesk": VERSION},
    "properties": {"article_id": _KEYWORD, "owner": _KEYWORD, "id": _KEYWORD, "parts": STORED},
}

CHANGES: dict[str, Any] = {
    "dynamic": "strict",
    "_meta": {"copydesk": VERSION},
    "properties": {
        "at": {"type": "date"},
        "kind": _KEYWORD,
        "article_id": _KEYWORD,
        "story_id": _KEYWORD,
        "arrival": _KEYWORD,
        "note": {"type": "text"},
    },
}

TOMBSTONES: dict[str, Any] = {
    "dynamic": "strict",
    "_meta": {"copydesk": VERSION},
    "properties": {
        "article_id": _KEYWORD,
        "url": {"type": "keyword", "ignore_above": 4096},
        "decoded_hash": _KEYWORD,
        "reason": {"type": "text"},
        "deleted_at": {"type": "date"},
    },
}


def _with_stems() -> dict[str, Any]:
    more = stems.analysis()
    return {
        **ANALYSIS,
        "analyzer": ANALYSIS["analyzer"] | more["analyzer"],
        "filter": more["filter"],
    }


def article_settings() -> dict[str, Any]:
    """Return the settings of the article index."""
    return {
        "number_of_shards": 1,
        "auto_expand_replicas": "0-1",
        "refresh_interval": REFRESH,
        "codec": "best_compression",
        "analysis": _with_stems(),
        # Highlighting stops at a million characters by default; longer bodies are legitimate (transcripts).
        "highlight.max_analyzed_offset": 10_000_000,
    }


def other_settings() -> dict[str, Any]:
    """Return the settings of the ledger, the revisions and the tombstones."""
    return {
        "number_of_shards": 1,
        "auto_expand_replicas": "0-1",
        "refresh_interval": REFRESH,
        "codec": "best_compression",
        "analysis": ANALYSIS,
    }
