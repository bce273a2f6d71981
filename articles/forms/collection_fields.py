"""What the elements of SGML collections mean: one table for all of them, and what is read from it."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence

from articles.article import Given
from articles.metadata.dates import parse_date

#: Name of an element → field; "" for what is neither text nor said about it. Names that are not here belong to the
#: element around them.
_FIELDS = {
    # text
    "TEXT": "text", "BODY": "text", "LEADPARA": "text", "LP": "text", "CONTENT": "text",
    # about it
    "HEADLINE": "title", "TITLE": "title", "HEAD": "title", "HL": "title", "TI": "title", "HEADER1": "title",
    "BYLINE": "byline", "AUTHOR": "byline", "AU": "byline", "DATELINE": "dateline",
    "DATE": "date", "DATE_TIME": "date", "DATETIME": "date", "DATE1": "date", "DD": "date", "PUBDATE": "date",
    "PUB": "source", "SO": "source", "SOURCE": "source", "PUBLICATION": "source", "PAPER": "source",
    "DOCNO": "name", "DOCID": "name", "FILEID": "name",
    "SECTION": "section", "TOPICS": "tags", "SUBJECT": "tags", "DESCRIPT": "tags", "KEYWORD": "tags",
    "LANG": "language", "LANGUAGE": "language", "URL": "url",
    # nothing of these
    "HEADER": "", "TRAILER": "", "SLUG": "", "DOCTYPE": "", "TYPE": "", "STORYID": "", "PLACES": "", "PEOPLE": "",
    "ORGS": "", "EXCHANGES": "", "COMPANIES": "", "UNKNOWN": "", "MKNOTE": "", "GRAPHIC": "", "PAGE": "", "EDITION": "",
    "PROFILE": "", "FIRST": "", "SECOND": "", "NOTE": "", "ACCESS": "", "CAPTION": "", "LENGTH": "", "WORDS": "",
    "AE": "", "ENDTIME": "", "DOCSRC": "source", "FIXED": "", "CO": "", "IN": "", "GV": "", "RE": "", "MS": "",
    "NS": "", "HT": "", "TP": "", "CN": "", "CORRECTION": "", "CORRECTION-DATE": "", "COUNTRY": "", "MEMO": "",
    "PHRASE": "",
}  # fmt: skip
#: Agencies by the beginning of a story's number ("AFP_ENG_19940512.0001", "XIE19960101.0001").
_AGENCIES = {
    "AFP": "AFP", "APW": "AP", "AP": "AP", "APN": "AP", "NYT": "The New York Times", "XIN": "Xinhua", "XIE": "Xinhua",
    "CNA": "CNA", "LTW": "Los Angeles Times-Washington Post", "WPB": "The Washington Post", "FT": "Financial Times",
    "WSJ": "The Wall Street Journal", "LA": "Los Angeles Times", "SJMN": "San Jose Mercury News", "FBIS": "FBIS",
}  # fmt: skip
_ATTRIBUTE = re.compile(r"([A-Za-z][\w\-]*)\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s>]+))")
_NAME = re.compile(r"([A-Z]{2,6})[_\-]?(?:[A-Z]{3}[_\-])?(\d{8}|\d{6})(?!\d)")
_BYLINE = re.compile(r"(?:by|von|par|por)\s+\S.{2,100}", re.I)
_LONG_DAY = re.compile(r"[^\W\d]+\.?\s+\d{1,2},?\s+\d{4}|\d{1,2}\.?\s+[^\W\d]+\.?,?\s+\d{4}")
_SHORT_DAY = re.compile(r"(\d{2})/(\d{2})/(\d{2})")
_OF_REUTERS = re.compile(r"(\d{1,2})-([A-Z]{3})-(\d{4})(?:\s+(\d{2}:\d{2}:\d{2}))?", re.I)


class Parts:
    """Texts of a story's elements, by field."""

    def __init__(self) -> None:
        self._texts: defaultdict[str, list[str]] = defaultdict(list)
        self.attributes: dict[str, str] = {}  #: of the story's own element, names in lower case
        self.element = ""

    @property
    def name(self) -> str:
        """The story's number, as "AP880212-0001"."""
        return self.line("name") or self.attributes.get("id") or self.attributes.get("docid") or ""

    def begin(self, element: str, attributes: str) -> None:
        """Note that an element begins."""
        if not self.element:
            self.element = element
            self.attributes = {m[1].lower(): m[2] or m[3] or m[4] or "" for m in _ATTRIBUTE.finditer(attributes)}
        elif (field := _FIELDS.get(element)) and self._texts[field]:
            self._texts[field].append("\n\n")

    def add(self, open_elements: Sequence[str], text: str) -> None:
        """Add a text to the field of the innermost element that has one; text of the story itself is body."""
        if not text:
            return
        field = next((_FIELDS[name] for name in reversed(open_elements) if name in _FIELDS), "loose")
        if field:
            self._texts[field].append(text)

    def text(self, field: str) -> str:
        """Return the text of a field as it is; what is in no element where no element holds the body."""
        found = "".join(self._texts.get(field, ()))
        if field == "text" and not found.strip():
            found = "".join(self._texts.get("loose", ()))
        return found

    def line(self, field: str) -> str:
        """Return the text of a field on one line."""
        return " ".join(self.text(field).split())

    def lines(self, field: str) -> list[str]:
        """Return the lines of a field that are not blank."""
        return [" ".join(line.split()) for line in self.text(field).split("\n") if line.strip()]


