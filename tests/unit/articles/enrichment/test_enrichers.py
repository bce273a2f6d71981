from __future__ import annotations

import sys
import types
from collections.abc import Callable
from pathlib import Path

import pytest

from articles.article import Article, Dateline, Entity, Mention
from articles.enrichment import Resources, build, dateline, dates, entities, keywords, language, reading
from articles.errors import PermanentError

ENGLISH = (
    "The council said on Tuesday that the bridge would be closed for repairs until the end of the month, and that "
    "drivers should take the road along the river instead of it."
)
GERMAN = (
    "Der Stadtrat teilte am Dienstag mit, dass die Brücke wegen Reparaturen bis zum Ende des Monats gesperrt bleibt "
    "und dass Autofahrer die Straße am Fluss nehmen sollen."
)
SWAHILI = (
    "Rais wa Marekani alizuru Nairobi siku ya Jumatatu na kukutana na viongozi wa Kenya. Baadaye alisafiri kwenda "
    "Dar es Salaam kwa mazungumzo kuhusu biashara."
)


def test_language(article: Callable[..., Article], resources: Resources) -> None:
    """The language of the text wins over what the producer says."""
    assert "de" == language.enrich(article(GERMAN * 2, language="en"), resources)["language"]


def test_the_producers_word_decides_what_the_text_does_not() -> None:
    """Norwegian and Danish look alike; a hint that the text rules out is not heeded."""
    assert "da" == language.detect("Det er en by", hint="da")
    assert "en" == language.detect(ENGLISH, hint="ja")


def test_no_letters_no_language() -> None:
    """Figures alone are in no language."""
    assert language.detect("12 : 40 -- 3") is None


def test_mixed_languages(article: Callable[..., Article], resources: Resources) -> None:
    """An article that mixes names its languages, the most frequent first; others name none."""
    mixed = language.enrich(article("\n\n".join([ENGLISH, GERMAN, ENGLISH])), resources)
    assert ("en", "de") == mixed["languages"]
    assert () == language.enrich(article("\n\n".join([ENGLISH] * 3)), resources)["languages"]


@pytest.mark.parametrize(
    ("language", "body", "expected"),
    [
        ("en", "It began on May 2, 2024 and 3 June 1998; the act of 2019 did not help.", ("1998-06-03", "2024-05-02")),
        ("en", "Filed 2024-05-02, seen 2 May 2024 at 10:30 GMT, again 02/05/2024.", ("2024-05-02",)),
        ("de", "Am 3. März 2021 und am 04.03.2021.", ("2021-03-03", "2021-03-04")),
        ("ja", "2024年5月2日に発表した。", ("2024-05-02",)),
        ("sw", "Tarehe 2024-05-02, na 31/12/1999.", ("1999-12-31", "2024-05-02")),
        ("en", "The 30 February 2024 never came, and 2024 has 366 days.", ()),
        ("en", "word " * 50 + "on 2 May 2024 " + "word " * 50 + "until 4 July 2024.", ("2024-05-02", "2024-07-04")),
    ],
)
def test_dates(
    article: Callable[..., Article], resources: Resources, language: str, body: str, expected: tuple[str, ...]
) -> None:
    """Days are found that a text names in full, also without a model for its language; ambiguous ones are left out."""
    assert {"dates": expected} == dates.enrich(article(body, language=language), resources)


def test_reading_figures(article: Callable[..., Article], resources: Resources) -> None:
    """Words and sentences are counted; abbreviations and decimals end no sentence."""
    body = "Dr. Ann Lee paid $2.5 million. It's a well-known sum, e.g. for the U.S. market.\n\nWas it worth it? Yes!"
    assert {"word_count": 20, "sentence_count": 4} == reading.enrich(article(body), resources)


def test_reading_figures_of_unspaced_scripts(article: Callable[..., Article], resources: Resources) -> None:
    """Where no spaces part words, their number is estimated from the characters."""
    figures = reading.enrich(article("北京星期三下大雨。学校停课了。"), resources)
    assert {"word_count": 7, "sentence_count": 2} == figures


