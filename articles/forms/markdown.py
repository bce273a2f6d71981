"""Markdown: its text without the marks, by markdown-it-py; front matter says the rest."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from markdown_it import MarkdownIt
from markdown_it.token import Token

from articles.article import Given, Record, Rejection
from articles.fates import Reason
from articles.forms.fields import fold, given_from
from articles.forms.form import Form
from articles.forms.source import Source

_FRONT_MATTER = re.compile(
    r"\A(?:---|\+\+\+)[ \t]*\r?\n(.{0,20000}?)\r?\n(?:---|\+\+\+|\.\.\.)[ \t]*(?:\r?\n|\Z)", re.S
)
_FIELD = re.compile(r"^([\w\- ]{1,40}?)\s*[:=]\s*(.*)$")
_TAG = re.compile(r"<!--.*?(?:-->|\Z)|<[^<>]*>", re.S)
#: markdown-it-py takes square time over some marks: a longer text is taken as it stands.
_MAX_CHARACTERS = 100_000


def read_markdown(source: Source) -> Iterator[Record | Rejection]:
    """The whole file is one article."""
    text = source.read_text()
    given = Given()
    if match := _FRONT_MATTER.match(text):
        given = _front_matter(match[1])
        text = text[match.end() :]
    if len(text) > _MAX_CHARACTERS:
        plain = text.strip()
    else:
        tokens = MarkdownIt("commonmark", {"maxNesting": 50}).enable("table").parse(text)
        if given.title is None and (title := _first_heading(tokens)):
            given = _with_title(given, title)
        plain = "\n\n".join(paragraph for paragraph in _paragraphs(tokens) if paragraph.strip())
    if plain:
        yield source.record(plain, given=given)
    else:
        yield source.refuse(Reason.EMPTY, "There is no text in it.")


def _with_title(given: Given, title: str) -> Given:
    return Given(**{name: getattr(given, name) for name in given.__struct_fields__ if name != "title"}, title=title)


def _first_heading(tokens: Sequence[Token]) -> str | None:
    """The text of a heading of the first level at the beginning."""
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


def _front_matter(block: str) -> Given:
    """The simple fields (`name: value`, lists of one level) of a YAML or TOML head."""
    fields: dict[str, object] = {}
    name = ""
    for line in block.splitlines():
        if line.lstrip().startswith("- ") and name:
            values = fields.get(name)
            item = _unquoted(line.lstrip()[2:])
            fields[name] = [*values, item] if isinstance(values, list) else [item]
        elif match := _FIELD.match(line):
            name = fold(match[1])
            value = match[2].strip()
            if value.startswith("[") and value.endswith("]"):
                fields[name] = [_unquoted(part) for part in value[1:-1].split(",") if part.strip()]
            elif value:
                fields[name] = _unquoted(value)
    return given_from(fields)


def _unquoted(value: str) -> str:
    value = value.strip()
    return value[1:-1] if len(value) >= 2 and value[0] == value[-1] and value[0] in "\"'" else value


FORM = Form(
    name="markdown", recognise=lambda head: head.suffix in {".md", ".markdown", ".mdown", ".mkd"}, read=read_markdown
)
