"""Make the Elasticsearch query of a query tree: one function for the command line, for programs, and for web pages.

It asks nothing of the index. Names are looked up before (`search.find.name_lookup`) and passed as `Known`; without
that, they are searched for as they are written.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from enum import StrEnum

import msgspec

from articles.article import Value
from search.find import text
from search.find.nested_entities import near_query
from search.query_language.errors import QueryError
from search.query_language.fields import Kind, find
from search.query_language.parser import coordinates
from search.query_language.tree import (
    All,
    Any,
    Exactly,
    Flag,
    Fuzzy,
    Leaf,
    Named,
    Near,
    Node,
    Not,
    Numbers,
    Phrase,
    Prefix,
    Times,
    Tree,
    Words,
    leaves,
)
from search.relevance import words
from search.relevance.entities import about
from search.transport.query import Query

#: Beyond these, no number of an article lies; Elasticsearch refuses what its integers cannot hold.
_LARGEST = 2_000_000_000.0

_HAS = {
    "date": ("published_at",),
    "url": ("url",),
    "byline": ("byline",),
    "dateline": ("dateline.text", "dateline.place"),
    "people": ("people",),
    "language": ("language",),
    "source": ("source",),
    "section": ("section",),
    "tags": ("tags",),
}
_IS: Mapping[str, Query] = {
    "copy": {"term": {"is_copy": True}},
    "lead": {"term": {"is_copy": False}},
    "copied": {"range": {"copies": {"gte": 1}}},
    "updated": {"range": {"revision": {"gte": 2}}},
}


#: The beginning of an id, as lists show it.
_SHORT_ID = re.compile(r"[0-9a-f]{8,63}")
_SCHEME = re.compile(r"^https?://", re.IGNORECASE)


class Known(Value, frozen=True, kw_only=True):
    """The results of looking up the names in a query."""

    keys: Mapping[tuple[str, str], tuple[str, ...]] = msgspec.field(default_factory=dict)  #: (field, name) → keys
    complete: bool = True  #: false: others may have these names too, so they are searched for as written as well
    places: Mapping[str, tuple[float, float]] = msgspec.field(default_factory=dict)  #: name → latitude, longitude
    countries: Mapping[str, str] = msgspec.field(default_factory=dict)  #: name of a country in from: → its code
    languages: tuple[str, ...] | None = None  #: those that articles are in; word forms of all if None


class Made(Value, frozen=True, kw_only=True):
    """A query in Elasticsearch's language, and how it is to be asked."""

    query: Query
    highlight: Query | None  #: what is marked in the text; None for nothing
    ranked: bool  #: it has words, so that hits differ in how well they match
    copies: bool  #: it asks for copies, which the alias of leads does not have


class Forms(StrEnum):
    """The forms of a query's words by which articles are found."""

    AS_WRITTEN = "as written"  #: those with the word itself
    ANY = "any"  #: those with any form of it in their language
    MOST = "most"  #: so too, and a third of more than two words may be missing


def make_query(tree: Tree, known: Known | None = None, *, forms: Forms = Forms.ANY) -> Made:
    """Return the Elasticsearch query of a query.

    Args:
        tree: The query, read by `search.query_language.parser.parse`.
        known: What was looked up about its names.
        forms: How words without a field are found; those that are excluded, always as written.

    Raises:
        QueryError: It asks for the surroundings of a place that is not known.
    """
    known = known or Known()
    maker = _Maker(tree, known, forms)
    included = [leaf for leaf, excluded in leaves(tree.root) if not excluded]
    marks = [mark for leaf in included if (mark := _mark(leaf, _languages(tree.root, known))) is not None]
    return Made(
        query=maker.of(tree.root, required=True) if tree.root is not None else {"match_all": {}},
        highlight={"bool": {"should": marks}} if marks else None,
        ranked=any(isinstance(leaf, Words | Phrase | Prefix | Fuzzy) for leaf in included),
        copies=any(_wants_copies(leaf) for leaf in included),
    )


def _wants_copies(leaf: Leaf) -> bool:
    if isinstance(leaf, Flag):
        return (leaf.field, leaf.value) == ("is", "copy")
    return isinstance(leaf, Exactly) and leaf.field in ("story", "id")


def _mark(leaf: Leaf, languages: Sequence[str] | None) -> Query | None:
    """Return what marks a part of the query in title and body."""
    where = ("title", "body")
    if isinstance(leaf, Words):
        return words.marking_query(leaf.text, languages=languages) if leaf.field != "byline" else None
    if isinstance(leaf, Phrase):
        return text.phrase_query(leaf.text, where, slop=leaf.slop) if leaf.field != "byline" else None
    if isinstance(leaf, Prefix):
        return text.prefix_query(leaf.text, where)
    if isinstance(leaf, Fuzzy):
        return text.fuzzy_query(leaf.text, where, edits=leaf.edits)
    if isinstance(leaf, Named):
        kind, colon, slug = leaf.name.partition(":")
        name = slug.replace("-", " ") if colon and kind.isalpha() and kind.islower() else leaf.name
        return text.phrase_query(name, where)
    return None


