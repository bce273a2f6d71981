"""Look up the names in a query: keys of entities, coordinates of places, and names that may have been meant."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from difflib import SequenceMatcher, get_close_matches

from elasticsearch import Elasticsearch

from articles.article import Value
from articles.enrichment.aliases import AliasTable
from articles.enrichment.gazetteer import places
from articles.enrichment.spelling_keys import respelled
from search.find.counted_entities import CountedEntities
from search.find.entities import called, spelled_like
from search.find.entity_values import EntityCount
from search.find.languages import languages_for
from search.find.make_query import Known
from search.query_language.parser import coordinates
from search.query_language.tree import Exactly, Named, Near, Tree, Words, leaves
from search.schema.entity_fields import KEY_PREFIXES
from search.schema.index_names import Names
from search.transport.client import translated
from search.transport.scoped import sees_all

_TYPES = {"people": "person", "organizations": "organization", "places": "place", "speaker": None, "entity": None}
#: How alike the sounds of two names must be for one to be proposed for the other, 0 to 1.
_ALIKE = 0.78
_MOST_PROPOSED = 3
#: Counted entities that are compared with a name.
_COMPARED = 50
#: Words without a field that may be a misspelt name, at most.
_WORDS_OF_A_NAME = 4


class Name(Value, frozen=True, kw_only=True):
    """The meaning of a name in a query."""

    said: str
    field: str
    means: tuple[EntityCount, ...] = ()  #: those who are called so, the most frequent first
    did_you_mean: tuple[str, ...] = ()  #: names that are spelled or sound like it


class LookedUp(Value, frozen=True, kw_only=True):
    """The knowledge of the index and the gazetteer about the names in a query."""

    known: Known
    names: tuple[Name, ...]


def look_up(
    client: Elasticsearch,
    names: Names,
    tree: Tree,
    *,
    aliases: AliasTable | None = None,
    given: Mapping[tuple[str, str], tuple[str, ...]] | None = None,
) -> LookedUp:
    """Look up the names of entities and places in a query, and the languages that its words may be in.

    Args:
        client: Elasticsearch.
        names: Index names.
        tree: The query.
        aliases: Names of the installation's own.
        given: Keys that the caller has looked up, by field and name.

    Raises:
        TransientError: Elasticsearch does not answer.
        PermanentError: It refuses the query.
    """
    keys = dict(given or {})
    where: dict[str, tuple[float, float]] = {}
    found: list[Name] = []
    for leaf, _ in leaves(tree.root):
        if isinstance(leaf, Near):
            place = place_called(leaf.name)
            if place is not None:
                where[leaf.name] = place
        elif (
            isinstance(leaf, Named) and leaf.field in _TYPES and not leaf.prefix and (leaf.field, leaf.name) not in keys
        ):
            name, keys[leaf.field, leaf.name] = _meaning(client, names, leaf, aliases)
            found.append(name)
    known = Known(keys=keys, places=where, countries=_countries(tree), languages=languages_for(client, names, tree))
    return LookedUp(known=known, names=tuple(found))


def known_offline(tree: Tree, aliases: AliasTable | None = None) -> Known:
    """Return what the alias table and the gazetteer know of the names in a query, without asking the index."""
    keys: dict[tuple[str, str], tuple[str, ...]] = {}
    where: dict[str, tuple[float, float]] = {}
    for leaf, _ in leaves(tree.root):
        if isinstance(leaf, Near):
            place = place_called(leaf.name)
            if place is not None:
                where[leaf.name] = place
        elif isinstance(leaf, Named) and _is_name(leaf) and aliases is not None:
            alias = aliases.find(leaf.name)
            if leaf.name.startswith(KEY_PREFIXES):
                keys[leaf.field, leaf.name] = aliases.keys(leaf.name)
            elif alias is not None and _TYPES[leaf.field] in (None, alias.type):
                keys[leaf.field, leaf.name] = aliases.keys(alias.key)
    return Known(keys=keys, places=where, countries=_countries(tree), complete=False)


def _countries(tree: Tree) -> dict[str, str]:
    """Return the codes of the countries that articles are to be filed from, by their names."""
    found: dict[str, str] = {}
    for leaf, _ in leaves(tree.root):
        if isinstance(leaf, Named) and leaf.field == "from" and not leaf.prefix and len(leaf.name) > 2:
            place = places.load().find(leaf.name, kinds=(places.Kind.COUNTRY,))
            if place is not None and place.country:
                found[leaf.name] = place.country
    return found


def _is_name(leaf: Named) -> bool:
    return leaf.field in _TYPES and not leaf.prefix


def place_called(name: str) -> tuple[float, float] | None:
    """Return latitude and longitude of the place that a name, key or pair of numbers means; None if it is not known."""
    if pair := coordinates(name):
        return pair
    gazetteer = places.load()
    place = gazetteer.by_key(name) if ":" in name else gazetteer.find(name)
    if place is not None and place.kind is places.Kind.REGION and ":" not in name:
        # "50 km around New York" is about the city.
        place = gazetteer.find(name, kinds=(places.Kind.CITY,)) or place
    if place is None or place.latitude is None or place.longitude is None:
        return None
    return place.latitude, place.longitude


def _meaning(
    client: Elasticsearch, names: Names, leaf: Named, aliases: AliasTable | None
) -> tuple[Name, tuple[str, ...]]:
    said, type_ = leaf.name, _TYPES[leaf.field]
    known = Name(said=said, field=leaf.field)
    if said.startswith(KEY_PREFIXES):
        return known, aliases.keys(said) if aliases else (said,)
    alias = aliases.find(said) if aliases else None
    if alias is not None and aliases is not None and type_ in (None, alias.type):
        keys = aliases.keys(alias.key)
        if _any_article(client, names, keys):
            return known, keys
    rows = called(client, names, said, type_=type_) or called(client, names, respelled(said), type_=type_)
    if rows:
        every = (key for row in rows for key in (aliases.keys(row.key) if aliases else (row.key,)))
        return Name(said=said, field=leaf.field, means=rows), tuple(dict.fromkeys(every))
    if type_:
        rest = f"{type_}:{said}"  # person:jinping-xi was read as a name of a person
        keys = aliases.keys(rest) if aliases else (rest,)
        if _any_article(client, names, keys):
            return known, keys
    return Name(said=said, field=leaf.field, did_you_mean=similar(client, names, said, type_=type_)), ()


def _any_article(client: Elasticsearch, names: Names, keys: Sequence[str]) -> bool:
    with translated():
        answer = client.search(
            index=names.everything, size=0, query={"terms": {"entity_keys": list(keys)}}, terminate_after=1
        )
    return bool(answer["hits"]["total"]["value"])


def similar(client: Elasticsearch, names: Names, said: str, *, type_: str | None = None) -> tuple[str, ...]:
    """Return names of entities that are spelled or sound like one that nobody has.

    Raises:
        TransientError: Elasticsearch does not answer.
        PermanentError: It refuses the query.
    """
    found: tuple[str, ...] = ()
    for rows in _spelled_like(client, names, said, type_):
        scored = sorted(((likeness(said, row.name), row.articles, row.name) for row in rows), reverse=True)
        found = tuple(dict.fromkeys(name for score, _, name in scored if score >= _ALIKE))[:_MOST_PROPOSED]
        if found:
            break
    return found


def _spelled_like(client: Elasticsearch, names: Names, said: str, type_: str | None) -> Iterator[Sequence[EntityCount]]:
    """Yield entities from where it takes little to find them, then those that are not counted yet."""
    if sees_all(client):
        yield CountedEntities(client, names).spelled_like(said, type_, _COMPARED)
    yield spelled_like(client, names, said, type_=type_)


def proposals(client: Elasticsearch, names: Names, tree: Tree) -> tuple[Name, ...]:
    """Return what may have been meant by the words and sources of a query that found nothing.

    Raises:
        TransientError: Elasticsearch does not answer.
        PermanentError: It refuses the query.
    """
    found = []
    for leaf, excluded in leaves(tree.root):
        if excluded:
            continue
        proposed: tuple[str, ...] = ()
        if isinstance(leaf, Words) and not leaf.field and len(leaf.text.split()) <= _WORDS_OF_A_NAME:
            proposed = similar(client, names, leaf.text)
            said, field = leaf.text, ""
        elif isinstance(leaf, Exactly) and leaf.field in ("source", "section", "tag"):
            proposed = _values_like(client, names, {"tag": "tags"}.get(leaf.field, leaf.field), leaf.value)
            said, field = leaf.value, leaf.field
        if proposed:
            found.append(Name(said=said, field=field, did_you_mean=proposed))
    return tuple(found)


def _values_like(client: Elasticsearch, names: Names, field: str, value: str) -> tuple[str, ...]:
    with translated():
        answer = client.search(
            index=names.everything, size=0, aggs={"values": {"terms": {"field": field, "size": 2000}}}
        )
    values = {bucket["key"].lower(): bucket["key"] for bucket in answer["aggregations"]["values"]["buckets"]}
    lower = value.lower()
    if lower in values:
        return ()
    close = get_close_matches(lower, values, n=_MOST_PROPOSED, cutoff=0.7)
    holding = [one for one in values if lower in one]
    return tuple(values[one] for one in dict.fromkeys([*close, *holding]))[:_MOST_PROPOSED]


_SOUNDS = (
    (re.compile(r"tsch|tch|č|ch"), "c"),
    (re.compile(r"sch|sh|š"), "s"),
    (re.compile(r"sz|z|ß"), "s"),
    (re.compile(r"ph"), "f"),
    (re.compile(r"kh|gh"), "h"),
    (re.compile(r"ck|q"), "k"),
    (re.compile(r"w"), "v"),
    (re.compile(r"[yij]+"), "i"),
    (re.compile(r"ou|oo"), "u"),
    (re.compile(r"(.)\1+"), r"\1"),
)


def sound(name: str) -> str:
    """Return a rough form of how a name sounds, that spellings of several languages share.

    >>> sound("Selenskyj"), sound("Zelensky"), sound("Zelenskyy")
    ('selenski', 'selenski', 'selenski')
    """
    bare = "".join(c for c in unicodedata.normalize("NFKD", name.casefold()) if not unicodedata.combining(c))
    for pattern, plain in _SOUNDS:
        bare = pattern.sub(plain, bare)
    return bare


def likeness(said: str, name: str) -> float:
    """Return how alike two names are, 0 to 1: the words of the shorter one, each with the best of the other."""
    first, second = sound(said).split(), sound(name).split()
    if not first or not second:
        return 0.0
    if len(first) > len(second):
        first, second = second, first
    return sum(max(_ratios(word, second)) for word in first) / len(first) - 0.02 * (len(second) - len(first))


def _ratios(word: str, others: Iterable[str]) -> list[float]:
    return [SequenceMatcher(None, word, other).ratio() for other in others]
