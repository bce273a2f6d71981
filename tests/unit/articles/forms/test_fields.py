"""What fields are called where, and what an article is made of them."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from articles.article import Given, Record, Rejection
from articles.forms import read
from articles.metadata.dates import parse_date

BODY = "The town council of Lindhaven voted on Friday to bring back the night ferry. " * 6


def articles(tmp_path: Path, value: Any, name: str = "a.json") -> list[Record | Rejection]:
    path = tmp_path / "file"
    path.write_text(value if isinstance(value, str) else json.dumps(value), encoding="utf-8")
    return list(read(path, name=name, given=Given()))


def article(tmp_path: Path, value: Any) -> Record:
    (record,) = articles(tmp_path, value)
    assert isinstance(record, Record)
    return record


@pytest.mark.parametrize(
    "fields",
    [
        {"text": BODY},
        {"body": BODY, "summary": "short"},
        {"maintext": BODY},
        {"article_text": BODY},
        {"content": BODY},
        {"ArticleBody": BODY},
        {"full-text": BODY},
        {"content": {"text": BODY}},
        {"_source": {"body": BODY}},
        {"fields": {"bodyText": BODY, "trailText": "short"}},
        {"data": {"attributes": {"body": BODY}}},
        {"description": BODY},
        {"text": BODY, "content": "stub [+200 chars]"},
        {"paragraphs": [BODY[:200], BODY[200:]]},
        {"body": [{"type": "p", "text": BODY}]},
    ],
)
def test_names_of_the_text(tmp_path: Path, fields: dict[str, Any]) -> None:
    """Of the usual names the one with the most text, before any summary."""
    record = article(tmp_path, {"id": 1, "title": "Ferry", **fields})

    assert not record.is_html
    assert BODY.split() == record.content.split()


@pytest.mark.parametrize(
    "fields",
    [
        {"html": f"<html><p>{BODY}</p></html>", "text": BODY},
        {"content": {"rendered": f"<p>{BODY}</p>"}},
        {"body": f"<p>{BODY}</p>"},
        {"content_html": f"<div>{BODY}</div>"},
    ],
)
def test_html_is_known_for_what_it_is(tmp_path: Path, fields: dict[str, Any]) -> None:
    """A field that holds markup goes on as a page."""
    assert article(tmp_path, fields).is_html


def test_text_with_comparisons_is_no_html(tmp_path: Path) -> None:
    """ "<" alone makes no page."""
    assert not article(tmp_path, {"text": BODY + " 3 < 5 and 7 > 2"}).is_html


def test_names_of_the_rest(tmp_path: Path) -> None:
    """Title, address, source, authors, dates, language, section and tags by their usual names."""
    given = article(
        tmp_path,
        {
            "headline": "Ferry",
            "webUrl": "https://example.test/1",
            "source": {"id": 3, "name": "Courier"},
            "authors": [{"name": "Jane Doe"}, "Ravi Iyer"],
            "webPublicationDate": "2026-03-14",
            "lastModified": 1773477000,
            "lang": "en",
            "sectionName": "Local",
            "keywords": "ferries, islands",
            "text": BODY,
        },
    ).given

    expected = Given(
        url="https://example.test/1",
        source="Courier",
        title="Ferry",
        byline="Jane Doe, Ravi Iyer",
        authors=("Jane Doe", "Ravi Iyer"),
        published_at="2026-03-14",
        modified_at="1773477000",
        language="en",
        section="Local",
        tags=("ferries", "islands"),
    )
    assert expected == given


@pytest.mark.parametrize("value", [{"uri": "urn:newsml:x"}, {"url": "7"}, {"id": 7}, {"guid": "abc"}, {"link": None}])
def test_what_is_no_address(tmp_path: Path, value: dict[str, Any]) -> None:
    """Identifiers that cannot be fetched are no URL."""
    assert article(tmp_path, {**value, "text": BODY}).given.url is None


@pytest.mark.parametrize(
    "answer",
    [
        {"articles": [{"text": BODY}, {"text": BODY}]},
        {"status": "ok", "message": "fine", "results": [{"text": BODY}, {"text": BODY}]},
        {"response": {"docs": [{"text": BODY}, {"text": BODY}]}},
        {"hits": {"hits": [{"_source": {"text": BODY}}, {"_source": {"text": BODY}}]}},
        {"@graph": [{"articleBody": BODY}, {"articleBody": BODY}]},
        [{"text": BODY}, {"text": BODY}],
        [[{"text": BODY}], {"text": BODY}],
        {
            "title": "A feed",
            "description": "News of the coast",
            "items": [{"content_text": BODY}, {"content_text": BODY}],
        },
    ],
)
def test_lists_in_answers(tmp_path: Path, answer: Any) -> None:
    """The answers of news interfaces, exports of search engines, JSON Feed."""
    found = articles(tmp_path, answer)

    if isinstance(answer, list) and isinstance(answer[0], list):
        assert ["no_article"] == [item.reason for item in found if isinstance(item, Rejection)]
    else:
        assert [0, 1] == [item.number for item in found if isinstance(item, Record)]


def test_lists_in_an_article_are_no_articles(tmp_path: Path) -> None:
    """An article with its pictures or related items in a list is one article."""
    record = article(tmp_path, {"text": BODY, "items": [{"caption": "The quay"}], "data": [{"text": "short"}]})

    assert BODY == record.content


def test_ninjs_takes_html_before_plain_and_leaves_other_markup(tmp_path: Path) -> None:
    """Of several bodies the HTML one; associations (pictures) are not articles."""
    ninjs = {
        "uri": "https://example.test/1",
        "versioncreated": "2026-03-14T08:30:00Z",
        "by": "By Jane Doe",
        "headlines": [{"role": "main", "value": "Ferry"}],
        "bodies": [
            {"role": "nitf", "contenttype": "application/xml", "value": "<nitf/>"},
            {"role": "text", "contenttype": "text/plain", "value": BODY},
            {"role": "html5", "contentType": "application/xhtml+xml", "value": f"<p>{BODY}</p>"},
        ],
        "associations": [{"type": "picture", "headline": "The quay"}],
        "subjects": [{"name": "Transport"}],
    }

    record = article(tmp_path, ninjs)

    assert ("ninjs", True, f"<p>{BODY}</p>") == (record.form, record.is_html, record.content)
    assert ("Ferry", "By Jane Doe", ("Transport",)) == (record.given.title, record.given.byline, record.given.tags)
    assert "https://example.test/1" == record.given.url


def test_ninjs_1(tmp_path: Path) -> None:
    """`body_xhtml` before `body_text`, `headline`, `byline`."""
    record = article(
        tmp_path,
        {"uri": "urn:x", "headline": "Ferry", "byline": "Jane", "body_text": BODY, "body_xhtml": f"<p>{BODY}</p>"},
    )

    assert ("ninjs", True, "Ferry") == (record.form, record.is_html, record.given.title)


@pytest.mark.parametrize("value", ["[]", "[1, 2]", "{}", '{"a": {"b": 1}}', "[null]"])
def test_json_without_an_article(tmp_path: Path, value: str) -> None:
    """Valid JSON that holds no text is refused as such."""
    found = articles(tmp_path, value)

    assert found
    assert all(isinstance(item, Rejection) for item in found)


@pytest.mark.parametrize(
    ("text", "count"),
    [
        (f'"title";"text"\n"A";"{BODY}"\n', 1),
        (f"title\ttext\nA\t{BODY}\n\nB\t{BODY}\n", 2),
        (f'title,text\nA,"two\nlines of {BODY}"\n', 1),
        (f"\ufefftitle,text\nA,{BODY}\n", 1),
        (f"Headline|Body\nA|{BODY}\n", 1),
    ],
)
def test_tables(tmp_path: Path, text: str, count: int) -> None:
    """Delimiters are told from the first row; cells may hold line ends; empty rows do not count."""
    found = articles(tmp_path, text, name="a.csv")

    assert [BODY.split()[0]] * count == [
        item.content.split()[-len(BODY.split())] for item in found if isinstance(item, Record)
    ]
    assert count == len(found)


def test_json_in_other_encodings(tmp_path: Path) -> None:
    """JSON that is not UTF-8 is read as well."""
    value = json.dumps({"text": BODY, "title": "Fähre"}, ensure_ascii=False)
    path = tmp_path / "file"
    for encoding in ("utf-16", "utf-8-sig", "cp1252"):
        path.write_bytes(value.encode(encoding))
        (record,) = read(path, name="a.json", given=Given())
        assert isinstance(record, Record)
        assert "Fähre" == record.given.title

        path.write_bytes(f"[{value}, {value}]".encode(encoding))
        assert 2 == len(list(read(path, name="a.json", given=Given())))


def test_a_text_among_bodies_with_roles_is_read_inside_a_wrapper(tmp_path: Path) -> None:
    bodies = [{"role": "short", "content": "Short."}, {"role": "main", "content": f"<p>{BODY}</p>"}]
    record = article(tmp_path, {"item": {"headline": "Tugs", "bodies": bodies}})
    assert record.given.title == "Tugs"


@pytest.mark.parametrize(
    "value",
    [
        {"data": [{"type": "node--article", "attributes": {"status": False, "title": "A", "body": {"value": BODY}}}]},
        [{"status": False, "title": "A", "text": BODY}],
    ],
)
def test_a_status_of_false_is_a_draft(tmp_path: Path, value: Any) -> None:
    (refused,) = articles(tmp_path, value)
    assert isinstance(refused, Rejection)
    assert "a draft" in refused.detail


@pytest.mark.parametrize(
    ("mark", "detail"),
    [
        ({"type": "page", "slug": "about", "visibility": "public", "status": "published"}, "page of the site"),
        ({"type": "page", "slug": "about", "mobiledoc": "{}"}, "page of the site"),
        ({"type": "page", "slug": "about", "comment_status": "closed", "menu_order": 0}, "page of the site"),
        ({"page": 1, "slug": "about", "html": f"<p>{BODY}</p>", "uuid": "1"}, "page of the site"),
        ({"post_type": "page"}, "page of the site"),
        ({"state": "spiked", "type": "text"}, "spiked"),
        ({"id": "x", "schema": "Person"}, "FollowTheMoney"),
        ({"state": "in_progress", "type": "text"}, "in progress"),
    ],
)
def test_pages_of_a_site_and_items_in_work_are_no_articles(tmp_path: Path, mark: dict[str, Any], detail: str) -> None:
    """Ghost and WordPress keep "About us" beside their posts; an agency's desk keeps what it dropped."""
    first, second = articles(tmp_path, [{"title": "About us", "text": BODY, **mark}, {"title": "Tugs", "text": BODY}])

    assert isinstance(first, Rejection)
    assert detail in first.detail
    assert isinstance(second, Record)


