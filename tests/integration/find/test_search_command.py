"""`copydesk search`, as its users call it."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable

import pytest
from click.testing import Result
from elasticsearch import Elasticsearch

from search.find.articles import SORTS
from search.schema.index_names import Names

from .plan import LEADS, PLAN, SOURCES

Run = Callable[..., Result]


def rows(result: Result) -> list[dict[str, object]]:
    assert 0 == result.exit_code, result.output
    found: list[dict[str, object]] = json.loads(result.stdout)["hits"]
    return found


def numbers(result: Result) -> list[int]:
    return sorted(int(str(hit["id"]), 16) - 1 for hit in rows(result))


def test_matches_at_both_ends_of_a_piece_are_marked(copydesk: Run) -> None:
    """Elasticsearch strips control characters from a piece's ends; each mark that opens is closed."""
    hits = rows(copydesk("search", "officials", "--json", "--size", "100"))
    pieces = [piece for hit in hits for piece in hit["highlights"]]  # type: ignore[attr-defined]
    assert len(pieces) == len(LEADS)
    assert all(piece.startswith("<em>Officials</em> met") for piece in pieces)


@pytest.mark.parametrize("query", ["news", "title:news", "source:Kiel*", ""])
def test_a_hit_in_whose_text_nothing_matches_shows_its_beginning(copydesk: Run, query: str) -> None:
    """So where the words are those of its title alone, and where the query has none."""
    bodies = {one.id: one.body for one in LEADS}
    hits = rows(copydesk("search", query, "--json", "--size", "5"))
    assert 5 == len(hits)
    for hit in hits:
        (piece,), body = hit["highlights"], bodies[str(hit["id"])]  # type: ignore[misc]
        assert body.startswith(piece)
        assert len(piece) >= min(200, len(body))
    shown = copydesk("search", query, "--size", "1").stdout
    assert "    Officials met on the matter" in shown
    assert "    … " not in shown


def test_an_excluded_word_is_no_option(copydesk: Run) -> None:
    """`-sport` and `-has:date` are read as parts of the query."""
    assert numbers(copydesk("search", "officials -sport", "--json", "--size", "200")) == numbers(
        copydesk("search", "officials", "-sport", "--json", "--size", "200")
    )
    assert [one.number for one in LEADS if one.day is None] == numbers(
        copydesk("search", "-has:date", "--json", "--size", "200")
    )


def test_a_wrong_query_is_shown_with_its_place(copydesk: Run) -> None:
    """The error points at what is wrong; the exit code is that of a wrong argument."""
    result = copydesk("search", "titel:ferry", "sanctions")
    assert 2 == result.exit_code
    assert 'there is no field "titel"; did you mean "title:"?' in result.output
    assert "  titel:ferry sanctions\n  ^^^^^\n" in result.output
    assert 2 == copydesk("search", "*erry").exit_code


@pytest.mark.parametrize("given", ["EN", "en", "English"])
def test_language_in_any_form(copydesk: Run, given: str) -> None:
    """Capitals and the language's name are understood."""
    expected = [one.number for one in LEADS if one.language == "en"]
    assert expected == numbers(copydesk("search", "--language", given, "--json", "--size", "200"))


def test_an_unknown_language_is_an_error(copydesk: Run) -> None:
    """It does not silently find nothing."""
    result = copydesk("search", "--language", "klingon")
    assert (2, True) == (result.exit_code, "not a language" in result.output)


@pytest.mark.parametrize("given", ["north sea times", "NORTHSEA.example", "North Sea Times"])
def test_source_in_any_case(copydesk: Run, given: str) -> None:
    """So is a source, by name or domain."""
    expected = [one.number for one in LEADS if one.source == "North Sea Times"]
    assert expected == numbers(copydesk("search", "--source", given, "--json", "--size", "200"))


def test_one_day(copydesk: Run) -> None:
    """`--since D --until D` is that day, and the wrong way round is said."""
    chosen = LEADS[3].day
    assert chosen is not None
    expected = [one.number for one in LEADS if one.time.date() == chosen.date()]
    text = f"{chosen:%Y-%m-%d}"
    assert expected == numbers(copydesk("search", "--since", text, "--until", text, "--json"))
    result = copydesk("search", "--since", "2024-05-02", "--until", "2024-05-01")
    assert (2, True) == (result.exit_code, "is after --until" in result.output)


def test_a_last_name_finds_everybody_who_has_it(copydesk: Run) -> None:
    """Articles that only ever say "Johnson" do not hide those that say "Boris Johnson", and the choice is told."""
    expected = [one.number for one in LEADS if {"Johnson", "Boris Johnson"} & set(one.people)]
    assert expected == numbers(copydesk("search", "--entity", "Johnson", "--json", "--size", "200"))
    shown = copydesk("search", "people:Johnson").output
    assert "Johnson may be: " in shown
    assert "person:boris-johnson" in shown


