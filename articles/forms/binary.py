"""Refuse binary files of other forms, and name their kind where it is known."""

from __future__ import annotations

import codecs
from collections.abc import Iterator

from articles.article import Record, Rejection
from articles.fates import Reason
from articles.forms.decoding import encoding_of
from articles.forms.form import Form
from articles.forms.source import Head, Source

_KINDS = (
    (b"\x89PNG", "a PNG image"),
    (b"\xff\xd8\xff", "a JPEG image"),
    (b"GIF8", "a GIF image"),
    (b"II*\x00", "a TIFF image"),
    (b"MM\x00*", "a TIFF image"),
    (b"BM", "a bitmap"),
    (b"RIFF", "a picture, sound or film"),
    (b"\x7fELF", "a program"),
    (b"MZ", "a program"),
    (b"\xca\xfe\xba\xbe", "a program"),
    (b"\xcf\xfa\xed\xfe", "a program"),
    (b"\x00asm", "a program"),
    (b"ID3", "a sound file"),
    (b"OggS", "a sound file"),
    (b"fLaC", "a sound file"),
    (b"\x1aE\xdf\xa3", "a film"),
    (b"SQLite format 3\x00", "a database; export its articles as .csv or JSON lines"),
    (b"7z\xbc\xaf\x27\x1c", "a 7z archive; unpack it, or pack it as .zip"),
    (b"Rar!\x1a\x07", "a RAR archive; unpack it, or pack it as .zip"),
    (b"bplist00", "a property list of macOS; export what it holds as .txt"),
    (b"wOFF", "a font"),
    (b"wOF2", "a font"),
    (b"\x00\x01\x00\x00\x00", "a font"),
    (b"PAR1", "a Parquet table; export it as .csv or JSON lines"),
    (b"%!PS", "PostScript; make a PDF of it"),
    (b"\xffWPC", "a WordPerfect document; save it as .docx"),
    (b"AT&TFORM", "a DjVu scan; save it as a PDF with text"),
    (b"ITSF", "a Windows help file; save its pages as .html"),
    (b"ITOLITLS", "an old e-book; convert it to EPUB"),
    (b"!BDN", "an Outlook mailbox (.pst); export it as .mbox or .eml"),
    (b"\x78\x9f\x3e\x22", "an attachment of Outlook (winmail.dat); send the message as plain MIME"),
    (b"\xe4\x52\x5c\x7b", "a OneNote section; export it as .docx"),
    (b"1\xbe\x00\x00\x00\xab", "a Windows Write document; save it as .docx"),
    (b"WordPro\x00", "a Lotus Word Pro document; save it as .docx"),
    (b"\x06\x06\xed\xf5\xd8\x1d\x46\xe5", "an InDesign layout; export it as a PDF with text"),
    (b"8BPS\x00\x01", "a Photoshop image; save its text as .txt"),
    (b"\x00\x01\x00\x00Standard ", "an Access database; export its articles as .csv"),
    (b"\xeaDRMION\xee", "a Kindle book that is protected against copying; ask its publisher for an EPUB"),
    (b"CONT\x02\x00", "a Kindle book; convert it to EPUB"),
)
#: Marks at other places, and marks that a text may begin with too: their place, the marks, the kind.
_INSIDE = (
    (0, {b"AC10"}, "an AutoCAD drawing; save its text as .txt"),
    (0, {b"L\x00R\x00F\x00\x00\x00"}, "a Sony e-book; convert it to EPUB"),
    (2, {b"MMXPR", b"IIXPR"}, "a QuarkXPress layout; export it as a PDF with text"),
    (4, {b"ftyp"}, "a film or picture"),
    (8, {b"CDR", b"cdr"}, "a CorelDRAW drawing; export it as a PDF with text"),
    (60, {b"BOOKMOBI", b"TEXtREAd"}, "a Kindle or Palm book; convert it to EPUB"),
)
_LONG_MARKS = tuple(mark for mark, _ in _KINDS if len(mark) > 2)
_MARKS = (codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE, codecs.BOM_UTF32_BE)


def read_binary(source: Source) -> Iterator[Record | Rejection]:
    """Refuse the file."""
    data = source.head.data
    kind = _kind_inside(data) or next((kind for mark, kind in _KINDS if data.startswith(mark)), "binary data")
    yield source.refuse(Reason.UNSUPPORTED_FORMAT, f"It is {kind}.")


def _kind_inside(data: bytes) -> str | None:
    kinds = (kind for place, marks, kind in _INSIDE if any(data.startswith(mark, place) for mark in marks))
    return next(kinds, None)


def _recognise(head: Head) -> bool:
    if head.data.startswith(_MARKS):
        return False
    if head.data.startswith(_LONG_MARKS) or head.data[4:8] == b"ftyp":
        return True
    return b"\x00" in head.data and not (encoding_of(head.data) or "").startswith("utf-16")


FORM = Form(name="binary", recognise=_recognise, read=read_binary)
