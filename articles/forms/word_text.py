"""Read the paragraphs as Word shows them: changes accepted, fields by their results, text boxes, without hidden text.

python-docx passes over runs within tracked insertions, smart tags, content controls, fields and text boxes, so the XML
is walked itself. Elements are told by their local names: the strict variant has other namespaces.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from articles.forms.document import Paragraph
from articles.forms.paragraph_builder import ParagraphBuilder, row, tidy
from articles.forms.xml_safety import attribute, local

#: Not shown: deleted, moved away, instructions of fields, readings of ruby, descriptions of former formats.
_LEFT_OUT = frozenset({
    "del", "moveFrom", "delText", "delInstrText", "instrText", "rt", "rubyPr", "pPrChange", "rPrChange", "sectPrChange",
    "tblPrChange", "tcPrChange", "trPrChange", "pPr", "rPr", "sectPr", "tblPr", "tblGrid", "tcPr", "trPr", "sdtPr",
    "sdtEndPr", "customXmlPr", "smartTagPr", "fldData", "ffData", "annotationRef", "docPr", "objectEmbed", "binData",
})  # fmt: skip
_CHARACTERS = {"tab": "\t", "ptab": "\t", "cr": "\n", "noBreakHyphen": "-", "softHyphen": ""}
_OFF = {"0", "false", "off", "none"}


@dataclass(frozen=True, kw_only=True, slots=True)
class Styles:
    """What the styles of a document say of paragraphs, by the styles' ids."""

    titles: frozenset[str] = frozenset()
    sizes: Mapping[str, float] = field(default_factory=dict)
    hidden: frozenset[str] = frozenset()
    usual_size: float = 0.0


#: From the id of a chunk of another format to its paragraphs.
Chunks = Callable[[str], list[Paragraph]]


def paragraphs(body: Any, styles: Styles, chunks: Chunks) -> list[Paragraph]:
    """Return the paragraphs of a document's body as Word shows them; those of `w:altChunk` are read by `chunks`."""
    return _Reader(styles, chunks).blocks(body)


