"""JSON that breaks off: one bad item costs itself alone, what follows is read."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from articles.article import Given, Record, Rejection
from articles.forms import holds_many, json_items, read
from articles.forms.json_values import json_value

COUNT = 5
TEXT = (
    'The harbour board of Lindhaven met on Friday.\nIt spoke of cranes [old ones], of {tides} and of the "night" boat. '
)


def item(number: int, **more: object) -> dict[str, object]:
    related = [{"title": "Elsewhere", "id": number}, {"title": "Nowhere", "id": number}]
    return {"title": f"Story {number}", "tags": ["a", "b"], "text": TEXT * 3, "linked": related, **more}


def written(number: int, indent: int | None = None) -> str:
    return json.dumps(item(number), indent=indent)


#: How a file of items is laid out.
LAYOUTS = {
    "compact list": lambda items: "[" + ", ".join(items) + "]",
    "list of lines": lambda items: "[\n" + ",\n".join(items) + "\n]\n",
    "lists": lambda items: "[" + "][".join(items) + "]",
    "lines": lambda items: "\n".join(items) + "\n",
    "objects": lambda items: "".join(items),
    "sequence": lambda items: "".join(f"\x1e{text}\n" for text in items),
    "answer": lambda items: '{"status": "ok", "articles": [' + ",".join(items) + '], "total": 5}',
    "commented": lambda items: "// export of the desk\n/* all */ [" + ", /* next */\n".join(items) + "\n// end\n]",
    "script": lambda items: "var news = [" + ",".join(items) + "];\n",
}
#: What costs nothing.
HARMLESS = {
    "nothing": lambda text: text,
    "NaN": lambda text: text.replace('["a", "b"]', "NaN"),
    "Infinity": lambda text: text.replace('["a", "b"]', "-Infinity"),
    "None": lambda text: text.replace('["a", "b"]', "None"),
    "trailing comma": lambda text: text.replace('"b"]', '"b",]').rstrip()[:-1] + ",}",
    "raw line end": lambda text: text.replace("\\n", "\n"),
    "raw tab": lambda text: text.replace("\\n", "\t"),
    "script's escapes": lambda text: text.replace("and the", "and\\'the\\x20"),
    "half a character": lambda text: text.replace("cranes", "cranes \\ud83d"),
    "a comment": lambda text: text.replace('"tags"', '/* of the desk */ "tags"'),
    "names without marks": lambda text: re.sub(r'"(title|tags|text|linked|id)":', r"\1:", text),
    "a number of a script": lambda text: text.replace('["a", "b"]', "0x1F"),
}
#: What costs the item.
HARMFUL = {
    "open mark": lambda text: text.replace('"b"]', '"b]'),
    "marks in a text": lambda text: text.replace('\\"night\\"', '"night"'),
    "no colon": lambda text: text.replace('"text":', '"text"'),
    "no value": lambda text: text.replace('["a", "b"]', ""),
    "open bracket": lambda text: text.replace('"b"]', '"b"'),
    "cut": lambda text: text[: len(text) // 2],
    "one bracket too many": lambda text: text.replace('"b"]', '"b"]]'),
}


def read_text(tmp_path: Path, text: str, name: str = "wire.json") -> list[Record | Rejection]:
    path = tmp_path / "file"
    path.write_text(text, encoding="utf-8", newline="")
    return list(read(path, name=name, given=Given()))


def titles(found: list[Record | Rejection]) -> list[str | None]:
    return [one.given.title for one in found if isinstance(one, Record)]


@pytest.mark.parametrize("place", [0, 2, COUNT - 1])
@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("slip", HARMLESS)
def test_slips_cost_nothing(tmp_path: Path, slip: str, layout: str, place: int) -> None:
    """Every item is read, whatever Python or a crawler wrote into one of them."""
    items = [HARMLESS[slip](written(n)) if n == place else written(n) for n in range(COUNT)]

    found = read_text(tmp_path, LAYOUTS[layout](items))

    assert [f"Story {n}" for n in range(COUNT)] == titles(found)
    assert COUNT == len(found)


@pytest.mark.parametrize("place", [0, 2, COUNT - 1])
@pytest.mark.parametrize("layout", [layout for layout in LAYOUTS if layout != "lists"])
@pytest.mark.parametrize("fault", HARMFUL)
def test_a_broken_item_costs_itself_alone(tmp_path: Path, fault: str, layout: str, place: int) -> None:
    """One rejection for the broken item; the others are read."""
    items = [HARMFUL[fault](written(n)) if n == place else written(n) for n in range(COUNT)]

    found = read_text(tmp_path, LAYOUTS[layout](items))

    assert [f"Story {n}" for n in range(COUNT) if n != place] == titles(found)
    assert ["malformed"] == [one.reason for one in found if isinstance(one, Rejection)]


@pytest.mark.parametrize("name", ["wire.json", "wire.jsonl", "wire"])
@pytest.mark.parametrize("indent", [0, 1, 4])
def test_indented_objects_one_after_another(tmp_path: Path, name: str, indent: int) -> None:
    """As jq and mongoexport --pretty write them, whatever the file is called."""
    text = "\n".join(written(n, indent) for n in range(COUNT))

    found = read_text(tmp_path, text, name)

    assert [f"Story {n}" for n in range(COUNT)] == titles(found)
    assert COUNT == len(found)


@pytest.mark.parametrize("slip", HARMLESS)
def test_slips_in_lines(tmp_path: Path, slip: str) -> None:
    """A line of JSON lines may hold what a list may hold."""
    text = "\n".join(HARMLESS[slip](written(n)) for n in range(COUNT)) + "\n"

    assert [f"Story {n}" for n in range(COUNT)] == titles(read_text(tmp_path, text, "wire.jsonl"))


@pytest.mark.parametrize("fault", HARMFUL)
def test_broken_lines_cost_one_rejection_each(tmp_path: Path, fault: str) -> None:
    """Two broken lines beside each other are two rejections."""
    text = "\n".join(HARMFUL[fault](written(n)) if n in {1, 2} else written(n) for n in range(COUNT))

    found = read_text(tmp_path, text, "wire.jsonl")

    assert ["Story 0", "Story 3", "Story 4"] == titles(found)
    assert COUNT == len(found)


def test_python_prints_dictionaries(tmp_path: Path) -> None:
    """Lines that are printed and not dumped."""
    text = "\n".join(str(item(n, none=None, yes=True)) for n in range(COUNT))

    assert [f"Story {n}" for n in range(COUNT)] == titles(read_text(tmp_path, text, "wire.jsonl"))


def test_objects_after_each_other_are_many(tmp_path: Path) -> None:
    """So they take their turn beside other files."""
    path = tmp_path / "file"
    path.write_text(written(0, 1) + "\n" + written(1, 1), encoding="utf-8")
    assert holds_many(path, name="a.json")

    path.write_text(written(0, 1), encoding="utf-8")
    assert not holds_many(path, name="a.json")


def test_an_item_that_is_too_large_costs_itself_alone(tmp_path: Path) -> None:
    """The items after it are read."""
    from articles.forms import Limits

    path = tmp_path / "file"
    items = [item(n, padding="x" * (400_000 if n == 1 else 0)) for n in range(COUNT)]
    path.write_text(json.dumps(items), encoding="utf-8")

    found = list(read(path, name="a.json", given=Given(), limits=Limits(max_article_bytes=100_000)))

    assert ["Story 0", "Story 2", "Story 3", "Story 4"] == titles(found)
    assert ["too_large"] == [one.reason for one in found if isinstance(one, Rejection)]


def test_a_large_answer_is_read_item_by_item(tmp_path: Path) -> None:
    """An object that is larger than an article may be is the wrapper of a list."""
    from articles.forms import Limits

    path = tmp_path / "file"
    answer = {"status": "ok", "more": {"a": ["b"]}, "articles": [item(n) for n in range(300)], "total": 300}
    path.write_text(json.dumps(answer), encoding="utf-8")

    found = list(read(path, name="a.json", given=Given(), limits=Limits(max_article_bytes=100_000)))

    assert [f"Story {n}" for n in range(300)] == titles(found)
    assert 300 == len(found)


class CountingStructure:
    """The scanner for strings and brackets, which counts what it finds."""

    def __init__(self) -> None:
        self.pattern = json_items._STRUCTURE
        self.found = 0

    def finditer(self, *where: Any) -> Iterator[re.Match[bytes]]:
        for match in self.pattern.finditer(*where):
            self.found += 1
            yield match

    def search(self, *where: Any) -> re.Match[bytes] | None:
        self.found += 1
        return self.pattern.search(*where)


#: Files that look as if each item had to be compared with all that follow.
HOSTILE = {
    "broken items": lambda count: "[" + ",\n".join(['{"a": 1, "b": x}'] * count) + "]",
    "a list in a broken item": lambda count: '[{"a":1,"b":x,"l":[' + ",".join(['{"a":1}'] * count) + "]}]",
    "lists that open": lambda count: '[{"a":1,"b":[' * count,
    "crossed brackets": lambda count: '[{"a":1]}' * count,
}


@pytest.mark.parametrize("kind", HOSTILE)
def test_the_scanner_looks_at_each_part_a_few_times(kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is scanned grows with the file, not with the number of items times what follows each."""
    count = 2000
    counting = CountingStructure()
    monkeypatch.setattr(json_items, "_STRUCTURE", counting)
    text = HOSTILE[kind](count)
    path = tmp_path / "a.json"
    path.write_text(text)

    list(read(path, name="a.json", given=Given()))

    assert counting.found <= 8 * len(counting.pattern.findall(text.encode()))


