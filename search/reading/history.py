"""Read the revisions of an article that readers can see, and how each differs from the one before."""

from __future__ import annotations

from elasticsearch import Elasticsearch

from articles.article import Value
from articles.duplicates.difference import Piece, difference
from articles.errors import PermanentError
from search.holds.revisions import Revision, read
from search.schema.index_names import Names
from search.transport.client import is_refused


class History(Value, frozen=True, kw_only=True):
    """The revisions of an article, the first before others; the last is the current one."""

    article_id: str
    revisions: tuple[Revision, ...]
    complete: bool = True  #: false: the key may not read earlier texts, so that only the current one is here


def history(client: Elasticsearch, names: Names, article_id: str) -> History | None:
    """Return the revisions of an article; None if readers cannot see it.

    Raises:
        TransientError: Elasticsearch does not answer.
        PermanentError: It refuses the query.
    """
    try:
        found = read(client, names, article_id, withdrawn=False)
        complete = True
    except PermanentError as error:
        if not is_refused(error):
            raise
        found, complete = read(client, names, article_id, withdrawn=False, earlier=False), False
    return History(article_id=article_id, revisions=tuple(found), complete=complete) if found else None


def changes(before: Revision, after: Revision) -> tuple[Piece, ...]:
    """Return what a revision changed in title and body, word by word."""
    return tuple(difference(f"{before.title}\n\n{before.body}".strip(), f"{after.title}\n\n{after.body}".strip()))
