"""Text with a few NULs in it, which faulty programs and disks leave, is text; what has many of them is binary data."""

from __future__ import annotations

import bz2
import gzip
import io
import json
import lzma
import random
import tarfile
from collections.abc import Callable
from pathlib import Path

import pytest

from articles.article import Article, Given, Record, Rejection
from articles.cleaning import clean
from articles.forms import read
from tests.unit.articles.forms.made import Story, story


def in_text(made: Story) -> bytes:
    return "\n\n".join((made.title, *made.paragraphs)).encode()


def in_json(made: Story) -> bytes:
    return json.dumps([{"title": made.title, "text": " ".join(made.paragraphs)}], ensure_ascii=False).encode()


def in_lines(made: Story) -> bytes:
    return json.dumps({"title": made.title, "text": " ".join(made.paragraphs)}).encode() + b"\n"


def in_page(made: Story) -> bytes:
    text = "".join(f"<p>{paragraph}</p>" for paragraph in made.paragraphs)
    return f"<html><head><title>{made.title}</title></head><body><h1>{made.title}</h1>{text}</body></html>".encode()


def in_feed(made: Story) -> bytes:
    text = " ".join(made.paragraphs)
    return (
        f"<rss version='2.0'><channel><title>M</title><item><title>{made.title}</title>"
        f"<description>{text}</description></item></channel></rss>"
    ).encode()


def in_table(made: Story) -> bytes:
    return f"title\ttext\n{made.title}\t{' '.join(made.paragraphs)}\n".encode()


def in_mail(made: Story) -> bytes:
    head = f"From: a@b.test\nTo: c@b.test\nSubject: {made.title}\nMIME-Version: 1.0\n\n".encode()
    return head + "\n\n".join(made.paragraphs).encode()


CARRIERS = {
    "a.txt": in_text, "a.json": in_json, "a.jsonl": in_lines, "a.html": in_page, "a.rss": in_feed, "a.tsv": in_table,
    "a.eml": in_mail,
}  # fmt: skip


def articles_of(tmp_path: Path, name: str, data: bytes) -> list[Article | Rejection]:
    path = tmp_path / name
    path.write_bytes(data)
    return [
        clean(item, arrival="i:0", claimed_at=1) if isinstance(item, Record) else item
        for item in read(path, name=name, given=Given())
    ]


@pytest.mark.parametrize("number", range(15))
@pytest.mark.parametrize("name", CARRIERS)
def test_a_few_nuls_cost_nothing(tmp_path: Path, name: str, number: int) -> None:
    chance = random.Random(number)
    made = story(number)
    data = bytearray(CARRIERS[name](made))
    begin = data.index(made.paragraphs[0][:20].encode())
    end = data.index(made.paragraphs[1][:20].encode())
    for _ in range(chance.randint(1, 3)):
        data[(at := chance.randint(begin, end)) : at] = b"\x00"

    (article,) = articles_of(tmp_path, name, bytes(data))

    assert isinstance(article, Article)
    assert article.title == made.title
    assert " ".join(article.body.split()) == " ".join(made.paragraphs)


def test_nuls_at_the_end_are_what_a_disk_left(tmp_path: Path) -> None:
    (article,) = articles_of(tmp_path, "a.txt", in_text(story(1)) + bytes(700))

    assert isinstance(article, Article)
    assert article.body == "\n\n".join(story(1).paragraphs)


def test_one_late_in_a_large_file_costs_nothing(tmp_path: Path) -> None:
    lines = [in_lines(story(number)) for number in range(100)]
    lines[90] = lines[90].replace(b"The work", b"The\x00 work")

    found = articles_of(tmp_path, "a.jsonl", b"".join(lines))

    assert all(isinstance(item, Article) for item in found)
    assert len(found) == 100


@pytest.mark.parametrize("pack", [gzip.compress, bz2.compress, lzma.compress])
def test_packed_data_keeps_its_nuls(tmp_path: Path, pack: Callable[[bytes], bytes]) -> None:
    """What repeats itself is packed into few bytes, hardly any of which is a control character."""
    for number in range(40):
        data = pack(in_text(story(number)) + b"lindhaven " * 60 * number)

        (found,) = articles_of(tmp_path, "a.txt", data)

        assert isinstance(found, Article)


def test_an_archive_keeps_its_nuls(tmp_path: Path) -> None:
    file = io.BytesIO()
    with tarfile.open(fileobj=file, mode="w", format=tarfile.USTAR_FORMAT) as archive:
        content = in_text(story(1)) * 50
        member = tarfile.TarInfo("a.txt")
        member.size = len(content)
        archive.addfile(member, io.BytesIO(content))

    (article,) = articles_of(tmp_path, "a.tar", file.getvalue())

    assert isinstance(article, Article)


@pytest.mark.parametrize(
    "data",
    [
        random.Random(1).randbytes(5000),
        b"\x89PNG\r\n\x1a\n" + b"a text " * 500 + b"\x00",
        b"a record\x00" * 100,
        b"head" + bytes(40) + b"of a record " * 400,
    ],
    ids=["noise", "picture", "records", "padding"],
)
def test_binary_data_is_refused(tmp_path: Path, data: bytes) -> None:
    (found,) = articles_of(tmp_path, "a", data)

    assert isinstance(found, Rejection)
    assert found.reason == "unsupported_format"
