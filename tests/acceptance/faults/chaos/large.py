"""Large files that mean harm: samples of every form that are grown in bad ways, and files aimed at each C library."""

from __future__ import annotations

import base64
import bz2
import gzip
import io
import json
import lzma
import random
import struct
import tarfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path

import brotli
import zstandard
from chaos.nested_pdf import NESTED

SAMPLES = Path(__file__).parents[3] / "samples"
PROSE = "The harbour office said on Wednesday that the keeper had climbed the steps for the last time that day. " * 4
_OPENERS = (
    b"<div>", b"<b>", b"<table><tr><td>", b"<item>", b"<p", b"<!--", b"<![CDATA[", b"[", b'{"a":', b'"', b"'",
    b"(", b"\xe2\x80\x9c", b"> ", b"*", b"_", b"`", b"{\\rtf1 ", b"{", b"--", b"\n--a\n", b"&amp;", b"&#1;",
    b"=?utf-8?q?a?= ", b"=\n", b"\\u0041", b"\x00", b"\xff", b"\xcc\x81", b"\xe2\x80\xae", b"a-\n", b"a. ", b"A. ",
    b"Mr. ", b"1/2/", b"Jan 1 ", b"http://a.b/", b"a@b.c ", b"a, ", b"a;", b"\t", b" ", b"\n", b"\r", b"|a",
    b"# a\n", b"- a\n", b"From a\n\n",
)  # fmt: skip

Chance = random.Random
Maker = Callable[[int, Chance], bytes]


