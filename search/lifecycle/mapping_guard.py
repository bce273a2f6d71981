"""Keep a program from writing to an index of articles that a later version has rebuilt while the program runs."""

from __future__ import annotations

import time
from collections.abc import Callable

from elasticsearch import Elasticsearch

from articles.errors import PermanentError, TransientError
from search.lifecycle.create import too_new
from search.schema.index_names import Names
from search.transport.client import translated


class NewerIndexError(TransientError):
    """The index has a newer mapping than this program knows. A newer program, or a rollback, takes the work up."""


class MappingGuard:
    """Looks now and then whether the index of articles has a newer mapping than this program knows.

    Args:
        client: Elasticsearch.
        names: Index names.
        clock: Tells the seconds.
    """

    #: Seconds between two looks.
    seconds = 60.0

    def __init__(self, client: Elasticsearch, names: Names, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._client = client
        self._names = names
        self._clock = clock
        self._looked: float | None = None

    def check(self) -> None:
        """Look, if it is time to.

        Raises:
            NewerIndexError: The mapping is newer.
            TransientError: Elasticsearch does not answer.
        """
        now = self._clock()
        if self._looked is not None and now - self._looked < self.seconds:
            return
        for index, version in self._versions().items():
            if problem := too_new(index, version):
                raise NewerIndexError(problem)
        self._looked = now

    def _versions(self) -> dict[str, int]:
        """Return the index of articles, and the version of its mapping if it says one."""
        try:
            with translated():
                found = self._client.indices.get_mapping(
                    index=self._names.everything, filter_path="*.mappings._meta.copydesk"
                )
        except PermanentError:
            return {}  # it is missing, or the key may not look: writing says so
        return {index: int(about["mappings"]["_meta"]["copydesk"]) for index, about in found.items()}
