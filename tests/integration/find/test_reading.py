"""What pages and programs read, on the planned archive."""

from __future__ import annotations

import uuid
from collections import Counter
from datetime import UTC, datetime

import pytest
from elasticsearch import Elasticsearch

from articles.citations import Problem, cite, parse
from search.find import facets, flat_entities
from search.find.articles import Ask, search
from search.find.name_lookup import similar
from search.holds.moving import move_out, refresh_moved
from search.reading.about import about
from search.reading.article import FullArticle, article, articles
from search.reading.entity import Portrait, Unknown, entity
from search.reading.history import changes, history
from search.reading.passages import verify
from search.reading.quotes import quotes
from search.reading.results import results
from search.reading.spread import Spread, compared, paragraphs, spread
from search.schema.index_names import Names
from search.transport.scoped import Scope, scoped

from .plan import LEADS, PEOPLE, PLACES, PLAN, QUOTES, fill, identifier


def test_an_article_is_read_with_its_entities_and_times(client: Elasticsearch, names: Names):
    planned = next(one for one in LEADS if one.people and one.day and one.filed_from)
    found = article(client, names, planned.id)
    assert isinstance(found, FullArticle)
    assert (found.title, found.body, found.revision) == (planned.title, planned.body, planned.revision)
    assert {one.name for one in found.entities} == {*planned.people, *planned.organizations, *planned.places}
    assert found.dateline is not None
    assert found.dateline.latitude == PLACES[planned.filed_from][2]
    assert datetime.fromisoformat(found.published_at or "") == planned.day


def test_an_article_that_is_not_there_is_none(client: Elasticsearch, names: Names):
    assert article(client, names, identifier(999_999)) is None
    assert articles(client, names, [identifier(999_999)]) == {}


def test_a_person_is_read_with_months_companions_and_quotes(client: Elasticsearch, names: Names):
    found = entity(client, names, "Xi Jinping")
    assert isinstance(found, Portrait)
    naming = [one for one in LEADS if "Xi Jinping" in one.people]
    assert (found.key, found.articles) == ("person:jinping-xi", len(naming))
    months = Counter(f"{one.day:%Y-%m}" for one in naming if one.day)
    assert {span.start[:7]: span.articles for span in found.over_time} == months
    assert [(one.text, one.articles) for one in found.spellings] == [("Xi Jinping", len(naming))]
    together = Counter(
        name for one in naming for name in (*one.people, *one.organizations, *one.places) if name != "Xi Jinping"
    )
    assert {one.name: one.articles for one in found.together_with} == together
    assert found.quotes
    assert {one.speaker for one in found.quotes} == {"Xi Jinping"}
    assert found.location is None


def test_the_companions_of_many_articles_are_drawn_by_chance_and_counted_in_all(
    client: Elasticsearch, names: Names, monkeypatch: pytest.MonkeyPatch
):
    """How often the person is mentioned is counted; the same articles are drawn each time."""
    exact = entity(client, names, "Xi Jinping")
    monkeypatch.setattr(flat_entities, "_FEW", exact.articles - 1)
    found = entity(client, names, "Xi Jinping")
    assert isinstance(found, Portrait)
    assert (found.name, found.articles, found.mentions) == (exact.name, exact.articles, exact.mentions)
    together = {one.name: one.articles for one in exact.together_with}
    assert found.together_with
    assert {one.name: one.articles for one in found.together_with}.items() <= together.items()
    assert entity(client, names, "Xi Jinping") == found


def test_names_in_what_a_search_finds_are_drawn_by_chance_and_counted_in_all(
    client: Elasticsearch, names: Names, monkeypatch: pytest.MonkeyPatch
):
    """Where a page asks, and there are many; a search that counts thoroughly gives them all."""
    exact = search(client, names, Ask(facets=("people", "source")))
    monkeypatch.setattr(facets, "FEW", exact.total - 1)
    assert exact.facets == search(client, names, Ask(facets=("people", "source"))).facets
    people, sources = search(client, names, Ask(facets=("people", "source"), thorough=False)).facets
    counts = {one.value: one.articles for one in exact.facets[0].counts}
    assert people.counts
    assert {one.value: one.articles for one in people.counts if one.value in counts}.items() <= counts.items()
    assert sources.counts == exact.facets[1].counts
    assert [one.articles for one in people.counts] == sorted((one.articles for one in people.counts), reverse=True)


