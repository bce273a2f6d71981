"""Which of an article's organizations a name means: short forms and acronyms."""

from __future__ import annotations

import re
from collections.abc import Sequence

from articles.enrichment.resolution.found import Found
from articles.enrichment.resolution.names import initials, organization_key
from articles.enrichment.wordlists import folded_set

_ACRONYM_AFTER = re.compile(r"\s?\((?:the )?[“\"]?([A-Z][A-Za-z&.\-]{1,9})[”\"]?\)")

#: First words that do not tell one organization from another.
GENERIC = folded_set(
    """university college school institute center centre department ministry office bureau council committee
    commission agency association federation union party national international federal american british
    european united royal state city county first new world global general supreme high central bank court
    police army house senate group company board team club north south east west northern southern eastern
    western
    universitat hochschule schule institut ministerium bundesministerium amt kommission partei verband verein bank
    gericht polizei staatsanwaltschaft landgericht stadt land bund rat
    universite ecole institut ministere conseil commission parti banque cour tribunal ville association syndicat
    federation universidad escuela instituto ministerio consejo comision partido banco corte tribunal ayuntamiento
    asociacion
    federacion universita scuola istituto ministero consiglio commissione partito banca corte tribunale comune
    associazione
    universidade escola ministerio conselho comissao partido banco tribunal camara associacao
    universiteit hogeschool ministerie raad commissie partij rechtbank gemeente vereniging
    universitet universitetet skola ministerium kommun parti forbund domstol
    uniwersytet ministerstwo rada komisja partia sad bank urzad
    университет министерство совет комиссия партия банк суд институт
    університет міністерство рада комісія партія банк суд інститут universitesi bakanligi"""
)


def join(mentions: Sequence[Found], text: str, next_cluster: int) -> int:
    """Give the mentions of one organization the same cluster.

    One are: the same name but for "the" and legal forms; a name and the acronym
    that follows it in parentheses, or whose letters are its initials; a name and
    its first word or words, where these are not `GENERIC` ("Goldman" after
    "Goldman Sachs").

    Args:
        mentions: Those of organizations, by position. Their `cluster` is set.
        text: The text that they are in.
        next_cluster: The first number to give.

    Returns:
        The number after the last one given.
    """
    known = _Known(next_cluster)
    waiting: list[tuple[Found, str]] = []
    for mention in mentions:
        key = organization_key(mention.surface)
        if "-" in key.partition(":")[2]:
            mention.cluster = known.full(mention, key, text)
        else:
            waiting.append((mention, key))
    for mention, key in waiting:
        mention.cluster = known.short(mention, key)
    return known.next_cluster


class _Known:
    """The organizations of an article, by the names that mean them."""

    def __init__(self, next_cluster: int) -> None:
        self.next_cluster = next_cluster
        self._by_key: dict[str, int] = {}
        self._acronyms: dict[str, int] = {}
        self._heads: dict[str, int] = {}

    def full(self, mention: Found, key: str, text: str) -> int:
        """Return the cluster of a name of several words; its short forms are known from now on."""
        cluster = self._by_key.get(key)
        if cluster is None:
            cluster = self._new(key)
            self._learn_short_forms(mention, key, text, cluster)
        return cluster

    def short(self, mention: Found, key: str) -> int:
        """Return the cluster of a name of one word."""
        bare = mention.surface.replace(".", "")
        cluster = self._acronyms.get(bare)
        if cluster is None:
            cluster = self._heads.get(key.partition(":")[2])
        if cluster is None:
            cluster = self._by_key.get(key)
        return self._new(key) if cluster is None else cluster

    def _new(self, key: str) -> int:
        cluster = self._by_key[key] = self.next_cluster
        self.next_cluster += 1
        return cluster

    def _learn_short_forms(self, mention: Found, key: str, text: str, cluster: int) -> None:
        words = key.partition(":")[2].split("-")
        after = _ACRONYM_AFTER.match(text, mention.end)
        letters = initials(mention.surface)
        if after and is_acronym(after[1], mention.surface):
            self._acronyms[after[1].replace(".", "")] = cluster
        if len(letters) >= 2:
            self._acronyms.setdefault(letters, cluster)
        if words[0] not in GENERIC:
            for length in range(1, len(words)):
                self._heads.setdefault("-".join(words[:length]), cluster)


def is_acronym(short: str, name: str) -> bool:
    """Return whether the capitals of `short` appear in order among the initials, or the letters, of `name`."""
    wanted = [c for c in short.upper() if c.isalpha()]
    letters = iter(initials(name) or name.upper())
    if all(c in letters for c in wanted):
        return True
    rest = iter(c for c in name.upper() if c.isalpha())
    return name[:1].upper() == short[:1].upper() and all(c in rest for c in wanted)
