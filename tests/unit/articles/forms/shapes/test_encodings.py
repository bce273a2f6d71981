# ruff: noqa: E501
"""Text in the encodings of old pages, mails and archives is read, declared or not."""

from __future__ import annotations

import io
import json
import unicodedata
import zipfile
from base64 import b64encode
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from articles.article import Article
from articles.forms.decoding import decode, encoding_of

#: language → a title and two paragraphs.
TEXTS: dict[str, list[str]] = json.loads(Path(__file__).with_name("texts.json").read_text(encoding="utf-8"))
#: language → encodings without a declaration
UNDECLARED = {
    "pl": ("cp1250", "iso-8859-2", "cp852"),
    "cs": ("cp1250", "iso-8859-2", "cp852"),
    "hu": ("cp1250", "iso-8859-2", "cp852"),
    "ro": ("cp1250", "iso-8859-2", "cp852"),
    "de": ("cp1252", "cp850", "cp437", "mac_roman"),
    "fr": ("cp1252", "mac_roman"),
    "es": ("cp1252", "cp850", "cp437", "mac_roman"),
    "sv": ("cp1252", "cp850", "cp437"),
    "da": ("cp1252", "cp850"),
    "tr": ("cp1254", "cp857"),
    "lt": ("cp1257", "iso-8859-13", "iso-8859-4", "cp775"),
    "ru": ("cp1251", "koi8-r", "iso-8859-5", "cp866", "mac_cyrillic"),
    "uk": ("cp1251", "koi8-u", "iso-8859-5"),
    "el": ("cp1253", "iso-8859-7", "cp737"),
    "ja": ("shift_jis", "euc_jp"),
    "zh": ("gb18030",),
    "ko": ("euc_kr",),
}
SEVEN_BITS = {
    "ja": ("iso2022_jp", "iso2022_jp_2", "iso2022_jp_ext", "utf_7"),
    "ko": ("iso2022_kr", "utf_7"),
    "zh": ("hz", "utf_7"),
    "pl": ("utf_7",),
    "ru": ("utf_7",),
    "fr": ("utf_7",),
}
LABELS = {"iso2022_jp": "ISO-2022-JP", "iso2022_jp_2": "iso-2022-jp-2", "iso2022_jp_ext": "csISO2022JP",
          "iso2022_kr": "iso-2022-kr", "hz": "HZ-GB-2312", "utf_7": "UTF-7"}  # fmt: skip


def page(language: str, encoding: str, label: str | None) -> bytes:
    title, first, second = TEXTS[language]
    meta = f'<meta charset="{label}">' if label else ""
    return (
        f'<!DOCTYPE html><html lang="{language}"><head>{meta}<title>{title}</title></head><body><article>'
        f"<h1>{title}</h1><p>{first}</p><p>{second}</p></article></body></html>"
    ).encode(encoding)


def dated_page(language: str, encoding: str, label: str | None) -> bytes:
    title, first, second = TEXTS[language]
    return (
        f'<html lang="{language}"><head><meta http-equiv="Content-Type" content="text/html; charset={label}">'
        f'<meta name="author" content="Nora Feld"><meta property="article:published_time" content="2025-03-04T08:30:00+09:00">'
        f"<title>{title}</title></head><body><h1>{title}</h1><p>{first}</p><p>{second}</p></body></html>"
    ).encode(encoding)


def mail(language: str, encoding: str, label: str | None) -> bytes:
    title, first, second = TEXTS[language]
    subject = f"=?utf-8?b?{b64encode(title.encode()).decode()}?="
    return (
        f"From: desk@port.test\nSubject: {subject}\nDate: Tue, 04 Mar 2025 08:30:00 +0900\nMIME-Version: 1.0\n"
        f"Content-Type: text/plain; charset={label}\nContent-Transfer-Encoding: 7bit\n\n"
    ).encode() + f"{first}\n\n{second}\n".encode(encoding)


def feed(language: str, encoding: str, label: str | None) -> bytes:
    title, first, second = TEXTS[language]
    return (
        f'<?xml version="1.0" encoding="{label}"?><rss version="2.0"><channel><title>M</title><item>'
        f"<title>{title}</title><description>&lt;p&gt;{first}&lt;/p&gt;&lt;p&gt;{second}&lt;/p&gt;</description></item></channel></rss>"
    ).encode(encoding)


def table(language: str, encoding: str, label: str | None) -> bytes:
    title, first, second = TEXTS[language]
    return f"title\ttext\n{title}\t{first} {second}\n".encode(encoding)


