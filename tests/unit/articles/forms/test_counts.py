"""No record is lost in silence: articles and rejections are as many as a naive counter finds.

The counters share no code with the readers: they look for the mark by which a record begins.
"""

from __future__ import annotations

import csv
import io
import json
import re
import zipfile
from collections.abc import Callable
from itertools import product
from pathlib import Path

import pytest

from articles.article import Given, Record, Rejection
from articles.forms import read
from articles.forms.form import Form
from articles.forms.registry import FORMS

SAMPLES = Path(__file__).parents[3] / "samples"


def count_lines(data: bytes) -> int:
    return sum(bool(line.strip()) for line in data.split(b"\n"))


def count_rows(data: bytes) -> int:
    first = data.split(b"\n", 1)[0]
    delimiter = next(mark for mark in "\t;," if mark.encode() in first)
    return sum(any(row) for row in csv.reader(io.StringIO(data.decode()), delimiter=delimiter)) - 1


def count(pattern: bytes) -> Callable[[bytes], int]:
    return lambda data: len(re.findall(pattern, data, re.M))


#: Sample → what its records begin with.
COUNTERS: dict[str, Callable[[bytes], int]] = {
    "answer.json": count(rb'"headline"|"title"'),
    "list.json": lambda data: len(json.loads(data)),
    "articles.jsonl": count_lines,
    "articles.csv": count_rows,
    "articles.tsv": count_rows,
    "feed.rss": count(rb"<item[ >]"),
    "feed.atom": count(rb"<entry[ >]"),
    "items.newsml": count(rb'qcode="ninat:text"'),
    "desk.mbox": count(rb"^From "),
    "broken/cut-list.json": count(rb'"title"'),
    "broken/cut.rss": count(rb"<item[ >]"),
    "broken/cut.atom": count(rb"<entry[ >]"),
    "broken/mixed.jsonl": count_lines,
    "broken/mixed.mbox": count(rb"^From "),
}


def number_of(data: bytes, name: str, tmp_path: Path) -> int:
    path = tmp_path / "file"
    path.write_bytes(data)
    return len(list(read(path, name=name, given=Given())))


@pytest.mark.parametrize("name", COUNTERS)
def test_samples(name: str, tmp_path: Path) -> None:
    """Every sample that holds many, sound or broken."""
    data = (SAMPLES / name).read_bytes()

    assert COUNTERS[name](data) == number_of(data, Path(name).name, tmp_path)


BODY = "The ferry board agreed to lengthen its pier by eighty metres, so that the new boats can land at low water. "


def json_item(number: int, broken: bool) -> str:
    text = json.dumps({"title": f"Story {number}", "text": BODY * 2})
    return text.replace('"text": "', '"text": "" ', 1) if broken else text


def feed_item(number: int, broken: bool) -> str:
    title = "<title>Story" if broken else f"<title>Story {number}</title>"
    return f"<item>{title}<description>{BODY}</description><guid>urn:x:{number}</guid></item>"


def table_row(number: int, broken: bool) -> str:
    return f"*** {number}" if broken else f"Story {number},2025-03-04,{BODY.replace(',', '')}"


def message(number: int, broken: bool) -> str:
    head = "" if broken else f"From: Desk <d@x.example.test>\nSubject: Story {number}\n"
    return f"From d@x.example.test Tue Mar  4 08:30:00 2025\n{head}\n{BODY}\n"


def news_item(number: int, broken: bool) -> str:
    content = "" if broken else f"<inlineData contenttype='text/plain'>{BODY}</inlineData>"
    return (
        f"<newsItem guid='urn:x:{number}'><itemMeta><itemClass qcode='ninat:text'/></itemMeta>"
        f"<contentMeta><headline>Story</headline></contentMeta><contentSet>{content}</contentSet></newsItem>"
    )


def entry(number: int, broken: bool) -> str:
    title = "<title>Story" if broken else f"<title>Story {number}</title>"
    return f"<entry><id>urn:x:{number}</id>{title}<content>{BODY}</content></entry>"


def old_news_item(number: int, broken: bool) -> str:
    content = "" if broken else f"<ContentItem><DataContent><p>{BODY}</p></DataContent></ContentItem>"
    return (
        f"<NewsItem><Identification><NewsIdentifier><ProviderId>x.test</ProviderId><NewsItemId>{number}</NewsItemId>"
        f"</NewsIdentifier></Identification><NewsComponent><NewsLines><HeadLine>Story</HeadLine></NewsLines>{content}"
        "</NewsComponent></NewsItem>"
    )


