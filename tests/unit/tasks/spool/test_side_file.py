"""Side files say more about an article, and must not be able to do anything else."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest

from articles.article import Given
from tasks.spool.file_names import META
from tasks.spool.layout import Intake
from tasks.spool.side_file import MAX_SIDE_BYTES, SideFile, read, sentence


@pytest.fixture
def intake(tmp_path: Path) -> Intake:
    """A claimed file's folder."""
    folder = tmp_path / "processing" / "20260102T030405000000-0a0b0c0d"
    folder.mkdir(parents=True)
    return Intake(folder)


def test_missing_side_file_says_nothing(intake: Intake) -> None:
    """Without a side file there are neither fields nor problems."""
    assert SideFile() == read(intake.folder)


def test_what_it_says(intake: Intake) -> None:
    """Its fields are read, and the sender's own id."""
    (intake.folder / META).write_text('{"url": "https://a.example/", "tags": ["x"], "sent": "abc", "other": [1]}')

    assert Given(url="https://a.example/", tags=("x",)) == intake.given()
    assert "abc" == intake.sent()
    assert ("not understood: 'other': [1]",) == read(intake.folder).problems


@pytest.mark.parametrize(
    ("content", "given"),
    [
        ({"authors": "Ann Author"}, Given(authors=("Ann Author",))),
        ({"author": ["Ann Author", {"name": "Bo Dahl"}]}, Given(authors=("Ann Author", "Bo Dahl"))),
        ({"byline": "By Ann Author"}, Given(byline="By Ann Author", authors=("Ann Author",))),
        ({"tags": "a, b"}, Given(tags=("a", "b"))),
        ({"keywords": "sea, harbour"}, Given(tags=("sea", "harbour"))),
        ({"published_at": 1746576000}, Given(published_at="1746576000")),
        ({"published_at": 1746576000123.5}, Given(published_at="1746576000123.500000")),
        ({"published_at": "03/04/2025"}, Given(published_at="03/04/2025")),
        ({"published_at": "13/04/2025", "language": "en-GB"}, Given(published_at="13/04/2025", language="en-GB")),
        ({"date": "2025-05-07"}, Given(published_at="2025-05-07")),
        ({"link": "https://paper.example/1"}, Given(url="https://paper.example/1")),
        ({"url": "paper.example/2025/ferry"}, Given(url="https://paper.example/2025/ferry")),
        ({"url": "//paper.example/ferry?id=1"}, Given(url="https://paper.example/ferry?id=1")),
        ({"url": "https://paper.example/"}, Given(url="https://paper.example/")),
        ({"default_url": "https://paper.example/1"}, Given(default_url="https://paper.example/1")),
        ({"publisher": "The Paper"}, Given(source="The Paper")),
        ({"source": "12", "title": "Five", "language": "en", "section": "Sport"},
         Given(source="12", title="Five", language="en", section="Sport")),
        ({"dateline": "BERLIN", "tags": None, "url": ""}, Given(dateline="BERLIN")),
        ({"tags": "Arts &amp; Culture, Sea"}, Given(tags=("Arts & Culture", "Sea"))),
        ({"section": "Arts &amp; Culture"}, Given(section="Arts &amp; Culture")),
        ({"language": "en-GB"}, Given(language="en-GB")),
    ],
)  # fmt: skip
def test_what_a_reader_of_the_page_on_forms_would_write(intake: Intake, content: dict[str, Any], given: Given) -> None:
    """All names and types that fields of other files may have, without a problem."""
    (intake.folder / META).write_text(json.dumps(content))
    assert SideFile(given=given) == read(intake.folder)


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"", "it is not JSON"),
        (b"{", "it is not JSON"),
        (b"[]", "it is not a JSON object"),
        (b"5", "it is not a JSON object"),
        (b'{"url": {"a": 1}}', "not understood: 'url': {\"a\":1}"),
        (b'{"url": "not an address"}', "not understood: 'url'"),
        (b'{"url": "mailto:a@b.example"}', "not understood: 'url'"),
        (b'{"published_at": "rubbish"}', "not understood: 'published_at'"),
        (b'{"published_at": "rubbish 2025"}', "not understood: 'published_at'"),
        (b'{"published_at": 99999999999999999}', "not understood: 'published_at': 99999999999999999"),
        (b'{"published_at": "99999999999999999"}', "not understood: 'published_at'"),
        (b'{"published_at": ' + b"9" * 400 + b"}", "not understood: 'published_at'"),
        (b'{"published_at": 12345}', "not understood: 'published_at'"),
        (b'{"published_at": -1}', "not understood: 'published_at'"),
        (b'{"published_at": true}', "not understood: 'published_at'"),
        (b'{"modified_at": 9999999999}', "not understood: 'modified_at'"),
        (b'{"date": "2025-13-40"}', "not understood: 'date'"),
        (b'{"publishd_at": "2025-05-07"}', "not understood: 'publishd_at'"),
        (b'{"tags": {"a": {}}}', "not understood: 'tags'"),
        (b'{"language": "xx-klingon-of-the-home-world"}', "not understood: 'language'"),
        (b'{"language": "Klingon"}', "not understood: 'language'"),
        (b'{"language": "xx"}', "not understood: 'language'"),
        (b'{"lang": "xx-nonsense"}', "not understood: 'lang'"),
        (b'{"dateline": "March 4, 2025"}', "not understood: 'dateline'"),
        (b'{"url": "https://"}', "not understood: 'url'"),
        (b'{"url": "https://a b.example/x"}', "not understood: 'url'"),
        (b'{"url": "https://a.example:99999/x"}', "not understood: 'url'"),
        (b'{"sent": "a\\u0000b"}', "not understood: 'sent'"),
        (b'{"sent": 0}', "not understood: 'sent'"),
        (b'{"sent": " "}', "not understood: 'sent'"),
        (b'{"sent": 5}', "not understood: 'sent'"),
        (b'{"sent": "' + b"x" * 201 + b'"}', "not understood: 'sent'"),
        (b'{"default_url": "no address"}', "not understood: 'default_url'"),
        (b'{"a\\u001b[31m": 1}', "not understood: '"),
    ],
)
def test_unknown_keys_are_reported(intake: Intake, content: bytes, problem: str) -> None:
    """Each in words; the rest of the side file counts."""
    (intake.folder / META).write_bytes(content)
    (found,) = read(intake.folder).problems
    assert found.startswith(problem)
    assert found.isprintable()