def lines(language: str, encoding: str, label: str | None) -> bytes:
    title, first, second = TEXTS[language]
    return (json.dumps({"title": title, "text": f"{first} {second}"}, ensure_ascii=False) + "\n").encode(encoding)


def web_archive(language: str, encoding: str, label: str | None) -> bytes:
    block = f"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset={label}\r\n\r\n".encode() + page(
        language, encoding, None
    )
    head = (
        f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: https://a.test/\r\nContent-Length: {len(block)}\r\n\r\n"
    )
    return head.encode() + block + b"\r\n\r\n"


def saved_page(language: str, encoding: str, label: str | None) -> bytes:
    head = (
        "From: <Saved by Blink>\nSnapshot-Content-Location: https://a.test/\nMIME-Version: 1.0\n"
        f"Content-Type: text/html; charset={label}\nContent-Transfer-Encoding: base64\n\n"
    )
    return head.encode() + b64encode(page(language, encoding, None)) + b"\n"


def archive(language: str, encoding: str, label: str | None) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as file:
        file.writestr("story.html", dated_page(language, encoding, label))
    return packed.getvalue()


def web_archive_of_old(language: str, encoding: str, label: str | None) -> bytes:
    block = f"HTTP/1.0 200 OK\nContent-Type: text/html; charset={label}\n\n".encode()
    block += dated_page(language, encoding, label)
    version = b"1 0 Old\nURL IP-address Archive-date Content-type Archive-length\n"
    head = f"filedesc://a.arc 0.0.0.0 20250304083000 text/plain {len(version)}\n".encode() + version
    return head + f"\nhttps://a.test/ 192.0.2.1 20250304083000 text/html {len(block)}\n".encode() + block + b"\n"


def mailbox(language: str, encoding: str, label: str | None) -> bytes:
    return b"From desk@port.test Tue Mar  4 08:30:00 2025\n" + mail(language, encoding, label)


def is_right(found: list[Any], language: str) -> bool:
    title, first, second = TEXTS[language]
    if len(found) != 1 or not isinstance(found[0], Article):
        return False
    body = unicodedata.normalize("NFC", " ".join(found[0].body.split()))
    return first in body and second in body and found[0].title == title


SEVEN = [(language, encoding) for language, encodings in SEVEN_BITS.items() for encoding in encodings]
UNDECLARED_PAIRS = [(name, encoding) for name, encodings in UNDECLARED.items() for encoding in encodings]
CARRIERS: dict[str, Callable[[str, str, str | None], bytes]] = {
    "a.html": page,
    "a.eml": mail,
    "a.tsv": table,
    "a.jsonl": lines,
    "a.warc": web_archive,
    "a.mhtml": saved_page,
    "dated.html": dated_page,
    "a.zip": archive,
    "a.arc": web_archive_of_old,
    "a.mbox": mailbox,
}
#: What the carriers say of the moment and of the authors.
MOMENT = datetime(2025, 3, 3, 23, 30, tzinfo=UTC)
DATED = {"dated.html", "a.zip", "a.arc", "a.eml", "a.mbox"}
SIGNED = {"dated.html", "a.zip", "a.arc"}


@pytest.mark.parametrize("name", CARRIERS)
@pytest.mark.parametrize(("language", "encoding"), SEVEN)
def test_encodings_of_seven_bits(language: str, encoding: str, name: str, outcome: Any) -> None:
    found = outcome(name, CARRIERS[name](language, encoding, LABELS[encoding]))

    assert is_right(found, language), found
    if name in DATED:
        assert found[0].published_at == MOMENT
    if name in SIGNED:
        assert found[0].authors == ("Nora Feld",)


@pytest.mark.parametrize(("language", "encoding"), [pair for pair in SEVEN if pair[1] != "utf_7"])
def test_feeds_in_encodings_of_seven_bits(language: str, encoding: str, outcome: Any) -> None:
    assert is_right(outcome("a.rss", feed(language, encoding, LABELS[encoding])), language)


@pytest.mark.parametrize(("language", "encoding"), SEVEN)
def test_plain_text_of_seven_bits_needs_no_declaration(language: str, encoding: str) -> None:
    text = "\n\n".join(TEXTS[language])

    assert decode(text.encode(encoding)) == text


