"""Every sample is read, every broken one gives its reason and what is sound in it."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

from articles.article import Given, Record, Rejection
from articles.fates import REASONS, Fate
from articles.forms import holds_many, read

SAMPLES = Path(__file__).parents[3] / "samples"

FERRY = "Harbour town votes to bring back its night ferry"
OBSERVATORY = "Old observatory opens its dome to school classes"
MILCH = "Molkerei in Talbach stellt auf Glasflaschen um"

#: file → (form, title as given or None, words the content holds) of each record
SOUND: dict[str, list[tuple[str, str | None, str]]] = {
    "agency.xml": [("agency-xml", FERRY, "fish quay"), ("agency-xml", OBSERVATORY, "Kesterby")],
    "answer.json": [("json", FERRY, "fish quay"), ("json", OBSERVATORY, "Kesterby")],
    "article.json": [("json", FERRY, "fish quay")],
    "article.md": [("markdown", FERRY, "Read the minutes of the meeting")],
    "article.txt": [("plain", None, "fish quay")],
    "article.txt.bz2": [("plain", None, "fish quay")],
    "article.txt.xz": [("plain", None, "fish quay")],
    "article.txt.zst": [("plain", None, "fish quay")],
    "articles.csv": [("csv", FERRY, "fish quay"), ("csv", OBSERVATORY, "Kesterby"), ("csv", MILCH, "Österreich")],
    "articles.jsonl": [
        ("jsonl", FERRY, "fish quay"),
        ("jsonl", OBSERVATORY, "Kesterby"),
        ("jsonl", MILCH, "Österreich"),
    ],
    "articles.jsonl.gz": [
        ("jsonl", FERRY, "fish quay"),
        ("jsonl", OBSERVATORY, "Kesterby"),
        ("jsonl", MILCH, "Österreich"),
    ],
    "articles.tsv": [("csv", FERRY, "fish quay"), ("csv", OBSERVATORY, "Kesterby"), ("csv", MILCH, "Österreich")],
    "bundle.tar": [("plain", None, "fish quay"), ("html", None, "Kesterby"), ("jsonl", MILCH, "Österreich")],
    "bundle.tar.gz": [("plain", None, "fish quay"), ("html", None, "Kesterby"), ("jsonl", MILCH, "Österreich")],
    "bundle.zip": [("plain", None, "fish quay"), ("html", None, "Kesterby"), ("jsonl", MILCH, "Österreich")],
    "crawl.warc": [("warc", None, "fish quay"), ("warc", None, "Kesterby")],
    "crawl.warc.gz": [("warc", None, "fish quay"), ("warc", None, "Kesterby")],
    "collection.sgml": [("sgml", FERRY, "fish quay"), ("sgml", OBSERVATORY, "Kesterby")],
    "crawl.arc": [("arc", None, "fish quay"), ("arc", None, "Kesterby")],
    "desk.mbox": [
        ("mbox", FERRY, "\nFrom here the boat goes on"),
        ("mbox", OBSERVATORY, "Kesterby"),
        ("mbox", MILCH, "Österreich"),
    ],
    "export.txt": [("nexis", FERRY.upper(), "fish quay"), ("nexis", OBSERVATORY.upper(), "Kesterby")],
    "feed.atom": [("atom", FERRY, "fish quay"), ("atom", OBSERVATORY, "Kesterby")],
    "feed.rss": [("rss", FERRY, "fish quay"), ("rss", OBSERVATORY, "Kesterby"), ("rss", MILCH, "Österreich")],
    "items-1.newsml": [("newsml-1", FERRY, "fish quay"), ("newsml-1", OBSERVATORY, "Kesterby")],
    "items.newsml": [("newsml-g2", FERRY, "fish quay"), ("newsml-g2", OBSERVATORY, "Kesterby")],
    "latin1.html": [("html", None, "Jörg Müßig")],
    "latin1.txt": [("plain", None, "Jörg Müßig")],
    "list.json": [("json", FERRY, "fish quay"), ("json", OBSERVATORY, "Kesterby"), ("json", MILCH, "Österreich")],
    "message.eml": [("eml", FERRY, "fish quay")],
    "nested.zip": [
        ("plain", None, "fish quay"),
        ("html", None, "Kesterby"),
        ("jsonl", MILCH, "Österreich"),
        ("rss", FERRY, "fish quay"),
        ("rss", OBSERVATORY, "Kesterby"),
        ("rss", MILCH, "Österreich"),
    ],
    "ninjs.json": [("ninjs", FERRY, "fish quay")],
    "page.html": [("html", None, "fish quay")],
    "page.xhtml": [("html", None, "Kesterby")],
    "page.mhtml": [("mhtml", None, "fish quay")],
    "issue.epub": [("epub", None, "fish quay"), ("epub", None, "Kesterby")],
    "release.fodt": [("fodt", FERRY, "fish quay")],
    "release-2003.xml": [("wordxml", FERRY, "fish quay")],
    "release.webarchive": [("webarchive", None, "fish quay")],
    "release.msg": [("msg", FERRY, "fish quay")],
    "release.odt": [("odt", FERRY, "fish quay")],
    "release.rtf": [("rtf", FERRY, "fish quay")],
    "report.docx": [("docx", FERRY, "fish quay")],
    "report.pdf": [("pdf", FERRY, "fish quay")],
    "story.nitf": [("nitf", FERRY, "fish quay")],
    "utf16.txt": [("plain", None, "Jörg Müßig")],
    "wire.anpa": [("anpa", FERRY, "fish quay"), ("anpa", OBSERVATORY, "Kesterby")],
    "wire.iptc": [("iptc7901", FERRY, "fish quay"), ("iptc7901", OBSERVATORY, "Kesterby")],
}

#: file → what becomes of each thing in it: "article" or the reason
BROKEN: dict[str, list[str]] = {
    "binary.txt": ["unsupported_format"],
    "blank.md": ["empty"],
    "blank.txt": ["empty"],
    "bomb.txt.gz": ["unsafe_archive"],
    "book.xlsx": ["unsupported_format"],
    "cut-1.newsml": ["article", "malformed"],
    "cut-list.json": ["article", "article", "malformed"],
    "cut.arc": ["article", "malformed"],
    "cut.atom": ["article", "malformed"],
    "cut.epub": ["malformed"],
    "cut.msg": ["unsupported_format"],
    "cut.odt": ["malformed"],
    "laughs.fodt": ["unsafe_content"],
    "no-text.rtf": ["no_article"],
    "cut.docx": ["malformed"],
    "cut.json": ["malformed"],
    "cut.jsonl.gz": ["article", "article", "malformed"],
    "cut.newsml": ["article", "malformed"],
    "cut.pdf": ["malformed"],
    "cut.rss": ["article", "article", "malformed"],
    "cut.tar.gz": ["article", "malformed"],
    "cut.sgml": ["article", "malformed"],
    "cut.txt.bz2": ["malformed"],
    "cut.txt.xz": ["malformed"],
    "cut.txt.zst": ["malformed"],
    "cut.warc": ["article", "malformed"],
    "cut.warc.gz": ["article", "article", "malformed"],
    "cut.zip": ["article", "article", "article", "malformed"],
    "deep.html": ["unsafe_content"],
    "deep.json": ["unsafe_content"],
    "empty.txt": ["empty"],
    "external.nitf": ["unsafe_content"],
    "laughs.rss": ["unsafe_content"],
    "links.tar": ["article", "unsafe_archive"],
    "locked.docx": ["encrypted"],
    "locked.zip": ["encrypted"],
    "mixed.jsonl": ["article", "malformed", "article", "no_article", "article"],
    "mixed.mbox": ["malformed", "article", "article", "article"],
    "no-text.anpa": ["no_article", "article"],
    "no-text.csv": ["no_article"],
    "no-text.eml": ["no_article"],
    "no-text.json": ["no_article"],
    "no-text.nitf": ["no_article"],
    "old.doc": ["unsupported_format"],
    "other.xml": ["unsupported_format"],
    "picture.html": ["unsupported_format"],
    "slip.zip": ["unsafe_archive", "article"],
    "undecodable.txt": ["undecodable"],
}


def read_sample(path: Path, given: Given = Given()) -> list[Record | Rejection]:  # noqa: B008
    return list(read(path, name=path.name, given=given))


def test_tables_name_every_sample() -> None:
    """No sample lies there untested."""
    files = {path.name for path in SAMPLES.iterdir() if path.is_file() and path.suffix != ".py"}

    assert files == set(SOUND)
    assert {path.name for path in (SAMPLES / "broken").iterdir()} == set(BROKEN)


@pytest.mark.parametrize("name", SOUND)
def test_reads_every_form(name: str) -> None:
    """Each sample gives its articles, told by content, with what it says about them."""
    found = read_sample(SAMPLES / name)

    assert [(form, title) for form, title, _ in SOUND[name]] == [(r.form, r.given.title) for r in found]
    for record, (_, _, words) in zip(found, SOUND[name], strict=True):
        assert words in record.content.replace("\r\n", "\n")


#: These look like plain text.
NEED_THEIR_NAME = {"article.md"}


@pytest.mark.parametrize("name", sorted(set(SOUND) - NEED_THEIR_NAME))
def test_form_is_recognized_without_a_file_name(name: str) -> None:
    """A form that does not look like plain text is told by its content alone."""
    path = SAMPLES / name

    found = list(read(path, name="file", given=Given()))

    assert [form for form, _, _ in SOUND[name]] == [record.form for record in found if isinstance(record, Record)]


@pytest.mark.parametrize("name", BROKEN)
def test_broken_files_give_reasons_and_what_is_sound(name: str) -> None:
    """A broken file never raises: it gives its whole articles and one reason for what is not."""
    found = read_sample(SAMPLES / "broken" / name)

    assert BROKEN[name] == ["article" if isinstance(item, Record) else str(item.reason) for item in found]
    for item in found:
        if isinstance(item, Rejection):
            assert item.reason in REASONS[Fate.REJECTED]
            assert item.detail.endswith(".")
            assert "\n" not in item.detail


@pytest.mark.parametrize("name", [*SOUND, *(f"broken/{name}" for name in BROKEN)])
def test_numbers_are_stable(name: str) -> None:
    """Things are numbered 0, 1, 2, ... and the same whenever the file is read again."""
    first, second = read_sample(SAMPLES / name), read_sample(SAMPLES / name)

    assert list(range(len(first))) == [item.number for item in first]
    assert first == second


@pytest.mark.parametrize("name", SOUND)
def test_tells_beforehand_whether_a_file_holds_many(name: str) -> None:
    """`holds_many` is never False for a file with more than one article."""
    many = holds_many(SAMPLES / name, name=name)

    if len(SOUND[name]) > 1:
        assert many


@pytest.mark.parametrize(
    "name",
    [
        "article.txt",
        "page.html",
        "article.json",
        "ninjs.json",
        "report.pdf",
        "report.docx",
        "release.odt",
        "article.txt.zst",
    ],
)
def test_single_articles_are_read_inline(name: str) -> None:
    """Files that can only hold one article say so."""
    assert not holds_many(SAMPLES / name, name=name)


def test_the_producer_wins_where_a_file_has_one_article() -> None:
    """URL and title from a side file or the command line stand before those in the file."""
    given = Given(url="https://other.test/1", title="Told from outside", source="CNS")

    (record,) = read_sample(SAMPLES / "article.json", given)

    assert ("https://other.test/1", "Told from outside", "CNS", "Jane Doe") == (
        record.given.url,
        record.given.title,
        record.given.source,
        record.given.byline,
    )


@pytest.mark.parametrize(
    ("name", "given", "expected"),
    [
        ("ninjs.json", Given(), "Courier News Service"),
        ("story.nitf", Given(), "The Example Courier"),
        ("list.json", Given(), "Folder"),
        ("article.txt", Given(), "Folder"),
        ("article.txt.xz", Given(), "Folder"),
        ("page.html", Given(), "Folder"),
        ("ninjs.json", Given(source="Side file"), "Side file"),
        ("article.txt", Given(source="Side file"), "Side file"),
    ],
)
def test_a_folder_is_the_source_where_nobody_names_one(name: str, given: Given, expected: str) -> None:
    """Neither the file nor its side file. The name of a site in a page is a guess, and no such name."""
    found = read_sample(SAMPLES / name, msgspec.structs.replace(given, default_source="Folder"))

    assert (expected, None) == (found[0].given.source, found[0].given.default_source)


@pytest.mark.parametrize("name", ["articles.jsonl", "list.json", "articles.csv", "feed.rss", "bundle.zip"])
def test_the_record_wins_among_many(name: str) -> None:
    """One URL cannot be that of many articles; the source is, where a record has none."""
    given = Given(url="https://other.test/1", title="Told from outside", source="CNS", language="en")

    found = read_sample(SAMPLES / name, given)

    assert not any(record.given.url == "https://other.test/1" for record in found)
    assert not any(record.given.title == "Told from outside" for record in found)
    assert all(record.given.source for record in found)
    assert all(record.given.language == "en" for record in found)


def test_given_fields_of_the_agencies_forms() -> None:
    """NITF, NewsML-G2 and ninjs carry headline, byline, dates, source, section and subjects."""
    nitf, newsml, ninjs = (
        read_sample(SAMPLES / name)[0].given for name in ("story.nitf", "items.newsml", "ninjs.json")
    )

    assert ("The Example Courier", "Local", ("ferries", "islands")) == (nitf.source, nitf.section, nitf.tags)
    assert ("20260314T083000+0100", ("Jane Doe",), "en") == (nitf.published_at, nitf.authors, nitf.language)
    assert ("Courier News Service", ("Local",), "en") == (newsml.source, newsml.tags, newsml.language)
    assert "https://www.example-courier.test/2026/03/14/night-ferry" == newsml.url == ninjs.url
    assert ("Courier News Service", ("Local",)) == (ninjs.source, ninjs.tags)
