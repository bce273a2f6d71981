"""Peoples and what is theirs: "Chinese", "Russian". Not places, even if a tagger says so."""

from __future__ import annotations

import functools

from articles.enrichment.wordlists import folded_set

DEMONYMS = folded_set(
    """afghan african albanian algerian american angolan arab arabic argentine argentinian armenian asian
    australian austrian azerbaijani azeri bahraini bangladeshi basque bavarian belarusian belgian bolivian
    bosnian botswanan brazilian british briton britons bulgarian burmese cambodian cameroonian canadian
    catalan caribbean chadian chechen chilean chinese colombian congolese croat croatian cuban cypriot czech
    dane danish dominican dutch ecuadorian egyptian emirati english eritrean estonian ethiopian european
    fijian filipino finn finnish flemish french gambian georgian german ghanaian greek guatemalan guinean
    guyanese haitian hispanic honduran hungarian icelandic indian indonesian iranian iraqi irish israeli
    italian ivorian jamaican japanese jewish jordanian kazakh kenyan korean kosovar kurd kurdish kuwaiti
    kyrgyz laotian latino latina latvian lebanese liberian libyan lithuanian malagasy malawian malaysian
    malian maltese mauritanian mexican moldovan mongolian montenegrin moroccan mozambican muslim namibian
    nepalese nepali nicaraguan nigerian norwegian omani pakistani palestinian panamanian paraguayan persian
    peruvian polish portuguese qatari roman romanian russian rwandan salvadoran saudi scot scottish scots
    senegalese serb serbian singaporean slovak slovakian slovene slovenian somali spaniard spanish sudanese
    swede swedish swiss syrian taiwanese tajik tanzanian thai tibetan tunisian turk turkish turkmen ugandan
    ukrainian uruguayan uyghur uzbek venezuelan vietnamese welsh western yemeni zambian zimbabwean northern
    southern eastern communist christian catholic protestant orthodox sunni shiite buddhist hindu sikh islamic
    islamist republican republicans democrat democrats democratic deutsche deutscher deutschen deutsches
    französische amerikanische russische chinesische
    deutsch franzosisch franzosische franzosischen amerikanisch amerikanischen amerikaner russisch russischen russen
    russe chinesisch chinesischen chinesen ukrainisch ukrainische ukrainischen ukrainer europaische europaischen
    europaer
    britische britischen briten turkische turkischen turken polnische polnischen israelische israelischen franzosen
    francais francaise francaises americain americaine americains allemand allemande allemands russes ukrainien
    ukrainienne ukrainiens chinois chinoise europeen europeenne europeens israelien israelienne israeliens britannique
    espanol espanoles francesa aleman alemana estadounidense estadounidenses ruso rusa rusos ucraniano
    ucraniana china italiano italiana italiani francese francesi tedesco tedesca tedeschi americano
    americani russo russa russi ucraino ucraina ucraini cinese cinesi europeo europea europei"""
) - frozenset({"china", "ucraina", "russe"})


_OF_SEVERAL_WORDS = frozenset(
    {
        "south african", "north korean", "south korean", "saudi arabian", "new zealander", "puerto rican", "sri lankan",
        "costa rican", "hong konger", "central american", "latin american", "north american", "south american",
        "african american", "northern irish", "burkinabe", "new yorker", "east timorese",
    }
)  # fmt: skip


@functools.lru_cache(maxsize=10_000)
def is_demonym(folded: str) -> bool:
    """Return whether a folded name is a people, a faith or a party's followers, in singular or plural."""
    if folded in _OF_SEVERAL_WORDS or folded.removesuffix("s") in _OF_SEVERAL_WORDS:
        return True
    words = folded.split()
    return bool(words) and all(word in DEMONYMS or (word.endswith("s") and word[:-1] in DEMONYMS) for word in words)
