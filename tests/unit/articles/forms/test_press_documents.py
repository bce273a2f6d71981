# ruff: noqa: E501
"""What press offices send: RTF, OpenDocument text, messages of Outlook, EPUB; and what is refused, with advice."""

from __future__ import annotations

import io
import random
import struct
import zipfile
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from xml.sax.saxutils import escape

import compressed_rtf
import pytest
from hypothesis import given as forall
from hypothesis import settings
from hypothesis import strategies as st

from articles.article import Article, Given, Record, Rejection
from articles.cleaning import clean
from articles.forms import read
from articles.forms.rtf_text import TooManyTokensError, read_rtf
from tests.samples.compound_file import Folder, compound_file
from tests.unit.articles.forms.made import Story, page, story


def read_bytes(tmp_path: Path, data: bytes, name: str) -> list[Record | Rejection]:
    path = tmp_path / name
    path.write_bytes(data)
    return list(read(path, name=name, given=Given()))


def wrong_ones(tmp_path: Path, make: Callable[[Story, int], bytes], name: str, *, dated: bool = False) -> list[object]:
    """Which of a hundred made documents are not read as they should be."""
    wrong: list[object] = []
    for seed in range(100):
        made = story(seed)
        (found,) = read_bytes(tmp_path, make(made, seed), name)
        article = clean(found, arrival="a:0", claimed_at=1) if isinstance(found, Record) else found
        if not (
            isinstance(article, Article)
            and article.title == made.title
            and article.body.split("\n\n") == list(made.paragraphs)
            and article.authors == ()
            and (not dated or (article.published_at and article.published_at.date().isoformat() == made.iso))
        ):
            wrong.append((seed, article, made))
    return wrong


# RTF


def rtf_escaped(text: str, chance: random.Random, codec: str = "cp1252") -> str:
    """Characters as writers of RTF put them: as they are, by their number, in hexadecimal digits."""
    shown = []
    for character in text:
        if character in "\\{}":
            shown.append("\\" + character)
        elif character.isascii():
            shown.append(character)
        else:
            try:
                digits = "".join(f"\\'{byte:02x}" for byte in character.encode(codec))
            except UnicodeEncodeError:
                digits = ""
            number = ord(character)
            if digits and chance.random() < 0.5:
                shown.append(digits)
            elif chance.random() < 0.5:
                shown.append(f"\\uc1\\u{number - 0x10000 if number > 0x7FFF else number}?")
            else:
                shown.append(f"{{\\uc0\\u{number} }}")
    return "".join(shown)


RTF_WAYS: tuple[Callable[[str], str], ...] = (
    lambda text: text,
    lambda text: f"{{\\b\\i {text}}}",
    lambda text: f'{{\\field{{\\*\\fldinst HYPERLINK "http://a.example.test"}}{{\\fldrslt {text}}}}}',
    lambda text: f"{{\\revised\\revauth1 {text}}}",
    lambda text: f"{{\\*\\bkmkstart a}}{text}{{\\*\\bkmkend a}}",
    lambda text: f"\\v0\\deleted0 {text}",
    lambda text: f"{{\\f1\\fs22\\lang1033 {text}}}",
)
RTF_GONE = (
    "", "{\\deleted GONE }", "{\\v GONE }", "\\deleted GONE \\deleted0 ", "{\\footnote GONE}", "{\\*\\annotation GONE}",
    "{\\*\\unknown GONE}", "{\\pict\\wmetafile8 010009000003}", "{\\xe GONE}", "{\\pict{\\*\\blipuid 00}\\bin4 \\}{x}",
)  # fmt: skip


