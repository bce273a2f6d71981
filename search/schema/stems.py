"""Analyze each article's words by its language: stems, bigrams, compounds.

An article's text is indexed twice: unstemmed in `title` and `body`, and by its language in `stem.<language>`. German
articles have the parts of their compounds in `stem.de.parts`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

#: Language of an article → the language whose analysis is used: written alike, stemmed alike.
SAME = {"nb": "no", "nn": "no", "fil": "tl"}

_STEMMERS: Mapping[str, str] = {
    "bg": "bulgarian",
    "cs": "czech",
    "da": "danish",
    "el": "greek",
    "es": "spanish",
    "fi": "finnish",
    "fr": "french",
    "hi": "hindi",
    "hu": "hungarian",
    "id": "indonesian",
    "it": "italian",
    "nl": "dutch",
    "no": "norwegian",
    "pt": "portuguese",
    "ro": "romanian",
    "ru": "russian",
    "sv": "swedish",
    "tr": "turkish",
}
#: Languages without a stemmer in Elasticsearch whose words are cut instead, since their endings are short and many.
_CUT = ("pl", "uk")
#: Languages that are written without spaces between words, or with particles that cling to them.
_BIGRAMS = ("zh", "ja", "ko")

#: Every language that has a field of its own below `stem`.
LANGUAGES: tuple[str, ...] = tuple(sorted((*_STEMMERS, *_CUT, *_BIGRAMS, "ar", "de", "en", "th")))

_ELISION: Mapping[str, list[str]] = {
    "fr": ["l", "m", "t", "qu", "n", "s", "j", "d", "c", "jusqu", "quoiqu", "lorsqu", "puisqu"],
    "it": [
        "c",
        "l",
        "all",
        "dall",
        "dell",
        "nell",
        "sull",
        "coll",
        "pell",
        "gl",
        "agl",
        "dagl",
        "degl",
        "negl",
        "sugl",
    ],
}


def language_of(language: str | None) -> str | None:
    """Return the language under `stem` for an article of this language, or None if there is none."""
    if not language:
        return None
    base = language.lower().partition("-")[0]
    base = SAME.get(base, base)
    return base if base in LANGUAGES else None


def fields() -> dict[str, Any]:
    """Return the mapping of `stem`."""
    return {"properties": {language: {"properties": _texts(language)} for language in LANGUAGES}}


def _texts(language: str) -> dict[str, Any]:
    field: dict[str, Any] = {"type": "text", "analyzer": f"stem_{language}"}
    if language not in (*_BIGRAMS, "th"):
        field["index_options"] = "freqs"  # phrases are looked for in the unstemmed text
    return {"title": field, "body": field} | ({"parts": field} if language == "de" else {})


def analysis() -> dict[str, Any]:
    """Return the analyzers and filters of the fields below `stem`."""
    analyzers: dict[str, Any] = {}
    filters: dict[str, Any] = {}
    for language, stemmer in _STEMMERS.items():
        filters[f"{language}_stemmer"] = {"type": "stemmer", "language": stemmer}
        lowercase = {"el": ["greek_lowercase"], "tr": ["apostrophe", "turkish_lowercase"]}.get(language, ["lowercase"])
        analyzers[f"stem_{language}"] = _analyzer(*_elided(language, filters), *lowercase, f"{language}_stemmer")
    filters |= {
        "greek_lowercase": {"type": "lowercase", "language": "greek"},
        "turkish_lowercase": {"type": "lowercase", "language": "turkish"},
        "en_possessive": {"type": "stemmer", "language": "possessive_english"},
        "en_stemmer": {"type": "stemmer", "language": "english"},
        "de_stemmer": {"type": "stemmer", "language": "light_german"},
        "ar_stemmer": {"type": "stemmer", "language": "arabic"},
        "cut": {"type": "truncate", "length": 6},
    }
    analyzers |= {
        "stem_en": _analyzer("en_possessive", "lowercase", "en_stemmer"),
        "stem_de": _analyzer("lowercase", "german_normalization", "de_stemmer"),
        "stem_ar": _analyzer("lowercase", "decimal_digit", "arabic_normalization", "ar_stemmer"),
        "stem_th": _analyzer("lowercase", "decimal_digit", tokenizer="thai"),
    }
    analyzers |= {f"stem_{language}": _analyzer("cjk_width", "lowercase", "cjk_bigram") for language in _BIGRAMS}
    analyzers |= {f"stem_{language}": _analyzer("lowercase", "cut") for language in _CUT}
    return {"analyzer": analyzers, "filter": filters}


def _analyzer(*filters: str, tokenizer: str = "standard") -> dict[str, Any]:
    # Accents go last: stemmers know their language's letters.
    return {"type": "custom", "tokenizer": tokenizer, "filter": [*filters, "asciifolding"]}


def _elided(language: str, filters: dict[str, Any]) -> list[str]:
    if language not in _ELISION:
        return []
    name = f"{language}_elision"
    filters[name] = {"type": "elision", "articles_case": True, "articles": _ELISION[language]}
    return [name]
