"""Look places up by name in the bundled arrays."""

from __future__ import annotations

import functools
import math
import re
import unicodedata
from collections.abc import Collection, Iterable, Mapping
from enum import IntEnum
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import xxhash

from articles.article import Value
from articles.enrichment import arrays

_NOT_WORD = re.compile(r"[^\w]+")
_HASH_BITS = 40

#: Languages whose names for countries are asked where a text's own is not known.
_LANGUAGES = ("de", "en", "es", "fr", "it", "nl", "pl", "pt", "ru")
#: A city has so many inhabitants to come before a country of the same name in other languages.
_CITY = 100_000


class Kind(IntEnum):
    """What a place is."""

    COUNTRY = 1
    REGION = 2
    CITY = 3
    CONTINENT = 4
    DISTRICT = 5  #: a county of the US


#: Kind → what its keys begin with, where that is not "geonames:".
_PREFIXES = {Kind.COUNTRY: "country:", Kind.REGION: "region:", Kind.DISTRICT: "region:"}


class Place(Value, frozen=True, kw_only=True):
    """A place of the gazetteer."""

    name: str
    key: str  #: "country:US", "region:US-NJ" (ISO 3166-2), "region:US-34003" (county, by FIPS code), "geonames:1816670"
    kind: Kind
    country: str | None = None  #: ISO 3166-1 alpha-2
    region: str | None = None  #: of a city or county: key of the state or province, where the gazetteer knows it
    latitude: float | None = None  #: of a country or region: the middle of its largest piece of land
    longitude: float | None = None
    population: int = 0
    primary: bool = True  #: whether the name it was found by is its first one


@functools.lru_cache(maxsize=50_000)
def fold(name: str) -> str:
    """Return the form under which names are compared: no case, no marks, no points; other signs are spaces.

    >>> fold("Saint-Étienne"), fold("U.S.")
    ('saint etienne', 'us')
    """
    if name.isascii():
        return _NOT_WORD.sub(" ", name.replace(".", "").replace("'", "").lower()).strip()
    parts = unicodedata.normalize("NFKD", name.replace(".", "").replace("'", "").replace("’", ""))
    bare = "".join(c for c in parts if unicodedata.category(c) != "Mn" or not "\u0300" <= c <= "\u036f")
    return _NOT_WORD.sub(" ", unicodedata.normalize("NFC", bare).casefold()).strip()


def name_hash(folded: str) -> int:
    """Return 40 bits of xxh3 of a folded name: with 300,000 names a stranger hits one in four million."""
    return xxhash.xxh3_64_intdigest(folded.encode("utf-8", "surrogatepass")) >> (64 - _HASH_BITS)


def exact_hash(name: str, language: str = "") -> int:
    """Return 40 bits of xxh3 of a name with its marks, whatever its case; with a language, of the name in it."""
    spelled = unicodedata.normalize("NFC", name).casefold()
    text = f"{language}:{spelled}" if language else spelled
    return xxhash.xxh3_64_intdigest(text.encode("utf-8", "surrogatepass")) >> (64 - _HASH_BITS)


def _holds(hashes: npt.NDArray[np.uint64], wanted: int) -> bool:
    at = int(np.searchsorted(hashes, np.uint64(wanted)))
    return at < len(hashes) and int(hashes[at]) == wanted


