from __future__ import annotations

from collections.abc import Callable

import pytest

from articles.article import Entity
from articles.enrichment import Resources
from articles.enrichment.resolution.names import organization_key, person_key, strip_titles, trim
from articles.enrichment.resolution.organizations import is_acronym
from articles.enrichment.resolution.resolve import salience

Tagged = Callable[..., tuple[Entity, ...]]


def by_name(entities: tuple[Entity, ...]) -> dict[str, list[str]]:
    return {e.name: [m.surface for m in e.mentions] for e in entities}


def test_short_names_join_the_full_one(tagged: Tagged) -> None:
    """A family name, a title with it and the full name are one person with all mentions."""
    found = by_name(tagged("[PER Maria Lindqvist] spoke first. Ms. [PER Lindqvist] left; [PER Lindqvist] returned."))
    assert {"Maria Lindqvist": ["Maria Lindqvist", "Lindqvist", "Lindqvist"]} == found


def test_a_shared_name_goes_to_the_nearest_before(tagged: Tagged) -> None:
    """ "Chen" is whichever Chen was named in full last, be it as first or last part."""
    entities = tagged(
        "[PER Chen Bo] arrived. [PER Chen] waved. Then [PER Alice Chen] came. [PER Chen] sat down with [PER Bo]."
    )
    assert {"Chen Bo": ["Chen Bo", "Chen", "Bo"], "Alice Chen": ["Alice Chen", "Chen"]} == by_name(entities)


def test_a_shared_name_goes_to_the_person_of_the_title(tagged: Tagged) -> None:
    """Of two people with a family name, the one whom the title names is meant."""
    entities = tagged(
        "[PER Nora Falk] grew up with [PER Otto Falk]. [PER Falk] won.", title="How [PER Nora Falk] won the race"
    )
    assert ["Nora Falk", "Nora Falk", "Falk"] == by_name(entities)["Nora Falk"]


def test_a_short_name_before_the_full_one(tagged: Tagged) -> None:
    """A headline's family name is the person whom the body names in full."""
    entities = tagged("Minister [PER Pia Holm] resigned.", title="[PER Holm] resigns")
    assert {"Pia Holm": ["Holm", "Pia Holm"]} == by_name(entities)
    assert ["title", "body"] == [m.field for m in entities[0].mentions]


def test_missed_repeats_are_found(tagged: Tagged) -> None:
    """Names that the tagger saw once are found wherever they stand again, by family name too."""
    entities = tagged(
        "[PER Ivo Kranz] of [ORG Brightwater Foundation] spoke. Later Kranz praised Brightwater Foundation."
    )
    assert {
        "Ivo Kranz": ["Ivo Kranz", "Kranz"],
        "Brightwater Foundation": ["Brightwater Foundation", "Brightwater Foundation"],
    } == by_name(entities)


def test_spans_of_mentions(tagged: Tagged) -> None:
    """A mention's span leads to its surface, without title, possessive and "the"."""
    body = "President [PER Lena Ruiz's] envoy praised [ORG the Acme Council]."
    plain = "President Lena Ruiz's envoy praised the Acme Council."
    mentions = [m for e in tagged(body) for m in e.mentions]
    assert {"Lena Ruiz", "Acme Council"} == {m.surface for m in mentions}
    assert all(plain[m.start : m.end] == m.surface for m in mentions)


@pytest.mark.parametrize("name", ["U.S.", "US", "United States", "USA"])
def test_countries_share_a_key(tagged: Tagged, name: str) -> None:
    """However a country is written, its key is its ISO code, and it has coordinates."""
    (entity,) = tagged(f"Exports to the [LOC {name}] rose.")
    assert ("country:US", "United States", "place") == (entity.key, entity.name, entity.type)
    assert entity.latitude is not None


def test_demonyms_are_no_places(tagged: Tagged) -> None:
    """ "Russian" and "Germans" name no place, whatever the tagger says."""
    assert () == tagged("[LOC Russian] tourists met [LOC Germans] and [ORG Republicans].")


def test_a_country_tagged_as_an_organization_is_a_place(tagged: Tagged) -> None:
    """What a country does makes it no organization."""
    (entity,) = tagged("[ORG Norway] voted against it.")
    assert ("place", "country:NO") == (entity.type, entity.key)


def test_cities_are_sought_in_the_countries_named(tagged: Tagged) -> None:
    """Birmingham is in Alabama where the article says so, else in England."""
    alone = next(e for e in tagged("A fire in [LOC Birmingham] was put out."))
    state = next(e for e in tagged("A fire in [LOC Birmingham], [LOC Alabama] was put out.") if e.name == "Birmingham")
    assert ("GB", "US") == (alone.country, state.country)


