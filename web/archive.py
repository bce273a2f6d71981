"""Open the archive for the pages, limited to what one reader may see."""

from __future__ import annotations

from collections.abc import Callable

from elasticsearch import Elasticsearch

from articles.article import Value
from articles.enrichment.aliases import AliasTable
from search.schema.index_names import Names
from search.transport.scoped import Scope, scoped


class User(Value, frozen=True, kw_only=True):
    """Somebody who reads."""

    name: str = ""
    sources: tuple[str, ...] | None = None  #: that the user may see; None for all
    operator: bool = False  #: sees the intake


#: Everybody on this machine, where no login is asked for.
LOCAL = User(operator=True)


class Reader(Value, frozen=True, kw_only=True):
    """The access of one request to the archive: functions of `search.find` take `client` and `names`."""

    client: Elasticsearch
    names: Names
    aliases: AliasTable | None
    user: User

    @property
    def is_restricted(self) -> bool:
        """Return whether there are sources that the reader may not see."""
        return self.user.sources is not None


class Archive:
    """The index that the pages show.

    Args:
        connect: makes a client; called once, at the first request.
        names: index names.
        aliases: names of the installation's own.
    """

    def __init__(self, connect: Callable[[], Elasticsearch], names: Names, aliases: AliasTable | None = None) -> None:
        self._connect = connect
        self._client: Elasticsearch | None = None
        self.names = names
        self.aliases = aliases

    def seen_by(self, user: User) -> Reader:
        """Return what a user reads with. Nothing that the user may not see can be had through it."""
        if self._client is None:
            self._client = self._connect()
        scope = Scope(sources=user.sources, ledger=user.operator)
        client = scoped(self._client, self.names, scope)
        names = self.names if user.sources is None else self.names.led_by_any
        return Reader(client=client, names=names, aliases=self.aliases, user=user)
