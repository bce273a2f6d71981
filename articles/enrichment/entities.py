"""Enricher: people, organizations and places, resolved within the article and keyed across articles."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence

import msgspec

from articles.article import Article, Entity
from articles.enrichment import gazetteer_scan
from articles.enrichment.casing import capital, in_capitals, restored, restored_by_frequency
from articles.enrichment.limits import close_part
from articles.enrichment.resolution import home, resolve
from articles.enrichment.resources import Resources
from articles.enrichment.tagging import Span, Tagger

VERSION = "11"

#: A dateline in capitals, which taggers miss: "HONG KONG (AP) —".
_DATELINE = re.compile(
    r"([A-Z][A-Z .'’/-]{2,40}[A-Z])(?=(?:, [A-Z][\w. ]{1,20})?(?: ?\([A-Za-z ]{2,20}\))? ?[—–-]{1,2} )"
)
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
#: A word that begins no sentence.
_INSIDE = re.compile(r"(?<=[^\W\d_][ ,])[^\W\d_]+(?:['’][^\W\d_]+)*")
#: A line in capitals with so many words is a paragraph, no crosshead.
_PARAGRAPH = 12
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
    """Return `entities`; where the language has no model, its places by gazetteer."""
    tagger = resources.tagger(article.language)
    if tagger is None:
        return {"entities": gazetteer_scan.entities(article, resources)}
    body = close_part(article.body)
    shouted = f"{article.title}\n\n{body}" if article.title else body
    language = article.language or ""
    original = with_case(shouted, tagger, language)
    title, body = original[: len(article.title)], original[len(original) - len(body) :]
    text, body_start = readable(title, body, language)
    doc, near = tagger.doc(text), home(article.domain)
    if original is not shouted and language != "en":
        original = _with_capitals(original, doc.spans, language)
    found = resolve(original, body_start, doc, resources.aliases, resources.gazetteer, language, near)
    return {"entities": found if original is shouted else tuple(_as_written(one, shouted, body_start) for one in found)}


def with_case(text: str, tagger: Tagger, language: str = "en") -> str:
    """Restore the case of the title and of paragraphs in capitals; return the text itself where there are none.

    A crosshead in capitals stays: what it contains is repeated below it.
    """
    lines = text.split("\n")
    shouted = [number for number, line in enumerate(lines) if in_capitals(line)]
    if not shouted:
        return text
    letters = [sum(map(str.isalpha, line)) for line in lines]
    everything = 2 * sum(letters[number] for number in shouted) > sum(letters)
    chosen = {number for number in shouted if everything or number == 0 or len(lines[number].split()) >= _PARAGRAPH}
    if not chosen:
        return text
    written = _written([line for number, line in enumerate(lines) if number not in shouted])
    for number in chosen:
        if language != "en":
            lines[number] = restored_by_frequency(lines[number], language, written)
            continue
        likely = [(span.start, span.end) for span in tagger.tag(lines[number])]
        lines[number] = restored(lines[number], written=written, likely=likely)
    return "\n".join(lines)


def _with_capitals(text: str, spans: Sequence[Span], language: str) -> str:
    """Give the names that the tagger saw a capital, and people's family names, where a restored text has none."""
    signs = list(text)
    for span in spans:
        last = text.rfind(" ", span.start, span.end) + 1 if span.label == "PER" else 0
        for at in {span.start, max(span.start, last)}:
            signs[at] = capital(signs[at], language)
    return "".join(signs)


def _written(lines: list[str]) -> list[str]:
    """Words as lines in mixed case write them inside their sentences."""
    counts = Counter(match[0] for line in lines for match in _INSIDE.finditer(line))
    best: dict[str, str] = {}
    for word, _ in counts.most_common():
        best.setdefault(word.lower(), word)
    return list(best.values())


def _as_written(entity: Entity, text: str, body_start: int) -> Entity:
    """Return an entity with the surfaces of its mentions as the article has them."""
    mentions = []
    for mention in entity.mentions:
        start = mention.start + (body_start if mention.field == "body" else 0)
        mentions.append(msgspec.structs.replace(mention, surface=text[start : start + mention.end - mention.start]))
    return msgspec.structs.replace(entity, mentions=tuple(mentions))


def readable(title: str, body: str, language: str = "en") -> tuple[str, int]:
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
    # German headlines have their nouns in capitals, and no language but English prints others so
    return f"{sentence_case(title, body) if language == 'en' else title}\n\n{body}", len(title) + 2


def sentence_case(title: str, body: str) -> str:
    """Return a headline in title case with the words in lower case that the body writes so."""
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
