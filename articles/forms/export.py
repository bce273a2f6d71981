"""Exports of press databases as text: Nexis, Factiva, ProQuest and what looks like theirs; many stories in one file."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import pairwise

from articles.article import Record, Rejection
from articles.fates import Reason
from articles.forms import export_factiva, export_labelled
from articles.forms.export_story import Story
from articles.forms.form import Form
from articles.forms.source import Head, Source

_SUFFIXES = {"", ".txt", ".text", ".asc", ".dat", ".data", ".log", ".export"}
_WORD = r"(?:documents?|dokumente?n?|documentos?|documenti|documenten|articles?|artikel|stories|items?|results?)"
_OF = r"(?:of|von|de|di|van|sur|af|av|z|/)"
#: "1 of 2 DOCUMENTS", "Document 1 of 2".
_NUMBERED = re.compile(
    rf"^[ \t\f]*(?:(\d{{1,5}}) {_OF} (\d{{1,5}}) {_WORD}"
    rf"|(?:document|dokument|documento|article|artikel|story|item|record|result) (\d{{1,5}}) {_OF} (\d{{1,5}}))"
    r"[ \t]*\r?$",
    re.I | re.M,
)
#: What every such line has, quickly looked for: the lines themselves are looked for at each character.
_COUNTED = re.compile(rf"\d {_OF} \d", re.I)
#: After each story of Nexis since 2018.
_END_OF_DOCUMENT = re.compile(
    r"^[ \t]*(?:End of Document|Ende des Dokuments|Fin del documento|Fin du document|Fine del documento)[ \t]*\r?$",
    re.I | re.M,
)
#: After each story of Factiva: "Document MERC000020250304el340000f".
_FACTIVA_END = re.compile(
    r"^[ \t]*(?:AN[ \t]+)?(?:Document|Dokument|Documento|Documento) [A-Za-z]{2,10}\w{14,40}[ \t]*\r?$", re.M
)
#: Heads of printed pages, which are in the middle of stories.
_PAGE_OF = re.compile(
    r"^[ \t\f]*(?:Page|Seite|Página|Pagina|Page n°) \d{1,5} (?:of|von|de|di|van|sur) \d{1,5}[ \t]*\r?\n?", re.I | re.M
)
#: Between the stories of ProQuest, EBSCO, NewsBank and others.
_RULE = re.compile(r"^[ \t]*(?:_{10,}|={10,}|-{10,}|\*{10,})[ \t]*\r?$", re.M)
_RULES = tuple(10 * sign for sign in "_=-*")
#: A part of the word for "document", in all the languages whose ends of documents are known.
_DOCUMENT = "ument"
#: Labels that each story has, where nothing but a rule parts them.
_LABELS_EACH = 3
_LABELLED = re.compile(
    r"^(?:Full text|ProQuest document ID|Publication title|Publication info|Accession Number):", re.M
)


@dataclass(frozen=True, kw_only=True, slots=True)
class _Layout:
    """How the stories of one database are told from one another, and read."""

    name: str
    recognise: Callable[[str], bool]
    split: Callable[[str], list[str]]
    story: Callable[[str], Story]
    end: re.Pattern[str] | None = None  #: a story without this line breaks off


def _before_each(pattern: re.Pattern[str]) -> Callable[[str], list[str]]:
    """Split into stories that begin with a certain line; anything before the first is a cover sheet."""

    def split(text: str) -> list[str]:
        starts = [match.end() for match in pattern.finditer(text)]
        ends = [*[match.start() for match in pattern.finditer(text)][1:], len(text)]
        return [text[start:end] for start, end in zip(starts, ends, strict=True)]

    return split


def _after_each(pattern: re.Pattern[str], recognise: Callable[[str], bool]) -> Callable[[str], list[str]]:
    """Split into stories that end with a certain line, which is part of them.

    After the last comes a list of what was asked for, or a story that breaks off.
    """

    def split(text: str) -> list[str]:
        ends = [match.end() for match in pattern.finditer(text)]
        found = [text[start:end] for start, end in zip([0, *ends], ends, strict=False)]
        rest = text[ends[-1] :]
        return [*found, rest] if recognise(rest) else found

    return split


def _between_rules(text: str) -> list[str]:
    return [
        piece
        for piece in _RULE.split(text)
        if _LABELLED.search(piece) or export_labelled.count_labels(piece) >= _LABELS_EACH
    ]


def _ruled(text: str) -> bool:
    if not any(rule in text for rule in _RULES):
        return False
    return _RULE.search(text) is not None and (_LABELLED.search(text) is not None or len(_between_rules(text)) > 1)


def _numbered(text: str) -> bool:
    """Tell whether lines "1 of 12", "2 of 12", ... part a text: they count up from a first, to one total."""
    if _COUNTED.search(text) is None:
        return False
    matches = list(_NUMBERED.finditer(text))
    found = [(int(match[1] or match[3]), int(match[2] or match[4])) for match in matches]
    if not found or any(number > total or total != found[0][1] for number, total in found):
        return False
    rising = all(before < after for (before, _), (after, _) in pairwise(found))
    return rising and (len(found) > 1 or "do" in matches[0][0].lower())  # one document, in any language


_LAYOUTS = (
    _Layout(
        name="factiva",
        recognise=lambda text: (
            _DOCUMENT in text and _FACTIVA_END.search(text) is not None and export_factiva.recognise(text)
        ),
        split=_after_each(_FACTIVA_END, export_factiva.recognise),
        story=export_factiva.story,
        end=_FACTIVA_END,
    ),
    _Layout(
        name="labelled",
        recognise=_ruled,
        split=_between_rules,
        story=export_labelled.story,
    ),
    _Layout(name="nexis", recognise=_numbered, split=_before_each(_NUMBERED), story=export_labelled.story),
    _Layout(
        name="nexis",
        recognise=lambda text: (
            _DOCUMENT in text.lower() and _END_OF_DOCUMENT.search(text) is not None and export_labelled.recognise(text)
        ),
        split=_after_each(_END_OF_DOCUMENT, export_labelled.recognise),
        story=export_labelled.story,
        end=_END_OF_DOCUMENT,
    ),
)


def layout_of(text: str) -> str | None:
    """Return the name of the database whose export a text is; None where it is not one."""
    return found.name if (found := _layout(text)) else None


def _layout(text: str) -> _Layout | None:
    return next((layout for layout in _LAYOUTS if layout.recognise(text)), None)


def read_export(source: Source) -> Iterator[Record | Rejection]:
    """Read each story of an export, with its date, title, paper and byline."""
    layout = _layout(source.head.text)
    text = source.read_document_text()
    if layout is None:  # not after _recognise, but a type checker cannot know
        yield source.refuse(Reason.UNSUPPORTED_FORMAT, "An export of several stories of a kind that is not known.")
        return
    yield from _stories(source, layout, text)


def stories_in(source: Source, text: str) -> Iterator[Record | Rejection] | None:
    """Return the stories of an export that was saved as a document or a page; None where the text is not an export."""
    layout = _layout(text)
    return None if layout is None else _stories(source, layout, text)


def _stories(source: Source, layout: _Layout, text: str) -> Iterator[Record | Rejection]:
    source.one_of_many = True
    source.form = layout.name
    for piece in layout.split(_PAGE_OF.sub("", text)):
        if layout.end is not None and not layout.end.search(piece):
            yield source.refuse(Reason.MALFORMED, "The last document of the export breaks off.")
        else:
            yield _record(source, layout.story(piece))


def _record(source: Source, story: Story) -> Record | Rejection:
    text = "\n\n".join(story.paragraphs)
    if not text.strip():
        name = (story.given.title or "untitled")[:100]
        return source.refuse(Reason.NO_ARTICLE, f"A document of the export without text: {name}.")
    if len(text) > source.limits.max_article_bytes:
        return source.refuse(Reason.TOO_LARGE, "A document of the export larger than an article may be.")
    return source.record(text, given=story.given)


def _recognise(head: Head) -> bool:
    return head.suffix in _SUFFIXES and layout_of(head.text) is not None


FORM = Form(name="export", recognise=_recognise, read=read_export, many=lambda head: True)