@pytest.mark.parametrize(("language", "encoding"), UNDECLARED_PAIRS)
def test_pages_without_a_declaration(language: str, encoding: str, outcome: Any) -> None:
    assert is_right(outcome("a.html", page(language, encoding, None)), language)


@pytest.mark.parametrize(("language", "encoding"), UNDECLARED_PAIRS)
def test_plain_text_without_a_declaration(language: str, encoding: str) -> None:
    text = "\n\n".join(TEXTS[language])

    assert decode(text.encode(encoding)) == text


@pytest.mark.parametrize(("language", "encoding"), UNDECLARED_PAIRS)
def test_feeds_that_declare_a_language_and_no_encoding(language: str, encoding: str, outcome: Any) -> None:
    """XML without a declaration ought to be UTF-8; old programs did not know."""
    data = feed(language, encoding, "")
    _, _, rest = data.partition(b"?>")
    about = f"<channel><language>{language}</language>".encode()

    assert is_right(outcome("a.rss", rest.replace(b"<channel>", about)), language)


@pytest.mark.parametrize(
    "text",
    [b"a+b-c", b"C++ and 1+1=2", b"x ~{a} y", b"+1-555-0100 call +44-20-7946", b"\x1b[31mred\x1b[0m", b"~{~} ~{ab"],
)
def test_ascii_is_not_taken_for_an_encoding_of_seven_bits(text: bytes) -> None:
    assert decode(text) == text.decode()
    assert encoding_of(text) == "utf-8"


def test_japanese_with_the_additions_of_vendors() -> None:
    circled = bytes(byte & 0x7F for byte in "会議①は㈱です".encode("euc_jis_2004"))

    text = decode(b"Agenda \x1b$B" + circled + b"\x1b(B ends", declared="iso-2022-jp")

    assert text == "Agenda 会議①は㈱です ends"


def test_chinese_in_iso_2022_cn() -> None:
    seven = bytes(byte & 0x7F for byte in "港口理事会".encode("gb2312"))

    assert decode(b"\x1b$)A\x0e" + seven + b"\x0f Pier", declared="ISO-2022-CN") == "港口理事会 Pier"


@pytest.mark.parametrize(
    ("label", "encoding", "language"),
    [("x-sjis", "cp932", "ja"), ("gb2312", "gb18030", "zh"), ("ks_c_5601-1987", "cp949", "ko"),
     ("windows-874", "cp874", "th"), ("x-cp1250", "cp1250", "pl"), ("x-mac-ce", "mac_latin2", "cs"),
     ("macintosh", "mac_roman", "fr"), ("cp852", "cp852", "hu"), ("ibm850", "cp850", "de")],
)  # fmt: skip
def test_names_of_encodings_on_the_web(label: str, encoding: str, language: str) -> None:
    text = TEXTS[language][1] if language in TEXTS else "ท่าเรือจะขยายสะพานด้านเหนือออกไปอีกแปดสิบเมตร"

    assert decode(text.encode(encoding), declared=label) == text


def test_one_character_that_was_cut_costs_itself_alone() -> None:
    text = TEXTS["ja"][1] * 3
    data = text.encode("euc_jp")[:-1]

    assert (decode(data, declared="euc-jp") or "").startswith(text[:-1])


def test_a_subject_in_japanese_without_encoded_words(outcome: Any) -> None:
    title, first, second = TEXTS["ja"]
    message = (
        f"From: a@b.test\nSubject: {title}\nContent-Type: text/plain; charset=iso-2022-jp\n\n{first}\n\n{second}\n"
    )

    (article,) = outcome("a.eml", message.encode("iso2022_jp"))

    assert article.title == title


def test_a_subject_with_the_additions_of_vendors(outcome: Any) -> None:
    seven = b"\x1b$B" + bytes(byte & 0x7F for byte in "会議①".encode("euc_jis_2004")) + b"\x1b(B"
    head = (
        f"From: a@b.test\nSubject: =?iso-2022-jp?b?{b64encode(seven).decode()}?=\nDate: x\nContent-Type: text/plain\n\n"
    )

    (article,) = outcome("a.eml", head.encode() + "\n\n".join(TEXTS["ja"][1:]).encode())

    assert article.title == "会議①"