def rtf(made: Story, seed: int) -> bytes:
    """A document with its words in all kinds of groups."""
    chance = random.Random(seed)
    body = []
    for text in made.paragraphs:
        words, pieces = text.split(" "), []
        while words:
            count = chance.randint(1, 6)
            taken, words = words[:count], words[count:]
            piece = rtf_escaped(" ".join(taken) + (" " if words else ""), chance)
            pieces += [chance.choice(RTF_WAYS)(piece), chance.choice(RTF_GONE)]
        body.append("\\pard\\plain\\fs22 " + "".join(pieces) + "\\par\r\n")
    title = rtf_escaped(made.title, chance)
    head = (
        f"\\pard\\qc\\b\\fs32 {title}\\b0\\par\r\n",
        f"\\pard\\plain\\s1\\fs22 {title}\\par\r\n",
        f"\\pard\\plain\\fs22{{\\b {title}}}\\par\r\n",
        f"{{\\pard\\plain\\fs40 {title}\\par}}\r\n",
    )[seed % 4]
    said = ("Document1", "Microsoft Word - x.doc", made.title, "")[seed % 3]
    return (
        "{\\rtf1\\ansi\\ansicpg1252\\deff0{\\fonttbl{\\f0\\froman\\fcharset0 Times;}{\\f1\\fcharset0 Arial;}}"
        "{\\colortbl;\\red0\\green0\\blue0;}{\\stylesheet{\\s0 Normal;}{\\s1\\fs32 heading 1;}}"
        f"{{\\*\\generator Riched20 10.0;}}{{\\info{{\\title {rtf_escaped(said, chance)}}}{{\\author scanner}}{{\\company GONE}}}}\\viewkind4\\uc1\r\n"
        f"{{\\header\\pard GONE\\par}}{head}{''.join(body)}{{\\footer\\pard\\qc Page 1 of 2\\par}}}}"
    ).encode("ascii")


@pytest.mark.parametrize("name", ["a.rtf", "a.doc", "a.txt", "file"])
def test_a_hundred_rtf_documents(tmp_path: Path, name: str) -> None:
    """Whatever their names, title and text of at least 95 of 100 are right."""
    wrong = wrong_ones(tmp_path, rtf, name)

    assert len(wrong) <= 5, (len(wrong), wrong[0])


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (r"{\fonttbl{\f0\fcharset204 Arial;}}\f0 \'cf\'f0\'e8\'f7\'e0\'eb", "Причал"),
        (r"{\fonttbl{\f0\fcharset128 Mincho;}}\f0 \'8d\'60\'82\'cc\'83A", "港のア"),
        (r"{\fonttbl{\f0\fcharset238 Arial;}}\f0 \'b3\'f3d\'9f", "łódź"),
        (r"\u-10179?\u-8704?", "\U0001f600"),
        (r"\uc2\u28207\'8d\'60\uc1 x", "港x"),
        (r"{\uc0\u28207}\u233 x", "港é"),
        ("One\\\nTwo", "One|Two"),
        (r"One\line Two", "One\nTwo"),
        (r"A\~pier\_side \ldblquote yes\rdblquote\emdash no", "A pier-side “yes”—no"),
        (r"{\upr{One}{\*\ud{GONE}}}", "One"),
        (r"One{\shp{\*\shpinst{\sp{\sn a}{\sv GONE}}{\shptxt \pard Two\par}}{\shprslt GONE}}\par Three", "One|Two|Three"),
        (r"\trowd Piers\cell 3\cell\row Boats\cell 17\cell\row", "Piers 3|Boats 17"),
        (r"{\object{\*\objdata 01}{\result GONE}}One", "One"),
        (r"{\pntext\'b7\tab}One", "One"),
        ("Broken } and\x00 more", "Broken and more"),
    ],
)  # fmt: skip
def test_rtf(body: str, expected: str) -> None:
    """Character sets, Unicode, symbols, text boxes, tables."""
    document = read_rtf(f"{{\\rtf1\\ansi\\ansicpg1252 {body}}}".encode("latin-1"))

    assert expected == "|".join(paragraph.text for paragraph in document.paragraphs)


@settings(max_examples=200, deadline=None)
@forall(st.text(alphabet=st.sampled_from("\\{}'*ub0 9a\n;é"), max_size=300))
def test_rtf_of_any_kind_is_read(text: str) -> None:
    """Braces that do not match, words that end anywhere."""
    read_rtf(("{\\rtf1" + text).encode("latin-1"))


def test_rtf_of_endless_groups_is_refused() -> None:
    """A bomb of braces."""
    with pytest.raises(TooManyTokensError):
        read_rtf(b"{\\rtf1" + b"{" * 100_000)


# OpenDocument

