"""Enricher: the language of an article, and of its paragraphs where it mixes.

By py3langid, restricted to languages that newspapers are written in: among its
140 are Latin, Esperanto, Ladin, Zeeuws and other neighbours of large languages,
which short texts fall to.
"""

from __future__ import annotations

import functools
import re
from collections import Counter
from collections.abc import Mapping
from typing import Any

from py3langid.langid import LanguageIdentifier

from articles.article import Article
from articles.enrichment.resources import Resources
from articles.enrichment.wordlists import word_set
from articles.enrichment.words import frequencies

VERSION = "1"

#: ISO 639-1 languages that news is published in.
LANGUAGES = tuple(
    sorted(
        word_set(
            """af am ar as az be bg bn bs ca cs cy da de el en es et eu fa fi fr ga gl gu ha he hi hr hu hy id ig is it
    ja ka kk km kn ko ku ky lo lt lv mg mk ml mn mr ms mt my ne nl no om or pa pl ps pt ro ru rw si sk sl sn
    so sq sr sv sw ta te tg th tk tl tr tt ug uk ur uz vi xh yo zh zu"""
        )
    )
)
#: The body's beginning is enough.
SAMPLE = 500
#: A paragraph of fewer letters is not asked about.
PARAGRAPH = 120
#: Characters of a paragraph that are looked at; and how many paragraphs are, spread over the body.
PARAGRAPH_SAMPLE = 160
PARAGRAPHS = 8
#: A paragraph with this share of words among the language's `USUAL` commonest is in that language.
USUAL_SHARE = 0.2
USUAL = 60
#: A paragraph counts as another language when the model is this sure.
SURE = 0.8
#: Below this the word of the producer counts, if the model finds that language possible at all.
UNSURE = 0.6
POSSIBLE = 0.05

_WORD = re.compile(r"[^\W\d_]+")
_SPACE = re.compile(r"\s+")


@functools.lru_cache(maxsize=1)
def _identifier() -> Any:
    identifier = LanguageIdentifier.from_model_file("data/model.npz.xz", norm_probs=True)
    identifier.set_languages(LANGUAGES)
    return identifier


@functools.lru_cache(maxsize=32)
def _usual(language: str) -> frozenset[str]:
    known = frequencies(language)
    return frozenset(sorted(known, key=lambda w: -known[w])[:USUAL])


def preload(resources: Resources) -> None:
    """Load the model (14 MB)."""
    _identifier()


def enrich(article: Article, resources: Resources) -> Mapping[str, object]:
    """Return `language`, and `languages` of the paragraphs where there are several, the most frequent first."""
    text = article.body[:SAMPLE] if len(article.body) >= 200 else f"{article.title}\n{article.body}"
    language = detect(text, hint=article.language)
    return {"language": language, "languages": _languages(article.body, language)}


def detect(text: str, *, hint: str | None = None) -> str | None:
    """Return the language of a text as ISO 639-1, or None if it holds no letters.

    Args:
        text: Some hundred characters are best.
        hint: What its producer says; heeded when the text alone does not decide.
    """
    if not any(c.isalpha() for c in text):
        return None
    ranked = _identifier().rank(_SPACE.sub(" ", text).strip())
    best, probability = ranked[0]
    said = (hint or "").replace("_", "-").partition("-")[0].lower()
    if said and said != best and probability < UNSURE and dict(ranked).get(said, 0.0) >= POSSIBLE:
        return said
    return str(best)


def _languages(body: str, language: str | None) -> tuple[str, ...]:
    paragraphs = [p for p in body.split("\n") if len(p) >= PARAGRAPH]
    if len(paragraphs) < 2 or language is None:
        return ()
    step = max(1, -(-len(paragraphs) // PARAGRAPHS))
    usual = _usual(language)
    found: Counter[str] = Counter()
    for paragraph in paragraphs[::step]:
        sample = paragraph[:PARAGRAPH_SAMPLE]
        words = _WORD.findall(sample.lower())
        if usual and sum(word in usual for word in words) >= USUAL_SHARE * len(words) > 0:
            found[language] += 1
            continue
        other, probability = _identifier().classify(sample)
        found[other if probability >= SURE else language] += 1
    if len(found) < 2:
        return ()
    return tuple(code for code, _ in found.most_common())
