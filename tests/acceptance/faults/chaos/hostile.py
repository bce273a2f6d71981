"""Files that mean harm: small, and made to take time, memory, entries of the ledger or a C library."""

from __future__ import annotations

import bz2
import gzip
import io
import json
import tarfile
import zipfile
from collections.abc import Callable, Iterator

from chaos.nested_pdf import NESTED

_PROSE = "The harbour office said on Wednesday that the keeper had climbed the steps for the last time that day. " * 4


def _pax() -> bytes:
    """A tar whose extended header never comes to its "=" (CVE-2024-6232)."""
    file = io.BytesIO()
    with tarfile.open(fileobj=file, mode="w", format=tarfile.PAX_FORMAT) as archive:
        member = tarfile.TarInfo("a.txt")
        member.pax_headers = {"comment": "1" * 300_000}
        archive.addfile(member)
    return file.getvalue().replace(b" comment=", b"1comment1")


def _zip_in_zip() -> bytes:
    inner = b"\0" * 5_000_000
    for level in range(6):
        file = io.BytesIO()
        with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr(f"{level}.zip", inner)
        inner = file.getvalue()
    return inner


def _page(body: str) -> bytes:
    return f"<html><body>{body}</body></html>".encode()


_KINDS: dict[str, Callable[[], bytes]] = {
    "empties.json.gz": lambda: gzip.compress(b"[" + b"{}," * 60_000 + b"{}]"),
    "nulls.json.gz": lambda: gzip.compress(b"[" + b"0," * 300_000 + b"0]"),
    "rows.csv.gz": lambda: gzip.compress(b"title,body\n" + b"a,b\n" * 40_000),
    "lines.jsonl.bz2": lambda: bz2.compress(b"{}\n" * 40_000),
    "items.xml": lambda: b"<rss><channel>" + b"<item/>" * 60_000,
    "brackets.json": lambda: b"[" * 200_000,
    "open.json": lambda: b'{"text": "' + b"a" * 2_000_000,
    "marks.txt": lambda: (_PROSE + "a" + "\u0301\u0316" * 150_000).encode(),
    "run.txt": lambda: (f"Title\n\n{_PROSE}\n\n" + "a" * 80_000).encode(),
    "hyphens.txt": lambda: (f"Title\n\n{_PROSE}\n\n" + "abc-\n" * 20_000).encode(),
    "attributes.html": lambda: _page("<p " + " ".join(f"a{n}=1" for n in range(40_000)) + f">{_PROSE}</p>"),
    "comments.html": lambda: ("<!-->" * 5_000 + "<div>" * 5_000 + _PROSE).encode(),
    "nested.html": lambda: _page("<div>" * 50_000 + _PROSE),
    "tables.html": lambda: _page("<table><tr><td>" * 3_000 + _PROSE),
    "names.txt": lambda: ("Title\n\n" + " ".join(f"Anna Smith{n} met John Brown{n}." for n in range(8_000))).encode(),
    "quotes.txt": lambda: (
        "Title\n\n" + " ".join(f'"Number {n} is here," Anna Smith said.' for n in range(8_000))
    ).encode(),
    "pax.tar": _pax,
    "matryoshka.zip": _zip_in_zip,
    "zeros.gz": lambda: gzip.compress(b"\0" * 30_000_000),
    "entities.xml": lambda: (
        b'<!DOCTYPE a [<!ENTITY a "aaaaaaaaaa">'
        + b"".join(b'<!ENTITY a%d "&a%s;&a%s;">' % (n, b"%d" % (n - 1) if n else b"", b"") for n in range(30))
        + b"]><a>&a29;</a>"
    ),
    "broken.pdf": lambda: b"%PDF-1.7\n" + b"1 0 obj<</Kids[1 0 R 1 0 R]/Type/Pages/Count 99999999>>endobj\n" * 2_000,
    **{f"{kind}.pdf": make for kind, make in NESTED.items()},
    "broken.docx": lambda: b"PK\x03\x04" + b"\xff" * 100_000,
    "spaces.txt": lambda: f"Title\n\n{_PROSE}".encode() + b"a  b" * 400_000,
    "headers.eml": lambda: b"".join(b"X-%d: a\n" % n for n in range(60_000)) + b"\n" + _PROSE.encode(),
    "parts.eml": lambda: (
        b'Content-Type: multipart/mixed; boundary="a"\n\n'
        + b"--a\nContent-Type: multipart/mixed; boundary=a\n\n" * 5_000
    ),
    "empty.txt": lambda: b"",
    "wrong.json": lambda: json.dumps({"title": ["a"] * 20_000, "body": {"a": {"b": [1] * 20_000}}}).encode(),
}
KINDS = tuple(_KINDS)


def hostile(number: int) -> Iterator[tuple[str, bytes]]:
    """Yield so many hostile files, all kinds in turn, each with a name of its own."""
    for place in range(number):
        kind = KINDS[place % len(KINDS)]
        yield f"hostile-{place:05}-{kind}", _KINDS[kind]()
