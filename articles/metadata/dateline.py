"""Where a story was filed from: "HONG KONG (AP) —" before its first sentence, or in a field."""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable
from typing import NamedTuple

from articles.article import Dateline
from articles.metadata.agencies import is_acronym, is_agency
from articles.metadata.months import month_named

#: Lines in which a dateline may be.
_LINES = 3
#: Characters that must follow it.
_FOLLOWING = 20
#: A line that a colon introduces as a dateline is a paragraph of so many characters.
_PARAGRAPH = 120
#: Of a line so much is looked at for its dateline.
_OPENING_CHARACTERS = 400
#: The bracket of a country is within so many characters.
_BRACKET_WITHIN = 80
#: The signs that part a dateline from the text are within so many characters.
_REACH = 200
_LONGEST = 50
_WORDS = 7

_BRACKET = (
    r"(?:\((?P<round>[^()\n]{2,48})\)|\[(?P<square>[^\[\]\n]{2,40})\]|(?<=[\s.])/\s?(?P<slash>[^/\n\d]{2,24}?)\s?/)"
)
_MARK = r"(?P<mark>\.?\s?[—–]|\.?\s?-{1,2}|_|:|=|\.(?=\s))"
#: "OSLO, Norway (AP) _", "New Delhi [India], March 4 (ANI):", "SAN FRANCISCO--(BUSINESS WIRE)--", "Genève (ats) Le".
_WITH_AGENCY = re.compile(
    rf"(?:(?!['’]s-)\W){{0,2}}(?P<head>[^()\[\]\n]{{2,70}}?(?:\[[^\[\]\n]{{2,30}}\][^()\[\]/\n]{{0,30}}?)?)[,.]?\s*-{{0,2}}\s*"
    rf"{_BRACKET}(?P<tail>,?\s+[^\d\n]{{3,12}}\d{{1,2}}(?=\s*[-—–_:]))?\s*(?:{_MARK}\s*)?(?=\S)"
)
#: "TOKYO, March 4 Kyodo -", "Москва. 4 марта. ИНТЕРФАКС.RU -", "Riyadh, March 04, 2025, SPA --".
_UNBRACKETED = re.compile(
    r"(?P<head>[^()\[\]\n]{6,70}?\d[^()\[\]\n\d]{0,20}?)[,.]?\s+"
    r"(?P<agency>[^\W\d][\w\-]{1,23}(?:\.[A-Za-z]{2})?(?: [^\W\d][\w\-]{1,12}){0,2})(?:\s*[—–\-:]{1,2}|\s?\|)\s+(?=\S)"
)
#: "Киев. 12 мая. УНИАН. ", "FRANKFURT, 12. Mai. ".
_STOPPED = re.compile(
    r"(?P<head>[^()\[\]\n\d]{3,50}?\d{1,2}\.?\s[^\W\d]{3,12})\.\s+(?:(?P<agency>[^\W\d][\w\-]{1,16})\.\s+)?(?=\S)"
)
#: "АСТАНА. КАЗИНФОРМ - ", "ALMATY. Kazinform – ".
_STOPPED_AGENCY = re.compile(
    r"(?P<head>[^()\[\]\n\d.]{3,50})\.\s+(?P<agency>[^\W\d][\w\-]{2,16})\s+[—–-]{1,2}\s+(?=\S)"
)
#: "BERLIN dpa | ", "MÜNCHEN taz | ": German papers, without a date.
_BEFORE_BAR = re.compile(r"(?P<head>[^()\[\]\n|\d]{2,50}?),?\s+(?P<agency>[^\W\d][\w\-/]{1,12})\s?\|\s*(?=\S)")

