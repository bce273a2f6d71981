"""Where a story was filed from, in the manners of agencies."""

from __future__ import annotations

import pytest

from articles.article import Dateline
from articles.metadata import dateline_of, find_dateline

GOES_ON = "the town council voted on Friday to bring back the night ferry that was cancelled nine years ago."
SENTENCE = GOES_ON[0].upper() + GOES_ON[1:]

#: What stands before the first sentence → the place.
BEFORE: dict[str, str | None] = {
    "OSLO, Norway (AP) _ ": "OSLO, Norway",
    "FORT WASHINGTON, Pa. (AP) _ ": "FORT WASHINGTON, Pa.",
    "(ANSA) - ROME, March 4 - ": "ROME",
    "(ANSA) - ROMA, 04 MAR - ": "ROMA",
    "(ANSA) ROMA, 4 MAR - ": "ROMA",
    "(AGI) - Roma, 4 mar. - ": "Roma",
    "Roma, 4 mar. (Adnkronos) - ": "Roma",
    "ROMA (ITALPRESS) - ": "ROMA",
    "New Delhi, Mar 4 (PTI) ": "New Delhi",
    "New Delhi [India], March 4 (ANI): ": "New Delhi, India",
    "Mumbai (Maharashtra) [India], March 4 (ANI): ": "Mumbai, India",
    "New Delhi, March 4 (IANS) ": "New Delhi",
    "TOKYO, March 4 Kyodo - ": "TOKYO",
    "SAITAMA, Japan, Dec. 9 Kyodo - ": "SAITAMA, Japan",
    "TOKYO, March 4 (Kyodo) -- ": "TOKYO",
    "MOSCOW. March 4 (Interfax) - ": "MOSCOW",
    "KYIV. March 4 (Interfax-Ukraine) – ": "KYIV",
    "Москва. 4 марта. ИНТЕРФАКС.RU - ": "Москва",
    "Москва. 4 марта. ИНТЕРФАКС - ": "Москва",
    "SEOUL, March 4 (Yonhap) -- ": "SEOUL",
    "BEIJING, March 4 (Xinhua) -- ": "BEIJING",
    "MOSCOW, March 4. /TASS/. ": "MOSCOW",
    "МОСКВА, 4 марта. /ТАСС/. ": "МОСКВА",
    "МОСКВА, 4 мар — РИА Новости. ": "МОСКВА",
    "Paris, 4 mars 2025 (AFP) - ": "Paris",
    "Berlin (dpa) - ": "Berlin",
    "Berlin/Köln (dpa/lnw) - ": "Berlin/Köln",
    "San Diego (tca/dpa) - ": "San Diego",
    "Wien (APA) - ": "Wien",
    "Genève (ats) ": "Genève",
    "Bern (awp/sda) - ": "Bern",
    "Madrid, 4 mar (EFE).- ": "Madrid",
    "Tegucigalpa, Jan 2 (EFE).- ": "Tegucigalpa",
    "Lisboa, 04 mar 2025 (Lusa) – ": "Lisboa",
    "ANKARA (AA) - ": "ANKARA",
    "KYIV, March 4. /Ukrinform/. ": "KYIV",
    "Київ. 4 березня. УНІАН. ": "Київ",
    "КИЇВ, 4 березня /Укрінформ/. ": "КИЇВ",
    "LONDON, March 4 (Reuters) - ": "LONDON",
    "NEW YORK, March 4, 2025 /PRNewswire/ -- ": "NEW YORK",
    "SAN FRANCISCO--(BUSINESS WIRE)--": "SAN FRANCISCO",
    "OSLO, Norway, March 04, 2025 (GLOBE NEWSWIRE) -- ": "OSLO, Norway",
    "BRUXELLES 23/07 (AFP-DPA-REUTER) = ": "BRUXELLES",
    "UTRECHT (ANP) - ": "UTRECHT",
    "København /ritzau/ ": "København",
    "Oslo (NTB): ": "Oslo",
    "STOCKHOLM (TT) ": "STOCKHOLM",
    "Warszawa (PAP) – ": "Warszawa",
    "4.03.Warszawa (PAP) - ": "Warszawa",
    "Praha 4. března (ČTK) - ": "Praha",
    "Budapest, 2025. március 4., kedd (MTI) - ": "Budapest",
    "ZAGREB, 4. ožujka 2025. (Hina) - ": "ZAGREB",
    "KUALA LUMPUR, March 4 (Bernama) -- ": "KUALA LUMPUR",
    "Jakarta (ANTARA) - ": "Jakarta",
    "Hanoi (VNA) – ": "Hanoi",
    "ABU DHABI, 4th March, 2025 (WAM) -- ": "ABU DHABI",
    "Riyadh, March 04, 2025, SPA -- ": "Riyadh",
    "SYDNEY, March 4 AAP - ": "SYDNEY",
    "Tehran, March 4, IRNA – ": "Tehran",
    "Accra, March 4, GNA - ": "Accra",
    "La Habana, 4 mar (Prensa Latina) ": "La Habana",
    "Buenos Aires, 4 de marzo (Télam) - ": "Buenos Aires",
    "MADRID, 4 Mar. (EUROPA PRESS) - ": "MADRID",
    "MADRID, 4 (EUROPA PRESS) - ": "MADRID",
    "OTTAWA — ": "OTTAWA",
    "BRANN HEAD (WS) - ": "BRANN HEAD",
    "Washington (CNN) — ": "Washington",
    "Pyongyang, March 4 (KCNA) -- ": "Pyongyang",
    "OSLO _ ": "OSLO",
    "WASHINGTON (AFP) - ": "WASHINGTON",
    "Kuwait, March 4 (KUNA) -- ": "Kuwait",
    "LONDON (Parliament Politics) - ": None,
    "THE HAGUE, Netherlands (AP) — ": "THE HAGUE, Netherlands",
    "ISLA DE LA JUVENTUD, Cuba (AP) — ": "ISLA DE LA JUVENTUD, Cuba",
    "L'AQUILA (ANSA) - ": "L'AQUILA",
    "PORT-AU-PRINCE, Haiti (AP) — ": "PORT-AU-PRINCE, Haiti",
    "AL-KHOBAR, Saudi Arabia (AP) — ": "AL-KHOBAR, Saudi Arabia",
    "Frankfurt/Main (dpa) - ": "Frankfurt/Main",
    "St. Gallen (sda) - ": "St. Gallen",
    "Beograd, 4. marta (Tanjug) - ": "Beograd",
    "София, 4 март (БТА) - ": "София",
    "Αθήνα, 4 Μαρτίου (ΑΠΕ-ΜΠΕ) - ": "Αθήνα",
    "ATHENS, March 4 (ANA-MPE) - ": "ATHENS",
    "CAIRO, March 4 (MENA) - ": "CAIRO",
    "İSTANBUL, (DHA)- ": "İSTANBUL",
    "Helsinki (STT) – ": "Helsinki",
    "BERLIN dpa | ": "BERLIN",
    "MÜNCHEN taz | ": "MÜNCHEN",
    "FRANKFURT, 12. Mai. ": "FRANKFURT",
    "New Delhi: Mar 4 (PTI) ": "New Delhi",
    "Москва. 14 мая. INTERFAX.RU - ": "Москва",
    "Киев. 12 мая. УНИАН. ": "Киев",
    "Київ. 12 травня. УНН. ": "Київ",
}
WHOLE = {
    "新华社北京3月4日电 市议会周五投票决定恢复九年前取消的夜间渡轮。": "北京",
    "新华社东京3月4日电（记者王小明）市议会周五投票决定恢复九年前取消的夜间渡轮。": "东京",
    "（中央社台北4日電）市議會週五投票決定恢復九年前取消的夜間渡輪。": "台北",
    "（中央社記者王小明台北4日電）市議會週五投票決定恢復九年前取消的夜間渡輪。": "台北",
    "【ワシントン共同】米国務省は四日、夜間フェリーを九年ぶりに再開すると発表した。": "ワシントン",
    "(서울=연합뉴스) 홍길동 기자 = 시의회는 금요일 구년 전 중단된 야간 여객선을 되살리기로 했다.": "서울",
    "[東京 4日 ロイター] - 市議会は金曜日、九年前に廃止された夜間フェリーの再開を決めた。": "東京",
    "القاهرة في 4 مارس / أ ش أ / صوت المجلس البلدي يوم الجمعة على إعادة العبارة الليلية.": "القاهرة",
    "عمان 4 آذار (بترا)- صوت المجلس البلدي يوم الجمعة على إعادة العبارة الليلية.": "عمان",
}
NO_PLACES = [
    f"Donald Trump - the former president - said {GOES_ON}",
    f"John Smith (Labour) - the member for Leeds - said {GOES_ON}",
    f"Angela Merkel (CDU) - die Kanzlerin - sagte {GOES_ON}",
    f"Apple Inc (AAPL) - the maker of phones - said {GOES_ON}",
    f"Associated Press (AP) - the agency - said {GOES_ON}",
    f"The Associated Press (AP) reported {GOES_ON}",
    f"Agence France-Presse (AFP) {SENTENCE}",
    f"BC-EU--Pier, 1st Ld-Writethru - {GOES_ON}",
    f"EDITOR'S NOTE (AP) — {SENTENCE}",
    f"UPDATE 1 - {SENTENCE}",
    f"COVID-19 - {SENTENCE}",
    f"(Reuters) - Apple Inc said on Tuesday - its shares {GOES_ON}",
    f"(Reuters) - {SENTENCE}",
    f"STOCKS - {SENTENCE}",
    f"WARNING: {SENTENCE} {SENTENCE}",
    f"PHOTO (AP) — {SENTENCE}",
    f"Nora Feld (AP) reported on Monday {GOES_ON}",
    f"Mr. Smith, 45, - {GOES_ON}",
    f"On March 4 - the day of the vote - {GOES_ON}",
    f"Jan. 12 (BusinessDesk) - {SENTENCE}",
    f"By JANE DOE - {SENTENCE}",
    f"NASA - {GOES_ON}",
    f"URGENT (AFP) - {SENTENCE}",
    f"EIL: {SENTENCE} {SENTENCE}",
    f"Analysis (dpa) - {SENTENCE}",
    f"Zusammenfassung (dpa) - {SENTENCE}",
]
FIELDS = {
    "OSLO, Norway": "OSLO, Norway",
    "Oslo (tna) - ": "Oslo",
    "BEIJING, July 23": "BEIJING",
    "Strasbourg, 10 juil 2024 (AFP)": "Strasbourg",
    "Landquart GR": "Landquart GR",
    "MOSCOW, January 21 /TASS/": "MOSCOW",
    "Buenos Aires, 4 de marzo de 2025": "Buenos Aires",
    "January 21": None,
    "4/4/2018": None,
    "20170102T222800+0000": None,
    "": None,
}