OFFICE = (
    'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" '
    'xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0" xmlns:fo="urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0" '
    'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" xmlns:draw="urn:oasis:names:tc:opendocument:xmlns:drawing:1.0" '
    'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:meta="urn:oasis:names:tc:opendocument:xmlns:meta:1.0"'
)
ODT_STYLES = (
    '<office:automatic-styles><style:style style:name="P1" style:parent-style-name="Title"/>'
    '<style:style style:name="P2"><style:text-properties fo:font-size="20pt"/></style:style>'
    '<style:style style:name="T1"><style:text-properties fo:font-weight="bold"/></style:style>'
    '<style:style style:name="T2"><style:text-properties text:display="none"/></style:style></office:automatic-styles>'
)
ODT_CHANGES = (
    '<text:tracked-changes><text:changed-region text:id="c1"><text:deletion><office:change-info><dc:creator>GONE</dc:creator>'
    "</office:change-info><text:p>GONE</text:p></text:deletion></text:changed-region></text:tracked-changes>"
)
ODT_WAYS: tuple[Callable[[str], str], ...] = (
    lambda text: text,
    lambda text: f'<text:span text:style-name="T9">{text}</text:span>',
    lambda text: f'<text:a xlink:href="http://a.example.test" xmlns:xlink="x">{text}</text:a>',
    lambda text: f'<text:change-start text:change-id="c2"/>{text}<text:change-end text:change-id="c2"/>',
    lambda text: f"<text:user-field-get>{text}</text:user-field-get>",
    lambda text: f"<text:meta><text:span>{text}</text:span></text:meta>",
    lambda text: f"<text:ruby><text:ruby-base>{text}</text:ruby-base><text:ruby-text>GONE</text:ruby-text></text:ruby>",
    lambda text: text.replace(" ", "<text:s/>"),
)
ODT_GONE = (
    "", '<text:change text:change-id="c1"/>', '<text:note><text:note-citation>1</text:note-citation><text:note-body><text:p>GONE</text:p></text:note-body></text:note>',
    "<office:annotation><dc:creator>GONE</dc:creator><text:p>GONE</text:p></office:annotation>", "<text:soft-page-break/>",
    '<text:span text:style-name="T2">GONE</text:span>', '<text:bookmark text:name="GONE"/>',
)  # fmt: skip


def odt_body(made: Story, seed: int) -> str:
    chance = random.Random(seed)
    paragraphs = []
    for text in made.paragraphs:
        words, pieces = text.split(" "), []
        while words:
            count = chance.randint(1, 6)
            taken, words = words[:count], words[count:]
            piece = escape(" ".join(taken)) + (" " if words else "")
            pieces += [chance.choice(ODT_WAYS)(piece), chance.choice(ODT_GONE)]
        paragraphs.append(f"<text:p>{''.join(pieces)}</text:p>")
    title = escape(made.title)
    head = (
        f'<text:h text:outline-level="1">{title}</text:h>',
        f'<text:p text:style-name="P1">{title}</text:p>',
        f'<text:p text:style-name="P2">{title}</text:p>',
        f'<text:p><text:span text:style-name="T1">{title}</text:span></text:p>',
    )[seed % 4]
    rest = f"<text:section>{''.join(paragraphs)}</text:section>" if seed % 3 == 0 else "".join(paragraphs)
    return f"<office:body><office:text>{ODT_CHANGES if seed % 2 else ''}{head}{rest}</office:text></office:body>"


def odt(made: Story, seed: int) -> bytes:
    meta = f"<office:meta><dc:title>{('Untitled 1', 'template')[seed % 2]}</dc:title><dc:creator>Ada Typist</dc:creator></office:meta>"
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.text" + ("-template" if seed % 5 == 0 else ""))
        archive.writestr("META-INF/manifest.xml", "<manifest/>")
        archive.writestr(
            "content.xml",
            f"<office:document-content {OFFICE}>{ODT_STYLES}{odt_body(made, seed)}</office:document-content>",
        )
        archive.writestr("meta.xml", f"<office:document-meta {OFFICE}>{meta}</office:document-meta>")
        archive.writestr(
            "styles.xml",
            f"<office:document-styles {OFFICE}><style:footer><text:p>GONE</text:p></style:footer></office:document-styles>",
        )
    return out.getvalue()


def fodt(made: Story, seed: int) -> bytes:
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<office:document {OFFICE} office:mimetype="application/vnd.oasis.opendocument.text">'
        f"<office:meta><dc:title>Untitled 1</dc:title></office:meta>{ODT_STYLES}{odt_body(made, seed)}</office:document>"
    ).encode()


@pytest.mark.parametrize(("make", "name"), [(odt, "a.odt"), (odt, "a.zip"), (fodt, "a.fodt"), (fodt, "a.xml")])
def test_a_hundred_opendocument_texts(tmp_path: Path, make: Callable[[Story, int], bytes], name: str) -> None:
    """Title and text of at least 95 of 100 are right."""
    wrong = wrong_ones(tmp_path, make, name)

    assert len(wrong) <= 5, (len(wrong), wrong[0])


