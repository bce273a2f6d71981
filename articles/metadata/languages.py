"""Language tags to ISO 639-1."""

from __future__ import annotations

import re

_TAG = re.compile(r"\s*([a-z]{2,3})(?:[-_][a-z0-9\-_]{1,20})?\s*", re.I)
_NAMES = {
    "english": "en", "german": "de", "deutsch": "de", "french": "fr", "français": "fr", "spanish": "es",
    "español": "es", "italian": "it", "italiano": "it", "portuguese": "pt", "português": "pt", "dutch": "nl",
    "nederlands": "nl", "russian": "ru", "chinese": "zh", "japanese": "ja", "korean": "ko", "arabic": "ar",
    "turkish": "tr", "polish": "pl", "swedish": "sv", "norwegian": "no", "danish": "da", "finnish": "fi",
    "eng": "en", "deu": "de", "ger": "de", "fra": "fr", "fre": "fr", "spa": "es", "ita": "it", "por": "pt",
    "nld": "nl", "rus": "ru", "zho": "zh", "jpn": "ja", "kor": "ko", "ara": "ar",
}  # fmt: skip


def language_code(tag: str | None) -> str | None:
    """Return "en" for "en-GB", "en_US", "eng" and "English"; None for an unknown language."""
    if not tag:
        return None
    if (name := _NAMES.get(tag.strip().lower())) is not None:
        return name
    match = _TAG.fullmatch(tag)
    if match is None:
        return None
    code = match[1].lower()
    code = _NAMES.get(code, code)
    return code if len(code) == 2 else None
