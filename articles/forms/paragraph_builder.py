"""Put a paragraph of a word processor's document together from its runs, and a table's row from its cells."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from articles.forms.document import Paragraph

#: A cell with more words than this holds text, not a value.
_WORDS_OF_CELL = 25


@dataclass(slots=True)
class ParagraphBuilder:
    """A paragraph in the making: its text in pieces, and how many of its letters look how."""

    pieces: list[str] = field(default_factory=list)
    boxes: list[Any] = field(default_factory=list)  #: text boxes anchored in it, read after it
    _sizes: dict[float, int] = field(default_factory=dict)
    _bold: int = 0
    _letters: int = 0

    def letters_since(self, place: int) -> int:
        """Return how many letters the pieces from this place on have."""
        return sum(map(len, self.pieces[place:]))

    def look(self, letters: int, *, size: float | None, bold: bool) -> None:
        """Note how letters look that were added.

        Args:
            letters: how many.
            size: in points; None where the run does not say.
            bold: whether they are bold.
        """
        self._letters += letters
        self._bold += letters if bold else 0
        if size is not None:
            self._sizes[size] = self._sizes.get(size, 0) + letters

    def paragraph(self, text: str, *, is_title: bool, usual_size: float = 0.0) -> Paragraph:
        """Return the paragraph.

        Args:
            text: its tidied text.
            is_title: by its style.
            usual_size: in points, of letters whose size was not given.
        """
        sizes = dict(self._sizes)
        unsized = self._letters - sum(sizes.values())
        if unsized > 0:
            sizes[usual_size] = sizes.get(usual_size, 0) + unsized
        return Paragraph(
            text=text,
            is_title=is_title,
            size=max(sizes, key=sizes.__getitem__) if sizes else 0.0,
            is_bold=self._letters > 0 and self._bold >= self._letters,
        )


def tidy(text: str) -> str:
    """Return the text with single blanks and without empty lines."""
    lines = (" ".join(line.split()) for line in text.split("\n"))
    return "\n".join(line for line in lines if line)


def row(cells: Sequence[Sequence[Paragraph]]) -> Iterator[Paragraph]:
    """Yield a row of values as one line; cells that hold text are read one after the other."""
    if len(cells) == 1 or any(_holds_text(cell) for cell in cells):
        for cell in cells:
            yield from cell
    elif cells:
        yield Paragraph(text=" ".join(paragraph.text for cell in cells for paragraph in cell))


def _holds_text(cell: Sequence[Paragraph]) -> bool:
    return sum(len(paragraph.text.split()) for paragraph in cell) > _WORDS_OF_CELL
