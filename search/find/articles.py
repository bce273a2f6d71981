"""Search articles; each story once, or with all of its copies."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec
from elasticsearch import Elasticsearch

from articles.article import Value
from articles.enrichment.aliases import AliasTable
from search.find import facets
from search.find.facets import Facet
from search.find.make_query import Forms, Known, Made, make_query
from search.find.name_lookup import Name, known_offline, look_up, proposals
from search.list_fields import Listed
from search.query_language.errors import QueryError
from search.query_language.fields import language
from search.query_language.parser import parse
from search.query_language.tree import All, Exactly, Named, Node, Note, Span, Times, Tree, Words, leaves
from search.relevance.words import highlight_fields
from search.schema.index_names import Names
from search.schema.stems import language_of
from search.transport.client import translated
from search.transport.get_by_id import by_id
from search.transport.paging import pages_of_alias
from search.transport.query import Aggregation, Query
from search.transport.searches import ask_all
from search.transport.stored import Stored, decode, fields_of

#: Marks around matches in highlights; the caller replaces them by what its medium uses. No control characters:
#: Elasticsearch strips these from both ends of a piece.
MARK = ("\ue000", "\ue001")

#: Hits that can be reached page by page; Elasticsearch goes no deeper.
DEEPEST = 10_000
#: Characters of a text in which matches are marked: each language's analysis goes over them, a second per megabyte.
_HIGHLIGHTED = 100_000
#: Characters, about, of the beginning of a text in which nothing matches.
_BEGINNING = 240
#: Different free words that are looked for; what follows is left out.
_MOST_WORDS = 40
#: Words that must all be there, even where no article has them.
_FEW_WORDS = 2

#: Name of the aggregation that counts stories; no facet has it.
_STORIES = "stories found"

_NEWEST = {"published_at": {"order": "desc", "missing": "_last"}}
#: Orders of hits, by name. The last key differs for any two hits.
SORTS: Mapping[str, tuple[Any, ...]] = {
    "relevance": ({"_score": "desc"}, _NEWEST, {"claimed_at": "desc"}),
    "newest": (_NEWEST, {"ingested_at": "desc"}, {"claimed_at": "desc"}),
    "oldest": ({"published_at": {"order": "asc", "missing": "_last"}}, {"ingested_at": "asc"}, {"claimed_at": "asc"}),
    "ingested": ({"ingested_at": "desc"}, {"claimed_at": "desc"}),
    "copies": ({"copies": "desc"}, _NEWEST, {"claimed_at": "desc"}),
    "longest": ({"word_count": {"order": "desc", "missing": "_last"}}, _NEWEST, {"claimed_at": "desc"}),
}


class Ask(Value, frozen=True, kw_only=True):
    """A search. What it says beside `text` are further conditions."""

    text: str = ""  #: in the query language (docs/reference/query-language.md)
    also: str = ""  #: a second query, read by itself, that every hit must meet too
    words: str = ""  #: free words, in which nothing is syntax: a question, a title; some of many may be missing
    entity: str | None = None  #: name or key of an entity, as the user wrote it
    entity_keys: tuple[str, ...] = ()  #: its keys, if they are known; else `search` looks them up
    quoted: str | None = None  #: words of a quotation; of `entity` if that is given
    since: datetime | None = None  #: published at this time or later (ingested, if the former is not known)
    until: datetime | None = None  #: that time is included
    source: str | None = None
    language: str | None = None
    where: tuple[tuple[str, str], ...] = ()  #: values of facets that an article has: ("people", "Xi Jinping")
    copies: bool = False  #: list copies too, not each story once
    once: bool = False  #: each story once, for readers who may not see its lead; the first of its articles in the order
    size: int = 10
    offset: int = 0  #: hits that are left out at the beginning
    sort: str | None = None  #: one of `SORTS`; by relevance if there are words, else newest first
    facets: tuple[str, ...] = ()  #: of `search.find.facets.FACETS`
    #: find the most frequent values of each facet for certain, and count the articles with others and with none, too
    thorough: bool = True
    now: datetime | None = None  #: the time that "today" counts from; that of the call if None


class Hit(Value, frozen=True, kw_only=True):
    """An article that a search found."""

    id: str
    score: float
    title: str
    source: str | None
    url: str | None
    published_at: str | None
    language: str | None
    dateline: str | None
    people: tuple[str, ...]
    copies: int
    is_copy: bool
    story_id: str
    #: pieces of the body, with matches between `MARK`s; its beginning, without marks, where nothing in it matches
    highlights: tuple[str, ...]


class Found(Value, frozen=True, kw_only=True):
    """The answer to a search."""

    total: int
    took_ms: int
    hits: tuple[Hit, ...]
    facets: tuple[Facet, ...] = ()
    most_words: bool = False  #: no article has all the words; these have most of them
    names: tuple[Name, ...] = ()  #: what the names of the query mean, or may have meant
    notes: tuple[Note, ...] = ()  #: how parts of the query were read that can be read in more than one way


def tree_of(ask: Ask) -> Tree:
    """Return the query of a search, its text and further conditions together.

    Raises:
        QueryError: The text, or the words of a quotation, cannot be read.
    """
    now = ask.now or datetime.now(UTC)
    whole = parse(ask.text, now=now)
    parts: list[Node] = []
    _add(parts, whole.root)
    if ask.also:
        _add(parts, parse(ask.also, now=now).root)
    nowhere = Span(0, 0)
    if ask.words.strip():
        parts.append(Words(" ".join(list(dict.fromkeys(ask.words.split()))[:_MOST_WORDS]), nowhere))
    if ask.quoted:
        _add(parts, parse(ask.quoted, now=now, field="quote").root)
    if ask.entity:
        parts.append(Named(ask.entity, nowhere, "speaker" if ask.quoted else "entity"))
    if ask.source:
        parts.append(Exactly(ask.source, nowhere, "source"))
    if ask.language:
        code = language(ask.language)
        if code is None:
            raise QueryError("no_language_given", ask.language, 0, len(ask.language))
        parts.append(Exactly(code, nowhere, "language"))
    if ask.since or ask.until:
        until = ask.until + timedelta(milliseconds=1) if ask.until else None
        parts.append(Times(ask.since, until, nowhere, "on"))
    if not parts:
        return Tree(ask.text, None, whole.notes)
    return Tree(ask.text, parts[0] if len(parts) == 1 else All(tuple(parts)), whole.notes)


def _add(parts: list[Node], root: Node | None) -> None:
    if isinstance(root, All):
        parts.extend(root.parts)
    elif root is not None:
        parts.append(root)


def query_of(ask: Ask) -> Query:
    """Return the Elasticsearch query of a search, for work on all that it finds: words count as they are written.

    Names too, unless their keys are given.

    Raises:
        QueryError: The text cannot be read.
    """
    return _within(ask, make_query(tree_of(ask), Known(keys=_given_keys(ask)), forms=Forms.AS_WRITTEN).query)


def _within(ask: Ask, query: Query) -> Query:
    """Return the query, for articles that have the values of `Ask.where` alone."""
    return {"bool": {"must": [query], "filter": facets.chosen_query(ask.where)}} if ask.where else query


def _given_keys(ask: Ask) -> dict[tuple[str, str], tuple[str, ...]]:
    if not ask.entity or not ask.entity_keys:
        return {}
    return {("speaker" if ask.quoted else "entity", ask.entity): ask.entity_keys}


def search(client: Elasticsearch, names: Names, ask: Ask, *, aliases: AliasTable | None = None) -> Found:
    """Search, and return the hits.

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
    tree = tree_of(ask)
    looked = look_up(client, names, tree, aliases=aliases, given=_given_keys(ask))
    forms = Forms.MOST if ask.words else Forms.ANY
    answer = _answer(client, names, ask, make_query(tree, looked.known, forms=forms))
    total, meant, most = answer["hits"]["total"]["value"], looked.names, False
    if not total:
        meant += proposals(client, names, tree)
        if forms is not Forms.MOST and _many_words(tree):
            answer = _answer(client, names, ask, make_query(tree, looked.known, forms=Forms.MOST))
            total = answer["hits"]["total"]["value"]
            most = total > 0
    return Found(
        total=answer["aggregations"][_STORIES]["value"] if _is_once(ask) else total,
        most_words=most,
        took_ms=answer["took"],
        hits=tuple(_hit(hit) for hit in answer["hits"]["hits"]),
        facets=facets.read(answer["aggregations"], ask.facets),
        names=meant,
        notes=tree.notes,
    )


