"""Enricher: people, organizations and places, resolved within the article and keyed across articles."""

from __future__ import annotations

import re
from collections.abc import Mapping

from articles.article import Article
from articles.enrichment import gazetteer_scan
from articles.enrichment.limits import close_part
from articles.enrichment.resolution import resolve
from articles.enrichment.resources import Resources

VERSION = "1"

#: A dateline in capitals, which taggers miss: "HONG KONG (AP) —".
_DATELINE = re.compile(
    r"([A-Z][A-Z .'’/-]{2,40}[A-Z])(?=(?:, [A-Z][\w. ]{1,20})?(?: ?\([A-Za-z ]{2,20}\))? ?[—–-]{1,2} )"
)
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
#: A headline is taken for one in title case when this share of its words of four letters and more is capitalised.
_TITLE_CASE = 0.8


def preload(resources: Resources) -> None:
    """Load the models of all languages, the gazetteer and the aliases."""
    for language in resources.languages:
        tagger = resources.tagger(language)
        if tagger is not None:
            tagger.tag("Warm up.")
    resources.gazetteer.find("Rome")
    resources.aliases.find("Rome")


def version(article: Article, resources: Resources) -> str:
    """Our version, the model's, and that of the user's aliases."""
    tagger = resources.tagger(article.language)
    by = tagger.version if tagger else f"gazetteer: no model for {article.language or 'unknown language'}"
    own = f" aliases {resources.aliases.digest}" if resources.aliases.digest else ""
    return f"{VERSION} {by}{own}"


def enrich(article: Article, resources: Resources) -> Mapping[str, object]:
    """`entities`; where the language has no model, its places by gazetteer."""
    tagger = resources.tagger(article.language)
    if tagger is None:
        return {"entities": gazetteer_scan.entities(article, resources)}
    body = close_part(article.body)
    text, body_start = readable(article.title, body)
    original = f"{article.title}\n\n{body}" if article.title else body
    return {"entities": resolve(original, body_start, tagger.doc(text), resources.aliases, resources.gazetteer)}


def readable(title: str, body: str) -> tuple[str, int]:
    """Title, blank line and body as a tagger reads them best, every character in its place.

    A dateline in capitals gets title case; in a headline in title case, a word that
    the body has in lower case only becomes lower case too.

    Returns:
        The text, and where the body begins in it.
    """
    dateline = _DATELINE.match(body)
    if dateline:
        body = dateline[1].title() + body[dateline.end(1) :]
    if not title:
        return body, 0
    return f"{sentence_case(title, body)}\n\n{body}", len(title) + 2


def sentence_case(title: str, body: str) -> str:
    """A headline in title case with the words in lower case that the body writes so."""
    words = [m for m in _WORD.finditer(title) if len(m[0]) >= 4]
    if len(words) < 3 or sum(m[0][0].isupper() for m in words) < _TITLE_CASE * len(words):
        return title
    in_body = set(_WORD.findall(body))

    def lower(match: re.Match[str]) -> str:
        word = match[0]
        if match.start() == 0 or not word[0].isupper() or word[1:] != word[1:].lower():
            return word
        low = word.lower()
        return low if len(low) == len(word) and low in in_body and word not in in_body else word

    return _WORD.sub(lower, title)
