"""Make the query for words that somebody typed: one function for the command line, programs and benchmarks.

An article is found by its words as written, and by those of its language in other forms (`search.schema.stems`).
Articles that have all the words come before those that lack some.
"""

from __future__ import annotations

import itertools
from collections.abc import Collection, Sequence
from typing import Any

from search.relevance.scripts import of_scripts
from search.schema.stems import LANGUAGES, language_of
from search.transport.query import Query

#: Of more than two words a third may be missing, of a whole question (more than six) three in four.
ENOUGH = "2<-35% 6<25%"
_TITLE = 3.0
_STEMS = 0.9
#: Share of its score that each further field of a language gives to an article that several have found.
_TIES = 0.3
#: What an article with all the words gets beside: more than words of a rare kind can make up for.
_ALL = 12.0
#: Languages that write compounds as one word; there, two neighbours of a query are looked for as one word too.
_COMPOUNDING = ("da", "de", "fi", "hu", "nl", "no", "sv")
#: What may come between the parts of a compound.
_LINKS = ("", "s")
#: Letters of a part at least, and words of a query at most whose neighbours are joined.
_SHORTEST_PART = 3
_MOST_JOINED = 8
#: Letters of a query whose words are all looked for in other forms, at most.
_MOST_LETTERS = 300
#: Words times languages, at most, that are looked for in other forms. Elasticsearch refuses too many clauses:
#: 100 words in 27 languages pass, 140 do not (9.4.3, heap of 512 MB).
_MOST_FORMS = 2700


def words_query(words: str, *, languages: Collection[str] | None = None, every_word: bool = False) -> Query:
    """Return the query for articles with these words, the best ones first.

    Args:
        words: Free words; nothing in them is syntax.
        languages: Look for other word forms in these languages only; in all if None. Of these, the ones that have
            forms of words in other scripts alone are left out.
        every_word: None of them may be missing, else as `ENOUGH` says.
    """
    chosen = _languages_of(words, languages)
    should = [
        {"match_phrase": {"title": {"query": words, "slop": 3, "boost": 2.0}}},
        _constant({"match": {"title": {"query": words, "operator": "and"}}}),
    ]
    if len(words.split()) > 1:
        should.append({"match_phrase": {"body": {"query": words, "slop": 8}}})
    if every_word:
        return {"bool": {"must": _with_every_word(words, chosen), "should": should}}
    # Elasticsearch bounds the clauses of a query, and no article has all the words of a very long one.
    in_forms = [_all_in(words, *_stemmed(one)) for one in chosen] if len(words) <= _MOST_LETTERS else []
    should.append({"dis_max": {"queries": [_all_in(words, "title", "body"), *in_forms]}})
    texts = [*_texts(words, ENOUGH, chosen), *_as_compounds(words, ENOUGH, chosen), _everywhere(words)]
    return {"bool": {"must": {"dis_max": {"queries": texts, "tie_breaker": _TIES}}, "should": should}}


def _with_every_word(words: str, languages: Sequence[str]) -> Query:
    """Return the query for articles with all the words; those whose text has them all come first.

    An article of the first kind is known by what found it, so that its words need not be looked for again.
    """
    texts = {"dis_max": {"queries": _texts(words, "100%", languages), "tie_breaker": _TIES}}
    first = {"bool": {"must": texts, "should": [{"match_all": {"boost": _ALL}}]}}
    return {"dis_max": {"queries": [first, *_as_compounds(words, "100%", languages), _everywhere(words)]}}


def _as_compounds(words: str, enough: str, languages: Sequence[str]) -> list[Query]:
    """Return the queries for two neighbours written as one word, and the other words beside it."""
    compounding = [one for one in languages if one in _COMPOUNDING]
    fields = [field for one in compounding for field in (f"stem.{one}.title^{_TITLE}", f"stem.{one}.body")]
    queries: list[Query] = []
    for compound, others in _joined(words):
        found: Query = {"multi_match": {"query": compound, "fields": [f"title^{_TITLE}", "body", *fields]}}
        query: dict[str, Any] = {"must": [found], "should": [{"match_all": {"boost": _ALL}}]}
        if others:
            query["filter"] = [{"dis_max": {"queries": _texts(others, enough, compounding)}}]
        queries.append({"bool": query})
    return queries


