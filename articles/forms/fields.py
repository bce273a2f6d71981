"""An article out of the fields of an object or a row."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from articles.article import Given, Part, Record, Rejection, Status
from articles.fates import Reason
from articles.fields.explaining import explain
from articles.fields.field_names import fold, without_types
from articles.fields.producers import GENERIC, Meaning
from articles.fields.reading import Opener, read_fields
from articles.fields.shortcodes import without_shortcodes
from articles.forms.page import page_text
from articles.forms.source import Source
from articles.forms.wire_fields import killed_within, part_of, wire_of
from articles.forms.wire_json import body_of, is_urgent, is_wire_item, unwrapped, with_wire_fields
from articles.wire.ownership import is_weak
from articles.wire.reading import completed

#: A line end in letters where a paragraph ends, which a path of Windows or a formula does not have.
_WRITTEN_LINE_END = re.compile(r"\\n\\n|\\r\\n|[.!?…\"”»。>]\s?\\n")
_LINE_END_IN_LETTERS = re.compile(r"(?:\\r)?\\n")
_NINJS_BODIES = ("bodies", "body_text", "body_xhtml", "body_html", "versioncreated", "headlines")
_TEXT_NAMES = frozenset(
    fold(name) for meaning in (Meaning.HTML, Meaning.TEXT, Meaning.SUMMARY) for name in GENERIC[meaning]
)


def article_from(
    source: Source, fields: Mapping[str, Any], *, form: str = "", opener: Opener | None = None
) -> Record | Rejection:
    """Return the article that an object or a row of a table describes, or why there is none.

    Args:
        source: The file.
        fields: The object, or the cells of the row by the names of their columns.
        form: Name of the form, if it is not that of the file.
        opener: What the object was opened with before, if it was.
    """
    fields = unwrapped(fields)
    if fields.get("uri") and any(key.startswith("body") or key in {"bodies", "headlines"} for key in fields):
        form = form or ("ninjs" if _is_ninjs(fields) else "")
    reading = read_fields(fields, source.rule.fields, opener)
    if source.state.explained is not None:
        source.state.explained.append(explain(fields, reading))
    if reading.refused:
        return _taken_back(source, fields, form) or source.refuse(Reason.NO_ARTICLE, reading.refused)
    if (part := _part(fields)) is not None:
        return source.part(part)
    text, is_html = reading.text, reading.is_html
    if (body := body_of(fields.get("bodies"))) is not None:
        text, is_html = body
    whole = is_wire_item(fields)
    given = completed(with_wire_fields(reading.given, fields), wire_of(fields, whole=whole))
    if not text and whole and is_urgent(fields):
        text = given.title
    if text is None or not text.strip():
        order = source.order(given, form=form) or source.order(Given(wire=killed_within(fields)), form=form)
        return order or source.refuse(Reason.NO_ARTICLE, f"No field holds a text; there are {_names(fields)}.")
    text = _with_line_ends(without_shortcodes(text))
    if is_html:
        return page_text(source, text, given=given, form=form, whole=whole)
    return source.record(text, given=given, form=form, whole=whole)


def _part(fields: Mapping[str, Any]) -> Part | None:
    """Return a package, or a picture that an agency sent as an item of its own, whose only text is its caption."""
    if "type" not in fields or any(str(name).lower().startswith("body") for name in fields):
        return None
    return part_of(fields, wire_of(fields, whole=True))


def _taken_back(source: Source, fields: Mapping[str, Any], form: str) -> Record | None:
    """Return the order of a producer who deleted an article or took it offline; None where no id names it for certain.

    A draft is no such order: it may be the next version of what stays published.
    """
    wire = wire_of(fields, whole=True).wire
    if wire is None or not wire.id or is_weak(wire.id) or not (wire.kills or wire.status is Status.WITHHELD):
        return None
    return source.order(Given(wire=wire), form=form)


def _with_line_ends(text: str) -> str:
    r"""Return a text with real line ends in place of `\n` in letters, as MySQL and doubled escapes leave them."""
    if "\\n" not in text or "\n" in text or _WRITTEN_LINE_END.search(text) is None:
        return text
    return _LINE_END_IN_LETTERS.sub("\n", text)


def has_text_field(names: Sequence[str]) -> bool:
    """Return whether one of these columns holds the text of articles."""
    return any(name in _TEXT_NAMES for name in _folded(names))


def text_field(names: Sequence[str]) -> int:
    """Return which of these columns holds the text: the first that holds a whole one, else a summary."""
    folded = _folded(names)
    for meaning in (Meaning.TEXT, Meaning.HTML, Meaning.SUMMARY):
        known = {fold(name) for name in GENERIC[meaning]}
        for column, name in enumerate(folded):
            if name in known:
                return column
    return len(names) - 1


def title_field(names: Sequence[str]) -> bool:
    """Return whether one of these columns holds a title."""
    return any(name in GENERIC[Meaning.TITLE] for name in _folded(names))


def _folded(names: Sequence[str]) -> list[str]:
    typed = without_types(names)
    return [typed.get(name) or fold(name) for name in names]


def _is_ninjs(fields: Mapping[str, Any]) -> bool:
    """Recognise IPTC ninjs 1.x to 3.x: `uri` with `body_text`, `body_xhtml`, `bodies` or `headlines`."""
    return any(name in fields for name in _NINJS_BODIES)


def _names(fields: Mapping[str, Any]) -> str:
    """Return the first names of fields, for a detail."""
    names = ", ".join(repr(str(name)[:30]) for name in list(fields)[:6])
    return names or "none"
