"""The pictures of a page: its figures with captions and credits, those of its JSON-LD, and the one for previews."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Iterator
from typing import Any
from urllib.parse import urljoin

import msgspec

from articles.article import Image

_MOST = 20
_CAPTION_CHARACTERS = 1000
_PREVIEWS = ("og:image:secure_url", "og:image", "og:image:url", "twitter:image")
_CREDIT = re.compile(r"credit|copyright|byline|source|agency|photographer", re.I)
#: Attributes with the address of a picture that is loaded late come before that of its placeholder.
_SOURCES = ("data-src", "data-original", "data-lazy-src", "src")


def images_of(tree: Any, *, linked: Iterable[Image] = (), url: str | None) -> tuple[Image, ...]:
    """Return the pictures of a page or fragment. Nothing is fetched.

    Args:
        tree: the page.
        linked: the pictures that its JSON-LD names. Of a picture in both, caption and credit are completed.
        url: the address of the page, to which those of pictures are joined.
    """
    found: dict[str, Image] = {}
    for image in itertools.chain(_figures(tree, url), _linked(linked, url), _previews(tree, url)):
        known = found.get(image.url, image)
        found[image.url] = msgspec.structs.replace(
            known, caption=known.caption or image.caption, credit=known.credit or image.credit
        )
    return tuple(found.values())[:_MOST]


def _linked(images: Iterable[Image], url: str | None) -> Iterator[Image]:
    for image in images:
        if address := _joined(image.url, url):
            caption = image.caption[:_CAPTION_CHARACTERS] if image.caption else None
            yield msgspec.structs.replace(image, url=address, caption=caption)


def _figures(tree: Any, url: str | None) -> Iterator[Image]:
    for figure in tree.iter("figure"):
        picture = next(figure.iter("img"), None)
        if picture is None or (address := _address(picture, url)) is None:
            continue
        caption, credit = _caption(figure)
        yield Image(url=address, caption=caption or (picture.get("alt") or "").strip() or None, credit=credit)


def _previews(tree: Any, url: str | None) -> Iterator[Image]:
    named: dict[str, str] = {}
    for meta in tree.iter("meta"):
        name = (meta.get("property") or meta.get("name") or "").lower()
        if meta.get("content"):
            named.setdefault(name, meta.get("content"))
    for name in _PREVIEWS:
        if name in named and (address := _joined(named[name], url)):
            yield Image(url=address, caption=named.get("og:image:alt"))
            return


def _caption(figure: Any) -> tuple[str | None, str | None]:
    """Return caption and credit in a <figcaption>; the credit is an element of its own in it, or beside it."""
    credit = next(
        (
            text
            for element in figure.iter("span", "cite", "small", "p", "div")
            if _CREDIT.search(f"{element.get('class') or ''} {element.get('itemprop') or ''}")
            and (text := _text(element))
        ),
        None,
    )
    caption = next((text for element in figure.iter("figcaption") if (text := _text(element))), None)
    if caption and credit and caption != credit and caption.endswith(credit):
        caption = caption.removesuffix(credit).rstrip(" |/–—-") or None
    return caption, credit


def _text(element: Any) -> str:
    return " ".join("".join(element.itertext()).split())[:_CAPTION_CHARACTERS]


def _address(picture: Any, url: str | None) -> str | None:
    return next((address for name in _SOURCES if (address := _joined(picture.get(name), url))), None)


def _joined(address: str | None, url: str | None) -> str | None:
    if not address or address.startswith("data:"):
        return None
    try:
        joined = urljoin(url or "", address.strip())
    except ValueError:
        return None
    return joined if joined.lower().startswith(("http://", "https://")) else None
