"""What enrichers share: models, gazetteer, aliases. Loaded when first needed, or before a fork."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from articles.enrichment import aliases, gazetteer, tagging
from articles.enrichment.aliases import AliasTable
from articles.enrichment.gazetteer import Gazetteer
from articles.enrichment.tagging import Tagger


class Resources:
    """One per process; its children share what was loaded before the fork."""

    def __init__(self, *, models: Mapping[str, str], aliases_file: Path | None = None) -> None:
        self._models = dict(models)
        self._aliases_file = aliases_file
        self._aliases: AliasTable | None = None

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages that have an entity model."""
        return tuple(self._models)

    @property
    def aliases(self) -> AliasTable:
        """The bundled alias table with the user's on top."""
        if self._aliases is None:
            self._aliases = aliases.load(self._aliases_file)
        return self._aliases

    @property
    def gazetteer(self) -> Gazetteer:
        """Places by name."""
        return gazetteer.load()

    def tagger(self, language: str | None) -> Tagger | None:
        """Return the tagger of a language, or None if the settings name no model for it."""
        model = self._models.get(language or "")
        return tagging.load(model, language or "") if model == "copydesk" else tagging.load(model) if model else None
