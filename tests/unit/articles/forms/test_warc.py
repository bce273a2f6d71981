# ruff: noqa: E501
"""Web archives: every coding that browsers accept, every record counted, and a broken one costs itself alone."""

from __future__ import annotations

import gzip
import random
import re
import time
import zlib
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import brotli
import pytest
import zstandard

from articles.article import Article, Given, Record, Rejection
from articles.cleaning import clean
from articles.forms import Limits, read
from tests.unit.articles.forms.made import page, story


def _raw_deflate(data: bytes) -> bytes:
    packer = zlib.compressobj(wbits=-15)
    return packer.compress(data) + packer.flush()


def _chunked(data: bytes) -> bytes:
    pieces = [data[at : at + 777] for at in range(0, len(data), 777)]
    return b"".join(b"%x\r\n%s\r\n" % (len(piece), piece) for piece in pieces) + b"0\r\n\r\n"


CODINGS: dict[str, Callable[[bytes], bytes]] = {
    "": lambda data: data,
    "identity": lambda data: data,
    "gzip": gzip.compress,
    "GZip": gzip.compress,
    "x-gzip": gzip.compress,
    "deflate": zlib.compress,
    "Deflate": _raw_deflate,
    "br": brotli.compress,
    "BR": brotli.compress,
    "zstd": zstandard.ZstdCompressor().compress,
    "Zstd": lambda data: zstandard.ZstdCompressor().compressobj().compress(data) or _zstd_streamed(data),
    "gzip, br": lambda data: brotli.compress(gzip.compress(data)),
    "br,gzip": lambda data: gzip.compress(brotli.compress(data)),
    "deflate, gzip": lambda data: gzip.compress(zlib.compress(data)),
    "gzip, gzip": lambda data: gzip.compress(gzip.compress(data)),
}


def _zstd_streamed(data: bytes) -> bytes:
    packer = zstandard.ZstdCompressor().compressobj()  # without its size in the header
    return packer.compress(data) + packer.flush()


def record(
    block: bytes,
    *,
    kind: str = "response",
    uri: str = "https://a.example.test/",
    content_type: str = "application/http; msgtype=response",
    length: int | None = None,
) -> bytes:
    """A record of a WARC."""
    length = len(block) if length is None else length
    head = (
        f"WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Target-URI: {uri}\r\nWARC-Date: 2025-03-05T10:00:00Z\r\n"
        f"Content-Type: {content_type}\r\nContent-Length: {length}\r\n\r\n"
    )
    return head.encode() + block + b"\r\n\r\n"


def response(body: bytes, *headers: str, status: str = "HTTP/1.1 200 OK") -> bytes:
    """What a server answered."""
    return "\r\n".join([status, *(header for header in headers if header), "", ""]).encode() + body


def sound(number: int, coding: str = "", *, chunked: bool = False) -> bytes:
    """A record that holds the page of a story."""
    body = CODINGS[coding](page(story(number)).encode())
    return record(
        response(
            _chunked(body) if chunked else body,
            "Content-Type: text/html; charset=utf-8",
            f"Content-Encoding: {coding}" if coding else "",
            "Transfer-Encoding: chunked" if chunked else "",
        ),
        uri=f"https://a.example.test/{number}",
    )


def read_bytes(tmp_path: Path, data: bytes, name: str = "a.warc") -> tuple[list[Record | Rejection], Counter[str]]:
    path = tmp_path / name
    path.write_bytes(data)
    left_out: Counter[str] = Counter()
    return list(read(path, name=name, given=Given(), left_out=left_out)), left_out


def outcomes(found: list[Record | Rejection]) -> list[str]:
    return [item.given.url or "" if isinstance(item, Record) else str(item.reason) for item in found]


def naive_count(data: bytes) -> int:
    """Responses in a WARC, as grep counts them."""
    return len(re.findall(rb"^WARC-Type: response", data, re.M))


@pytest.mark.parametrize("chunked", [False, True])
@pytest.mark.parametrize("coding", CODINGS)
def test_pages_in_every_coding(tmp_path: Path, coding: str, chunked: bool) -> None:
    """Each page is unpacked, and the ones after it are read: 240 pages of 8 in each of 30 archives."""
    numbers = range(8)
    data = b"".join(sound(n, coding if n % 2 == 0 else "", chunked=chunked) for n in numbers)

    found, _ = read_bytes(tmp_path, data)

    assert [page(story(n)) for n in numbers] == [item.content for item in found if isinstance(item, Record)]
    assert [f"https://a.example.test/{n}" for n in numbers] == outcomes(found)