@pytest.mark.parametrize(
    ("text", "place", "country"),
    [
        ("HONG KONG", "Hong Kong", "HK"),
        ("WASHINGTON (AP)", "Washington", "US"),
        ("SPRINGFIELD, Ill.", "Springfield", "US"),
        ("PARIS, Jan. 5", "Paris", "FR"),
        ("BEIJING/MOSCOW", "Beijing", "CN"),
        ("KYIV, Ukraine", "Kyiv", "UA"),
    ],
)
def test_datelines(article: Callable[..., Article], resources: Resources, text: str, place: str, country: str) -> None:
    """A dateline is resolved to a place with key and coordinates, with agency, date or state beside it."""
    found = dateline.enrich(article(dateline=Dateline(text=text)), resources)["dateline"]
    assert isinstance(found, Dateline)
    assert (text, place, country) == (found.text, found.place, found.country)
    assert found.key is not None
    assert found.latitude is not None


def test_an_unknown_dateline_is_left_alone(article: Callable[..., Article], resources: Resources) -> None:
    """What is not a place stays text."""
    assert {} == dateline.enrich(article(dateline=Dateline(text="QUILLMERE HOLLOW")), resources)
    assert {} == dateline.enrich(article(), resources)


def test_a_language_without_a_model_gets_its_places(article: Callable[..., Article], resources: Resources) -> None:
    """Countries and large cities are found by gazetteer, and `pipeline` says so."""
    result = entities.enrich(article(SWAHILI, language="sw"), resources)
    found = result["entities"]
    assert isinstance(found, tuple)
    assert {"country:US", "country:KE", "geonames:184745", "geonames:160263"} == {e.key for e in found}
    assert all(SWAHILI[m.start : m.end] == m.surface for e in found for m in e.mentions)
    assert "11 gazetteer: no model for sw" == entities.version(article(language="sw"), resources)


def test_places_in_unspaced_scripts(article: Callable[..., Article], resources: Resources) -> None:
    """Where no spaces part words, runs of characters are looked up."""
    found = entities.enrich(article("中国外交部长星期三访问莫斯科。", language="zh"), resources)["entities"]
    assert isinstance(found, tuple)
    assert {"country:CN", "geonames:524901"} == {e.key for e in found}


def test_headlines_in_title_case_and_datelines() -> None:
    """A tagger sees headline words as the body writes them, and a dateline in title case, every character in place."""
    title, body = "Mayor Ana Pohl Opens Bridge Over River", "HONG KONG (AP) — The mayor opens a bridge over a river."
    text, start = entities.readable(title, body)
    assert "Mayor Ana Pohl opens bridge over river" == text[: start - 2]
    assert text[start:].startswith("Hong Kong (AP)")
    assert len(title) + 2 + len(body) == len(text)


def test_keywords(article: Callable[..., Article], resources: Resources) -> None:
    """What comes often and is rare in the language; no names, no weekdays, nothing nested."""
    body = (
        "The solar farm near Lund opened on Monday. The solar farm feeds a battery plant. Engineers said the battery "
        "plant stores power for the solar farm when clouds come. Monday was cloudy. Batteries hold power."
    )
    named = (Entity(name="Lund", type="place", key="k", mentions=(Mention(start=0, end=4, surface="Lund"),)),)
    found = keywords.enrich(article(body, title="Solar farm opens", entities=named), resources)["keywords"]
    assert isinstance(found, tuple)
    assert "solar farm" == found[0]
    assert "battery plant" in found
    assert not {"Lund", "lund", "monday", "solar", "farm"} & set(found)


def test_common_words_of_a_headline_are_not_keywords(article: Callable[..., Article], resources: Resources) -> None:
    """A word that anybody uses needs more than one place in the headline; a rarer one does not."""
    body = (
        "The two signed it on Monday. Fishermen had waited for it for eleven years, and thanked them for the long road."
    )
    found = keywords.enrich(article(body, title="Why the treaty tests an old world"), resources)["keywords"]
    assert {"treaty", "tests"} == set(found)


