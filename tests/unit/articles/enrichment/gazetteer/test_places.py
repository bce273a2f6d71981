from __future__ import annotations

import pytest

from articles.enrichment import gazetteer
from articles.enrichment.gazetteer import Kind, fold


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("Germany", "country:DE"),
        ("Deutschland", "country:DE"),
        ("Marekani", "country:US"),
        ("Россия", "country:RU"),
        ("HONG KONG", "geonames:1819729"),
        ("Kiev", "geonames:703448"),
        ("New Jersey", "region:US-NJ"),
        ("Bayern", "region:DE-BY"),
        ("Scotland", "region:GB-SCT"),
        ("Africa", "geonames:6255146"),
        ("Georgia", "country:GE"),
    ],
)
def test_places_by_name(name: str, key: str) -> None:
    """Countries in many languages, regions, cities and continents are found by name."""
    place = gazetteer.load().find(name)
    assert place is not None
    assert key == place.key


def test_kinds_narrow_the_search() -> None:
    """Among regions alone, Georgia is the state."""
    place = gazetteer.load().find("Georgia", kinds=(Kind.REGION,))
    assert place is not None
    assert "region:US-GA" == place.key


def test_nearness_beats_size() -> None:
    """A city in a country that the article names comes before a larger one elsewhere."""
    places = gazetteer.load()
    far, near = places.find("Cambridge"), places.find("Cambridge", near={"US"})
    assert far is not None
    assert near is not None
    assert ("GB", "US") == (far.country, near.country)


def test_coordinates_of_a_country_lie_in_it() -> None:
    """A country's coordinates are the middle of its land, beyond the date line too."""
    fiji = gazetteer.load().find("Fiji")
    assert fiji is not None
    assert fiji.latitude == pytest.approx(-17.8, abs=1.5)
    assert fiji.longitude == pytest.approx(178.2, abs=1.5)


def test_unknown_names() -> None:
    """What no place is called is not found."""
    places = gazetteer.load()
    assert places.find("Quillmere Hollow") is None
    assert places.find("") is None
    assert places.by_key("country:ZZ") is None


def test_fold() -> None:
    """Case, marks and points do not tell names apart."""
    assert ["saint etienne", "us", "sao paulo", "strasse"] == [
        fold(n) for n in ("Saint-Étienne", "U.S.", "São  Paulo", "Straße")
    ]


def test_a_region_beside_decides() -> None:
    """Of many Springfields, the one in the region that is named beside it."""
    places = gazetteer.load()
    for state, longitude in (("Illinois", -89.6), ("Massachusetts", -72.6), ("Missouri", -93.3)):
        region = places.find(state, kinds=(Kind.REGION,))
        town = places.find("Springfield", near={"US"}, around=region)
        assert town is not None
        assert longitude == pytest.approx(town.longitude, abs=0.2)


@pytest.mark.parametrize(
    ("name", "language", "key"),
    [
        ("Brasília", "pt", "geonames:3469058"),
        ("Brasilia", "de", "geonames:3469058"),
        ("Brasilia", "fi", "country:BR"),
        ("Brasilia", "", "geonames:3469058"),
        ("Tunis", "fr", "geonames:2464470"),
        ("Tunisi", "it", "geonames:2464470"),
        ("Túnez", "es", "country:TN"),
        ("Salvador", "pt", "geonames:3450554"),
        ("Salvador", "fr", "country:SV"),
        ("Granada", "es", "geonames:2517117"),
        ("Columbia", "en", "geonames:4575352"),
        ("França", "pt", "country:FR"),
        ("México", "es", "country:MX"),
        ("Ruanda", "de", "country:RW"),
    ],
)
def test_countries_in_other_languages_give_way_to_cities(name: str, language: str, key: str) -> None:
    """A city comes before a country that only other languages call so, or that has fewer people."""
    place = gazetteer.load().find(name, language=language)
    assert place is not None
    assert key == place.key