class _Maker:
    def __init__(self, tree: Tree, known: Known, forms: Forms) -> None:
        self._said = tree.text
        self._known = known
        self._forms = forms
        self._languages = _languages(tree.root, known)

    def of(self, node: Node, *, required: bool = False) -> Query:
        if isinstance(node, All):
            return self._all(node.parts)
        if isinstance(node, Any):
            return {"bool": {"should": [self.of(part) for part in node.parts], "minimum_should_match": 1}}
        if isinstance(node, Not):
            return {"bool": {"must_not": [self._excluded(node.part)], "filter": [{"match_all": {}}]}}
        if _quoting(node):
            return _quotes([self._of_quote(node)])
        return self._leaf(node, required=required)

    def _all(self, parts: Sequence[Node]) -> Query:
        """Return the query for all parts. Words of quotations and their speakers are about the same quotation."""
        must: list[Query] = []
        filters: list[Query] = []
        excluded: list[Query] = []
        quotes: list[Query] = []
        for part in parts:
            if isinstance(part, Not):
                excluded.append(self._excluded(part.part))
            elif _quoting(part):
                quotes.append(self._of_quote(part))
            elif any(isinstance(leaf, Words | Phrase | Prefix | Fuzzy) for leaf, _ in leaves(part)):
                must.append(self.of(part, required=True))
            else:
                filters.append(self.of(part))
        wanted = [about(key) for part in parts if isinstance(part, Named) for key in self._keys_of(part)]
        if quotes:
            must.append(_quotes(quotes))
        clauses = {"must": must, "filter": filters, "must_not": excluded}
        query = {name: value for name, value in clauses.items() if value}
        if not must and not filters:
            query["filter"] = [{"match_all": {}}]
        if wanted and must:  # ranked by words: what is about those who are named comes first
            query["should"] = wanted
        return {"bool": query}

    def _excluded(self, node: Node) -> Query:
        forms, self._forms = self._forms, Forms.AS_WRITTEN
        try:
            return self.of(node)
        finally:
            self._forms = forms

    def _leaf(self, leaf: Leaf, *, required: bool) -> Query:
        if isinstance(leaf, Words) and not leaf.field and self._forms is not Forms.AS_WRITTEN:
            return words.words_query(leaf.text, languages=self._languages, every_word=self._forms is Forms.ANY)
        if isinstance(leaf, Words | Phrase | Prefix | Fuzzy):
            return _of_text(leaf, _targets(leaf.field), required=required)
        makers: dict[type[Leaf], Callable[..., Query]] = {
            Named: self._named,
            Near: self._near,
            Exactly: _exactly,
            Numbers: _numbers,
            Times: _times,
            Flag: _flag,
        }
        return makers[type(leaf)](leaf)

    def _of_quote(self, node: Node) -> Query:
        if isinstance(node, Named):
            keys = self._known.keys.get((node.field, node.name), ())
            own: list[Query] = [{"terms": {"quotes.speaker_key": list(keys)}}] if keys else []
            if own and self._known.complete:
                return own[0]
            return _any(
                *own,
                {"term": {"quotes.speaker_key": node.name}},
                {"term": {"quotes.speaker.folded": node.name}},
                _words_of("quotes.speaker.text", node.name, prefix=node.prefix),
            )
        assert isinstance(node, Words | Phrase | Prefix | Fuzzy)
        return _of_text(node, ("quotes.text",), required=False)

    def _keys_of(self, leaf: Named) -> tuple[str, ...]:
        return self._known.keys.get((leaf.field, leaf.name), ())

    def _named(self, leaf: Named) -> Query:
        if leaf.field == "from":
            return _filed_from(leaf, self._known.countries.get(leaf.name))
        keys = self._keys_of(leaf)
        own: list[Query] = [{"terms": {"entity_keys": list(keys)}}] if keys else []
        if own and self._known.complete:
            return own[0]
        field = find(leaf.field)
        assert field is not None
        kind = {"people": "person", "organizations": "organization", "places": "place"}.get(leaf.field)
        named: list[Query] = [*own, {"term": {"entity_keys": leaf.name}}]
        if kind:
            named.append({"term": {"entity_keys": f"{kind}:{leaf.name}"}})
        for target in field.targets:
            named.append({"term": {f"{target}.folded": leaf.name}})
            named.append(_words_of(f"{target}.text", leaf.name, prefix=leaf.prefix))
        return _any(*named)

    def _near(self, leaf: Near) -> Query:
        place = self._known.places.get(leaf.name) or coordinates(leaf.name)
        if place is None:
            at = leaf.at
            raise QueryError(
                "place_unknown",
                self._said,
                at.start,
                at.end,
                place=leaf.name,
                field="from" if leaf.field == "from" else "place",
            )
        distance = f"{leaf.metres:.0f}m" if leaf.metres >= 1 else "1m"
        point = {"lat": place[0], "lon": place[1]}
        filed, inside = (
            {"geo_distance": {"distance": distance, field: point}}
            for field in ("dateline.location", "entity_locations")
        )
        return filed if leaf.field == "from" else _any(filed, inside, near_query(distance, *place))