def agency_item(number: int, broken: bool) -> str:
    content = "" if broken else f"<Content>{BODY}</Content>"
    return f"<NewsItem><Headline>Story {number}</Headline><DateTime>2025-03-04T08:30:00Z</DateTime>{content}</NewsItem>"


def anpa_story(number: int, broken: bool) -> str:
    text = "" if broken else f"   OSLO (AP) _ {BODY}\n"
    head = f"a{number:04}\nr i BC-NOR--Pier     03-04 0112\n"
    return f"\x16\x16\x01{head}\x02" + ("" if broken else f"^Story {number}<\n") + f"{text}\x03\n"


def old_message(number: int, broken: bool) -> str:
    text = "" if broken else f"Story {number}\n\nOslo (dpa) - {BODY}\n"
    return f"\x01bdt{number:04} 4 pl 112  dpa {number:04}\n\n{text}\x03\n"


def document(number: int, broken: bool) -> str:
    text = "" if broken else f"<TEXT>\n{BODY}\n</TEXT>"
    return f"<DOC>\n<DOCNO> AP-{number} </DOCNO>\n<HEAD>Story {number}</HEAD>\n{text}\n</DOC>\n"


def exported(number: int, broken: bool) -> str:
    text = "" if broken else BODY
    return (
        f"\n{number + 1} of 5 DOCUMENTS\n\nThe Mercury\n\nMarch 4, 2025\n\nStory {number}\n\nLENGTH: 40 words\n\n"
        f"{text}\n\n"
        "LOAD-DATE: March 4, 2025\n"
    )


def in_digest(number: int, broken: bool) -> str:
    return f"--d\n\nFrom: a@b.test\nSubject: Story {number}\n\n{'' if broken else BODY}\n\n"


#: Forms that hold many → what made file here is of them, or which other tests count what they hold.
COUNTED = {
    "json": "a.json", "jsonl": "a.jsonl", "csv": "a.csv", "rss": "a.rss", "mbox": "a.mbox", "newsml-g2": "a.newsml",
    "newsml-1": "old.newsml", "agency-xml": "agency.xml", "anpa": "wire.anpa", "iptc7901": "wire.txt", "sgml": "a.sgml",
    "export": "nexis.txt", "export-page": "nexis.html", "eml": "digest.eml",
    "warc": "test_warc", "arc": "test_warc", "epub": "test_press_documents", "zip": "test_members_of_archives",
    "tar": "test_members_of_archives", "wacz": "shapes/test_no_article",
}  # fmt: skip


#: File name → how a record is written, how they are put together, what a record begins with.
MADE: dict[str, tuple[Callable[[int, bool], str], Callable[[list[str]], str], bytes]] = {
    "a.json": (json_item, lambda items: "[" + ",\n".join(items) + "]", rb'"title"'),
    "b.json": (json_item, lambda items: '{"articles": [' + ", ".join(items) + "]}", rb'"title"'),
    "c.json": (json_item, lambda items: "\n".join(items), rb'"title"'),
    "d.json": (json_item, lambda items: "".join(f"\x1e{item}\n" for item in items), rb"\x1e"),
    "a.jsonl": (json_item, lambda items: "\n".join(items) + "\n", rb"^\{"),
    "a.csv": (table_row, lambda items: "title,date,text\n" + "\n".join(items) + "\n", rb"^(?:Story|\*)"),
    "a.rss": (
        feed_item,
        lambda items: "<rss version='2.0'><channel><title>M</title>" + "".join(items) + "</channel></rss>",
        rb"<item>",
    ),
    "a.mbox": (message, "\n".join, rb"^From d"),
    "a.newsml": (
        news_item,
        lambda items: (
            "<newsMessage xmlns='http://iptc.org/std/nar/2006-10-01/'><itemSet>"
            + "".join(items)
            + "</itemSet></newsMessage>"
        ),
        rb"<newsItem ",
    ),
}