#: language → its encodings, and what programs declare in their place
WRONG = {
    "ru": (("cp1251", "koi8-r", "cp866"), ("iso-8859-1", "us-ascii", "windows-1252", "windows-1251", "koi8-r", "iso-8859-5")),
    "uk": (("cp1251", "koi8-u"), ("iso-8859-1", "us-ascii", "windows-1251", "koi8-r")),
    "el": (("cp1253", "iso-8859-7"), ("iso-8859-1", "us-ascii")),
    "pl": (("cp1250", "iso-8859-2"), ("iso-8859-1", "us-ascii")),
    "cs": (("cp1250", "iso-8859-2"), ("iso-8859-1", "us-ascii")),
    "hu": (("cp1250", "iso-8859-2"), ("iso-8859-1", "us-ascii")),
    "tr": (("cp1254",), ("iso-8859-1", "us-ascii")),
    "lt": (("cp1257",), ("iso-8859-1", "us-ascii")),
    "ja": (("cp932", "euc_jp"), ("iso-8859-1", "us-ascii")),
    "zh": (("gb18030",), ("iso-8859-1", "us-ascii")),
    "ko": (("cp949",), ("iso-8859-1", "us-ascii")),
    "de": (("cp850", "cp437", "mac_roman", "utf-8"), ("iso-8859-1", "us-ascii")),
    "fr": (("mac_roman", "utf-8"), ("iso-8859-1", "us-ascii")),
}  # fmt: skip
WRONGLY = [
    (language, encoding, label)
    for language, (encodings, labels) in WRONG.items()
    for encoding in encodings
    for label in labels
]


@pytest.mark.parametrize(("language", "encoding", "label"), WRONGLY)
def test_pages_with_a_wrong_declaration(language: str, encoding: str, label: str, outcome: Any) -> None:
    assert is_right(outcome("a.html", page(language, encoding, label)), language)


#: Languages and encodings that the table of letters does not have, or of few letters beyond ASCII.
RIGHT = [
    (
        "Sadama nõukogu otsustas teisipäeval pikendada põhjakaid kaheksakümne meetri võrra, ütles esimees.",
        "iso-8859-15",
    ),
    (
        "Hafnarstjórnin ákvað á þriðjudag að lengja norðurbryggjuna um áttatíu metra svo að bátar leggist að.",
        "iso-8859-1",
    ),
    (
        "O conselho decidiu na terça-feira prolongar o cais. As obras começam em setembro e durarão onze meses.",
        "iso-8859-1",
    ),
    (
        "Këshilli i portit vendosi të martën të zgjasë molin verior me tetëdhjetë metra. Çmimi është i lartë.",
        "windows-1252",
    ),
    (
        "De voorzitster, die één jaar geleden coördinator werd, zei dat de zeeën ruw zijn; de financiële reserve is op.",
        "latin1",
    ),
    (
        "Рада порта ва ўторак вырашыла падоўжыць паўночны прычал на восемдзесят метраў, каб маглі прыставаць.",
        "windows-1251",
    ),
    (
        "Съветът реши във вторник да удължи северния кей с осемдесет метра, за да могат лодките да акостират.",
        "iso-8859-5",
    ),
    (
        "The café’s owner said that “the pier” would cost £3m — €3.4m — and that it was 12 m² larger, at 20°.",
        "windows-1252",
    ),
]


@pytest.mark.parametrize("length", [40, 70, 200])
@pytest.mark.parametrize(("text", "label"), RIGHT)
def test_a_right_declaration_is_believed(text: str, label: str, length: int) -> None:
    text = text[:length]

    assert decode(text.encode("cp1252" if label == "latin1" else label), declared=label) == text


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("language", TEXTS)
def test_utf_16_without_a_mark(language: str, encoding: str, outcome: Any) -> None:
    """Of whatever script: only blanks and line ends have a NUL in it."""
    text = "\n\n".join(TEXTS[language])

    assert decode(text.encode(encoding)) == text
    assert is_right(outcome("a.html", page(language, encoding, None)), language)


@pytest.mark.parametrize(
    ("language", "encoding", "label"),
    [("ru", "utf-8", "windows-1251"), ("de", "utf-8", "iso-8859-1"), ("pl", "cp1250", "iso-8859-1"), ("fr", "cp1252", "ansi"),
     ("ru", "cp1251", "utf-8"), ("de", "cp1252", "us-ascii"), ("zh", "gb18030", "gb2312"), ("ja", "cp932", "x-sjis"),
     ("ru", "koi8-r", "windows-1251"), ("de", "utf-8", "x-unknown")],
)  # fmt: skip
def test_feeds_with_a_wrong_declaration(language: str, encoding: str, label: str, outcome: Any) -> None:
    assert is_right(outcome("a.rss", feed(language, encoding, label)), language)
