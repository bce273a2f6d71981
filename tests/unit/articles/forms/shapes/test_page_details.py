"""Details of pages: bylines with towns, tags in one string, paragraphs in <pre>, captions."""

from __future__ import annotations

import json
import textwrap
from collections.abc import Callable
from typing import Any

import pytest

from articles.article import Article


def page(body: str, head: str = "") -> bytes:
    return (
        f'<!DOCTYPE html><html lang="en"><head><meta charset="utf-8">{head}</head><body><header><a href="/">Mercury</a>'
        f"</header><article>{body}</article><footer><p>© Mercury</p></footer></body></html>"
    ).encode()


def article_of(found: list[Any]) -> Article:
    assert len(found) == 1
    assert isinstance(found[0], Article)
    return found[0]


def paragraphs(texts: tuple[str, ...]) -> str:
    return "".join(f"<p>{text}</p>" for text in texts)


@pytest.mark.parametrize(
    "head",
    [
        '<meta name="DC.creator" content="{turned}">',
        '<meta name="citation_author" content="{turned}">',
        '<script type="application/ld+json">//<![CDATA[\n{{"@type":"NewsArticle","author":"{name}"}}\n//]]></script>',
        '<script type="application/ld+json">/*<![CDATA[*/{{"@type":"NewsArticle","author":"{name}"}}/*]]>*/</script>',
        '<script type="application/ld+json"><!--\n{{"@type":"NewsArticle","author":"{name}"}}\n--></script>',
    ],
)
def test_an_author_in_the_head(head: str, story: Any, outcome: Any) -> None:
    """Catalogues turn names round; JSON-LD may be hidden from old browsers."""
    made = story(5)
    first, last = made.authors[0].split()
    text = head.format(turned=f"{last}, {first}", name=made.authors[0])

    article = article_of(outcome("a.html", page(f"<h1>{made.title}</h1>{paragraphs(made.paragraphs)}", text)))

    assert made.authors[:1] == article.authors


def test_microformats_at_the_end_of_an_article(story: Any, outcome: Any) -> None:
    """Medium exports the author and the date in the footer of the article."""
    made = story(7)
    footer = (
        f"<footer><p>By <a class='p-author h-card' href='/n'>{made.authors[0]}</a> on <a href='/1'>"
        "<time class='dt-published' datetime='2025-03-04T08:30:00Z'>March 4, 2025</time></a>.</p></footer>"
    )

    article = article_of(outcome("a.html", page(f"<h1>{made.title}</h1>{paragraphs(made.paragraphs)}{footer}")))

    assert made.authors[:1] == article.authors
    assert article.published_at is not None
    assert article.published_at.hour == 8


@pytest.mark.parametrize("between", [" and ", ", ", " & ", " und ", ""])
def test_links_to_several_authors(between: str, story: Any, outcome: Any) -> None:
    made = story(6)
    links = between.join(f'<a rel="author" href="/{name[0]}">{name}</a>' for name in made.authors)

    article = article_of(
        outcome("a.html", page(f"<h1>{made.title}</h1><p>By {links}</p>{paragraphs(made.paragraphs)}"))
    )

    assert (made.authors if between else made.authors[:1]) == article.authors


@pytest.mark.parametrize("number", range(12))
@pytest.mark.parametrize(
    "mark",
    [
        '<p class="byline">{}</p>',
        '<div class="article-author">{}</div>',
        '<span rel="author">{}</span>',
        "{meta}",
        "{ld}",
    ],
)
def test_authors_with_towns(number: int, mark: str, story: Any, outcome: Any) -> None:
    made = story(number)
    first, second = made.authors
    byline = f"By {first} in Tarnby and {second}" + (" in New York" if number % 2 else "")
    head = f'<meta name="author" content="{byline}">' if mark == "{meta}" else ""
    if mark == "{ld}":
        head = f'<script type="application/ld+json">{json.dumps({"@type": "NewsArticle", "author": byline})}</script>'
    shown = mark.format(byline) if "{}" in mark else ""

    found = outcome("a.html", page(f"<h1>{made.title}</h1>{shown}{paragraphs(made.paragraphs)}", head))

    assert article_of(found).authors == made.authors


def linked(keywords: str | list[str]) -> str:
    node = json.dumps({"@type": "NewsArticle", "keywords": keywords})
    return f'<script type="application/ld+json">{node}</script>'


TAGS: dict[str, Callable[[list[str]], str]] = {
    "linked ;": lambda tags: linked(";".join(tags)),
    "linked ,": lambda tags: linked(", ".join(tags)),
    "linked [;]": lambda tags: linked(["; ".join(tags)]),
    "meta ;": lambda tags: f'<meta name="keywords" content="{";".join(tags)}">',
    "meta |": lambda tags: f'<meta name="news_keywords" content="{" | ".join(tags)}">',
    "article:tag ;": lambda tags: f'<meta property="article:tag" content="{"; ".join(tags)}">',
    "article:tag each": lambda tags: "".join(f'<meta property="article:tag" content="{tag}">' for tag in tags),
}  # fmt: skip


