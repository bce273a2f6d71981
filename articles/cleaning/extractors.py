"""What other programs take for the body of a page. Each is imported when it is first asked."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator, Sequence
from functools import cache
from typing import Any

import numpy as np
from lxml import etree

from articles.cleaning.lexicon import tokens_of
from articles.cleaning.survey import Floats, Page

_RUBY = re.compile(r"<r(?:uby|t)\b", re.IGNORECASE)


def quick(tree: Any, source: str) -> str:
    """Return the body as resiliparse sees it: some 4 ms a page."""
    from resiliparse.extract.html2text import extract_plain_text

    if _RUBY.search(source):
        source = etree.tostring(tree, encoding="unicode", method="html")  # without the readings
    return extract_plain_text(source, main_content=True, links=False, alt_texts=False, list_bullets=False) or ""


def thorough(tree: Any) -> str:
    """Return the body as trafilatura sees it, without its own second opinions: some 20 ms a page.

    The tree loses what holds no text of the page: trafilatura copies trees several times, and this spares it a fifth of
    its time.
    """
    import trafilatura

    lighten(tree)
    document = trafilatura.bare_extraction(tree, options=_options())
    return getattr(document, "text", None) or ""


@cache
def _options() -> Any:
    """Return the options of trafilatura, and silence its log. To make them takes .6 ms: it reads settings from text."""
    from trafilatura.settings import Extractor

    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)
    return Extractor(output_format="python", comments=False, with_metadata=False, fast=True)


def lighten(tree: Any) -> None:
    """Take out of a tree what holds no text of the page."""
    etree.strip_elements(tree, "style", "svg", "link", "iframe", with_tail=False)
    etree.strip_tags(tree, "output")  # inside a line, but extractors drop it
    for script in tree.iter("script"):
        if "ld+json" not in (script.get("type") or ""):
            script.text = None


def votes(page: Page, text: str) -> Floats:
    """Return how much of each line of `page` is in an extractor's `text`: 0 to 1."""
    result = np.zeros(len(page.lines), dtype=np.float32)
    keys = [" ".join(line.tokens) for line in page.lines]
    taken = [tokens_of(line) for line in text.split("\n")]
    whole = {" ".join(tokens) for tokens in taken}
    unmatched = whole.difference(keys)
    grams: set[tuple[str, ...]] = set()
    for tokens in taken:
        if " ".join(tokens) in unmatched:
            grams.update(_grams(tokens))
    for row, key in enumerate(keys):
        if key in whole:
            result[row] = float(bool(key))
        elif grams and len(tokens := page.lines[row].tokens) > 2:
            result[row] = sum(map(grams.__contains__, _grams(tokens))) / (len(tokens) - 2)
    return result


def _grams(tokens: Sequence[str]) -> Iterator[tuple[str, str, str]]:
    return zip(tokens, tokens[1:], tokens[2:], strict=False)
