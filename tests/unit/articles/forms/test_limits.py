"""What asks too much of us is refused, and a file is never held whole that need not be."""

from __future__ import annotations

import gc
import gzip
import io
import json
import tarfile
import tracemalloc
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import pytest

from articles.article import Given, Record, Rejection
from articles.forms import Limits, holds_many, read

TEXT = "The council of the harbour town met on Friday and spoke about the ferry for two hours. "


def outcomes(path: Path, limits: Limits = Limits(), name: str | None = None) -> list[str]:  # noqa: B008
    items = read(path, name=name or path.name, given=Given(), limits=limits)
    return ["article" if isinstance(item, Record) else str(item.reason) for item in items]


def write(tmp_path: Path, name: str, data: bytes | str) -> Path:
    path = tmp_path / name
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    return path


@pytest.mark.parametrize("name", ["a.txt", "a.html", "a.json", "a.md", "a.eml"])
def test_an_article_larger_than_allowed(tmp_path: Path, name: str) -> None:
    """One article beyond `max_article_bytes` is refused whatever its form."""
    content = {
        "a.html": f"<html><p>{TEXT * 1000}</p></html>",
        "a.json": json.dumps({"text": TEXT * 5000}),
        "a.eml": f"From: a@b.test\nSubject: x\nDate: y\n\n{TEXT * 1000}",
    }.get(name, TEXT * 1000)

    assert ["too_large"] == outcomes(write(tmp_path, name, content), Limits(max_article_bytes=50_000))


Found = TypeVar("Found")


def with_peak(run: Callable[[], Found]) -> tuple[Found, int]:
    """Return what a function returns, and the most bytes it held at once beside what was there before."""
    gc.collect()
    tracemalloc.start()
    try:
        before, _ = tracemalloc.get_traced_memory()
        tracemalloc.reset_peak()  # another test may have left tracing on
        found = run()
        return found, tracemalloc.get_traced_memory()[1] - before
    finally:
        tracemalloc.stop()


def test_a_huge_text_is_not_read_to_find_that_out(tmp_path: Path) -> None:
    """200 MB of text cost no more memory than one article may have."""
    path = tmp_path / "huge.txt"
    with path.open("wb") as file:
        block = (TEXT * 12_000).encode()
        while file.tell() < 200_000_000:
            file.write(block)
    limits = Limits(max_article_bytes=1_000_000)

    found, peak = with_peak(lambda: outcomes(path, limits))

    assert ["too_large"] == found
    assert peak < 4_000_000


def test_a_file_larger_than_allowed(tmp_path: Path) -> None:
    """The size on disk is looked at before anything is read."""
    assert ["too_large"] == outcomes(write(tmp_path, "a.txt", TEXT * 10), Limits(max_file_bytes=100))


@pytest.mark.parametrize(("name", "line"), [("a.jsonl", b'{"text": "%s"}\n'), ("a.csv", b'"%s"\n')])
def test_one_large_line_costs_itself_alone(tmp_path: Path, name: str, line: bytes) -> None:
    """A line beyond the limit is refused without being read whole; in JSON lines the next is read."""
    short, long = line % (TEXT.encode()), line % (TEXT.encode() * 2000)
    head = b"text\n" if name == "a.csv" else b""

    found = outcomes(write(tmp_path, name, head + short + long + short), Limits(max_article_bytes=10_000))

    assert ["article", "too_large", "article"][: len(found)] == found
    assert found[:2] == ["article", "too_large"]


