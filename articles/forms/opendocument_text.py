"""Read the paragraphs of OpenDocument text as a word processor shows them: no deleted text, notes, hidden sections."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from articles.forms.document import Paragraph
from articles.forms.paragraph_builder import ParagraphBuilder, row, tidy
from articles.forms.xml_safety import attribute, local

#: Deleted text, notes, comments, lists of contents, declarations, descriptions of pictures.
_LEFT_OUT = frozenset({
    "tracked-changes", "note", "annotation", "ruby-text", "hidden-text", "table-of-content", "alphabetical-index",
    "illustration-index", "table-index", "object-index", "user-index", "bibliography", "sequence-decls",
    "variable-decls", "user-field-decls", "forms", "placeholder", "title", "desc", "event-listeners", "shapes",
    "dde-connection-decls", "index-title-template", "hidden-paragraph", "image", "plugin", "object", "object-ole",
    "binary-data", "math", "list-header", "tab-stop", "script", "bookmark", "reference-mark", "page-sequence",
})  # fmt: skip
_MAX_BLANKS = 100


@dataclass(frozen=True, kw_only=True, slots=True)
class Style:
    """What a style says; None where it says nothing."""

    parent: str = ""
    size: float | None = None
    bold: bool | None = None
    hidden: bool | None = None


class Styles:
    """The styles of a document; each takes over what it does not say from its parent."""

    def __init__(self, *roots: Any) -> None:
        self._styles: dict[str, Style] = {}
        for root in roots:
            if root is not None:
                for element in root.iter("{*}style"):
                    self._styles[attribute(element, "name") or ""] = _style(element)

    def of(self, name: str) -> Style:
        """Return a style with what its parents say."""
        chain = [self._styles[found] for found in self._chain(name) if found in self._styles]
        return Style(
            size=next((style.size for style in chain if style.size is not None), None),
            bold=next((style.bold for style in chain if style.bold is not None), None),
            hidden=next((style.hidden for style in chain if style.hidden is not None), None),
        )

    def is_title(self, name: str) -> bool:
        """Tell whether a style is that of titles, or of headings of the first level."""
        return any(found in {"Title", "Heading_20_1", "Heading 1"} for found in self._chain(name))

    def _chain(self, name: str) -> Iterator[str]:
        """Yield a style's name and those of its parents."""
        for _ in range(12):
            if not name:
                return
            yield name
            name = self._styles[name].parent if name in self._styles else ""


def paragraphs(container: Any, styles: Styles) -> list[Paragraph]:
    """Return the paragraphs within a body, a section, a list, a cell or a text box."""
    found: list[Paragraph] = []
    for element in container:
        name = local(element)
        if name in {"p", "h"}:
            found.extend(_paragraph(element, styles))
        elif name == "table":
            found.extend(_table(element, styles))
        elif name not in _LEFT_OUT and attribute(element, "display") != "none":
            found.extend(paragraphs(element, styles))
    return found


def _paragraph(element: Any, styles: Styles) -> Iterator[Paragraph]:
    style_name = attribute(element, "style-name") or ""
    style = styles.of(style_name)
    made = ParagraphBuilder()
    if not style.hidden:
        _runs(element, made, styles, style.size or 12.0, bool(style.bold))
    if text := tidy("".join(made.pieces)):
        is_title = attribute(element, "outline-level") == "1" or styles.is_title(style_name)
        yield made.paragraph(text, is_title=is_title)
    for box in made.boxes:
        yield from paragraphs(box, styles)


def _runs(element: Any, made: ParagraphBuilder, styles: Styles, size: float, bold: bool) -> None:
    _add(made, element.text, size, bold)
    for child in element:
        name = local(child)
        if name == "s":
            count = attribute(child, "c") or "1"
            _add(made, " " * min(int(count) if count.isdigit() else 1, _MAX_BLANKS), size, bold)
        elif name == "tab":
            _add(made, "\t", size, bold)
        elif name == "line-break":
            _add(made, "\n", size, bold)
        elif name == "text-box":
            made.boxes.append(child)
        elif name and name not in _LEFT_OUT:
            style = styles.of(attribute(child, "style-name") or "")
            if not style.hidden:
                own_bold = bold if style.bold is None else style.bold
                _runs(child, made, styles, style.size or size, own_bold)
        _add(made, child.tail, size, bold)


def _add(made: ParagraphBuilder, text: str | None, size: float, bold: bool) -> None:
    if not text:
        return
    made.pieces.append(text if text in {"\n", "\t"} else text.replace("\n", " "))
    made.look(len(text), size=size, bold=bold)


def _table(table: Any, styles: Styles) -> Iterator[Paragraph]:
    for line in table.iter("{*}table-row"):
        yield from row([read for cell in line if local(cell) == "table-cell" and (read := paragraphs(cell, styles))])


def _style(element: Any) -> Style:
    size, bold, hidden = None, None, None
    for properties in element.iter("{*}text-properties"):
        points = (attribute(properties, "font-size") or "").removesuffix("pt")
        if points.replace(".", "", 1).isdigit() and len(points) < 8:
            size = float(points)
        if weight := attribute(properties, "font-weight"):
            bold = weight in {"bold", "600", "700", "800", "900"}
        if display := attribute(properties, "display"):
            hidden = display == "none"
    return Style(parent=attribute(element, "parent-style-name") or "", size=size, bold=bold, hidden=hidden)
