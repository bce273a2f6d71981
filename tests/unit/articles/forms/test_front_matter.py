"""What stands before the text of a Markdown file, as site generators and clippers write it."""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import product
from pathlib import Path

import pytest

from articles.article import Given, Record, Rejection
from articles.forms import read
from articles.forms.front_matter import front_matter
from articles.metadata.dates import parse_date

BODY = "The ferry board agreed to lengthen its pier.\n\nWork begins in September, said the chair."
TITLES = {
    "Board lengthens its pier": "title: Board lengthens its pier",
    "Pier: the board decides": "title: 'Pier: the board decides'",
    "It's a pier": 'title: "It\'s a pier"',
    "Board lengthens its pier by far": "title: >-\n  Board lengthens its pier\n  by far",
    "A pier": "title: |\n  A pier",
    "Pier 2": "title:   Pier 2   ",
}
DATES = (
    "date: 2025-03-04T08:30:00Z",
    "date: 2025-03-04T09:30:00+01:00",
    "pubDate: 'Tue, 04 Mar 2025 08:30:00 GMT'",
    "published: 2025-03-04 08:30:00 +0000",
    "publishDate: 2025-03-04T08:30:00.000Z",
)
AUTHORS = (
    "author: Nora Feld and Tom Abara",
    "authors: [Nora Feld, Tom Abara]",
    "authors:\n  - Nora Feld\n  - Tom Abara",
    "author:\n  - name: Nora Feld\n  - name: Tom Abara",
    'author:\n  - "[[Nora Feld]]"\n  - "[[Tom Abara]]"',
)


def read_text(tmp_path: Path, text: str) -> list[Record | Rejection]:
    path = tmp_path / "file"
    path.write_text(text, encoding="utf-8")
    return list(read(path, name="a.md", given=Given()))


def check(record: Record | Rejection, title: str) -> None:
    assert isinstance(record, Record)
    given = record.given
    assert title == given.title
    assert ("Nora Feld", "Tom Abara") == given.authors
    parsed = parse_date(given.published_at or "")
    assert parsed is not None
    assert datetime(2025, 3, 4, 8, 30, tzinfo=UTC) == parsed.value
    assert BODY.split() == record.content.split()


@pytest.mark.parametrize(("title", "date", "authors"), list(product(TITLES, DATES, AUTHORS)))
def test_yaml(tmp_path: Path, title: str, date: str, authors: str) -> None:
    """A hundred and fifty ways to write three fields."""
    (record,) = read_text(tmp_path, f"---\n{TITLES[title]}\n{date}\n{authors}\ntags: [a1]\n---\n\n{BODY}\n")

    check(record, title)


@pytest.mark.parametrize(
    "head",
    [
        '+++\ntitle = "Pier"\ndate = 2025-03-04T08:30:00Z\nauthors = ["Nora Feld", "Tom Abara"]\n[p]\na = 1\n+++\n',
        '+++\ntitle = "Pier"\ndate = "2025-03-04T08:30:00Z"\nauthor = "Nora Feld and Tom Abara"\n+++\n',
        '{"title": "Pier", "date": "2025-03-04T08:30:00Z", "author": ["Nora Feld", "Tom Abara"]}\n',
        ';;;\n{"title": "Pier", "date": "2025-03-04T08:30:00Z", "author": ["Nora Feld", "Tom Abara"]}\n;;;\n',
        "Title: Pier\nDate: 2025-03-04T08:30:00Z\nAuthors: Nora Feld; Tom Abara\nSlug: pier\n\n",
        "---\r\ntitle: Pier\r\ndate: 2025-03-04T08:30:00Z\r\nauthor: Nora Feld, Tom Abara\r\n---\r\n",
        "\ufeff---\ntitle: Pier\ndate: 2025-03-04T08:30:00Z\nauthor: Nora Feld, Tom Abara\n...\n",
        "---\ntitle: Pier\ndate: 2025-03-04T08:30:00Z\nauthor: Nora Feld, Tom Abara\nbroken: [a\n---\n",
        "---\ntitle: Pier\ndate: 2025-03-04T08:30:00Z\nauthor: Nora Feld, Tom Abara\nx: &a 1\ny: *a\n---\n",
    ],
)
def test_other_heads(tmp_path: Path, head: str) -> None:
    """TOML, JSON, lines, and YAML that is not quite YAML."""
    (record,) = read_text(tmp_path, f"{head}\n{BODY}\n")

    check(record, "Pier")