def test_an_article_may_be_of_type_page(tmp_path: Path) -> None:
    """Where nothing else tells of a blog's export, the type alone refuses nothing."""
    (record,) = articles(tmp_path, [{"title": "Tugs", "text": BODY, "type": "page", "url": "https://a.test/1"}])

    assert isinstance(record, Record)


def test_xml_of_an_agency_whose_root_is_called_article_is_read_by_its_fields(tmp_path: Path) -> None:
    text = (
        f"<?xml version='1.0'?><article><headline>Tugs</headline><byline>Nora Feld</byline>"
        f"<pubdate>2025-03-04 08:30:00</pubdate><text><p>{BODY}</p></text></article>"
    )
    (record,) = articles(tmp_path, text, "a.xml")
    assert isinstance(record, Record)
    assert (record.given.title, record.given.published_at) == ("Tugs", "2025-03-04 08:30:00")


def test_wire_text_behind_lines_of_a_service_is_read(tmp_path: Path) -> None:
    text = (
        "f2345\nr i\nBC-EU-Tugs 03-04 0120\nBC-EU-Tugs, 2nd Ld,120<\n^Council buys two tugs<\n"
        f"^Eds: Updates with vote.<\n^By TOM ABARA=\n^Wire Service=\n\tOXHOLT (WS) _ {BODY}\n"
    )
    (record,) = articles(tmp_path, text, "a.txt")
    assert isinstance(record, Record)
    assert (record.form, record.given.title) == ("anpa", "Council buys two tugs")
    assert record.content.startswith("OXHOLT (WS)")