def _languages(root: Node | None, known: Known) -> tuple[str, ...] | None:
    """Return the languages that a query is restricted to, or else that there are; None for all."""
    parts = root.parts if isinstance(root, All) else (root,)
    chosen = tuple(part.value for part in parts if isinstance(part, Exactly) and part.field == "language")
    return chosen or known.languages


def _any(*queries: Query) -> Query:
    return {"bool": {"should": list(queries), "minimum_should_match": 1}}


def _quoting(node: Node) -> bool:
    """Return whether a leaf is about one quotation."""
    return isinstance(node, Words | Phrase | Prefix | Fuzzy | Named) and node.field in ("quote", "speaker")


def _quotes(queries: list[Query]) -> Query:
    return {"nested": {"path": "quotes", "query": {"bool": {"must": queries}}}}


def _targets(field: str) -> tuple[str, ...]:
    found = find(field) if field else None
    return found.targets if found is not None and found.kind is Kind.TEXT else ()


def _of_text(leaf: Words | Phrase | Prefix | Fuzzy, fields: Sequence[str], *, required: bool) -> Query:
    where = {"fields": fields} if fields else {}
    if isinstance(leaf, Words):
        return text.words_query(leaf.text, required=required, **where)
    if isinstance(leaf, Phrase):
        return text.phrase_query(leaf.text, slop=leaf.slop, **where)
    if isinstance(leaf, Prefix):
        return text.prefix_query(leaf.text, **where)
    return text.fuzzy_query(leaf.text, edits=leaf.edits, **where)


def _words_of(field: str, name: str, *, prefix: bool) -> Query:
    return text.prefix_query(name, (field,)) if prefix else text.phrase_query(name, (field,))


def _filed_from(leaf: Named, code: str | None) -> Query:
    said = leaf.name
    found: list[Query] = [
        {"term": {"dateline.key": said}},
        {"term": {"dateline.place": {"value": said, "case_insensitive": True}}},
        _words_of("dateline.text", said, prefix=leaf.prefix),
    ]
    country = code or said.removeprefix("country:")
    if len(country) == 2 and country.isascii() and country.isalpha():
        found.append({"term": {"dateline.country": country.upper()}})
    return _any(*found)


def _exactly(leaf: Exactly) -> Query:
    field = find(leaf.field)
    assert field is not None
    if leaf.field == "id":
        value = leaf.value.lower()
        whole: Query = {"ids": {"values": [value]}}
        return _any(whole, {"prefix": {"story_id": value}}) if leaf.prefix or _SHORT_ID.fullmatch(value) else whole
    values = [leaf.value]
    if leaf.field == "story" and _SHORT_ID.fullmatch(leaf.value.lower()):
        leaf = msgspec.structs.replace(leaf, prefix=True)
    if leaf.field == "url":
        from articles.metadata.url import normalise_url  # with all that reads metadata: few queries name an address

        addressed = leaf.value if "://" in leaf.value else f"https://{leaf.value}"
        values += [url for url in (normalise_url(addressed), addressed) if url and url != leaf.value]
        values = list(dict.fromkeys(values))
    if leaf.field == "domain":
        leaf = msgspec.structs.replace(leaf, value=_SCHEME.sub("", leaf.value).partition("/")[0] or leaf.value)
    if leaf.field in ("source", "domain"):
        values = list(dict.fromkeys((leaf.value, leaf.value.removeprefix("www."))))
    how = "prefix" if leaf.prefix else "term"
    queries = [
        {how: {target: {"value": value, "case_insensitive": True}}} for target in field.targets for value in values
    ]
    return queries[0] if len(queries) == 1 else _any(*queries)


def _numbers(leaf: Numbers) -> Query:
    field = find(leaf.field)
    assert field is not None
    bounds: dict[str, float] = {}
    if leaf.low is not None:
        bounds["gt" if leaf.above else "gte"] = max(-_LARGEST, min(_LARGEST, leaf.low))
    if leaf.high is not None:
        bounds["lt" if leaf.below else "lte"] = max(-_LARGEST, min(_LARGEST, leaf.high))
    return {"range": {field.targets[0]: bounds}}


def _times(leaf: Times) -> Query:
    field = find(leaf.field)
    assert field is not None
    target = field.targets[0]
    query = between(target, leaf.since, leaf.until)
    if target != "published_at":
        return query
    received = between("ingested_at", leaf.since, leaf.until)
    undated = {"bool": {"filter": [received], "must_not": [{"exists": {"field": "published_at"}}]}}
    return _any(query, undated)


def between(field: str, since: datetime | None, until: datetime | None) -> Query:
    """Return the query for times of a field from `since` (included) to `until` (excluded)."""
    bounds = {name: moment.isoformat() for name, moment in (("gte", since), ("lt", until)) if moment is not None}
    return {"range": {field: {**bounds, "format": "strict_date_optional_time"}}}


def _flag(leaf: Flag) -> Query:
    if leaf.field == "is":
        return _IS[leaf.value]
    if leaf.value == "quotes":
        return {"nested": {"path": "quotes", "query": {"match_all": {}}}}
    known: list[Query] = [{"exists": {"field": field}} for field in _HAS[leaf.value]]
    return _any(*known)