def test_washington_is_the_capital(tagged: Tagged) -> None:
    """The bare name is the city, with its coordinates; the state is called so."""
    entities = tagged("[LOC Washington] accused [LOC Beijing]. Rain fell in [LOC Washington state].")
    assert {"geonames:4140963", "geonames:1816670", "region:US-WA"} == {e.key for e in entities}


def test_an_unknown_place_keeps_a_key_of_its_own(tagged: Tagged) -> None:
    """A place outside the gazetteer is kept, without coordinates."""
    (entity,) = tagged("They met at [LOC Quillmere Hollow].")
    assert ("place:quillmere-hollow", None) == (entity.key, entity.latitude)


def test_acronyms_join_their_name(tagged: Tagged) -> None:
    """An acronym in parentheses, or of the same initials, is the organization spelled out."""
    entities = tagged("The [ORG Harbour Workers Alliance] ([ORG HWA]) met. [ORG HWA] members voted.")
    assert {"Harbour Workers Alliance": ["Harbour Workers Alliance", "HWA", "HWA"]} == by_name(entities)


def test_the_eu_is_the_european_union(tagged: Tagged) -> None:
    """Known acronyms share the key of the name."""
    (entity,) = tagged("The [ORG European Union] met. The [ORG EU] agreed.")
    assert ("organization:european-union", 2) == (entity.key, len(entity.mentions))


def test_short_forms_of_organizations(tagged: Tagged) -> None:
    """The first word of a name stands for it, unless it is one that many have and names nobody."""
    entities = tagged("[ORG Solberg Shipping] grew. [ORG Solberg] hired. [ORG Royal Rail] and [ORG Royal] sued.")
    assert {"Solberg Shipping": ["Solberg Shipping", "Solberg"], "Royal Rail": ["Royal Rail"]} == by_name(entities)


def test_crossheads_in_capitals_name_nobody(tagged: Tagged) -> None:
    """A line of capitals looks like a name to a tagger."""
    assert ["Tom Beck"] == list(by_name(tagged("[PER Tom Beck] sang.\n[PER UNUSUAL ENVELOPE]\nHe left.")))


def test_aliases_join_people(tagged: Tagged) -> None:
    """Spellings in the alias table share a key and a name."""
    (entity,) = tagged("[PER Volodymyr Zelensky] spoke.")
    assert ("person:volodymyr-zelenskyy", "Volodymyr Zelenskyy") == (entity.key, entity.name)


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("Xi Jinping", "person:jinping-xi"),
        ("Jinping Xi", "person:jinping-xi"),
        ("George W. Bush", "person:bush-george"),
        ("Dr. Ann Lee", "person:ann-lee"),
        ("José Ortiz", "person:jose-ortiz"),
        ("Sam Ray Jr.", "person:ray-sam-jr"),
        ("Charles O'Reilly", "person:charles-oreilly"),
        ("Charles O’Reilly", "person:charles-oreilly"),
        ("Charles O' Reilly", "person:charles-oreilly"),
        ("Charles O´Reilly", "person:charles-oreilly"),
        ("Charles O‘Reilly", "person:charles-oreilly"),
        ("Charles OʼReilly", "person:charles-oreilly"),
    ],
)
def test_person_keys(name: str, key: str) -> None:
    """A person's key has the parts of the name in any order, without marks, initials and titles."""
    assert key == person_key(name)


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("The Boeing Company", "organization:boeing"),
        ("Apple Inc.", "organization:apple"),
        ("Marks & Spencer plc", "organization:marks-and-spencer"),
        ("Siemens AG", "organization:siemens"),
    ],
)
def test_organization_keys(name: str, key: str) -> None:
    """An organization's key is without "the" and legal forms."""
    assert key == organization_key(name)


@pytest.mark.parametrize(
    ("surface", "bare"),
    [
        ("the U.S.", "U.S."),
        ("Smith’s", "Smith"),
        ("“Acme Inc.”", "Acme Inc."),
        ("Rome.", "Rome"),
        (" - ", ""),
        ("'Kelmsay'", "Kelmsay"),
        ("'s Kelmsay", "Kelmsay"),
        ("s Kelmsay", "s Kelmsay"),
    ],
)
def test_trim(surface: str, bare: str) -> None:
    """Signs, "the" and possessives are no part of a name; the point of an abbreviation is."""
    start, end = trim(surface, 0, len(surface))
    assert bare == surface[start:end]