def _of_stale_header(coding: str) -> bytes:
    return record(response(page(story(1)).encode(), "Content-Type: text/html", f"Content-Encoding: {coding}"))


@pytest.mark.parametrize("coding", ["gzip", "br", "zstd", "deflate", "sdch", "UTF-8", "none"])
def test_a_page_that_was_unpacked_while_its_header_stayed(tmp_path: Path, coding: str) -> None:
    """Crawlers and proxies undo a coding and leave the header."""
    found, _ = read_bytes(tmp_path, _of_stale_header(coding))

    assert [page(story(1))] == [item.content for item in found if isinstance(item, Record)]


@pytest.mark.parametrize("said", ["", "gzip", "br", "zstd", "deflate"])
@pytest.mark.parametrize("coding", ["gzip", "br", "zstd"])
def test_a_coding_that_its_header_does_not_name(tmp_path: Path, said: str, coding: str) -> None:
    """Proxies pack anew and leave the header, or leave it out. Brotli has no mark: it is tried where another fails."""
    body = CODINGS[coding](page(story(1)).encode())

    found, _ = read_bytes(tmp_path, record(response(body, HTML, f"Content-Encoding: {said}" if said else "")))

    if (said, coding) != ("", "br"):
        assert [page(story(1))] == [item.content for item in found if isinstance(item, Record)]


@pytest.mark.parametrize(
    ("body", "headers"),
    [
        (gzip.compress(page(story(1)).encode())[:-8], ["Content-Encoding: gzip"]),
        (_chunked(page(story(1)).encode())[:-5], ["Transfer-Encoding: chunked"]),
        (
            _chunked(brotli.compress(page(story(1)).encode()))[:-5],
            ["Transfer-Encoding: chunked", "Content-Encoding: br"],
        ),
    ],
)
def test_a_page_that_lacks_nothing_but_the_end_of_its_coding(tmp_path: Path, body: bytes, headers: list[str]) -> None:
    """Connections are closed early; browsers show such a page too."""
    found, _ = read_bytes(tmp_path, record(response(body, HTML, *headers)))

    assert [page(story(1))] == [item.content for item in found if isinstance(item, Record)]


def _dated(number: int) -> str:
    made = story(number)
    head = f'<meta name="author" content="{made.author}"><meta property="article:published_time" content="{made.iso}T08:30:00Z">'
    return page(made).replace("<title>", head + "<title>")


XHTML = '<?xml version="1.0" encoding="utf-8"?><!DOCTYPE html><html xmlns="http://www.w3.org/1999/xhtml"><head>'
#: Ways in which archives hold a page: from number and page to the whole record, or the record and those that go with it.
BUILDS: dict[str, Callable[[str, bytes], bytes]] = {
    "plain": lambda uri, body: record(response(body, HTML), uri=uri),
    "with line feeds alone": lambda uri, body: record(
        response(body, HTML).replace(b"\r\n", b"\n"), uri=uri
    ).replace(b"\r\n", b"\n"),
    "HTTP/2": lambda uri, body: record(
        response(brotli.compress(body), ":status: 200", "content-type: text/html", "content-encoding: br", status="HTTP/2.0 200"),
        uri=uri,
    ),
    "after 100 Continue": lambda uri, body: record(b"HTTP/1.1 100 Continue\r\n\r\n" + response(body, HTML), uri=uri),
    "after early hints": lambda uri, body: record(
        b"HTTP/1.1 103 Early Hints\r\nLink: </a.css>\r\n\r\n" + response(body, HTML), uri=uri
    ),
    "address in angles": lambda uri, body: record(response(body, HTML), uri=f"<{uri}>"),
    "small header names": lambda uri, body: re.sub(
        rb"(?m)^(?:WARC-|Content-)[\w-]+:", lambda m: m[0].lower(), record(response(body, HTML), uri=uri), count=5
    ),
    "no media type": lambda uri, body: record(response(body, "Server: x"), uri=uri),
    "any media type": lambda uri, body: record(response(body, "Content-Type: application/octet-stream"), uri=uri),
    "quoted media type": lambda uri, body: record(response(body, 'Content-Type: "text/html"'), uri=uri),
    "sent as text": lambda uri, body: record(response(body, "Content-Type: text/plain"), uri=uri),
    "XHTML as XML": lambda uri, body: record(
        response(body.replace(b"<!doctype html><html lang='en'><head>", XHTML.encode()), "Content-Type: application/xml"), uri=uri
    ),
    "resource": lambda uri, body: record(body, kind="resource", uri=uri, content_type="text/html"),
    "with records of wget": lambda uri, body: record(
        b"--2025-03-04 08:30:00--  https://a.example.test/\nSaving to: index.html\n" * 20,
        kind="resource", uri="metadata://gnu.org/software/wget/warc/wget.log", content_type="text/plain",
    ) + record(response(body, HTML), uri=uri),
    "with the page's text": lambda uri, body: record(response(body, HTML), uri=uri) + record(
        re.sub(rb"<[^>]*>", b" ", body), kind="resource", uri=f"urn:text:{uri}", content_type="text/plain"
    ),
    "with robots.txt": lambda uri, body: record(
        response(b"User-agent: *\n" + b"Disallow: /a/\n" * 90, "Content-Type: text/plain"), uri="https://a.test/robots.txt"
    ) + record(response(body, HTML), uri=uri),
    "with an answer of an API": lambda uri, body: record(
        response(b'{"items": [{"text": "The board met, and all that it said is here."}]}', HTML), uri=f"{uri}/api"
    ) + record(response(body, HTML), uri=uri),
    "with a PDF": lambda uri, body: record(
        response(b"%PDF-1.4\n", "Content-Type: application/pdf"), uri=f"{uri}.pdf"
    ) + record(response(body, HTML), uri=uri),
}  # fmt: skip


