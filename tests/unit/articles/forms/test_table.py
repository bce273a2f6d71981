"""Tables in the dialects that programs write; no row is lost, none merged in silence."""

from __future__ import annotations

import csv
import io
from itertools import product
from pathlib import Path

import pytest

from articles.article import Given, Record, Rejection
from articles.forms import Limits, read

COUNT = 4
TEXTS = (
    "The ferry board agreed to lengthen its pier, so that boats can land; at low water.",
    'The mill said: "we heat half of the town", and warm water runs | through pipes.',
    "Pupils counted swifts.\n\nThere were none, this year.\nThe nest, it is two years old.",
    "Owen Tallis warned of noise.",
)
HEADER = ("title", "authors", "text", "url", "date")


def row(number: int) -> tuple[str, ...]:
    return (
        f"Story {number}",
        "['Nora Feld', 'Tom Abara']",
        TEXTS[number % len(TEXTS)],
        f"https://m.example.test/{number}",
        "2025-03-04 08:30:00",
    )


ROWS = [row(number) for number in range(COUNT)]


def written(rows: list[tuple[str, ...]] = ROWS, end: str = "\n", **dialect: object) -> str:
    target = io.StringIO()
    writer = csv.writer(target, lineterminator=end, **dialect)  # type: ignore[arg-type]
    writer.writerow(HEADER)
    writer.writerows(rows)
    return target.getvalue()


def found_in(tmp_path: Path, text: str, name: str = "a.csv") -> list[Record | Rejection]:
    path = tmp_path / "file"
    path.write_text(text, encoding="utf-8", newline="")
    return list(read(path, name=name, given=Given()))


def titles(found: list[Record | Rejection]) -> list[str | None]:
    return [item.given.title for item in found if isinstance(item, Record)]


@pytest.mark.parametrize(
    ("delimiter", "end", "quoting", "escapes"),
    list(product(",;\t|", ["\n", "\r\n", "\r"], [csv.QUOTE_MINIMAL, csv.QUOTE_ALL], ["doubled", "backslash"])),
)
def test_dialects(tmp_path: Path, delimiter: str, end: str, quoting: int, escapes: str) -> None:
    """Forty-eight ways to write four rows, each cell as it was."""
    text = written(
        end=end,
        delimiter=delimiter,
        quoting=quoting,
        doublequote=escapes == "doubled",
        escapechar="\\" if escapes == "backslash" else None,
    )
    if end == "\r":
        text = text.replace("\n", " ")

    found = found_in(tmp_path, text)

    assert [f"Story {n}" for n in range(COUNT)] == titles(found)
    assert COUNT == len(found)
    for number, record in enumerate(found):
        assert isinstance(record, Record)
        assert TEXTS[number].split() == record.content.split()
        assert ("Nora Feld", "Tom Abara") == record.given.authors
        assert f"https://m.example.test/{number}" == record.given.url


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("escapes", ["doubled", "backslash"])
def test_single_quotation_marks_around_cells(tmp_path: Path, delimiter: str, escapes: str) -> None:
    """As some database programs write them; double ones within a text stay."""
    options = {"doublequote": False, "escapechar": "\\"} if escapes == "backslash" else {}
    text = written(quotechar="'", quoting=csv.QUOTE_ALL, delimiter=delimiter, **options)
    found = found_in(tmp_path, text)
    assert [f"Story {number}" for number in range(COUNT)] == titles(found)
    assert list(TEXTS) == [item.content for item in found if isinstance(item, Record)]
    assert [f"https://m.example.test/{number}" for number in range(COUNT)] == [item.given.url for item in found]  # type: ignore[union-attr]


@pytest.mark.parametrize("separator", [";", ",", "\t", "|"])
@pytest.mark.parametrize("first", ["sep={}\n", "sep={}\r\n", "SEP={}\n", '"sep={}"\n', "\ufeffsep={}\n"])
def test_excels_first_line(tmp_path: Path, first: str, separator: str) -> None:
    """`sep=;` names the delimiter and is no row."""
    found = found_in(tmp_path, first.format(separator) + written(delimiter=separator))

    assert [f"Story {n}" for n in range(COUNT)] == titles(found)