def found_by(client: Elasticsearch, index: str, query: Query, *, size: int) -> Found:
    """Return the best hits of a query that was made elsewhere.

    Raises:
        TransientError: Elasticsearch does not answer.
        PermanentError: It refuses the query.
    """
    with translated():
        answer = client.search(
            index=index,
            query=query,
            size=size,
            track_total_hits=True,
            source={"includes": fields_of(_Document)},
            sort=list(SORTS["relevance"]),
        )
    return _read({**answer.body})


def query_at(
    client: Elasticsearch, names: Names, ask: Ask, *, aliases: AliasTable | None = None
) -> tuple[str, Callable[[datetime], Query]]:
    """Return the index of a search, and a function that makes its query as of a time ("today", "7d").

    Raises:
        QueryError: The query cannot be read.
        TransientError: Elasticsearch does not answer.
        PermanentError: It refuses the query.
    """
    tree = tree_of(ask)
    known = look_up(client, names, tree, aliases=aliases, given=_given_keys(ask)).known
    index = _index(names, ask, make_query(tree, known))
    return index, lambda now: _within(ask, make_query(tree_of(msgspec.structs.replace(ask, now=now)), known).query)


def answers(
    client: Elasticsearch, names: Names, asks: Sequence[Ask], *, aliases: AliasTable | None = None
) -> list[Found | QueryError]:
    """Return the answers to many searches, in one request.

    Names are searched for as they are written, with the keys that the alias table has for them; none is looked up.

    Args:
        client: Elasticsearch.
        names: Index names.
        asks: The searches.
        aliases: Names of the installation's own.

    Raises:
        TransientError: Elasticsearch does not answer.
        PermanentError: It refuses the request.
    """
    made = [_made_or_error(ask, aliases) for ask in asks]
    searches = [
        (_index(names, ask, one), {**_wanted(ask, one), "track_total_hits": True})
        for ask, one in zip(asks, made, strict=True)
        if isinstance(one, Made)
    ]
    found = iter(ask_all(client, searches))
    return [
        one if isinstance(one, QueryError) else msgspec.structs.replace(_read(next(found)), notes=tree_of(ask).notes)
        for ask, one in zip(asks, made, strict=True)
    ]