class Gazetteer:
    """The places, by name. Build it by `load`; it is read-only and shared by forked children."""

    def __init__(self, bundle: Mapping[str, npt.NDArray[Any]]) -> None:
        self._hashes = np.cumsum(bundle["deltas"], dtype=np.uint64)
        self._town_hashes = np.cumsum(bundle["town_deltas"], dtype=np.uint64)
        self._town_rows = bundle["town_rows"]
        self._size = len(bundle["latitudes"])  # the rows after these are those of towns
        self._exact = np.cumsum(bundle["exact"], dtype=np.uint64)
        self._own = np.cumsum(bundle["own"], dtype=np.uint64)
        self._rows = bundle["rows"]
        self._primary = bundle["primary"]
        self._kinds = bundle["kinds"]
        self._populations = bundle["populations"]
        self._latitudes = np.concatenate([bundle["latitudes"], bundle["town_latitudes"] / np.float32(100)])
        self._longitudes = np.concatenate([bundle["longitudes"], bundle["town_longitudes"] / np.float32(100)])
        self._countries = bundle["countries"]
        self._regions = bundle["regions"]
        self._keys = bundle["keys"]
        self._names = bundle["names"].tobytes()
        self._offsets = np.concatenate(([0], np.cumsum(bundle["lengths"], dtype=np.uint32)))
        self._cached = functools.lru_cache(maxsize=20_000)(self._matches)
        self._listed = functools.lru_cache(maxsize=20_000)(self._list)
        self._called = functools.lru_cache(maxsize=20_000)(self._without_foreign_countries)
        self._keyed = functools.lru_cache(maxsize=2_000)(self._scan)

    def __len__(self) -> int:
        return self._size

    def has(self, name: str) -> bool:
        """Return whether any place is called this."""
        return bool(self._cached(fold(name)))

    def find(
        self,
        name: str,
        *,
        near: Collection[str] = (),
        kinds: Collection[Kind] = (),
        around: Place | None = None,
        language: str = "",
    ) -> Place | None:
        """Return the place that is most likely meant by `name`, or None.

        A country comes before a region and a region before a city of that name, except that
        a city beats a region that is less populous; among cities the most populous one,
        those in the countries `near` (ISO codes the article names) ten times weightier, and
        those that are only also called so ten times lighter. With `around`, a region, what lies
        some degrees from its middle is the lighter the farther. `language` is that of the text: a country that
        bears the name in others only gives way to a city.
        """
        best = self._best(self._called(name, language), near, kinds, around)
        return None if best is None else self._place(best)

    def candidates(self, name: str, language: str = "") -> tuple[Place, ...]:
        """Return all places that are called this, towns and counties among them, in no order."""
        return self._listed(name, language)

    def _list(self, name: str, language: str) -> tuple[Place, ...]:
        matches = (*self._called(name, language), *self._towns(fold(name)))
        return tuple(self._place(row, primary) for row, primary in matches)

    def _without_foreign_countries(self, name: str, language: str) -> tuple[tuple[int, bool], ...]:
        """Return what is called this, without a country that other languages call so, where a city has the name.

        "Brasília" is Brazil in Finnish, and the city in all others. A country of fewer people than the city, as
        Grenada beside Granada, gives way to it in any language.
        """
        matches = self._cached(fold(name))
        countries = [row for row, primary in matches if not primary and int(self._kinds[row]) == Kind.COUNTRY]
        if not countries or len(matches) < 2:
            return matches
        cities = (int(self._populations[row]) for row, _ in matches if int(self._kinds[row]) == Kind.CITY)
        largest = max(cities, default=0)
        if largest < _CITY:
            return matches
        own = any(self.is_country_in(name, one) for one in ((language,) if language else _LANGUAGES))
        out = {row for row in countries if not own or int(self._populations[row]) < largest}
        return tuple(match for match in matches if match[0] not in out)

    def spelled(self, name: str) -> bool:
        """Return whether some place is called so with these very marks: "Türen" is not, though "Turen" is."""
        return _holds(self._exact, exact_hash(name))

    def is_country_in(self, name: str, language: str) -> bool:
        """Return whether a language calls a country so."""
        return _holds(self._own, exact_hash(name, language))

    def contains(self, hashes: Iterable[int]) -> npt.NDArray[np.bool_]:
        """For each hash of a folded name (`name_hash`) whether some place is called so."""
        wanted = np.fromiter(hashes, dtype=np.uint64)
        at = np.searchsorted(self._hashes, wanted)
        at[at == len(self._hashes)] = 0
        return np.asarray(self._hashes[at] == wanted)

    def _matches(self, folded: str) -> tuple[tuple[int, bool], ...]:
        if not folded:
            return ()
        wanted = np.uint64(name_hash(folded))
        start = int(np.searchsorted(self._hashes, wanted))
        found = []
        while start < len(self._hashes) and self._hashes[start] == wanted:
            found.append((int(self._rows[start]), bool(self._primary[start])))
            start += 1
        return tuple(found)

    def _towns(self, folded: str) -> tuple[tuple[int, bool], ...]:
        wanted = np.uint64(name_hash(folded))
        start, end = np.searchsorted(self._town_hashes, [wanted, wanted + np.uint64(1)]).tolist()
        return tuple((row, True) for row in self._town_rows[start:end].tolist())

    def _best(
        self, matches: Iterable[tuple[int, bool]], near: Collection[str], kinds: Collection[Kind], around: Place | None
    ) -> int | None:
        best, best_weight = None, 0.0
        for row, primary in matches:
            kind = Kind(int(self._kinds[row]))
            if kinds and kind not in kinds:
                continue
            weight = float(self._populations[row]) + 1.0
            if kind in (Kind.COUNTRY, Kind.CONTINENT):
                weight += 1e12
            elif self._country(row) in near:
                weight *= 10.0
            if not primary:
                weight *= 0.1
            if around is not None and around.latitude is not None and around.longitude is not None:
                north = float(self._latitudes[row]) - around.latitude
                east = (float(self._longitudes[row]) - around.longitude) * math.cos(math.radians(around.latitude))
                weight /= 1.0 + (north * north + east * east) ** 2
            if weight > best_weight:
                best, best_weight = row, weight
        return best

    def _country(self, row: int) -> str:
        return bytes(self._countries[row]).decode("ascii")

    def _place(self, row: int, primary: bool = True) -> Place:
        kind = Kind(int(self._kinds[row]))
        latitude, longitude = float(self._latitudes[row]), float(self._longitudes[row])
        known = not np.isnan(latitude)
        name = self._names[int(self._offsets[row]) : int(self._offsets[row + 1])].decode()
        raw = bytes(self._keys[row]).decode("ascii")
        prefix = _PREFIXES.get(kind, "geonames:")
        country, region = self._country(row), bytes(self._regions[row]).decode("ascii")
        return Place(
            name=name,
            key=prefix + raw,
            kind=kind,
            country=country or None,
            region=f"region:{country}-{region}" if region else None,
            latitude=round(latitude, 5) if known else None,
            longitude=round(longitude, 5) if known else None,
            population=int(self._populations[row]),
            primary=primary,
        )

    def by_key(self, key: str) -> Place | None:
        """Return the place with this key, or None."""
        return self._keyed(key)

    def _scan(self, key: str) -> Place | None:
        raw = key.partition(":")[2].encode()
        for row in np.flatnonzero(self._keys == raw).tolist():
            place = self._place(row)
            if place.key == key:
                return place
        return None


@functools.lru_cache(maxsize=1)
def load() -> Gazetteer:
    """Return the bundled gazetteer, read once per process."""
    return Gazetteer(arrays.read(Path(__file__).with_name("places.npz")))
