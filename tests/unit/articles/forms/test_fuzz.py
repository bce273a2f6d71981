"""Whatever the bytes, reading gives records and reasons and never raises."""

from __future__ import annotations

import random
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from articles.article import Given, Record, Rejection
from articles.forms import Limits, holds_many, read
from articles.forms.registry import FORMS

SAMPLES = Path(__file__).parents[3] / "samples"
FILES = sorted(path for path in [*SAMPLES.iterdir(), *(SAMPLES / "broken").iterdir()] if path.suffix not in {".py", ""})
#: Small, so that limits are met too.
LIMITS = Limits(max_article_bytes=200_000, max_unpacked_bytes=2_000_000, ratio_from_bytes=100_000, max_members=50)
SPICE = (b"\x00", b"\xff", b"<", b">", b'"', b"{", b"[", b"&", b"\n", b"\r\n\r\n", b"%", b"<!ENTITY", b"]]>")
#: How each form begins, and a name that points at it.
BEGINNINGS: dict[str, tuple[bytes, str]] = {
    "compressed": (b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\x03", "a.gz"),
    "compressed zst": (b"\x28\xb5\x2f\xfd", "a.zst"),
    "compressed xz": (b"\xfd7zXZ\x00\x00\x04", "a.xz"),
    "compressed bz2": (b"BZh91AY&SY", "a.bz2"),
    "docx": (b"PK\x03\x04\x14\x00\x00\x00\x08\x00word/", "a.docx"),
    "odt": (b"PK\x03\x04\x14\x00\x00\x00\x00\x00mimetypeapplication/vnd.oasis.opendocument.text", "a.odt"),
    "epub": (b"PK\x03\x04\x14\x00\x00\x00\x00\x00mimetypeapplication/epub+zip", "a.epub"),
    "rtf": (b"{\\rtf1\\ansi\\uc1 ", "a.rtf"),
    "fodt": (
        b"<office:document xmlns:office='urn:oasis:names:tc:opendocument:xmlns:office:1.0' "
        b"office:mimetype='application/vnd.oasis.opendocument.text'><office:body><office:text>",
        "a.fodt",
    ),
    "wordxml": (
        b"<w:wordDocument xmlns:w='http://schemas.microsoft.com/office/word/2003/wordml'><w:body><w:p><w:r><w:t>",
        "a.xml",
    ),
    "webarchive": (b"bplist00\xd1\x01\x02_\x10\x0fWebMainResource", "a.webarchive"),
    "office": (b"PK\x03\x04\x14\x00\x00\x00\x08\x00[Content_Types].xml xl/", "a.xlsx"),
    "wacz": (b"PK\x03\x04\x14\x00\x00\x00\x08\x00", "a.wacz"),
    "container": (b"PK\x03\x04\x14\x00\x00\x00\x08\x00", "a.xps"),
    "zip": (b"PK\x03\x04\x14\x00\x00\x00\x08\x00", "a.zip"),
    "tar": (b"a.txt".ljust(257, b"\x00") + b"ustar\x0000", "a.tar"),
    "pdf": (b"%PDF-1.7\n", "a.pdf"),
    "ole": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "a.doc"),
    "warc": (b"WARC/1.0\r\nWARC-Type: response\r\n", "a.warc"),
    "arc": (b"filedesc://a.arc 0.0.0.0 20080430204825 text/plain 9\n1 0 Example\n", "a.arc"),
    "binary": (b"\x7fELF", "a.bin"),
    "machine": (b"#!/bin/sh\nif [ -f a ]; then\n", "a.sh"),
    "machine by look": (b"a = 1\nb = 2\nif (c) {\n", "a.txt"),
    "mbox": (b"From a@b.test Sat Mar 14 08:30:00 2026\nSubject: x\n", "a.mbox"),
    "sgml": (b"<DOC id='a'>\n<HEADLINE>a</HEADLINE>\n<TEXT>\n", "a.sgml"),
    "export": (b"1 of 2 DOCUMENTS\n\nThe Mercury\n\nMarch 4, 2025\n\nTitle\n\nLENGTH: 3 words\n\n", "a.txt"),
    "newsml-g2": (b"<newsItem xmlns='http://iptc.org/std/nar/2006-10-01/'>", "a.xml"),
    "newsml-1": (b"<NewsML><NewsItem><NewsComponent><ContentItem><DataContent>", "a.xml"),
    "agency-xml": (b"<?xml version='1.0'?><news><headline>a</headline><content>", "a.xml"),
    "anpa": (b"\x16\x16\x01w0001\x1fa\nb l\x13\x11 BC-A--B   03-14 0180\n\x02^BC-A--B,1<\n", "a.txt"),
    "iptc7901": (b"bdt0001 4 vm 180  cns 0001\n\na/\nb =\n\n", "a.txt"),
    "nitf": (b"<nitf><body><body.content>", "a.xml"),
    "rss": (b"<rss version='2.0'><channel><item><description>", "a.rss"),
    "export-page": (
        b"<html><body><p>1 of 2 DOCUMENTS</p><p>The Mercury</p><p>March 4, 2025</p><p>LENGTH: 3 words</p>",
        "a.html",
    ),
    "html": (b"<!doctype html><html><body><p>", "a.html"),
    "xml": (b"<?xml version='1.0'?><other>", "a.xml"),
    "jsonl": (b'{"text": "a"}\n{"text": ', "a.jsonl"),
    "json": (b'[{"text": ', "a.json"),
    "markdown": (b"# a\n\n> *b* ", "a.md"),
    "csv": (b"title,text\na,", "a.csv"),
    "eml": (b"From: a@b.test\nSubject: =?utf-8?q?a?=\nDate: x\n", "a.eml"),
    "plain": (b"", "a.txt"),
}


