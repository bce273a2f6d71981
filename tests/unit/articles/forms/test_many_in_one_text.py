# ruff: noqa: E501
"""Files of many stories that look like one text: collections in SGML and exports of press databases."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Callable, Iterable
from html import escape
from pathlib import Path

import pytest

from articles.article import Article, Given, Record, Rejection
from articles.cleaning import clean
from articles.forms import read
from tests.unit.articles.forms.made import Story, story

NUMBERS = range(100)


def wrapped(text: str, *, indent: str = "", width: int = 68) -> str:
    """A paragraph broken at a width."""
    return textwrap.fill(text, width=width, initial_indent=indent, break_on_hyphens=False, break_long_words=False)


def wrapped_all(made: Story, indent: str = "", between: str = "\n\n") -> str:
    """All paragraphs of a story."""
    return between.join(wrapped(text, indent=indent) for text in made.paragraphs)


# SGML


def gigaword(n: int, made: Story) -> str:
    text = "\n".join(f"<P>\n{wrapped(paragraph)}\n</P>" for paragraph in made.paragraphs)
    return (
        f'<DOC id="APW_ENG_{made.iso.replace("-", "")}.{n:04}" type="story" >\n<HEADLINE>\n{made.title}\n</HEADLINE>\n'
        f"<DATELINE>\n{made.town.upper()}, {made.month_name} {made.day} (AP)\n</DATELINE>\n<TEXT>\n{text}\n</TEXT>\n</DOC>\n"
    )


def reuters(n: int, made: Story) -> str:
    text = wrapped_all(made, "    ", "\n").replace("<", "&lt;").replace("&", "&amp;")
    return (
        f'<REUTERS TOPICS="YES" LEWISSPLIT="TRAIN" NEWID="{n}">\n'
        f"<DATE>{made.day:2}-{made.month_name[:3].upper()}-{made.year} 15:01:01.79</DATE>\n"
        "<TOPICS><D>ship</D><D>wheat</D></TOPICS>\n<PLACES><D>norway</D></PLACES>\n<UNKNOWN>\n&#5;&#5;C T\n</UNKNOWN>\n"
        f"<TEXT>&#2;\n<TITLE>{made.title}</TITLE>\n<AUTHOR>    by {made.author}, Reuters</AUTHOR>\n"
        f"<DATELINE>    {made.town.upper()}, {made.month_name[:3]} {made.day} - </DATELINE><BODY>{text.lstrip()}\n"
        " Reuter\n&#3;</BODY></TEXT>\n</REUTERS>\n"
    )


def trec_ap(n: int, made: Story) -> str:
    day = made.iso.replace("-", "")[2:]
    return (
        f"<DOC>\n<DOCNO> AP{day}-{n:04} </DOCNO>\n<FILEID>AP-NR-02-12-88 2344EST</FILEID>\n"
        f"<FIRST>u i AM-Vietnam-Amnesty   02-12 0398</FIRST>\n<SECOND>AM-Vietnam-Amnesty,0411</SECOND>\n"
        f"<HEAD>{made.title}</HEAD>\n<BYLINE>By {made.author}</BYLINE>\n"
        f"<DATELINE>{made.town.upper()} (AP) </DATELINE>\n<TEXT>\n{wrapped_all(made, '   ', chr(10))}\n</TEXT>\n</DOC>\n"
    )


def trec_wsj(n: int, made: Story) -> str:
    return (
        f"<DOC>\n<DOCNO> WSJ{made.iso[2:].replace('-', '')}-{n:04} </DOCNO>\n<HL> {made.title}\n  ----\n  By {made.author}\n</HL>\n"
        f"<DD> {made.month:02}/{made.day:02}/{made.year % 100:02}</DD>\n<SO> WALL STREET JOURNAL (J)</SO>\n<IN> SHIP </IN>\n"
        f"<DATELINE> {made.town.upper()} </DATELINE>\n<TEXT>\n{wrapped_all(made, '   ', chr(10))}\n</TEXT>\n</DOC>\n"
    )


def trec_latimes(n: int, made: Story) -> str:
    text = "\n".join(f"<P>\n{wrapped(paragraph)} \n</P>" for paragraph in made.paragraphs)
    return (
        f"<DOC>\n<DOCNO> LA010189-{n:04} </DOCNO>\n<DOCID> {n} </DOCID>\n<DATE>\n<P>\n{made.long_day}, Sunday, Home Edition \n</P>\n"
        f"</DATE>\n<SECTION>\n<P>\nBook Review; Page 1; Book Review Desk \n</P>\n</SECTION>\n<LENGTH>\n<P>\n1206 words \n</P>\n"
        f"</LENGTH>\n<HEADLINE>\n<P>\n{wrapped(made.title, width=30)} \n</P>\n</HEADLINE>\n<BYLINE>\n<P>\nBy {made.author}\n</P>\n</BYLINE>\n"
        f"<TEXT>\n{text}\n</TEXT>\n<GRAPHIC>\n<P>\nPhoto, A pier \n</P>\n</GRAPHIC>\n<TYPE>\n<P>\nColumn \n</P>\n</TYPE>\n</DOC>\n"
    )


def aquaint(n: int, made: Story) -> str:
    text = "\n".join(f"<P> {wrapped(paragraph, indent='   ')}\n" for paragraph in made.paragraphs)
    return (
        f"<DOC>\n<DOCNO> NYT19980601.{n:04} </DOCNO>\n<DOCTYPE> NEWS STORY </DOCTYPE>\n<DATE_TIME> {made.iso} 00:01 </DATE_TIME>\n"
        f"<HEADER>\nA8974 &Cx1f; taf-z\nu s &Cx13;  &Cx11;  BC-PIER-NYT &LR; 06-01 0811\n</HEADER>\n<BODY>\n<SLUG> BC-PIER-NYT </SLUG>\n"
        f"<HEADLINE>\n{made.title}\n</HEADLINE>\n(mk) \n By {made.author.upper()}\n<TEXT>\n{text}\n</TEXT>\n</BODY>\n"
        "<TRAILER>\nNYT-06-01-98 0001EDT &QL;\n</TRAILER>\n</DOC>\n"
    ).replace(f"(mk) \n By {made.author.upper()}\n", "")


# exports


def nexis_classic(n: int, made: Story, *, of: int = 100) -> str:
    return (
        f"\n\n{f'{n + 1} of {of} DOCUMENTS':^80}\n\n{'The Mercury':^80}\n\n{made.long_day + ' Tuesday':^80}\n{'Final Edition':^80}\n\n"
        f"{made.title.upper()}\n\nBYLINE: {made.author}\n\nSECTION: NEWS; Pg. {n}\n\nLENGTH: {n * 7} words\n\n\n{wrapped_all(made)}\n\n"
        f"LOAD-DATE: {made.long_day}\n\nLANGUAGE: ENGLISH\n\nGRAPHIC: A pier\n\nPUBLICATION-TYPE: Newspaper\n\n\n"
        f"{'Copyright 2025 The Mercury':^80}\n{'All Rights Reserved':^80}\n"
    )


def nexis_with_body_label(n: int, made: Story, *, of: int = 100) -> str:
    return (
        f"\n{f'{n + 1} of {of} DOCUMENTS':^80}\n\n{'Copyright 2025 The Mercury':^80}\n{'The Mercury':^80}\n\n{made.long_day:^80}\n\n"
        f"SECTION: NEWS; Pg. {n}\n\nLENGTH: {n * 7} words\n\nHEADLINE: {made.title}\n\nBYLINE: By {made.author}\n\n"
        f"DATELINE: {made.town.upper()}\n\nBODY:\n{wrapped_all(made, '  ')}\n\nLANGUAGE: ENGLISH\n\nLOAD-DATE: {made.long_day}\n"
    )


def nexis_uni(_: int, made: Story) -> str:
    return (
        f"\n{made.title}\n\nThe Mercury\n\n{made.long_day} Tuesday\n\nCopyright 2025 The Mercury All Rights Reserved\n\n"
        f"Section: NEWS; Pg. 4\n\nLength: 310 words\n\nByline: {made.author}\n\nBody\n\n\n" + "\n\n".join(made.paragraphs)
        + f"\n\nClassification\n\nLanguage: ENGLISH\n\nPublication-Type: Newspaper\n\nSubject: PIERS (90%); TOWNS (78%)\n\n"
        f"Load-Date: {made.long_day}\n\nEnd of Document\n\n"
    )  # fmt: skip


def nexis_german(n: int, made: Story, *, of: int = 100) -> str:
    return (
        f"\n{f'Dokument {n + 1} von {of}':^80}\n\n{'Der Bote':^80}\n\n{made.long_day:^80}\n\n{made.title}\n\n"
        f"AUTOR: {made.author}\n\nRUBRIK: LOKALES\n\nLÄNGE: 310 Wörter\n\n{wrapped_all(made)}\n\nUPDATE: {made.long_day}\n\nSPRACHE: GERMAN\n"
    )


def factiva_shown(n: int, made: Story) -> str:
    return (
        f"News\n{made.title}\nBy {made.author}\n{n + 30} words\n{made.day} {made.month_name} {made.year}\n08:30 GMT\nThe Mercury\nMERC\n"
        f"{n + 1}\nEnglish\n© 2025 The Mercury. All Rights Reserved.\n\n" + "\n\n".join(made.paragraphs)
        + f"\n\nDocument MERC000020250304el340{n:04}f\n\n"
    )  # fmt: skip


def factiva_coded(n: int, made: Story) -> str:
    return (
        f"SE   News\nHD   {made.title}\nBY   By {made.author}\nWC   {n + 30} words\nPD   {made.day} {made.month_name} {made.year}\n"
        f"ET   08:30\nSN   The Mercury\nSC   MERC\nPG   {n + 1}\nLA   English\nCY   (c) 2025 The Mercury\n\nLP   \n{made.paragraphs[0]}\n\n"
        + "TD   \n" + "\n\n".join(made.paragraphs[1:])
        + f"\n\nNS   gcat : Political/General News\nRE   uk : United Kingdom\nAN   Document MERC000020250304el340{n:04}f\n\n"
    )  # fmt: skip


def proquest(n: int, made: Story, *, of: int = 100) -> str:
    first, last = made.author.split()
    return (
        f"{'_' * 60}\n\nDocument {n + 1} of {of}\n\n{made.title}\n\nAuthor: {last}, {first}\n\n"
        f"Publication info: The Mercury [Kelmsay] {made.day:02} {made.month_name[:3]} {made.year}: A.4.\n\nProQuest document link\n\n"
        f"Abstract: {made.paragraphs[0][:40]}\n\nLinks: Check for full text\n\nFull text: " + "\n\n".join(made.paragraphs)
        + f"\n\nSubject: Piers; Towns\n\nLocation: {made.town}\n\nTitle: {made.title}\n\nPublication title: The Mercury\n\n"
        f"Pages: A.4\n\nPublication year: {made.year}\n\nPublication date: {made.month_name[:3]} {made.day}, {made.year}\n\n"
        f"Language of publication: English\n\nProQuest document ID: 31{n:05}\n\nDatabase: ProQuest Central\n\n"
    )  # fmt: skip


def newsbank(n: int, made: Story) -> str:
    return (
        f"{'=' * 40}\nPaper: The Mercury\nTitle: {made.title}\nDate: {made.long_day}\nAuthor: {made.author}\nSection: News\nPage: {n}\n\n"
        + "Text: " + "\n\n".join(made.paragraphs) + f"\n\nRecord Number: 1A2B3{n:05}\nCopyright: (c) The Mercury\n\n"
    )  # fmt: skip


#: name of the file → writer of one story, naive count of stories by a regular expression
SHAPES: dict[str, tuple[Callable[[int, Story], str], str]] = {
    "gigaword.sgml": (gigaword, r"<DOC "),
    "reut2-000.sgm": (reuters, r"<REUTERS"),
    "ap880212.trec": (trec_ap, r"<DOC>"),
    "wsj_0001": (trec_wsj, r"<DOC>"),
    "la010189.txt": (trec_latimes, r"<DOC>"),
    "aquaint.sgml": (aquaint, r"<DOC>"),
    "nexis.txt": (nexis_classic, r"(?m)^ *\d+ of \d+ DOCUMENTS"),
    "nexis-body.TXT": (nexis_with_body_label, r"(?m)^ *\d+ of \d+ DOCUMENTS"),
    "nexis-uni.txt": (nexis_uni, r"End of Document"),
    "nexis-de.txt": (nexis_german, r"(?m)^ *Dokument \d+ von"),
    "factiva.txt": (factiva_shown, r"(?m)^Document "),
    "factiva-coded.txt": (factiva_coded, r"Document MERC"),
    "newsbank.txt": (newsbank, r"Record Number:"),
    "proquest.txt": (proquest, r"ProQuest document ID"),
}
#: These say no author, or none that the story has.
WITHOUT_AUTHOR = {"gigaword.sgml", "aquaint.sgml"}
#: Their titles are in capitals.
CAPITALS = {"nexis.txt"}


def read_text(tmp_path: Path, name: str, text: str) -> list[Record | Rejection]:
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    return list(read(path, name=name, given=Given()))


def right(item: Record | Rejection, made: Story, name: str) -> bool:
    """Are title, text, day and author those of the story?"""
    if isinstance(item, Rejection):
        return False
    article = clean(item, arrival="a:0", claimed_at=1)
    if not isinstance(article, Article) or article.published_at is None:
        return False
    title = made.title.upper() if name in CAPITALS else made.title
    body = " ".join(article.body.split())
    authors = () if name in WITHOUT_AUTHOR else (made.author,)
    return (
        article.title == title
        and all(paragraph in body for paragraph in made.paragraphs)
        and article.published_at.date().isoformat() == made.iso
        and article.authors == authors
        and len(body) < len(" ".join(made.paragraphs)) + 60
    )


@pytest.mark.parametrize("name", SHAPES)
def test_a_hundred_stories_of_each_shape(tmp_path: Path, name: str) -> None:
    """Titles, texts, days and authors of at least 95 of 100 are right, and all are counted."""
    write, _ = SHAPES[name]
    stories = [story(n) for n in NUMBERS]

    found = read_text(tmp_path, name, "".join(write(n, made) for n, made in enumerate(stories)))

    assert len(found) == len(stories)
    wrong = [n for n, (item, made) in enumerate(zip(found, stories, strict=True)) if not right(item, made, name)]
    assert len(wrong) <= 5, (wrong, found[wrong[0]], stories[wrong[0]])


def as_rtf(text: str) -> bytes:
    plain = "".join(f"\\u{ord(c)}?" if ord(c) > 126 else {"{": "\\{", "}": "\\}", "\\": "\\\\"}.get(c, c) for c in text)
    return ("{\\rtf1\\ansi\\uc1{\\fonttbl{\\f0 Arial;}}\\f0 " + plain.replace("\n", "\\par\n") + "}").encode()


def as_page(text: str) -> bytes:
    blocks = "".join(
        f"<p>{'<br>'.join(map(escape, block.split(chr(10))))}</p>"
        for block in re.split(r"\n\s*\n", text)
        if block.strip()
    )
    return f"<html><head><meta charset='utf-8'><title>Results</title></head><body>{blocks}</body></html>".encode()


def factiva_page(n: int, made: Story) -> str:
    """A story as Factiva's own HTML has it."""
    text = "".join(f'<p class="articleParagraph enarticleParagraph">{paragraph}</p>' for paragraph in made.paragraphs)
    return (
        f'<div class="article enArticle"><div id="hd"><span class="enHeadline">{made.title}</span></div>'
        f'<div class="author">By {made.author}</div><div>{n + 30} words</div><div>{made.day} {made.month_name} {made.year}</div>'
        f"<div>The Mercury</div><div>MERC</div><div>English</div><div>© 2025 The Mercury. All Rights Reserved.</div>"
        f"{text}<p>Document MERC000020250304el340{n:04}f</p></div>"
    )