@pytest.mark.parametrize("arguments", [["people:Selenskyj"]])
def test_another_spelling_finds(copydesk: Run, arguments: list[str]) -> None:
    """A person is found by a transliteration that no article has."""
    expected = numbers(copydesk("search", "people:Zelensky", "--json", "--size", "200"))
    assert expected
    assert expected == numbers(copydesk("search", *arguments, "--json", "--size", "200"))


@pytest.mark.parametrize(
    ("arguments", "proposed"),
    [
        (["Selenskyj"], "Volodymyr Zelensky"),
        (["people:Xi Jingping", "-sport"], "Xi Jinping"),
        (["org:Fery Unoin", "-sport"], "Ferry Union"),
        (["source:Bergn Post", "-sport"], "Bergen Post"),
        (["--source", "Kieler"], "Kieler Blatt"),
    ],
)
def test_did_you_mean(copydesk: Run, arguments: list[str], proposed: str) -> None:
    """A name that nobody has brings those that sound or are spelled alike; programs get them too."""
    result = copydesk("search", *arguments)
    assert 0 == result.exit_code
    assert "0 found" in result.output
    assert f"Did you mean “{proposed}”" in result.output
    answer = json.loads(copydesk("search", *arguments, "--json").stdout)
    assert [proposed] == [name for one in answer["names"] for name in one["did_you_mean"]][:1]


def test_what_nothing_resembles(copydesk: Run) -> None:
    """No name is proposed for nonsense."""
    assert "Did you mean" not in copydesk("search", "people:Qwxzptl").output


@pytest.mark.parametrize("option", ["--entity", "--quoted", "--source", "--language"])
def test_a_condition_without_a_value(copydesk: Run, option: str) -> None:
    """A variable of a script that is not set must not find everything."""
    result = copydesk("search", "ferry", option, "")
    assert (2, True) == (result.exit_code, f"{option} takes a value" in result.output)


@pytest.mark.parametrize(
    "arguments",
    [["search", "ferry"], ["show", "abcdef123456"], ["story", "abcdef123456"], ["more-like", "abcdef123456"]],
)
def test_a_prefix_without_indices(copydesk: Run, monkeypatch: pytest.MonkeyPatch, arguments: list[str]) -> None:
    """The error says what to look at, not what Elasticsearch calls it."""
    monkeypatch.setenv("COPYDESK_PREFIX", "nothing-here-")
    result = copydesk(*arguments)
    assert (1, "") == (result.exit_code, result.stdout)
    assert "Is COPYDESK_PREFIX right?" in result.stderr
    assert "exception" not in result.stderr


def test_a_page_past_the_last_hit(copydesk: Run) -> None:
    """It is said that there were hits, and that this page has none; a search that finds nothing has no such page."""
    assert "This page is past the last hit." in copydesk("search", "ferry", "--page", "500").stdout
    table = copydesk("search", "ferry", "--page", "500", "--csv")
    assert (1, "This page is past the last hit.\n") == (len(table.stdout.splitlines()), table.stderr)
    assert "past" not in copydesk("search", "zzzqqq", "--page", "500").output


def test_pages_and_sort(copydesk: Run) -> None:
    """Pages follow each other without a gap or a double; every order is one of all hits."""
    for order in SORTS:
        seen = [
            hit["id"]
            for page in (1, 2)
            for hit in rows(
                copydesk("search", "officials", "--sort", order, "--size", "50", "--page", str(page), "--json")
            )
        ]
        assert {one.id for one in LEADS} == set(seen)
        assert len(seen) == len(LEADS)
    dates = [hit.get("published_at") for hit in rows(copydesk("search", "--sort", "oldest", "--size", "50", "--json"))]
    assert sorted(dates, key=str) == dates
    result = copydesk("search", "--page", "1001")
    assert (2, True) == (result.exit_code, "--all reads every hit" in result.output)


def test_facets(copydesk: Run) -> None:
    """Counts by source are those of the plan, for people and for programs."""
    answer = json.loads(copydesk("search", "ferry", "--facets", "--json").stdout)
    chosen = [one for one in LEADS if "ferry" in one.all_words]
    by_name = {facet["name"]: facet for facet in answer["facets"]}
    counts = {count["value"]: count["articles"] for count in by_name["source"]["counts"]}
    assert counts == {source: n for source in SOURCES if (n := sum(one.source == source for one in chosen))}
    people = {count["value"]: count["articles"] for count in by_name["people"]["counts"]}
    assert people["Xi Jinping"] == sum("Xi Jinping" in one.people for one in chosen)
    assert by_name["date"].get("without", 0) == sum(one.day is None for one in chosen)
    shown = copydesk("search", "ferry", "--facet", "source").output
    assert "\nsource\n" in shown
    assert "█" in shown
    assert "\nlanguage\n" not in shown


