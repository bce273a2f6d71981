"""HTML that is a fragment, of every shape and in every form that carries it, is an article with all its paragraphs."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from html import escape
from typing import Any

import pytest

from articles.article import Article

#: A comma, and the line end that an editor of source puts behind it.
WRAP = ",\n  "

#: name → (the fragment of three paragraphs, whether their number must be kept)
SHAPES: dict[str, Callable[[str, str, str], tuple[str, bool]]] = {
    "paragraphs": lambda a, b, c: (f"<p>{a}</p><p>{b}</p><p>{c}</p>", True),
    "one paragraph": lambda a, b, c: (f"<p>{a} {b} {c}</p>", False),
    "unclosed paragraphs": lambda a, b, c: (f"<p>{a}<p>{b}<p>{c}", True),
    "one container": lambda a, b, c: (f"<div>{a} {b} {c}</div>", False),
    "nested containers": lambda a, b, c: (f"<div><div><section>{a}<div>{b}</div>{c}</section></div></div>", True),
    "loose text with breaks": lambda a, b, c: (f"{a}<br><br>{b}<br/><br />{c}", True),
    "loose text last": lambda a, b, c: (f"<p>{a}</p><p>{b}</p>{c}", True),
    "loose text first": lambda a, b, c: (f"{a}<p>{b}</p><p>{c}</p>", True),
    "one link in plain text": lambda a, b, c: (f"{a}\n\n<a href=https://x.test/>{b}</a>\n\n{c}", True),
    "blank lines in one container": lambda a, b, c: (f"<div>{a}\n\n{b}\r\n\r\n{c}</div>", True),
    "line ends in one container": lambda a, b, c: (f"<div>{a}\n{b}\n{c}</div>", True),
    "blank lines beside one <p>": lambda a, b, c: (f"{a}\n\n{b}\n<p>{c}</p>", True),
    "inline root": lambda a, b, c: (f"<span>{a} <b>{b}</b></span> {c}", False),
    "bold root": lambda a, b, c: (f"<strong>{a}</strong> {b} {c}", False),
    "inline elements side by side": lambda a, b, c: (f"<span>{a}</span><span>{b}</span><span>{c}</span>", False),
    "list": lambda a, b, c: (f"<ul><li>{a}</li><li>{b}</li><li>{c}</li></ul>", True),
    "quotation": lambda a, b, c: (f"<blockquote>{a}</blockquote>{b}<br>{c}", True),
    "table for looks": lambda a, b, c: (f"<table><tr><td>{a}</td></tr><tr><td>{b}</td><td>{c}</td></tr></table>", True),
    "picture first": lambda a, b, c: (f'<img src="x.jpg" alt="A > B"/><p>{a}</p><p>{b}</p><p>{c}</p>', True),
    "wrapped source": lambda a, b, c: (f"<p>\n  {a.replace(', ', WRAP)}\n</p>\n<p>{b}</p>\n<p>{c}</p>", True),
    "elements that are not HTML's": lambda a, b, c: (f"<p>{a}</p><p><who>{b[:8]}</who>{b[8:]}</p><p>{c}</p>", True),
    "blocks that are not HTML's": lambda a, b, c: (f"<x-p>{a}</x-p><x-p>{b}</x-p><x-p>{c}</x-p>", True),
    "escaped": lambda a, b, c: (escape(f"<p>{a}</p><p>{b}</p><p>{c}</p>"), True),
    "comment and script": lambda a, b, c: (f"<!-- x --><script>var x = 1;</script><p>{a}</p>{b}<br>{c}", True),
}  # fmt: skip


def in_json(title: str, text: str) -> bytes:
    return json.dumps({"title": title, "content": text}).encode()


def in_lines(title: str, text: str) -> bytes:
    return (json.dumps({"headline": title, "body_html": text}) + "\n").encode()


def in_csv(title: str, text: str) -> bytes:
    file = io.StringIO()
    csv.writer(file).writerows([["title", "text"], [title, text]])
    return file.getvalue().encode()


def in_rss(title: str, text: str) -> bytes:
    return (
        f"<rss version='2.0'><channel><title>M</title><item><title>{escape(title)}</title><link>https://a.test/1</link>"
        f"<description>{escape(text)}</description></item></channel></rss>"
    ).encode()


def in_atom(title: str, text: str) -> bytes:
    return (
        f"<feed xmlns='http://www.w3.org/2005/Atom'><title>M</title><entry><id>tag:1</id><title>{escape(title)}</title>"
        f"<content type='html'>{escape(text)}</content></entry></feed>"
    ).encode()


def in_newsml(title: str, text: str) -> bytes:
    return (
        "<newsItem xmlns='http://iptc.org/std/nar/2006-10-01/' guid='tag:a'><itemMeta><itemClass qcode='icls:text'/>"
        f"</itemMeta><contentMeta><headline>{escape(title)}</headline></contentMeta><contentSet><inlineData "
        f"contenttype='text/plain'><![CDATA[{text}]]></inlineData></contentSet></newsItem>"
    ).encode()


def in_file(title: str, text: str) -> bytes:
    return f"<h1>{title}</h1>\n{text}".encode()


def in_short_page(title: str, text: str) -> bytes:
    return f"<html><body><h1>{title}</h1>{text}</body></html>".encode()


def in_mail(title: str, text: str) -> bytes:
    return (
        f"From: a@b.test\nSubject: {title}\nDate: Tue, 04 Mar 2025 08:30:00 +0000\nMIME-Version: 1.0\n"
        f"Content-Type: text/html; charset=utf-8\n\n{text}\n"
    ).encode()


CARRIERS: dict[str, Callable[[str, str], bytes]] = {
    "a.json": in_json,
    "a.jsonl": in_lines,
    "a.csv": in_csv,
    "a.rss": in_rss,
    "a.atom": in_atom,
    "a.xml": in_newsml,
    "a.html": in_file,
    "a.eml": in_mail,
}


def wrong(found: list[Any], title: str, paragraphs: tuple[str, ...], *, counted: bool) -> str | None:
    """What is wrong with what became of a file, or None."""
    if len(found) != 1 or not isinstance(found[0], Article):
        return f"it became {found}"
    article = found[0]
    body = " ".join(article.body.split())
    if article.title != title:
        return f"the title is {article.title!r}"
    if missing := [text for text in paragraphs if text not in body]:
        return f"the body lacks {missing}: {article.body!r}"
    if "<" in article.body or "&" in article.body:
        return f"markup is in the body: {article.body!r}"
    if counted and len(article.body.split("\n\n")) != len(paragraphs):
        return f"the paragraphs are {article.body.split(chr(10) * 2)}"
    return None


@pytest.mark.parametrize("carrier", CARRIERS)
@pytest.mark.parametrize("shape", SHAPES)
def test_a_fragment_is_an_article(shape: str, carrier: str, story: Any, outcome: Any) -> None:
    made = story(list(SHAPES).index(shape) * 10 + list(CARRIERS).index(carrier))
    text, counted = SHAPES[shape](*made.paragraphs)

    found = outcome(carrier, CARRIERS[carrier](made.title, text))

    assert wrong(found, made.title, made.paragraphs, counted=counted) is None


@pytest.mark.parametrize("shape", [name for name in SHAPES if name != "escaped"])
def test_a_page_without_a_head_is_an_article(shape: str, story: Any, outcome: Any) -> None:
    made = story(list(SHAPES).index(shape))
    text, _ = SHAPES[shape](*made.paragraphs)

    found = outcome("a.html", f"<html><body>{text}</body></html>".encode())

    assert isinstance(found[0], Article)
    assert all(paragraph in " ".join(found[0].body.split()) for paragraph in made.paragraphs)


def test_captions_are_left_out_and_kept_among_what_was_cut(story: Any, outcome: Any) -> None:
    made = story(1)
    caption = "The pier in March, before the work began."
    figures = (
        f"<figure><img src='x'><figcaption>{caption}</figcaption></figure>",
        f"<div class='wp-caption'><img src='x'><p class='wp-caption-text'>{caption}</p></div>",
        f"<div class='image'><img src='x'><span class='x'></span><div class='image-caption'>{caption}</div></div>",
    )
    for figure in figures:
        text = figure + "".join(f"<p>{paragraph}</p>" for paragraph in made.paragraphs)

        (article,) = outcome("a.json", in_json(made.title, text))

        assert article.body == "\n\n".join(made.paragraphs)
        assert any(caption in cut.text and cut.reason == "caption" for cut in article.removed)


def test_byline_and_date_in_the_text_of_a_fragment_are_read(story: Any, outcome: Any) -> None:
    made = story(2)
    text = f"<p>By {made.authors[0]}</p><p>4 March 2025</p>" + "".join(f"<p>{p}</p>" for p in made.paragraphs)

    (article,) = outcome("a.json", in_json(made.title, text))

    assert article.authors == made.authors[:1]
    assert article.published_at.date().isoformat() == "2025-03-04"
