"""The query for words that somebody typed."""

from __future__ import annotations

from typing import Any

import pytest

from search.relevance.words import highlight_fields, marking_query, words_query
from search.schema.stems import LANGUAGES


def _fields(query: Any) -> set[str]:
    if isinstance(query, dict):
        own = {field.partition("^")[0] for field in query.get("fields", ())}
        return own.union(*map(_fields, query.values()))
    return set().union(*map(_fields, query)) if isinstance(query, list) else set()


def test_all_languages_are_asked() -> None:
    """The language of a few words cannot be told."""
    every_script = "ports порт λιμάνι ميناء बंदरगाह ท่าเรือ 港"
    assert {f"stem.{one}.body" for one in LANGUAGES} <= _fields(words_query(every_script))


def test_languages_of_other_scripts_are_not_asked() -> None:
    """An article in Russian has English words as they are written, which `body` finds."""
    asked = {field.split(".")[1] for field in _fields(words_query("ports")) if field.startswith("stem")}
    assert set(LANGUAGES) - {"ar", "bg", "el", "hi", "ja", "ko", "ru", "th", "zh"} == asked


def test_only_the_languages_chosen_are_asked() -> None:
    """A filter by language spares the others; one without stems leaves the words as they are."""
    stems = {field for field in _fields(words_query("havn", languages=["nb", "sw"])) if field.startswith("stem")}
    assert {"stem.no.title", "stem.no.body"} == stems


def test_highlights_mark_other_forms() -> None:
    """The words are marked in the text itself, where they match by their stem."""
    assert highlight_fields("en")["body"]["matched_fields"] == ["body", "stem.en.body"]
    assert highlight_fields(None)["body"]["matched_fields"] == ["body"]


def test_all_words_in_other_forms_count_as_all_words() -> None:
    """What has every word in some form of the article's language is not behind what lacks some."""
    query: Any = words_query("ports closed", languages=["en"])
    (rewarded,) = (one["dis_max"]["queries"] for one in query["bool"]["should"] if "dis_max" in one)
    fields = [one["constant_score"]["filter"]["combined_fields"]["fields"] for one in rewarded]
    assert [["title", "body"], ["stem.en.title", "stem.en.body"]] == fields
    assert {one["constant_score"]["filter"]["combined_fields"]["operator"] for one in rewarded} == {"and"}


def test_articles_whose_text_has_every_word_come_before_those_that_have_some_in_other_fields() -> None:
    """The text is searched once: what found an article tells that it has all the words."""
    query: Any = words_query("ports closed", languages=["en"], every_word=True)
    in_text, *_, anywhere = query["bool"]["must"]["dis_max"]["queries"]
    found_by = in_text["bool"]["must"]["dis_max"]["queries"]
    assert [["title^3.0", "body"], ["stem.en.title^3.0", "stem.en.body"]] == [
        one["combined_fields"]["fields"] for one in found_by
    ]
    assert {one["combined_fields"]["minimum_should_match"] for one in found_by} == {"100%"}
    assert in_text["bool"]["should"][0]["match_all"]["boost"] > 1
    assert {"byline", "keywords.text"} <= set(anywhere["multi_match"]["fields"])
    assert not [one for one in query["bool"]["should"] if "dis_max" in one]


def test_one_word_is_no_phrase() -> None:
    """A phrase of the body is looked for where there are several words."""
    assert ["title"] == [*_phrased(words_query("ports"))]
    assert ["title", "body"] == [*_phrased(words_query("ports closed"))]


def _phrased(query: Any) -> list[str]:
    return [field for one in query["bool"]["should"] for field in one.get("match_phrase", ())]


def test_a_very_long_query_is_kept_within_bounds() -> None:
    """Its words in other forms are looked for once per language, as without the reward."""
    query: Any = words_query(" ".join(f"word{number}" for number in range(100)))
    (rewarded,) = (one["dis_max"]["queries"] for one in query["bool"]["should"] if "dis_max" in one)
    assert len(rewarded) == 1


def test_a_very_long_query_is_asked_without_other_forms() -> None:
    """Elasticsearch refuses a query of too many clauses; few languages leave room for more words."""
    long = " ".join(f"word{number}" for number in range(200))
    assert not {field for field in _fields(words_query(long)) if field.startswith("stem")}
    assert "stem.en.body" in _fields(words_query(long, languages=["en", "de"]))


def test_neighbours_are_looked_for_as_one_word_too() -> None:
    """A compound is written in parts by some, and the other words are wanted beside it."""
    queries: Any = words_query("wirtschaft sanktionen Iran", languages=["de"])["bool"]["must"]["dis_max"]["queries"]
    joined = [one["bool"] for one in queries if "bool" in one]
    assert ["wirtschaftsanktionen wirtschaftssanktionen", "sanktionenIran sanktionensIran"] == [
        one["must"][0]["multi_match"]["query"] for one in joined
    ]
    assert {"title^3.0", "body", "stem.de.title^3.0", "stem.de.body"} == set(
        joined[0]["must"][0]["multi_match"]["fields"]
    )
    (beside,) = joined[0]["filter"]
    assert {"Iran"} == {one["combined_fields"]["query"] for one in beside["dis_max"]["queries"]}


def test_no_linking_s_comes_after_another() -> None:
    """It would be looked for in vain in every segment of the index."""
    queries: Any = words_query("Ports closed", languages=["en"])["bool"]["must"]["dis_max"]["queries"]
    (joined,) = (one["bool"] for one in queries if "bool" in one)
    assert "Portsclosed" == joined["must"][0]["multi_match"]["query"]


def test_a_compound_is_marked_where_its_parts_were_asked_for() -> None:
    marked = marking_query("wirtschaft sanktionen", languages=["de"])["multi_match"]["query"]
    assert "wirtschaftssanktionen" in marked.split()


@pytest.mark.parametrize(
    "words",
    [
        pytest.param("sanktionen", id="one word"),
        pytest.param("of 2024", id="no letters"),
        pytest.param("G7 summit", id="a sign"),
        pytest.param("in Rome", id="too short"),
        pytest.param("the first of a great many words of a question", id="a question"),
    ],
)
def test_what_is_no_part_of_a_compound_is_not_joined(words: str) -> None:
    queries: Any = words_query(words, languages=["de"])["bool"]["must"]["dis_max"]["queries"]
    assert not [one for one in queries if "bool" in one]
