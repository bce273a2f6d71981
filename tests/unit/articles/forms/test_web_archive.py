"""Pages that Safari saved: the page is read with its address; what is no page is refused."""

from __future__ import annotations

import plistlib
from pathlib import Path
from typing import Any

import pytest

from articles.article import Article, Given, Record, Rejection
from articles.cleaning import clean
from articles.fates import Reason
from articles.forms import read
from tests.unit.articles.forms.made import Story, story

ENCODINGS = ("utf-8", "iso-8859-1", "windows-1252", "utf-16")


def html(made: Story) -> str:
    paragraphs = "".join(f"<p>{text}</p>" for text in made.paragraphs)
    return (
        f'<html lang="en"><head><title>{made.title}</title><meta name="author" content="{made.author}">'
        f'<meta property="article:published_time" content="{made.iso}T08:30:00Z"></head>'
        f"<body><article><h1>{made.title}</h1>{paragraphs}</article></body></html>"
    )


def saved(made: Story, encoding: str = "utf-8", **fields: Any) -> dict[str, Any]:
    return {
        "WebMainResource": {
            "WebResourceURL": f"https://bay.example.test/{made.iso}/pier",
            "WebResourceMIMEType": "text/html",
            "WebResourceTextEncodingName": encoding,
            "WebResourceData": html(made).encode(encoding, "xmlcharrefreplace"),
        }
        | fields,
        "WebSubresources": [{"WebResourceData": b"\x89PNG", "WebResourceMIMEType": "image/png"}],
    }


def read_bytes(tmp_path: Path, data: bytes, name: str = "a.webarchive") -> Record | Rejection:
    path = tmp_path / "file"
    path.write_bytes(data)
    (found,) = read(path, name=name, given=Given())
    return found


def test_a_hundred_saved_pages(tmp_path: Path) -> None:
    wrong = []
    for number in range(100):
        made = story(number)
        form = plistlib.FMT_XML if number % 3 == 0 else plistlib.FMT_BINARY
        data = plistlib.dumps(saved(made, ENCODINGS[number % 4]), fmt=form)
        found = read_bytes(tmp_path, data, "page" if number % 5 == 0 else "page.webarchive")
        article = clean(found, arrival="a:0", claimed_at=1) if isinstance(found, Record) else found
        if not (
            isinstance(article, Article)
            and article.title == made.title
            and article.body == "\n\n".join(made.paragraphs)
            and article.authors == (made.author,)
            and article.url == f"https://bay.example.test/{made.iso}/pier"
            and article.published_at is not None
            and article.published_at.date().isoformat() == made.iso
        ):
            wrong.append((number, article))

    assert len(wrong) <= 5, wrong[0]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (saved(story(1), WebResourceMIMEType="application/pdf"), Reason.UNSUPPORTED_FORMAT),
        (saved(story(1), WebResourceData="text"), Reason.NO_ARTICLE),
        ({"WebMainResource": ["a"]}, Reason.NO_ARTICLE),
        (["WebMainResource"], Reason.NO_ARTICLE),
    ],
)
def test_what_is_no_page_is_refused(tmp_path: Path, content: Any, reason: Reason) -> None:
    found = read_bytes(tmp_path, plistlib.dumps(content, fmt=plistlib.FMT_BINARY))

    assert isinstance(found, Rejection)
    assert found.reason is reason


@pytest.mark.parametrize("keep", [8, 40, 400])
def test_a_page_that_breaks_off_is_malformed(tmp_path: Path, keep: int) -> None:
    found = read_bytes(tmp_path, plistlib.dumps(saved(story(1)), fmt=plistlib.FMT_BINARY)[:keep])

    assert isinstance(found, Rejection)
    assert found.reason is Reason.MALFORMED


def test_other_property_lists_are_refused(tmp_path: Path) -> None:
    found = read_bytes(tmp_path, plistlib.dumps({"Label": "pier"}, fmt=plistlib.FMT_BINARY), "a.plist")

    assert isinstance(found, Rejection)
    assert found.reason is Reason.UNSUPPORTED_FORMAT