@pytest.mark.parametrize("form", ["json", "jsonl", "csv", "mbox", "tar", "newsml"])
def test_a_large_file_is_streamed(tmp_path: Path, form: str) -> None:
    """Thousands of articles take the memory of a few."""
    path = tmp_path / f"many.{form}"
    count, body = 600, TEXT * 40
    with path.open("wb") as file:
        if form == "tar":
            with tarfile.open(fileobj=file, mode="w") as archive:
                for number in range(count):
                    info = tarfile.TarInfo(f"{number}.txt")
                    info.size = len(body)
                    archive.addfile(info, io.BytesIO(body.encode()))
        elif form == "newsml":
            file.write(b'<newsMessage xmlns="http://iptc.org/std/nar/2006-10-01/"><itemSet>')
            for number in range(count):
                file.write(
                    f'<newsItem guid="{number}"><contentSet><inlineData contenttype="text/plain">{body}</inlineData>'
                    "</contentSet></newsItem>".encode()
                )
            file.write(b"</itemSet></newsMessage>")
        else:
            file.write({"json": b"[", "csv": b"id,text\n"}.get(form, b""))
            for number in range(count):
                line = json.dumps({"id": number, "text": body})
                file.write(
                    {
                        "json": ("," if number else "") + line,
                        "jsonl": line + "\n",
                        "csv": f'{number},"{body}"\n',
                        "mbox": f"From a@b.test Sat Mar 14 08:30:00 2026\nSubject: {number}\n\n{body}\n\n",
                    }[form].encode()
                )
            file.write(b"]" if form == "json" else b"")

    def numbers() -> list[int]:
        return [item.number for item in read(path, name=path.name, given=Given()) if isinstance(item, Record)]

    found, peak = with_peak(numbers)
    if peak >= 1_500_000:  # what is loaded, compiled or kept at first use is there the second time
        found, peak = with_peak(numbers)

    assert list(range(count)) == found
    assert peak < 1_500_000 < path.stat().st_size


def test_a_gzip_bomb_inside_a_zip(tmp_path: Path) -> None:
    """A bomb costs itself alone; its neighbour is read."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("bomb.txt.gz", gzip.compress(b"lindhaven " * 4_000_000))
        archive.writestr("good.txt", TEXT * 3)

    assert ["unsafe_archive", "article"] == outcomes(write(tmp_path, "a.zip", out.getvalue()))


def test_a_zip_member_that_unpacks_too_well(tmp_path: Path) -> None:
    """The ratio is judged for each member of a zip."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("bomb.jsonl", b'{"text": "x"}\n' * 200_000)
        archive.writestr("good.txt", TEXT * 3)

    found = outcomes(write(tmp_path, "a.zip", out.getvalue()), Limits(max_ratio=20, ratio_from_bytes=100_000))

    assert {"article", "unsafe_archive"} == set(found)
    assert ["unsafe_archive", "article"] == found[-2:]


def test_too_many_members(tmp_path: Path) -> None:
    """Reading ends at the limit, with a reason."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for number in range(10):
            archive.writestr(f"{number}.txt", TEXT)

    found = outcomes(write(tmp_path, "a.zip", out.getvalue()), Limits(max_members=4))

    assert ["article"] * 4 + ["unsafe_archive"] == found


def test_too_much_together(tmp_path: Path) -> None:
    """All members together may unpack to so much and no more; the reading ends there."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for number in range(10):
            archive.writestr(f"{number}.txt", TEXT * 100)

    found = outcomes(write(tmp_path, "a.zip", out.getvalue()), Limits(max_unpacked_bytes=len(TEXT) * 350))

    assert ["article"] * 3 + ["unsafe_archive"] == found


