"""Which places an article's names mean: "London" beside St. Thomas and Ontario is another than beside Paris.

Each name has candidates. What speaks for one: how many people live there; that the article names its country or its
state, or that the paper or the language is at home there; and that other names of the article have candidates near by.
A name that is told once ("Paris, Texas") means the same place throughout. (Method: a population prior with spatial
proximity, as in Leidner 2007, "Toponym Resolution in Text", and Lieberman et al. 2010.)
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from articles.enrichment.aliases import AliasTable
from articles.enrichment.gazetteer import Gazetteer, Kind, Place
from articles.enrichment.resolution import genitives
from articles.enrichment.resolution.found import Found
from articles.enrichment.resolution.names import place_key
from articles.enrichment.states import state_of

#: Words after a place's name that do not belong to it.
_AREAS = frozenset({"province", "region", "state", "county", "city", "district", "area", "oblast"})
#: Ends of forms that surfaces may lack: "Barrow" in "Barrow and Jackson counties".
_COUNTIES = (" county", " parish")
_POSTAL = re.compile(r"[A-Z]{2}")
_STATE_OF = re.compile(r"\b(?:states?|provinces?) of\s+(?:the\s+)?$", re.IGNORECASE)
_STATE_AFTER = re.compile(r"\s+(?:state|province)\b(?! (?:university|college|police))")
#: Countries whose states are in the news as often as their cities of the same name. Elsewhere "Wien", "Lisboa" and
#: "Granada" are the cities, unless the words beside them say otherwise.
_OF_STATES = frozenset({"US", "CA"})
_LARGE = (Kind.COUNTRY, Kind.CONTINENT)

#: Weights, in powers of ten of population.
_COUNTRY, _COUNTY = 10.0, 5.0  #: for countries and counties, whose population is not asked
_LEAST = 200_000  #: people of a region: the gazetteer does not know all
_OTHER_NAME = -1.0  #: of a place that is only also called so
_NAMED, _HOME, _INSIDE = 1.0, 0.7, 2.0  #: its country is named; is that of paper or language; its region is named
_NEAR = 2.0  #: another name means something in the same town; half of it at `_REACH` times .7
_REACH = 80.0  #: kilometres
#: How much a candidate helps others, by how far it lies behind the best of its name.
_DOUBT = 0.25
#: So many candidates of a name are looked at.
_MOST = 24
#: A city is taken without any evidence from this size up; a smaller place needs `_EVIDENCE`.
_CITY = 100_000
_TOWN = 15_000
#: A city of a region's name is meant by it from this size up.
_SEAT = 50_000
#: ... if its people are this part of the region's: Lisboa, and not Brandenburg an der Havel.
_PART = 10
_EVIDENCE = 0.7


class Meaning(NamedTuple):
    """What a name means."""

    key: str
    name: str
    place: Place | None


class _Candidate(NamedTuple):
    """A place that a name may mean."""

    form: int  #: number of the name
    place: Place
    weight: float  #: what speaks for it without the article's other names
    evidence: float  #: the part of the weight that the article gives


def meanings(
    mentions: Sequence[Found],
    text: str,
    aliases: AliasTable,
    gazetteer: Gazetteer,
    *,
    language: str,
    home: Collection[str] = (),
) -> list[Meaning]:
    """Return what each mention of a place means.

    Args:
        mentions: Those of places, by position.
        text: The text that they are in.
        aliases: Names that mean the same.
        gazetteer: Places.
        language: ISO 639-1.
        home: ISO codes of the countries of the paper.
    """
    reader = _Reader(mentions, text, aliases, gazetteer, language, home)
    return [reader.meaning(index) for index in range(len(mentions))]


class _Reader:
    """The names of an article and what they mean."""

    def __init__(
        self,
        mentions: Sequence[Found],
        text: str,
        aliases: AliasTable,
        gazetteer: Gazetteer,
        language: str,
        home: Collection[str],
    ) -> None:
        self._mentions, self._text = mentions, text
        self._aliases, self._gazetteer = aliases, gazetteer
        self._language, self._home = language, home
        self._told: dict[int, Place] = {}  #: mention → what the words beside it tell
        self._pinned: dict[str, Place] = {}  #: form → the same
        self._countries: set[str] = set()
        self._regions: set[str] = set()
        self._read_told()
        self._read_countries()
        self._chosen = self._choose()

    def meaning(self, index: int) -> Meaning:
        """Return what a mention means."""
        mention = self._mentions[index]
        place = self._told.get(index)
        if place is None:
            alias = self._aliases.find(mention.surface)
            if alias is not None and mention.form not in self._pinned:
                return Meaning(alias.key, alias.name, self._gazetteer.by_key(alias.key))
            place = self._pinned.get(mention.form) or self._chosen.get(mention.form)
        key = self._aliases.canonical(place.key if place else place_key(mention.surface))
        return Meaning(key, self._aliases.name(key) or (place.name if place else mention.surface), place)

    def _read_told(self) -> None:
        """Read what follows after a comma, a party or "state of": "Springfield, Illinois", "R-Wis."."""
        for index, mention in enumerate(self._mentions):
            if index in self._told:
                continue
            place, area = self._as_state(mention), None
            if place is None:
                place, area = self._beside(index)
            if place is None:
                continue
            self._told[index] = place
            if area is not None:
                self._told[index + 1] = area
            if place.kind in (Kind.CITY, Kind.DISTRICT):
                self._pinned.setdefault(mention.form, place)
                self._regions.update([place.region] if place.region else [])

    def _as_state(self, mention: Found) -> Place | None:
        text, start = self._text, mention.start
        state = state_of(mention.surface) if text[max(0, start - 2) : start] in (", ", "D-", "R-") else None
        if state is None and _POSTAL.fullmatch(mention.surface) and text[max(0, start - 2) : start] in ("D-", "R-"):
            return self._gazetteer.by_key(f"region:US-{mention.surface}")
        if state is not None:
            return self._gazetteer.find(state, kinds=(Kind.REGION,), near={"US"})
        if _STATE_OF.search(text, max(0, start - 20), start) or _STATE_AFTER.match(text, mention.end):
            return self._gazetteer.find(mention.surface, kinds=(Kind.REGION,), near=self._home)
        return None

    def _beside(self, index: int) -> tuple[Place | None, Place | None]:
        """Return the place of a name before the country or region that follows after a comma, and that."""
        if index + 1 >= len(self._mentions):
            return None, None
        here, following = self._mentions[index], self._mentions[index + 1]
        if self._text[here.end : following.start] not in (", ", " , ", " ("):
            return None, None
        name = state_of(following.surface) or following.surface
        alias = self._aliases.find(name)
        options = [self._gazetteer.find(name, kinds=(kind,)) for kind in (Kind.REGION, Kind.COUNTRY)]
        options.append(self._gazetteer.by_key(alias.key) if alias else None)
        inside = [place for place in self._gazetteer.candidates(here.surface) if place.kind not in _LARGE]
        for option in options:
            found = _within(inside, option) if option else None
            if found is not None:
                return found, option
        return None, None

    def _read_countries(self) -> None:
        for mention in self._mentions:
            alias = self._aliases.find(mention.surface)
            place = self._gazetteer.by_key(alias.key) if alias else None
            options = [place] if place else self._gazetteer.candidates(mention.surface)
            large = [one for one in options if one.kind in (Kind.COUNTRY, Kind.REGION) and one.primary]
            if len(large) == 1 and large[0].country:
                self._countries.add(large[0].country)
            self._regions.update(one.key for one in large if one.kind is Kind.REGION)
        self._countries.update(place.country for place in self._told.values() if place.country)

    def _choose(self) -> dict[str, Place]:
        """Return the most likely place of each name that neither a table nor the words beside it tell."""
        forms: dict[str, int] = {}  # form → its number
        candidates: list[_Candidate] = []
        for mention in self._mentions:
            if mention.form in forms:
                continue
            alias = self._aliases.find(mention.surface)
            place = self._pinned.get(mention.form) or (self._gazetteer.by_key(alias.key) if alias else None)
            options = [place] if place else self._options(mention)
            weighed = [self._weigh(len(forms), option, fixed=place is not None) for option in options]
            candidates += sorted(weighed, key=lambda one: -one.weight)[:_MOST]
            forms[mention.form] = len(forms)
        if not candidates:
            return {}
        helped = _helped(candidates)
        names = list(forms)
        best: dict[str, tuple[float, Place]] = {}
        for candidate, help_ in zip(candidates, helped.tolist(), strict=True):
            weight, evidence = candidate.weight + _NEAR * help_, candidate.evidence + _NEAR * help_
            form = names[candidate.form]
            if self._is_enough(candidate.place, evidence) and weight > best.get(form, (-1.0,))[0]:
                best[form] = (weight, candidate.place)
        return {form: place for form, (_, place) in best.items()}

    def _options(self, mention: Found) -> Sequence[Place]:
        options = self._gazetteer.candidates(mention.surface, self._language)
        if mention.form.endswith(_COUNTIES):
            options = self._gazetteer.candidates(mention.form, self._language) or options
        if not options:
            head, _, last = mention.surface.rpartition(" ")
            options = self._gazetteer.candidates(head, self._language) if head and last in _AREAS else ()
        if not options:
            place = genitives.place(mention.surface, self._language, self._gazetteer)
            options = (place,) if place else ()
        return [place for place in options if not _is_of_its_city(place, options)]

    def _weigh(self, form: int, place: Place, *, fixed: bool) -> _Candidate:
        weight = _prior(place)
        if fixed:
            return _Candidate(form, place, weight, _INSIDE)
        evidence = 0.0
        if place.kind not in _LARGE:
            evidence += _NAMED * (place.country in self._countries)
            evidence += _HOME * (place.country in self._home)
            evidence += _INSIDE * (place.region in self._regions)
        return _Candidate(form, place, weight + evidence, evidence)

    def _is_enough(self, place: Place, evidence: float) -> bool:
        """Return whether a place is not too small to be meant: it may be one that the gazetteer does not know."""
        if place.kind is not Kind.CITY or place.population >= _CITY or evidence >= _EVIDENCE:
            return True
        return place.population >= _TOWN and not self._countries


def _is_of_its_city(region: Place, options: Sequence[Place]) -> bool:
    """Return whether a region has the name of a city in it, whose people are no small part of it."""
    if region.kind is not Kind.REGION or region.country in _OF_STATES:
        return False
    cities = [place for place in options if place.kind is Kind.CITY and place.country == region.country]
    largest = max((city.population for city in cities), default=0)
    return largest >= _SEAT and largest * _PART >= region.population


def _prior(place: Place) -> float:
    """Return what speaks for a place by itself."""
    if place.kind in _LARGE:
        weight = _COUNTRY
    elif place.kind is Kind.DISTRICT:
        weight = _COUNTY
    else:
        least = _LEAST if place.kind is Kind.REGION else 500
        weight = float(np.log10(place.population + least))
    return weight + (0.0 if place.primary else _OTHER_NAME)


def _within(candidates: Sequence[Place], area: Place) -> Place | None:
    """Return the most populous place in a country or region; where regions are not known, the one near its middle."""
    inside = [place for place in candidates if place.key != area.key and place.country == area.country]
    if area.kind is Kind.COUNTRY:
        return max(inside, key=lambda place: place.population * (1.0 if place.primary else 0.1), default=None)
    members = [place for place in inside if place.region == area.key]
    if members:
        return max(members, key=lambda place: place.population)
    unknown = [place for place in inside if place.region is None and place.kind is Kind.CITY]
    return max(unknown, key=lambda place: place.population / (1 + _apart(place, area) / 100) ** 4, default=None)


def _apart(one: Place, other: Place) -> float:
    """Return the kilometres between two places; a thousand where one has no coordinates."""
    between = _distances([one, other])[0, 1]
    return 1000.0 if np.isnan(between) else float(between)


def _helped(candidates: Sequence[_Candidate]) -> npt.NDArray[np.float64]:
    """Return for each candidate how much the candidates of other names speak for it, from 0 up: 1 in the same town."""
    forms = np.array([candidate.form for candidate in candidates])
    weights = np.array([candidate.weight for candidate in candidates])
    best = np.zeros(int(forms.max()) + 1)
    np.maximum.at(best, forms, weights)
    trust = 10 ** (_DOUBT * (weights - best[forms]))
    near = np.exp(-np.nan_to_num(_distances([candidate.place for candidate in candidates]), nan=1e6) / _REACH)
    near = np.maximum(near, _inside(candidates))
    near *= trust
    near[forms[:, None] == forms[None, :]] = 0.0
    # of each other name, its best candidate
    order = np.argsort(forms, kind="stable")
    starts = np.flatnonzero(np.diff(forms[order], prepend=-1))
    by_form = np.maximum.reduceat(near[:, order], starts, axis=1)
    by_form.sort(axis=1)
    shares = 0.5 ** np.arange(by_form.shape[1])  # the first neighbour tells most
    helped: npt.NDArray[np.float64] = (by_form[:, ::-1] * shares).sum(axis=1)
    return helped


def _inside(candidates: Sequence[_Candidate]) -> npt.NDArray[np.float64]:
    """Return 1 where one of two candidates is the other's region or, for a country, where it lies in it."""
    places = [candidate.place for candidate in candidates]
    numbers: dict[str | None, int] = {}  # of keys: numbers are compared much faster than strings
    keys = np.array([numbers.setdefault(place.key, len(numbers)) for place in places])
    regions = np.array([numbers.get(place.region, -1) for place in places])
    countries = np.array(
        [-1 if place.kind is Kind.COUNTRY else numbers.get(f"country:{place.country}", -1) for place in places]
    )
    inside = (keys[:, None] == regions[None, :]) | (keys[:, None] == countries[None, :])
    either: npt.NDArray[np.float64] = (inside | inside.T).astype(np.float64)
    return either


def _distances(places: Sequence[Place]) -> npt.NDArray[np.float64]:
    """Return the kilometres between places, about: right for those that are near each other."""
    latitude = np.radians([np.nan if place.latitude is None else place.latitude for place in places])
    longitude = np.radians([np.nan if place.longitude is None else place.longitude for place in places])
    x, y, z = np.cos(latitude) * np.cos(longitude), np.cos(latitude) * np.sin(longitude), np.sin(latitude)
    points = np.stack([x, y, z], axis=1)
    apart: npt.NDArray[np.float64] = 6371 * np.arccos(np.clip(points @ points.T, -1, 1))
    return apart


def home(domain: str | None) -> frozenset[str]:
    """Return the country of a paper's address: "bbc.co.uk" is British."""
    last = (domain or "").rpartition(".")[2].upper()
    if len(last) != 2 or not last.isalpha():
        return frozenset()
    return frozenset({"GB" if last == "UK" else last})