#: "LONDON —", "Paris, 4 mars -", "NEW DELHI: ".
_WITHOUT_AGENCY = re.compile(
    r"(?:(?!['’]s-)\W){0,2}(?P<head>[^()\[\]\n:—–_]{2,70}?)(?:\s*(?P<mark>[—–]|--|:)\s*|\s+(?P<spaced>-|_)\s+|\.\s?[—–-]\s*)(?=\S)"
)
#: "(ANSA) - ROME, March 4 -", "(AGI) - Roma, 4 mar. -", "(ANSA) ROMA, 4 MAR -".
_AGENCY_FIRST = re.compile(
    r"(?:\((?P<round>[^()\n]{2,30})\)|(?P<bare>[^\W\d][\w.]{1,15}))\s*(?:\.?\s?[-—–.]{1,2}|,)?\s*"
    r"(?P<head>[^()\[\]\n—–]{2,60}?)(?:\s*(?P<mark>[—–]|--|:)\s*|\s+-\s+|\.\s?[—–-]\s*|-\s+)(?=\S)"
)
#: ANI: "Mumbai (Maharashtra) [India], March 4 (ANI):".
_WITH_COUNTRY = re.compile(r"^([^()\[\]\n\d]{2,40}?)(?: ?\([^()\d]{2,30}\))? ?\[([^\[\]\d]{2,25})\](?=,)")
#: "Mérida (México), 12 nov (EFE).-", "Kiev (Ukraine), envoyé spécial –".
_IN_COUNTRY = re.compile(r"^([^()\[\]\n\d]{2,40}) \(([^()\d]{3,25})\)(?=,)")
#: "hgn. FRANKFURT, 12. November. ", "dpa BERLIN. ", "lby/dpa München. ": whoever wrote it, before the place.
_INITIALS = re.compile(
    r"(?:[a-zäöü]{2,6}\.(?:/[a-zäöü]{2,6}\.)*|(?P<agency>[a-zäöü]{3}(?:/[a-zäöü]{3})*)) (?=[A-ZÄÖÜ])"
)
_HAN = "\u3400-\u9fff"
_EAST_ASIAN = (
    re.compile(rf"\W{{0,2}}(?:新华社|新華社|中新社|中新网|中新網|中央社)(?:记者|記者)?(?:[{_HAN}]{{3}}(?=[{_HAN}]{{2}}))?(?P<place>[{_HAN}]{{2,8}}?)\d{{1,2}}(?:月\d{{1,2}})?日"),
    re.compile(r"\W{0,2}[(（\[［【](?P<place>[^=()（）\s]{2,12})=(?:연합뉴스|뉴시스|뉴스1|연합뉴스TV|[가-힣]{2,8})"),
    re.compile(r"\W{0,2}【(?P<place>[^】\s]{1,15}?)(?:共同|時事|聯合ニュース|ロイター|AFP|・)[^】]{0,8}】"),
    re.compile(r"\W{0,2}[［\[](?P<place>[^\d\s\]］]{1,15})\s+\d{1,2}日\s+[^\]］]{2,10}[\]］]"),
)  # fmt: skip
_DATES = (
    # 4 March 2025, 4. März, 4 de marzo, 4th March
    re.compile(
        r"(?:[,.]?\s+|^)(?:le|el|den|em|ce|на|في)?\s*\d{1,2}(?:st|nd|rd|th|er|º|°|\.)?\s*(?:de\s+)?"
        r"(?P<month>[^\W\d_][^\d\s,.]{1,14})\.?(?:,?\s+(?:de\s+)?\d{4}\s?[^\W\d_]{0,5}\.?)?[,.\s]*$"
    ),
    # March 4, 2025; Jan. 5
    re.compile(
        r"(?:[,.:]?\s+|^)(?P<month>[^\W\d_][^\d\s,.]{1,14})\.?\s+\d{1,2}(?:st|nd|rd|th)?(?:\s?\([A-Z][a-z]{2,8}\))?"
        r"(?:,?\s+\d{4})?[,.\s]*$"
    ),
    # 2025. március 4., kedd
    re.compile(r"(?:[,.]?\s+|^)\d{4}\.?\s+(?P<month>[^\W\d_]{3,14})\s+\d{1,2}\.?(?:,\s*[^\W\d_]{3,12})?[,.\s]*$"),
    # 23/07, 4/4/2018, 04.03.2025
    re.compile(r"(?:[,.]?\s+|^)\d{1,2}[./]\d{1,2}\.?(?:[./]?\d{2,4})?[,.\s]*$"),
    re.compile(r"(?:[,.]?\s+|^)\d{4}-\d{2}-\d{2}[,.\s]*$"),
    # MADRID, 4 (EUROPA PRESS)
    re.compile(r"(?<=[A-ZÁÉÍÓÚÑ]{2}),\s+\d{1,2}$"),
)
#: Before the place: "4.03.Warszawa (PAP) -", "12 мая, Минск /БЕЛТА/.".
_DATE_BEFORE = re.compile(
    r"^(?:\d{1,2}[./]\d{1,2}[./]?(?:\d{2,4})?\s*[,.]?|\d{1,2}\s(?P<month>[^\W\d_]{3,12}),)\s*(?=[^\W\d])"
)
#: A day without its month: "São Paulo, 12 (AE) -".
_DAY = re.compile(r"(?<=[^\W\d_]{3}),\s\d{1,2}$")
#: "Murat YILMAZ/ADANA, (DHA)-": the byline before the place.
_BYLINE = re.compile(r"^[^\W\d_]+ [^/\d]{2,50}/\s?(?=[^\W\d_]{2}[^/]*$)")
#: Places of a lower-case part: "Frankfurt a.M.", "Freiburg i.Br.".
_ABBREVIATED = re.compile(r"(?:a|i|o|v)\.\s?(?:d\.\s?)?(?:[A-Z]\w{0,3}\.?)?")
_CONNECTING = """de del della di da do dos das du des la le les los las el of am an auf im in sur sous y e und and et
the van den der aan bei upon on na nad ob pod u"""
_CONNECTORS = frozenset(_CONNECTING.split())
#: Words in capitals before a dash or a colon that are not places.
_NO_PLACE = frozenset(
    {
        "advisory", "alert", "analysis", "apnewsalert", "attention", "background", "breaking", "brief", "briefs",
        "bulletin", "caption", "chronology", "column", "correct", "corrected", "correction", "corrects", "dear",
        "digest", "direct", "document", "editorial", "editors", "eds", "eil", "eilmeldung", "embargo", "embargoed",
        "exclusif", "exclusive", "explainer", "factbox", "fact", "feature", "flash", "focus", "forecast", "graphic",
        "headlines", "highlights", "infographic", "insight", "interview", "kommentar", "korrektur", "lead", "list",
        "live", "media", "memo", "news", "newsalert", "newsletter", "note", "notes", "opinion", "photo", "photos",
        "picture", "podcast", "poll", "press", "preview", "profile", "quiz", "quote", "quotes", "read", "refile",
        "release", "report", "results", "review", "roundup", "schedule", "scoreboard", "snap", "source", "sponsored",
        "standings", "stocks", "summary", "table", "take", "ticker", "timeline", "top", "update", "updates",
        "urgent", "video", "warning", "editor's", "editor’s", "fbi", "fifa", "imf", "nasa", "nato", "nba", "nfl",
        "opec", "uefa", "unesco", "unicef", "watch", "weather", "wrapup", "zusammenfassung", "q&a", "by", "von",
        "par", "por",
    }
)  # fmt: skip
_NO_PLACE_AFTER = frozenset({"note", "notes", "alert", "advisory", "release", "update", "correction", "roundup"})
#: Agencies that print the reporter before the place.
_BYLINE_FIRST = frozenset({"dha", "iha", "i̇ha", "ia", "anka"})
#: "BC-EU", "AM-US--Storm": the cycle of an American wire and a keyword.
_CODE = re.compile(r"(?:BC|AM|PM|AP|RR|OB|XX)-\S")


