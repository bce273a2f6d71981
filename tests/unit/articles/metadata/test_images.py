"""The pictures of a page."""

from __future__ import annotations

import json

import pytest

from articles.article import Article, Given, Image, Record
from articles.cleaning import clean

TEXT = "The ferry board agreed on Tuesday to lengthen its northern pier by eighty metres, so boats can land. " * 3
PAGE = f"""<html><head><title>Pier</title><meta property="og:image" content="/preview.jpg"></head><body><article>
<h1>Board lengthens its pier</h1><p>{TEXT}</p>
<figure><img src="data:image/gif;base64,R0" data-src="/pier.jpg"><figcaption>The old pier at low water
<span class="credit">Nora Feld</span></figcaption></figure><p>{TEXT}</p></article></body></html>"""


def test_pictures_have_captions_that_are_not_in_the_body() -> None:
    """A figure with caption and credit, then the picture for previews; a placeholder is none."""
    record = Record(number=0, content=PAGE, is_html=True, form="html", given=Given(url="https://paper.example/a"))
    article = clean(record, arrival="a:0", claimed_at=1)
    assert isinstance(article, Article)
    first, second = article.images
    assert ("https://paper.example/pier.jpg", "The old pier at low water", "Nora Feld") == (
        first.url,
        first.caption,
        first.credit,
    )
    assert ("https://paper.example/preview.jpg", None) == (second.url, second.caption)
    assert "low water" not in article.body


OBJECT = {
    "@type": "ImageObject",
    "url": "https://paper.example/pier.jpg",
    "caption": "The <b>pier</b> at noon",
    "creditText": "Nora Feld",
}


@pytest.mark.parametrize(
    ("image", "pictures"),
    [
        ("/pier.jpg", (Image(url="https://paper.example/pier.jpg"),)),
        (
            ["/a.jpg", "/b.jpg", "/a.jpg"],
            (Image(url="https://paper.example/a.jpg"), Image(url="https://paper.example/b.jpg")),
        ),
        (OBJECT, (Image(url="https://paper.example/pier.jpg", caption="The pier at noon", credit="Nora Feld"),)),
        ({"@id": "#main"}, (Image(url="https://paper.example/main.jpg", credit="Ulf Rand"),)),
        ({"@type": "ImageObject", "caption": "no address"}, ()),
        ([None, 7, {"url": {"@id": "javascript:alert(1)"}}], ()),
    ],
)
def test_pictures_of_json_ld_in_every_form(image: object, pictures: tuple[Image, ...]) -> None:
    """An address, several, an object, a reference; what has no address of the web is no picture."""
    graph = [
        {"@type": "NewsArticle", "headline": "Board lengthens its pier", "image": image},
        {"@id": "#main", "@type": "ImageObject", "contentUrl": "/main.jpg", "author": {"name": "Ulf Rand"}},
    ]
    assert pictures == _cleaned(graph, "").images


def test_a_figure_takes_its_credit_from_json_ld() -> None:
    """A picture that page and JSON-LD both have is one."""
    figure = '<figure><img src="/pier.jpg"><figcaption>The old pier</figcaption></figure>'
    graph = [{"@type": "NewsArticle", "headline": "Board lengthens its pier", "image": OBJECT}]
    expected = Image(url="https://paper.example/pier.jpg", caption="The old pier", credit="Nora Feld")
    assert (expected,) == _cleaned(graph, figure).images


def _cleaned(graph: object, figure: str) -> Article:
    page = (
        f"<html><head><title>Pier</title><script type='application/ld+json'>{json.dumps({'@graph': graph})}</script>"
        f"</head><body><article><h1>Board lengthens its pier</h1><p>{TEXT}</p>{figure}<p>{TEXT}</p>"
        "</article></body></html>"
    )
    given = Given(url="https://paper.example/a")
    article = clean(Record(number=0, content=page, is_html=True, form="html", given=given), arrival="a:0", claimed_at=1)
    assert isinstance(article, Article)
    return article
