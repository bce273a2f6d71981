"""Rows on terminals of every width, and in pipes."""

from __future__ import annotations

import io

import pytest
from rich.console import Console
from rich.text import Text

from workers.commands.listing import Column, ColumnKind, cut, fit, print_item, print_rows

COLUMNS = (
    Column("intake"),
    Column("file", ColumnKind.NAME),
    Column("no.", ColumnKind.NUMBER),
    Column("what happened", ColumnKind.TEXT),
)
KEY = "20260306T100000000000-0a1b2c3d"
FILE = "A source with a long name/2026/03/06/report-of-the-harbour-board.html"
SAID = "The file system did not let us read the file; look at its owner and permissions."


def shown(width: int, *rows: tuple[str, ...]) -> list[str]:
    console = Console(file=io.StringIO(), width=width, highlight=False)
    print_rows(console, COLUMNS, [[Text(cell) for cell in row] for row in rows])
    assert isinstance(console.file, io.StringIO)
    return console.file.getvalue().splitlines()


@pytest.mark.parametrize("width", [60, 80, 100, 120, 200])
def test_what_identifies_a_row_is_whole_and_no_word_is_cut(width: int) -> None:
    lines = shown(width, (KEY, FILE, "7", SAID), (KEY, "b.txt", "12", "It is empty."))

    assert max(map(len, lines)) <= width
    assert 2 == sum(KEY in line for line in lines)
    for word in (*SAID.split(), *["It", "is", "empty."]):
        assert any(word in line.split() for line in lines), (word, lines)


def test_a_long_text_goes_below_its_row_where_it_could_not_be_read() -> None:
    lines = shown(80, (KEY, "harbour-board.html", "7", SAID))

    assert [
        "intake                          file                no.",
        f"{KEY}  harbour-board.html    7",
        "    The file system did not let us read the file; look at its owner and",
        "    permissions.",
    ] == [line.rstrip() for line in lines]


def test_in_a_pipe_a_row_is_a_line_without_blanks_at_its_end() -> None:
    assert [
        f"intake{' ' * 26}file{' ' * (len(FILE) - 2)}no.  what happened",
        f"{KEY}  {FILE}    7  {SAID}",
        f"{KEY}  {'b.txt':{len(FILE)}}   12  It is empty.",
    ] == shown(100_000, (KEY, FILE, "7", SAID), (KEY, "b.txt", "12", "It is empty."))


def test_a_word_as_long_as_an_id_is_not_folded_where_it_fits_below() -> None:
    assert any("f" * 64 in line for line in shown(80, (KEY, "b.txt", "1", f"Not found: {'f' * 64}")))


@pytest.mark.parametrize(
    ("available", "widths"),
    [(200, [30, 69, 3, 80]), (150, [30, 69, 3, 42]), (120, [30, 55, 3, 26]), (100, [30, 35, 3, 26]), (80, [30, 43, 3])],
)
def test_the_text_gives_way_first_and_then_the_name(available: int, widths: list[int]) -> None:
    assert widths == fit((30, 69, 3, 80), COLUMNS, available, 26)


@pytest.mark.parametrize(
    ("name", "width", "expected"),
    [
        ("short.txt", 18, "short.txt"),
        ("A source/2026/report.html", 18, "A sour…report.html"),
        ("日本語の新聞/記事.html", 18, "日本語…/記事.html"),
    ],
)
def test_a_name_that_is_cut_keeps_its_beginning_and_its_end(name: str, width: int, expected: str) -> None:
    assert expected == cut(Text(name), width).plain
    assert cut(Text(name), width).cell_len <= width


def test_lines_of_an_item_stay_behind_its_mark() -> None:
    console = Console(file=io.StringIO(), width=20, highlight=False)
    print_item(console, "• ", Text("Ferry pact ends a winter of strikes"))
    assert isinstance(console.file, io.StringIO)
    assert ["• Ferry pact ends a", "  winter of strikes"] == [
        line.rstrip() for line in console.file.getvalue().splitlines()
    ]
