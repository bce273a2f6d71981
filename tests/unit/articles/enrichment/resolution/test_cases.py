"""Names of people in other cases than the first."""

from __future__ import annotations

import pytest

from articles.enrichment.gazetteer import fold
from articles.enrichment.resolution.cases import decide
from articles.enrichment.resolution.found import Found


def first_cases(language: str, *surfaces: str) -> list[str]:
    """The names in the first case of an article that has these."""
    mentions = [Found(0, len(surface), surface, fold(surface), "PER") for surface in surfaces]
    decide(mentions, language)
    return [mention.name for mention in mentions]


@pytest.mark.parametrize(
    ("language", "surface", "name"),
    [
        ("ru", "Владимира Путина", "Владимир Путин"),
        ("ru", "Путиным", "Путин"),
        ("ru", "Обамой", "Обама"),
        ("ru", "Зеленского", "Зеленский"),
        ("ru", "Эмманюэлем Макроном", "Эмманюэль Макрон"),
        ("ru", "Си Цзиньпином", "Си Цзиньпин"),
        ("ru", "Джо Байденом", "Джо Байден"),
        ("ru", "Алексея Навального", "Алексей Навальный"),
        ("ru", "Эльвиры Набиуллиной", "Эльвира Набиуллина"),
        ("ru", "Виктора Альфредовича Куллэ", "Виктор Альфредович Куллэ"),
        ("ru", "Константина Пащенко", "Константин Пащенко"),
        ("uk", "Тараса Шевченка", "Тарас Шевченко"),
        ("uk", "Андрія Єрмака", "Андрій Єрмак"),
        ("pl", "Donaldem Tuskiem", "Donald Tusk"),
        ("pl", "Angeli Merkel", "Angela Merkel"),
    ],
)
def test_a_name_is_found_without_its_endings(language: str, surface: str, name: str) -> None:
    """By names that are known, and by the given name before."""
    assert [name] == first_cases(language, surface)


@pytest.mark.parametrize(
    ("language", "surface"),
    [
        ("ru", "Владимир Путин"),
        ("ru", "Джо Байден"),
        ("ru", "Виктория Боня"),
        ("ru", "Мария Захарова"),
        ("ru", "Александр Лукашенко"),
        ("ru", "Сергей Шойгу"),
        ("uk", "Юлія Тимошенко"),
        ("pl", "Marine Le Pen"),
        ("pl", "J.D. Vance"),
        ("pl", "Maria Duda"),
        ("de", "Donalda Tuska"),
        ("en", "Donalda Tuska"),
    ],
)
def test_a_name_in_the_first_case_stays(language: str, surface: str) -> None:
    """A given name that is known as it is written is no case."""
    assert [surface] == first_cases(language, surface)


def test_the_article_tells_the_first_case() -> None:
    """A case of somebody whom the article names in the first case, known elsewhere or not."""
    assert ["Павел Вовк"] * 3 == first_cases("ru", "Павел Вовк", "Павла Вовка", "Павлу Вовку")
    assert ["Andrzej Duda", "Duda", "Duda"] == first_cases("pl", "Andrzej Duda", "Dudy", "Dudą")
    assert ["Людмила Путина", "Путина"] == first_cases("ru", "Людмила Путина", "Путина")
