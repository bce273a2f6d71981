"""The argument ID of commands about one article."""

from __future__ import annotations

import click
from elasticsearch import Elasticsearch

from search.find.whole import SHORTEST, Ambiguous, article_called
from search.schema.index_names import Names


def identifier_of(client: Elasticsearch, names: Names, wanted: str) -> str:
    """Return the id of the article that the user named.

    Raises:
        click.ClickException: There is none, or several.
    """
    found = article_called(client, names, wanted)
    if isinstance(found, Ambiguous):
        raise click.ClickException(f"several articles begin with {wanted!r}: {', '.join(found.ids)}")
    if found is None:
        raise click.ClickException(
            f"no article {wanted!r}; give its id, the first {SHORTEST} digits or more of a lead's id, or its URL. "
            "`copydesk search --json` shows ids"
        )
    return found