@pytest.mark.parametrize(
    "line", ["draft: true", "published: false", "status: draft", "private: true", "status: private"]
)
def test_drafts_are_refused(tmp_path: Path, line: str) -> None:
    """With what they are."""
    (refused,) = read_text(tmp_path, f"---\ntitle: Pier\n{line}\n---\n\n{BODY}\n")

    assert isinstance(refused, Rejection)
    assert "no_article" == refused.reason


@pytest.mark.parametrize("line", ["draft: false", "published: true", "status: published", "published: 2025-03-04"])
def test_what_is_published(tmp_path: Path, line: str) -> None:
    """Is read."""
    (record,) = read_text(tmp_path, f"---\ntitle: Pier\n{line}\n---\n\n{BODY}\n")

    assert isinstance(record, Record)


@pytest.mark.parametrize(
    "code",
    [
        '{{< figure src="/p.jpg" caption="The pier" >}}',
        "{{% include 'x' %}}",
        "{% include figure.html src='/p.jpg' %}",
        "{{ site.title | escape }}",
        '{{< gallery\n  dir="/x" >}}',
        "{%- if x -%}",
    ],
)
def test_short_codes_are_left_out(tmp_path: Path, code: str) -> None:
    """Of Hugo, Jekyll and Eleventy."""
    (record,) = read_text(tmp_path, f"---\ntitle: Pier\n---\n{code}\n\n{BODY}\n")

    assert isinstance(record, Record)
    assert BODY.split() == record.content.split()


def test_a_text_without_a_head(tmp_path: Path) -> None:
    """Rules and colons at the beginning of a text are no fields."""
    for text in (f"---\n\n{BODY}\n", f"Oslo: {BODY}\n", f"He said: no\nShe said: yes\n\n{BODY}\n"):
        (record,) = read_text(tmp_path, text)
        assert isinstance(record, Record)
        assert BODY.split()[-1] == record.content.split()[-1]
        assert not record.given.authors


def test_aliases_are_not_followed(tmp_path: Path) -> None:
    """A few lines of YAML that stand for gigabytes cost nothing."""
    bomb = "a: &a [x, x, x, x, x, x, x, x, x]\n" + "".join(
        f"{name}: &{name} [{', '.join([f'*{before}'] * 9)}]\n"
        for before, name in zip("abcdefgh", "bcdefghi", strict=True)
    )

    (record,) = read_text(tmp_path, f"---\ntitle: Pier\n{bomb}---\n\n{BODY}\n")

    assert isinstance(record, Record)
    assert "Pier" == record.given.title


def test_the_day_in_the_name_of_a_post(tmp_path: Path) -> None:
    """Jekyll's posts have it where the head has none."""
    path = tmp_path / "file"
    path.write_text(f"---\ntitle: Pier\n---\n\n{BODY}\n", encoding="utf-8")

    (record,) = read(path, name="2025-03-04-pier.md", given=Given())

    assert isinstance(record, Record)
    assert "2025-03-04" == record.given.published_at


def test_fields_that_a_mark_closes_but_none_opens_are_read() -> None:
    fields, text = front_matter("title: Tugs\ndate: 2025-03-04 08:30:00\ntags:\n- boats\n---\nThe board met.\n")
    assert (fields["title"], fields["tags"], text) == ("Tugs", ["boats"], "The board met.\n")


def test_a_rule_below_a_paragraph_with_a_colon_is_no_front_matter() -> None:
    text = "Harbour: the board met.\nIt was late.\n---\nMore of it.\n"
    assert front_matter(text) == ({}, text)
