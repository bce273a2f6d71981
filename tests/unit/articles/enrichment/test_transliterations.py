"""Parts of names as papers of other languages transliterate them."""

from __future__ import annotations

import pytest

from articles.enrichment.transliterations import certain_reading, heard, readings


@pytest.mark.parametrize(
    ("part", "english"),
    [
        ("tschernomyrdin", "chernomyrdin"),  # German
        ("chruschtschow", "khrushchev"),
        ("miedwiediew", "medvedev"),  # Polish
        ("jelcyn", "yeltsin"),
        ("choïgou", "shoigu"),  # French
        ("soljenitsyne", "solzhenitsyn"),
        ("jodorkovski", "khodorkovsky"),  # Spanish
        ("turguénev", "turgenev"),
        ("gorbaciov", "gorbachev"),  # Italian
        ("tsjechov", "chekhov"),  # Dutch
        ("timosjenko", "timoshenko"),  # Swedish
        ("hruscsov", "hrushchev"),  # Hungarian
        ("tymošenko", "tymoshenko"),  # Czech
        ("ходорковский", "khodorkovsky"),  # Cyrillic
        ("гельмут", "helmut"),
    ],
)
def test_a_reading_is_what_english_papers_write(part: str, english: str) -> None:
    """Among the readings by all conventions whose signs the part has."""
    assert english in readings(part)


@pytest.mark.parametrize(
    ("part", "english"),
    [
        ("szewczenko", "shevchenko"),
        ("schewtschenko", "shevchenko"),
        ("chevtchenko", "shevchenko"),
        ("jrushchov", "khrushchev"),
    ],
)
def test_signs_of_one_language_in_a_slavic_name_make_its_reading_certain(part: str, english: str) -> None:
    """Names that no table has are spelled by this reading."""
    assert english == certain_reading(part)


@pytest.mark.parametrize("part", ["smith", "juarez", "schneider", "levchenko", "bach"])
def test_a_name_without_a_slavic_ending_or_signs_has_no_certain_reading(part: str) -> None:
    """German and Spanish names are not transliterations."""
    assert not certain_reading(part)


def test_the_part_itself_is_no_reading() -> None:
    """Only what is written otherwise."""
    assert "smith" not in readings("smith")
    assert () == readings("bob")


def test_j_in_a_reading_is_the_english_sound() -> None:
    """ "Jamal" and "Джамаль" are heard alike; in a part as it is written "j" may be anything."""
    assert heard("jamal") == heard("dzhamal")
