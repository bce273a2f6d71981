"""What a page says of its article in JSON-LD (schema.org), however broken it is."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import msgspec

from articles.article import Image
from articles.characters import whole_strings
from articles.markup import plain, unescaped
from articles.tags import split_tags

_TYPES = re.compile(
    r"(?:https?://schema\.org/)?(?:\w*NewsArticle|Article|\w*BlogPosting|Report|Review|Recipe|SocialMediaPosting|"
    r"AdvertiserContentArticle|SatiricalArticle|ScholarlyArticle|TechArticle|AskPublicNewsArticle|"
    r"BackgroundNewsArticle|DiscussionForumPosting|Liveblog\w*)",
    re.I,
)
#: What holds the article of the page; lists of other articles are not entered.
_HOLDERS = ("@graph", "mainEntity", "mainEntityOfPage", "subjectOf", "hasPart")
_TRAILING_COMMA = re.compile(r",\s*([}\]])")
#: Also what is left of comments around CDATA, whose marks are gone.
_WRAPPING = re.compile(
    r"^\s*(?:<!--|//\s*<!\[CDATA\[|<!\[CDATA\[|/\*\s*<!\[CDATA\[\s*\*/|//[ \t]*\n|/\*\s*\*/)"
    r"|(?:-->|//\s*\]\]>|\]\]>|\n[ \t]*//|/\*\s*(?:\]\]>\s*)?\*/|;)\s*$"
)
_DEPTH = 5
_MOST_IMAGES = 20
#: Who is named beside a picture, the most exact first.
_CREDITS = ("creditText", "creator", "author", "copyrightHolder", "copyrightNotice")
#: Scripts beyond this are data of an application.
_MAX_CHARACTERS = 2_000_000

Node = Mapping[str, Any]


@dataclass(frozen=True, kw_only=True, slots=True)
class LinkedArticle:
    """The article of a page as its JSON-LD describes it. Dates are strings, unchanged."""

    headline: str | None = None
    published: str | None = None
    created: str | None = None
    modified: str | None = None
    authors: tuple[str, ...] = ()  #: people
    organisations: tuple[str, ...] = ()  #: authors that are not people
    publisher: str | None = None
    section: str | None = None
    keywords: tuple[str, ...] = ()
    body: str | None = None
    language: str | None = None
    url: str | None = None
    images: tuple[Image, ...] = ()  #: addresses, unchanged; may be relative


def linked_article(scripts: Sequence[str], *, headline: str | None = None) -> LinkedArticle | None:
    """Return the article among the JSON-LD scripts of a page.

    Where there are several, the one whose headline is `headline`, else the first
    that has a date, else the first.
    """
    nodes: list[Node] = []
    by_id: dict[str, Node] = {}
    for script in scripts:
        if len(script) <= _MAX_CHARACTERS:
            _collect(_decoded(script), nodes, by_id, 0)
    articles = [node for node in nodes if _is_article(node)]
    page = next((node for node in nodes if node.get("@type") == "WebPage" and node.get("datePublished")), None)
    if articles:
        article = _chosen(articles, headline)
        return _linked(article if article.get("datePublished") or page is None else {**page, **article}, by_id)
    return None if page is None else replace(_linked(page, by_id), headline=None, body=None)


def _chosen(articles: Sequence[Node], headline: str | None) -> Node:
    if len(articles) == 1:
        return articles[0]
    if headline:
        for node in articles:
            if _folded(_string(node.get("headline"))) == _folded(headline):
                return node
    return next((node for node in articles if node.get("datePublished") and node.get("headline")), articles[0])


def _folded(text: str | None) -> str:
    return re.sub(r"\W+", "", text or "").lower()


def _decoded(script: str) -> Any:
    """Return the JSON in a script; mended where it is broken in the usual ways, else None."""
    try:
        return msgspec.json.decode(script)
    except (msgspec.DecodeError, RecursionError, UnicodeEncodeError):
        pass
    text = _WRAPPING.sub("", _WRAPPING.sub("", script.strip()))
    for mended in (text, _TRAILING_COMMA.sub(r"\1", text), html.unescape(text)):
        try:
            return whole_strings(json.loads(mended, strict=False))
        except (ValueError, RecursionError):
            continue
    try:
        return whole_strings(json.JSONDecoder(strict=False).raw_decode(text)[0])  # something follows the object
    except (ValueError, RecursionError):
        return None


def _collect(value: Any, nodes: list[Node], by_id: dict[str, Node], depth: int) -> None:
    if depth > _DEPTH:
        return
    if isinstance(value, Sequence) and not isinstance(value, str):
        for item in value[:200]:
            _collect(item, nodes, by_id, depth + 1)
    elif isinstance(value, Mapping):
        if isinstance(name := value.get("@id"), str) and len(value) > 2:
            by_id.setdefault(name, value)
        nodes.append(value)
        for holder in _HOLDERS:
            if holder in value and not (holder == "hasPart" and _is_article(value)):
                _collect(value[holder], nodes, by_id, depth + 1)


def _is_article(node: Node) -> bool:
    kinds = node.get("@type")
    kinds = [kinds] if isinstance(kinds, str) else kinds if isinstance(kinds, Sequence) else []
    return any(isinstance(kind, str) and _TYPES.fullmatch(kind) for kind in kinds)


def _linked(node: Node, by_id: Mapping[str, Node]) -> LinkedArticle:
    people: list[str] = []
    organisations: list[str] = []
    for name, is_person in _authors(node.get("author") or node.get("creator"), by_id, 0):
        chosen = people if is_person else organisations
        if name not in chosen:
            chosen.append(name)
    return LinkedArticle(
        headline=_string(node.get("headline")) or _string(node.get("name")),
        published=_string(node.get("datePublished")),
        created=_string(node.get("dateCreated")),
        modified=_string(node.get("dateModified")),
        authors=tuple(people),
        organisations=tuple(organisations),
        publisher=_string(_resolved(node.get("publisher"), by_id)),
        section=_string(node.get("articleSection")),
        keywords=tuple(_keywords(node.get("keywords"))),
        body=_body(node.get("articleBody")),
        language=_string(node.get("inLanguage")),
        url=_string(node.get("url")) or _string(node.get("mainEntityOfPage")),
        images=tuple(_images(node.get("image"), by_id)),
    )


def _resolved(value: Any, by_id: Mapping[str, Node]) -> Any:
    """Return the node that a reference {"@id": ...} means."""
    if isinstance(value, Mapping) and "name" not in value and isinstance(name := value.get("@id"), str):
        return by_id.get(name)
    return value


def _authors(value: Any, by_id: Mapping[str, Node], depth: int) -> Iterator[tuple[str, bool]]:
    """Yield each author as (name, whether it is a person)."""
    if depth > _DEPTH:
        return
    if isinstance(value, str):
        yield _text(value), True
    elif isinstance(value, Mapping):
        yield from _authors_of_node(_resolved(value, by_id), by_id, depth)
    elif isinstance(value, Sequence):
        for item in value[:50]:
            yield from _authors(item, by_id, depth + 1)


def _authors_of_node(node: Any, by_id: Mapping[str, Node], depth: int) -> Iterator[tuple[str, bool]]:
    if not isinstance(node, Mapping):
        return
    name, is_person = node.get("name"), not _is_organisation(node)
    if isinstance(name, str):
        if name.strip():
            yield _text(name), is_person
    elif name is not None:
        for found, _ in _authors(name, by_id, depth + 1):
            yield found, is_person


def _images(value: Any, by_id: Mapping[str, Node]) -> Iterator[Image]:
    """Yield the pictures in a value of `image`: an address, an ImageObject, a reference to one, a list of these."""
    values = value if isinstance(value, Sequence) and not isinstance(value, str) else [value]
    for item in values[:_MOST_IMAGES]:
        if isinstance(item, str):
            yield Image(url=item.strip())
            continue
        node = by_id.get(str(item.get("@id")), item) if isinstance(item, Mapping) else {}
        if address := _string(node.get("url")) or _string(node.get("contentUrl")):
            credit = next((text for name in _CREDITS if (text := _string(_resolved(node.get(name), by_id)))), None)
            yield Image(url=address, caption=_string(node.get("caption")), credit=credit)


def _is_organisation(node: Node) -> bool:
    kinds = node.get("@type")
    kinds = [kinds] if isinstance(kinds, str) else kinds if isinstance(kinds, Sequence) else []
    return any(isinstance(kind, str) and kind.endswith(("Organization", "Corporation")) for kind in kinds)


def _keywords(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield from (text for part in split_tags(unescaped(value)) if (text := _text(part)))
    elif isinstance(value, Sequence):
        for item in value[:100]:
            word = unescaped(_string(item) or "")
            if word and not word.startswith(("http://", "https://")):
                yield from split_tags(word) if ";" in word or len(value) == 1 else [word]


def _string(value: Any, depth: int = 0) -> str | None:
    """Return a text out of a string, the first of a list, or an object's name or address."""
    if isinstance(value, str):
        return _text(value) or None
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    if depth < _DEPTH:
        if isinstance(value, Mapping):
            for key in ("name", "alternateName", "@value", "@id", "url"):
                if text := _string(value.get(key), depth + 1):
                    return text
        elif isinstance(value, Sequence):
            for item in value[:10]:
                if text := _string(item, depth + 1):
                    return text
    return None


def _body(value: Any) -> str | None:
    """Return a text with its line ends, and with its markup."""
    if isinstance(value, Sequence) and not isinstance(value, str):
        value = "\n\n".join(part for part in value[:1000] if isinstance(part, str))
    return (html.unescape(value).strip() or None) if isinstance(value, str) else None


def _text(value: str) -> str:
    """Return a line without markup, entities (many pages escape them twice) and white space around it."""
    return plain(value)