# Outlook


def properties(sent: datetime | None, *, top: bool = True) -> bytes:
    entries = b""
    if sent is not None:
        ticks = int((sent - datetime(1601, 1, 1, tzinfo=UTC)).total_seconds()) * 10_000_000
        entries = struct.pack("<HHIQ", 0x0040, 0x0039, 6, ticks)
    return bytes(32 if top else 24) + entries


def text_property(number: int, text: str, *, wide: bool = True, codec: str = "cp1252") -> dict[str, bytes]:
    if wide:
        return {f"__substg1.0_{number:04X}001F": text.encode("utf-16-le")}
    return {f"__substg1.0_{number:04X}001E": text.encode(codec)}


def outlook(made: Story, seed: int, *, top: bool = True) -> dict[str, bytes | Folder]:
    """A message with its text in one of the ways in which Outlook keeps it."""
    wide = seed % 3 != 0
    plain = "\r\n\r\n".join(made.paragraphs)
    message: dict[str, bytes | Folder] = {
        "__properties_version1.0": properties(datetime(made.year, made.month, made.day, 12, tzinfo=UTC), top=top),
        **text_property(0x001A, "IPM.Note", wide=wide),
        **text_property(0x0037, made.title, wide=wide),
        **text_property(0x0C1A, "Harbour Board Press Office", wide=wide),
    }
    html = (
        "<html><head><meta charset='utf-8'></head><body>"
        + "".join(f"<p>{text}</p>" for text in made.paragraphs)
        + "</body></html>"
    )
    if seed % 4 == 0:
        message |= text_property(0x1000, plain, wide=wide)
    elif seed % 4 == 1:
        message |= {"__substg1.0_10130102": html.encode(), **text_property(0x1000, plain, wide=wide)}
    elif seed % 4 == 2:
        message |= text_property(0x1013, html)
    else:
        chance = random.Random(seed)
        body = "".join(f"{rtf_escaped(text, chance)}\\par\r\n" for text in made.paragraphs)
        message["__substg1.0_10090102"] = compressed_rtf.compress(
            f"{{\\rtf1\\ansi\\ansicpg1252 {body}}}".encode("ascii")
        )
    return message


def msg(made: Story, seed: int) -> bytes:
    return compound_file(outlook(made, seed))


def test_a_hundred_messages_of_outlook(tmp_path: Path) -> None:
    """Title, text and day of at least 95 of 100 are right."""
    wrong = wrong_ones(tmp_path, msg, "a.msg", dated=True)

    assert len(wrong) <= 5, (len(wrong), wrong[0])


@pytest.mark.parametrize("long_name", [True, False])
@pytest.mark.parametrize("as_html", [True, False])
def test_the_documents_that_an_outlook_message_covers(tmp_path: Path, as_html: bool, long_name: bool) -> None:
    """The covering letter is not an article; the day is that on which it was sent."""
    wrong = []
    for seed in range(25):
        made = story(seed)
        letter = "Dear all, our release is attached. Regards, Anna"
        note = {
            "__properties_version1.0": properties(datetime(made.year, made.month, made.day, 12, tzinfo=UTC)),
            **text_property(0x0037, "Press release"),
            **({"__substg1.0_10130102": f"<p>{letter}</p>".encode()} if as_html else text_property(0x1000, letter)),
        }
        attachment = {
            "__attach_version1.0_#00000000": {
                "__substg1.0_37010102": rtf(made, seed),
                **text_property(0x3707 if long_name else 0x3704, "release.rtf"),
                "__properties_version1.0": bytes(8),
            }
        }
        (found,) = read_bytes(tmp_path, compound_file({**note, **attachment}), "a.msg")
        article = clean(found, arrival="a:0", claimed_at=1) if isinstance(found, Record) else found
        if not (
            isinstance(article, Article)
            and (article.title, article.body) == (made.title, "\n\n".join(made.paragraphs))
            and article.published_at
            and article.published_at.date().isoformat() == made.iso
        ):
            wrong.append((seed, article))

    assert not wrong, wrong[0]


def test_an_outlook_report_is_no_article(tmp_path: Path) -> None:
    (found,) = read_bytes(
        tmp_path, compound_file({**outlook(story(4), 4), **text_property(0x001A, "REPORT.IPM.Note.NDR")}), "a.msg"
    )

    assert isinstance(found, Rejection)
    assert found.reason == "no_article"