@pytest.mark.parametrize("before", BEFORE)
def test_places_before_the_first_sentence(before: str) -> None:
    """Agencies put the place, the date and themselves in many orders."""
    found = find_dateline(f"{before}{SENTENCE}")
    assert BEFORE[before] == (found.text if found else None)


@pytest.mark.parametrize("text", WHOLE)
def test_places_in_scripts_without_capitals(text: str) -> None:
    """Arabic, Chinese, Japanese and Korean agencies."""
    found = find_dateline(text)
    assert WHOLE[text] == (found.text if found else None)


@pytest.mark.parametrize("line", NO_PLACES)
def test_what_is_no_place(line: str) -> None:
    """People, kinds of stories, codes and organizations."""
    assert find_dateline(line) is None


@pytest.mark.parametrize("field", FIELDS)
def test_fields_for_it(field: str) -> None:
    """A field holds the place alone, with its agency, with a date, or a date alone."""
    expected = FIELDS[field]
    assert (Dateline(text=expected) if expected else None) == dateline_of(field)


@pytest.mark.timeout(60)
@pytest.mark.parametrize("gap", ["\t" * 3000, " \u00a0" * 1500, "\u3000" * 3000])
@pytest.mark.parametrize(
    "line", ["LINDHAV{}EN", "LINDHAVEN{}(Reuters){}-{}", "**LINDHAVEN, March 4{}x{}", "(ANSA){}ROMA{}x"]
)
def test_long_white_space_does_not_hang(line: str, gap: str) -> None:
    """Found by mutated files: patterns tried to divide it in every way, which took minutes."""
    find_dateline(line.replace("{}", gap) + " The ferry board agreed on Tuesday to lengthen its northern pier." * 3)
