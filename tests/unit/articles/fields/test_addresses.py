"""An address that is not the article's own does not become its identity; its own is found in whatever field it is."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from articles.article import Given, Record
from articles.fields.addresses import ADDRESSES, Use, own_address
from articles.forms import read

BODY = "The ferry board agreed to lengthen its pier by eighty metres, so that the new boats can land at low water."
OWN = "https://mercury.example.test/2025/pier"


def given_of(tmp_path: Path, data: str, name: str) -> Given:
    path = tmp_path / "file"
    path.write_text(data, encoding="utf-8")
    (record,) = read(path, name=name, given=Given())
    assert isinstance(record, Record)
    return record.given


def nested(path: str, value: str) -> dict[str, Any]:
    field, _, relation = path.partition(" rel=")
    if relation:
        return {field: [{"rel": "self", "href": "https://api.example.test/1"}, {"rel": relation, "href": value}]}
    first, _, rest = path.partition(".")
    return {first: nested(rest, value) if rest else value}


FIELDS = sorted(ADDRESSES["fields"].items())


@pytest.mark.parametrize(("field", "use"), FIELDS)
def test_fields_of_objects(tmp_path: Path, field: str, use: Use) -> None:
    """Each field of the table by itself."""
    given = given_of(tmp_path, json.dumps({"title": "Pier", "text": BODY, **nested(field, OWN)}), "a.json")

    assert (None if use is Use.NEITHER else OWN) == given.url


@pytest.mark.parametrize("field", [field for field, use in FIELDS if use is Use.NEITHER])
def test_others_beside_the_own(tmp_path: Path, field: str) -> None:
    """What leads elsewhere does not stand in the way of the own address."""
    fields = {"title": "Pier", "text": BODY, **nested(field, "https://other.example.test/x"), "web_url": OWN}

    assert OWN == given_of(tmp_path, json.dumps(fields), "a.json").url


@pytest.mark.parametrize("field", [field for field, use in FIELDS if use is Use.ADDRESS])
def test_the_own_comes_before_what_leads_to_it(tmp_path: Path, field: str) -> None:
    """A short link or an identifier counts where there is nothing else."""
    fields = {"title": "Pier", "text": BODY, **nested(field, "https://sho.example.test/x"), "canonical_url": OWN}

    assert OWN == given_of(tmp_path, json.dumps(fields), "a.json").url


@pytest.mark.parametrize(
    "value",
    [
        "https://mercury.example.test/",
        "https://mercury.example.test",
        "https://mercury.example.test/index.html",
        "/pier",
        "https://i.example.test/pier.jpg",
        "https://i.example.test/pier.PNG?w=100",
        "ftp://m.example.test/a",
        "urn:newsml:x",
        "file:///tmp/a.pdf",
        "mailto:a@b.example.test",
        "",
        "  ",
        "pier",
        7,
        None,
        "see https://m.example.test/a",
        "#top",
        "https://mercury.example.test/en",
        "https://v.example.test/a.mp4#t=5",
        "javascript:void(0)",
        {"a": 1},
        "tag:x,2025:1",
    ],
)
def test_what_is_no_articles_address(value: object) -> None:
    """Front pages, pictures, films, other schemes, what is relative to nothing."""
    assert own_address(value) is None


@pytest.mark.parametrize(("header", "use"), ADDRESSES["mail"].items())
def test_headers_of_mail(tmp_path: Path, header: str, use: Use) -> None:
    """Two messages of one list share its archive, and not their address."""
    head = "From: Desk <d@x.example.test>\nSubject: Pier\nDate: Tue, 04 Mar 2025 08:30:00 +0100"
    mail = f"{head}\n{header}: <{OWN}>\n\n{BODY}\n"

    assert (None if use is Use.NEITHER or " " in header else OWN) == given_of(tmp_path, mail, "a.eml").url


def newsml(links: str, content: str = "", guid: str = "urn:newsml:x") -> str:
    return (
        f'<newsItem xmlns="http://iptc.org/std/nar/2006-10-01/" guid="{guid}"><itemMeta><itemClass qcode="ninat:text"/>'
        f"{links}</itemMeta><contentMeta><headline>Pier</headline></contentMeta><contentSet>{content}"
        f"<inlineXML><html xmlns='http://www.w3.org/1999/xhtml'><body><p>{BODY}</p><p>{BODY}</p></body></html></inlineXML>"
        "</contentSet></newsItem>"
    )


@pytest.mark.parametrize(
    ("relation", "own"),
    [
        ("irel:seeAlso", False),
        ("irel:derivedFrom", False),
        ("irel:isReferencedBy", False),
        ("irel:translatedFrom", False),
        ("rel:canonical", True),
        ("irel:hasAlternate", True),
        ("self", True),
        ("irel:permalink", True),
        (None, True),
        ("http://cv.iptc.org/newscodes/itemrelation/seeAlso", False),
        ("irel:evolvedFrom", False),
        ("x:depicts", False),
    ],
)
def test_links_of_news_items(tmp_path: Path, relation: str | None, own: bool) -> None:
    """By what they are to the item."""
    link = f'<link rel="{relation}" href="{OWN}"/>' if relation else f'<link href="{OWN}"/>'

    assert (OWN if own else None) == given_of(tmp_path, newsml(link), "a.xml").url


@pytest.mark.parametrize(
    ("media_type", "address", "own"),
    [
        ("image/jpeg", "https://i.example.test/a", False),
        ("video/mp4", "https://i.example.test/a", False),
        ("text/html", OWN, True),
        ("image/jpeg", "https://i.example.test/a.jpg", False),
        ("audio/mpeg", OWN, False),
    ],
)
def test_remote_contents(tmp_path: Path, media_type: str, address: str, own: bool) -> None:
    """A page is another form of the item, a picture is not."""
    content = f'<remoteContent contenttype="{media_type}" href="{address}"/>'

    assert (OWN if own else None) == given_of(tmp_path, newsml("", content), "a.xml").url


def test_a_guid_that_is_an_address(tmp_path: Path) -> None:
    """Counts where no link does."""
    assert OWN == given_of(tmp_path, newsml("", guid=OWN), "a.xml").url
