"""Stories of exports whose fields have labels: Nexis ("BYLINE: ..."), ProQuest, EBSCO ("Publication title: ...")."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from articles.article import Given
from articles.forms.export_story import Story, day, is_copyright, language, names
from articles.forms.wrapped_lines import blocks_of, paragraphs_of

#: Label, in lower case → field. "" for what is read over; "body" for what the text is under.
_LABELS = {
    "title": "title", "headline": "title", "überschrift": "title", "titre": "title", "título": "title",
    "titel": "title",
    "byline": "byline", "author": "authors", "authors": "authors", "autor": "authors", "auteur": "authors",
    "by": "byline", "verfasser": "authors", "autoren": "authors",
    "publication title": "source", "publication": "source", "source": "source", "newspaper": "source",
    "paper": "source", "quelle": "source", "journal": "source",
    "publication date": "date", "date": "date", "publish date": "date", "publication info": "info", "datum": "date",
    "load-date": "loaded", "update": "loaded", "aktualisiert": "loaded", "fecha-de-carga": "loaded",
    "language": "language", "sprache": "language", "langue": "language", "idioma": "language", "lingua": "language",
    "taal": "language", "language of publication": "language",
    "section": "section", "rubrik": "section", "rubrique": "section", "sección": "section", "ressort": "section",
    "dateline": "dateline", "url": "url",
    "body": "body", "full text": "body", "text": "body", "volltext": "body", "texte": "body", "texto": "body",
    "testo": "body", "tekst": "body", "full text of article": "body",
    "length": "length", "länge": "length", "longueur": "length", "longitud": "length", "lengte": "length",
    "lunghezza": "length", "word count": "length",
    "abstract": "abstract", "highlight": "abstract", "zusammenfassung": "abstract", "abstract (document summary)":
    "abstract", "subject": "tags", "subjects": "tags", "keywords": "tags", "schlagwörter": "tags",
    # read over
    "graphic": "", "grafik": "", "illustration": "", "publication-type": "", "publicationtype": "", "organization": "",
    "company": "", "person": "", "geographic": "", "city": "", "state": "", "country": "", "industry": "", "ticker": "",
    "journal-code": "", "jour-code": "", "pub-type": "", "notes": "", "correction": "", "correction-date": "",
    "series": "", "copyright": "", "links": "", "location": "", "people": "", "pages": "", "page": "", "first page": "",
    "publication year": "", "publisher": "", "place of publication": "", "country of publication": "", "issn": "",
    "source type": "", "document type": "", "document url": "", "proquest document id": "", "last updated": "",
    "database": "", "classification": "", "publication subject": "", "number of pages": "", "issue": "", "volume": "",
    "identifier / keyword": "", "accession number": "", "edition": "", "distribution": "", "type": "", "isbn": "",
    "document feature": "", "column": "", "cn": "", "company / organization": "", "business indexing term": "",
    "content type": "", "document id": "", "record number": "", "index terms": "", "descriptors": "", "category": "",
}  # fmt: skip
_LABEL = re.compile(r"[ \t]*([^\W\d][\w\- /()]{1,32}):(?=\s|$)[ \t]*(.*)")
#: Alone on a line, as Nexis has it since 2018.
_BODY_LINE = re.compile(r"[ \t]*(?:body|text|full text|volltext|texte|cuerpo|corps)[ \t]*:?[ \t]*", re.I)
_END_LINE = re.compile(
    r"[ \t]*(?:end of document|ende des dokuments|fin del documento|fin du document|fine del documento"
    r"|classification|_{3,}|-{20,}|={20,}|page \d+ of \d+)[ \t]*",
    re.I,
)
_READ_OVER = re.compile(
    r"document \d+ of \d+|proquest document link|(?:\w+[ \-]){0,3}(?:edition|ausgabe|edición|édition|editie|edizione)\b"
    r"(?:[ \w]{0,15})",
    re.I,
)
#: "The Mercury [Kelmsay] 04 Mar 2025: A.4."
_INFO = re.compile(
    r"(?P<source>[^\[:;]{2,80}?)(?:\s*\[[^\]]*\])?[;,]?\s+(?P<date>\d{1,2} \w{3,9} \d{4}|\w{3,9} \d{1,2}, \d{4})"
)
#: What ends the text, where it is at the beginning of a block after it. Labels that a text may have itself are not
#: among these in small letters.
_TRAILER = {"loaded", "language", "tags", "date", ""}
_IN_TEXTS = {
    "notes", "correction", "company", "person", "city", "state", "country", "industry", "people", "type", "page",
    "pages", "update", "date", "location", "subject", "subjects", "links", "series", "column", "distribution",
    "category", "issue", "volume", "edition", "organization", "database", "title", "cn",
}  # fmt: skip


def recognise(text: str) -> bool:
    """Tell whether a text has labels of Nexis."""
    return re.search(r"^[ \t]*(?:Length|Load-Date|Byline|Länge|Body)\b:?", text, re.M | re.I) is not None


def count_labels(text: str) -> int:
    """Count the lines that begin with a label."""
    return sum(_label(line)[0] is not None for line in text.splitlines())


def story(text: str) -> Story:
    """Read one story.

    Above the text are, without labels, the paper, the date and the title (before 2018), or the title, the paper and
    the date (since); under it, labels again.
    """
    blocks = blocks_of(_unfolded(text))
    fields: dict[str, str] = {}
    loose: list[str] = []
    body: list[list[str]] = []
    state = "head"
    for number, block in enumerate(blocks):
        if state == "head":
            state = _head_block(block, fields, loose, body)
            if state == "head" and _text_begins(blocks, number, fields):
                state = "body"
        elif state == "body" and _END_LINE.fullmatch(block[0]):
            state = "tail"
        elif state == "body" and not _is_trailer(blocks, number):
            body.append(block)
        else:
            state = "tail"
            _read_labels(block, fields)
    paragraphs = paragraphs_of("\n\n".join("\n".join(block) for block in body if not is_copyright(block[0])))
    if not paragraphs and len(fields.get("abstract", "").split()) > 60:
        paragraphs = [fields["abstract"]]  # some databases have the text under this name
    return Story(paragraphs=_with_dateline(paragraphs, fields), given=_given(fields, loose))


def _unfolded(text: str) -> list[str]:
    return text.replace("\r\n", "\n").replace("\r", "\n").replace("\f", "\n\n").replace("\xa0", " ").split("\n")


def _head_block(block: list[str], fields: dict[str, str], loose: list[str], body: list[list[str]]) -> str:
    """Read a block above the text; returns the state after it."""
    last = ""
    for number, line in enumerate(block):
        label, value = _label(line)
        if label == "body" or _BODY_LINE.fullmatch(line):
            rest = [value, *block[number + 1 :]] if value else block[number + 1 :]
            if rest:
                body.append(rest)
            return "body"
        if label is not None:
            fields.setdefault(label, value)
            last = label
        elif last and number and line[:1] in " \t":
            fields[last] = f"{fields[last]} {line.strip()}".strip()  # a long value goes on
        elif not is_copyright(line) and not _READ_OVER.fullmatch(line.strip()):
            loose.append(("\n" if number == 0 else "") + " ".join(line.split()))
            last = ""
    return "head"


def _text_begins(blocks: list[list[str]], number: int, fields: Mapping[str, str]) -> bool:
    """Tell whether the next block is text: it follows the length, or is long while no label of a text will come."""
    if number + 1 >= len(blocks):
        return False
    after = blocks[number + 1 :]
    if any(_BODY_LINE.fullmatch(line) or _label(line)[0] == "body" for block in after[:40] for line in block):
        return False
    following = blocks[number + 1]
    if _label(following[0])[0] is not None or is_copyright(following[0]):
        return False
    if "length" in fields:
        return True
    return len(" ".join(following).split()) >= 25 and following[-1].rstrip().endswith((".", "!", "?", "”", '"'))


def _is_trailer(blocks: list[list[str]], number: int) -> bool:
    """Tell whether the labels under the text begin here: with one that texts have not, or with several in a row."""
    lines = blocks[number]
    match = _LABEL.match(lines[0])
    field, _ = _label(lines[0])
    if match is None or field is None:
        return False
    name = match[1].strip()
    if field in _TRAILER and (name.isupper() or name.lower() not in _IN_TEXTS):
        return True
    following = lines[1:2] or (blocks[number + 1][:1] if number + 1 < len(blocks) else [])
    return not following or _label(following[0])[0] is not None


def _read_labels(block: list[str], fields: dict[str, str]) -> None:
    for line in block:
        label, value = _label(line)
        if label:
            fields.setdefault(label, value)


def _label(line: str) -> tuple[str | None, str]:
    match = _LABEL.match(line)
    if match is None or (field := _LABELS.get(match[1].strip().lower())) is None:
        return None, ""
    return field, match[2].strip()


def _given(fields: Mapping[str, str], loose: list[str]) -> Given:
    title, source, published = _from_loose(loose)
    if (match := _INFO.match(fields.get("info", ""))) is not None:
        fields = {"source": match["source"].strip(" ;,"), "date": match["date"], **fields}
    said = fields.get("authors", "")
    authors = names(said)
    return Given(
        url=fields["url"] if fields.get("url", "").startswith(("http://", "https://")) else None,
        source=fields.get("source") or source,
        title=fields.get("title") or title,
        byline=fields.get("byline") or (None if authors else said) or None,
        authors=authors,
        published_at=day(fields.get("date", "")) or published or day(fields.get("loaded", "")),
        language=language(fields.get("language", "")),
        section=fields.get("section", "").partition(";")[0].strip() or None,
        tags=tuple(_tags(fields.get("tags", ""))),
    )


def _from_loose(loose: list[str]) -> tuple[str | None, str | None, str | None]:
    """Return title, paper and date from lines without labels. A line break before a line marks a block's first."""
    lines = [line.strip() for line in loose]
    at = next((number for number, line in enumerate(lines) if number < 12 and day(line) is not None), None)
    if at is None:
        return " ".join(_first_block(loose)) or None, None, None
    published = day(lines[at])
    after = _first_block(loose[at + 1 :])
    if after:
        return " ".join(after), (lines[0] if at else None), published
    if at == 0:
        return None, None, published
    return " ".join(lines[: at - 1]) or None, lines[at - 1], published


def _first_block(loose: list[str]) -> list[str]:
    lines: list[str] = []
    for line in loose:
        if line.startswith("\n") and lines:
            break
        lines.append(line.strip())
    return lines


def _tags(text: str) -> Iterator[str]:
    for tag in text.split(";"):
        if 1 < len(tag := re.sub(r"\s*\(\d+%\)", "", tag).strip(" .")) < 60:
            yield tag


def _with_dateline(paragraphs: list[str], fields: Mapping[str, str]) -> list[str]:
    dateline = fields.get("dateline", "").strip(" -–—")
    if not dateline or not paragraphs or paragraphs[0].lower().startswith(dateline.lower()):
        return paragraphs
    return [f"{dateline} — {paragraphs[0]}", *paragraphs[1:]]