def test_titles_are_stripped() -> None:
    """Titles before a name go, a title alone stays."""
    for surface, bare in (("Prime Minister Ann Lee", "Ann Lee"), ("Mayor", "Mayor")):
        start, end = strip_titles(surface, 0, len(surface))
        assert bare == surface[start:end]


def test_acronyms() -> None:
    """Initials in order make an acronym, strange letters do not."""
    assert [True, True, False] == [
        is_acronym("EU", "European Union"),
        is_acronym("UNICEF", "United Nations International Children's Emergency Fund"),
        is_acronym("NATO", "European Union"),
    ]


def test_salience_is_between_0_and_1() -> None:
    """In the title, early and often is near 1; once, late is near 0."""
    assert salience(True, 0.0, 50) <= 1.0
    assert 0.0 <= salience(False, 1.0, 1) < 0.2
    assert salience(False, 0.1, 3) < salience(True, 0.1, 3)


def test_people_in_the_alias_table_have_their_usual_keys(resources: Resources) -> None:
    """The table's key of a person is what the name itself would give: no entry splits a person in two."""
    for name in ("Joe Biden", "Vladimir Putin", "Mohammed bin Salman", "Bashar al-Assad", "Kim Jong Un", "Xi Jinping"):
        alias = resources.aliases.find(name)
        assert alias is not None
        assert person_key(name) == alias.key


def test_family_names_that_are_words(tagged: Tagged) -> None:
    """A family name that is a word too is found in the middle of a sentence, and no word is taken for it."""
    entities = tagged("[PER Lewis Ward] sees risks. “It may fail,” Ward says. Ward 3 is closed. Nurses left the ward.")
    assert {"Lewis Ward": ["Lewis Ward", "Ward"]} == by_name(entities)


def test_a_gerund_is_no_given_name(tagged: Tagged) -> None:
    """ "Hosting Beck" at the beginning of a sentence is Beck."""
    entities = tagged("[PER Tom Beck] smiled. [PER Hosting Beck] was fun.")
    assert {"Tom Beck": ["Tom Beck", "Beck"]} == by_name(entities)


def test_towns_taken_for_people(tagged: Tagged) -> None:
    """A town or country that a tagger takes for a person is a place; somebody's name is not."""
    entities = tagged("[PER Kyiv] was hit. [PER Khan Younis] too. [PER Paris Jackson] sang. [PER Paris] bowed.")
    assert {"geonames:703448", "geonames:281124", "person:jackson-paris"} == {e.key for e in entities}


def test_towns_far_from_the_article(tagged: Tagged) -> None:
    """A small town in a country that the article does not name is not the one meant."""
    entities = tagged("In [LOC Palm Beach], a village in the north of [LOC Kenya], it rained.")
    assert "place:palm-beach" in {e.key for e in entities}


def test_the_last_of_two_with_shared_names(tagged: Tagged) -> None:
    """A name whose parts two people have is the one named last."""
    entities = tagged("[PER Abu Hassan Amer] spoke. [PER Sadeq Abu Amer] agreed. [PER Abu Amer] leads a group.")
    assert ["Sadeq Abu Amer", "Abu Amer"] == by_name(entities)["Sadeq Abu Amer"]


def test_two_names_in_one_span(tagged: Tagged) -> None:
    """An organization in a city, and two countries with a hyphen, are two each."""
    entities = tagged("[ORG American University in Washington] studied [ORG China-Russia] relations.")
    assert {"American University", "Washington", "China", "Russia"} == set(by_name(entities))


def test_states_as_newspapers_abbreviate_them(tagged: Tagged) -> None:
    """Behind a comma or a party, "Wis." is Wisconsin; a town beside it lies there."""
    entities = tagged("[PER Ann Lee], R-[LOC Wis]., met voters in [LOC Concord], [LOC N.H.]")
    assert {"region:US-WI", "region:US-NH"} <= {e.key for e in entities}
    assert "US" == next(e.country for e in entities if e.name == "Concord")


def test_a_family_name_with_something_beside_it(tagged: Tagged) -> None:
    """What a tagger takes for a firm is the person whose family name it ends or begins with."""
    entities = tagged("[PER Jacob Mabolo] spoke. [ORG MEC Mabolo] left, then [ORG Mabolo quit].")
    assert {"Jacob Mabolo": ["Jacob Mabolo", "Mabolo", "Mabolo"]} == by_name(entities)