class _Reader:
    """Walks a body once; fields may reach over paragraphs."""

    def __init__(self, styles: Styles, chunks: Chunks) -> None:
        self._styles = styles
        self._chunks = chunks
        self._fields: list[bool] = []  # open fields: is its result reached?
        self._held = ""  # text of a paragraph whose mark was deleted, or of a drop cap

    def blocks(self, container: Any) -> list[Paragraph]:
        """Return the paragraphs within a body, a cell, a text box or a content control."""
        found: list[Paragraph] = []
        for element in container:
            name = local(element)
            if name == "p":
                found.extend(self._paragraph(element))
            elif name == "tbl":
                found.extend(self._table(element))
            elif name == "altChunk":
                found.extend(self._chunks(attribute(element, "id") or ""))
            elif name == "sdt" and _is_placeholder(element):
                continue
            elif name == "AlternateContent":
                found.extend(self.blocks(_choice(element)))
            elif name not in _LEFT_OUT:
                found.extend(self.blocks(element))
        return found

    def _paragraph(self, element: Any) -> Iterator[Paragraph]:
        made = ParagraphBuilder()
        self._runs(element, made)
        properties = _child(element, "pPr")
        text = self._held + "".join(made.pieces)
        self._held = ""
        frame = _child(properties, "framePr")
        drop = _value(frame, "dropCap") if frame is not None else None
        if (drop and drop not in _OFF and len(text.strip()) <= 3) or _mark_is_gone(properties):
            self._held = text.strip() if drop else text
        elif text := tidy(text):
            style = _value(_child(properties, "pStyle"), "val") or ""
            if style not in self._styles.hidden:
                yield made.paragraph(
                    text,
                    is_title=style in self._styles.titles or _value(_child(properties, "outlineLvl"), "val") == "0",
                    usual_size=self._styles.sizes.get(style, self._styles.usual_size),
                )
        for box in made.boxes:
            yield from self.blocks(box)

    def _runs(self, container: Any, made: ParagraphBuilder) -> None:
        """Collect the text within a paragraph, a run or an element around runs."""
        for element in container:
            name = local(element)
            if name == "r":
                if not _is_hidden(element):
                    self._run(element, made)
            elif name == "fldChar":
                self._field(element)
            elif name == "sdt" and _is_placeholder(element):
                continue
            elif name == "AlternateContent":
                self._runs(_choice(element), made)
            elif name == "txbxContent":
                made.boxes.append(element)
            elif name not in _LEFT_OUT:
                self._piece(element, name, made)

    def _run(self, run: Any, made: ParagraphBuilder) -> None:
        before = len(made.pieces)
        self._runs(run, made)
        letters = made.letters_since(before)
        if not letters:
            return
        properties = _child(run, "rPr")
        bold = _child(properties, "b")
        size = _value(_child(properties, "sz"), "val") or ""
        made.look(
            letters,
            size=int(size) / 2 if size.isdigit() else None,
            bold=bold is not None and (_value(bold, "val") or "1") not in _OFF,
        )

    def _piece(self, element: Any, name: str, made: ParagraphBuilder) -> None:
        if name == "t":
            if all(self._fields):
                made.pieces.append(element.text or "")
        elif name == "br":
            made.pieces.append("\n" if _value(element, "type") not in {"page", "column"} else "\n\n")
        elif name in _CHARACTERS:
            made.pieces.append(_CHARACTERS[name])
        elif name == "sym":
            made.pieces.append(" ")
        else:
            self._runs(element, made)

    def _field(self, element: Any) -> None:
        kind = _value(element, "fldCharType")
        if kind == "begin":
            self._fields.append(False)
        elif kind == "separate" and self._fields:
            self._fields[-1] = True
        elif kind == "end" and self._fields:
            self._fields.pop()

    def _table(self, table: Any) -> Iterator[Paragraph]:
        """Yield what the rows of a table say, without those that were deleted."""
        for line in _within(table, "tr"):
            row_properties = _child(line, "trPr")
            if row_properties is not None and _child(row_properties, "del") is not None:
                continue
            cells = []
            for cell in _within(line, "tc"):
                properties = _child(cell, "tcPr")
                if _child(properties, "cellDel") is not None or _continues(properties):
                    continue
                if read := self.blocks(cell):
                    cells.append(read)
            yield from row(cells)


def _continues(properties: Any) -> bool:
    """Return whether a cell is merged with the one above it."""
    merge = _child(properties, "vMerge")
    return merge is not None and _value(merge, "val") in {None, "continue"}


def _within(container: Any, name: str) -> Iterator[Any]:
    """Yield rows of a table or cells of a row, also within content controls and the like."""
    for element in container:
        found = local(element)
        if found == name:
            yield element
        elif found in {"sdt", "sdtContent", "customXml", "ins", "moveTo", "smartTag"}:
            yield from _within(element, name)


def _choice(element: Any) -> Any:
    """Return one of several alternatives: the first that holds something, else the last."""
    options = [option for option in element if local(option) in {"Choice", "Fallback"}]
    with_text = [option for option in options if any(local(e) in {"t", "txbxContent"} for e in option.iter())]
    return (with_text or options or [()])[0]


def _mark_is_gone(properties: Any) -> bool:
    """Return whether the paragraph's mark was deleted or moved, so that the next paragraph continues it."""
    run = _child(properties, "rPr")
    return _child(run, "del") is not None or _child(run, "moveFrom") is not None


def _is_hidden(run: Any) -> bool:
    properties = _child(run, "rPr")
    vanish = _child(properties, "vanish")
    return vanish is not None and (_value(vanish, "val") or "1") not in _OFF


def _is_placeholder(control: Any) -> bool:
    """Return whether a content control is still empty: "Click here to enter text"."""
    shown = _child(_child(control, "sdtPr"), "showingPlcHdr")
    return shown is not None and (_value(shown, "val") or "1") not in _OFF


def _child(element: Any, name: str) -> Any:
    if element is None:
        return None
    return next((child for child in element if local(child) == name), None)


def _value(element: Any, name: str) -> str | None:
    return None if element is None else attribute(element, name)