@pytest.mark.parametrize(
    ("language", "body"),
    [
        ("de", "Das Hochwasser stieg, sagte Pohl. Es kostete viel, kritisierte sie am Freitag. Sie kritisierte es."),
        ("fr", "La crue monte, confie-t-elle. Elle a été rapide, a-t-il déclaré. Il a déclaré cela mercredi, dit-il."),
        ("es", "La inundación sube, señaló Pohl el miércoles. Es cara, ha subrayado. Lo señaló en octubre."),
        ("it", "La piena sale, ha dichiarato Pohl lunedì. È cara, ha ribadito. Ha dichiarato questo lunedì."),
        ("nl", "Het water stijgt, benadrukte Pohl maandag. Het is duur, benadrukte ze maandag."),
        ("sv", "Vattnet stiger, konstaterar Pohl. Det är dyrt, konstaterar hon på måndagen och på måndagen."),
        ("pl", "Woda rośnie, podkreślił Pohl w czwartek. To drogie, podkreślił w czwartek."),
        ("ru", "Вода растёт, подчеркнул Поль в четверг. Это дорого, подчеркнул он в четверг."),
        ("tr", "Su yükseliyor, vurguladı. Pahalı, diye vurguladı perşembe günü, perşembe."),
    ],
)
def test_verbs_of_saying_and_days_are_no_keywords(
    language: str, body: str, article: Callable[..., Article], resources: Resources
) -> None:
    """Who reports speech, and when, tells nothing of what an article is about."""
    found = keywords.enrich(article(body, title="", language=language), resources)["keywords"]
    said = (
        "sagte kritisierte confie-t-elle dit-il déclaré señaló subrayado dichiarato ribadito benadrukte konstaterar "
        "podkreślił подчеркнул vurguladı freitag mercredi miércoles octubre lunedì maandag måndagen czwartek четверг "
        "perşembe"
    )
    assert not {word.lower() for phrase in found for word in phrase.split()} & set(said.split())  # type: ignore[attr-defined]


#: Language → a text, its verb forms and participles, and its nouns.
VERBS_AND_NOUNS = [
    (
        "de",
        "Die Firma kündigte den Vertrag. Wer kündigte, ist unklar. Der Vertrag wurde aufgelöst, aufgelöst ohne Grund.",
        "kündigte aufgelöst",
        "Vertrag",
    ),
    (
        "fr",
        "Le tribunal condamne la marche. La marche a été interdite, interdite par le maire, qui condamne la marche.",
        "condamne interdite",
        "marche",
    ),
    (
        "es",
        "La empresa recupera el trabajo. Dos fueron arrestados. Recupera el trabajo, y los arrestados no.",
        "recupera arrestados",
        "trabajo",
    ),
    (
        "it",
        "La borsa recupera, il conto no. Recupera chi vende. Il conto è stato bloccato, bloccato dalla banca.",
        "recupera vende bloccato",
        "conto",
    ),
    (
        "pt",
        "A bolsa caiu. Caiu a compra de casas. A compra foi suspensa. O juiz prendeu e prendeu.",
        "caiu prendeu",
        "compra",
    ),
    (
        "nl",
        "De koers daalde en daalde. De daling werd verwacht. De daling is verwacht door de bank.",
        "daalde verwacht",
        "daling",
    ),
    (
        "sv",
        "Mannen greps och greps igen. Kravet ökade. Kravet på bolaget ökade.",
        "greps ökade",
        "kravet",
    ),
    (
        "da",
        "Manden anholdt ingen. Kursen steg og steg. Arbejdet i kursen anholdt ingen.",
        "anholdt steg",
        "kursen",
    ),
    (
        "nb",
        "Mannen ble arrestert, arrestert i byen. Kravet økte. Kravet økte igjen.",
        "arrestert økte",
        "kravet",
    ),
    (
        "ru",
        "Курс вырос. Курс вырос снова. Банк арестовал счёт, арестовал и вклад.",
        "вырос арестовал",
        "курс",
    ),
    (
        "pl",
        "Bank podpisał umowę. Podpisał umowę wczoraj. Umowę zerwano, zerwano bez powodu.",
        "podpisał",
        "umowę",
    ),
    (
        "uk",
        "Банк підписав угоду. Підписав угоду вчора. Угоду змінили, змінили без причини.",
        "підписав змінили",
        "угоду",
    ),
    (
        "tr",
        "Banka sözleşmeyi imzaladı. Sözleşmeyi dün imzaladı. Tutuklanan adam, tutuklanan kadın.",
        "imzaladı tutuklanan",
        "sözleşmeyi",
    ),
    (
        "en",
        "It recovered after the strike, recovered. The strike was resolved by a vote, resolved. The vote fell.",
        "recovered resolved fell",
        "strike vote",
    ),
]


