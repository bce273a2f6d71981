"""Spellings of a name part sound alike in the conventions of many languages."""

from __future__ import annotations

import pytest

from articles.enrichment.sounds import distance, latin, little_differs, skeleton, sound


@pytest.mark.parametrize(
    "spellings",
    [
        ("Tschagajew", "Chagayev", "Tchagaïev", "Čagajev", "Czagajew", "Чагаев"),
        ("Shevchenko", "Schewtschenko", "Chevtchenko", "Szewczenko", "Ševčenko", "Sjevtsjenko", "Шевченко"),
        ("Zhukovsky", "Schukowskij", "Zjukovskij", "Żukowski", "Žukovský", "Жуковский"),
        ("Khodorkovsky", "Khodorkovski", "Ходорковский"),
        ("Tarasyuk", "Tarasiuk", "Tarasjuk", "Tarassiouk", "Tarasjoek"),
        ("Yeremeyev", "Jeremejew", "Eremeev", "Еремеев"),
        ("Lutsenko", "Luzenko", "Łucenko", "Loutsenko", "Луценко"),
        ("Fneish", "Fneich", "Fneisch", "Fneisz", "Fneyş"),
        ("Mitsotakis", "Μητσοτάκης"),
        ("Saakashvili", "Saakaschwili", "სააკაშვილი"),
        ("Müller", "Mueller", "Muller"),
        ("Timoshenko", "Timošenková"),
        ("Lavrov", "Lavrovs", "Lawrow", "Lavroff"),
        ("Merkel", "Merkelová"),
        ("Nowakowa", "Nowakówna"),
        ("Higashi", "Higasi", "Хигаси"),
        ("Fujinaga", "Fuzinaga", "Fudžinaga", "Фудзинага"),
        ("Taniguchi", "Taniguti", "Taniguči", "Танигути"),
        ("Buchberger", "Бухбергер"),
        ("Khristov", "Christov", "Христов"),
    ],
)
def test_transliterations_sound_alike(spellings: tuple[str, ...]) -> None:
    """German, French, Polish, Czech, Swedish, Dutch, Latvian and English papers, and the script itself."""
    assert 1 == len({sound(spelling) for spelling in spellings}), [sound(spelling) for spelling in spellings]


@pytest.mark.parametrize(
    ("one", "other"),
    [("Smith", "Schmidt"), ("Hassan", "Ghassan"), ("Brown", "Braun"), ("Ivanov", "Ivan"), ("Maria", "Mario")],
)
def test_other_names_sound_otherwise(one: str, other: str) -> None:
    assert sound(one) != sound(other)


@pytest.mark.parametrize(
    "spellings", [("Broomfield", "Брумфилд"), ("Naumovich", "Naumavich"), ("Kovalenko", "Kavalenka")]
)
def test_a_skeleton_leaves_out_which_vowels(spellings: tuple[str, ...]) -> None:
    assert 1 == len({skeleton(sound(spelling)) for spelling in spellings})
    assert len({sound(spelling) for spelling in spellings}) > 1


def test_consonants_make_another_skeleton() -> None:
    assert ["", "a", "kavalank", "markal"] == [skeleton(sounds) for sounds in ("", "u", "kuvalenku", "merkel")]
    assert skeleton("merkel") != skeleton("markus")


def test_letters_of_any_script_become_latin() -> None:
    assert [latin(part) for part in ("Đoković", "Ωνάσης", "한", "a1-b")] == ["djokovich", "onasis", "han", "ab"]


def test_a_letter_in_four_may_differ() -> None:
    assert little_differs("musztafa", "mustafa")
    assert not little_differs("hobeich", "hobbes")
    assert [distance("", "ab"), distance("kitten", "sitting"), distance("same", "same")] == [2, 3, 0]