@pytest.mark.parametrize(
    ("above", "url"),
    [
        ("<!DOCTYPE html>\n<!-- saved from url=(0026)https://m.example.test/t -->\n<html>", "https://m.example.test/t"),
        ("<!DOCTYPE html> <html lang=en><!--\n Page saved with SingleFile \n url: https://m.example.test/t \n-->",
         "https://m.example.test/t"),
        ("<!DOCTYPE html><html><!-- see https://m.example.test/t -->", None),
    ],
)  # fmt: skip
def test_a_saved_page_says_where_it_was(tmp_path: Path, above: str, url: str | None) -> None:
    (record,) = articles(
        tmp_path, f"{above}<head><title>Tugs</title></head><body><p>{BODY}</p></body></html>", "a.html"
    )
    assert isinstance(record, Record)
    assert record.given.url == url


@pytest.mark.parametrize(
    ("fields", "what"),
    [
        ({"level": "info", "time": "2025-03-04T08:30:00Z", "message": BODY, "pid": 7}, "an entry of a log"),
        ({"$schema": "http://json-schema.org/draft-07/schema#", "title": "Tug", "description": BODY, "properties": {}},
         "a schema"),
    ],
)  # fmt: skip
def test_entries_of_logs_and_schemas_are_refused_by_name(tmp_path: Path, fields: dict[str, Any], what: str) -> None:
    (refused,) = articles(tmp_path, fields)
    assert isinstance(refused, Rejection)
    assert what in refused.detail