@pytest.mark.parametrize(
    ("language", "body", "verbs", "nouns"), VERBS_AND_NOUNS, ids=[case[0] for case in VERBS_AND_NOUNS]
)
def test_verbs_and_participles_are_no_keywords(
    language: str, body: str, verbs: str, nouns: str, article: Callable[..., Article], resources: Resources
) -> None:
    """Forms that are nouns as well stay."""
    found = keywords.enrich(article(body, title="", language=language), resources)["keywords"]
    words = {word.lower() for phrase in found for word in phrase.split()}  # type: ignore[attr-defined]
    assert not set(verbs.split()) & words
    assert {noun.lower() for noun in nouns.split()} <= words


@pytest.mark.parametrize(
    ("language", "body", "phrase"),
    [
        ("en", "The armed forces left. The armed forces of both sides agreed.", "armed forces"),
        ("fr", "Les forces armées sont parties. Les forces armées ont quitté la ville.", "forces armées"),
        ("pl", "To wyniki badań. Są to zjednoczone kraje. Tak, zjednoczone kraje.", "zjednoczone kraje"),
    ],
)
def test_a_participle_stays_beside_its_noun(
    language: str, body: str, phrase: str, article: Callable[..., Article], resources: Resources
) -> None:
    found = keywords.enrich(article(body, title="", language=language), resources)["keywords"]
    assert phrase in found  # type: ignore[operator]


@pytest.mark.parametrize(
    ("language", "body"),
    [
        (
            "de",
            "Niemand weiß es. Niemand bestreitet den Vertrag. Wann, ist offen. Wann er gilt, sagt der Vertrag nicht.",
        ),
        ("es", "Según el acuerdo, mientras tanto no. Mientras, según Pohl, el acuerdo vale."),
        ("ru", "Почти всего нет. Договор почти готов, договор всего один."),
        ("en", "The treaty holds, yet others must wait. The treaty must hold, others hope. Even Pohl, even here."),
    ],
)
def test_pronouns_and_adverbs_are_no_keywords(
    language: str, body: str, article: Callable[..., Article], resources: Resources
) -> None:
    found = keywords.enrich(article(body, title="", language=language), resources)["keywords"]
    words = {word.lower() for phrase in found for word in phrase.split()}  # type: ignore[attr-defined]
    assert words <= {"vertrag", "acuerdo", "договор", "treaty", "pohl"}


def test_german_nouns_keep_their_capitals(article: Callable[..., Article], resources: Resources) -> None:
    """A phrase of adjective and noun has the noun as German writes it; other languages have it in lower case."""
    german = "Die radioaktive Strahlung nimmt ab. Wie die radioaktive Strahlung gemessen wird, weiß niemand."
    french = "Le rayonnement radioactif baisse. Personne ne mesure le rayonnement radioactif."
    for spoken, body, phrase in (("de", german, "radioaktive Strahlung"), ("fr", french, "rayonnement radioactif")):
        found = keywords.enrich(article(body, title="", language=spoken), resources)["keywords"]
        assert phrase in found  # type: ignore[operator]