def test_a_directory_too_large_to_hold(tmp_path: Path) -> None:
    """A zip's directory is measured before it is read."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for number in range(50):
            archive.writestr(f"{number}.txt", TEXT)

    assert ["unsafe_archive"] == outcomes(write(tmp_path, "a.zip", out.getvalue()), Limits(max_directory_bytes=1000))


def test_a_directory_of_exactly_the_limit_is_read(tmp_path: Path) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for number in range(5):
            archive.writestr(f"{number}.txt", TEXT)
    end = out.getvalue().rindex(b"PK\x05\x06")
    size = int.from_bytes(out.getvalue()[end + 12 : end + 16], "little")
    path = write(tmp_path, "a.zip", out.getvalue())

    assert ["article"] * 5 == outcomes(path, Limits(max_directory_bytes=size))
    assert ["unsafe_archive"] == outcomes(path, Limits(max_directory_bytes=size - 1))


def test_archives_within_archives(tmp_path: Path) -> None:
    """Nesting ends at the limit."""
    data = TEXT.encode() * 3
    for _ in range(6):
        data = gzip.compress(data)

    path = write(tmp_path, "a.gz", data)

    assert ["unsafe_archive"] == outcomes(path)
    assert holds_many(path, name="a.gz")
    assert ["article"] == outcomes(path, Limits(max_depth=6))


def test_nested_json_in_a_list(tmp_path: Path) -> None:
    """Depth is bounded while a list is streamed, too."""
    path = write(tmp_path, "a.json", '[{"text": "' + TEXT + '"}, {"text": ' + "[" * 50_000)

    assert ["article", "unsafe_content"] == outcomes(path)


@pytest.mark.parametrize(
    "page",
    [
        "<html>" + "<div>" * 50_000,
        "<html>" + "<b>" * 50_000,
        "<html>" + "<x-y>" * 50_000,
        "<!-- -->" + "<html>" + "<div><p>" * 50_000 + "</p></div>" * 50_000,
    ],
)
def test_nested_html(tmp_path: Path, page: str) -> None:
    """Tags within tags, deeper than a parser may go, are refused."""
    assert ["unsafe_content"] == outcomes(write(tmp_path, "a.html", page))


@pytest.mark.parametrize(
    "page",
    [
        "<html><p>" + "<br>" * 5000 + TEXT,
        "<html>" + "<p>" * 5000 + TEXT,
        "<html>" + "<script>" + "'<div>'+" * 5000 + "</script><p>" + TEXT,
        "<html>" + "<!--" + "<div>" * 5000 + "--><p>" + TEXT,
        "<html><ul>" + f"<li>{TEXT}" * 500,
    ],
)
def test_flat_html_is_not_taken_for_deep(tmp_path: Path, page: str) -> None:
    """Tags that do not nest, scripts and comments do not count."""
    assert ["article"] == outcomes(write(tmp_path, "a.html", page))


def test_links_in_tar_are_not_followed(tmp_path: Path) -> None:
    """Neither symbolic nor hard links nor devices are read."""
    secret = write(tmp_path, "secret.txt", "secret " * 50)
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as archive:
        for name, kind in (
            ("a", tarfile.SYMTYPE),
            ("b", tarfile.LNKTYPE),
            ("c", tarfile.CHRTYPE),
            ("d", tarfile.FIFOTYPE),
        ):
            info = tarfile.TarInfo(name)
            info.type = kind
            info.linkname = str(secret)
            archive.addfile(info)

    assert ["unsafe_archive"] * 4 == outcomes(write(tmp_path, "a.tar", out.getvalue()))


def test_external_entities_are_not_read(tmp_path: Path) -> None:
    """A document that declares entities is refused before it is parsed."""
    secret = write(tmp_path, "secret.txt", "the secret word")
    feed = (
        f'<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY x SYSTEM "file://{secret}">]>'
        "<rss version='2.0'><channel><item><title>t</title><description>&x;</description></item></channel></rss>"
    )

    assert ["unsafe_content"] == outcomes(write(tmp_path, "a.xml", feed))


def test_the_file_systems_errors_are_raised(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An error of the disk is not the content's fault and is no rejection, even where a library would swallow it."""
    from articles.forms import source

    path = write(tmp_path, "a.gz", gzip.compress(TEXT.encode() * 100_000, compresslevel=0))

    def fails(self: object, buffer: memoryview) -> int:
        if self._file.tell() > 100_000:  # type: ignore[attr-defined]
            self._state.disk_error = OSError(5, "Input/output error")  # type: ignore[attr-defined]
            raise self._state.disk_error  # type: ignore[attr-defined]
        return self._file.readinto(buffer) or 0  # type: ignore[attr-defined]

    monkeypatch.setattr(source._File, "readinto", fails)

    with pytest.raises(OSError, match="Input/output error"):
        list(read(path, name="a.gz", given=Given()))
    with pytest.raises(FileNotFoundError):
        list(read(tmp_path / "absent", name="absent", given=Given()))


def test_the_time_limit_of_a_task_passes_through(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An exception that means "stop" is not taken for broken content."""
    from articles.forms import registry

    class TimeLimitError(Exception):
        pass

    class Interrupted:
        name = "plain"
        raises = ()

        @staticmethod
        def read(source: object) -> None:
            raise TimeLimitError

    monkeypatch.setattr("articles.forms.form_of", lambda head: Interrupted)
    assert registry.FORMS

    with pytest.raises(TimeLimitError):
        list(read(write(tmp_path, "a.txt", TEXT), name="a.txt", given=Given()))


def test_names_may_be_anything(tmp_path: Path) -> None:
    """The original name is only a hint."""
    path = write(tmp_path, "file", TEXT)

    for name in ("", ".", "a\nb.txt", "x" * 255, "\udcff.txt", "..", "a.", "日本.json"):
        (item,) = read(path, name=name, given=Given())
        assert not isinstance(item, Rejection) or item.reason == "malformed"
        assert not holds_many(path, name=name)