def _made_or_error(ask: Ask, aliases: AliasTable | None) -> Made | QueryError:
    try:
        tree = tree_of(ask)
        return make_query(tree, known_offline(tree, aliases))
    except QueryError as error:
        return error


def _read(answer: Mapping[str, Any]) -> Found:
    return Found(
        total=answer["hits"]["total"]["value"],
        took_ms=answer["took"],
        hits=tuple(_hit(hit) for hit in answer["hits"]["hits"]),
    )


def every(client: Elasticsearch, names: Names, ask: Ask, *, aliases: AliasTable | None = None) -> Iterator[Hit]:
    """Yield every hit of a search, as of now, however many there are. They have no highlights.

    Raises:
        QueryError: The query cannot be read.
        TransientError: Elasticsearch does not answer.
        PermanentError: It refuses the query.
    """
    tree = tree_of(ask)
    made = make_query(tree, look_up(client, names, tree, aliases=aliases, given=_given_keys(ask)).known)
    order = _order(ask, made)
    scored = "_score" in order[0]
    unique = (*order, {"arrival": "asc"})
    for page in pages_of_alias(client, _index(names, ask, made), _within(ask, made.query), _Document, sort=unique):
        for one in page:
            yield _shown(one, score=one.sort[0] if scored else 0.0)


def _is_once(ask: Ask) -> bool:
    return ask.once and not ask.copies


def _answer(client: Elasticsearch, names: Names, ask: Ask, made: Made) -> dict[str, Any]:
    """Return hits, and how many there are by what.

    Where articles differ in how well they match, one request finds the hits and counts all, and looks at the names of
    the best. Else, side by side, hits are found, without looking at all that match, and all are counted, which
    Elasticsearch keeps until articles arrive; how many there are decides how names are counted. Then names are counted
    in all, and what is shown of the hits is read and marked.
    """
    index = _index(names, ask, made)
    wanted = {**_wanted(ask, made), "track_total_hits": False, "_source": False, "docvalue_fields": ["language"]}
    aggregations = facets.request(ask.facets, thorough=ask.thorough)
    if _is_once(ask):
        wanted["collapse"] = {"field": "story_id"}
        aggregations[_STORIES] = {"cardinality": {"field": "story_id", "precision_threshold": 40_000}}
    counting = {"query": wanted["query"], "size": 0, "track_total_hits": True}
    at_once = made.ranked and not ask.thorough
    if at_once:
        all_of_it = _with({**wanted, "track_total_hits": True}, {**aggregations, **facets.request_best(ask.facets)})
        count = listed = ask_all(client, [(index, all_of_it)])[0]
    else:
        listed, count = ask_all(client, [(index, wanted), (index, _with(counting, aggregations))])
    found, total = dict(count.get("aggregations", {})), count["hits"]["total"]["value"]
    many = (
        facets.request_counts(found, total)
        if at_once
        else facets.request_many(ask.facets, total, thorough=ask.thorough)
    )
    counts = [(index, _with(counting, many))] if many else []
    answers = ask_all(client, [*counts, *_reading(names, made, listed["hits"]["hits"])])
    took = [listed["took"], max((one["took"] for one in answers), default=0)]
    if many:
        found |= answers[0]["aggregations"]
    if not at_once and (exact := facets.request_counts(found, total)):
        (last,) = ask_all(client, [(index, _with(counting, exact))])
        found |= last["aggregations"]
        took.append(last["took"])
    return {
        "took": sum(took),
        "hits": {"total": count["hits"]["total"], "hits": _read_hits(listed["hits"]["hits"], answers[len(counts) :])},
        "aggregations": facets.counted(found),
    }


