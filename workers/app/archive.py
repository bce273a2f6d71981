"""Wire the archive that pages and agents read, from the settings."""

from __future__ import annotations

from articles.enrichment import aliases
from search.schema.index_names import Names
from web.archive import Archive
from workers.app.services import elasticsearch_of
from workers.settings import Settings


def archive_of(settings: Settings) -> Archive:
    """Return the archive; Elasticsearch is connected to at the first request.

    Raises:
        PermanentError: No Elasticsearch is known, or the file of aliases cannot be read.
    """
    return Archive(elasticsearch_of(settings), Names(settings.prefix), aliases.load(settings.entities_file))
