# ruff: noqa: E501
"""PDF: columns, running heads, numbers of pages; titles and authors that printer drivers and layout programs set."""

from __future__ import annotations

import random
import textwrap
from collections.abc import Sequence
from pathlib import Path

import pytest

from articles.article import Article, Given, Record, Rejection
from articles.cleaning import clean
from articles.fates import Reason
from articles.forms import read
from articles.forms.document import Paragraph, author_of, title_of
from tests.unit.articles.forms.made import Story, story

#: x, y, size, text
Text = tuple[float, float, float, str]


def pdf(pages: Sequence[Sequence[Text]], *, title: str | None = None, author: str | None = None) -> bytes:
    """A PDF with texts at places, in the order given."""
    objects = [
        "<</Type/Catalog/Pages 2 0 R>>",
        "",
        "<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>",
    ]
    info = "".join(f"/{key}({_escaped(value)})" for key, value in (("Title", title), ("Author", author)) if value)
    objects.append(f"<<{info}>>")
    kids = []
    for page in pages:
        stream = "".join(f"BT /F1 {size} Tf {x} {y} Td ({_escaped(text)}) Tj ET\n" for x, y, size, text in page)
        objects.append(
            f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources<</Font<</F1 3 0 R>>>>/Contents {len(objects) + 2} 0 R>>"
        )
        kids.append(f"{len(objects)} 0 R")
        objects.append(f"<</Length {len(stream.encode('cp1252'))}>>\nstream\n{stream}endstream")
    objects[1] = f"<</Type/Pages/Count {len(kids)}/Kids[{' '.join(kids)}]>>"
    out = b"%PDF-1.4\n"
    places = []
    for number, content in enumerate(objects, 1):
        places.append(len(out))
        out += f"{number} 0 obj\n{content}\nendobj\n".encode("cp1252")
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    return (
        out
        + (
            f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}trailer\n"
            f"<</Size {len(objects) + 1}/Root 1 0 R/Info 4 0 R>>\nstartxref\n{len(out)}\n%%EOF\n"
        ).encode()
    )


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)")


def lines_of(paragraphs: Sequence[str], width: int) -> list[str]:
    """Lines of paragraphs; an empty one after each."""
    found: list[str] = []
    for paragraph in paragraphs:
        found += [*textwrap.wrap(paragraph, width, break_on_hyphens=False), ""]
    return found[:-1]


def set_in(lines: Sequence[str], *, x: float, top: float, size: float = 10) -> list[Text]:
    """Lines one under the other; an empty one leaves half a line."""
    found = []
    y = top
    for line in lines:
        if line:
            found.append((x, y, size, line))
            y -= 1.2 * size
        else:
            y -= 0.8 * size
    return found


def in_columns(made: Story, count: int, *, top: float = 740) -> list[Text]:
    """The story in columns whose lines stand in turn in the file."""
    width = {2: 44, 3: 28}[count]
    lines = lines_of(made.paragraphs, width)
    while len(lines) % count:
        lines.append("")
    each = len(lines) // count
    columns = [set_in(_from(lines[n * each : (n + 1) * each]), x=50 + n * 500 / count, top=top) for n in range(count)]
    return sorted((text for column in columns for text in column), key=lambda text: (-text[1], text[0]))


def _from(lines: list[str]) -> list[str]:
    while lines and not lines[0]:
        lines = lines[1:]
    return lines


HEADS = (
    "Kelmsay Mercury - Tuesday, March 4, 2025 - Page {n}",
    "{n} | The Kelmsay Mercury",
    "The Kelmsay Mercury",
    "Harbour Board, press office, telephone 555 0100",
    "PRESS RELEASE - for immediate use",
)
FEET = ("{n}", "Page {n} of 3", "- {n} -", "www.harbour.example.test", "Seite {n}")
TITLES = (
    None,
    "Microsoft Word - release_v7_FINAL.docx",
    "pier_0304.indd",
    "Untitled-1",
    "Layout 1",
    "Press Release",
    "MERC-2025-03-04-A-001.qxd",
    "Print",
    "C:\\Users\\nfeld\\Desktop\\pier.doc",
)
AUTHORS = (
    None,
    "nfeld",
    "Windows User",
    "Adobe InDesign CS6 (Macintosh)",
    "HP LaserJet",
    "Kelmsay Harbour Press Office",
    "PC-17",
)


def printed(made: Story, seed: int) -> bytes:
    """One column, with what a printer's driver sets."""
    texts = [(50.0, 780.0, 18.0, made.title), *set_in(lines_of(made.paragraphs, 85), x=50, top=745)]
    return pdf([texts], title=TITLES[seed % len(TITLES)], author=AUTHORS[seed % len(AUTHORS)])


def columned(made: Story, seed: int) -> bytes:
    """Two or three columns, line by line."""
    texts = [(50.0, 780.0, 18.0, made.title), *in_columns(made, 2 + seed % 2)]
    return pdf([texts], title=TITLES[seed % len(TITLES)])


def headed(made: Story, seed: int) -> bytes:
    """Pages with heads and feet."""
    chance = random.Random(seed)
    head, foot = chance.choice(HEADS), chance.choice(FEET)
    other = chance.choice(HEADS) if seed % 3 == 0 else head
    pages: list[list[Text]] = []
    for n, paragraph in enumerate(made.paragraphs, 3):
        shown = (other if n % 2 and len(made.paragraphs) > 3 else head).format(n=n)
        page = [(50.0, 810.0, 8.0, shown), (280.0, 30.0, 8.0, foot.format(n=n))]
        if n == 3:
            page.append((50.0, 775.0, 18.0, made.title))
        page += set_in(lines_of([paragraph], 85), x=50, top=740)
        if seed % 2:
            page.append(page.pop(1))  # the foot stands at the end of the file's page
        pages.append(page)
    return pdf(pages, author=AUTHORS[seed % len(AUTHORS)])