MADE |= {
    "a.atom": (
        entry,
        lambda items: f"<feed xmlns='http://www.w3.org/2005/Atom'><title>M</title>{''.join(items)}</feed>",
        rb"<entry>",
    ),
    "old.newsml": (old_news_item, lambda items: f"<NewsML>{''.join(items)}</NewsML>", rb"<NewsItem>"),
    "agency.xml": (agency_item, lambda items: f"<RBNews>{''.join(items)}</RBNews>", rb"<NewsItem>"),
    "wire.anpa": (anpa_story, "".join, rb"\x16\x01a\d"),
    "wire.txt": (old_message, "".join, rb"\x01bdt"),
    "a.sgml": (document, "".join, rb"<DOC>"),
    "nexis.txt": (exported, "".join, rb"of 5 DOCUMENTS"),
    "nexis.html": (
        exported,
        lambda items: (
            "<html><body>" + "".join(f"<p>{line}</p>" for line in "".join(items).split("\n\n")) + "</body></html>"
        ),
        rb"of 5 DOCUMENTS",
    ),
    "digest.eml": (
        in_digest,
        lambda items: (
            "From: l@b.test\nSubject: Digest\nMIME-Version: 1.0\nContent-Type: multipart/digest; boundary=d\n\n"
            + "".join(items) + "--d--\n"
        ),
        rb"Subject: Story",
    ),
}  # fmt: skip


def test_each_form_that_holds_many_is_counted() -> None:
    one = Form(name="", recognise=lambda _: False, read=lambda _: iter(()))
    many = {form.name for form in FORMS if form.many is not one.many}

    assert set(COUNTED) == many
    assert {name for name in COUNTED.values() if "test_" not in name} <= set(MADE)


#: Numbers of the records that are broken.
BROKEN = ((), (0,), (2,), (4,), (0, 4), (1, 2), (0, 1, 2, 3, 4))
#: An agency's file without any text is XML of a kind that is not read.
UNREAD = ("agency.xml", (0, 1, 2, 3, 4))


@pytest.mark.parametrize(("name", "places"), [case for case in product(MADE, BROKEN) if case != UNREAD])
def test_made_files(name: str, places: tuple[int, ...], tmp_path: Path) -> None:
    """None broken; one first, in the middle, last; two; all."""
    write, together, mark = MADE[name]
    data = together([write(number, number in places) for number in range(5)]).encode()

    assert 5 == count(mark)(data) == number_of(data, name, tmp_path)


@pytest.mark.parametrize("name", ["a.json", "a.jsonl", "a.rss"])
def test_members_of_archives(name: str, tmp_path: Path) -> None:
    """What is in a file in an archive counts as it does outside."""
    write, together, mark = MADE[name]
    data = together([write(number, number == 2) for number in range(5)]).encode()
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr(f"one/{name}", data)
        archive.writestr(f"two/{name}", data)

    assert 10 == 2 * count(mark)(data) == number_of(target.getvalue(), "a.zip", tmp_path)


@pytest.mark.parametrize("method", [zipfile.ZIP_DEFLATED, zipfile.ZIP_STORED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
@pytest.mark.parametrize("place", [0, 2, 4])
def test_a_damaged_member_costs_itself_alone(place: int, method: int, tmp_path: Path) -> None:
    """Its sum is wrong, or it cannot be unpacked: what follows in the archive is read."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", method) as archive:
        for number in range(5):
            archive.writestr(f"{number}.json", json_item(number, False))
    data = bytearray(target.getvalue())
    start = data.index(f"{place}.json".encode()) + 30
    data[start : start + 12] = b"\xff" * 12
    path = tmp_path / "a.zip"
    path.write_bytes(data)

    found = list(read(path, name="a.zip", given=Given()))

    assert [isinstance(item, Rejection) for item in found] == [number == place for number in range(5)]


JAPANESE = "漁港の理事会は火曜日、北の桟橋を八十メートル延ばすことで合意した。工事は九月に始まる。"
RUSSIAN = "Совет порта договорился во вторник удлинить северный пирс на восемьдесят метров. Работы начнутся осенью. "
POLISH = "Rada portu zgodziła się we wtorek wydłużyć północne molo o osiemdziesiąt metrów. Prace zaczną się jesienią. "


@pytest.mark.parametrize(
    ("encoding", "text"),
    [
        ("iso-2022-jp", JAPANESE),
        ("shift_jis", JAPANESE),
        ("euc-jp", JAPANESE),
        ("utf-16", RUSSIAN),
        ("cp1251", RUSSIAN),
        ("koi8-r", RUSSIAN),
        ("iso-8859-2", POLISH),
    ],
)
def test_members_in_other_encodings(encoding: str, text: str, tmp_path: Path) -> None:
    """A member of an archive is decoded as a file is."""
    data = (text * 3).encode(encoding)
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr("a.txt", data)
    plain, packed = tmp_path / "plain", tmp_path / "packed"
    plain.write_bytes(data)
    packed.write_bytes(target.getvalue())

    (outside,) = read(plain, name="a.txt", given=Given())
    (inside,) = read(packed, name="a.zip", given=Given())

    assert isinstance(outside, Record)
    assert isinstance(inside, Record)
    assert outside.content == inside.content
