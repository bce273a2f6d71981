"""Enricher: direct speech, and who says it."""

from __future__ import annotations

import re
from collections.abc import Mapping

from articles.article import Article, Quote
from articles.enrichment.limits import close_part
from articles.enrichment.quotation import dashes, marks
from articles.enrichment.quotation.events import Speaker
from articles.enrichment.quotation.lexicon import Lexicon, lexicon
from articles.enrichment.quotation.marks import Marked
from articles.enrichment.quotation.speakers import CONFIDENCE, Attribution
from articles.enrichment.resources import Resources
from articles.enrichment.words import NOUNS_WITH_CAPITALS

VERSION = "3"

#: Fewer words are a word in quotation marks, not speech.
WORDS = 3
#: So many words without a speaker are speech still.
WORDS_UNATTRIBUTED = 6

#: Kinds of speakers that a verb of saying tells.
_BESIDE = frozenset({"named", "role", "pronoun", "organization"})

_VERB = re.compile(r", (?P<verb>[^\W\d_]+)")
_NUMBER = re.compile(r"\b\d{1,3}\b")
_LETTERS = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")


def version(article: Article, resources: Resources) -> str:
    """Our version, and whether the verbs of the language are known."""
    if lexicon(article.language) is None:
        return f"{VERSION} no speakers: no verbs for {article.language or 'unknown language'}"
    return VERSION


def enrich(article: Article, resources: Resources) -> Mapping[str, object]:
    """Return `quotes` of the body; without speakers in a language whose verbs are not known."""
    body = close_part(article.body)
    words = lexicon(article.language)
    marked = [m for m in _marked(body, words) if m.end - m.start >= 8]
    if not marked:
        return {"quotes": ()}
    if words is None:
        speakers = [Speaker(None, None, "")] * len(marked)
    else:
        speakers = Attribution(body, marked, article.entities, words).speakers()
    quotes = []
    for mark, speaker in zip(marked, speakers, strict=True):
        text = body[mark.start : mark.end]
        spoken = _LETTERS.findall(text)
        if len(spoken) == WORDS - 1 and _NUMBER.search(text):
            spoken.append("0")  # "J'ai 16 ans"
        said = speaker.kind in _BESIDE and article.language in NOUNS_WITH_CAPITALS
        if len(spoken) < (WORDS if speaker.kind else WORDS_UNATTRIBUTED):
            continue
        if _is_title(spoken, said=said) and not (len(spoken) > WORDS and _is_said(body, mark, words)):
            continue
        quotes.append(
            Quote(
                text=text,
                start=mark.start,
                end=mark.end,
                speaker=speaker.name,
                speaker_key=speaker.key,
                confidence=CONFIDENCE[speaker.kind] if speaker.name else 0.0,
                kind=speaker.kind if speaker.name else "",
            )
        )
    return {"quotes": tuple(quotes)}


def _marked(body: str, words: Lexicon | None) -> list[Marked]:
    """Return what is marked as speech by quotation marks or, in other languages than English, by a dash."""
    quoted = marks.find(body)
    spoken = dashes.find(body, words.verbs) if words is not None and words.dashes else []
    if not spoken:
        return quoted
    bounds = [(m.open, m.close) for m in spoken]
    apart = [m for m in quoted if not any(m.open < close and open_ < m.close for open_, close in bounds)]
    return sorted([*apart, *spoken], key=lambda m: m.open)


def _is_said(body: str, mark: Marked, words: Lexicon | None) -> bool:
    """Return whether a verb of saying comes right behind a comma after a quotation: "C'est Paris", a tweeté Pohl."""
    behind = _VERB.match(body, mark.close)
    return words is not None and words.carries and behind is not None and behind["verb"] in words.verbs


def _is_title(words: list[str], *, said: bool) -> bool:
    """Return whether a quotation is rather the name of a work: nearly all longer words with a capital.

    With `said`, nouns have capitals, and a verb of saying is beside it: "Der Lärm ist ein Problem" is none.
    """
    if len(words) <= WORDS and all(word[0].isupper() for word in words):
        return True  # "U.S. News"
    if said and not all(word[0].isupper() for word in words if len(word) >= 3):
        return False
    long = [word for word in words if len(word) >= 4]
    return len(words) <= 12 and len(long) >= 2 and sum(w[0].isupper() for w in long) >= 0.8 * len(long)