class CountingSearch:
    """A pattern that counts the bytes that it is given to search."""

    def __init__(self, pattern: re.Pattern[bytes]) -> None:
        self.pattern = pattern

    def search(self, data: bytes, start: int) -> re.Match[bytes] | None:
        CountingSearch.searched += len(data) - start
        return self.pattern.search(data, start)

    searched = 0


def test_where_nothing_begins_is_searched_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Items without a first name: no object is found after any of them, and each looks no further than the first."""
    before_object = json_items._before_object
    monkeypatch.setattr(json_items, "_before_object", lambda object_: CountingSearch(before_object(object_)))
    text = "[" + ",".join(['{"a" 1, "b": "x}'] * 2000) + "]"
    path = tmp_path / "a.json"
    path.write_text(text)
    CountingSearch.searched = 0

    found = list(read(path, name="a.json", given=Given()))

    assert found
    assert CountingSearch.searched <= 2 * len(text) + 2000 * 2 * json_items._NAME_BYTES


@pytest.mark.parametrize(("comments", "is_read"), [(1, True), (1000, True), (1001, False)])
def test_so_many_comments_are_taken_out(comments: int, *, is_read: bool) -> None:
    """The end of each is searched for, so there is a limit."""
    text = b'{"a": 1, ' + b"/* b */ " * comments + b'"c": 2}'

    try:
        value = json_value(text)
    except ValueError:
        value = None

    assert (value == {"a": 1, "c": 2}) is is_read
