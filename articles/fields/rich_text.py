"""Turn texts that editors store as trees of blocks into paragraphs.

Contentful, Sanity (Portable Text), Strapi, Slate, ProseMirror and Tiptap, Editor.js, Draft.js, Lexical, Quill, Medium,
Notion, Arc ANS and the Guardian's blocks differ in the names of things, not in the thing: nodes with a kind, which hold
nodes, and at the end strings.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

_KINDS = ("nodeType", "_type", "blockType", "__typename", "type", "object")
#: Kinds of nodes that hold no text of the article.
_NO_TEXT = re.compile(
    r"(?:.*[-_.]|^)?(?:image|images|img|figure|picture|photo|gallery|slideshow|video|audio|media|embed|embedded\w*|oembed\w*|"
    r"iframe|asset|asset-block|file|attachment|youtube|twitter|tweet|instagram|facebook|caption|figcaption|code|html|"
    r"raw_?html|custom_embed|interstitial_link|related|relatedlinks|advert\w*|ad|divider|delimiter|horizontalrule|hr|button|"
    r"bookmark|signup|product|paywall|newsletter|social|reference|link_list|linktool|correction_type|toc)$",
    re.I,
)
#: Kinds that hold HTML: what is embedded mostly, and paragraphs that an editor wrote by hand.
_RAW = re.compile(r"(?:raw_?)?html$", re.I)
_PARAGRAPH = re.compile(r"<p\b[^>]*>[^<]{12}", re.I)
_EMBED = re.compile(r"<(?:script|iframe|style|form|embed|object|blockquote|svg|button|input)\b", re.I)
#: Kinds that occur within a paragraph.
_INLINE = re.compile(
    r"(?:text|extended-text|span|link|hyperlink|a|autolink|entry-hyperlink|asset-hyperlink|mention|hard_?break|linebreak|br|"
    r"bold|strong|em|italic|underline|code-inline|equation|emoji)$",
    re.I,
)
_BREAK = re.compile(r"(?:hard_?break|linebreak|br)$", re.I)
#: Where nodes keep what they hold, and where they keep a string.
_CHILDREN = ("children", "content", "nodes", "content_elements", "blocks", "root", "paragraphs", "items", "elements",
    "ops",
             "rich_text", "data", "value", "body", "sections", "document")  # fmt: skip
_STRINGS = (
    "text",
    "content",
    "value",
    "insert",
    "plain_text",
    "html",
    "bodyHtml",
    "bodyTextSummary",
    "articleBody",
    "sentence",
)
_OF_BLOCKS = frozenset({"type", "depth", "key", "inlineStyleRanges", "markups"})
_DEPTH = 24
_MAX_NODES = 50_000
_TREE_MARKS = frozenset({
    "nodeType", "_type", "content_elements", "children", "blocks", "ops", "root", "bodyHtml", "paragraphs", "marks",
    "markDefs", "entityMap", "rich_text", "sections", "headline",
})  # fmt: skip


def is_tree(value: Any) -> bool:
    """Return whether a value is a text in blocks rather than a string or plain object."""
    if isinstance(value, dict):
        kind = _kind(value)
        return bool(_TREE_MARKS & value.keys()) or (bool(kind) and isinstance(value.get("content"), list))
    if isinstance(value, Sequence) and not isinstance(value, str):
        return any(isinstance(item, dict) and (_kind(item) or _TREE_MARKS & item.keys()) for item in value[:5])
    return False


def paragraphs_of(value: Any) -> list[str]:
    """Return the paragraphs of a text in blocks; strings in it may hold HTML."""
    budget = [_MAX_NODES]
    return [text for text in (part.strip() for part in _blocks(value, 0, budget)) if text]


def _kind(node: Mapping[str, Any]) -> str:
    for name in _KINDS:
        if isinstance(kind := node.get(name), str):
            return kind
    return ""


def _blocks(value: Any, depth: int, budget: list[int]) -> Iterator[str]:
    budget[0] -= 1
    if depth > _DEPTH or budget[0] < 0:
        return
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        yield from _of_node(value, depth, budget)
    elif isinstance(value, Sequence):
        if _all_inline(value, top=not depth):
            yield from re.split(r"\n+", "".join(_inline(item, depth, budget) for item in value))
            return
        for item in value:
            yield from _blocks(item, depth + 1, budget)


def _of_node(node: Mapping[str, Any], depth: int, budget: list[int]) -> Iterator[str]:
    kind = _kind(node)
    if _RAW.match(kind) and isinstance(raw := _string(node), str) and _PARAGRAPH.search(raw) and not _EMBED.search(raw):
        yield raw
        return
    if _NO_TEXT.match(kind) or node.get("additional_properties", {}) == "hidden":
        return
    if isinstance(inner := node.get(kind), dict) and ("rich_text" in inner or "children" in inner):  # Notion
        yield from _blocks(inner.get("rich_text") or inner.get("children"), depth + 1, budget)
        return
    for name in ("headline", "header", "title"):
        if depth and isinstance(heading := node.get(name), str | list) and "paragraphs" in node:
            yield from _blocks(heading, depth + 1, budget)
    if isinstance(text := _string(node), str):
        yield text
        return
    for name in _CHILDREN:
        if isinstance(inner := node.get(name), dict | list) and inner:
            yield from _blocks(inner, depth + 1, budget)
            if name not in ("summary", "headline"):
                return


def _string(node: Mapping[str, Any]) -> str | None:
    for name in _STRINGS:
        if isinstance(text := node.get(name), str) and text:
            return text
    return None


def _all_inline(value: Sequence[Any], *, top: bool) -> bool:
    """Return whether these are pieces of one paragraph (spans, links, strings); at the top only if marked so."""
    nodes = [item for item in value if isinstance(item, dict)]
    if not nodes or not all(map(_is_inline, nodes)):
        return False
    if top:
        return any(node.keys() & {"insert", "plain_text"} for node in nodes)
    return len(nodes) < len(value) or any(map(_is_span, nodes))


def _is_inline(node: Mapping[str, Any]) -> bool:
    if "insert" in node:
        return True
    kind = _kind(node)
    if not kind:
        return isinstance(node.get("text"), str) and not node.keys() & _OF_BLOCKS
    return _INLINE.match(kind) is not None and not isinstance(node.get("content"), str)


def _is_span(node: Mapping[str, Any]) -> bool:
    return bool(_kind(node)) or bool(node.keys() & {"marks", "format", "bold", "italic", "insert", "plain_text"})


def _inline(node: Any, depth: int, budget: list[int]) -> str:
    budget[0] -= 1
    if depth > _DEPTH or budget[0] < 0:
        return ""
    if isinstance(node, str):
        return node
    if isinstance(node, Sequence):
        return "".join(_inline(item, depth + 1, budget) for item in node)
    if not isinstance(node, dict):
        return ""
    if _BREAK.match(_kind(node)):
        return "\n"
    for name in ("text", "value", "insert", "plain_text"):
        if isinstance(text := node.get(name), str):
            return text
    return next(
        (_inline(inner, depth + 1, budget) for name in _CHILDREN if isinstance(inner := node.get(name), dict | list)),
        "",
    )
