"""What is refused is told by its name, with the way out that fits its form: a workbook is not told to become .docx."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest

from articles.article import Given, Rejection
from articles.fates import Reason
from articles.forms import binary, container, ole, other_xml, read, word
from tests.samples.compound_file import compound_file

BYTES = bytes(range(256)) * 8
TYPES = "<Types xmlns='http://schemas.openxmlformats.org/package/2006/content-types'/>"


def packed(**members: str) -> bytes:
    """Return a zip; in the names of members, "_" stands for "/" and "__" for a full stop."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, text in members.items():
            archive.writestr(name.replace("__", ".").replace("_", "/"), text)
    return out.getvalue()


def office(**members: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("[Content_Types].xml", TYPES)
        for name, text in members.items():
            archive.writestr(name.replace("__", ".").replace("_", "/"), text)
    return out.getvalue()


def open_document(kind: str) -> bytes:
    return packed(mimetype=kind, content__xml="<x/>")


def at(place: int, mark: bytes) -> bytes:
    return b"\x00" * place + mark + BYTES


#: Name → its bytes, what it is called, and the way out.
REFUSED = {
    # office
    "letter.doc": (compound_file({"WordDocument": b"x"}), "old Word document", ".docx"),
    "sums.xls": (compound_file({"Workbook": b"x"}), "old Excel workbook", ".csv"),
    "sums-95.xls": (compound_file({"Book": b"x"}), "old Excel workbook", ".csv"),
    "talk.ppt": (compound_file({"PowerPoint Document": b"x"}), "old PowerPoint presentation", ".docx"),
    "leaflet.pub": (compound_file({"Quill": b"x"}), "Publisher document", ".docx"),
    "letter.hwp": (compound_file({"HwpSummaryInformation": b"x"}), "Hangul document", ".docx"),
    "letter.wps": (compound_file({"MatOST": b"x"}), "Works document", ".docx"),
    "other.doc": (compound_file({"Other": b"x"}), "old Office document", ".docx"),
    "broken.doc": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + BYTES, "old Office document", ".docx"),
    "locked.docx": (compound_file({"EncryptedPackage": b"x"}), "protected by a password", "save it without one"),
    "sums.xlsx": (office(xl_workbook__xml="<x/>"), "Excel workbook", ".csv"),
    "talk.pptx": (office(ppt_presentation__xml="<x/>"), "PowerPoint presentation", ".txt"),
    "sums.ods": (open_document("application/vnd.oasis.opendocument.spreadsheet"), "spreadsheet", ".csv"),
    "talk.odp": (open_document("application/vnd.oasis.opendocument.presentation"), "presentation", ".odt"),
    "base.odb": (open_document("application/vnd.oasis.opendocument.base"), "database", ".csv"),
    "sum.odf": (open_document("application/vnd.oasis.opendocument.formula"), "other than text", ".odt"),
    "sums.sxc": (open_document("application/vnd.sun.xml.calc"), "old OpenOffice spreadsheet", ".csv"),
    "talk.sxi": (open_document("application/vnd.sun.xml.impress"), "old OpenOffice presentation", ".odt"),
    "letter.hwpx": (open_document("application/hwp+zip"), "Hangul document", ".docx"),
    "letter.pages": (packed(Index_Document__iwa="x"), "Pages, Numbers or Keynote", ".docx"),
    "letter.wpd": (b"\xffWPC" + BYTES, "WordPerfect document", ".docx"),
    "letter.lwp": (b"WordPro\x00" + BYTES, "Lotus Word Pro document", ".docx"),
    "letter.wri": (b"1\xbe\x00\x00\x00\xab" + BYTES, "Windows Write document", ".docx"),
    "notes.one": (b"\xe4\x52\x5c\x7b" + BYTES, "OneNote section", ".docx"),
    "desk.pst": (b"!BDN" + BYTES, "Outlook mailbox", ".mbox"),
    "winmail.dat": (b"\x78\x9f\x3e\x22" + BYTES, "attachment of Outlook", "plain MIME"),
    "desk.mdb": (b"\x00\x01\x00\x00Standard Jet DB\x00" + BYTES, "Access database", ".csv"),
    # e-books
    "book.mobi": (at(60, b"BOOKMOBI"), "Kindle or Palm book", "EPUB"),
    "book.pdb": (at(60, b"TEXtREAd"), "Kindle or Palm book", "EPUB"),
    "book.azw": (b"\xeaDRMION\xee" + BYTES, "protected against copying", "EPUB"),
    "book.kfx": (b"CONT\x02\x00" + BYTES, "Kindle book", "EPUB"),
    "book.lrf": (b"L\x00R\x00F\x00\x00\x00" + BYTES, "Sony e-book", "EPUB"),
    "book.lit": (b"ITOLITLS" + BYTES, "old e-book", "EPUB"),
    "book.fb2": (b"<?xml version='1.0'?><FictionBook><body><p>Text</p></body></FictionBook>", "e-book", "EPUB"),
    "help.chm": (b"ITSF" + BYTES, "Windows help file", ".html"),
    "scan.djvu": (b"AT&TFORM" + BYTES, "DjVu scan", "PDF"),
    # layouts and drawings
    "page.indd": (b"\x06\x06\xed\xf5\xd8\x1d\x46\xe5" + BYTES, "InDesign layout", "PDF"),
    "page.idml": (open_document("application/vnd.adobe.indesign-idml-package"), "InDesign layout", "PDF"),
    "page.qxd": (at(2, b"MMXPR3"), "QuarkXPress layout", "PDF"),
    "page.qxp": (at(2, b"IIXPR3"), "QuarkXPress layout", "PDF"),
    "page.ps": (b"%!PS-Adobe-3.0\n" + BYTES, "PostScript", "PDF"),
    "page.xps": (office(FixedDocSeq__fdseq="<x/>"), "XPS document", ".pdf"),
    "plan.vsd": (compound_file({"VisioDocument": b"x"}), "Visio drawing", "PDF"),
    "plan.vsdx": (office(visio_document__xml="<x/>"), "drawing", "PDF"),
    "plan.odg": (open_document("application/vnd.oasis.opendocument.graphics"), "drawing", "PDF"),
    "plan.cdr": (b"RIFF\x00\x00\x00\x00CDR9" + BYTES, "CorelDRAW drawing", "PDF"),
    "plan.dwg": (b"AC1027\x00\x00" + BYTES, "AutoCAD drawing", ".txt"),
    "plan.svg": (b"<?xml version='1.0'?><svg><text>Pier</text></svg>", "drawing", ".txt"),
    "plan.psd": (b"8BPS\x00\x01" + BYTES, "Photoshop image", ".txt"),
    # archives and tables
    "pack.7z": (b"7z\xbc\xaf\x27\x1c" + BYTES, "7z archive", ".zip"),
    "pack.rar": (b"Rar!\x1a\x07" + BYTES, "RAR archive", ".zip"),
    "rows.parquet": (b"PAR1" + BYTES, "Parquet table", ".csv"),
    "rows.sqlite": (b"SQLite format 3\x00" + BYTES, "database", ".csv"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_a_refused_document_gets_the_advice_for_its_form(tmp_path: Path, name: str) -> None:
    data, what, way_out = REFUSED[name]
    path = tmp_path / name
    path.write_bytes(data)

    (found,) = read(path, name=name, given=Given())

    assert isinstance(found, Rejection)
    assert found.reason in {Reason.UNSUPPORTED_FORMAT, Reason.ENCRYPTED}
    assert what in found.detail
    advice = found.detail.partition(";")[2]
    assert way_out in advice
    assert found.detail.endswith(".")


#: What holds no text that could be saved in another form.
WITHOUT_TEXT = {
    "a PNG image",
    "a JPEG image",
    "a GIF image",
    "a TIFF image",
    "a bitmap",
    "a picture, sound or film",
    "a film or picture",
    "a film",
    "a sound file",
    "a program",
    "a program or a package of one",
    "a font",
    "a theme",
}


def test_no_kind_of_document_goes_without_advice() -> None:
    """A kind that is added to a list of refused kinds needs its advice, or joins the kinds without text."""
    kinds = {
        *(kind for _, kind in binary._KINDS),
        *(kind for *_, kind in binary._INSIDE),
        *(kind for _, kind in ole._KINDS),
        *(kind for _, kind in word._OTHER_OFFICE),
        *(kind for kind, *_ in container._KINDS),
        *other_xml._KINDS.values(),
    }

    assert {kind for kind in kinds if ";" not in kind} == WITHOUT_TEXT


@pytest.mark.parametrize("text", ["AC10 is the road over the pass. ", "8BPS was the band's first record. "])
def test_a_text_that_begins_like_a_drawing_is_a_text(tmp_path: Path, text: str) -> None:
    path = tmp_path / "story.txt"
    path.write_text(text * 20)

    (found,) = read(path, name="story.txt", given=Given())

    assert not isinstance(found, Rejection)