def given_from(parts: Parts) -> tuple[Given, str]:
    """Return what a story says about itself, and its dateline as written before the first paragraph."""
    title, byline = _title(parts)
    dateline = parts.line("dateline").strip(" -–—_")
    date = _date(parts, dateline)
    tags = tuple(dict.fromkeys(_tags(parts)))
    said = parts.attributes  # trafilatura has all of it there
    addresses = (parts.line("url"), said.get("url", ""), said.get("source", ""))
    return (
        Given(
            url=next((one for one in addresses if one.startswith(("http://", "https://"))), None),
            source=_source(parts),
            title=title or said.get("title") or None,
            byline=", ".join(parts.lines("byline")) or byline or said.get("author") or None,
            published_at=date,
            language=parts.line("language") or None,
            section=parts.line("section").partition(";")[0].strip()[:100] or None,
            tags=tags,
        ),
        f"{dateline} — " if dateline else "",
    )


def _title(parts: Parts) -> tuple[str, str | None]:
    """Return the title; under some (Wall Street Journal) a line of dashes and a byline follow."""
    lines: list[str] = []
    for line in parts.lines("title"):
        if _BYLINE.fullmatch(line) and lines:
            return " ".join(lines), line
        if re.fullmatch(r"[-–—=*]+", line):
            continue
        lines.append(line)
    title = re.sub(r"^FT\s+\d{1,2} [A-Z]{3} \d{2,4}\s*/\s*", "", " ".join(lines))
    return title, None


def _source(parts: Parts) -> str | None:
    if said := parts.line("source") or parts.attributes.get("sitename"):
        return said[:100]
    if parts.element == "REUTERS":
        return "Reuters"
    match = re.match(r"[A-Z]+", parts.name)
    return _AGENCIES.get(match[0]) if match else None


def _tags(parts: Parts) -> list[str]:
    tags = [tag.strip(" .") for tag in re.split(r"[;\n]|\s{2,}", parts.text("tags"))]
    return [tag for tag in tags if 0 < len(tag) < 60]


def _date(parts: Parts, dateline: str) -> str | None:
    """Return the day: an element's, that of the story's number, or that of the dateline."""
    for said in (parts.line("date"), parts.attributes.get("date", "")):
        if found := day_of(said):
            return found
    if (match := _NAME.search(parts.name)) and (found := day_of(match[2])):
        return found
    return day_of(dateline) if _LONG_DAY.search(dateline) else None


def day_of(text: str) -> str | None:
    """Return a date as ISO 8601, from what collections write: "26-FEB-1987 15:01:01.79", "910514", "02/12/88"."""
    text = text.strip()[:100]
    if match := _OF_REUTERS.match(text):
        text = f"{match[1]} {match[2].title()} {match[3]} {match[4] or ''}".strip()
    elif re.fullmatch(r"\d{6}", text):
        text = f"19{text}" if text[0] > "4" else f"20{text}"
    elif (match := _SHORT_DAY.fullmatch(text)) is not None:
        text = f"{'19' if match[3] > '49' else '20'}{match[3]}{match[1]}{match[2]}"
    elif (match := _LONG_DAY.search(text)) is not None and ":" not in text:
        text = match[0]
    found = parse_date(text)
    if found is None:
        return None
    return (
        found.value.isoformat()
        if found.has_time and found.has_zone
        else found.value.strftime("%Y-%m-%dT%H:%M:%S" if found.has_time else "%Y-%m-%d")
    )
