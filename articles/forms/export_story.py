"""One story of a database's export, and what its readers share."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from articles.article import Given
from articles.metadata.dates import dates_in_text, parse_date

#: "Feld, Nora" and "Feld, Nora M.", as libraries write names.
_TURNED = re.compile(r"([^\W\d][^\d,;]{1,40}), ([^\W\d][^\d,;]{0,40})")
_COPYRIGHT = re.compile(r"(?:copyright|©|\(c\)|alle rechte|all rights reserved|tous droits).*", re.I)
_ISO_LANGUAGES = {
    "english": "en", "german": "de", "deutsch": "de", "french": "fr", "français": "fr", "spanish": "es",
    "español": "es",
    "italian": "it", "italiano": "it", "portuguese": "pt", "português": "pt", "dutch": "nl", "nederlands": "nl",
    "swedish": "sv", "svenska": "sv", "danish": "da", "dansk": "da", "norwegian": "no", "norsk": "no", "polish": "pl",
    "polski": "pl", "russian": "ru", "turkish": "tr", "japanese": "ja", "chinese": "zh", "korean": "ko", "arabic": "ar",
    "englisch": "en", "anglais": "en", "inglés": "en", "allemand": "de", "französisch": "fr", "engels": "en",
    "duits": "de", "finnish": "fi", "suomi": "fi", "czech": "cs", "hungarian": "hu", "greek": "el",
}  # fmt: skip


@dataclass(frozen=True, kw_only=True, slots=True)
class Story:
    """What an export says of one story."""

    paragraphs: Sequence[str]
    given: Given


def day(text: str) -> str | None:
    """Return the date that a line is, as ISO 8601; None where it is another line that may name one.

    A weekday, an hour and the name of an edition may be beside it.
    """
    text = " ".join(text.split())
    if not 6 <= len(text) <= 80 or not re.search(r"\d{4}|\d\d", text):
        return None
    found = parse_date(text) if len(text) < 12 else None
    found = found or next(dates_in_text(text), None) or parse_date(text)
    if found is None or len(re.sub(r"[\d\W]", "", text)) > 45 or len(text.split()) > 9:
        return None
    moment = found.value
    if found.has_time and found.has_zone:
        return moment.isoformat()
    return moment.strftime("%Y-%m-%dT%H:%M:%S" if found.has_time else "%Y-%m-%d")


def language(text: str) -> str | None:
    """Return the ISO 639-1 code of a language's name, also where others or a country follow."""
    words = re.findall(r"[^\W\d]+", text.lower())
    return next((_ISO_LANGUAGES[word] for word in words if word in _ISO_LANGUAGES), None)


def is_copyright(line: str) -> bool:
    """Tell whether a line names the owner of the rights."""
    return _COPYRIGHT.match(line.strip()) is not None


def names(text: str) -> tuple[str, ...]:
    """Return the authors in "Feld, Nora; Tallis, Owen"; empty where it is not written like this."""
    parts = [part.strip(" .") for part in text.split(";") if part.strip()]
    turned = [_TURNED.fullmatch(part) for part in parts]
    if not parts or not all(turned):
        return ()
    return tuple(f"{match[2].strip()} {match[1].strip()}" for match in turned if match)
