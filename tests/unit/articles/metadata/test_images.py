"""The pictures of a page."""

from __future__ import annotations

from articles.article import Article, Given, Record
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