class _Head(NamedTuple):
    place: str
    dated: bool


class _Opening(NamedTuple):
    place: str
    end: int  #: where the first sentence begins


def find_dateline(text: str) -> Dateline | None:
    """Find the place in "HONG KONG (AP) —", "WASHINGTON, Jan. 5 (Reuters) -", "(ANSA) - ROME, March 4 -".

    One to seven words before a mark in one of the first three lines: in capitals, or with a capital each where a known
    agency or a date is beside them. Before a colon without an agency they must be in capitals and a whole paragraph
    must follow. Taken unchanged; resolution decides whether there is such a place.
    """
    # One blank for each run of white space, which the patterns would try to divide in every way.
    lines = (" ".join(line.split()) for line in text[:4000].splitlines())
    for line in itertools.islice(filter(None, lines), _LINES):
        if (found := _in_line(_flat(unsigned(line)))) is not None:
            return Dateline(text=found.place)
    return None


def unsigned(line: str) -> str:
    """Return a line without the initials or agencies, in lower case, that German papers print before the place."""
    match = _INITIALS.match(line)
    if match is None or (match["agency"] is not None and not is_agency(match["agency"])):
        return line
    return line[match.end() :]


def _flat(line: str) -> str:
    """Return a line with the country of its place behind a comma instead of in brackets."""
    if "[" in line[:_BRACKET_WITHIN]:
        line = _WITH_COUNTRY.sub(r"\1, \2", line, count=1)
    match = _IN_COUNTRY.match(line) if "(" in line[:_BRACKET_WITHIN] else None
    if match is None or is_agency(match[2]) or is_acronym(match[2]):
        return line
    return f"{match[1]}, {match[2]}{line[match.end() :]}"