def test_an_outlook_note_gives_the_message_attached_to_it(tmp_path: Path) -> None:
    """A message attached to a text does not replace it; one attached to a mere note is the article."""
    inner = {
        "__attach_version1.0_#00000000": {
            "__substg1.0_3701000D": outlook(story(4), 4, top=False),
            "__properties_version1.0": bytes(8),
        }
    }
    note = {
        "__properties_version1.0": properties(None),
        **text_property(0x0037, "FW"),
        **text_property(0x1000, "See below."),
    }

    (first,) = read_bytes(tmp_path, compound_file({**outlook(story(8), 8), **inner}), "a.msg")
    (second,) = read_bytes(tmp_path, compound_file({**note, **inner}), "b.msg")

    assert isinstance(first, Record)
    assert isinstance(second, Record)
    assert (story(8).title, story(4).title) == (first.given.title, second.given.title)


@pytest.mark.parametrize(
    ("folder", "reason", "words"),
    [
        ({"WordDocument": b"x"}, "unsupported_format", "save it as .docx"),
        ({"Workbook": b"x"}, "unsupported_format", "save the sheet as .csv"),
        ({"PowerPoint Document": b"x"}, "unsupported_format", ".ppt"),
        ({"EncryptedPackage": b"x"}, "encrypted", "password"),
        (
            {"__properties_version1.0": bytes(32), **text_property(0x001A, "IPM.Appointment")},
            "no_article",
            "appointment",
        ),
        ({"__properties_version1.0": bytes(32), **text_property(0x001A, "IPM.Note.SMIME")}, "encrypted", "encrypted"),
        ({"__properties_version1.0": bytes(32)}, "empty", "without text"),
    ],
)
def test_other_compound_files_are_refused_with_advice(tmp_path: Path, folder: Folder, reason: str, words: str) -> None:
    """Each says what it is and what to do."""
    (found,) = read_bytes(tmp_path, compound_file(folder), "a.doc")

    assert isinstance(found, Rejection)
    assert (reason, True) == (found.reason, words in found.detail)


# EPUB


def epub(stories: list[Story], *, missing: int | None = None, locked: str | None = None) -> bytes:
    """An issue with a cover, a list of contents, and a page for each story."""
    out = io.BytesIO()
    names = [f"text/story%20{n}.xhtml" for n in range(len(stories))]
    items = "".join(
        f'<item id="s{n}" href="{name}" media-type="application/xhtml+xml"/>' for n, name in enumerate(names)
    )
    spine = "".join(f'<itemref idref="s{n}"/>' for n in range(len(stories)))
    contents = "".join(
        f'<li><a href="{name}">{escape(made.title)}</a></li>' for name, made in zip(names, stories, strict=True)
    )
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("mimetype", "application/epub+zip")
        archive.writestr(
            "META-INF/container.xml",
            '<container><rootfiles><rootfile full-path="OPS/content.opf"/></rootfiles></container>',
        )
        if locked:
            archive.writestr("META-INF/encryption.xml", f'<encryption><CipherReference URI="{locked}"/></encryption>')
        archive.writestr(
            "OPS/content.opf",
            '<package xmlns:dc="http://purl.org/dc/elements/1.1/"><metadata><dc:title>The Mercury</dc:title><dc:language>en</dc:language>'
            "<dc:date>2025-03-04</dc:date><dc:creator>calibre</dc:creator></metadata><manifest>"
            '<item id="cover" href="cover.xhtml" media-type="application/xhtml+xml"/>'
            f'<item id="nav" href="nav.xhtml" properties="nav" media-type="application/xhtml+xml"/>{items}</manifest>'
            f'<spine><itemref idref="cover"/><itemref idref="nav"/>{spine}</spine></package>',
        )
        archive.writestr("OPS/cover.xhtml", "<html><body><h1>The Mercury</h1></body></html>")
        archive.writestr("OPS/nav.xhtml", f"<html><body><nav><ol>{contents}</ol></nav></body></html>")
        for n, made in enumerate(stories):
            if n != missing:
                archive.writestr(
                    f"OPS/text/story {n}.xhtml",
                    page(made).replace(f"<title>{made.title}</title>", "<title>The Mercury</title>"),
                )
    return out.getvalue()


