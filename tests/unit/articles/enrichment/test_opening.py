"""Datelines that only a gazetteer tells from words."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from articles.article import Article, Dateline, Entity, Mention
from articles.enrichment import Resources, dateline

GOES_ON = (
    "Der Stadtrat hat am Freitag beschlossen, die Fähre wieder fahren zu lassen, die vor neun Jahren eingestellt wurde."
)


@pytest.mark.parametrize(
    ("language", "before", "place"),
    [
        ("de", "Berlin. ", "Berlin"),
        ("de", "Wien – ", "Wien"),
        ("de", "Hamburg/Berlin. ", "Hamburg/Berlin"),
        ("de", "Jerusalem – ", "Jerusalem"),
        ("nl", "Amsterdam - ", "Amsterdam"),
        ("nl", "Den Haag - ", "Den Haag"),
        ("fr", "Genève - ", "Genève"),
        ("fr", "Lyon, envoyé spécial – ", "Lyon"),
        ("es", "Ciudad de México. ", "Ciudad de México"),
        ("es", "Santiago.- ", "Santiago"),
        ("pt", "São Paulo - ", "São Paulo"),
        ("sv", "Stockholm. ", "Stockholm"),
        ("ja", "【東京】", "東京"),
        ("de", "Genug. ", None),
        ("de", "Sommer – ", None),
        ("de", "Reise – ", None),
        ("de", "Angela Merkel – ", None),
        ("ru", "Владимир – ", None),
        ("es", "Sin embargo. ", None),
        ("ja", "【速報】", None),
    ],
)
def test_a_city_before_the_first_sentence(
    language: str, before: str, place: str | None, article: Callable[..., Article], resources: Resources
) -> None:
    """A known city before a dash or a full stop is a dateline; another word is not."""
    found = dateline.enrich(article(before + GOES_ON, language=language), resources).get("dateline")
    assert place == (found.text if found else None)  # type: ignore[attr-defined]
    assert found is None or found.key  # type: ignore[attr-defined]


def test_a_sentence_that_begins_with_a_city_has_no_dateline(
    article: Callable[..., Article], resources: Resources
) -> None:
    """What goes on in lower case, and a heading, are no datelines."""
    assert {} == dateline.enrich(article("Berlin - das ist die Hauptstadt " + GOES_ON, language="de"), resources)
    assert {} == dateline.enrich(article("Berlin. Die Stadt", language="de"), resources)


@pytest.mark.parametrize(
    ("language", "domain", "text", "key"),
    [
        ("de", None, "HAMBURG", "geonames:2911298"),
        ("de", None, "Berlin", "geonames:2950159"),
        ("fr", None, "QUÉBEC", "geonames:6325494"),
        ("de", None, "HESSEN", "region:DE-HE"),
        ("es", None, "TOLEDO", "geonames:2510409"),
        ("en", None, "TOLEDO", "geonames:5174035"),
        ("es", "elpais.es", "CÓRDOBA", "geonames:2519240"),
        ("es", "lavoz.com.ar", "CÓRDOBA", "geonames:3860259"),
    ],
)
def test_a_dateline_is_the_city_of_the_papers_country(
    language: str, domain: str | None, text: str, key: str, article: Callable[..., Article], resources: Resources
) -> None:
    """A city rather than its state of the same name, and one where paper and language are at home."""
    one = article(GOES_ON, language=language, domain=domain, dateline=Dateline(text=text))
    assert key == dateline.enrich(one, resources)["dateline"].key  # type: ignore[attr-defined]


def place_named(key: str, country: str) -> Entity:
    return Entity(name=key, type="place", key=key, country=country, mentions=(Mention(start=90, end=95, surface=key),))


@pytest.mark.parametrize(
    ("text", "domain", "named", "country"),
    [
        ("VALENCIA", "lasprovincias.es", (), "ES"),
        ("MÉRIDA", "hoy.es", (), "ES"),
        ("MÉRIDA", "yucatan.com.mx", (), "MX"),
        ("LEÓN", "diariodeleon.es", (), "ES"),
        ("SANTIAGO", "lavozdegalicia.es", (), "ES"),
        ("SANTIAGO", "emol.cl", (), "CL"),
        ("GUADALAJARA", None, ("ES",), "ES"),
        ("GUADALAJARA", None, ("MX", "MX", "ES"), "MX"),
        ("VALENCIA", "elpais.es", ("VE",), "VE"),
        ("VALENCIA", "elpais.es", ("VE", "ES"), "ES"),
    ],
)
def test_namesakes_overseas(
    text: str,
    domain: str | None,
    named: tuple[str, ...],
    country: str,
    article: Callable[..., Article],
    resources: Resources,
) -> None:
    """A Spanish name is the city where the paper or the article's other places are."""
    entities = tuple(place_named(f"region:{code}-{number}", code) for number, code in enumerate(named))
    one = article(GOES_ON, language="es", domain=domain, dateline=Dateline(text=text), entities=entities)
    assert country == dateline.enrich(one, resources)["dateline"].country  # type: ignore[attr-defined]