def _hundred_of_warc() -> tuple[int, bytes]:
    builds = [build for build in BUILDS.values() for _ in range(8)]
    return len(builds), b"".join(
        build(f"https://a.example.test/{n}", _dated(n).encode()) for n, build in enumerate(builds)
    )


def _hundred_of_arc() -> tuple[int, bytes]:
    return 100, ARC_HEAD + b"".join(_arc_record(n, _dated(n).encode()) for n in range(100))


@pytest.mark.parametrize(("make", "name"), [(_hundred_of_warc, "a.warc"), (_hundred_of_arc, "a.arc")])
def test_a_hundred_pages_of_every_build(tmp_path: Path, make: Callable[[], tuple[int, bytes]], name: str) -> None:
    """Title, text, day, author and address are right, of 8 pages of each build; nothing else becomes an article."""
    count, data = make()

    found, _ = read_bytes(tmp_path, data, name)

    articles = [clean(item, arrival="a:0", claimed_at=1) for item in found if isinstance(item, Record)]
    right = [
        article
        for n, article in enumerate(articles)
        if isinstance(article, Article)
        and article.title == story(n).title
        and article.body.split("\n\n") == list(story(n).paragraphs)
        and article.authors == (story(n).author,)
        and article.published_at
        and article.published_at.date().isoformat() == story(n).iso
        and article.url == f"https://a.example.test/{n}"
    ]
    assert len(found) == len(articles) == count
    assert len(right) >= 0.95 * count


PACKED = gzip.compress(page(story(7)).encode())
HTML = "Content-Type: text/html"
#: what is wrong → a record of a response
DAMAGED: dict[str, bytes] = {
    "gzip is cut": record(response(PACKED[:200], HTML, "Content-Encoding: gzip")),
    "gzip is overwritten": record(response(PACKED[:90] + bytes(40) + PACKED[130:], HTML, "Content-Encoding: gzip")),
    "brotli is noise": record(response(random.Random(1).randbytes(300), HTML, "Content-Encoding: br")),
    "brotli is cut": record(
        response(brotli.compress(page(story(7)).encode())[:100], HTML, "Content-Encoding: br"),
    ),
    "zstd is cut": record(response(_zstd_streamed(page(story(7)).encode())[:150], HTML, "Content-Encoding: zstd")),
    "deflate is noise": record(response(random.Random(2).randbytes(300), HTML, "Content-Encoding: deflate")),
    "coding is not known": record(response(random.Random(3).randbytes(300), HTML, "Content-Encoding: compress")),
    "chunks are cut": record(response(_chunked(PACKED)[:150], HTML, "Transfer-Encoding: chunked")),
    "no status line": record(response(b"<p>Lost</p>", status="Lost: yes")),
    "no status": record(response(b"<p>Lost</p>", HTML, status="HTTP/1.1")),
    "status in words": record(response(b"<p>Lost</p>", HTML, status="HTTP/1.1 OK")),
    "status of nothing": record(response(b"<p>Lost</p>", HTML, status="HTTP/1.1 000 None")),
    "empty": record(b""),
    "length is too large": record(response(page(story(7)).encode(), HTML), length=1_000_000),
    "length is too small": record(response(page(story(7)).encode(), HTML), length=90),
    "length is a word": record(b"HTTP/1.1 200 OK\r\n\r\n").replace(b"Content-Length: 19", b"Content-Length: many"),
    "length is missing": record(b"HTTP/1.1 200 OK\r\n\r\n").replace(b"Content-Length: 19\r\n", b""),
    "first line is damaged": record(response(page(story(7)).encode(), HTML)).replace(b"WARC/1.0", b"W\x00RC/1.0"),
}