def nexis_page(n: int, made: Story) -> str:
    """A story as the HTML of Nexis before 2018 has it."""

    def line(text: str, label: str = "") -> str:
        label = f'<SPAN CLASS="c8">{label}: </SPAN>' if label else ""
        return f'<DIV CLASS="c5"><P CLASS="c6">{label}<SPAN CLASS="c2">{text}</SPAN></P></DIV>'

    text = "".join(f'<P CLASS="c9"><SPAN CLASS="c2">{paragraph}</SPAN></P>' for paragraph in made.paragraphs)
    return (
        f'<A NAME="DOC_ID_0_{n}"></A>{line(f"{n + 1} of 100 DOCUMENTS")}{line("The Mercury")}{line(made.long_day)}'
        f"{line(made.title)}{line(made.author, 'BYLINE')}{line(f'NEWS; Pg. {n}', 'SECTION')}{line('310 words', 'LENGTH')}"
        f'<DIV CLASS="c5">{text}</DIV>{line(made.long_day, "LOAD-DATE")}'
    )


def in_body(stories: str) -> bytes:
    return f"<HTML><HEAD><TITLE>Results</TITLE></HEAD><BODY>{stories}</BODY></HTML>".encode()


#: name of the file → writer of one story, and what makes a file of them
SAVED: dict[str, tuple[Callable[[int, Story], str], Callable[[str], bytes]]] = {
    "nexis.rtf": (nexis_classic, as_rtf),
    "nexis-body.doc": (nexis_with_body_label, as_rtf),
    "nexis-uni.rtf": (nexis_uni, as_rtf),
    "factiva.rtf": (factiva_shown, as_rtf),
    "proquest.rtf": (proquest, as_rtf),
    "nexis-uni.html": (nexis_uni, as_page),
    "nexis-body.htm": (nexis_with_body_label, as_page),
    "factiva.html": (factiva_page, in_body),
    "nexis.HTML": (nexis_page, in_body),
}