def _with(body: Mapping[str, Any], aggregations: Mapping[str, Aggregation]) -> dict[str, Any]:
    return {**body, "aggs": aggregations} if aggregations else {**body}


def _wanted(ask: Ask, made: Made) -> dict[str, Any]:
    """Return the body of the request for the hits."""
    return {
        "query": _within(ask, made.query),
        "size": ask.size,
        "from": ask.offset,
        "_source": {"includes": fields_of(_Document)},
        "sort": list(_order(ask, made)),
        "track_scores": made.ranked,
    }


def _reading(names: Names, made: Made, hits: Sequence[Mapping[str, Any]]) -> list[tuple[str, dict[str, Any]]]:
    """Return the searches for what is shown of hits, with words marked by the analysis of the language of each.

    To mark words in the forms of every language in the request that finds them takes a hundred times as long as to find
    them, since each language's analysis goes over each text.
    """
    groups: dict[str | None, list[str]] = {}
    for hit in hits:
        language = next(iter(hit.get("fields", {}).get("language", ())), None)
        groups.setdefault(language_of(language), []).append(hit["_id"])
    return [
        (
            names.everything,
            {
                "query": {"ids": {"values": ids}},
                "size": len(ids),
                "track_total_hits": False,
                "_source": {"includes": fields_of(_Document)},
                "highlight": _highlight(made, one),
            },
        )
        for one, ids in groups.items()
    ]


def _read_hits(hits: Sequence[dict[str, Any]], answers: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Return the hits with what is shown of them, from the answers to `_reading`; without those that went meanwhile."""
    found = {one["_id"]: one for answer in answers for one in answer["hits"]["hits"]}
    read = [(hit, found[hit["_id"]]) for hit in hits if hit["_id"] in found]
    return [{**hit, "_source": one["_source"], "highlight": one.get("highlight", {})} for hit, one in read]


def _many_words(tree: Tree) -> bool:
    return any(
        isinstance(leaf, Words) and not leaf.field and not excluded and len(leaf.text.split()) > _FEW_WORDS
        for leaf, excluded in leaves(tree.root)
    )


def _index(names: Names, ask: Ask, made: Made) -> str:
    return names.everything if ask.copies or ask.once or made.copies else names.articles


def _order(ask: Ask, made: Made) -> tuple[Any, ...]:
    return SORTS[ask.sort or ("relevance" if made.ranked else "newest")]


def _highlight(made: Made, language: str | None) -> dict[str, Any]:
    return {
        "pre_tags": [MARK[0]],
        "post_tags": [MARK[1]],
        "fields": highlight_fields(language, beginning=_BEGINNING),
        "highlight_query": made.highlight or {"match_none": {}},
        "max_analyzed_offset": _HIGHLIGHTED,
    }


class _Dateline(Value, frozen=True, kw_only=True):
    text: str | None = None
    place: str | None = None


class _Document(Listed, frozen=True, kw_only=True):
    """The fields of a document that a hit shows."""

    dateline: _Dateline = _Dateline()
    people: tuple[str, ...] = ()
    copies: int = 0
    story_id: str | None = None


def _hit(hit: Mapping[str, Any]) -> Hit:
    pieces = tuple(hit.get("highlight", {}).get("body", ()))
    return _shown(decode(hit, _Document), score=hit["_score"] or 0.0, highlights=pieces)


def _shown(stored: Stored[_Document], *, score: float, highlights: tuple[str, ...] = ()) -> Hit:
    document = stored.source
    return Hit(
        id=stored.id,
        score=score,
        title=document.title,
        source=document.publisher,
        url=document.url,
        published_at=document.published_at,
        language=document.language,
        dateline=document.dateline.place or document.dateline.text,
        people=document.people,
        copies=document.copies,
        is_copy=document.is_copy,
        story_id=document.story_id or stored.id,
        highlights=highlights,
    )


def framed(piece: str) -> str:
    """Return a piece of `Hit.highlights` as it is shown: dots stand for the text that is left out around it."""
    return f"… {piece} …" if MARK[0] in piece else f"{piece} …"


def documents(client: Elasticsearch, names: Names, ids: Sequence[str]) -> dict[str, dict[str, Any]]:
    """Return whole documents by id, copies included. Sees writes that are not refreshed yet."""
    return {key: stored.source for key, stored in by_id(client, names.everything, ids, dict).items()}