def plain(*texts: str, delimiter: str = "\t") -> str:
    lines = [delimiter.join((f"Story {n}", f"https://m.example.test/{n}", text)) for n, text in enumerate(texts)]
    return "\n".join([delimiter.join(("title", "url", "text")), *lines]) + "\n"


@pytest.mark.parametrize("delimiter", ["\t", "|", ";"])
@pytest.mark.parametrize("place", [0, 1, 2])
@pytest.mark.parametrize(
    "text",
    [
        '"We lost nineteen landings, said the chair.',
        'The chair said "we lost.',
        'The chair lost "nineteen" landings"',
        '"We lost" said the chair',
        '"',
        '""We lost"" she said',
    ],
)
def test_marks_that_are_text(tmp_path: Path, text: str, place: int, delimiter: str) -> None:
    """A quotation mark that is not closed is a part of its cell, and the rows after it are rows."""
    texts = ["One row of a few words", "Two rows of a few words", "Three rows of a few words"]
    texts[place] = text

    found = found_in(tmp_path, plain(*texts, delimiter=delimiter))

    assert ["Story 0", "Story 1", "Story 2"] == titles(found)
    assert 3 == len(found)
    assert "said the chair" not in text or "said the chair" in found[place].content  # type: ignore[union-attr]


def test_two_rows_with_open_marks(tmp_path: Path) -> None:
    """Marks in two rows do not make one cell of what is between them."""
    found = found_in(tmp_path, plain('"One, she said', "Two rows", 'Three "rows"', '"Four, he said', 'Five rows"'))

    assert [f"Story {n}" for n in range(5)] == titles(found)


def test_what_may_be_one_row_or_several_is_said(tmp_path: Path) -> None:
    """Two columns, and lines of two cells each between the marks: read as one row, with a rejection beside it."""
    found = found_in(tmp_path, 'title,text\nA,"one line\ntwo, lines\nthree, lines"\nB,some text\n')

    assert ["A", "B"] == titles(found)
    (doubt,) = [item for item in found if isinstance(item, Rejection)]
    assert "may be" in doubt.detail


def test_delimiters_in_a_text_that_is_not_quoted(tmp_path: Path) -> None:
    """The text takes them, the cells beside it stay what they are."""
    found = found_in(tmp_path, "title,text,url\nA,one, two, three,https://m.example.test/1\n")

    (record,) = found
    assert isinstance(record, Record)
    assert ("one, two, three", "https://m.example.test/1") == (record.content, record.given.url)


