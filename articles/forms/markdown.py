"""Markdown: its text without the marks, by markdown-it-py; front matter says the rest."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import msgspec

from articles.article import Record, Rejection
from articles.fates import Reason
from articles.fields.reading import given_of
from articles.fields.shortcodes import without_templates
from articles.forms.form import Form
from articles.forms.front_matter import front_matter
from articles.forms.source import Source
from articles.forms.wire_fields import wire_of
from articles.wire.reading import completed

if TYPE_CHECKING:
    from markdown_it.token import Token

_TAG = re.compile(r"<!--.*?(?:-->|\Z)|<[^<>]*>", re.S)
#: What Jekyll calls its posts.
_DAY_IN_NAME = re.compile(r"(\d{4}-\d{2}-\d{2})-\w")
#: markdown-it-py takes square time over some marks: a longer text is taken unchanged.
_MAX_CHARACTERS = 100_000


def read_markdown(source: Source) -> Iterator[Record | Rejection]:
    """Read the whole file as one article."""
    fields, text = front_matter(source.read_text())
    given, refused = given_of(fields, source.rule.fields)
    if refused:
        yield source.refuse(Reason.NO_ARTICLE, refused)
        return
    if given.published_at is None and (day := _DAY_IN_NAME.match(source.name)):
        given = msgspec.structs.replace(given, published_at=day[1])
    given = completed(given, wire_of(fields, whole=False))
    text = without_templates(text)
    if len(text) > _MAX_CHARACTERS:
        plain = text.strip()
    else:
        from markdown_it import MarkdownIt  # late: `articles.forms.registry.LATE`

        tokens = MarkdownIt("commonmark", {"maxNesting": 50}).enable("table").parse(text)
        if given.title is None and (title := _first_heading(tokens)):
            given = msgspec.structs.replace(given, title=title)
        plain = "\n\n".join(paragraph for paragraph in _paragraphs(tokens) if paragraph.strip())
    if plain:
        yield source.record(plain, given=given)
    else:
        yield source.refuse(Reason.EMPTY, "There is no text in it.")


def _first_heading(tokens: Sequence[Token]) -> str | None:
    """Return the text of a heading of the first level at the beginning."""
    if len(tokens) > 1 and tokens[0].type == "heading_open" and tokens[0].tag == "h1":
        return _inline(tokens[1].children or []) or None
    return None


def _paragraphs(tokens: Sequence[Token]) -> Iterator[str]:
    for token in tokens:
        if token.type == "inline":
            yield _inline(token.children or [])
        elif token.type in {"fence", "code_block"}:
            yield token.content.strip("\n")
        elif token.type == "html_block":
            yield _TAG.sub("", token.content).strip()


def _inline(tokens: Sequence[Token]) -> str:
    parts = []
    for token in tokens:
        if token.type in {"text", "code_inline"}:
            parts.append(token.content)
        elif token.type in {"softbreak", "hardbreak"}:
            parts.append("\n" if token.type == "hardbreak" else " ")
    return "".join(parts).strip()


FORM = Form(
    name="markdown", recognise=lambda head: head.suffix in {".md", ".markdown", ".mdown", ".mkd"}, read=read_markdown
)