def opening(line: str) -> str:
    """Return what comes before the first sentence of a line that begins with a dateline; empty if it does not."""
    line = _flat(" ".join(line[:_OPENING_CHARACTERS].split()))
    bare = unsigned(line)
    found = _in_line(bare)
    return line[: len(line) - len(bare) + found.end] if found is not None else ""


def dateline_of(field: str | None) -> Dateline | None:
    """Return the place in a field: "OSLO, Norway", "Oslo (tna) - ", "BEIJING, July 23"; None for a date alone."""
    if not field:
        return None
    text = re.sub(r"\s*(?:\([^()]*\)|/[^/\d]{2,20}/)?\s*[-–—_:=.]*\s*$", "", " ".join(field.split()))
    place = _split(re.sub(r"(?<=\d)\s+[^\W\d_]{2,12}$", "", text)).place.strip(" ,;-–—")
    if not place or len(place) > _LONGEST or any(character.isdigit() for character in place):
        return None
    if sum(character.isalpha() for character in place) < 2 or is_agency(place):
        return None
    return Dateline(text=place)


def _in_line(line: str) -> _Opening | None:
    for pattern in _EAST_ASIAN:
        if (match := pattern.match(line)) is not None and len(line) >= match.end() + 8:
            return _Opening(match["place"], match.end())
    signs = set(line[:_REACH])
    for read, pattern, needed in _READERS:
        if not signs.isdisjoint(needed) and (place := read(line)) is not None:
            match = pattern.match(line)
            return _Opening(place, match.end() if match else 0)
    return None


def _with_agency(line: str) -> str | None:
    match = _WITH_AGENCY.match(line)
    if match is None or len(line) < match.end() + _FOLLOWING:
        return None
    agency = match["round"] or match["square"] or match["slash"] or ""
    before = match["head"]
    if ("," in before or "." in before.rpartition(" ")[2]) and line[match.end("head")] == ".":
        before += "."  # "FORT WASHINGTON, Pa.", "Frankfurt a.M."
    known = is_agency(agency)
    undated = _without_day(before, known=known)
    if known and agency.casefold() in _BYLINE_FIRST:
        undated = _BYLINE.sub("", undated)
    head = _split(undated)
    dated = head.dated or bool(match["tail"]) or undated != before
    if not match["mark"] and not (known and not line[match.end()].islower() and not _abbreviates(agency, head.place)):
        return None
    if known and _abbreviates(agency, head.place):
        return None
    capitals = _in_capitals(head.place)
    sure = known or dated or (capitals and is_acronym(agency))
    return head.place if sure and _is_place(head.place) else None


def _without_day(head: str, *, known: bool) -> str:
    """Return what comes before an agency without a day in front of the place or, with a known agency, behind it."""
    before = _DATE_BEFORE.match(head)
    if before is not None and (before["month"] is None or month_named(before["month"]) is not None):
        return head[before.end() :]
    return _DAY.sub("", head.rstrip()) if known else head


def _agency_first(line: str) -> str | None:
    match = _AGENCY_FIRST.match(line)
    if match is None or not is_agency(match["round"] or match["bare"]) or len(line) < match.end() + _FOLLOWING:
        return None
    head = _split(match["head"])
    return head.place if (head.dated or _in_capitals(head.place)) and _is_place(head.place) else None


def _unbracketed(line: str) -> str | None:
    match = _UNBRACKETED.match(line)
    if match is None or len(line) < match.end() + _FOLLOWING:
        return None
    head = _split(match["head"])
    agency = match["agency"].removesuffix(".RU").removesuffix(".ru")
    return head.place if head.dated and is_agency(agency) and _is_place(head.place) else None


def _stopped(line: str) -> str | None:
    match = _STOPPED.match(line)
    if match is None or len(line) < match.end() + _FOLLOWING:
        return None
    head = _split(match["head"])
    sure = _in_capitals(head.place) or (match["agency"] is not None and is_agency(match["agency"]))
    return head.place if head.dated and sure and _is_place(head.place) else None


