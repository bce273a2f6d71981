"""Save all indices to a snapshot repository, and put them back into an empty system."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from elasticsearch import ApiError, Elasticsearch, NotFoundError

from articles.article import Value
from articles.errors import PermanentError
from search.lifecycle.create import create_indices, current_index
from search.schema.index_names import Names
from search.transport.client import translated

#: Seconds that a snapshot or its restoration may take.
_PATIENCE = 24 * 3600.0
#: Settings that a rebuild of the index makes for a while. The rebuild is not put back, so nothing would reset them.
_OF_A_REBUILD = ("index.blocks.write", "index.gc_deletes")


class Snapshot(Value, frozen=True, kw_only=True):
    """A snapshot."""

    name: str
    state: str  #: "SUCCESS", "IN_PROGRESS", "PARTIAL", "FAILED"
    started_at: str  #: ISO 8601
    indices: tuple[str, ...] = ()


class Repository:
    """The place where snapshots lie.

    Args:
        client: Elasticsearch, with a key that may manage snapshots.
        names: Index names.
    """

    def __init__(self, client: Elasticsearch, names: Names) -> None:
        self._client = client
        self._names = names
        self._name = f"{names.prefix}copydesk"

    def use(self, *, folder: str | None = None, bucket: str | None = None) -> None:
        """Tell Elasticsearch where snapshots go.

        Args:
            folder: A folder below the server's `path.repo`; relative to its first one, or absolute.
            bucket: A bucket of S3, for which the server has the keys.

        Raises:
            PermanentError: The server may not write there.
        """
        settings = {"bucket": bucket} if bucket else {"location": folder or self._name}
        place: dict[str, Any] = {"type": "s3" if bucket else "fs", "settings": settings}
        with translated():
            try:
                self._client.snapshot.create_repository(name=self._name, repository=place)
            except ApiError as error:
                if "path.repo" not in str(error):
                    raise
                raise PermanentError(
                    f"the server keeps no snapshots in {settings.get('location')!r}: "
                    "name a folder above it as `path.repo` in its elasticsearch.yml, and start it again"
                ) from error

    def is_named(self) -> bool:
        """Return whether the server knows where snapshots go."""
        with translated():
            try:
                self._client.snapshot.get_repository(name=self._name)
            except NotFoundError:
                return False
        return True

    def save(self) -> Snapshot:
        """Write a snapshot of all indices, as they are now, and return it.

        Raises:
            PermanentError: A shard could not be saved, or no place was named for snapshots (`use`).
        """
        name = f"{datetime.now(UTC):%Y%m%d-%H%M%S}"
        with translated():
            self._client.options(request_timeout=_PATIENCE).snapshot.create(
                repository=self._name,
                snapshot=name,
                indices=self._indices(),
                include_global_state=False,
                wait_for_completion=True,
            )
        saved = next(one for one in self.saved() if one.name == name)
        if saved.state != "SUCCESS":
            raise PermanentError(f"the snapshot {name} is incomplete ({saved.state}); see the server's log")
        return saved

    def saved(self) -> list[Snapshot]:
        """Return the snapshots that there are, the latest last."""
        with translated():
            try:
                answer = self._client.snapshot.get(repository=self._name, snapshot="*")
            except NotFoundError:
                return []
        found = [
            Snapshot(
                name=one["snapshot"],
                state=one["state"],
                started_at=one["start_time"],
                indices=tuple(sorted(one["indices"])),
            )
            for one in answer["snapshots"]
        ]
        return sorted(found, key=lambda one: one.started_at)

    def restore(self, name: str) -> None:
        """Put a snapshot back into a system whose indices are empty or missing.

        Raises:
            PermanentError: There is no such snapshot, or an index has documents.
        """
        chosen = next((one for one in self.saved() if one.name == name), None)
        if chosen is None:
            raise PermanentError(f"there is no snapshot {name!r}; `copydesk index snapshot --list` shows them")
        self._make_room()
        with translated():
            self._client.options(request_timeout=_PATIENCE).snapshot.restore(
                repository=self._name,
                snapshot=name,
                indices=list(chosen.indices),
                include_global_state=False,
                include_aliases=True,
                ignore_index_settings=list(_OF_A_REBUILD),
                wait_for_completion=True,
            )
        create_indices(self._client, self._names)

    def _indices(self) -> list[str]:
        return [current_index(self._client, self._names), *self._there()]

    def _there(self) -> list[str]:
        return [name for name in self._names.beside if self._client.indices.exists(index=name)]

    def _make_room(self) -> None:
        """Delete the indices that a start has made, since nothing is in them."""
        with translated():
            there = [*self._client.indices.get(index=self._names.versions), *self._there()]
            counts: dict[str, Any] = {name: self._count(name) for name in there}
            if full := [name for name, number in counts.items() if number]:
                raise PermanentError(
                    f"{', '.join(full)} have documents: a snapshot is put back into an empty system only, "
                    "for instance one with another COPYDESK_PREFIX or a new data folder"
                )
            for name in there:
                self._client.indices.delete(index=name, ignore_unavailable=True)

    def _count(self, index: str) -> int:
        try:
            self._client.indices.refresh(index=index)
        except ApiError as error:
            if error.status_code != 403:
                raise
        return int(self._client.count(index=index)["count"])