@pytest.mark.parametrize("place", [0, 2, 4])
@pytest.mark.parametrize("what", DAMAGED)
def test_a_broken_record_costs_itself_alone(tmp_path: Path, what: str, place: int) -> None:
    """Broken first, in the middle and last: four articles, one rejection, and as many as grep counts."""
    records = [sound(n, "br") for n in range(4)]
    records.insert(place, DAMAGED[what])
    data = b"".join([record(b"software: x\r\n", kind="warcinfo"), *records])

    found, left_out = read_bytes(tmp_path, data)

    reasons = [item for item in found if isinstance(item, Rejection)]
    assert [f"https://a.example.test/{n}" for n in range(4)] == [i.given.url for i in found if isinstance(i, Record)]
    assert len(reasons) == 1
    assert reasons[0].detail.endswith(".")
    assert naive_count(data) == len(found)
    assert {"warcinfo": 1} == left_out


@pytest.mark.parametrize("place", [0, 2, 4])
def test_a_damaged_member_of_a_gzipped_archive_costs_itself_alone(tmp_path: Path, place: int) -> None:
    """What follows a member that cannot be unpacked is found by its first bytes."""
    members = [gzip.compress(sound(n)) for n in range(5)]
    members[place] = members[place][:200] + b"\xff" * 60 + members[place][260:]
    expected = [f"https://a.example.test/{n}" for n in range(5) if n != place]

    found, _ = read_bytes(tmp_path, b"".join(members), "a.warc.gz")

    assert expected == [item.given.url for item in found if isinstance(item, Record)]
    assert len(found) == 5


def test_a_damaged_last_member_that_is_long_ends_the_archive(tmp_path: Path) -> None:
    words = random.Random(3).choices(range(10**9), k=20_000)
    last = gzip.compress(record(response(" ".join(map(str, words)).encode(), HTML)))
    data = gzip.compress(sound(0)) + last[:200] + b"\xff" * 60 + last[260:]

    found, _ = read_bytes(tmp_path, data, "a.warc.gz")

    assert [Record, Rejection] == list(map(type, found))


def test_an_archive_packed_by_zstd_with_a_dictionary(tmp_path: Path) -> None:
    """The frame before the records holds the dictionary (warc-zst)."""
    records = [sound(n) for n in range(5)]
    dictionary = zstandard.train_dictionary(8192, [sound(n) for n in range(300)])
    packer = zstandard.ZstdCompressor(dict_data=dictionary)
    frame = dictionary.as_bytes()
    data = b"\x5d\x2a\x4d\x18" + len(frame).to_bytes(4, "little") + frame + b"".join(map(packer.compress, records))

    found, _ = read_bytes(tmp_path, data, "a.warc.zst")

    assert [f"https://a.example.test/{n}" for n in range(5)] == outcomes(found)