def test_family_names_that_come_first(tagged: Tagged) -> None:
    """Where the family name comes first, it stands for the person too, short as it is."""
    entities = tagged("President [PER Xi Jinping] spoke. Last week, when Xi and others met, it rained.")
    assert {"Xi Jinping": ["Xi Jinping", "Xi"]} == by_name(entities)


def test_nearby_words_come_before_the_alias_table(tagged: Tagged) -> None:
    """Odessa is the port in Ukraine, and in Texas where the article says so."""
    assert "UA" == tagged("Ships left [LOC Odessa].")[0].country
    assert "US" == next(e.country for e in tagged("Rain fell in [LOC Odessa], [LOC Texas].") if e.name == "Odessa")


def test_towns_of_the_state_beside(tagged: Tagged) -> None:
    """A small town is known by the state after a comma, there and wherever the article names it again."""
    entities = tagged("In [LOC Paris], [LOC Texas], it rained. [LOC Paris] has a tower with a hat.")
    assert {"geonames:4717560", "region:US-TX"} == {e.key for e in entities}


def test_cities_beside_each_other(tagged: Tagged) -> None:
    """Of the Londons, the one near the other towns of the article is meant."""
    entities = tagged("From [LOC London] to [LOC St. Thomas] and [LOC Woodstock] in [LOC Ontario] it rained.")
    assert "geonames:6058560" in {e.key for e in entities}


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("In [LOC Atlanta] and in [LOC Athens], [LOC Georgia] voted, as did [LOC Alabama].", "region:US-GA"),
        ("The state of [LOC Georgia] sued the [LOC United States].", "region:US-GA"),
        ("In [LOC Tbilisi], [LOC Georgia] accused [LOC Russia].", "country:GE"),
        ("[LOC Russia] and [LOC Ohio] have little in common.", "country:RU"),
        ("The sheriff of [LOC Rapides Parish] in [LOC Louisiana] resigned.", "region:US-22079"),
    ],
)
def test_countries_states_and_counties(tagged: Tagged, text: str, key: str) -> None:
    """What else the article names tells a state from a country, and a country from a village."""
    assert key in {e.key for e in tagged(text)}


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("[ORG Danbury Police] arrested a man.", "geonames:4832353"),
        ("[ORG Kentucky State Police] arrested a man.", "region:US-KY"),
        ("She teaches at the [ORG University of Michigan].", "region:US-MI"),
        ("She leads the [ORG University of Missouri Extension].", "region:US-MO"),
        ("He studied at the [ORG University of Cincinnati].", "geonames:4508722"),
        ("The [ORG Western Pennsylvania Kennel Association] met.", "region:US-PA"),
        ("It hangs in the [ORG Museum for East Texas Culture].", "region:US-TX"),
        ("The [ORG NATO-Russia Council] met.", "country:RU"),
        ("Funds went to [ORG Cancer Research UK].", "country:GB"),
        ("The [ORG U.S. Department of Labor] agreed.", "country:US"),
        ("The [ORG Grand Ledge Police] arrested a man in [LOC Michigan].", "geonames:4994344"),
    ],
)
def test_places_of_institutions(tagged: Tagged, text: str, key: str) -> None:
    """The town, county or state of an institution is a place of the article, beside the institution."""
    assert {"organization", "place"} == {e.type for e in tagged(text)}
    assert key in {e.key for e in tagged(text)}


@pytest.mark.parametrize(
    "text",
    [
        "[ORG Acme Council] met.",
        "[ORG Independent Police Board] met.",
        "[ORG Air Berlin] ended.",
        "The [ORG Knights of Columbus] met.",
        "The [ORG South Western Railway] was late.",
        "The [ORG Chamber of Commerce] met.",
    ],
)
def test_institutions_of_no_place(tagged: Tagged, text: str) -> None:
    """A firm that is called after a city, or an institution whose name begins with a word, tells no place."""
    assert {"organization"} == {e.type for e in tagged(text)}


@pytest.mark.parametrize(
    "text",
    [
        "A train stopped near [PER Pratt] today.",
        "Downtown [PER Greer], [LOC South Carolina], was full.",
        "A woman, 25, of [PER Elkhart] was indicted.",
        "[PER CHAPIN] – The principal resigned.",
    ],
)
def test_towns_called_like_people(tagged: Tagged, text: str) -> None:
    """A town that a tagger takes for a person is told by the words beside it."""
    assert {"place"} == {e.type for e in tagged(text)}


