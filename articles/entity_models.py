"""Which entity model each language has, unless the settings say otherwise. Imports nothing, so settings may read it."""

from __future__ import annotations

#: Copydesk's own models: English has one to itself (`tagging.own`), these share one (`tagging.languages`).
SHARED_LANGUAGES = ("da", "de", "es", "fr", "it", "nb", "nl", "nn", "no", "pl", "pt", "ru", "sv", "tr", "uk")

#: Language (ISO 639-1) → model.
DEFAULT_MODELS: dict[str, str] = dict.fromkeys(("en", *SHARED_LANGUAGES), "copydesk")