def test_weeks_are_counted_where_they_are_asked_for(client: Elasticsearch, names: Names):
    found = entity(client, names, "Xi Jinping", interval="week")
    assert isinstance(found, Portrait)
    assert all(datetime.fromisoformat(span.start).weekday() == 0 for span in found.over_time)


def test_a_place_has_coordinates_and_the_datelines_of_its_articles(client: Elasticsearch, names: Names):
    found = entity(client, names, PLACES["Lyon"][0])
    assert isinstance(found, Portrait)
    assert found.location is not None
    assert (round(found.location.latitude), round(found.location.longitude)) == (46, 5)
    filed = Counter(one.filed_from for one in LEADS if "Lyon" in one.places and one.filed_from)
    assert {point.name: point.articles for point in found.datelines} == filed


def test_an_unknown_name_leads_to_names_that_sound_alike(client: Elasticsearch, names: Names):
    assert entity(client, names, "Ingrit Solburg") == Unknown(said="Ingrit Solburg", did_you_mean=("Ingrid Solberg",))


def test_names_of_sources_that_are_not_seen(client: Elasticsearch, names: Names) -> None:
    """A name is proposed to those alone who may see an article that has it."""
    assert ("Ingrid Solberg",) == similar(client, names, "Ingrit Solburg")
    for sources, proposed in ((None, ("Ingrid Solberg",)), (("Nobody's Paper",), ())):
        reader = scoped(client, names, Scope(sources=sources))
        assert proposed == similar(reader, names, "Ingrit Solburg")


def test_quotes_are_found_by_speaker_by_words_and_by_what_the_article_is_about(client: Elasticsearch, names: Names):
    said = [one for one in LEADS if one.quote]
    johnson = [one for one in said if one.quote and one.quote[1] == "Boris Johnson"]
    found = quotes(client, names, speaker=[PEOPLE["Boris Johnson"]], size=50)
    assert found.articles == len(johnson)
    assert {one.speaker for one in found.quotes} == {"Boris Johnson"}
    found = quotes(client, names, words="crane", size=50)
    assert {one.text for one in found.quotes} == {QUOTES[2]}
    in_lyon = [one for one in said if "Lyon" in one.places]
    assert quotes(client, names, about=[PLACES["Lyon"][0]]).articles == len(in_lyon)


def test_pages_of_quotes_join_without_gap(client: Elasticsearch, names: Names):
    whole = quotes(client, names, size=50)
    pages, offset = [], 0
    while offset is not None:
        page = quotes(client, names, size=7, offset=offset)
        pages += page.quotes
        offset = page.next_offset
    assert tuple(pages) == whole.quotes


def test_every_hit_has_a_passage_that_can_be_checked(client: Elasticsearch, names: Names):
    found = results(client, names, Ask(text="ferry", size=20))
    assert found.results
    for result in found.results:
        for passage in result.passages:
            verdict = verify(client, names, parse(passage.citation))
            assert verdict.holds
            assert verdict.wording == passage.text
    assert any("ferry" in passage.text for result in found.results for passage in result.passages)


def test_a_storys_spread_is_in_the_order_in_which_it_ran(client: Elasticsearch, names: Names):
    lead = next(one for one in LEADS if one.copies and one.day)
    copies = [one for one in PLAN if one.copy_of == lead.id]
    for wanted in (lead.id, copies[0].id):
        found = spread(client, names, wanted)
        assert isinstance(found, Spread)
        ran = sorted((lead, *copies), key=lambda one: one.time)
        assert [step.id for step in found.steps] == [one.id for one in ran]
        lags = [int((one.time - ran[0].time).total_seconds()) for one in ran]
        assert [step.lag_seconds for step in found.steps] == lags
        assert found.lead == lead.id
    (only,) = paragraphs(client, names, found.steps)
    assert (only.article_id, set(only.also_in)) == (lead.id, {one.id for one in copies})
    pieces = compared(client, names, lead.id, copies[0].id)
    assert pieces is not None
    assert [piece.text.strip() for piece in pieces.pieces if piece.kind == "added"] == ["again"]


