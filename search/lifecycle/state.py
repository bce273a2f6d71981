"""Define how far a rebuild of the articles' index is."""

from __future__ import annotations

from enum import StrEnum

import msgspec
from elasticsearch import Elasticsearch

from articles.article import Value
from search.schema.index_names import Names
from search.transport.state_file import StateFile


class Phase(StrEnum):
    """The step that is in progress."""

    COPYING = "copying"  #: the source takes writes, the target is being filled
    SWITCHING = "switching"  #: writers pause, the aliases are about to move
    KEPT = "kept"  #: the target takes writes, the source is kept for a rollback


class State(Value, frozen=True, kw_only=True):
    """A rebuild, or the way back from one."""

    phase: Phase
    source: str  #: the index that is copied
    target: str  #: the index that is filled
    back: bool = False  #: the target is the earlier index
    done: dict[str, int] = msgspec.field(default_factory=dict)  #: shard of the source → last operation that was copied
    since: dict[str, int] = msgspec.field(default_factory=dict)  #: shard of the target → last operation of the copying


def state_file(client: Elasticsearch, names: Names) -> StateFile[State]:
    """Return where the state of a rebuild is kept."""
    return StateFile(client, names, "reindex", State)
