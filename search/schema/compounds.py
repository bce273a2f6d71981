"""Split German compounds, so that an article on the "Bundesratspräsident" is found by "Präsident".

Elasticsearch's own filter takes its words from the index's settings, and takes most of a minute to create an index with
enough of them.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache

_WORDS = 40_000
_SHORTEST = 4
#: Shorter words that end many compounds.
_SHORT = frozenset({"amt", "art", "bau", "bus", "hof", "rat", "see", "tag", "tat", "tor", "uhr", "weg", "zug"})
#: Words of the list that are mostly endings, or beginnings, of words that are not compounds.
_NO_PART = frozenset({
    "andere", "ander", "baren", "bare", "chen", "ding", "eine", "einer", "eines", "ende", "enden", "esse", "gegen",
    "haft", "heit", "hinter", "iche", "igen", "inne", "ionen", "isch", "ische", "ischen", "keit", "lein", "lich",
    "liche", "lichen", "licher", "lose", "losen", "nach", "nisse", "ober", "raus", "rein", "samt", "schaft",
    "schaften", "sinn", "stand", "tion", "unge", "ungen", "unter", "wieder", "zwischen", "über", "aber",
})  # fmt: skip
_LINKS = ("", "s", "es", "n", "en", "e", "-")
_LONG = re.compile(r"[^\W\d_]{8,}")


def parts_of(text: str) -> tuple[str, ...]:
    """Return the parts of the compounds in a German text, each once, in the order of the text."""
    found: dict[str, None] = {}
    for word in dict.fromkeys(_LONG.findall(text.lower())):
        found.update(dict.fromkeys(split(word)))
    return tuple(found)


@lru_cache(maxsize=50_000)
def split(word: str) -> tuple[str, ...]:
    """Return the parts of a compound in lower case, or nothing where the word is not a compound of known words."""
    best: tuple[float, tuple[str, ...]] | None = None
    known = _known()
    for place in range(3, len(word) - 2):
        last = word[place:]
        if last not in known:
            continue
        before = word[:place]
        for link in _LINKS:
            first = before.removesuffix(link) if link else before
            if link and first == before:
                continue
            inner = (first,) if first in known else split(first) if len(first) >= 2 * _SHORTEST else ()
            if inner:
                parts = (*inner, last)
                score = min(known[part] for part in parts) - 2 * len(parts)
                if best is None or score > best[0]:
                    best = (score, parts)
    return best[1] if best else ()


@cache
def _known() -> dict[str, float]:
    """Return word → how common it is (Zipf), for the words that compounds are made of."""
    import wordfreq  # a sixth of a second, which programs that index nothing do not spend

    frequencies = wordfreq.get_frequency_dict("de", wordlist="best")
    words = wordfreq.top_n_list("de", _WORDS, wordlist="best")
    return {
        word: wordfreq.freq_to_zipf(frequencies[word])
        for word in words
        if word.isalpha() and (len(word) >= _SHORTEST or word in _SHORT) and word not in _NO_PART
    }
