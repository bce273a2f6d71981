"""The flat fields of entities, and the patterns that choose from them."""

from __future__ import annotations

import re
from typing import Any

import pytest

from search.schema import entity_fields as fields


def entity(name: str, key: str, *surfaces: str, **more: Any) -> dict[str, Any]:
    return {"name": name, "key": key, "mentions": 2, "surfaces": list(surfaces), **more}


LINDQVIST = entity("Maria Lindqvist", "person:lindqvist-maria", "Maria Lindqvist", "Ms. Lindqvist", "Lindqvist")


def test_an_entity_is_found_by_its_name_its_words_and_the_ways_it_is_written() -> None:
    """Each form once; one that an article writes is no mere part."""
    assert [
        "lindqvist|form|person:lindqvist-maria",
        "maria lindqvist|name|person:lindqvist-maria",
        "ms lindqvist|form|person:lindqvist-maria",
    ] == fields.entity_fields([LINDQVIST])["entity_forms"]
    union = fields.entity_fields([entity("Union of Ferry Crews at Sea", "organization:u")])["entity_forms"]
    assert "ferry crews at|part|organization:u" in union


def test_a_key_that_comes_twice_is_counted_once() -> None:
    """Under the name with most mentions."""
    two = [entity("Ada", "person:ada"), entity("Ada L.", "person:ada") | {"mentions": 3}]
    assert ["person:ada|5|Ada L."] == fields.entity_fields(two)["entity_names"]


def test_places_are_flat() -> None:
    """Countries once, and where each place is."""
    here, there = {"lat": 1.0, "lon": 2.0}, {"lat": 3.0, "lon": 4.0}
    made = fields.entity_fields(
        [
            entity("A", "geonames:1", country="FR", location=here),
            entity("B", "geonames:2", country="FR", location=there),
        ]
    )
    assert (["FR"], [here, there]) == (made["entity_countries"], made["entity_locations"])


def test_names_may_have_any_sign() -> None:
    """The bar divides the parts of a value; a name may have one."""
    (value,) = fields.entity_fields([entity("A|B", "organization:ab")])["entity_names"]
    assert fields.Named(key="organization:ab", mentions=2, name="A|B") == fields.read_name(value)
    (form,) = (one for one in fields.entity_fields([entity("A|B", "organization:ab")])["entity_forms"] if "name" in one)
    assert ("a b", "organization:ab") == (form.split("|")[0], fields.key_of_form(form))


@pytest.mark.parametrize(
    ("pattern", "value", "matches"),
    [
        (fields.beginning("Lindq"), "lindqvist|form|person:lindqvist-maria", True),
        (fields.beginning("Lindq", "place"), "lindqvist|form|person:lindqvist-maria", False),
        (fields.beginning("Nor", "place"), "norway|name|country:NO", True),
        (fields.exactly("José Ortiz", "name"), "jose ortiz|name|person:jose-ortiz", True),
        (fields.exactly("José", "name"), "jose ortiz|name|person:jose-ortiz", False),
        (fields.with_word("Ortiz"), "ortiz vega|part|person:jose-ortiz-vega", True),
        (fields.with_word("Ort"), "ortiz|part|person:jose-ortiz", False),
        (fields.names_of(["place:a.*"])[0], "place:a.*|1|A", True),
        (fields.names_of(["place:a.*"])[0], "place:abc|1|Abc", False),
    ],
)
def test_patterns(pattern: str, value: str, matches: bool) -> None:
    """They choose forms by beginning, whole, or first word, and by type; what a user types is no pattern."""
    assert matches == bool(re.fullmatch(pattern, value))


def test_many_keys_make_several_short_patterns() -> None:
    """Elasticsearch takes a thousand letters."""
    keys = [f"person:somebody-with-a-name-{number}" for number in range(100)]
    patterns = fields.names_of([*keys, "x" * 2000])
    assert max(map(len, patterns)) <= 1000
    for key in keys:
        assert 1 == sum(bool(re.fullmatch(pattern, f"{key}|3|Some Body")) for pattern in patterns)