@pytest.mark.parametrize(
    "text",
    [
        "A [ORG Bicester] teenager won.",
        "Ana Pohl, 51, of [ORG Blue Springs], was hurt.",
        "The [ORG Northbrook]-based firm closed.",
        "Rain fell in [ORG Bicester] today.",
        "[PER Roselle] police closed the road.",
        "Smoke rose near [PER Crabgrass], [PER Owens] and [PER Harris] roads.",
        "Sen. Ida Falk, [ORG D-Charleston], agreed.",
        "Sen. Ida Falk, R-Moorpark, agreed.",
        "He was arrested by Danbury police on Monday.",
        "A mason is charged. BANTAM - A court will hear him.",
        "By our reporter\nBANTAM, Conn. (AP) -- A court will hear him.",
    ],
)
def test_towns_taken_for_others_or_not_seen(tagged: Tagged, text: str) -> None:
    """Residents, police, roads and a politician's party tell a town too, even one that a tagger takes for a firm."""
    assert {"place"} == {e.type for e in tagged(text)}


@pytest.mark.parametrize(
    "text",
    [
        "Members of [ORG Congress] objected, and others in [ORG Congress] agreed.",
        "She has shares in [ORG Nokia] and spoke.",
        "He is from [ORG Bicester United].",
        "[ORG Acme] met British police, and Sunday residents, and Austin men.",
        "[ORG Acme] grew. NOTE - This is new. UPDATE - A correction.",
    ],
)
def test_organizations_called_like_towns(tagged: Tagged, text: str) -> None:
    """A common word, or a firm that somebody has shares in, is no town."""
    assert {"organization"} == {e.type for e in tagged(text)}


def test_counties_in_a_row(tagged: Tagged) -> None:
    """Names in a row before "counties" have the keys of counties."""
    entities = tagged("Schools in [ORG Barrow] and [PER Jackson] counties in [LOC Georgia] closed.")
    assert {"region:US-13013", "region:US-13157"} <= {e.key for e in entities}


def test_states_that_the_tagger_does_not_see(tagged: Tagged) -> None:
    """An abbreviation behind a town, and one behind a party, is a state."""
    entities = tagged("[LOC Charleston], W.Va. - Rep. Ida Falk (R-AL) spoke.")
    assert {"region:US-WV", "region:US-AL"} <= {e.key for e in entities}
    assert "geonames:4801859" in {e.key for e in entities}


@pytest.mark.parametrize(
    "text", ["[PER Pratt] said no.", "The case of [PER Lindsay Pratt], 25. In [PER Pratt] they saw a hero."]
)
def test_people_called_like_towns(tagged: Tagged, text: str) -> None:
    """A family name that the article knows is no town."""
    assert {"person"} == {e.type for e in tagged(text)}


@pytest.mark.parametrize(
    ("text", "people", "others"),
    [
        ("[PER Owen Tallis] came. [ORG Tallis] left.", ["Owen Tallis", "Tallis"], []),
        ("[PER Ada Lincoln] came. [LOC Lincoln] left.", ["Ada Lincoln", "Lincoln"], []),
        ("[PER Ada London] came. It is cold in [LOC London].", ["Ada London"], ["London"]),
        ("[PER Ada Malta] came. It is warm in [LOC Malta].", ["Ada Malta"], ["Malta"]),
    ],
    ids=["no place", "a small city", "a large city", "a small country"],
)
def test_a_family_name_is_the_person_unless_a_large_place_has_it(
    tagged: Tagged, text: str, people: list[str], others: list[str]
) -> None:
    found = [(e.type == "person", m.surface) for e in tagged(text) for m in e.mentions]

    assert people == [surface for is_person, surface in found if is_person]
    assert others == [surface for is_person, surface in found if not is_person]


def test_a_full_name_of_three_words_that_begins_like_a_place_is_a_person(tagged: Tagged) -> None:
    entities = tagged("[LOC Savannah Rose Tallis] spoke first. [PER Tallis] left at noon.")

    assert {"Savannah Rose Tallis": ["Savannah Rose Tallis", "Tallis"]} == by_name(entities)
    assert ["person"] == [entity.type for entity in entities]


def test_a_region_named_after_its_city(tagged: Callable[..., tuple[Entity, ...]]) -> None:
    """Outside America a name is the city's rather than its region's; "province of" still tells."""
    found = tagged("Talks in [LOC Lisboa] ended, those in [LOC Wien] and [LOC Brandenburg] went on.")
    assert {"geonames:2267057", "geonames:2761369", "region:DE-BB"} == {one.key for one in found}
