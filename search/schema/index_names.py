"""Names of the indices and aliases. They may have a prefix, which keeps installations apart."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Names:
    """Index names under a prefix (usually empty)."""

    prefix: str = ""

    @property
    def articles(self) -> str:
        """Return the alias for readers: leads only, each story once."""
        return f"{self.prefix}articles"

    @property
    def everything(self) -> str:
        """Return the alias for readers and writers: leads and copies."""
        return f"{self.prefix}articles-all"

    @property
    def led_by_any(self) -> Names:
        """Return names for readers who may not see every lead: for them, copies count as leads do."""
        return _LedByAny(self.prefix)

    def version(self, number: int) -> str:
        """Return the index behind both aliases, for a version of the mapping."""
        return f"{self.prefix}articles-v{number}"

    @property
    def versions(self) -> str:
        """Return the pattern of all versions of the index."""
        return f"{self.prefix}articles-v*"

    @property
    def intake(self) -> str:
        """Return the ledger: one document per claimed file and one per arrival."""
        return f"{self.prefix}intake"

    @property
    def revisions(self) -> str:
        """Return the index of earlier texts of updated articles. `articles*` does not match it."""
        return f"{self.prefix}article-revisions"

    @property
    def withdrawn(self) -> str:
        """Return the index of articles that are kept from readers: killed, withheld or under an embargo.

        `articles*` does not match it.
        """
        return f"{self.prefix}article-withdrawn"

    @property
    def holds(self) -> str:
        """Return the index of holds: which articles and stories are kept from readers, and until when."""
        return f"{self.prefix}article-holds"

    @property
    def identities(self) -> str:
        """Return the index of producers' ids: which article each leads to, and who owns it."""
        return f"{self.prefix}article-identities"

    @property
    def changes(self) -> str:
        """Return the index of what left or came back to the readers' sight, in order."""
        return f"{self.prefix}article-changes"

    @property
    def entities(self) -> str:
        """Return the index of people, organizations and places, counted over the articles."""
        return f"{self.prefix}entities"

    @property
    def state(self) -> str:
        """Return the index that remembers how far work on the other indices is."""
        return f"{self.prefix}copydesk-state"

    @property
    def tombstones(self) -> str:
        """Return the index of tombstones: what was taken down and must not come back."""
        return f"{self.prefix}article-tombstones"

    @property
    def beside(self) -> tuple[str, ...]:
        """Return the indices that lie beside that of articles and hold what cannot be made again from it."""
        return (
            self.intake,
            self.revisions,
            self.tombstones,
            self.withdrawn,
            self.holds,
            self.identities,
            self.changes,
        )


class _LedByAny(Names):
    __slots__ = ()

    @property
    def articles(self) -> str:
        return self.everything
