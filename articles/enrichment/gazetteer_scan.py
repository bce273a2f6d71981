"""Places of an article in a language without an entity model: countries and cities, by their names.

Words that begin with a capital are looked up, one to three at a time; in scripts
without capitals all words are; in scripts without spaces, runs of two to eight
characters. Of cities only large ones count, and those whose name is a common
word of the language do not.
"""

from __future__ import annotations

from articles.article import Article, Entity, Mention
from articles.enrichment.gazetteer import Kind, Place, fold
from articles.enrichment.gazetteer.places import name_hash
from articles.enrichment.limits import close_part
from articles.enrichment.resolution.resolve import salience
from articles.enrichment.resources import Resources
from articles.enrichment.words import UNSPACED, WORD, is_common, is_unspaced

#: Smallest city that counts; a capital letter alone is weak evidence for a small one.
POPULATION = 200_000
#: Longest name in a script without spaces, in characters; and how much of such a body is scanned.
UNSPACED_LENGTH = 6
UNSPACED_PART = 20_000


def entities(article: Article, resources: Resources) -> tuple[Entity, ...]:
    """Return the places that title and body name, the most salient first."""
    found: dict[str, tuple[Place, list[Mention]]] = {}
    for field, text in (("title", article.title), ("body", close_part(article.body))):
        for start, end, place in _places(text, article.language or "", resources):
            surface = text[start:end]
            mention = Mention(start=start, end=end, surface=surface, field=field)
            found.setdefault(place.key, (place, []))[1].append(mention)
    length = max(1, len(article.body))
    result = []
    for key, (place, mentions) in found.items():
        in_body = [m.start for m in mentions if m.field == "body"]
        result.append(
            Entity(
                name=resources.aliases.name(key) or place.name,
                type="place",
                key=key,
                mentions=tuple(mentions),
                salience=salience(mentions[0].field == "title", (in_body[0] if in_body else 0) / length, len(mentions)),
                country=place.country,
                latitude=place.latitude,
                longitude=place.longitude,
            )
        )
    return tuple(sorted(result, key=lambda e: (-e.salience, e.name)))


def _places(text: str, language: str, resources: Resources) -> list[tuple[int, int, Place]]:
    unspaced = is_unspaced(text)
    spans = _unspaced(text) if unspaced else _spaced(text)
    if not spans:
        return []
    gazetteer = resources.gazetteer
    # names in scripts without spaces are their own folded form
    known = gazetteer.contains(name_hash(text[a:b] if unspaced else fold(text[a:b])) for a, b in spans)
    decided: dict[str, Place | None] = {}
    places: list[tuple[int, int, Place]] = []
    last = 0
    for (start, end), hit in zip(spans, known.tolist(), strict=True):
        if not hit or start < last:
            continue
        surface = text[start:end]
        if surface not in decided:
            decided[surface] = _place(surface, text, language, resources)
        place = decided[surface]
        if place is not None:
            places.append((start, end, place))
            last = end
    return places


def _place(surface: str, text: str, language: str, resources: Resources) -> Place | None:
    """Return the country or large city that a name means, if it is not a word of the text."""
    place = resources.gazetteer.find(surface)
    if place is None or place.kind is Kind.REGION or (place.kind is Kind.CITY and place.population < POPULATION):
        return None
    lower = surface.lower()
    if place.kind is Kind.CITY and is_common(lower, language) and _lower_is_usual(lower, text):
        return None
    return place


def _lower_is_usual(lower: str, text: str) -> bool:
    """Return whether the text has the word in lower case too: then it is one."""
    return f" {lower} " in text


def _spaced(text: str) -> list[tuple[int, int]]:
    """Runs of one to three words that begin with no lower-case letter, longest first at each place."""
    words = [(m.start(), m.end()) for m in WORD.finditer(text)]
    spans = []
    for i, (start, _) in enumerate(words):
        if text[start].islower() or text[start].isdigit():
            continue
        for length in (3, 2, 1):
            if i + length > len(words):
                continue
            end = words[i + length - 1][1]
            between = text[start:end]
            if "\n" in between or ", " in between or ". " in between:
                continue
            if end - start >= 3 or not text[start:end].isascii():
                spans.append((start, end))
    return spans


def _unspaced(text: str) -> list[tuple[int, int]]:
    text = text[:UNSPACED_PART]
    runs = [(m.start(), m.end()) for m in UNSPACED.finditer(text)]
    return [
        (i, i + length)
        for start, end in runs
        for i in range(start, end - 1)
        for length in range(min(UNSPACED_LENGTH, end - i), 1, -1)
    ]
