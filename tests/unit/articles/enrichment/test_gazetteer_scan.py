"""Places in languages without a model: those that are named, and none besides."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import wordfreq

from articles.article import Article
from articles.enrichment import Resources, gazetteer_scan

#: False places among the commonest words of a language at most, those that are cities as well ("Porto", "Van").
FALSE = 5

#: Language, text → its places.
TEXTS: list[tuple[str, str, set[str]]] = [
    ("de", "Dabei war der Monster-Plan gut. Ein Man schloss alle Türen.", set()),
    ("de", "Er fuhr nach Berlin und nach Frankreich.", {"Berlin", "France"}),
    ("es", "Sin embargo, Giorgia Meloni habló. Sin duda.", set()),
    ("es", "España dijo que iría a Madrid y a París.", {"Spain", "Madrid", "Paris"}),
    ("it", "Bene. La premier Giorgia Meloni e il sindaco Sala.", set()),
    ("it", "La Francia e la città di Milano.", {"France", "Milan"}),
    ("ru", "Владимир Путин сказал, что того не было.", set()),
    ("ru", "Он был в Москве, а не в Берлине. Россия.", {"Moscow", "Berlin", "Russia"}),
    ("sv", "Nära sjön sa Man att Sala är vacker.", set()),
    ("pl", "Rozmowy w Moskwie, Warszawie i w Paryżu. Polski rząd.", {"Moscow", "Warsaw", "Paris"}),
    ("tr", "Türkiye'de ve Ankara'da konuştular.", {"Turkey", "Ankara"}),
    ("fi", "Hän kävi Tukholmassa ja Pariisissa. Samalla Josta tuli.", {"Stockholm", "Paris"}),
    ("hu", "Tárgyaltak Bécsben és Budapesten. A kínai elnök.", {"Vienna", "Budapest"}),
    ("cs", "Praha a Londýn jednají. Most je zavřený.", {"Prague", "London"}),
    ("cs", "Odletěl do Varšavy a do Bruselu. V Praze se mlčí. Českou vládu to mrzí.", {"Warsaw", "Brussels", "Prague"}),
    ("fi", "Helsingin kaupunki myy Oman talon.", {"Helsinki"}),
    ("el", "Στην Αθήνα και στη Θεσσαλονίκη έβρεξε.", {"Athens", "Thessaloníki"}),
    (
        "ko",
        "대통령은 서울에서 만났다. 부산과 대구에서는 미국과 일본은",
        {"Seoul", "Busan", "Daegu", "United States", "Japan"},
    ),
    ("ko", "시안을 검토했다. 선양은 중요하다. 무한의 가능성.", set()),
    ("ar", "وصل إلى القاهرة وبيروت ولبنان.", {"Cairo", "Beirut", "Lebanon"}),
    ("ar", "الوضع المالي ومالي صعب.", set()),
    ("fi", "Oman talon katto vuotaa. Puolen tunnin päästä.", set()),
    ("id", "Lima orang datang ke Jakarta.", {"Jakarta"}),
    ("hr", "Sam je došao kući. Mali grad, puno ljudi. Nisu znali.", set()),
    ("tr", "Kabul etti ve gitti.", set()),
    ("pt", "Serra alta, mas fria. Natal frio. Ela mora no Porto.", {"Porto"}),
    ("ro", "Jos pălăria.", set()),
    ("ja", "新しいタイトルとスタイル。タイと日本の首相。", {"Thailand", "Japan"}),
    ("ja", "首相は米国のワシントンで大統領と会談した。", {"United States", "Washington"}),
    ("fi", "Suomessa ja Venäjällä on kylmä. Suomen hallitus päätti asiasta.", {"Finland", "Russia"}),
]


@pytest.mark.parametrize(("language", "text", "places"), TEXTS)
def test_places_that_are_named_and_no_others(
    language: str, text: str, places: set[str], article: Callable[..., Article], resources: Resources
) -> None:
    """Words that a folded or foreign name equals are not places; inflected names are found."""
    found = {entity.name for entity in gazetteer_scan.entities(article(text, language=language), resources)}
    assert places == found


@pytest.mark.parametrize("language", ["es", "sv", "fi", "cs"])
def test_common_words_become_no_cities(language: str, article: Callable[..., Article], resources: Resources) -> None:
    """The commonest words of a language, each in a sentence: hardly any becomes a foreign city."""
    false = set()
    for word in wordfreq.top_n_list(language, 300, "small"):
        text = f"{word[:1].upper()}{word[1:]} xyz. Xyz xyz {word[:1].upper()}{word[1:]} xyz."
        for entity in gazetteer_scan.entities(article(text, language=language), resources):
            if entity.country not in gazetteer_scan.COUNTRIES[language] and not entity.key.startswith("country:"):
                false.add((word, entity.name))
    assert len(false) <= FALSE, false
