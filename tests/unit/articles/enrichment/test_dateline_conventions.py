"""Datelines as the agencies and papers of many languages print them, from the text to the place."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from articles.article import Article, Dateline
from articles.enrichment import Resources, dateline
from articles.metadata import find_dateline

#: Language → a first sentence, and what goes on.
SENTENCES = {
    "de": "Der Stadtrat hat am Freitag beschlossen, die Fähre wieder fahren zu lassen, die vor neun Jahren endete.",
    "fr": "Le conseil municipal a voté vendredi le retour du bac de nuit, supprimé il y a neuf ans pour économiser.",
    "es": "El concejo aprobó el viernes que vuelva el transbordador nocturno, suprimido hace nueve años por su coste.",
    "it": "Il consiglio comunale ha votato venerdì il ritorno del traghetto notturno, soppresso nove anni fa dai soci.",
    "pt": "A câmara aprovou na sexta-feira o regresso da barca noturna, que tinha acabado há nove anos por poupança.",
    "nl": "De gemeenteraad heeft vrijdag besloten de nachtboot weer te laten varen, die negen jaar geleden ophield.",
    "sv": "Kommunfullmäktige beslutade på fredagen att låta nattfärjan gå igen, som lades ned för nio år sedan.",
    "da": "Byrådet besluttede fredag at lade natfærgen sejle igen, som blev nedlagt for ni år siden for at spare.",
    "nb": "Kommunestyret vedtok fredag at nattfergen skal gå igjen, den ble lagt ned for ni år siden uten grunn.",
    "pl": "Rada miasta zdecydowała w piątek o powrocie nocnego promu, który zlikwidowano dziewięć lat temu.",
    "ru": "Городской совет решил в пятницу вернуть ночной паром, который отменили девять лет назад ради экономии.",
    "uk": "Міська рада вирішила у п'ятницю повернути нічний пором, який скасували дев'ять років тому заради економії.",
    "tr": "Belediye meclisi cuma günü dokuz yıl önce kaldırılan gece vapurunun yeniden çalışmasına karar verdi.",
    "el": "Το δημοτικό συμβούλιο αποφάσισε την Παρασκευή να επιστρέψει το νυχτερινό πλοίο που είχε καταργηθεί.",
    "cs": "Zastupitelstvo v pátek rozhodlo, že noční přívoz bude znovu jezdit, zrušen byl před devíti lety.",
    "fi": "Kaupunginvaltuusto päätti perjantaina palauttaa yölautan, joka lakkautettiin yhdeksän vuotta sitten.",
    "ja": "市議会は金曜日、九年前に廃止された夜間フェリーの再開を決めた。市民の声に応えた形だ。",
}

#: Convention → language, what stands before the first sentence, the place as written, its country.
CONVENTIONS: dict[str, list[tuple[str, str, str, str]]] = {
    "dpa": [
        ("de", "Berlin (dpa) - ", "Berlin", "DE"),
        ("de", "Berlin/Köln (dpa/lnw) - ", "Berlin/Köln", "DE"),
        ("de", "Leipzig (dpa/sn) – ", "Leipzig", "DE"),
        ("de", "BERLIN dpa | ", "BERLIN", "DE"),
        ("de", "lby/dpa München. ", "München", "DE"),
        ("de", "dpa BERLIN. ", "BERLIN", "DE"),
    ],
    "AFP": [
        ("de", "Frankfurt/Main (AFP) - ", "Frankfurt/Main", "DE"),
        ("de", "Kiew/Moskau (AFP) — ", "Kiew/Moskau", "UA"),
        ("fr", "Paris, 12 mai 2025 (AFP) - ", "Paris", "FR"),
        ("fr", "LYON (AFP) – ", "LYON", "FR"),
        ("es", "Washington, 12 de mayo de 2025 (AFP) - ", "Washington", "US"),
    ],
    "APA": [("de", "Wien (APA) - ", "Wien", "AT"), ("de", "Salzburg/Wien (APA) – ", "Salzburg/Wien", "AT")],
    "KNA": [("de", "Bonn (KNA) ", "Bonn", "DE"), ("de", "Köln/Bonn (KNA) – ", "Köln/Bonn", "DE")],
    "SID": [("de", "München (SID) - ", "München", "DE"), ("de", "Köln (SID) ", "Köln", "DE")],
    "epd": [("de", "Hannover (epd). ", "Hannover", "DE"), ("de", "Frankfurt a.M. (epd). ", "Frankfurt a.M.", "DE")],
    "sda": [("de", "Zürich (awp/sda) - ", "Zürich", "CH"), ("de", "Bern, 12. Mai (Keystone-SDA) - ", "Bern", "CH")],
    "ats": [("fr", "Genève (ats) ", "Genève", "CH"), ("fr", "Berne, 12 mai (Keystone-ATS) - ", "Berne", "CH")],
    "ots": [("de", "Potsdam (ots) - ", "Potsdam", "DE")],
    "dts": [("de", "Hamburg (dts Nachrichtenagentur) - ", "Hamburg", "DE")],
    "Reuters": [
        ("de", "Düsseldorf, 12. Mai (Reuters) - ", "Düsseldorf", "DE"),
        ("fr", "MARSEILLE, 12 mai (Reuters) - ", "MARSEILLE", "FR"),
        ("pt", "SÃO PAULO (Reuters) - ", "SÃO PAULO", "BR"),
    ],
    "Belga": [
        ("fr", "BRUXELLES (BELGA) = ", "BRUXELLES", "BE"),
        ("nl", "BRUSSEL 12/05 (BELGA) = ", "BRUSSEL", "BE"),
        ("nl", "ANTWERPEN (Belga) - ", "ANTWERPEN", "BE"),
    ],
    "APS, MAP": [
        ("fr", "ALGER, 12 mai 2025 (APS) - ", "ALGER", "DZ"),
        ("fr", "Dakar, 12 mai (APS) – ", "Dakar", "SN"),
        ("fr", "Rabat, 12 mai (MAP)- ", "Rabat", "MA"),
    ],
    "EFE": [
        ("es", "Madrid, 12 may (EFE).- ", "Madrid", "ES"),
        ("es", "Montevideo (EFE). ", "Montevideo", "UY"),
        ("pt", "Rio de Janeiro, 12 mai (EFE).- ", "Rio de Janeiro", "BR"),
        ("es", "Madrid, 12 may (EFECOM).- ", "Madrid", "ES"),
        ("es", "Valencia, 12 may (EFE).- ", "Valencia", "ES"),
        ("es", "Mérida (México), 12 may (EFE).- ", "Mérida, México", "MX"),
    ],
    "Europa Press": [
        ("es", "MADRID, 12 May. (EUROPA PRESS) - ", "MADRID", "ES"),
        ("es", "SEVILLA, 12 (EUROPA PRESS) ", "SEVILLA", "ES"),
        ("es", "CÓRDOBA, 12 May. (EUROPA PRESS) - ", "CÓRDOBA", "ES"),
        ("es", "MÉRIDA, 12 May. (EUROPA PRESS) - ", "MÉRIDA", "ES"),
        ("es", "LEÓN, 12 May. (EUROPA PRESS) - ", "LEÓN", "ES"),
        ("es", "   BARCELONA, 12 May. (EUROPA PRESS) -", "BARCELONA", "ES"),
    ],
    "Prensa Latina": [("es", "La Habana, 12 may (Prensa Latina) ", "La Habana", "CU")],
    "Andina": [("es", "Lima, may. 12. ", "Lima", "PE")],
    "Télam, NA": [
        ("es", "Buenos Aires, 12 de mayo (Télam) - ", "Buenos Aires", "AR"),
        ("es", "Buenos Aires, mayo 12 (NA) -- ", "Buenos Aires", "AR"),
    ],
    "AP": [("es", "CIUDAD DE MÉXICO (AP) — ", "CIUDAD DE MÉXICO", "MX")],
    "ANSA": [
        ("it", "(ANSA) - ROMA, 12 MAG - ", "ROMA", "IT"),
        ("it", "(ANSA) - NAPOLI, 12 MAG - ", "NAPOLI", "IT"),
        ("it", "(ANSA) NEW YORK, 12 MAG - ", "NEW YORK", "US"),
    ],
    "AGI": [("it", "(AGI) - Roma, 12 mag. - ", "Roma", "IT"), ("it", "AGI - Milano, 12 mag. - ", "Milano", "IT")],
    "Adnkronos": [
        ("it", "Roma, 12 mag. (Adnkronos) - ", "Roma", "IT"),
        ("it", "Napoli, 12 mag. - (Adnkronos/Labitalia) - ", "Napoli", "IT"),
    ],
    "askanews": [
        ("it", "Roma, 12 mag. (askanews) - ", "Roma", "IT"),
        ("it", "Milano, 12 mag. (askanews) – ", "Milano", "IT"),
    ],
    "Italpress, LaPresse": [
        ("it", "PALERMO (ITALPRESS) - ", "PALERMO", "IT"),
        ("it", "Milano, 12 mag. (LaPresse) - ", "Milano", "IT"),
    ],
    "Dire, Radiocor": [
        ("it", "(DIRE) Roma, 12 mag. - ", "Roma", "IT"),
        ("it", "(Il Sole 24 Ore Radiocor Plus) - Milano, 12 mag - ", "Milano", "IT"),
    ],
    "Lusa": [
        ("pt", "Lisboa, 12 mai 2025 (Lusa) - ", "Lisboa", "PT"),
        ("pt", "Maputo, 12 mai 2025 (Lusa) – ", "Maputo", "MZ"),
    ],
    "Agência Brasil, Folhapress": [
        ("pt", "Brasília, 12/5/2025 (Agência Brasil) - ", "Brasília", "BR"),
        ("pt", "SÃO PAULO, SP (FOLHAPRESS) - ", "SÃO PAULO, SP", "BR"),
        ("pt", "BRASÍLIA, DF (UOL/FOLHAPRESS) - ", "BRASÍLIA, DF", "BR"),
        ("pt", "São Paulo, 12 (AE) - ", "São Paulo", "BR"),
    ],
    "ANP": [
        ("nl", "AMSTERDAM (ANP) - ", "AMSTERDAM", "NL"),
        ("nl", "DEN HAAG (ANP) – ", "DEN HAAG", "NL"),
        ("nl", "WASHINGTON (ANP/AFP) - ", "WASHINGTON", "US"),
        ("nl", "'s-Hertogenbosch (ANP) - ", "'s-Hertogenbosch", "NL"),
    ],
    "TT": [
        ("sv", "STOCKHOLM (TT) ", "STOCKHOLM", "SE"),
        ("sv", "GÖTEBORG (TT). ", "GÖTEBORG", "SE"),
        ("sv", "Malmö (TT-AFP). ", "Malmö", "SE"),
    ],
    "NTB": [
        ("nb", "Oslo (NTB): ", "Oslo", "NO"),
        ("nb", "Bergen (NTB-Reuters): ", "Bergen", "NO"),
        ("nb", "TRONDHEIM (NTB) – ", "TRONDHEIM", "NO"),
        ("nb", "BRUSSEL (Aftenposten): ", "BRUSSEL", "BE"),
    ],
    "Ritzau": [("da", "København /ritzau/ ", "København", "DK"), ("da", "AARHUS /ritzau/. ", "AARHUS", "DK")],
    "STT": [("fi", "Helsinki (STT) – ", "Helsinki", "FI"), ("fi", "Tampere. (STT) ", "Tampere", "FI")],
    "ČTK": [("cs", "Praha 12. května (ČTK) - ", "Praha", "CZ"), ("cs", "Brno 12. května (ČTK) – ", "Brno", "CZ")],
    "PAP": [
        ("pl", "Warszawa (PAP) - ", "Warszawa", "PL"),
        ("pl", "Kraków, 12.05.2025 (PAP) – ", "Kraków", "PL"),
        ("pl", "Gdańsk, 12.05.2025 (ISBnews) - ", "Gdańsk", "PL"),
        ("pl", "12.05. Warszawa (PAP/IAR) - ", "Warszawa", "PL"),
    ],
    "TASS": [
        ("ru", "МОСКВА, 12 мая. /ТАСС/. ", "МОСКВА", "RU"),
        ("ru", "САНКТ-ПЕТЕРБУРГ, 12 мая. /Корр. ТАСС Иван Петров/. ", "САНКТ-ПЕТЕРБУРГ", "RU"),
        ("ru", "ПЕКИН, 12 мая. /ТАСС/. ", "ПЕКИН", "CN"),
    ],
    "RIA": [
        ("ru", "МОСКВА, 12 мая — РИА Новости. ", "МОСКВА", "RU"),
        ("ru", "МОСКВА, 12 мая - РИА Новости, Иван Петров. ", "МОСКВА", "RU"),
        ("ru", "ТАШКЕНТ, 12 мая - Sputnik. ", "ТАШКЕНТ", "UZ"),
        ("ru", "МОСКВА, 12 мая - ПРАЙМ. ", "МОСКВА", "RU"),
    ],
    "Interfax": [
        ("ru", "Москва. 12 мая. INTERFAX.RU - ", "Москва", "RU"),
        ("ru", "Екатеринбург. 12 мая. ИНТЕРФАКС-УРАЛ - ", "Екатеринбург", "RU"),
        ("uk", "Київ. 12 травня. ІНТЕРФАКС-УКРАЇНА - ", "Київ", "UA"),
        ("ru", "Астана. 12 мая. Интерфакс-Казахстан - ", "Астана", "KZ"),
    ],
    "BelTA": [("ru", "12 мая, Минск /Корр. БЕЛТА/. ", "Минск", "BY")],
    "Kazinform": [("ru", "АСТАНА. КАЗИНФОРМ - ", "АСТАНА", "KZ")],
    "Ukrinform, UNIAN": [
        ("uk", "КИЇВ, 12 травня /Укрінформ/. ", "КИЇВ", "UA"),
        ("uk", "Львів. 12 травня. УНІАН. ", "Львів", "UA"),
        ("uk", "Харків. 12 травня. УНН. ", "Харків", "UA"),
    ],
    "Anadolu": [("tr", "ANKARA (AA) - ", "ANKARA", "TR"), ("tr", "BRÜKSEL (AA) - ", "BRÜKSEL", "BE")],
    "DHA, İHA": [
        ("tr", "İSTANBUL, (DHA)- ", "İSTANBUL", "TR"),
        ("tr", "Murat YILMAZ/ADANA, (DHA)- ", "ADANA", "TR"),
        ("tr", "İZMİR (İHA) - ", "İZMİR", "TR"),
    ],
    "APE": [("el", "ΑΘΗΝΑ (ΑΠΕ-ΜΠΕ) - ", "ΑΘΗΝΑ", "GR")],
    "Kyodo, Jiji": [
        ("ja", "【東京共同】", "東京", "JP"),
        ("ja", "【北京時事】", "北京", "CN"),
        ("ja", "［東京 12日 ロイター］ - ", "東京", "JP"),
    ],
    "papers": [
        ("de", "Berlin. ", "Berlin", "DE"),
        ("de", "Dresden – ", "Dresden", "DE"),
        ("de", "FRANKFURT, 12. Mai. ", "FRANKFURT", "DE"),
        ("de", "Stuttgart - ", "Stuttgart", "DE"),
        ("de", "WIEN. ", "WIEN", "AT"),
        ("de", "Brüssel/Berlin – ", "Brüssel/Berlin", "BE"),
        ("fr", "PARIS – ", "PARIS", "FR"),
        ("fr", "Bruxelles, correspondant – ", "Bruxelles", "BE"),
        ("fr", "MONTRÉAL — ", "MONTRÉAL", "CA"),
        ("de", "hgn. FRANKFURT, 12. Mai. ", "FRANKFURT", "DE"),
        ("de", "sup. MÜNCHEN. ", "MÜNCHEN", "DE"),
        ("fr", "Kiev (Ukraine), envoyé spécial – ", "Kiev (Ukraine)", "UA"),
        ("es", "Guadalajara, Jal., 12 may (Notimex).- ", "Guadalajara, Jal.", "MX"),
        ("es", "Sevilla.- ", "Sevilla", "ES"),
        ("es", "BOGOTÁ. ", "BOGOTÁ", "CO"),
        ("es", "Valencia / Madrid - ", "Valencia / Madrid", "ES"),
        ("it", "TORINO – ", "TORINO", "IT"),
        ("it", "ROMA. ", "ROMA", "IT"),
        ("it", "BRUXELLES - ", "BRUXELLES", "BE"),
        ("pt", "BRASÍLIA – ", "BRASÍLIA", "BR"),
        ("pt", "RIO - ", "RIO", "BR"),
        ("nl", "Rotterdam - ", "Rotterdam", "NL"),
        ("nl", "GENT - ", "GENT", "BE"),
        ("sv", "STOCKHOLM. ", "STOCKHOLM", "SE"),
        ("nb", "OSLO: ", "OSLO", "NO"),
        ("pl", "WARSZAWA. ", "WARSZAWA", "PL"),
        ("tr", "Ankara - ", "Ankara", "TR"),
    ],
}  # fmt: skip


def test_forty_agencies_and_papers_at_least() -> None:
    """The table has the agencies and papers of forty conventions, and a hundred datelines."""
    assert len(CONVENTIONS) - 1 + len(CONVENTIONS["papers"]) >= 40
    assert sum(map(len, CONVENTIONS.values())) >= 100


@pytest.mark.parametrize(
    ("language", "before", "text", "country"), [case for cases in CONVENTIONS.values() for case in cases]
)
def test_a_dateline_is_found_and_its_place_known(
    language: str, before: str, text: str, country: str, article: Callable[..., Article], resources: Resources
) -> None:
    """A dateline is read as its agency or paper writes it, and its place has a key."""
    body = f"{before}{SENTENCES[language]} {SENTENCES[language]}"
    found = dateline.enrich(article(body, language=language, dateline=find_dateline(body)), resources).get("dateline")
    assert isinstance(found, Dateline)
    assert (found.text, found.country, bool(found.key)) == (text, country, True)