def test_csv_and_jsonl(copydesk: Run) -> None:
    """One row per hit, with a header in CSV; nothing else is on standard output."""
    table = list(csv.DictReader(io.StringIO(copydesk("search", "ferry", "--size", "100", "--csv").stdout)))
    lines = [json.loads(line) for line in copydesk("search", "ferry", "--size", "100", "--jsonl").stdout.splitlines()]
    expected = {one.id for one in LEADS if "ferry" in one.all_words}
    assert expected == {row["id"] for row in table} == {row["id"] for row in lines}
    by_id = {one.id: one for one in LEADS}
    for row in table:
        assert row["people"] == "; ".join(by_id[row["id"]].people)
        assert row["source"] == by_id[row["id"]].source


def test_all(copydesk: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """`--all` goes past the deepest page, in the order asked for, copies included where asked for."""
    monkeypatch.setattr("search.transport.paging.PAGE", 7)
    lines = [
        json.loads(line)
        for line in copydesk("search", "--all", "--jsonl", "--copies", "--sort", "oldest").stdout.splitlines()
    ]
    assert sorted(one.id for one in PLAN) == sorted(row["id"] for row in lines)
    dates = [row["published_at"] for row in lines if row["published_at"]]
    assert sorted(dates) == dates
    assert len(PLAN) + 1 == len(copydesk("search", "--all", "--csv", "--copies").stdout.splitlines())
    assert "• Report" in copydesk("search", "ferry", "--all").stdout


@pytest.mark.parametrize(
    "arguments",
    [["--json", "--csv"], ["--all", "--json"], ["--all", "--facets"], ["--facets", "--csv"], ["--all", "--page", "2"]],
)
def test_options_that_do_not_go_together(copydesk: Run, arguments: list[str]) -> None:
    """They are refused before anything is asked."""
    assert 2 == copydesk("search", "x", *arguments).exit_code


def test_keys_of_json_stay(copydesk: Run, client: Elasticsearch, names: Names) -> None:
    """Programs find the keys that they found before."""
    answer = json.loads(copydesk("search", "ferry", "--json").stdout)
    assert {"total", "took_ms", "hits"} <= set(answer)
    assert {
        "id", "score", "title", "source", "url", "published_at", "language", "dateline", "people", "copies", "is_copy",
        "story_id", "highlights",
    } == set(answer["hits"][0])  # fmt: skip


def test_other_forms_of_a_word(copydesk: Run) -> None:
    """ "embargoes" finds "embargo" in English articles, and marks it; an excluded word is excluded as written."""
    answer = json.loads(copydesk("search", "embargoes", "--json", "--size", "200").stdout)
    english = [one.number for one in LEADS if one.language == "en" and "embargo" in one.all_words]
    found = sorted(int(hit["id"], 16) - 1 for hit in answer["hits"])
    assert set(english) <= set(found)
    assert all("<em>embargo</em>" in hit["highlights"][0] for hit in answer["hits"])
    assert numbers(copydesk("search", "embargo -embargoes", "--json", "--size", "200")) == numbers(
        copydesk("search", "embargo", "--json", "--size", "200")
    )


def test_most_of_the_words(copydesk: Run) -> None:
    """Where no article has all of many words, those with most are shown, and that is said."""
    result = copydesk("search", "ferry timetable pier zeppelin")
    assert "No article has all these words; these have most of them." in result.output
    answer = json.loads(copydesk("search", "ferry timetable pier zeppelin", "--json", "--size", "200").stdout)
    assert answer["most_words"] is True
    assert {one.id for one in LEADS if "timetable" in one.all_words} == {hit["id"] for hit in answer["hits"]}


def test_how_a_query_was_read(copydesk: Run) -> None:
    """A query that can be read in two ways is answered, and the answer says how it was read, in each form."""
    said = "“or” was looked for as a word"
    assert said in copydesk("search", "sanctions or opera").stdout
    assert said in copydesk("search", "sanctions or opera", "--jsonl").stderr
    assert said in copydesk("search", "sanctions or opera", "--all").stderr
    notes = json.loads(copydesk("search", "sanctions or opera", "--json").stdout)["notes"]
    assert [("note_lower_or", 10, 12)] == [(one["kind"], one["start"], one["end"]) for one in notes]
