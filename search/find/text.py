"""Make the queries for words, phrases and beginnings of words: in everything, or in one field."""

from __future__ import annotations

from collections.abc import Sequence

from search.transport.query import Query

#: Where words without a field are looked for.
EVERYWHERE = ("title^3", "body", "byline", "authors.text", "keywords.text^2")
_PHRASES = ("title^3", "body", "byline")


def words_query(words: str, fields: Sequence[str] = EVERYWHERE, *, required: bool = False) -> Query:
    """Return the query for articles that have all these words.

    Args:
        words: Free words; nothing in them is syntax.
        fields: Fields of the index; a word may be in any of them.
        required: There are other conditions: words that the index does not keep are then left out of account,
            and do not prevent a hit.
    """
    return {
        "multi_match": {
            "query": words,
            "type": "cross_fields",
            "fields": list(fields),
            "operator": "and",
            "zero_terms_query": "all" if required else "none",
        }
    }


def phrase_query(phrase: str, fields: Sequence[str] = _PHRASES, *, slop: int = 0) -> Query:
    """Return the query for articles with these words in this order.

    Args:
        phrase: The words.
        fields: Fields of the index, in one of which they are.
        slop: Other words allowed in between.
    """
    return {"multi_match": {"query": phrase, "type": "phrase", "fields": list(fields), "slop": slop}}


def prefix_query(beginning: str, fields: Sequence[str] = EVERYWHERE) -> Query:
    """Return the query for articles with a word that begins like this, in any case and without accents."""
    return {
        "simple_query_string": {
            "query": f"{beginning}*",
            "flags": "PREFIX",
            "fields": list(fields),
            "analyze_wildcard": True,
            "default_operator": "and",
        }
    }


def fuzzy_query(word: str, fields: Sequence[str] = EVERYWHERE, *, edits: int | None = None) -> Query:
    """Return the query for articles with a word that is spelled nearly like this.

    Args:
        word: The word.
        fields: Fields of the index.
        edits: Letters that may differ, 0 to 2; by the word's length if None.
    """
    return {
        "multi_match": {
            "query": word,
            "fields": list(fields),
            "fuzziness": "AUTO" if edits is None else edits,
            "prefix_length": 1,
            "max_expansions": 50,
            "operator": "and",
        }
    }
