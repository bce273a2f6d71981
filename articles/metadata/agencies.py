"""Names of news agencies, by which a dateline is told from a sentence."""

from __future__ import annotations

import re

#: As they are in brackets after a place, without case. Names of several words are kept whole.
_NAMES = """
aa|aap|accesswire|adnkronos|afp|agencia efe|agerpres|agi|agência brasil|agência lusa|ana|ana-mpe|anadolu|
anadolu agency|anadolu ajansı|ani|anp|ansa|antara|ap|apa|app|armenpress|askanews|associated press|ats|awp|
azertac|bbc|belga|belta|bernama|bha|bloomberg|bns|bss|bta|business wire|businessdesk|businesswire|
canadian press|cna|cnn|cns|cnw|cp|ctk|dapd|ddp|delfi|dha|dow jones|dpa|dpa-afx|dts|efe|ena|epd|europa press|
europapress|globe newswire|gna|hina|ians|iap|iha|ina|interfax|interfax-ukraine|irna|isna|italpress|itar-tass|
jana|jiji|jiji press|jta|kazinform|kcna|khabar|kna|kna-bild|kuna|kyodo|kyodo news|lana|lapresse|leta|lusa|
marketwatch|mehr|mena|mia|mna|montsame|mti|nampa|nan|new china news agency|newswire|newswires|nna|notimex|nova|
ntb|nzpa|oana|ona|pa|pa media|pap|petra|pna|postmedia|pr newswire|prensa latina|press association|
press trust of india|prnewswire|pti|qna|reuter|reuters|ria|ria novosti|ritzau|rompres|rtt|saba|sana|
schweizerische depeschenagentur|sda|sid|sipa|spa|sputnik|srna|sta|stt|suna|tanjug|taz|tap|tass|tca|telam|
the canadian press|thomson reuters|tna|trend|tt|télam|ukrinform|unb|uni|unian|upi|vna|vov|wafa|wam|xinhua|
yonhap|yonhap news|zawya|acn|ae|afx|aif|anka|angop|aps|apn|colprensa|dire|agenzia dire|dts nachrichtenagentur|efecom|
estadão conteúdo|folhapress|uol|fnb|spt|hibya|iar|isbnews|keystone-ats|keystone-sda|keystone|map|la presse canadienne|
ots|news aktuell|radiocor|il sole 24 ore radiocor plus|agência estado|agencia estado|sir|agensir|ips|presseportal|
aftenposten|vg|nrk|dagbladet|nettavisen|e24|klassekampen|vårt land|nationen|dagens næringsliv|bergens tidende|
stavanger aftenblad|adresseavisen|el universal|reforma|agencia reforma|andes|aton|
aki|agenparl|9colonne|servimedia|colpisa|andina|agn|na|noticias argentinas|abi|avn|notiamérica|
прайм|sputnik|спутник|ап|рейтер|франс пресс|азертадж|армінформ|арменпресс|кабар|мир 24|рбк|рбк-україна|
рбк-украина|регнум|росбалт|финам|казинформ|kazinform|інтерфакс|інтерфакс-україна|интерфакс-урал|интерфакс-казахстан|интерфакс-запад|интерфакс-азербайджан|интерфакс-юг|
απε|απε-μπε|αμπε|mediafax|čtk|белта|бта|интерфакс|интерфакс-украина|итар-тасс|казинформ|риа|риа новости|ринг|
танјуг|тасс|униан|укринформ|укрінформ|унн|уніан|أ ش أ|أ ف ب|أ.ش.أ|ا ف ب|العمانية|بترا|بنا|د ب أ|رويترز|سانا|قنا|كونا|
واس|واع|وام|وفا|共同|新华社|時事|연합뉴스
"""
_KNOWN = frozenset(name.strip() for name in _NAMES.replace("\n", "").split("|") if name.strip())
#: Country → agencies that write from their own country unless they name another.
_HOMES = {
    "ES": "efe|agencia efe|efecom|europa press|europapress|servimedia|colpisa",
    "MX": "notimex|el universal|reforma|agencia reforma",
    "AR": "télam|telam|na|noticias argentinas",
    "VE": "avn",
    "BO": "abi",
    "PE": "andina",
    "CU": "prensa latina|acn",
    "CO": "colprensa",
    "EC": "andes",
    "CL": "aton",
    "PT": "lusa|agência lusa",
    "BR": "folhapress|uol/folhapress|agência brasil|agência estado|agencia estado|ae|estadão conteúdo",
}
_AT_HOME = {name: country for country, names in _HOMES.items() for name in names.split("|")}
_IN_BRACKETS = re.compile(r"\(([^()\n]{2,40})\)")
_ACRONYM = re.compile(r"[A-ZČŠŽÉÄÖÜİА-ЯЇЄІ]{2,6}")
_BETWEEN = re.compile(r"\s*[/,\-–+&;]\s*|\s+and\s+|\s+und\s+|\s+et\s+")
#: "dpa/lby", "dpa-tmn", "AFP-JIJI": services of an agency.
_SERVICE = re.compile(r"(?:dpa|afp|ap|epd|sda|kna)[\-/ ][\w/\-]{2,12}", re.I)
#: "/Корр. БЕЛТА/".
_CORRESPONDENT = re.compile(r"^(?:корр|кор|corr)\.\s?")


def is_agency(text: str) -> bool:
    """Return whether a text names an agency, or several: "AP", "dpa/lby", "AFP-JIJI", "Europa Press"."""
    name = _CORRESPONDENT.sub("", text.strip(" ()[]/.").casefold())
    if name in _KNOWN or _SERVICE.fullmatch(name):
        return True
    return any(part in _KNOWN for part in _BETWEEN.split(name))


def home_of(text: str) -> str | None:
    """Return the country of the agency that a line names in brackets, of those with namesakes of cities elsewhere."""
    return next((_AT_HOME[name] for name in map(str.casefold, _IN_BRACKETS.findall(text)) if name in _AT_HOME), None)


def is_acronym(text: str) -> bool:
    """Could it be one that we do not know: two to six capitals, or several of these?"""
    parts = [part for part in _BETWEEN.split(text.strip(" ()[]/.")) if part]
    return bool(parts) and all(_ACRONYM.fullmatch(part) for part in parts)