def test_readings_are_no_part_of_a_title(tmp_path: Path) -> None:
    title = "<ruby>港<rp>(</rp><rt>みなと</rt><rp>)</rp></ruby>の船"
    assert article(tmp_path, {"title": title, "text": BODY}).given.title == "港の船"


def test_keywords_of_iptc_7901_without_a_last_slash_are_no_title(tmp_path: Path) -> None:
    text = f"\x01tna023 4 pl 100 TNA 0341\r\n\x02\r\nTugs/Harbour\r\nCouncil buys two tugs =\r\n\r\n{BODY}\r\n\x03\r\n"
    (record,) = articles(tmp_path, text, "a.txt")
    assert isinstance(record, Record)
    assert (record.given.title, record.given.tags) == ("Council buys two tugs", ("Tugs", "Harbour"))


#: Objects as their producers write them, with the title, the address and the authors of each.
_NAMED = {
    "solr": {"id": "a", "title_s": "Ferry", "body_txt_en": BODY, "published_dt": "2025-03-04T10:00:00Z",
             "author_ss": ["Nora Feld", "Tom Ahl"], "url_s": "https://bay.example.test/ferry"},
    "solr, lists": {"title_t": ["Ferry"], "content_txt": [BODY], "pubdate_tdt": ["2025-03-04T10:00:00Z"],
                    "author_ss": ["Nora Feld", "Tom Ahl"], "link_s": "https://bay.example.test/ferry"},
    "drupal's search": {"ss_title": "Ferry", "tm_X3b_en_body": [BODY], "ds_created": "2025-03-04T10:00:00Z",
                        "sm_field_authors": ["Nora Feld", "Tom Ahl"], "ss_url": "https://bay.example.test/ferry"},
    "a day of the year": {"title": "Ferry", "text": BODY, "date": "2025-063T10:00:00Z",
                          "authors": ["Nora Feld", "Tom Ahl"], "url": "https://bay.example.test/ferry"},
}  # fmt: skip


