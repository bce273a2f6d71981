"""Korean names are one however their syllables are written."""

from __future__ import annotations

import pytest

from articles.enrichment.korean_names import spelled, ways
from articles.enrichment.resolution.names import person_key
from articles.enrichment.spelling_keys import spelled_keys


@pytest.mark.parametrize(
    "names",
    [
        ("Kim Jong-un", "Kim Jong Un", "Gim Jeong-eun", "Kim Jongun", "Kim Chŏng-ŭn", "김정은"),
        ("Lee Jae-myung", "Yi Chae-myŏng", "Jae Myung Lee", "이재명"),
        ("Yoon Suk-yeol", "Yun Seok-yeol", "Yun Sok Yol", "윤석열"),
        ("Choe Ryong-hae", "Choi Ryong-hae"),
    ],
)
def test_ways_to_write_a_name_have_one_key(names: tuple[str, ...]) -> None:
    """English, German and French papers, the South's and the North's romanization, and Hangul."""
    assert 1 == len({person_key(name) for name in names}), [person_key(name) for name in names]


@pytest.mark.parametrize(
    "name", ["Kim Kardashian", "Kim Novak", "Lee Kuan Yew", "Tsai Ing-wen", "Ho Chi Minh", "Jin Young", "Park", "김"]
)
def test_other_names_are_not_korean(name: str) -> None:
    assert spelled(name.lower().replace("-", " ").split()) is None


def test_two_people_stay_two() -> None:
    names = ["Kim Jong-un", "Kim Jong-il", "Kim Yo-jong", "Kim Jong-nam", "Lee Jong-un", "Moon Jae-in"]
    assert len(names) == len({person_key(name) for name in names})


def test_usual_names_keep_their_keys_and_find_older_ones() -> None:
    assert "person:jong-kim-un" == person_key("Kim Jong-un")
    assert "gim" in ways("kim")
    assert [] == ways("merkel")
    assert "person:suk-yeol-yun" in spelled_keys("person:suk-yeol-yoon")