def test_a_hundred_articles_of_an_epub(tmp_path: Path) -> None:
    """Titles from the list of contents, the issue's name and day for each; cover and contents are counted by kind."""
    path = tmp_path / "a.epub"
    path.write_bytes(epub([story(n) for n in range(100)]))
    left_out: Counter[str] = Counter()

    found = list(read(path, name="a.epub", given=Given(), left_out=left_out))

    articles = [clean(item, arrival="a:0", claimed_at=1) for item in found if isinstance(item, Record)]
    right = [
        isinstance(article, Article)
        and (article.title, article.source, article.language) == (made.title, "The Mercury", "en")
        and article.body.split("\n\n") == list(made.paragraphs)
        and article.published_at is not None
        and article.published_at.date().isoformat() == "2025-03-04"
        for article, made in zip(articles, (story(n) for n in range(100)), strict=True)
    ]
    assert sum(right) >= 95, articles[right.index(False)]
    assert {"list of contents": 1, "page without text": 1} == left_out


def test_an_article_that_calibre_fetched_has_its_address(tmp_path: Path) -> None:
    """Each is the index of a folder of its own, with its address below the text."""
    made = story(1)
    foot = '<div>This article was downloaded by <strong>calibre</strong> from <a href="https://a.example.test/1">it</a></div>'
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(epub([made]))) as old, zipfile.ZipFile(out, "w") as new:
        for info in old.infolist():
            name = info.filename.replace("text/story 0.xhtml", "feed_0/article_0/index.xhtml")
            data = old.read(info).replace(b"text/story%200.xhtml", b"feed_0/article_0/index.xhtml")
            new.writestr(name, data.replace(b"</body>", foot.encode() + b"</body>"))

    (found,) = read_bytes(tmp_path, out.getvalue(), "a.epub")

    assert isinstance(found, Record)
    assert (found.given.title, found.given.url) == (made.title, "https://a.example.test/1")


@pytest.mark.parametrize("place", [0, 2, 4])
def test_a_missing_page_of_an_epub_costs_itself_alone(tmp_path: Path, place: int) -> None:
    """As many articles and rejections as the spine has stories."""
    found = read_bytes(tmp_path, epub([story(n) for n in range(5)], missing=place), "a.epub")

    assert [n for n, item in enumerate(found) if isinstance(item, Rejection)] == [place]
    assert len(found) == 5


def _stored_late(data: bytes) -> bytes:
    """A zip whose known parts come after a large picture, in another order."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w") as new:
        new.writestr("thumbnail.jpeg", random.Random(1).randbytes(90_000))
        for info in reversed(old.infolist()):
            new.writestr(info.filename, old.read(info))
    return out.getvalue()


def test_a_document_whose_parts_are_not_at_its_beginning(tmp_path: Path) -> None:
    """Its name tells; it is not read member by member."""
    (found,) = read_bytes(tmp_path, _stored_late(odt(story(1), 1)), "a.odt")

    assert isinstance(found, Record)
    assert found.given.title == story(1).title


def test_rtf_after_a_byte_order_mark(tmp_path: Path) -> None:
    (found,) = read_bytes(tmp_path, b"\xef\xbb\xbf" + rtf(story(1), 0), "a.rtf")

    assert isinstance(found, Record)
    assert found.given.title == story(1).title


@pytest.mark.parametrize(("locked", "expected"), [("OPS/text/story 0.xhtml", "encrypted"), ("OPS/fonts/a.otf", None)])
def test_an_epub_that_is_locked_says_so(tmp_path: Path, locked: str, expected: str | None) -> None:
    """Fonts alone may be."""
    found = read_bytes(tmp_path, epub([story(1)], locked=locked), "a.epub")

    assert [expected] == [item.reason if isinstance(item, Rejection) else None for item in found]


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"\xffWPC\x10\x00\x00\x00", "WordPerfect"),
        (b"!BDNabcd", "mbox"),
        (b"AT&TFORM\x00\x00", "DjVu"),
        (bytes(60) + b"BOOKMOBI" + bytes(20), "EPUB"),
        (b"%!PS-Adobe-3.0\n", "PDF"),
    ],
)
def test_others_are_refused_with_advice(tmp_path: Path, data: bytes, words: str) -> None:
    """What cannot be read says what to send instead."""
    (found,) = read_bytes(tmp_path, data, "a.bin")

    assert isinstance(found, Rejection)
    assert (found.reason, True) == ("unsupported_format", words in found.detail)