def read_bytes(tmp_path: Path, data: bytes) -> Record | Rejection:
    path = tmp_path / "a.pdf"
    path.write_bytes(data)
    (found,) = read(path, name="a.pdf", given=Given())
    return found


@pytest.mark.parametrize("make", [printed, columned, headed], ids=lambda make: make.__name__)
def test_a_hundred_of_each(tmp_path: Path, make: object) -> None:
    """Title, text and authors of at least 95 of 100 are right."""
    assert callable(make)
    wrong = []
    for seed in range(100):
        made = story(seed)
        found = read_bytes(tmp_path, make(made, seed))
        article = clean(found, arrival="a:0", claimed_at=1) if isinstance(found, Record) else found
        ok = (
            isinstance(article, Article)
            and article.title == made.title
            and article.body.split("\n\n") == list(made.paragraphs)
            and article.authors == ()
        )
        if not ok:
            wrong.append((seed, article, made))

    assert len(wrong) <= 5, (len(wrong), [seed for seed, _, _ in wrong], wrong[0])


@pytest.mark.parametrize(
    "head",
    ["The Kelmsay Mercury, Tuesday, March 4, 2025", "Kelmsay Mercury - 4 March 2025 - Page 3", "3", "12 | The Mercury"],
)
def test_the_head_of_a_single_page(tmp_path: Path, head: str) -> None:
    """No other page repeats it; its letters are small, and it names the page or the day."""
    made = story(1)
    texts = [
        (50.0, 812.0, 8.0, head),
        (50.0, 775.0, 18.0, made.title),
        *set_in(lines_of(made.paragraphs, 85), x=50, top=740),
    ]

    found = read_bytes(tmp_path, pdf([texts]))

    assert isinstance(found, Record)
    assert (made.title, "\n\n".join([made.title, *made.paragraphs])) == (found.given.title, found.content)


def test_cells_of_a_table_are_no_columns(tmp_path: Path) -> None:
    """Its rows stay rows."""
    rows = [("Piers", "3"), ("Boats", "17"), ("Swifts", "0"), ("Cranes", "1")]
    texts: list[Text] = []
    for number, (name, count) in enumerate(rows):
        texts += [(50, 700 - 14 * number, 10, name), (300, 700 - 14 * number, 10, count)]

    found = read_bytes(tmp_path, pdf([texts]))

    assert isinstance(found, Record)
    assert " ".join(found.content.split()) == "Piers 3 Boats 17 Swifts 0 Cranes 1"


def test_a_line_that_two_pages_have_in_their_text_stays(tmp_path: Path) -> None:
    """Only the margins are looked at."""
    page = [(50.0, 500.0, 10.0, "The board met and went."), (50.0, 488.0, 10.0, "So it was again.")]

    found = read_bytes(tmp_path, pdf([page, page]))

    assert isinstance(found, Record)
    assert found.content.count("The board met and went.") == 2


@pytest.mark.parametrize(
    ("said", "texts", "expected"),
    [
        ("Board lengthens its pier", ["Board lengthens its pier", "The board agreed."], "Board lengthens its pier"),
        ("Board lengthens its pier", ["News", "The board agreed."], "Board lengthens its pier"),
        ("Microsoft Word - x.doc", ["The board agreed."], None),
        ("Dokument1", ["The board agreed."], None),
        ("Document 12", ["The board agreed."], None),
        ("untitled", ["The board agreed."], None),
        ("scan_0007", ["The board agreed."], None),
        ("20250304_pier_release final", ["The board agreed."], None),
        ("http://a.example.test/print?id=7", ["The board agreed."], None),
        ("", ["The board agreed."], None),
    ],
)
def test_which_title_is_believed(said: str, texts: list[str], expected: str | None) -> None:
    """One that stands in the text, or that reads like a sentence."""
    assert expected == title_of(said, [Paragraph(text=text) for text in texts])


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("Nora Feld", "Nora Feld"),
        ("Nora Feld and Owen Tallis", "Nora Feld and Owen Tallis"),
        ("nfeld", None),
        ("nora feld", None),
        ("NFELD", None),
        ("Windows User", None),
        ("Microsoft Office User", None),
        ("scanner", None),
        ("Canon iR-ADV C5535", None),
        ("Kelmsay Harbour Ltd", None),
        ("user01", None),
        (None, None),
    ],
)
def test_which_author_is_believed(said: str | None, expected: str | None) -> None:
    """A person's name; no account, machine, program or firm."""
    assert expected == author_of(said)


def test_a_scan_and_a_broken_file_get_different_reasons(tmp_path: Path) -> None:
    found = read_bytes(tmp_path, pdf([[], []]))

    assert isinstance(found, Rejection)
    assert (Reason.NO_ARTICLE, True) == (found.reason, "perhaps it is a scan" in found.detail)


@pytest.mark.timeout(60)
def test_a_title_with_a_long_row_of_digits_does_not_hang() -> None:
    """Found by mutated files: the digits were parted in every way, in search of a letter after them."""
    said = f"Report number {'9' * 100_000}"
    assert said == title_of(said, [Paragraph(text="The board met in the harbour on Monday.")])
    assert title_of("Minutes of 20240312a", []) is None