@pytest.mark.parametrize("name", SAVED)
def test_exports_saved_as_documents_and_pages_are_read_story_by_story(tmp_path: Path, name: str) -> None:
    write, pack = SAVED[name]
    stories = [story(n) for n in NUMBERS]
    path = tmp_path / name
    path.write_bytes(pack("".join(write(n, made) for n, made in enumerate(stories))))

    found = list(read(path, name=name, given=Given()))

    assert len(found) == len(stories)
    shown = "nexis.txt" if write is nexis_classic else name
    wrong = [n for n, (item, made) in enumerate(zip(found, stories, strict=True)) if not right(item, made, shown)]
    assert len(wrong) <= 5, (wrong, found[wrong[0]], stories[wrong[0]])


def test_documents_of_trafilatura_say_all_in_attributes(tmp_path: Path) -> None:
    made = story(5)
    text = "".join(f"<p>{paragraph}</p>" for paragraph in made.paragraphs)
    (found,) = read_text(
        tmp_path,
        "a.xml",
        f"<doc sitename='Mercury' title='{made.title}' author='{made.author}' date='{made.iso}' "
        f"source='https://m.example.test/1'><main>{text}</main><comments/></doc>",
    )

    assert right(found, made, "a.xml")
    assert isinstance(found, Record)
    assert ("https://m.example.test/1", "Mercury") == (found.given.url, found.given.source)