def test_no_frequencies_no_keywords(article: Callable[..., Article], resources: Resources) -> None:
    """A language whose word frequencies are not known gets none, and `pipeline` says so."""
    result = keywords.enrich(article(SWAHILI, language="sw"), resources)
    assert () == result["keywords"]
    assert "3 none: no word frequencies for sw" == keywords.version(article(language="sw"), resources)


def test_the_chain_notes_versions(article: Callable[..., Article]) -> None:
    """Enrichers run in the order given, and `pipeline` tells the version of each."""
    chain = build(["language", "reading", "quotes"], models={})
    done = chain.enrich(article(ENGLISH, language=None))
    assert {"language": "1", "reading": "1", "quotes": "3"} == done.pipeline
    assert "en" == done.language
    assert {"language": "1", "reading": "1", "quotes": "3"} == chain.versions


def test_only_some_enrichers(article: Callable[..., Article]) -> None:
    """With `only`, the others leave what they found before."""
    chain = build(["language", "reading"], models={})
    done = chain.enrich(article("Two words.", language="fr", pipeline={"language": "0"}), only=["reading"])
    assert ("fr", 2, {"language": "0", "reading": "1"}) == (done.language, done.word_count, done.pipeline)


def test_an_enricher_of_ones_own(article: Callable[..., Article], monkeypatch: pytest.MonkeyPatch) -> None:
    """A module with a version and a function is an enricher, by its dotted path."""
    module = types.ModuleType("newsroom.tagger")
    module.VERSION = "7"  # type: ignore[attr-defined]
    module.enrich = lambda article, resources: {"tags": ("mine",)}  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "newsroom", types.ModuleType("newsroom"))
    monkeypatch.setitem(sys.modules, "newsroom.tagger", module)
    done = build(["newsroom.tagger"], models={}).enrich(article("Text."))
    assert (("mine",), {"newsroom.tagger": "7"}) == (done.tags, done.pipeline)


@pytest.mark.parametrize(
    ("name", "said"), [("sentiment", "no enricher"), ("no.such", "imported"), ("os.path", "needs")]
)
def test_a_wrong_enricher_is_explained(name: str, said: str) -> None:
    """A name that leads to no enricher is refused when the chain is built."""
    with pytest.raises(PermanentError, match=said):
        build([name], models={})


def test_an_enricher_that_sets_no_field(article: Callable[..., Article], monkeypatch: pytest.MonkeyPatch) -> None:
    """What is no field of an article cannot be set."""
    module = types.ModuleType("newsroom_odd")
    module.VERSION = "1"  # type: ignore[attr-defined]
    module.enrich = lambda article, resources: {"mood": "good"}  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "newsroom_odd", module)
    monkeypatch.setattr("articles.enrichment.chain.REGISTRY", {"odd": "newsroom_odd"})
    with pytest.raises(PermanentError, match="mood"):
        build(["odd"], models={}).enrich(article("Text."))


def test_stale_enrichers(article: Callable[..., Article]) -> None:
    """What was enriched by another version is stale, and so is what came after it; the same is not."""
    chain = build(["language", "reading", "quotes"], models={})
    done = chain.enrich(article(ENGLISH))
    assert () == chain.stale(done)
    older = article(ENGLISH, pipeline={**done.pipeline, "reading": "0"})
    assert ("reading", "quotes") == chain.stale(older)


def test_a_users_aliases_make_entities_stale(article: Callable[..., Article], tmp_path: Path) -> None:
    """Another table of aliases is another version: articles are brought up to it without their files."""
    names = ["entities"]
    done = build(names, models={}).enrich(article("Kenya", language="sw"))
    file = tmp_path / "entities.toml"
    file.write_text('[places]\n"country:KE" = ["Kenya Land", "Kenya"]\n')
    chain = build(names, models={}, aliases=file)
    assert ("entities",) == chain.stale(done)
    again = chain.enrich(done)
    assert ["Kenya Land"] == [e.name for e in again.entities]
    assert () == chain.stale(again)
