# ruff: noqa: E501
"""Word documents that are one file of XML: the flat form of .docx, and Word 2003's."""

from __future__ import annotations

import base64
import io
import zipfile
from pathlib import Path

import pytest

from articles.article import Article, Given, Record, Rejection
from articles.cleaning import clean
from articles.fates import Reason
from articles.forms import read
from tests.unit.articles.forms.made import Story, story
from tests.unit.articles.forms.test_word import made_document

START = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<?mso-application progid="Word.Document"?>\n'
PICTURE = base64.b64encode(b"\x89PNG").decode()


def flat(packed: bytes) -> bytes:
    """Return the parts of a .docx in one file, as Word saves them."""
    parts = ""
    with zipfile.ZipFile(io.BytesIO(packed)) as archive:
        for name in sorted(archive.namelist()):
            if name != "[Content_Types].xml":
                text = archive.read(name).decode()
                parts += f'<pkg:part pkg:name="/{name}"><pkg:xmlData>{text}</pkg:xmlData></pkg:part>'
    parts += f'<pkg:part pkg:name="/word/media/a.png"><pkg:binaryData>{PICTURE}</pkg:binaryData></pkg:part>'
    return f'{START}<pkg:package xmlns:pkg="http://schemas.microsoft.com/office/2006/xmlPackage">{parts}</pkg:package>'.encode()


def word_2003(made: Story, seed: int) -> bytes:
    heading = '<w:pPr><w:pStyle w:val="Heading1"/></w:pPr>' if seed % 2 else ""
    inserted, end = ('<aml:annotation w:type="Word.Insertion"><aml:content>', "</aml:content></aml:annotation>")
    removed = '<aml:annotation w:type="Word.Deletion"><aml:content><w:r><w:delText>no</w:delText></w:r></aml:content></aml:annotation>'
    paragraphs = "".join(
        f"<w:p>{removed if seed % 3 == 0 else ''}{inserted if seed % 5 == 0 else ''}<w:r><w:t>{text}</w:t></w:r>"
        f"{end if seed % 5 == 0 else ''}</w:p>"
        for text in made.paragraphs
    )
    return (
        f'{START}<w:wordDocument xmlns:w="http://schemas.microsoft.com/office/word/2003/wordml" '
        'xmlns:o="urn:schemas-microsoft-com:office:office" xmlns:aml="http://schemas.microsoft.com/aml/2001/core" '
        'xmlns:wx="http://schemas.microsoft.com/office/word/2003/auxHint"><o:DocumentProperties><o:Author>typist</o:Author>'
        '<o:Keywords>pier; herring</o:Keywords></o:DocumentProperties><w:styles><w:style w:type="paragraph" '
        'w:styleId="Heading1"><w:name w:val="heading 1"/></w:style></w:styles>'
        f"<w:body><wx:sect><w:p>{heading}<w:r><w:t>{made.title}</w:t></w:r></w:p>{paragraphs}<w:sectPr/></wx:sect></w:body>"
        "</w:wordDocument>"
    ).encode()


def read_bytes(tmp_path: Path, data: bytes) -> Record | Rejection:
    path = tmp_path / "file"
    path.write_bytes(data)
    (found,) = read(path, name="release.xml", given=Given())
    return found


@pytest.mark.parametrize("kind", ["flat", "2003"])
def test_a_hundred_documents(tmp_path: Path, kind: str) -> None:
    wrong = []
    for seed in range(100):
        made = story(seed)
        found = read_bytes(tmp_path, flat(made_document(made, seed)) if kind == "flat" else word_2003(made, seed))
        article = clean(found, arrival="a:0", claimed_at=1) if isinstance(found, Record) else found
        text = "\n\n".join(made.paragraphs)
        if not (
            isinstance(article, Article) and (article.title, article.body, article.authors) == (made.title, text, ())
        ):
            wrong.append((seed, article))

    assert len(wrong) <= 5, wrong[0]


def test_keywords_of_a_document_are_tags(tmp_path: Path) -> None:
    found = read_bytes(tmp_path, word_2003(story(1), 1))

    assert isinstance(found, Record)
    assert found.given.tags == ("pier", "herring")


@pytest.mark.parametrize(
    ("root", "reason"),
    [
        ('<pkg:package xmlns:pkg="http://schemas.microsoft.com/office/2006/xmlPackage"><pkg:part pkg:name="/word/a.xml">'
         "<pkg:binaryData>!</pkg:binaryData></pkg:part></pkg:package>", Reason.MALFORMED),
        ('<w:wordDocument xmlns:w="http://schemas.microsoft.com/office/word/2003/wordml"/>', Reason.MALFORMED),
        ('<pkg:package xmlns:pkg="http://schemas.microsoft.com/office/2006/xmlPackage"><pkg:part pkg:name="/ppt/a.xml"/>'
         "</pkg:package>", Reason.UNSUPPORTED_FORMAT),
    ],
)  # fmt: skip
def test_documents_without_a_text_are_refused(tmp_path: Path, root: str, reason: Reason) -> None:
    found = read_bytes(tmp_path, (START + root).encode())

    assert isinstance(found, Rejection)
    assert found.reason is reason
