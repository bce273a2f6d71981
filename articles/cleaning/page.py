"""An HTML page to body: trafilatura's extraction, then the line cleaner once more over what it left."""

from __future__ import annotations

import logging
from collections.abc import Collection
from typing import Any

import trafilatura

from articles.cleaning.decide import Policy
from articles.cleaning.plain import Cleaned, clean_plain

logging.getLogger("trafilatura").setLevel(logging.CRITICAL)


def parse(source: str) -> Any:
    """The page as an lxml tree, or None where there is nothing in it."""
    return trafilatura.load_html(source)


def clean_page(
    tree: Any, *, title: str | None = None, policy: Policy = "default", standing: Collection[int] = frozenset()
) -> Cleaned | None:
    """The body of a parsed page, or None where no extractor finds one. `removed` counts from the extracted text."""
    document = trafilatura.bare_extraction(tree, include_comments=False, with_metadata=False)
    text = getattr(document, "text", None)
    if not text or not text.strip():
        return None
    return clean_plain(text, title=title, policy=policy, standing=standing)
