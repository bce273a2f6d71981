"""`copydesk batch`: many names or queries at once."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path

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