def _stopped_agency(line: str) -> str | None:
    match = _STOPPED_AGENCY.match(line)
    if match is None or len(line) < match.end() + _FOLLOWING or not is_agency(match["agency"]):
        return None
    place = match["head"].strip()
    return place if _in_capitals(place) and _is_place(place) else None


def _before_bar(line: str) -> str | None:
    match = _BEFORE_BAR.match(line)
    if match is None or len(line) < match.end() + _FOLLOWING or not is_agency(match["agency"]):
        return None
    head = _split(match["head"])
    return head.place if _is_place(head.place) else None


def _without_agency(line: str) -> str | None:
    match = _WITHOUT_AGENCY.match(line)
    if match is None or len(line) < match.end() + _FOLLOWING:
        return None
    head = _split(match["head"])
    if not _is_place(head.place):
        return None
    if match["mark"] == ":":
        return head.place if _in_capitals(head.place) and len(line) >= _PARAGRAPH else None
    return head.place if head.dated or _in_capitals(head.place) else None


_DASHES = "—–-_:"
#: What reads a kind of dateline, its pattern, and signs of which it has one.
_READERS: tuple[tuple[Callable[[str], str | None], re.Pattern[str], str], ...] = (
    (_with_agency, _WITH_AGENCY, "([/"),
    (_agency_first, _AGENCY_FIRST, _DASHES),
    (_unbracketed, _UNBRACKETED, _DASHES + "|"),
    (_stopped, _STOPPED, "."),
    (_stopped_agency, _STOPPED_AGENCY, _DASHES),
    (_before_bar, _BEFORE_BAR, "|"),
    (_without_agency, _WITHOUT_AGENCY, _DASHES),
)


def _split(head: str) -> _Head:
    """Return the place in front of a date."""
    head = head.strip(" ,;-–—\u200e\u200f")
    for pattern in _DATES:
        match = pattern.search(head)
        if match is None:
            continue
        month = match.groupdict().get("month")
        if month is None or month_named(month) is not None:
            return _Head(_trimmed(head[: match.start()]), True)
    return _Head(_trimmed(head), False)


def _trimmed(place: str) -> str:
    place = place.strip(" ,;-–—").removesuffix(" le").rstrip(" ,")
    if place.count(".") == 1 and place.endswith(".") and "," not in place and len(place) > 5:
        place = place[:-1]
    return place


def _is_place(place: str) -> bool:
    """Could these words name a place: capitals, no digits, no word for a kind of story?"""
    words = [word for word in re.split(r"[\s/,]+", place.replace("[", "").replace("]", "")) if word]
    letters = sum(character.isalpha() for character in place)
    if not 1 <= len(words) <= _WORDS or len(place) > _LONGEST or letters < (3 if place.isascii() else 2):
        return False
    if any(character.isdigit() for character in place) or _CODE.match(place) or re.search(r"[!?\"“”«»;:&]", place):
        return False
    if (
        place.casefold() in _NO_PLACE
        or words[0].casefold().rstrip(".:") in _NO_PLACE
        or (place.isalpha() and is_agency(place))
    ):
        return False
    if place.partition(",")[0].split()[-1].casefold() in _NO_PLACE_AFTER:
        return False
    return words[0].casefold() not in _CONNECTORS - {"la", "le", "los", "las", "el", "den", "the", "les"} and all(
        not word[0].islower()
        or word.casefold() in _CONNECTORS
        or word[0] in "'’"
        or "'" in word[:2]
        or "’" in word[:2]
        or (_ABBREVIATED.fullmatch(word) and position)
        for position, word in enumerate(words)
    )


def _in_capitals(place: str) -> bool:
    letters = [character for character in place.partition(",")[0] if character.isalpha()]
    return bool(letters) and place[:3].isupper() and sum(c.isupper() for c in letters) >= 0.5 * len(letters)


def _abbreviates(agency: str, words: str) -> bool:
    """Return whether a name in brackets abbreviates the words before it: "Associated Press (AP)"."""
    initials = "".join(word[0] for word in re.findall(r"[^\W\d_]+", words) if word[0].isupper()).casefold()
    name = agency.strip(" ().").casefold()
    return len(initials) > 1 and (name == initials or (len(initials) > 2 and name.startswith(initials)))