def _joined(words: str) -> list[tuple[str, str]]:
    """Return each two neighbours as one word, in the ways it may be written, and the words beside them."""
    said = words.split()
    if len(said) > _MOST_JOINED:
        return []
    return [
        (_compound(first, second), " ".join(said[:place] + said[place + 2 :]))
        for place, (first, second) in enumerate(itertools.pairwise(said))
        if first.isalpha() and second.isalpha() and min(len(first), len(second)) >= _SHORTEST_PART
    ]


def _compound(first: str, second: str) -> str:
    """Return the ways in which two words may be written as one; no "s" comes after another."""
    return " ".join(f"{first}{link}{second}" for link in _LINKS if not (link and first.lower().endswith(link)))


def _texts(words: str, enough: str, languages: Sequence[str]) -> list[Query]:
    """Return the queries for words in title and body: as written, and in other forms of each language."""
    in_forms = [_combined(words, enough, *_stemmed(one), boost=_STEMS) for one in languages]
    return [_combined(words, enough, "title", "body"), *in_forms]


def marking_query(words: str, *, languages: Collection[str] | None = None) -> Query:
    """Return the query whose matches are marked in texts that `words_query` found: a plain one, which costs less.

    Args:
        words: Free words.
        languages: As for `words_query`.
    """
    chosen = _languages_of(words, languages)
    fields = ["body", *(f"stem.{one}.body" for one in chosen)]
    compounds = [compound for compound, _ in _joined(words)]
    return {"multi_match": {"query": " ".join([words, *compounds]), "type": "most_fields", "fields": fields}}


def _languages_of(words: str, languages: Collection[str] | None) -> list[str]:
    chosen = list(LANGUAGES) if languages is None else sorted({one for x in languages if (one := language_of(x))})
    chosen = of_scripts(words, chosen)
    long = max(len(words.split()), len(words) // 8)  # not every script parts its words
    return chosen if long * len(chosen) <= _MOST_FORMS else []


def _stemmed(language: str) -> list[str]:
    fields = [f"stem.{language}.title", f"stem.{language}.body"]
    return [*fields, "stem.de.parts"] if language == "de" else fields


def _combined(words: str, enough: str, title: str, *others: str, boost: float = 1.0) -> Query:
    return {
        "combined_fields": {
            "query": words,
            "fields": [f"{title}^{_TITLE}", *others],
            "minimum_should_match": enough,
            "boost": boost,
        }
    }


def _everywhere(words: str) -> Query:
    """Return the query for all words, each in any of the fields that have text."""
    fields = ["title", "body", "byline", "authors.text", "keywords.text"]
    return {"multi_match": {"query": words, "type": "cross_fields", "fields": fields, "operator": "and"}}


def _all_in(words: str, *fields: str) -> Query:
    """Return the query that rewards all words, each in any of the fields; in a language's, in any form."""
    return _constant({"combined_fields": {"query": words, "fields": list(fields), "operator": "and"}})


def _constant(query: Query) -> Query:
    return {"constant_score": {"filter": query, "boost": _ALL}}


def highlight_fields(
    language: str | None, *, fragments: int = 2, size: int = 160, beginning: int = 0
) -> dict[str, Any]:
    """Return the `fields` of a highlight request: words are marked in `body` in whichever form they match.

    Args:
        language: Under `stem`, that of the articles; None for others.
        fragments: Pieces of the body at most.
        size: Characters of a piece.
        beginning: Characters of the beginning of a body in which nothing matches; 0 for none of it.
    """
    fields = ["body", *([f"stem.{language}.body"] if language else [])]
    return {
        "body": {
            "number_of_fragments": fragments,
            "fragment_size": size,
            "matched_fields": fields,
            "no_match_size": beginning,
        }
    }