@pytest.mark.parametrize("number", range(4))
@pytest.mark.parametrize("way", TAGS)
def test_tags_in_one_string(number: int, way: str, story: Any, outcome: Any) -> None:
    made = story(number)
    tags = ["pier", "old crane", "boats", "Tarnby"][: 2 + number % 3]

    found = outcome("a.html", page(f"<h1>{made.title}</h1>{paragraphs(made.paragraphs)}", TAGS[way](tags)))

    assert list(article_of(found).tags) == tags


@pytest.mark.parametrize("number", range(8))
@pytest.mark.parametrize(
    "written",
    [
        lambda texts: "\n\n".join(texts),
        lambda texts: "\r\n\r\n".join(texts),
        lambda texts: "\n\n".join(textwrap.fill(text, 66) for text in texts),
        lambda texts: "\n\n".join(textwrap.indent(textwrap.fill(text, 60), "   ") for text in texts),
    ],
)
@pytest.mark.parametrize("element", ["<pre>{}</pre>", '<div style="white-space: pre-wrap">{}</div>', "<xmp>{}</xmp>"])
def test_paragraphs_in_preformatted_text(number: int, written: Any, element: str, story: Any, outcome: Any) -> None:
    made = story(number)

    found = outcome("a.html", page(f"<h1>{made.title}</h1>" + element.format(written(made.paragraphs))))

    assert article_of(found).body.split("\n\n") == list(made.paragraphs)


@pytest.mark.parametrize("number", range(6))
@pytest.mark.parametrize(
    "figure",
    [
        "<figure><img src='x'><figcaption>{}</figcaption></figure>",
        "<div class='wp-caption'><img src='x'><p class='wp-caption-text'>{}</p></div>",
        "<div><img src='x'><div class='image-caption'>{}</div></div>",
        "<div><img src='x'><span></span><p class='photo-credit'>{}</p></div>",
    ],
)
def test_captions_are_no_body(number: int, figure: str, story: Any, outcome: Any) -> None:
    made = story(number)
    caption = f"The old pier of Tarnby in March, before the work of {2000 + number} began."
    first, *rest = made.paragraphs

    found = outcome(
        "a.html", page(f"<h1>{made.title}</h1><p>{first}</p>{figure.format(caption)}{paragraphs(tuple(rest))}")
    )

    body = article_of(found).body
    assert caption not in body
    assert body.split("\n\n") == list(made.paragraphs)


#: ruby and other inline elements: the source of words, and what they are
RUBY = {
    "<ruby>桟橋<rt>さんばし</rt></ruby>": "桟橋",
    "<ruby>桟橋<rp>(</rp><rt>さんばし</rt><rp>)</rp></ruby>": "桟橋",
    "<ruby><rb>桟</rb><rb>橋</rb><rt>さん</rt><rt>ばし</rt></ruby>": "桟橋",
    "<ruby><rb>桟<rb>橋<rt>さん<rt>ばし</ruby>": "桟橋",
    "<ruby>桟<rt>さん</rt>橋<rt>ばし</rt></ruby>": "桟橋",
    "<ruby><rb>桟橋</rb><rtc><rt>さんばし</rt></rtc><rtc><rt>wharf</rt></rtc></ruby>": "桟橋",
    "<ruby><ruby>桟<rt>さん</rt>橋<rt>ばし</rt></ruby><rt>wharf</rt></ruby>": "桟橋",
    "<span class='r'><ruby>桟橋<rt>さんばし</rt></ruby></span>": "桟橋",
    "<a href='x'><ruby>桟橋<rt>さんばし</rt></ruby></a>": "桟橋",
    "<RUBY>桟橋<RT>さんばし</RT></RUBY>": "桟橋",
    "<term>桟橋</term>": "桟橋",
    "<x-mark>桟橋</x-mark>": "桟橋",
    "<bdi>桟橋</bdi>": "桟橋",
    "<output>桟橋</output>": "桟橋",
}
JAPANESE = (
    "港の理事会は火曜日、新しい郵便船が干潮でも着けるように、北の{}を八十メートル延ばすことを決めた。",
    "{}の工事は九月に始まり、十一か月かかる見込みだと、理事長は記者団に語った。島では喜ぶ声が多い。",
    "昨年の冬は潮のために十九回も着岸できなかった。誰もが望んでいた{}",
)


@pytest.mark.parametrize("form", ["page", "fragment", "feed"])
@pytest.mark.parametrize("ruby", RUBY)
def test_inline_elements_stay_in_their_line(ruby: str, form: str, outcome: Any) -> None:
    expected = [text.format(RUBY[ruby]) for text in JAPANESE]
    body = paragraphs(tuple(text.format(ruby) for text in JAPANESE))
    if form == "page":
        found = outcome("a.html", page(f"<h1>北の{ruby}を延長へ</h1>{body}"))
    elif form == "fragment":
        found = outcome("a.json", json.dumps({"title": "x", "html": body}).encode())
    else:
        found = outcome("a.rss", f"<rss version='2.0'><channel><item><title>x</title><description><![CDATA[{body}]]>"
                        "</description></item></channel></rss>".encode())  # fmt: skip

    article = article_of(found)
    assert article.body.split("\n\n") == expected
    assert article.title == (f"北の{RUBY[ruby]}を延長へ" if form == "page" else "x")