def test_what_is_no_article_is_counted_by_kind(tmp_path: Path) -> None:
    """Revisits, redirects and pictures are no rejections, and are not lost either."""
    data = b"".join([
        record(b"software: x\r\n", kind="warcinfo"),
        record(b"GET / HTTP/1.1\r\n\r\n", kind="request"),
        sound(1, "zstd"),
        record(response(b"", "Location: /2", status="HTTP/1.1 301 Moved")),
        record(response(b"", "Location: /3", status="HTTP/1.1 302 Found")),
        record(response(b"<p>Not there</p>", HTML, status="HTTP/2 404")),
        record(response(b"\x89PNG", "Content-Type: image/png")),
        record(response(b"\xff\xd8", "Content-Type: image/jpeg", status="HTTP/2 200")),
        record(response(b"p {}", "Content-Type: text/css")),
        record(response(b"{}", "Content-Type: application/json")),
        record(response(b"", status="HTTP/1.1 304 Not Modified"), kind="revisit"),
        record(response(b"User-agent: *\nDisallow: /a/\n" * 30, "Content-Type: text/plain")),
        record(b"--2025-03-04 08:30:00--", kind="resource", uri="metadata://x/wget.log", content_type="text/plain"),
        record(b"20250305100000\n192.0.2.1\n", uri="dns:a.example.test", content_type="text/dns"),
    ])  # fmt: skip

    found, left_out = read_bytes(tmp_path, data)

    assert ["https://a.example.test/1"] == outcomes(found)
    assert {
        "warcinfo": 1, "request": 1, "revisit": 1, "redirect": 2, "picture": 2, "error page": 1, "style sheet": 1,
        "data": 1, "name of a host": 1, "text for machines": 1, "record of the crawler": 1,
    } == left_out  # fmt: skip
    others = left_out["warcinfo"] + left_out["request"] + left_out["revisit"] + left_out["record of the crawler"]
    assert naive_count(data) == len(found) + left_out.total() - others


@pytest.mark.parametrize(
    ("status", "expected"),
    [("HTTP/2 200", 1), ("HTTP/1.1 200", 1), ("http/1.0 200 ok", 1), ("HTTP/3 203", 1), ("HTTP/1.1 206 Partial", 0)],
)
def test_status_lines_as_browsers_archives_write_them(tmp_path: Path, status: str, expected: int) -> None:
    """HTTP/2 and 3 have no reason phrase."""
    data = record(response(page(story(1)).encode(), HTML, status=status))

    found, _ = read_bytes(tmp_path, data + sound(2))

    assert expected + 1 == len(found)


@pytest.mark.parametrize("coding", ["gzip", "br", "zstd", "deflate"])
def test_a_bomb_in_a_body_is_not_unpacked_whole(tmp_path: Path, coding: str) -> None:
    """It costs itself alone."""
    packed = CODINGS[coding](b"<p>" + bytes(5_000_000))
    data = record(response(packed, HTML, f"Content-Encoding: {coding}")) + sound(1)
    path = tmp_path / "a.warc"
    path.write_bytes(data)

    found = list(read(path, name=path.name, given=Given(), limits=Limits(max_article_bytes=1_000_000)))

    assert ["too_large", "https://a.example.test/1"] == outcomes(found)


def test_records_of_wrong_lengths_take_no_square_time(tmp_path: Path) -> None:
    """Every record claims the rest of the file."""
    data = record(b"HTTP/1.1 200 OK\r\n\r\n", length=19_000_000) * 30_000
    started = time.process_time()

    found, _ = read_bytes(tmp_path, data)

    assert found
    assert time.process_time() - started < 20


def _arc_record(number: int, body: bytes | None = None) -> bytes:
    block = response(page(story(number)).encode() if body is None else body, HTML)
    head = f"https://a.example.test/{number} 192.0.2.1 20080430204826 text/html {len(block)}\n"
    return head.encode() + block + b"\n"


ARC_HEAD = (
    b"filedesc://a.arc 0.0.0.0 20080430204825 text/plain 69\n1 0 Example\n"
    b"URL IP-address Archive-date Content-type Archive-length\n\n\n"
)


@pytest.mark.parametrize("packed", [False, True])
@pytest.mark.parametrize("place", [0, 2, 4])
def test_arc_is_read_like_warc(tmp_path: Path, place: int, packed: bool) -> None:
    """The forerunner of WARC: pages with their addresses; a broken one costs itself alone."""
    records = [_arc_record(n) for n in range(4)]
    records.insert(place, _arc_record(9).replace(b"HTTP/1.1 200 OK", b"HTTP/1.1 ??? OK"))
    pieces = [ARC_HEAD, *records]
    data = b"".join(map(gzip.compress, pieces) if packed else pieces)

    found, left_out = read_bytes(tmp_path, data, "a.arc.gz" if packed else "a.arc")

    expected = [f"https://a.example.test/{n}" for n in range(4)]
    expected.insert(place, "malformed")
    assert expected == outcomes(found)
    assert {"warcinfo": 1} == left_out


def test_an_archive_without_pages_says_what_it_holds(tmp_path: Path) -> None:
    data = record(b"software: x\r\n", kind="warcinfo", content_type="application/warc-fields")

    found, _ = read_bytes(tmp_path, data + data)

    assert ["No article in this file of the form warc (passed over: warcinfo 2)."] == [
        item.detail for item in found if isinstance(item, Rejection)
    ]
