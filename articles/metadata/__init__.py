"""What is known about an article beside its text: title, byline, dates, address, source, language, tags.

`page_metadata` reads it from a parsed HTML page, `text_metadata` from plain text;
both put what the producer gave first. `normalise_url` makes addresses comparable.
"""

from __future__ import annotations

from articles.metadata.dateline import dateline_of, find_dateline
from articles.metadata.metadata import Metadata, completed, without_markup
from articles.metadata.page import page_metadata
from articles.metadata.text import dated_by_dateline, text_metadata
from articles.metadata.url import domain, normalise_url

__all__ = [
    "Metadata",
    "completed",
    "dated_by_dateline",
    "dateline_of",
    "domain",
    "find_dateline",
    "normalise_url",
    "page_metadata",
    "text_metadata",
    "without_markup",
]
