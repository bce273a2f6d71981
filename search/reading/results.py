"""Search, and give each hit a passage with a citation."""

from __future__ import annotations

from elasticsearch import Elasticsearch

from articles.article import Value
from articles.enrichment.aliases import AliasTable
from search.find.articles import MARK, Ask, Found, Hit, search
from search.reading.passages import Passage, Text, beginning, passage, texts
from search.schema.index_names import Names


class Result(Value, frozen=True, kw_only=True):
    """A hit, and the words of its text that answer the search."""

    hit: Hit
    revision: int = 1
    passages: tuple[Passage, ...] = ()  #: the pieces that match; the beginning of the text where none does


class Results(Value, frozen=True, kw_only=True):
    """The answer to a search."""

    found: Found
    results: tuple[Result, ...]
    offset: int = 0
    next_offset: int | None = None


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
        found=found,
        results=tuple(result_of(hit, bodies[hit.id]) for hit in found.hits if hit.id in bodies),
        offset=ask.offset,
        next_offset=last if found.hits and last < found.total else None,
    )


def result_of(hit: Hit, text: Text) -> Result:
    """Return a hit with the passages of its text that its highlights are."""
    spans = []
    for piece in hit.highlights:
        bare = piece.replace(MARK[0], "").replace(MARK[1], "").strip()
        start = text.body.find(bare) if bare else -1
        if start >= 0:
            spans.append((start, start + len(bare)))
    if not spans:
        start, end = beginning(text.body)
        spans = [(start, end)] if end > start else []
    return Result(
        hit=hit,
        revision=text.revision,
        passages=tuple(passage(hit.id, text.revision, text.body, start, end) for start, end in spans),
    )