def check(path: Path, name: str) -> None:
    """All that must hold, whatever is in the file."""
    many = holds_many(path, name=name)
    started = time.process_time()  # a busy machine is not the reader's fault
    found = list(read(path, name=name, given=Given(), limits=LIMITS))
    assert time.process_time() - started < 5
    assert found
    assert list(range(len(found))) == [item.number for item in found]
    for item in found:
        if isinstance(item, Record):
            assert item.content.strip()
        else:
            assert isinstance(item, Rejection)
            assert item.detail
    assert many or sum(isinstance(item, Record) for item in found) <= 1


def test_beginnings_name_every_form() -> None:
    """A new form joins the fuzzing."""
    assert {form.name for form in FORMS} == {name.split()[0] for name in BEGINNINGS}


@pytest.mark.parametrize("form", BEGINNINGS)
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(tail=st.one_of(st.binary(max_size=3000), st.text(max_size=800).map(lambda text: text.encode("utf-8", "ignore"))))
def test_arbitrary_bytes(tmp_path: Path, form: str, tail: bytes) -> None:
    """Anything at all after the beginning of a form."""
    beginning, name = BEGINNINGS[form]
    path = tmp_path / "file"
    path.write_bytes(beginning + tail)

    check(path, name)


def mutations(data: bytes, seed: int) -> Iterator[bytes]:
    """Cut, repeated, swapped, flipped and overwritten bytes."""
    chance = random.Random(seed)
    while True:
        mutated = bytearray(data)
        for _ in range(chance.randint(1, 6)):
            if not mutated:
                break
            start = chance.randrange(len(mutated))
            end = min(len(mutated), start + chance.choice((1, 1, 4, 40, 400)))
            match chance.randrange(6):
                case 0:
                    del mutated[start:end]
                case 1:
                    mutated[start:end] *= chance.choice((2, 3, 50))
                case 2:
                    mutated[start] ^= 1 << chance.randrange(8)
                case 3:
                    mutated[start:end] = chance.randbytes(end - start)
                case 4:
                    mutated[start:start] = chance.choice(
                        (
                            b"\x00",
                            b"\xff",
                            b"<",
                            b">",
                            b'"',
                            b"{",
                            b"[",
                            b"&",
                            b"\n",
                            b"\r\n\r\n",
                            b"%",
                            b"<!ENTITY",
                            b"]]>",
                        )
                    )
                case _:
                    del mutated[start:]
        yield bytes(mutated)


@pytest.mark.parametrize("sample", FILES, ids=lambda path: path.name)
def test_mutated_samples(tmp_path: Path, sample: Path) -> None:
    """Samples with bytes cut, repeated, flipped and thrown in. 100,000 by the command; here a few of each."""
    data = sample.read_bytes()[:60_000]
    path = tmp_path / "file"

    for _, mutated in zip(range(25), mutations(data, seed=len(data)), strict=False):
        path.write_bytes(mutated)
        check(path, sample.name)
