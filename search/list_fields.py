"""The fields of an article that lists show, read once for searches and stories."""

from __future__ import annotations

from articles.article import Value


class Listed(Value, frozen=True, kw_only=True):
    """The fields of any document that a list shows."""

    title: str = ""
    source: str | None = None
    domain: str | None = None
    url: str | None = None
    published_at: str | None = None
    language: str | None = None
    is_copy: bool = False

    @property
    def publisher(self) -> str | None:
        """The source, or the domain of the URL if the source is not known."""
        return self.source or self.domain