def _filled(piece: bytes, size: int) -> bytes:
    return piece * max(size // max(len(piece), 1), 1)


def grown(data: bytes, size: int, chance: Chance) -> bytes:
    """Return a content of about `size` bytes: what is within it again and again, or filled in bad ways."""
    if not data:
        return _filled(chance.choice(_OPENERS), size)
    start = chance.randrange(len(data))
    match chance.randrange(5):
        case 0:  # the same piece again and again
            piece = data[start : start + chance.choice((16, 200, 3000))]
            return data[:start] + _filled(piece, size) + data[start:]
        case 1:  # one token
            return data[:start] + _filled(chance.choice(_OPENERS), size) + data[start:]
        case 2:  # two tokens in turn
            return data[:start] + _filled(chance.choice(_OPENERS) + chance.choice(_OPENERS), size) + data[start:]
        case 3:  # one letter of it
            return data[:start] + _filled(data[start : start + 1], size) + data[start:]
        case _:  # whole, again and again, with a token between
            return _filled(data + chance.choice(_OPENERS), size)


def _zipped(content: bytes, size: int, chance: Chance) -> bytes:
    """Grow the largest member of a zip (Word, OpenDocument, EPUB, an archive)."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as before, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as after:
        largest = max(before.infolist(), key=lambda member: member.file_size * member.filename.endswith("ml"))
        for member in before.infolist():
            data = before.read(member)
            after.writestr(member.filename, grown(data, size, chance) if member is largest else data)
    return out.getvalue()


def of_sample(sample: Path, size: int, chance: Chance) -> bytes:
    """Return a sample that is grown: in its packing, where it has one."""
    content = sample.read_bytes()
    packings: dict[str, tuple[Callable[[bytes], bytes], Callable[[bytes], bytes]]] = {
        ".gz": (gzip.decompress, lambda data: gzip.compress(data, 1)),
        ".bz2": (bz2.decompress, lambda data: bz2.compress(data, 1)),
        ".xz": (lzma.decompress, lambda data: lzma.compress(data, preset=0)),
        ".zst": (lambda data: zstandard.ZstdDecompressor().decompressobj().decompress(data), zstandard.compress),
    }
    if sample.suffix in packings:
        unpack, pack = packings[sample.suffix]
        return pack(grown(unpack(content), size, chance))
    if sample.suffix in {".docx", ".odt", ".epub", ".zip"}:
        return _zipped(content, size, chance)
    return grown(content, size, chance)


# aimed at libraries


def _page(body: str, head: str = "") -> bytes:
    return f"<html><head><title>Keeper</title>{head}</head><body>{body}</body></html>".encode()


def _times(piece: str, size: int) -> str:
    return piece * max(size // len(piece), 1)


def _numbered(form: str, size: int) -> str:
    return "".join(form.replace("#", str(n)) for n in range(max(size // (len(form) + 4), 1)))


_LIBXML2: tuple[Maker, ...] = (
    lambda n, c: b"<rss" + _numbered(' xmlns:a#="b"', n).encode() + b"><channel/></rss>",
    lambda n, c: b"<rss><channel><item" + _numbered(' a#="b"', n).encode() + b"/></channel></rss>",
    lambda n, c: b"<nitf><body><body.content>" + _filled(b"<p>a</p>", n) + b"</body.content></body></nitf>",
    lambda n, c: b"<nitf><body><body.content><p>" + _filled(b"&amp;&lt;", n) + b"</p></body.content></body></nitf>",
    lambda n, c: b"<nitf>" + _filled(b"<!--a--><?b c?>", n) + b"</nitf>",
    lambda n, c: b"<nitf><body><body.content><p>" + _filled(b"<![CDATA[a]]>", n) + b"</p></body.content></body></nitf>",
    lambda n, c: b"<!DOCTYPE a [" + _numbered('<!ENTITY a# "b">', n).encode() + b"]><nitf/>",
    lambda n, c: b"<!DOCTYPE a [" + _numbered('<!ATTLIST b c# CDATA "d">', n).encode() + b"]><nitf><b/></nitf>",
    lambda n, c: b"<nitf xml:id='a'>" + _numbered("<p id='a#'/>", n).encode() + b"</nitf>",
    lambda n, c: b"<" + _filled(b"a", n) + b"/>",
    lambda n, c: b"<nitf><body><body.content><p>" + _filled(b"a", n) + b"</p></body.content></body></nitf>",
    lambda n, c: f"<rss><channel>{_numbered('<item><title>a#</title><b#/></item>', n)}</channel></rss>".encode(),
    lambda n, c: b"<newsItem xmlns='http://iptc.org/std/nar/2006-10-01/'><itemMeta>" + _filled(b"<link/>", n),
    lambda n, c: b"<NewsML>" + _filled(b"<NewsItem><NewsComponent>", min(n, 2400)) + _filled(b"<a/>", n),
    lambda n, c: f"<?xml version='1.0' encoding='utf-16'?><a>{'a' * n}</a>".encode(),
)
_LEXBOR: tuple[Maker, ...] = (
    lambda n, c: _page(_times("<b><i><p>", n)),
    lambda n, c: _page(_times("<a><b></a>", n) + PROSE),
    lambda n, c: _page(_times("<table><b>", n) + PROSE),
    lambda n, c: _page(f"<p {_numbered(' a#=b', n)}>{PROSE}"),
    lambda n, c: _page(_times(f"<p {_numbered(' a#=b', 3000)}>a", n) + PROSE),
    lambda n, c: _page(f"<p class='{_times('a ', n)}'>{PROSE}"),
    lambda n, c: _page(_times("<p class='a b c d e'>a", n)),
    lambda n, c: _page(_times("<font color=a><nobr>", n) + PROSE),
    lambda n, c: _page(_times("<select><option>", n) + PROSE),
    lambda n, c: _page(_times("<svg><title><math><mi>", n) + PROSE),
    lambda n, c: _page(_times("<template>", n) + PROSE),
    lambda n, c: _page(f"<p>{_times('&notin;&#x110000;&not', n)}"),
    lambda n, c: _page(_times("<!--><!--->", n) + PROSE),
    lambda n, c: _page(f"<p>{PROSE}</p>" + _times("</p>", n)),
    lambda n, c: _page(f"<p>{PROSE}</p>" + _times("<br>", n)),
    lambda n, c: _page(f"<p>{PROSE}</p>" + _times("<li><a href='/a'>b</a>", n)),
    lambda n, c: _page(f"<p>{PROSE}</p>" + _numbered("<p>Anna Berg# walked the pier #.</p>", n)),
    lambda n, c: _page(PROSE, _numbered("<meta property='article:tag' content='a#'>", n)),
    lambda n, c: _page(PROSE, f'<script type="application/ld+json">{_times("[", n)}</script>'),
    lambda n, c: _page(PROSE, f'<script type="application/ld+json">{{"a":[{_times("1,", n)}1]}}</script>'),
    lambda n, c: _page(PROSE, "<title>" + _times("a | b - ", n) + "</title>"),
    lambda n, c: _page("<pre>" + _times("a  b\n", n)),
    lambda n, c: _page(f"<h1>{_times('a ', n)}</h1><p>{PROSE}</p>"),
    lambda n, c: _page(f"<span>{'</span><span>'.join(PROSE.split())}</span>" + _times("<span>a</span>", n)),
    lambda n, c: _page(_times(f"<div><p>{PROSE}</p></div>", n)),
    lambda n, c: _page(_times("<table><tr><td>a<td>b", n) + PROSE),
    lambda n, c: _page(f"<textarea>{_times('<p>', n)}"),
    lambda n, c: _page(_times("<frameset><noframes><plaintext>", n)),
)


def _pdf(objects: dict[int, bytes]) -> bytes:
    out, places = bytearray(b"%PDF-1.7\n"), dict[int, int]()
    for number, data in objects.items():
        places[number] = len(out)
        out += b"%d 0 obj\n" % number + data + b"\nendobj\n"
    start, most = len(out), max(objects) + 1
    out += b"xref\n0 %d\n0000000000 65535 f \n" % most
    for number in range(1, most):
        out += b"%010d %05d %s \n" % (places.get(number, 0), 0, b"n" if number in places else b"f")
    return bytes(out + b"trailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % (most, start))


def _stream(data: bytes, entries: bytes = b"") -> bytes:
    return b"<<%s/Length %d>>stream\n" % (entries, len(data)) + data + b"\nendstream"


def _pdf_page(content: bytes, entries: bytes = b"", page: bytes = b"", **more: bytes) -> bytes:
    return _pdf(
        {
            1: b"<</Type/Catalog/Pages 2 0 R>>",
            2: b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
            3: b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>"
            b"/XObject<</X 6 0 R>>>>" + page + b">>",
            4: _stream(content, entries),
            5: b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
            6: more.get("form", b"null"),
        }
    )


def _pages(n: int, kids: bytes) -> bytes:
    return _pdf({1: b"<</Type/Catalog/Pages 2 0 R>>", 2: b"<</Type/Pages/Kids[" + kids + b"]/Count %d>>" % (n // 6)})


_PDFIUM: tuple[Maker, ...] = (
    lambda n, c: _pdf_page(b"BT /F 9 Tf 9 9 Td " + _filled(b"(a b) Tj ", n) + b"ET"),
    lambda n, c: _pdf_page(b"BT /F 9 Tf " + _filled(b"1 0 0 1 9 9 Tm (a) Tj ", n) + b"ET"),
    lambda n, c: _pdf_page(b"BT /F 9 Tf " + _filled(b"99 9 Td (a) Tj ", n) + b"ET"),
    lambda n, c: _pdf_page(b"BT /F 9 Tf 9 9 Td (" + _filled(b"a", n) + b") Tj ET"),
    lambda n, c: _pdf_page(b"BT /F 9 Tf 9 9 Td [" + _filled(b"(a)-999", n) + b"] TJ ET"),
    lambda n, c: _pdf_page(_filled(b"q ", n)),
    lambda n, c: _pdf_page(_filled(b"1 1 m 2 2 l S ", n)),
    lambda n, c: _pdf_page(_filled(b"0 0 9 9 re W n ", n)),
    lambda n, c: _pdf_page(_filled(b"BI /W 1 /H 1 ID a EI ", n)),
    lambda n, c: _pdf_page(_filled(b"[", n)),
    lambda n, c: _pdf_page(_filled(b"(", n)),
    lambda n, c: _pdf_page(zlib.compress(_filled(b"BT /F 9 Tf (a) Tj ET ", 30 * n)), b"/Filter/FlateDecode"),
    lambda n, c: _pdf_page(zlib.compress(bytes(100 * n)), b"/Filter[" + b"/FlateDecode" * 200 + b"]"),
    lambda n, c: _pdf_page(
        _filled(b"/X Do ", n), form=_stream(b"/X Do " * 50, b"/Type/XObject/Subtype/Form/BBox[0 0 9 9]")
    ),
    lambda n, c: _pages(n, _filled(b"2 0 R ", n)),
    lambda n, c: _pages(n, _filled(b"3 0 R ", n)),
    lambda n, c: b"%PDF-1.7\n" + _filled(b"1 0 obj<</Type/Catalog/Pages 1 0 R>>endobj\n", n),
    lambda n, c: b"%PDF-1.7\n" + _filled(b"trailer<</Root 1 0 R/Prev 9>>\n", n),
    lambda n, c: b"%PDF-1.7\n1 0 obj" + _filled(b"<</A", n),
    lambda n, c: _pdf_page(b"BT (a) Tj ET", page=b"/Annots[" + _filled(b"<</Subtype/Link>>", n) + b"]"),
    *(lambda n, c, make=make: make() for make in NESTED.values()),
)


def _members(pack: Callable[[bytes], bytes], content: bytes = b"") -> Maker:
    return lambda n, c: _filled(pack(content), n)


def _tar(n: int, name: str) -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as archive:
        for place in range(max(n // 1024, 1)):
            member = tarfile.TarInfo(name.replace("#", str(place)))
            member.size = 2
            archive.addfile(member, io.BytesIO(b"a\n"))
    return out.getvalue()


def _zip(n: int, name: str, content: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for place in range(max(n // (2 * len(name) + len(content) + 80), 1)):
            archive.writestr(name.replace("#", str(place)), content)
    return out.getvalue()


def _http(body: bytes, encoding: bytes) -> bytes:
    answer = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Encoding: " + encoding + b"\r\n\r\n" + body
    return (
        (
            b"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: http://a.test/\r\nContent-Type: application/http\r\n"
            b"Content-Length: %d\r\n\r\n" % len(answer)
        )
        + answer
        + b"\r\n\r\n"
    )


_UNPACKERS: tuple[Maker, ...] = (
    _members(gzip.compress),
    _members(bz2.compress),
    _members(lzma.compress),
    _members(zstandard.compress),
    _members(gzip.compress, b"a\n"),
    _members(bz2.compress, b"a\n"),
    _members(lzma.compress, b"a\n"),
    _members(zstandard.compress, b"a\n"),
    lambda n, c: _filled(b"\x50\x2a\x4d\x18\x00\x00\x00\x00", n) + zstandard.compress(PROSE.encode()),
    lambda n, c: zstandard.ZstdCompressor(write_content_size=False).compress(_filled(b"a", 100 * n)),
    lambda n, c: gzip.compress(_filled(b"a", 150 * n), 9),
    lambda n, c: bz2.compress(c.randbytes(n)) + c.randbytes(n),
    lambda n, c: _http(gzip.compress(_filled(b"<p>a", 50 * n)), b"gzip"),
    lambda n, c: _http(brotli.compress(_filled(b"<p>a", 50 * n), quality=1), b"br"),
    lambda n, c: _http(zlib.compress(zlib.compress(_filled(b"<p>a", 50 * n))), b"deflate, deflate"),
    lambda n, c: _filled(_http(b"<p>a", b"identity"), n),
    lambda n, c: _filled(b"WARC/1.0\r\nContent-Length: 0\r\n\r\n\r\n\r\n", n),
    lambda n, c: _tar(n, "#.txt"),
    lambda n, c: _tar(n, "a/" * 40 + "#.jpg"),
    lambda n, c: _zip(n, "#.txt", b"a\n"),
    lambda n, c: _zip(n, "#.jpg", b""),
    lambda n, c: _zip(n, "#" + "a" * 60_000, b""),
)
_JSON: tuple[Maker, ...] = (
    lambda n, c: b'{"text": "' + _filled(b"\\u00e9\\n", n) + b'"}',
    lambda n, c: b'{"text": "' + _filled(b"\\ud800", n) + b'"}',
    lambda n, c: b'{"text": ' + _filled(b"9", n) + b"}",
    lambda n, c: b'{"text": [' + _filled(b"1e999,", n) + b"0]}",
    lambda n, c: b"{" + _numbered('"a#": "b",', n).encode() + b'"text": "a"}',
    lambda n, c: b"{" + _filled(b'"text": "a",', n) + b'"text": "a"}',
    lambda n, c: _filled(b'{"text": "a"} ', n),
    lambda n, c: _filled(b'{"text": "a"\n', n),
    lambda n, c: b"[" + _filled(b'{"title": "a", "text": "b"},', n) + b"{}]",
    lambda n, c: b'{"articles": [' + _filled(b'[{"a": ', min(n, 600)) + _filled(b"{},", n),
    lambda n, c: b"[" + _filled(b'"', n),
    lambda n, c: json.dumps({"title": "Keeper", "text": PROSE, "tags": ["a"] * (n // 5)}).encode(),
    lambda n, c: json.dumps({"title": "Keeper", "text": PROSE, "authors": [f"A B{k}" for k in range(n // 9)]}).encode(),
    lambda n, c: json.dumps({"title": "a " * (n // 2), "text": PROSE}).encode(),
    lambda n, c: json.dumps({"title": "Keeper", "text": PROSE, "date": "1 " * (n // 2)}).encode(),
    lambda n, c: json.dumps({"title": "Keeper", "text": PROSE, "url": "http://a.b/" + "a/../" * (n // 5)}).encode(),
    lambda n, c: json.dumps({"title": "Keeper", "text": _times("<p>", n) + PROSE}).encode(),
    lambda n, c: json.dumps({"title": "Keeper", "body_html": _times("<b>a", n) + PROSE}).encode(),
)


def _text(piece: str) -> Maker:
    return lambda n, c: f"The keeper of the pier\n\nBy Jane Roe\n\n{PROSE}\n\n{_times(piece, n)}\n\n{PROSE}".encode()


_PATTERNS: tuple[Maker, ...] = tuple(
    map(
        _text,
        (
            "a", "A", "1", "-", "\u00ad", "a-\n", "a\n", "a\n\n", " \n", "\t", "\xa0", ". ", "... ", ", ", "; ",
            ": ", "(", ")", "[", "{", "<", "&", "\"", "\u201c", "\u201d", "\u2018", "'", "\u00ab", "\u300c",
            "a\u0301", "\u0301", "\u200d", "\u202e", "Mr. ", "U.S. ", "A. B. ", "Jan. 1, ", "1/2/", "12:30 ",
            "2025-01-", "10 ", "$1 ", "1,000,", "http://", "www.a.", "a@", "#a", "By ", "By Jane Roe\n",
            "(Reuters) - ", "LONDON, ", "LONDON (AP) \u2014 ", "said ", "said Anna Smith ", "Anna Smith said. ",
            "Anna ", "Anna Smith ", "de la ", "van der ", "Sir ", "and ", "Anna and ", "Anna, John, ", "the ",
            "The Bank of the ", "\"a\" said. ", "\u201cA b.\u201d ", "\u201cA b. ", "\"'\"'", "\u4e2d",
            "\u4e2d\u56fd\u3002", "\u3042", "\ud55c\uad6d ", "\u0627", "\u0e01", "\u0915\u094d", "\U0001f600",
            "\ufeff", "\ufffd", "\x85", "\x0c", "\u2028", "=?utf-8?q?a?=", "&amp;amp;", "&#x41;", "<p>", "</p>",
            "<a href='b'>", "<!--", "Related: ", "Read more: a\n", "Share\n", "* a\n", "1. a\n", "| a | b |\n",
            "----\n", "> a\n", "---\na: b\n", "\\u0041", "\xc3\xa9", "\u00e2\u20ac\u2122",
        ),
    )
)  # fmt: skip
_DECODERS: tuple[Maker, ...] = (
    lambda n, c: c.randbytes(n // 2).replace(b"\0", b"a") + _filled(b"\x93quoted\x94 ", n // 2),
    lambda n, c: b"Title\n\n" + _filled("Żółć gęślą jaźń. ".encode("iso-8859-2"), n),
    lambda n, c: b"Title\n\n" + _filled("Съешь ещё этих мягких булок. ".encode("koi8-r"), n),
    lambda n, c: b"Title\n\n" + _filled("港の灯台の番人は。".encode("shift_jis"), n),
    lambda n, c: b"Title\n\n" + _filled("港の灯台の番人は。".encode("iso-2022-jp"), n),
    lambda n, c: b"Title\n\n" + _filled(b"\x1b$B", n),
    lambda n, c: b"Title\n\n" + _filled(b"~{<:Ky2;VS~}", n),
    lambda n, c: b"Title\n\n" + _filled(b"+AGE-", n),
    lambda n, c: b"\xff\xfe" + _filled(b"\xd8\x00", n),
    lambda n, c: _filled("keeper ".encode("utf-16-le"), n),
    lambda n, c: _filled("keeper ".encode("utf-32-be"), n),
    lambda n, c: _filled("灯台の番人は港で".encode("gb18030"), n),
    lambda n, c: _filled("한국어 기사 ".encode("euc-kr"), n),
    lambda n, c: bytes(c.choices(range(128, 256), k=n)),
    lambda n, c: f"Title\n\n{_times('â€™Ã©â€œ', n // 2)}".encode(),
)
_MAIL: tuple[Maker, ...] = (
    lambda n, c: b"Subject: " + _filled(b"=?utf-8?q?a?= ", n) + b"\n\n" + PROSE.encode(),
    lambda n, c: b"From: " + _filled(b'"a" <b@c.d>, ', n) + b"\nSubject: a\n\n" + PROSE.encode(),
    lambda n, c: b"From: " + _filled(b"((", n) + b"\nSubject: a\n\n" + PROSE.encode(),
    lambda n, c: b"Subject: a\nReceived: " + _filled(b"\n a;", n) + b"\n\n" + PROSE.encode(),
    lambda n, c: (
        b"Subject: a\nContent-Type: text/plain; " + _numbered("a*#=b; ", n).encode() + b"\n\n" + PROSE.encode()
    ),
    lambda n, c: b"Subject: a\nContent-Type: multipart/mixed; boundary=a\n\n" + _filled(b"--a\n\nb\n", n),
    lambda n, c: b"Subject: a\nContent-Type: multipart/mixed; boundary=a\n\n" + _filled(b"--a", n),
    lambda n, c: (
        b"Subject: a\nContent-Transfer-Encoding: base64\n\n" + base64.b64encode(PROSE.encode()) + _filled(b"=", n)
    ),
    lambda n, c: b"Subject: a\nContent-Transfer-Encoding: quoted-printable\n\n" + _filled(b"=\n", n),
    lambda n, c: b"Subject: a\nContent-Transfer-Encoding: uuencode\n\nbegin 644 a\n" + _filled(b"M\n", n),
    lambda n, c: b"From a@b.test Sat Mar 14 08:30:00 2026\n" + _filled(b"From a\n\n", n),
    lambda n, c: _filled(b"From a@b.test Sat Mar 14 08:30:00 2026\nSubject: a\n\nb\n\n", n),
    lambda n, c: b"Date: " + _filled(b"1 ", n) + b"\nSubject: a\nFrom: a@b.c\n\n" + PROSE.encode(),
)


def _markdown(piece: str) -> Maker:
    return lambda n, c: f"# Keeper\n\n{PROSE}\n\n{_times(piece, n)}".encode()


_MARKDOWN_YAML_CSV: tuple[Maker, ...] = (
    lambda n, c: f"---\ntitle: a\nb: {_times('[', n)}\n---\n{PROSE}".encode(),
    lambda n, c: f"---\ntitle: a\nb: &a [{_times('*a,', n)}]\n---\n{PROSE}".encode(),
    lambda n, c: ("---\ntitle: a\n" + _numbered("a#: b\n", n) + "---\n" + PROSE).encode(),
    lambda n, c: ("---\ntitle: a\nb: '" + _times("''", n) + "'\n---\n" + PROSE).encode(),
    *map(
        _markdown,
        (
            "*a_", "**a", "[", "![", "[a](", "[a](b) ", "`", "``a`", "<", "<a", "<!--", "&", "\\", "> ", "- ",
            "1. ", "    a\n", "|", "|a\n|-\n", "[a]: b\n", "[a][b]", "~~", "***", "a  \n", "_a_", "https://a.b ",
            "***a***", "  * a\n", "#", "\n\n# a\n", "<b>",
        )
    ),
    lambda n, c: b"title,text\n" + _filled(b'"', n),
    lambda n, c: b"title,text\n" + _filled(b",", n),
    lambda n, c: b"title,text\n" + _filled(b'a,"b\n', n),
    lambda n, c: _numbered("a#,", n).encode() + b"title,text\n" + _filled(b"a,", n),
)  # fmt: skip


def _ole(n: int, chance: Chance) -> bytes:
    """A compound file whose tables lead in circles, or nowhere."""
    content = bytearray((SAMPLES / "release.msg").read_bytes())
    for _ in range(40):
        place = 512 * chance.randrange(len(content) // 512) + 4 * chance.randrange(128)
        content[place : place + 4] = struct.pack("<I", chance.choice((0, 1, 2, 5, 0xFFFFFFFE, chance.randrange(n))))
    return bytes(content) + bytes(n)


_OFFICE: tuple[Maker, ...] = (
    _ole,
    lambda n, c: b"{\\rtf1\\ansi " + _filled(b"{", n),
    lambda n, c: b"{\\rtf1\\ansi " + _filled(b"{\\b a}", n) + b"}",
    lambda n, c: b"{\\rtf1\\ansi " + _filled(b"\\'e9", n) + b"}",
    lambda n, c: b"{\\rtf1\\ansi " + _filled(b"\\u233?", n) + b"}",
    lambda n, c: b"{\\rtf1\\ansi\\uc9999 " + _filled(b"\\par ", n) + b"}",
    lambda n, c: b"{\\rtf1\\ansi{\\pict " + _filled(b"00", n) + b"}}",
    lambda n, c: b"{\\rtf1\\ansi " + _filled(b"\\trowd\\cell\\row ", n) + b"}",
    lambda n, c: _zipped((SAMPLES / "report.docx").read_bytes(), n, c),
    lambda n, c: _zipped((SAMPLES / "release.odt").read_bytes(), n, c),
    lambda n, c: _zipped((SAMPLES / "issue.epub").read_bytes(), n, c),
)
#: Library → its makers, and the ending of their files; where it is none, each form is told by its look.
AIMED: dict[str, tuple[tuple[Maker, ...], str]] = {
    "libxml2": (_LIBXML2, "xml"),
    "lexbor": (_LEXBOR, "html"),
    "pdfium": (_PDFIUM, "pdf"),
    "unpackers": (_UNPACKERS, ""),
    "json": (_JSON, "json"),
    "patterns": (_PATTERNS, "txt"),
    "decoders": (_DECODERS, "txt"),
    "mail": (_MAIL, "eml"),
    "markdown": (_MARKDOWN_YAML_CSV, "md"),
    "office": (_OFFICE, ""),
}


def of_all_forms(number: int, least: int, most: int) -> Iterator[tuple[str, bytes]]:
    """Yield so many grown samples, all forms in turn, each with a name of its own."""
    samples = sorted(path for path in SAMPLES.iterdir() if path.is_file() and path.suffix != ".py")
    for place in range(number):
        chance = random.Random(place)
        sample = samples[place % len(samples)]
        yield f"large-{place:04}-{sample.name}", of_sample(sample, chance.randrange(least, most), chance)


def aimed(library: str, number: int, least: int, most: int) -> Iterator[tuple[str, bytes]]:
    """Yield so many files aimed at a library, all ways in turn."""
    makers, ending = AIMED[library]
    for place in range(number):
        chance = random.Random(f"{library} {place}")
        content = makers[place % len(makers)](chance.randrange(least, most), chance)
        yield f"aimed-{library}-{place:04}{'.' if ending else ''}{ending}", content
