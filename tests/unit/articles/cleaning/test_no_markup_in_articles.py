"""No field of an article that is shown holds markup, wherever the text of it came from."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from html import escape
from typing import Any

import pytest

from articles.article import Article, Given, Record
from articles.cleaning import clean

#: How producers write something, and what of it must be shown.
WRITTEN = {
    "<i>Swift</i> returns": "Swift returns",
    "Kelmsay&#8217;s pier": "Kelmsay’s pier",
    "&lt;b&gt;Night&lt;/b&gt; ferry": "Night ferry",
    "&amp;lt;em&amp;gt;Night&amp;lt;/em&amp;gt; ferry": "Night ferry",
    "Old <img src='x.jpg'/> mill": "Old mill",
    "Old mill <wbr/>": "Old mill",
    "<![CDATA[Old mill]]>": "Old mill",
    '<a href="https://x.test/?a=1&amp;b=2">Old mill</a>': "Old mill",
}
SENTENCES = (
    "{} was the talk of the island on Tuesday, when the ferry board agreed to lengthen its northern pier by a half.",
    "Work begins in September and lasts eleven months, said the board, and the crane will be moved twice.",
)
TEXTS = [sentence.format("It") for sentence in SENTENCES]


def article_of(content: str, *, is_html: bool = False, **given: Any) -> Article:
    record = Record(number=0, content=content, is_html=is_html, form="x", given=Given(**given))
    result = clean(record, arrival="i:0", claimed_at=1, today=datetime(2026, 1, 1, tzinfo=UTC))
    assert isinstance(result, Article)
    return result


def shown_fields(article: Article) -> dict[str, str]:
    """All text of an article that somebody may read."""
    fields = {
        "title": article.title,
        "body": article.body,
        "byline": article.byline or "",
        "authors": "|".join(article.authors),
        "source": article.source or "",
        "section": article.section or "",
        "tags": "|".join(article.tags),
        "dateline": article.dateline.text if article.dateline else "",
    }
    for name, text in fields.items():
        for sign in ("<", "&lt", "&#", "&amp", "&quot", "&nbsp", "]]>"):
            assert sign not in text, f"{name} holds {sign!r}: {text!r}"
    return fields


@pytest.mark.parametrize("written", WRITTEN)
@pytest.mark.parametrize("is_html", [False, True])
def test_not_from_what_a_producer_gave(written: str, is_html: bool) -> None:
    content = "".join(f"<p>{text}</p>" for text in TEXTS) if is_html else "\n\n".join(TEXTS)
    article = article_of(
        content,
        is_html=is_html,
        title=written,
        byline=written,
        source=written,
        section=written,
        authors=(written,),
        tags=(written, "pier"),
    )

    fields = shown_fields(article)

    assert {fields[name] for name in ("title", "source", "section", "byline", "authors")} == {WRITTEN[written]}
    assert fields["tags"] == f"{WRITTEN[written]}|pier"


@pytest.mark.parametrize("written", WRITTEN)
@pytest.mark.parametrize("form", ["plain", "fragment", "page", "escaped"])
def test_not_from_the_text(written: str, form: str) -> None:
    texts = [sentence.format(written) for sentence in SENTENCES]
    content = {
        "plain": "\n\n".join(texts),
        "fragment": "".join(f"<p>{text}</p>" for text in texts),
        "escaped": escape("".join(f"<p>{text}</p>" for text in texts)),
        "page": "<!DOCTYPE html><html><head><title>Pier</title></head><body><article><h1>Pier</h1>"
        + "".join(f"<p>{text}</p>" for text in texts)
        + "</article></body></html>",
    }[form]

    fields = shown_fields(article_of(content, is_html=form in {"fragment", "page"}))

    assert WRITTEN[written] in fields["body"]


@pytest.mark.parametrize("written", WRITTEN)
def test_not_from_what_a_page_says(written: str) -> None:
    linked = {
        "@type": "NewsArticle",
        "headline": written,
        "articleSection": written,
        "keywords": [written, "pier"],
        "author": {"@type": "Person", "name": written},
        "publisher": {"name": written},
    }
    body = "".join(f"<p>{text}</p>" for text in TEXTS)
    page = (
        f"<!DOCTYPE html><html><head><title>{escape(written)}</title><script type='application/ld+json'>"
        f"{json.dumps(linked)}</script></head><body><article><h1>Pier</h1>{body}</article></body></html>"
    )

    fields = shown_fields(article_of(page, is_html=True))

    assert {fields[name] for name in ("title", "source", "section")} == {WRITTEN[written]}


def test_not_from_the_article_body_of_linked_data() -> None:
    body = "".join(f"<p>{text} <img src='x'/></p>" for text in TEXTS * 3)
    linked = json.dumps({"@type": "NewsArticle", "headline": "Pier", "articleBody": body})
    page = (
        f"<!DOCTYPE html><html><head><title>Pier</title><script type='application/ld+json'>{linked}</script></head>"
        "<body><p>Read on.</p></body></html>"
    )

    assert TEXTS[0] in shown_fields(article_of(page, is_html=True))["body"]


#: What programs leave in the fields of a record, and what of it must be shown.
CONTROLS = {
    "Old\x00 mill": "Old mill",
    "Old mi\x07ll\x7f": "Old mill",
    "\x1b[31mOld mill\x1b[0m": "Old mill",
    "Old\x85 mill\x92s": "Old… mill’s",
    "\ufeffOld mill\u200b": "Old mill",
    "Old\u2028mill\n": "Old mill",
    "Old&#7; mill&#0;": "Old mill\ufffd",
}


@pytest.mark.parametrize("written", CONTROLS)
@pytest.mark.parametrize("is_html", [False, True])
def test_no_control_characters_from_what_a_producer_gave(written: str, is_html: bool) -> None:
    """In no field that is shown, whatever form the text has."""
    content = "".join(f"<p>{text}</p>" for text in TEXTS) if is_html else "\n\n".join(TEXTS)
    shown = CONTROLS[written]
    given = {"title": written, "byline": written, "source": written, "section": written, "dateline": written}
    article = article_of(content, is_html=is_html, **given, authors=(written,), tags=(written,))
    fields = shown_fields(article)
    assert {shown} == {fields[name] for name in ("title", "byline", "authors", "source", "section", "tags", "dateline")}