def test_heads_of_printed_pages_are_no_part_of_a_story(tmp_path: Path) -> None:
    made = story(3)
    text = "Page 1 of 2\n" + nexis_uni(0, made).lstrip().replace("\n\n\n", "\n\nPage 2 of 2\n\n")

    (found,) = read_text(tmp_path, "nexis-uni.txt", text)

    assert right(found, made, "nexis-uni.txt")


def test_values_of_factiva_may_be_set_under_each_other(tmp_path: Path) -> None:
    """Lines that go on stand under the first of their field, not under its code."""
    made = story(4)
    text = factiva_coded(0, made).replace("LP   \n", "LP      ").replace("TD   \n", "TD      ")
    for paragraph in made.paragraphs:
        text = text.replace(paragraph, wrapped(paragraph).replace("\n", "\n        "))

    (found,) = read_text(tmp_path, "factiva-coded.txt", text)

    assert right(found, made, "factiva-coded.txt")


def texts_of(items: Iterable[Record | Rejection]) -> list[str]:
    return ["article" if isinstance(item, Record) else str(item.reason) for item in items]


@pytest.mark.parametrize("place", [0, 2, 4])
@pytest.mark.parametrize("name", SHAPES)
def test_none_is_lost_in_silence(tmp_path: Path, name: str, place: int) -> None:
    """One without a text first, in the middle and last: as many articles and rejections as grep counts stories."""
    write, counted = SHAPES[name]
    pieces = [write(n, story(n)) for n in range(5)]
    for paragraph in story(place).paragraphs:
        for shown in (paragraph, wrapped(paragraph), wrapped(paragraph, indent="    "), wrapped(paragraph, indent="   "),
                      wrapped(paragraph, indent="  "), wrapped(paragraph, indent="    ").lstrip()):  # fmt: skip
            pieces[place] = pieces[place].replace(shown, "")
    text = "".join(pieces)

    found = read_text(tmp_path, name, text)

    assert len(re.findall(counted, text)) == len(found)
    expected = ["article"] * 5
    expected[place] = "no_article"
    assert expected == texts_of(found)


