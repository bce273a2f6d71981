"""Search, and give each hit a passage with a citation."""

from __future__ import annotations

import re

import msgspec
from elasticsearch import Elasticsearch

from articles.article import Value
from articles.enrichment.aliases import AliasTable
from search.find.articles import DEEPEST, MARK, Ask, Hit, search
from search.find.facets import Facet
from search.find.name_lookup import Name
from search.query_language.tree import Note
from search.reading.passages import Passage, Text, beginning, passage, texts
from search.schema.index_names import Names

_MARKS = re.compile(f"([{''.join(MARK)}])")


class Result(Value, frozen=True, kw_only=True):
    """A hit, and the words of its text that answer the search."""

    hit: Hit  #: its highlights are in the passages
    revision: int = 1
    passages: tuple[Passage, ...] = ()  #: the pieces that match; the beginning of the text where none does


class Results(Value, frozen=True, kw_only=True):
    """The answer to a search."""

    total: int
    took_ms: int
    results: tuple[Result, ...]
    offset: int = 0
    next_offset: int | None = None  #: hits to leave out to go on; None at the end
    facets: tuple[Facet, ...] = ()
    most_words: bool = False  #: no article has all the words; these have most of them
    names: tuple[Name, ...] = ()  #: what the names of the query mean, or may have meant
    notes: tuple[Note, ...] = ()  #: how parts of the query were read that can be read in more than one way


def results(client: Elasticsearch, names: Names, ask: Ask, *, aliases: AliasTable | None = None) -> Results:
    """Search, and return the hits with passages.

    Args:
        client: Elasticsearch.
        names: Index names.
        ask: The search.
        aliases: Names of the installation's own.

    Raises:
        QueryError: The query cannot be read; the error points at the place.
        TransientError: Elasticsearch does not answer.
        PermanentError: It refuses the query.
    """
    found = search(client, names, ask, aliases=aliases)
    bodies = texts(client, names, [hit.id for hit in found.hits])
    last = ask.offset + len(found.hits)
    return Results(
        total=found.total,
        took_ms=found.took_ms,
        results=tuple(result_of(hit, bodies[hit.id]) for hit in found.hits if hit.id in bodies),
        offset=ask.offset,
        next_offset=last if found.hits and last < min(found.total, DEEPEST) else None,
        facets=found.facets,
        most_words=found.most_words,
        names=found.names,
        notes=found.notes,
    )


def result_of(hit: Hit, text: Text) -> Result:
    """Return a hit with the passages of its text that its highlights are."""
    found = [one for piece in hit.highlights if (one := _marked(hit.id, piece, text)) is not None]
    if not found:
        start, end = beginning(text.body)
        found = [passage(hit.id, text.revision, text.body, start, end)] if end > start else []
    return Result(
        hit=msgspec.structs.replace(hit, highlights=()),
        revision=text.revision,
        passages=tuple(found),
    )


def _marked(article_id: str, piece: str, text: Text) -> Passage | None:
    """Return a highlight as a passage; None if it has no match, or the text does not have it any more."""
    piece = piece.strip()
    start = text.body.find(piece.replace(MARK[0], "").replace(MARK[1], ""))
    if MARK[0] not in piece or start < 0:
        return None
    at, matches, begun = start, [], start
    for part in _MARKS.split(piece):
        if part == MARK[0]:
            begun = at
        elif part == MARK[1]:
            matches.append((begun, at))
        else:
            at += len(part)
    whole = passage(article_id, text.revision, text.body, start, at)
    return msgspec.structs.replace(whole, matches=tuple(matches))