@pytest.mark.parametrize("before", ["\n\n", "# exported by the desk\n", " \r\n#\r\n", "\r\r"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|", "^", "\x01"])
def test_lines_before_the_names_are_passed_over(tmp_path: Path, delimiter: str, before: str) -> None:
    """Blank lines and remarks; carets and Hive's SOH part cells too."""
    end = before[-1] if before[-1] == "\r" else "\n"
    rows = [["title", "url", "text"], *([f"Story {n}", f"https://m.example.test/{n}", f"Words {n}"] for n in range(3))]
    found = found_in(tmp_path, before + end.join(delimiter.join(row) for row in rows) + end)

    assert ["Story 0", "Story 1", "Story 2"] == titles(found)
    assert 3 == len(found)


@pytest.mark.parametrize("place", [0, 1, 2])
def test_a_row_too_short_costs_itself(tmp_path: Path, place: int) -> None:
    """Said as a broken row; the others are read."""
    lines = [f"Story {n}\thttps://m.example.test/{n}\tSome words" for n in range(3)]
    lines[place] = "---- error ----"

    found = found_in(tmp_path, "title\turl\ttext\n" + "\n".join(lines) + "\n")

    assert 2 == len(titles(found))
    assert ["malformed"] == [item.reason for item in found if isinstance(item, Rejection)]


@pytest.mark.parametrize(
    "missing", ["nan", "NaN", "NaT", "None", "NULL", "null", "\\N", "[]", "N/A", "", "<NA>", "['']"]
)
def test_missing_values(tmp_path: Path, missing: str) -> None:
    """What programs print for "there is none" is none."""
    rows = [("Story 0", missing, "Some words, a few.", missing, missing)]

    (record,) = found_in(tmp_path, written(rows))

    assert isinstance(record, Record)
    assert Given(title="Story 0") == record.given


@pytest.mark.parametrize("missing", ["nan", "NULL", "\\N", "None"])
def test_a_text_that_is_missing(tmp_path: Path, missing: str) -> None:
    """A row without a text is refused as such."""
    (refused,) = found_in(tmp_path, written([("Story 0", "", missing, "", "2025-03-04")]))

    assert isinstance(refused, Rejection)
    assert "no_article" == refused.reason


@pytest.mark.parametrize(
    "cell",
    [
        "['Nora Feld', 'Tom Abara']",
        '["Nora Feld", "Tom Abara"]',
        "['Nora Feld' 'Tom Abara']",
        "('Nora Feld', 'Tom Abara')",
        '{"Nora Feld","Tom Abara"}',
        "[Nora Feld, Tom Abara]",
        "[{'name': 'Nora Feld'}, {'name': 'Tom Abara'}]",
        "Nora Feld, Tom Abara",
        "Nora Feld; Tom Abara",
        '["Nora Feld","Tom Abara"]',
    ],
)
def test_list_cells(tmp_path: Path, cell: str) -> None:
    """Lists as Python, numpy, JSON and PostgreSQL print them."""
    found = found_in(tmp_path, written([("Story 0", cell, "Some words.", "", "")]))

    (record,) = found
    assert isinstance(record, Record)
    assert ("Nora Feld", "Tom Abara") == record.given.authors


def test_objects_in_cells(tmp_path: Path) -> None:
    """As pandas writes what an interface answered."""
    (record,) = found_in(tmp_path, "source\ttitle\tcontent\n{'id': None, 'name': 'Mercury'}\tA\tSome words\n", "a.tsv")

    assert isinstance(record, Record)
    assert "Mercury" == record.given.source


@pytest.mark.parametrize(
    "line",
    [
        "20250304083000-0\t20250304083000\t1\tm.example.test\thttps://m.example.test/1",
        "410412347\t20250304\t202503\t2025\t2025.1753\tUSA\tUNITED STATES",
        "410412347\t20250304083000\t20250304084500\t1\tm.example.test",
    ],
)
def test_gdelt_is_refused_by_name(tmp_path: Path, line: str) -> None:
    """Its tables have no texts."""
    (refused,) = found_in(tmp_path, (line + "\t" * 20 + "\n") * 3, "20250304083000.gkg.csv")

    assert isinstance(refused, Rejection)
    assert "GDELT" in refused.detail


@pytest.mark.parametrize(
    ("line", "text"),
    [
        ('Pier,"The board said ""yes, at last"" twice.",n\n', 'The board said "yes, at last" twice.'),
        ('Pier,"He said "no" twice.",n\n', 'He said "no" twice.'),
        ('Pier,"The ""mill"" and the "pier", they say.",n\n', 'The "mill" and the "pier", they say.'),
        ("Pier,One line\\nand another.,\\N\n", "One line\nand another."),
    ],
)
def test_marks_and_escapes_within_a_text_stay_or_go_as_they_were_meant(tmp_path: Path, line: str, text: str) -> None:
    path = tmp_path / "file"
    path.write_text(f"title,text,note\n{line}", encoding="utf-8")
    (record,) = read(path, name="a.csv", given=Given())
    assert isinstance(record, Record)
    assert record.content == text


def test_a_row_of_exactly_the_limit_is_read_where_lines_end_in_returns(tmp_path: Path) -> None:
    row = f"Ferry,{'The ferry sailed again. ' * 20}"
    (tmp_path / "a.csv").write_bytes(f"title,text\r{row}\r{row}".encode())

    items = list(read(tmp_path / "a.csv", name="a.csv", given=Given(), limits=Limits(max_article_bytes=len(row))))

    assert [Record, Record] == list(map(type, items))


@pytest.mark.parametrize(
    ("third", "is_header"),
    [("Day of week", True), ("Day of the week", False), ("Donaudampfschifffahrtsgesellschaft", False), ("", False)],
)
def test_a_first_row_is_a_header_without_an_ending_if_its_names_are_short(
    tmp_path: Path, third: str, *, is_header: bool
) -> None:
    (tmp_path / "a.txt").write_text(f"Title,Text,{third}\nFerry,{TEXTS[3]},Tuesday\n", encoding="utf-8")

    (item,) = read(tmp_path / "a.txt", name="a.txt", given=Given())

    assert isinstance(item, Record)
    assert (item.given.title == "Ferry") is is_header
