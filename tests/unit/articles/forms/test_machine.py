"""Errors of the machine are never the content's fault."""

from __future__ import annotations

import errno
import gzip
import io
import tempfile
import zipfile
from pathlib import Path

import pytest

from articles.article import Given, Record, Rejection
from articles.fates import Reason
from articles.forms import read
from articles.forms.running_text import measure


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EMFILE, errno.EROFS])
def test_a_sound_archive_is_not_malformed_for_a_full_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    """What the machine lacks now it may have later: the error is raised and not taken for a broken file."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        archive.writestr("a.txt", "The pier stays closed until the end of the summer season. " * 20)
    path = tmp_path / "a.zip.gz"
    path.write_bytes(gzip.compress(content.getvalue()))

    def full(*_: object) -> int:
        raise OSError(number, "no")

    monkeypatch.setattr(tempfile.SpooledTemporaryFile, "write", full)
    with pytest.raises(OSError, match="no") as raised:
        list(read(path, name="a.zip.gz", given=Given()))
    assert number == raised.value.errno


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.ris", "TY  - NEWS\nTI  - Tugs\nAB  - The council buys two tugs, and it sells its boats.\nER  - \n"),
        ("a.txt", "@article{feld2025,\n  title = {Tugs},\n  abstract = {The council buys two tugs.},\n}\n"),
        ("package.json", '{"name": "x", "version": "1", "description": "' + "The boats are read here. " * 12 + '"}'),
    ],
)
def test_lists_of_references_and_data_of_packages_are_refused_by_name(tmp_path: Path, name: str, text: str) -> None:
    path = tmp_path / "file"
    path.write_text(text, encoding="utf-8")
    (refused,) = read(path, name=name, given=Given())
    assert isinstance(refused, Rejection)
    assert refused.reason == Reason.UNSUPPORTED_FORMAT


@pytest.mark.timeout(60)
@pytest.mark.parametrize("letter", ["\u0909", "\u0f40", "\u1780"])
def test_long_words_of_letters_that_others_write_as_marks_do_not_hang(letter: str) -> None:
    """Found by mutated files: each letter was one in two ways, which was tried in every combination."""
    measure(" ".join(["The ferry board agreed on", letter * 1000 + "=", letter * 300 + "\u4200\u0a00 ="]))


PIER = (
    "The council of Kelmsay said on Tuesday that the pier would open again in May after nine months of repairs.",
    "Anglers and walkers may use the western side at once, and ferries from June on, said harbour master Ann Lee.",
)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("<img src='a.png'/>", ""),
        ("", "<br/>"),
        ("<p>", "</p>"),
        ("<b>KELMSAY</b> — ", ""),
        ("", ' <img src="a.png" alt="a"/>'),
    ],
)
def test_sentences_with_tags_that_a_scraper_left_are_no_text_for_machines(
    tmp_path: Path, before: str, after: str
) -> None:
    path = tmp_path / "file"
    path.write_text("Pier reopens after storm\n\n" + "\n\n".join(before + line + after for line in PIER) + "\n")

    (found,) = read(path, name="pier.txt", given=Given())

    assert isinstance(found, Record), found


@pytest.mark.parametrize(
    "line",
    [
        '<string name="login">You must log in first, then the list of the boats is shown again.</string>',
        '<input type="text" name="boat" id="boat" class="wide tall" onchange="changed(this)"/> The boat.',
        "<p>return x;</p>",
    ],
)
def test_tags_about_something_else_than_sentences_are_for_machines(line: str) -> None:
    assert 1.0 == measure("\n".join([line] * 3)).machine