def test_the_archive_describes_its_content(client: Elasticsearch, names: Names):
    found = about(client, names)
    assert (found.articles, found.stories, found.copies) == (len(PLAN), len(LEADS), len(PLAN) - len(LEADS))
    assert {one.name: one.articles for one in found.sources} == Counter(one.source for one in PLAN)
    assert {one.value: one.articles for one in found.languages} == Counter(one.language for one in PLAN)
    days = [one.day for one in PLAN if one.day]
    assert (found.first_day, found.last_day) == (f"{min(days):%Y-%m-%d}", f"{max(days):%Y-%m-%d}")
    assert found.undated == sum(one.day is None for one in PLAN)


@pytest.fixture
def own(client: Elasticsearch, names: Names) -> Names:
    """An archive that a test changes."""
    made = Names(f"{names.prefix}{uuid.uuid4().hex[:6]}-")
    fill(client, made)
    return made


def test_what_is_withdrawn_is_given_out_by_no_function(client: Elasticsearch, own: Names):
    lead = next(one for one in LEADS if one.copies and "Xi Jinping" in one.people)
    quoting = next(one for one in LEADS if one.quote and one.quote[1] == "Xi Jinping")
    story = [lead.id, *(one.id for one in PLAN if one.copy_of == lead.id), quoting.id]
    cited = results(client, own, Ask(text=f"id:{lead.id}")).results[0].passages[0].citation
    before = about(client, own)
    client.index(
        index=own.revisions,
        document={"article_id": lead.id, "revision": 1, "title": "Before", "body": "Earlier."},
        refresh=True,
    )
    assert history(client, own, lead.id) is not None
    move_out(client, own, dict.fromkeys(story, ("killed", "hold")), datetime.now(UTC))
    refresh_moved(client, own)

    assert article(client, own, lead.id) is None
    assert articles(client, own, story) == {}
    assert spread(client, own, lead.id) is None
    assert compared(client, own, story[0], story[1]) is None
    assert history(client, own, lead.id) is None
    assert verify(client, own, parse(cited)).problem is Problem.UNKNOWN_ARTICLE
    assert results(client, own, Ask(text=f"id:{lead.id}")).results == ()
    person = entity(client, own, "Xi Jinping", quoted=100, latest=100)
    assert isinstance(person, Portrait)
    assert person.articles == sum("Xi Jinping" in one.people for one in LEADS) - 2
    assert not set(story) & {one.id for one in person.latest}
    assert not set(story) & {one.passage.article_id for one in person.quotes if one.passage}
    assert about(client, own).articles == before.articles - len(story)


def test_an_earlier_text_can_be_cited_and_compared(client: Elasticsearch, own: Names):
    changed = next(one for one in LEADS if one.revision == 2)
    earlier = changed.body.replace("Officials", "Nobody")
    client.index(
        index=own.revisions,
        document={"article_id": changed.id, "revision": 1, "title": changed.title, "body": earlier},
        refresh=True,
    )
    found = history(client, own, changed.id)
    assert found is not None
    assert [one.revision for one in found.revisions] == [1, 2]
    pieces = changes(*found.revisions)
    assert [(piece.kind, piece.text.strip()) for piece in pieces if piece.kind != "same"] == [
        ("removed", "Nobody"),
        ("added", "Officials"),
    ]
    verdict = verify(client, own, cite(changed.id, 1, earlier, 0, 6))
    assert (verdict.holds, verdict.wording, verdict.current_revision) == (True, "Nobody", 2)
    assert verify(client, own, cite(changed.id, 2, earlier, 0, 6)).problem is Problem.WORDING
    assert verify(client, own, cite(changed.id, 7, earlier, 0, 6)).problem is Problem.UNKNOWN_REVISION