@pytest.mark.parametrize(
    ("content", "given"),
    [
        (b'{"title": ["A list of", "two"]}', Given(title="A list of")),
        (b'{"source": ["Paper", "Other Paper"]}', Given(source="Paper")),
        (b'{"published_at": ["2025-05-07", "2025-05-08"]}', Given(published_at="2025-05-07")),
        (b'{"authors": ["The Staff"]}', Given()),
        (b'{"authors": ["Ann Author", "The Staff"]}', Given(authors=("Ann Author",))),
        (b'{"authors": ["Ann Author", 5]}', Given(authors=("Ann Author",))),
        (b'{"Author": "Bo Writer"}', Given()),
    ],
)
def test_what_is_taken_in_part_is_reported(intake: Intake, content: bytes, given: Given) -> None:
    """The first of several values, and of several authors those who are taken for names of people."""
    (intake.folder / META).write_bytes(content)
    side = read(intake.folder)
    (problem,) = side.problems
    (key,) = json.loads(content)
    assert problem.startswith(f"not understood: {key!r}")
    assert given == side.given


@pytest.mark.parametrize(
    ("content", "given", "problem"),
    [
        (b'{"title": "A", "title": "B"}', Given(title="B"), "written more than once, the last counts: 'title'"),
        (b'{"url": "https://a.example/1", "link": "https://b.example/2"}', Given(url="https://a.example/1"),
         "not used because of another key: 'link': \"https://b.example/2\""),
        (b'{"published_at": "2025-05-07", "date": "2025-05-08"}', Given(published_at="2025-05-07"),
         "not used because of another key: 'date': \"2025-05-08\""),
    ],
)  # fmt: skip
def test_keys_that_contradict_each_other_are_reported(
    intake: Intake, content: bytes, given: Given, problem: str
) -> None:
    """One of them counts, and which does not is said."""
    (intake.folder / META).write_bytes(content)
    assert SideFile(given=given, problems=(problem,)) == read(intake.folder)


@pytest.mark.parametrize(
    "content",
    [
        {"url": "https://a.example/1", "link": "https://a.example/1"},
        {"url": ["https://a.example/1"]},
        {"published_at": "2025-05-07T10:00:00Z", "date": "2025-05-07"},
        {"published_at": [2025, 5, 7]},
        {"title": "Arts &amp; Culture\n", "headline": "Arts & Culture"},
        {"source": "https://paper.example/"},
        {"byline": "By Ann Author", "authors": ["Ann Author"]},
        {"headline": "Ferry - The Paper", "source": "The Paper"},
        {"title": None, "tags": [], "authors": {}, "sent": "", "default_url": None},
    ],
)
def test_keys_that_agree_are_no_problem(intake: Intake, content: dict[str, Any]) -> None:
    (intake.folder / META).write_text(json.dumps(content))
    assert () == read(intake.folder).problems


