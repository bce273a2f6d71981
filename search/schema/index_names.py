"""Names of the indices and aliases. One place, so that a prefix can keep installations apart."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Names:
    """Index names under a prefix (usually empty)."""

    prefix: str = ""

    @property
    def articles(self) -> str:
        """Alias for readers: leads only, each story once."""
        return f"{self.prefix}articles"

    @property
    def everything(self) -> str:
        """Alias for readers and writers: leads and copies."""
        return f"{self.prefix}articles-all"

    def version(self, number: int) -> str:
        """The index behind both aliases."""
        return f"{self.prefix}articles-v{number}"

    @property
    def versions(self) -> str:
        """Pattern of all versions of the index."""
        return f"{self.prefix}articles-v*"

    @property
    def intake(self) -> str:
        """The ledger: one document per claimed file and one per arrival."""
        return f"{self.prefix}intake"

    @property
    def revisions(self) -> str:
        """Earlier texts of updated articles. `articles*` does not match it."""
        return f"{self.prefix}article-revisions"

    @property
    def tombstones(self) -> str:
        """What was taken down and must not come back."""
        return f"{self.prefix}article-tombstones"