@pytest.mark.parametrize("place", [0, 2, 4])
@pytest.mark.parametrize("name", ["gigaword.sgml", "reut2-000.sgm", "ap880212.trec"])
def test_a_story_that_breaks_off_costs_itself_alone(tmp_path: Path, name: str, place: int) -> None:
    """Its end tag, and that of its text, are missing."""
    write, counted = SHAPES[name]
    pieces = [write(n, story(n)) for n in range(5)]
    pieces[place] = pieces[place][: pieces[place].index("</TEXT>") - 60] + "\n"
    text = "".join(pieces)

    found = read_text(tmp_path, name, text)

    assert len(re.findall(counted, text)) == len(found)
    assert [n for n, item in enumerate(found) if isinstance(item, Rejection)] == [place]


@pytest.mark.parametrize("name", ["factiva.txt", "factiva-coded.txt", "nexis-uni.txt"])
def test_an_export_that_breaks_off_says_so(tmp_path: Path, name: str) -> None:
    """Its last story has no end."""
    write, _ = SHAPES[name]

    found = read_text(tmp_path, name, "".join(write(n, story(n)) for n in range(3))[:-120])

    assert ["article", "article", "malformed"] == texts_of(found)


def test_one_piece_with_labels_above_a_rule_is_no_export(tmp_path: Path) -> None:
    head = "Author: Nora Feld\nSection: News\nPublication date: March 1, 2025"
    text = f"{story(0).title}\n\n{head}\n\n{story(0).paragraphs[0]}\n\n{'_' * 40}\n\n{story(1).paragraphs[0]}\n"

    (found,) = read_text(tmp_path, "a.txt", text)

    assert isinstance(found, Record)
    assert (found.form, story(1).paragraphs[0] in found.content) == ("plain", True)