def test_of_very_many_keys_the_first_are_read(intake: Intake) -> None:
    """The others would take a minute."""
    (intake.folder / META).write_text(json.dumps({"title": "A"} | {f"k{number}": number for number in range(50_000)}))
    side = read(intake.folder)
    assert ("A", "only the first 200 keys are read") == (side.given.title, side.problems[-1])


def test_the_rest_of_a_side_file_counts(intake: Intake) -> None:
    """One value that is not understood takes no other with it."""
    (intake.folder / META).write_text('{"url": "https://a.example/1", "published_at": "rubbish", "sent": "abc"}')
    side = read(intake.folder)
    assert (Given(url="https://a.example/1"), "abc", 1) == (side.given, side.sent, len(side.problems))
    assert "Side file: not understood: 'published_at': \"rubbish\"." == sentence(side.problems)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_the_mark_that_editors_on_windows_put_first_is_no_part_of_it(intake: Intake, encoding: str) -> None:
    (intake.folder / META).write_bytes('{"title": "Fähre"}'.encode(encoding))

    assert SideFile(given=Given(title="Fähre")) == read(intake.folder)


def test_many_keys_make_a_short_sentence(intake: Intake) -> None:
    """A side file of something else entirely does not fill the ledger."""
    (intake.folder / META).write_text(json.dumps({f"key {n} {'x' * 1000}": "y" * 1000 for n in range(500)}))
    assert len(sentence(read(intake.folder).problems)) < 3000


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"not json",
        b"[1, 2]",
        b'"text"',
        b'{"url": {"a": 1}}',
        b"\xff\xfe\x00",
        b'{"url": "\xed\xa0\x80"}',
        b"[" * 100_000,
        b'{"url": ' * 50_000,
        b'{"other": ' + b"[" * 200_000,
        b'{"other": ' + b"[" * 200_000 + b"]" * 200_000 + b"}",
    ],
    ids=["empty", "text", "list", "string", "wrong type", "binary", "surrogate", "deep", "deep too", "open", "closed"],
)
def test_what_is_no_side_file(intake: Intake, content: bytes) -> None:
    """It is left aside, whatever it is."""
    (intake.folder / META).write_bytes(content)

    assert Given() == intake.given()
    assert intake.sent() is None


def test_one_that_is_too_large(intake: Intake) -> None:
    """It is not read: a sparse file of a terabyte costs nothing."""
    with (intake.folder / META).open("wb") as file:
        file.write(b'{"url": "https://a.example/"}')
        file.truncate(1 << 40)
    assert Given() == intake.given()
    assert ("it is larger than 1 MB",) == read(intake.folder).problems
    (intake.folder / META).write_bytes(b'{"title": "' + b"x" * (MAX_SIDE_BYTES - 13) + b'"}')
    assert MAX_SIDE_BYTES - 13 == len(intake.given().title or "")


@pytest.mark.timeout(20)
@pytest.mark.parametrize("kind", ["link", "device", "pipe", "folder", "dangling"])
def test_one_that_is_no_file(intake: Intake, tmp_path: Path, kind: str) -> None:
    """Links are not followed, devices and pipes not opened for long."""
    secret = tmp_path / "secret.json"
    secret.write_text('{"title": "a secret"}')
    path = intake.folder / META
    match kind:
        case "link":
            path.symlink_to(secret)
        case "device":
            path.symlink_to("/dev/zero")
        case "pipe":
            os.mkfifo(path)
        case "folder":
            path.mkdir()
        case _:
            path.symlink_to(tmp_path / "nowhere")

    assert Given() == intake.given()
    assert intake.sent() is None
    assert ("it is not a regular file",) == read(intake.folder).problems


@pytest.mark.parametrize(("length", "is_read"), [(0, False), (1, True), (200, True), (201, False)])
def test_the_senders_id_has_a_length(intake: Intake, length: int, *, is_read: bool) -> None:
    (intake.folder / META).write_text(json.dumps({"sent": "x" * length}))

    assert intake.sent() == ("x" * length if is_read else None)
