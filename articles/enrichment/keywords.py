"""Enricher: what an article is about, in up to ten words and phrases.

One to three words between stop words (Zipf 6 and up: one in a thousand); the
score is (1 + ln frequency) x (7 - Zipf) x length, more in the title and in the
lead. Several words must come twice; of nested ones the better stays; names of
entities, weekdays and contractions are none. A tenth of YAKE's cost, and no
phrases across stop words.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Mapping

from articles.article import Article
from articles.enrichment.gazetteer import fold
from articles.enrichment.resources import Resources
from articles.enrichment.wordlists import word_set
from articles.enrichment.words import frequencies

VERSION = "1"

#: How many there are at most.
COUNT = 10
#: Words this frequent (Zipf: log10 of occurrences in 10^9) part phrases.
STOP_ZIPF = 6.0
_UNKNOWN_ZIPF = 2.5
_TOKEN = re.compile(r"[^\W_]+(?:[-'’][^\W_]+)*|[^\w\s]|\n")
_CALENDAR = word_set(
    """monday tuesday wednesday thursday friday saturday sunday january february march april may june july august
    september october november december jan feb mar apr jun jul aug sep sept oct nov dec today yesterday
    tomorrow week weeks month months year years day days morning evening night afternoon weekend hour hours
    minute minutes according told added says asked montag dienstag mittwoch donnerstag freitag samstag sonntag
    januar februar märz mai juni juli oktober dezember lundi mardi mercredi jeudi vendredi samedi dimanche"""
)


def enrich(article: Article, resources: Resources) -> Mapping[str, object]:
    """`keywords`, the most telling first; none where word frequencies of the language are not known."""
    language = article.language or ""
    known = frequencies(language)
    if not known:
        return {
            "keywords": (),
            "pipeline": {"keywords": f"{VERSION} none: no word frequencies for {language or 'unknown language'}"},
        }
    names = {
        word for entity in article.entities for mention in entity.mentions for word in fold(mention.surface).split()
    }
    return {"keywords": extract(article.title, article.body, known, names)}


def extract(title: str, body: str, known: Mapping[str, float], names: set[str]) -> tuple[str, ...]:
    """Keywords of a text.

    Args:
        title: Its headline.
        body: Its text.
        known: Word → share of all words of the language.
        names: Folded words of entities, which are no keywords by themselves.
    """
    counts: Counter[str] = Counter()
    zipfs: dict[str, float] = {}
    shapes: dict[str, Counter[str]] = {}
    lead: set[str] = set()
    title_terms: set[str] = set()
    text = f"{title}\n{body}"
    run: list[str] = []
    in_title = len(title)
    in_lead = in_title + 400

    def zipf(word: str) -> float:
        value = zipfs.get(word)
        if value is None:
            share = known.get(word, 0.0)
            value = zipfs[word] = math.log10(share) + 9 if share > 0 else _UNKNOWN_ZIPF
        return value

    def flush(end: int) -> None:
        for i in range(len(run)):
            for length in range(1, min(3, len(run) - i) + 1):
                term = " ".join(run[i : i + length])
                counts[term] += 1
                if end <= in_title:
                    title_terms.add(term)
                elif end <= in_lead:
                    lead.add(term)
        run.clear()

    for match in _TOKEN.finditer(text):
        surface = match[0]
        word = surface.lower().replace("’", "'")
        word = word.removesuffix("'s")
        if (
            not word[0].isalpha()
            or len(word) < 3
            or "'" in word
            or word in _CALENDAR
            or zipf(word) >= STOP_ZIPF
            or fold(word) in names
        ):
            if run:
                flush(match.start())
            continue
        shapes.setdefault(word, Counter())[surface.removesuffix("'s").removesuffix("’s")] += 1
        run.append(word)
    if run:
        flush(len(text))

    scored = []
    for term, count in counts.items():
        words = term.split(" ")
        if len(words) > 1 and count < 2:
            continue
        rarity = sum(max(0.5, 7.0 - zipfs[word]) for word in words) / len(words)
        if len(words) == 1 and count < 2 and term not in title_terms:
            continue
        score = (1 + math.log(count)) * rarity * len(words) ** 0.9
        if term in title_terms:
            score *= 1.6
        if term in lead:
            score *= 1.2
        scored.append((score, term))
    scored.sort(key=lambda s: (-s[0], s[1]))
    chosen: list[str] = []
    for _, term in scored:
        padded = f" {term} "
        if any(padded in f" {other} " or f" {other} " in padded for other in chosen):
            continue
        if any(_same_stem(term, other) for other in chosen):
            continue
        chosen.append(term)
        if len(chosen) == COUNT:
            break
    return tuple(" ".join(_shape(word, shapes) for word in term.split(" ")) for term in chosen)


def _shape(word: str, shapes: Mapping[str, Counter[str]]) -> str:
    """The word as the text writes it mostly: lower case if it ever does."""
    seen = shapes.get(word)
    if not seen or word in seen:
        return word
    return seen.most_common(1)[0][0]


def _same_stem(one: str, other: str) -> bool:
    """Singular and plural, or another ending of the same word."""
    if " " in one or " " in other:
        return False
    short, long = sorted((one, other), key=len)
    return (
        len(short) >= 4 and long.startswith(short.removesuffix("e").removesuffix("y")) and len(long) - len(short) <= 3
    )