@pytest.mark.parametrize("kind", _NAMED)
def test_names_with_the_type_of_the_field(tmp_path: Path, kind: str) -> None:
    """Solr's dynamic fields are read by the name that is left without the type."""
    record = article(tmp_path, _NAMED[kind])

    assert BODY.split() == record.content.split()
    assert record.given.title == "Ferry"
    assert record.given.authors == ("Nora Feld", "Tom Ahl")
    assert record.given.url == "https://bay.example.test/ferry"
    published = parse_date(record.given.published_at or "")
    assert published is not None
    assert published.value == datetime(2025, 3, 4, 10, tzinfo=UTC)


def test_one_name_with_an_ending_is_not_solr(tmp_path: Path) -> None:
    (found,) = articles(tmp_path, {"id": 7, "body_s": BODY})

    assert isinstance(found, Rejection)


def test_columns_with_the_type_of_the_field(tmp_path: Path) -> None:
    (found,) = articles(tmp_path, f'title_s,body_txt\nFerry,"{BODY}"\n', "a.csv")

    assert isinstance(found, Record)
    assert found.given.title == "Ferry"


def test_what_mongodbs_shell_prints(tmp_path: Path) -> None:
    text = (
        '{ "_id" : ObjectId("65e5a1"), "title" : "Ferry ObjectId(1)", "text" : "BODY", '
        '"published" : ISODate("2025-03-04T10:00:00Z"), "views" : NumberLong(4) }\n'
    ).replace("BODY", BODY)
    first, second = articles(tmp_path, text * 2)

    assert isinstance(first, Record)
    assert isinstance(second, Record)
    assert first.given.title == "Ferry ObjectId(1)"
    assert first.given.published_at == "2025-03-04T10:00:00Z"


def test_blocks_that_are_not_published_are_left_out(tmp_path: Path) -> None:
    blocks = [
        {"bodyHtml": f"<p>{BODY}</p>", "published": True},
        {"bodyHtml": "<p>Not for readers yet.</p>", "published": False},
    ]
    record = article(
        tmp_path, {"webTitle": "Ferry", "webUrl": "https://bay.example.test/ferry", "blocks": {"body": blocks}}
    )

    assert "Friday" in record.content
    assert "Not for readers" not in record.content


def test_a_mail_in_followthemoney_is_titled_by_its_subject(tmp_path: Path) -> None:
    properties = {"subject": ["Ferry"], "bodyText": [BODY], "from": ["Nora Feld <n@bay.example.test>"]}
    record = article(tmp_path, {"id": "a", "schema": "Email", "properties": properties})

    assert record.given.title == "Ferry"
    assert record.given.authors == ("Nora Feld",)
    assert record.given.tags == ()


def test_references_are_no_tags_and_of_several_sections_the_first_counts(tmp_path: Path) -> None:
    record = article(
        tmp_path,
        {"title": "Ferry", "text": BODY, "tags": [{"target_id": 1, "url": "/t/1"}], "categories": "Local;News"},
    )

    assert record.given.tags == ()
    assert record.given.section == "Local"


@pytest.mark.parametrize(
    ("text", "paragraphs"),
    [
        (r"It was closed.\n\nIt opens again.", 2),
        (r"It was closed.\r\nIt opens again.\r\nAll came.", 3),
        ("It was closed.\n\nIt says \\n here.", 2),
        (r"The file is in C:\news\notes and nowhere else", 1),
    ],
)
def test_line_ends_that_are_written_in_letters(tmp_path: Path, text: str, paragraphs: int) -> None:
    record = article(tmp_path, {"title": "Ferry", "text": text})

    assert len([line for line in record.content.splitlines() if line.strip()]) == paragraphs