@pytest.mark.parametrize(("labels", "stories"), [(3, 3), (2, 1)])
def test_a_rule_parts_stories_that_have_three_labels_each(tmp_path: Path, labels: int, stories: int) -> None:
    def made_of(n: int) -> str:
        fields = ["Author: Nora Feld", "Section: News", f"Publication date: March {n + 1}, 2025"][:labels]
        return f"{story(n).title}\n\n{chr(10).join(fields)}\n\n{story(n).paragraphs[0]}\n"

    found = read_text(tmp_path, "a.txt", f"\n{'_' * 40}\n\n".join(made_of(n) for n in range(3)))

    assert ["article"] * stories == texts_of(found)


@pytest.mark.parametrize(
    "text",
    [
        "The minister\n\n1 of 2\n\nsaid that the pier would be lengthened, and that nobody would have to pay for it.",
        "The council met.\n\nItem 3 of 5\n\nIt spoke about the ferry for two hours, and then about the mill.",
        "Length: 40 metres.\n\nThe pier grows.\n\nDocument the damage before you leave, the insurer told the owners.",
        "<p>A page about the element <DOC>, which nobody uses.</p>",
    ],
)
def test_an_article_is_no_export(tmp_path: Path, text: str) -> None:
    """Lines that look like those of an export are no reason to cut an article."""
    (found,) = read_text(tmp_path, "a.txt", text)

    assert isinstance(found, Record)
    assert found.form in {"plain", "html"}
