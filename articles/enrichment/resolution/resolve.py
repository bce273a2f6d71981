"""From the spans of an article to its entities."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Collection, Sequence

from articles.article import Entity, Mention
from articles.enrichment.aliases import AliasTable
from articles.enrichment.gazetteer import Gazetteer, Kind, fold
from articles.enrichment.given_names import is_given
from articles.enrichment.resolution import (
    cases,
    genitives,
    inner_places,
    joined,
    like_people,
    like_places,
    organizations,
    people,
    places,
    repeats,
    unseen_places,
)
from articles.enrichment.resolution.demonyms import is_demonym
from articles.enrichment.resolution.found import Cluster, Found
from articles.enrichment.resolution.names import (
    TITLES,
    organization_key,
    person_key,
    strip_titles,
    trim,
)
from articles.enrichment.resolution.places import Meaning
from articles.enrichment.tagging import Doc
from articles.enrichment.wordlists import word_set
from articles.enrichment.words import is_common

_TYPES = {"PER": "person", "ORG": "organization", "LOC": "place"}

#: Capitalised words that are not names.
_NOBODY = word_set(
    """monday tuesday wednesday thursday friday saturday sunday january february march april may june july august
    september october november december god i he she it we they mr mrs ms dr
    covid 19 internet christmas easter west east north south"""
)
#: A politician's party and home, which taggers take for one name: "D-Charleston".
_PARTY = re.compile(r"(?:D|R|I|DFL)-([A-Z].*)")
#: A city this large, called so by an article that never uses the name for a person, is a place.
_LARGE = 1_000_000
#: A name of several words, or of one, that a tagger took for a person's is a place's from this size up.
_TOWN, _CITY = 50_000, 300_000


def resolve(
    text: str,
    body_start: int,
    doc: Doc,
    aliases: AliasTable,
    gazetteer: Gazetteer,
    language: str = "en",
    home: Collection[str] = (),
) -> tuple[Entity, ...]:
    """Return the entities of an article.

    Args:
        text: Title, blank line, body.
        body_start: Where in it the body begins.
        doc: Tokens and spans of that text.
        aliases: Names that mean the same.
        gazetteer: Places.
        language: ISO 639-1.
        home: ISO codes of the countries of the paper.

    Returns:
        The entities, the most salient first, each once, with all mentions by position.
    """
    mentions = _cut(_candidates(text, doc, language), gazetteer, aliases)
    if language == "en":
        mentions += unseen_places.find(mentions, text, gazetteer)
        mentions.sort(key=lambda m: m.start)
    else:
        mentions = joined.decide(mentions, text, gazetteer, language)
    if not mentions:
        return ()
    genitives.strip(mentions, language, aliases, gazetteer)
    genitives.with_article(mentions, text, language, gazetteer)
    _agree(mentions, aliases, gazetteer, language)
    mentions += repeats.find(mentions, doc.words, doc.starts, doc.ends, text, language)
    mentions.sort(key=lambda m: m.start)
    if language == "en":
        like_places.decide(mentions, text, gazetteer)
        like_people.decide(mentions, text, gazetteer)
    _people_win(mentions, aliases, gazetteer)
    if language == "en":
        mentions += inner_places.find(mentions, aliases, gazetteer)
        mentions.sort(key=lambda m: (m.start, -m.end))
    cases.decide(mentions, language)
    clusters = _cluster(mentions, text, body_start, aliases, gazetteer, language, home)
    return _entities(mentions, clusters, text, body_start)


def _candidates(text: str, doc: Doc, language: str) -> list[Found]:
    """Return the spans, trimmed, without those that name nothing."""
    mentions: list[Found] = []
    shouted: list[Found] = []
    for span in doc.spans:
        start, end = span.start, span.end
        newline = text.find("\n", start, end)
        if newline >= 0:
            end = newline
        start, end = trim(text, start, end)
        titled = False
        if span.label == "PER" and start < end:
            stripped, end = strip_titles(text, start, end, language)
            titled = stripped > start
            start = _without_gerund(text, stripped, end)
        if start >= end:
            continue
        surface = text[start:end]
        form = fold(surface)
        if not form or form.isdigit() or form in _NOBODY or (surface.islower() and len(form) < 4):
            continue
        if span.label == "PER" and (form in TITLES or (len(form) < 2 and form.isascii())):
            continue
        if span.label != "PER" and (is_demonym(form) or form in organizations.GENERIC):
            continue
        if surface.islower() and surface[0].isascii():
            continue
        found = Found(start, end, surface, form, span.label, titled=titled)
        (shouted if _in_capitals(text, start, end) else mentions).append(found)
    elsewhere = {m.form for m in mentions}
    mentions += [m for m in shouted if m.form in elsewhere]
    mentions.sort(key=lambda m: m.start)
    return mentions


def _cut(mentions: list[Found], gazetteer: Gazetteer, aliases: AliasTable) -> list[Found]:
    """Part spans that hold two names ("American University in Washington", "China-Russia"); others stay as they are."""
    result: list[Found] = []
    for mention in mentions:
        surface = mention.surface
        party = _PARTY.match(surface)
        if party is not None and unseen_places.home(party[1], gazetteer):
            start = mention.start + party.start(1)
            result.append(Found(start, mention.end, party[1], fold(party[1]), "LOC"))
            continue
        if mention.label == "PER":
            result.append(mention)
            continue
        head, joint, tail = surface.rpartition(" in ") if mention.label == "ORG" else ("", "", "")
        if not joint and surface.count("-") + surface.count("–") == 1:
            joint = "-" if "-" in surface else "–"
            head, _, tail = surface.partition(joint)
            if not (_known(head, gazetteer, aliases) and _known(tail, gazetteer, aliases)):
                joint = ""
        elif joint and not (head[:1].isupper() and _known(tail, gazetteer, aliases)):
            joint = ""
        if not joint:
            result.append(mention)
            continue
        middle = mention.start + len(head)
        label = "ORG" if joint == " in " else "LOC"
        result.append(Found(mention.start, middle, head, fold(head), label))
        result.append(Found(middle + len(joint), mention.end, tail, fold(tail), "LOC"))
    return result


def _known(name: str, gazetteer: Gazetteer, aliases: AliasTable) -> bool:
    """Return whether a name is that of a country, a region or a large city."""
    if not name[:1].isupper():
        return False
    alias = aliases.find(name)
    place = gazetteer.by_key(alias.key) if alias else gazetteer.find(name)
    return place is not None and (place.kind is not Kind.CITY or place.population >= _CITY)


def _without_gerund(text: str, start: int, end: int) -> int:
    """Return where the name begins in "Hosting Cook", the first words of a sentence."""
    space = text.find(" ", start, end)
    first = text[start:space].lower() if space >= 0 else ""
    return space + 1 if first.endswith("ing") and is_common(first) else start


def _in_capitals(text: str, start: int, end: int) -> bool:
    """Return whether a name is in a line of capitals, a crosshead, where everything looks like a name."""
    if not text[start:end].isupper():
        return False
    line_end = text.find("\n", end)
    line = text[text.rfind("\n", 0, start) + 1 : line_end if line_end >= 0 else len(text)]
    return len(line.split()) > 1 and line.isupper()


def _agree(mentions: list[Found], aliases: AliasTable, gazetteer: Gazetteer, language: str) -> None:
    """Set one label for all mentions of a name: the alias table's, a country's, else the commonest in the article."""
    votes: dict[str, Counter[str]] = {}
    for mention in mentions:
        votes.setdefault(mention.form, Counter())[mention.label] += 1
    decided: dict[str, str] = {}
    for form, labels in votes.items():
        decided[form] = labels.most_common(1)[0][0]
    full_names = {part for m in mentions if m.label == "PER" and " " in m.form for part in m.form.split()}
    for mention in mentions:
        alias = aliases.find(mention.surface)
        if alias is not None:
            mention.label = {"person": "PER", "organization": "ORG", "place": "LOC"}[alias.type]
            continue
        label = decided[mention.form]
        if label == "ORG" and "LOC" not in votes[mention.form]:
            place = genitives.short(mention.surface, language, gazetteer) or gazetteer.find(mention.surface)
            if place and place.kind is not Kind.CITY:
                label = "LOC"
        elif label == "PER" and _is_place(mention, full_names, gazetteer):
            label = "LOC"
        mention.label = label


def _is_place(mention: Found, full_names: set[str], gazetteer: Gazetteer) -> bool:
    """Return whether a mention labelled as a person is a town or country: "Kyiv", "Khan Younis"."""
    if mention.titled or is_given(mention.form):
        return False
    if " " not in mention.form and mention.form in full_names:
        return False
    place = gazetteer.find(mention.surface)
    several = " " in mention.form
    if place is None or (fold(place.name) != mention.form and not several):
        return False
    return place.kind is not Kind.CITY or place.population >= (_TOWN if several else _CITY)


def _people_win(mentions: list[Found], aliases: AliasTable, gazetteer: Gazetteer) -> None:
    """Label a single name as a person if it is the last part of a full name, not as a firm or a hamlet."""
    families = {people.family_and_given(m.surface)[0] for m in mentions if m.label == "PER" and " " in m.surface}
    for mention in mentions:
        words = mention.surface.split()
        if mention.label == "ORG" and len(words) == 2:
            if fold(words[1]) in families and words[0].isupper() and words[0].isalpha():
                _narrow(mention, mention.end - len(words[1]), mention.end)  # "MEC Mamabolo"
            elif fold(words[0]) in families and words[1].islower():
                _narrow(mention, mention.start, mention.start + len(words[0]))  # "Christie quit"
        if mention.label != "PER" and mention.form in families and aliases.find(mention.surface) is None:
            place = gazetteer.find(mention.surface)
            if place is None or (place.kind is Kind.CITY and place.population < _LARGE):
                mention.label = "PER"


def _narrow(mention: Found, start: int, end: int) -> None:
    """Keep the part of a mention that is a family name, as that of a person."""
    mention.surface = mention.surface[start - mention.start : end - mention.start]
    mention.start, mention.end, mention.form, mention.label = start, end, fold(mention.surface), "PER"


def _cluster(
    mentions: list[Found],
    text: str,
    body_start: int,
    aliases: AliasTable,
    gazetteer: Gazetteer,
    language: str,
    home: Collection[str],
) -> dict[int, Cluster]:
    number = people.join([m for m in mentions if m.label == "PER"], body_start, 0)
    number = organizations.join([m for m in mentions if m.label == "ORG"], text, number)
    clusters: dict[int, Cluster] = {}
    by_key: dict[str, int] = {}
    members: dict[int, list[Found]] = {}
    for mention in mentions:
        if mention.label != "LOC":
            members.setdefault(mention.cluster, []).append(mention)
    for identity, group in members.items():
        name = _fullest(group)
        cluster = Cluster(name=name, label=group[0].label)
        alias = next((a for a in (aliases.find(m.name) for m in _longest_first(group)) if a), None)
        if alias is not None and _TYPES[cluster.label] == alias.type:
            cluster.name, cluster.key = alias.name, alias.key
        else:
            key = person_key(name) if cluster.label == "PER" else organization_key(name)
            cluster.key = aliases.canonical(key)
            cluster.name = aliases.name(cluster.key) or name
        first = by_key.setdefault(cluster.key, identity)
        if first != identity:
            for mention in group:
                mention.cluster = first
            continue
        clusters[identity] = cluster
    located = [m for m in mentions if m.label == "LOC"]
    meant = places.meanings(located, text, aliases, gazetteer, language=language, home=home)
    _places(located, meant, clusters, number)
    return clusters


def _longest_first(group: Sequence[Found]) -> list[Found]:
    seen: dict[str, Found] = {}
    for mention in group:
        seen.setdefault(mention.name, mention)
    return sorted(seen.values(), key=lambda m: -len(m.name))


def _fullest(group: Sequence[Found]) -> str:
    """Return the longest surface that is not in capitals throughout, unless nothing else is there."""
    surfaces = Counter(m.name for m in group)
    return max(surfaces, key=lambda s: (not (s.isupper() and len(s) > 5), len(s.split()), surfaces[s] > 1, len(s)))


def _places(mentions: Sequence[Found], meant: Sequence[Meaning], clusters: dict[int, Cluster], number: int) -> None:
    """Give the mentions of one place the same cluster."""
    by_key: dict[str, int] = {}
    for mention, meaning in zip(mentions, meant, strict=True):
        if meaning.key not in by_key:
            by_key[meaning.key] = number
            number += 1
            place = meaning.place
            clusters[by_key[meaning.key]] = Cluster(
                name=meaning.name,
                label="LOC",
                key=meaning.key,
                country=place.country if place else None,
                latitude=place.latitude if place else None,
                longitude=place.longitude if place else None,
            )
        mention.cluster = by_key[meaning.key]


def _entities(mentions: list[Found], clusters: dict[int, Cluster], text: str, body_start: int) -> tuple[Entity, ...]:
    members: dict[int, list[Found]] = {}
    for mention in mentions:
        members.setdefault(mention.cluster, []).append(mention)
    length = max(1, len(text) - body_start)
    entities = []
    for identity, group in members.items():
        cluster = clusters[identity]
        in_title = group[0].start < body_start
        first = next((m.start - body_start for m in group if m.start >= body_start), length if not in_title else 0)
        entities.append(
            Entity(
                name=cluster.name,
                type=_TYPES[cluster.label],
                key=cluster.key,
                mentions=tuple(
                    Mention(start=m.start - body_start, end=m.end - body_start, surface=m.surface)
                    if m.start >= body_start
                    else Mention(start=m.start, end=m.end, surface=m.surface, field="title")
                    for m in group
                ),
                salience=salience(in_title, first / length, len(group)),
                country=cluster.country,
                latitude=cluster.latitude,
                longitude=cluster.longitude,
            )
        )
    entities.sort(key=lambda e: (-e.salience, e.name))
    return tuple(entities)


def salience(in_title: bool, first: float, count: int) -> float:
    """Return how much an article is about an entity, 0 to 1: in the title, early, often.

    Args:
        in_title: Whether the title names it.
        first: Where the body first does, 0 (beginning) to 1 (end).
        count: Number of mentions.
    """
    often = count / (count + 3)
    early = math.exp(-3.0 * first)
    return round(0.25 * in_title + 0.3 * early + 0.45 * often, 4)
