"""The table of verb forms, and the program that makes it."""

from __future__ import annotations

import pytest

from articles.enrichment.verb_forms import ends_as_verb, verb_forms
from training.verb_forms import RULES, Forms, count, is_noun

LANGUAGES = ("da", "de", "en", "es", "fr", "it", "nb", "nl", "pl", "pt", "ru", "sv", "tr", "uk")


@pytest.mark.parametrize(
    ("language", "verbs", "nouns"),
    [
        ("da", "siger sagde faldt anholdt", "vurdering kursen samarbejdet arbejde skolen"),
        ("de", "kündigte erklären teilte sank", "vertrag"),
        ("en", "join arrives knew arrested", "strike vote match housing studies check"),
        ("es", "recupera cayó seguirá", "trabajo gobierno cuenta personas partido"),
        ("fr", "annoncent dénonce conduisait", "marche vote travail accord ligne terre"),
        ("it", "recupera scende guadagna verrà", "città conto stato libri causa mercato"),
        ("nb", "krever står beskriver", "krav arbeidet saker"),
        ("nl", "daalde zegt stijgt", "werk daling water dagen"),
        ("pl", "stracił trwa sądzi", "zmiany podróż"),
        ("pt", "morreu subiram prendeu", "governo compra saúde movimento casas"),
        ("ru", "арестовать сказал входит", "часть область смерть начало"),
        ("sv", "greps ökade väntar", "krav företag kvinnor bilar"),
        ("tr", "söyledi açıkladı ediyor", "kadın adı güven açıklama"),
        ("uk", "заявив арештували йде", "частина область"),
    ],
)
def test_verbs_and_what_is_a_noun_too(language: str, verbs: str, nouns: str) -> None:
    forms = verb_forms(language)
    assert set(verbs.split()) <= forms.verbs
    assert not set(nouns.split()) & (forms.verbs | forms.participles)


@pytest.mark.parametrize(
    ("language", "participles"),
    [
        ("en", "armed occupied frozen"),
        ("es", "arrestado"),
        ("fr", "condamné équipé"),
        ("it", "firmato"),
        ("nl", "benoemd"),
    ],
)
def test_participles(language: str, participles: str) -> None:
    assert set(participles.split()) <= verb_forms(language).participles


@pytest.mark.parametrize(
    ("language", "verbs", "nouns"),
    [
        ("es", "recortará tomarlo desembarcaron", "quebrantahuesos panadería"),
        ("fr", "collaboraient violèrent", "chauve-souris"),
        ("it", "abbasserà dimezzarono", "aerocisterna"),
        ("pt", "guardávamos desembarcaram teceriam", "tecedeiras"),
        ("ru", "замыкаться вмещают согласовывал", "кинодив"),
        ("pl", "zaszyfrowała kontynuuje", "wolontariat"),
        ("tr", "üstlenmiştir dikilmekte", "gergedanı"),
        ("de", "", "aufbrachte"),
    ],
)
def test_rare_words_by_their_endings(language: str, verbs: str, nouns: str) -> None:
    assert all(ends_as_verb(word, language) for word in verbs.split())
    assert not any(ends_as_verb(word, language) for word in nouns.split())


def test_a_language_without_a_table_has_none() -> None:
    assert not any(verb_forms("sw"))
    assert verb_forms("nb") == verb_forms("no")


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_is_both(language: str) -> None:
    forms = verb_forms(language)
    assert forms.verbs
    assert not forms.verbs & forms.participles


def test_a_word_that_follows_articles_is_a_noun() -> None:
    """\"Un vote\" and \"le vote\" count; "vote" after a subject does not."""
    texts = ["Il y a un vote.", "Après ce vote, rien.", "Elle annonce une fin.", "Le parti annonce un vote."]
    uses = count(texts, "fr", RULES["fr"])
    forms = Forms({"vote", "annonce"}, set(), set())
    assert is_noun("vote", "fr", forms, uses, participle=False)
    assert not is_noun("annonce", "fr", forms, uses, participle=False)
