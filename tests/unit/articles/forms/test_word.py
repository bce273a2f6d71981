# ruff: noqa: E501
"""Word documents: what Word shows is read, what was deleted or moved away is not, and typists are no authors."""

from __future__ import annotations

import io
import random
import zipfile
from collections.abc import Callable
from pathlib import Path
from xml.sax.saxutils import escape

import pytest

from articles.article import Article, Given, Record, Rejection
from articles.cleaning import clean
from articles.forms import read
from tests.unit.articles.forms.made import Story, story

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
STRICT = "http://purl.oclc.org/ooxml/wordprocessingml/main"
BY = 'w:id="1" w:author="d" w:date="2025-03-04T08:30:00Z"'


def run(text: str, properties: str = "") -> str:
    return f'<w:r>{f"<w:rPr>{properties}</w:rPr>" if properties else ""}<w:t xml:space="preserve">{escape(text)}</w:t></w:r>'


def deleted(text: str) -> str:
    return f'<w:del {BY}><w:r><w:delText xml:space="preserve">{text}</w:delText></w:r></w:del>'


def field_with(instruction: str, text: str) -> str:
    return (
        f'<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText> {instruction} </w:instrText></w:r>'
        f'<w:r><w:fldChar w:fldCharType="separate"/></w:r>{run(text)}<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    )


#: Ways in which Word wraps words that it shows.
SHOWN: dict[str, Callable[[str], str]] = {
    "run": run,
    "bold": lambda text: run(text, "<w:b/><w:i/>"),
    "not hidden": lambda text: run(text, '<w:vanish w:val="0"/>'),
    "inserted": lambda text: f"<w:ins {BY}>{run(text)}</w:ins>",
    "moved here": lambda text: (
        f'<w:moveToRangeStart {BY} w:name="m"/><w:moveTo {BY}>{run(text)}</w:moveTo><w:moveToRangeEnd w:id="1"/>'
    ),
    "smart tag": lambda text: f'<w:smartTag w:uri="u" w:element="place">{run(text)}</w:smartTag>',
    "smart tag in smart tag": lambda text: (
        f'<w:smartTag w:uri="u" w:element="a"><w:smartTag w:uri="u" w:element="b">{run(text)}</w:smartTag></w:smartTag>'
    ),
    "content control": lambda text: f"<w:sdt><w:sdtPr/><w:sdtContent>{run(text)}</w:sdtContent></w:sdt>",
    "inserted in a content control": lambda text: (
        f"<w:sdt><w:sdtContent><w:ins {BY}>{run(text)}</w:ins></w:sdtContent></w:sdt>"
    ),
    "custom XML": lambda text: f'<w:customXml w:element="name">{run(text)}</w:customXml>',
    "hyperlink": lambda text: f'<w:hyperlink w:anchor="a">{run(text)}</w:hyperlink>',
    "inserted hyperlink": lambda text: f'<w:ins {BY}><w:hyperlink w:anchor="a">{run(text)}</w:hyperlink></w:ins>',
    "simple field": lambda text: f'<w:fldSimple w:instr=" DOCPROPERTY Town ">{run(text)}</w:fldSimple>',
    "field": lambda text: field_with("MERGEFIELD Town", text),
    "link as a field": lambda text: field_with('HYPERLINK "https://a.example.test/secret"', text),
    "one of several ways": lambda text: (
        f"<mc:AlternateContent><mc:Choice>{run(text)}</mc:Choice><mc:Fallback>{run(text)}</mc:Fallback></mc:AlternateContent>"
    ),
    "ruby": lambda text: (
        f"<w:r><w:ruby><w:rt>{run('READING')}</w:rt><w:rubyBase>{run(text)}</w:rubyBase></w:ruby></w:r>"
    ),
    "direction": lambda text: f'<w:bdo w:val="ltr">{run(text)}</w:bdo>',
}
#: What Word does not show; it holds the word GONE.
NOT_SHOWN: tuple[str, ...] = (
    "",
    deleted("GONE "),
    f"<w:moveFrom {BY}>{run('GONE ')}</w:moveFrom>",
    run("GONE ", "<w:vanish/>"),
    '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>XE "GONE"</w:instrText></w:r>'
    '<w:r><w:fldChar w:fldCharType="end"/></w:r>',
    '<w:r><w:commentReference w:id="1"/></w:r><w:bookmarkStart w:id="1" w:name="GONE"/>',
    f"<w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent>{run('GONE: click here')}</w:sdtContent></w:sdt>",
    f"<w:ins {BY}>{deleted('GONE ')}</w:ins>",
)


def paragraph(text: str, chance: random.Random) -> str:
    """A paragraph whose words are wrapped in all kinds of ways."""
    words = text.split(" ")
    pieces = []
    while words:
        count = chance.randint(1, 6)
        taken, words = words[:count], words[count:]
        pieces.append(SHOWN[chance.choice(list(SHOWN))](" ".join(taken) + (" " if words else "")))
        pieces.append(chance.choice(NOT_SHOWN))
    return f"<w:p>{''.join(pieces)}</w:p>"


def docx(
    body: str, *, core: str = "", styles: str = "", strict: bool = False, main: str = "word/document.xml"
) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr(
            "_rels/.rels",
            f'<Relationships><Relationship Id="1" Type="http://x/officeDocument" Target="{main}"/></Relationships>',
        )
        archive.writestr(
            main,
            f'<w:document xmlns:w="{STRICT if strict else W}" xmlns:mc="http://mc" xmlns:wps="http://wps" xmlns:v="urn:v">'
            f"<w:body>{body}<w:sectPr/></w:body></w:document>",
        )
        if styles:
            archive.writestr("word/styles.xml", f'<w:styles xmlns:w="{W}">{styles}</w:styles>')
        if core:
            archive.writestr(
                "docProps/core.xml",
                f'<cp:p xmlns:cp="urn:cp" xmlns:dc="http://purl.org/dc/elements/1.1/">{core}</cp:p>',
            )
        archive.writestr("word/header1.xml", f'<w:hdr xmlns:w="{W}"><w:p>{run("GONE header")}</w:p></w:hdr>')
        archive.writestr(
            "word/comments.xml", f'<w:comments xmlns:w="{W}"><w:p>{run("GONE comment")}</w:p></w:comments>'
        )
    return out.getvalue()


STYLES = (
    '<w:docDefaults><w:rPrDefault><w:rPr><w:sz w:val="22"/></w:rPr></w:rPrDefault></w:docDefaults>'
    '<w:style w:styleId="Titel"><w:name w:val="Title"/><w:rPr><w:sz w:val="44"/></w:rPr></w:style>'
    '<w:style w:styleId="berschrift1"><w:name w:val="heading 1"/></w:style>'
    '<w:style w:styleId="Kop"><w:name w:val="Our head"/><w:basedOn w:val="berschrift1"/></w:style>'
    '<w:style w:styleId="Big"><w:name w:val="Big"/><w:rPr><w:sz w:val="40"/></w:rPr></w:style>'
)


def in_box(text: str) -> str:
    box = f"<w:txbxContent><w:p>{run(text)}</w:p></w:txbxContent>"
    return (
        f"<w:p><w:r><mc:AlternateContent><mc:Choice><w:drawing><wps:txbx>{box}</wps:txbx></w:drawing></mc:Choice>"
        f"<mc:Fallback><w:pict><v:textbox>{box}</v:textbox></w:pict></mc:Fallback></mc:AlternateContent></w:r></w:p>"
    )


LARGE = '<w:sz w:val="32"/>'
#: How the headline is set.
HEADLINES: tuple[Callable[[str], str], ...] = (
    lambda title: f'<w:p><w:pPr><w:pStyle w:val="Titel"/></w:pPr>{run(title)}</w:p>',
    lambda title: f'<w:p><w:pPr><w:pStyle w:val="berschrift1"/></w:pPr>{run(title)}</w:p>',
    lambda title: f'<w:p><w:pPr><w:pStyle w:val="Kop"/></w:pPr>{run(title)}</w:p>',
    lambda title: f'<w:p><w:pPr><w:pStyle w:val="Big"/></w:pPr>{run(title)}</w:p>',
    lambda title: f'<w:p><w:pPr><w:outlineLvl w:val="0"/></w:pPr>{run(title)}</w:p>',
    lambda title: f"<w:p>{run(title, LARGE)}</w:p>",
    lambda title: f"<w:p>{run(title, '<w:b/>')}</w:p>",
    lambda title: f"<w:p>{run(title)}</w:p>",
)
CORES = (
    "",
    "<dc:title>Word Document</dc:title><dc:creator>python-docx</dc:creator>",
    "<dc:title>Microsoft Word - release_v7_FINAL.docx</dc:title><dc:creator>nfeld</dc:creator>",
    "<dc:title>Press release</dc:title><dc:creator>Windows User</dc:creator>",
    "<dc:title>template_2024</dc:title><dc:creator>Ada Typist</dc:creator>",
)


def made_document(made: Story, seed: int) -> bytes:
    chance = random.Random(seed)
    paragraphs = "".join(paragraph(text, chance) for text in made.paragraphs)
    body = HEADLINES[seed % len(HEADLINES)](made.title) + paragraphs
    return docx(
        body,
        styles=STYLES,
        core=chance.choice(CORES),
        strict=seed % 7 == 0,
        main="word/document2.xml" if seed % 5 == 0 else "word/document.xml",
    )


def read_bytes(tmp_path: Path, data: bytes, name: str = "a.docx") -> Record | Rejection:
    path = tmp_path / name
    path.write_bytes(data)
    (found,) = read(path, name=name, given=Given())
    return found


def test_a_hundred_documents(tmp_path: Path) -> None:
    """Title, text and authors of at least 95 of 100 are right."""
    wrong = []
    for seed in range(100):
        made = story(seed)
        found = read_bytes(tmp_path, made_document(made, seed))
        article = clean(found, arrival="a:0", claimed_at=1) if isinstance(found, Record) else found
        text = "\n\n".join(made.paragraphs)
        if not (
            isinstance(article, Article) and (article.title, article.body, article.authors) == (made.title, text, ())
        ):
            wrong.append((seed, article))

    assert len(wrong) <= 5, wrong[0]


@pytest.mark.parametrize("way", SHOWN)
def test_words_that_word_shows(tmp_path: Path, way: str) -> None:
    """Each way to wrap words, at the beginning, in the middle and at the end of a paragraph."""
    wrap = SHOWN[way]
    body = (
        f"<w:p>{wrap('The board')}{run(' met.')}</w:p><w:p>{run('The ')}{wrap('board')}{run(' met.')}</w:p>"
        f"<w:p>{run('The ')}{wrap('board met.')}</w:p>"
    )

    found = read_bytes(tmp_path, docx(body))

    assert isinstance(found, Record)
    assert "\n\n".join(["The board met."] * 3) == found.content


@pytest.mark.parametrize("gone", NOT_SHOWN[1:])
def test_words_that_word_does_not_show(tmp_path: Path, gone: str) -> None:
    """Deleted, moved away, hidden words and instructions of fields."""
    found = read_bytes(tmp_path, docx(f"<w:p>{run('The board ')}{gone}{run('met.')}</w:p>"))

    assert isinstance(found, Record)
    assert found.content == "The board met."


BLOCKS: dict[str, tuple[str, str]] = {
    "a paragraph's mark is deleted": (
        f"<w:p><w:pPr><w:rPr><w:del {BY}/></w:rPr></w:pPr>{run('The board ')}</w:p><w:p>{run('met.')}</w:p>",
        "The board met.",
    ),
    "a drop cap": (
        f'<w:p><w:pPr><w:framePr w:dropCap="drop"/></w:pPr>{run("T")}</w:p><w:p>{run("he board met.")}</w:p>',
        "The board met.",
    ),
    "a content control around paragraphs": (
        f"<w:sdt><w:sdtContent><w:p>{run('One.')}</w:p><w:p>{run('Two.')}</w:p></w:sdtContent></w:sdt>",
        "One.\n\nTwo.",
    ),
    "an inserted paragraph": (
        f"<w:p>{run('One.')}</w:p><w:p><w:pPr><w:rPr><w:ins {BY}/></w:rPr></w:pPr><w:ins {BY}>{run('Two.')}</w:ins></w:p>",
        "One.\n\nTwo.",
    ),
    "a deleted paragraph": (
        f"<w:p>{run('One.')}</w:p><w:p><w:pPr><w:rPr><w:del {BY}/></w:rPr></w:pPr>{deleted('GONE')}</w:p><w:p>{run('Two.')}</w:p>",
        "One.\n\nTwo.",
    ),
    "a text box": (f"<w:p>{run('One.')}</w:p>{in_box('Two.')}<w:p>{run('Three.')}</w:p>", "One.\n\nTwo.\n\nThree."),
    "a table for layout": (
        f"<w:tbl><w:tr><w:tc><w:p>{run('One.')}</w:p><w:p>{run('Two.')}</w:p></w:tc></w:tr></w:tbl>",
        "One.\n\nTwo.",
    ),
    "a table of values": (
        f"<w:tbl><w:tr><w:tc><w:p>{run('Piers')}</w:p></w:tc><w:tc><w:p>{run('3')}</w:p></w:tc></w:tr>"
        f"<w:tr><w:trPr><w:del {BY}/></w:trPr><w:tc><w:p>{run('GONE')}</w:p></w:tc></w:tr></w:tbl>",
        "Piers 3",
    ),
    "a field over paragraphs": (
        '<w:p><w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>INCLUDETEXT a</w:instrText></w:r>'
        f'<w:r><w:fldChar w:fldCharType="separate"/></w:r>{run("One.")}</w:p><w:p>{run("Two.")}'
        '<w:r><w:fldChar w:fldCharType="end"/></w:r></w:p>',
        "One.\n\nTwo.",
    ),
    "tabs, breaks and hyphens": (
        "<w:p><w:r><w:t>One</w:t><w:tab/><w:t>two</w:t><w:br/><w:t>ferry</w:t><w:noBreakHyphen/><w:t>men</w:t>"
        "<w:softHyphen/><w:t>.</w:t></w:r></w:p>",
        "One two\nferry-men.",
    ),
}


@pytest.mark.parametrize("what", BLOCKS)
def test_blocks(tmp_path: Path, what: str) -> None:
    """Paragraphs, tables and text boxes as Word shows them."""
    body, expected = BLOCKS[what]

    found = read_bytes(tmp_path, docx(body))

    assert isinstance(found, Record)
    assert expected == found.content


def test_a_bomb_of_entities_in_a_part_is_refused(tmp_path: Path) -> None:
    """Parts may not declare entities."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr(
            "word/document.xml", '<!DOCTYPE w [<!ENTITY a "aaaa">]><w:document><w:body>&a;</w:body></w:document>'
        )

    found = read_bytes(tmp_path, out.getvalue())

    assert isinstance(found, Rejection)
    assert found.reason == "unsafe_content"


def test_an_export_of_a_database_in_a_document_is_read_story_by_story(tmp_path: Path) -> None:
    lines = ["1 of 2 DOCUMENTS", "The Mercury", "One.", "2 of 2 DOCUMENTS", "The Mercury", "Two."]
    path = tmp_path / "a.docx"
    path.write_bytes(docx("".join(f"<w:p>{run(line)}</w:p>" for line in lines)))

    assert len(list(read(path, name="a.docx", given=Given()))) == 2


CHUNKS: dict[str, Callable[[str, str], str]] = {
    "afchunk.html": lambda title, text: f"<html><head><title>x</title></head><body><h1>{title}</h1>{text}</body></html>",
    "afchunk.mht": lambda title, text: (
        'MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary="b"\r\n\r\n--b\r\n'
        'Content-Type: text/html; charset="utf-8"\r\nContent-Transfer-Encoding: 8bit\r\n\r\n'
        f"<html><body><h1>{title}</h1>{text}</body></html>\r\n--b--\r\n"
    ),
    "afchunk.txt": lambda title, text: title + "\n\n" + text.replace("<p>", "").replace("</p>", "\n\n"),
    "afchunk.rtf": lambda title, text: "{\\rtf1\\ansi\\uc1 {\\b\\fs32 " + title + "\\par}"
    + "".join(f"\\u{ord(c)}?" if ord(c) > 126 else c for c in text.replace("<p>", "")).replace("</p>", "\\par ") + "}",
}  # fmt: skip


@pytest.mark.parametrize("number", range(25))
@pytest.mark.parametrize("name", CHUNKS)
def test_chunks_of_other_formats_are_part_of_the_text(tmp_path: Path, name: str, number: int) -> None:
    """Programs that make documents of HTML leave its conversion to Word."""
    made = story(number)
    chunk = CHUNKS[name](made.title, "".join(f"<p>{text}</p>" for text in made.paragraphs[:-1]))
    last = f"<w:p>{run(made.paragraphs[-1])}</w:p>"
    data = io.BytesIO(docx(f'<w:altChunk xmlns:r="http://r" r:id="rId7"/>{last}'))
    with zipfile.ZipFile(data, "a") as archive:
        archive.writestr(f"word/{name}", chunk)
        archive.writestr(
            "word/_rels/document.xml.rels",
            f'<Relationships><Relationship Id="rId7" Type="http://x/aFChunk" Target="/word/{name}"/></Relationships>',
        )

    found = read_bytes(tmp_path, data.getvalue())
    assert isinstance(found, Record)
    article = clean(found, arrival="i:0", claimed_at=1)

    assert isinstance(article, Article)
    assert article.title == made.title
    assert article.body == "\n\n".join(made.paragraphs)


@pytest.mark.parametrize("number", range(5), ids=["title", "heading", "based on a heading", "large", "outline level"])
def test_a_headline_is_recognized_by_its_style_and_not_by_its_place(tmp_path: Path, number: int) -> None:
    before, after = (f"<w:p>{run(text)}</w:p>" for text in ("News of the bay from our desk", "The board met. " * 20))

    found = read_bytes(tmp_path, docx(before + HEADLINES[number]("Board buys two tugs") + after, styles=STYLES))

    assert isinstance(found, Record)
    assert found.given.title == "Board buys two tugs"


@pytest.mark.timeout(120)
def test_a_paragraph_of_very_many_runs_does_not_hang(tmp_path: Path) -> None:
    """Its letters were counted again with every run: 200,000 runs took ten minutes."""
    found = read_bytes(tmp_path, docx(f"<w:p>{run('so ') * 200_000}</w:p>"))

    assert isinstance(found, Record)
    assert found.content.split().count("so") == 200_000
