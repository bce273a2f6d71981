"""`copydesk batch`: many names or queries at once."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

from .plan import LEADS, PEOPLE

Run = Callable[..., Result]


def table(result: Result) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(result.stdout)))


def test_names(copydesk: Run, tmp_path: Path) -> None:
    """Each name has as many hits as the plan says, in the order of the file; a name that nobody has has none."""
    names = [*PEOPLE, "Nobody Whatsoever", "Lyon"] * 40  # more than one request
    file = tmp_path / "names.csv"
    file.write_text("".join(f"{name},x\n" for name in names), "utf-8")
    rows = table(copydesk("batch", "--names", "--size", "1", str(file)))
    totals = [(row["query"], int(row["total"])) for row in rows]

    def count(name: str) -> int:
        wanted = {"Johnson", "Boris Johnson"} if name == "Johnson" else {name}
        return sum(bool(wanted & {*one.people, *one.places}) for one in LEADS)

    assert [(name, count(name)) for name in names] == totals
    assert [str(n) for n in range(1, len(names) + 1)] == [row["line"] for row in rows]


def test_queries_and_conditions(copydesk: Run, tmp_path: Path) -> None:
    """A list of queries; one that cannot be read costs itself alone, and is told by the exit code."""
    file = tmp_path / "queries.txt"
    file.write_text('people:"Xi Jinping" -sport\n\n"ferry timetable", pier\ntitel:x\n', "utf-8")
    result = copydesk("batch", str(file), "--json", "--size", "100", "--and", "language:en")
    assert 1 == result.exit_code
    first, second, third = (json.loads(line) for line in result.stdout.splitlines())
    expected = {
        one.id for one in LEADS if "Xi Jinping" in one.people and "sport" not in one.all_words and one.language == "en"
    }
    assert expected == {hit["id"] for hit in first["hits"]}
    assert second["total"] == sum("timetable" in one.all_words and one.language == "en" for one in LEADS)
    assert 'there is no field "titel"' in third["error"]


def test_lines_that_can_be_read_in_two_ways(copydesk: Run, tmp_path: Path) -> None:
    """They are answered, and it is said beside the table how they were read; in JSON with the line."""
    file = tmp_path / "queries.txt"
    file.write_text("sanctions\npeople:Xi Jinping\n", "utf-8")
    result = copydesk("batch", str(file))
    assert result.stderr.startswith("line 2: people: is about the one word after it")
    first, second = (json.loads(line) for line in copydesk("batch", "--json", str(file)).stdout.splitlines())
    assert "notes" not in first
    assert ["note_next_word"] == [note["kind"] for note in second["notes"]]


def test_a_column_by_its_heading(copydesk: Run, tmp_path: Path) -> None:
    """`--column` reads that column; one that is missing is named."""
    file = tmp_path / "people.csv"
    file.write_text("nr,who\n1,Xi Jinping\n2,Ingrid Solberg\n", "utf-8-sig")
    rows = table(copydesk("batch", "--names", "--column", "who", "--size", "0", str(file)))
    assert ["Xi Jinping", "Ingrid Solberg"] == [row["query"] for row in rows]
    result = copydesk("batch", "--column", "name", str(file))
    assert (1, True, "") == (result.exit_code, "it has nr, who" in result.output, result.stdout)
    file.write_bytes(b"J\xf6rg\n")
    result = copydesk("batch", str(file))
    assert (1, True) == (result.exit_code, "is not UTF-8" in result.output)


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_columns_between_other_separators(copydesk: Run, tmp_path: Path, separator: str) -> None:
    """Spreadsheets of many countries write semicolons; the columns are the same."""
    file = tmp_path / "people.csv"
    rows = ["who,note", '"Xi Jinping","a;b,c"', "Ingrid Solberg,x"]
    file.write_text("\r\n".join([rows[0].replace(",", separator), *(_separated(row, separator) for row in rows[1:])]))
    found = table(copydesk("batch", "--names", "--column", "who", "--size", "0", str(file)))
    assert ["Xi Jinping", "Ingrid Solberg"] == [row["query"] for row in found]
    first = table(copydesk("batch", "--names", "--size", "0", str(file)))
    assert ["who", "Xi Jinping", "Ingrid Solberg"] == [row["query"] for row in first]


def _separated(row: str, separator: str) -> str:
    value, note = row.split(",", 1)
    return f"{value}{separator}{note}"


def test_lines_are_those_of_the_file(copydesk: Run, tmp_path: Path) -> None:
    """Blank lines, a heading and values of several lines count, so that an answer can be put beside its line."""
    file = tmp_path / "names.csv"
    file.write_text('who\n\nLyon\n"Ingrid\nSolberg"\n\nLyon\n', "utf-8")
    assert ["3", "4", "7"] == [
        row["line"] for row in table(copydesk("batch", "--column", "who", "--size", "0", str(file)))
    ]
    plain = tmp_path / "names.txt"
    plain.write_text("\nLyon\n\nLyon\n", "utf-8")
    assert ["2", "4"] == [row["line"] for row in table(copydesk("batch", "--size", "0", str(plain)))]


@pytest.mark.parametrize("line", ['"Xi Jinping', '"ferry pact" -sport'])
def test_a_quotation_mark_that_csv_does_not_close(copydesk: Run, tmp_path: Path, line: str) -> None:
    """It would swallow the names after it, or lose the phrase: an error names the line."""
    file = tmp_path / "names.csv"
    file.write_text(f"Lyon\n{line}\nIngrid Solberg\n", "utf-8")
    result = copydesk("batch", "--size", "0", str(file))
    assert (1, "") == (result.exit_code, result.stdout)
    assert "names.csv, line 2: a quotation mark does not close" in result.stderr


def test_a_condition_stands_by_itself(copydesk: Run, tmp_path: Path) -> None:
    """No line gets out of it by its parentheses, and one that cannot be read is an error of the option, pointed at."""
    file = tmp_path / "queries.txt"
    file.write_text("officials) | (sanctions\nofficials | sanctions\n", "utf-8")
    first, second = table(copydesk("batch", "--size", "0", str(file), "--and", "language:ja -officials"))
    assert "this parenthesis closes nothing" == first["error"]
    expected = [one for one in LEADS if one.language == "ja" and "officials" not in one.all_words]
    assert str(sum("sanctions" in one.all_words for one in expected)) == second["total"]
    either = table(copydesk("batch", "--size", "0", str(file), "--and", "sanctions | officials"))[1]
    assert either["total"] == str(sum(bool({"sanctions", "officials"} & {*one.all_words}) for one in LEADS))
    for condition in ("titel:x", "a) | (b"):
        result = copydesk("batch", str(file), "--and", condition)
        assert (2, "") == (result.exit_code, result.stdout)
        assert "^" in result.stderr
