"""Find out the languages of the articles, so that a query asks for the word forms of these alone."""

from __future__ import annotations

from elasticsearch import Elasticsearch

from search.query_language.tree import Tree, Words, leaves
from search.schema.index_names import Names
from search.transport.client import translated

#: More than there are languages.
_MOST = 300


def languages_for(client: Elasticsearch, names: Names, tree: Tree) -> tuple[str, ...] | None:
    """Return the languages whose word forms a query is to ask for; None if it has no words that have forms.

    They are read from the index's list of terms, which costs far less than counting. Elasticsearch may answer with a
    part of it when it is busy: then the articles are counted.

    Raises:
        TransientError: Elasticsearch does not answer.
        PermanentError: It refuses the query.
    """
    if not any(isinstance(leaf, Words) and not leaf.field for leaf, _ in leaves(tree.root)):
        return None
    with translated():
        listed = client.terms_enum(index=names.everything, field="language", size=_MOST)
        if listed["complete"]:
            return tuple(listed["terms"])
        answer = client.search(
            index=names.everything, size=0, aggs={"languages": {"terms": {"field": "language", "size": _MOST}}}
        )
    return tuple(sorted(bucket["key"] for bucket in answer["aggregations"]["languages"]["buckets"]))
