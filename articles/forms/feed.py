"""RSS and Atom, by feedparser."""

from __future__ import annotations

import io
import warnings
from collections.abc import Iterator, Mapping
from typing import Any

import feedparser

from articles.article import Given, Record, Rejection
from articles.fates import Reason
from articles.forms.form import Form
from articles.forms.page import looks_like_html, page_text
from articles.forms.source import Head, Source, message_of
from articles.forms.xml_safety import refuse_entities, root_name

_ROOTS = {"rss", "feed", "RDF"}


def read_feed(source: Source) -> Iterator[Record | Rejection]:
    """Each entry with a text of its own is an article. A feed that breaks off yields what stands before."""
    refuse_entities(source)
    source.one_of_many = True
    data = source.read_all(source.limits.max_document_bytes)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        # a file object: feedparser would open what looks like a path or an address
        feed = feedparser.parse(io.BytesIO(data), resolve_relative_uris=False, sanitize_html=False)
    source.form = "atom" if str(feed.get("version", "")).startswith("atom") else "rss"
    about = feed.get("feed", {})
    error = feed.get("bozo_exception") if feed.get("bozo") else None
    entries = feed.get("entries") or []
    if "no element found" in str(error) or "unclosed" in str(error):
        entries = entries[:-1]  # the feed breaks off, and the last entry with it
    for entry in entries:
        # a plain dictionary: feedparser's own gives "published" for "updated", with a warning
        yield _article(source, dict(entry), about)
    if error is not None and not _harmless(error):
        yield source.refuse(Reason.MALFORMED, f"The feed is broken: {message_of(error)}.")


def _harmless(error: object) -> bool:
    """The encoding differs from what was declared, or no header declares it: nothing is lost."""
    return type(error).__name__ in {"CharacterEncodingOverride", "NonXMLContentType", "UndeclaredNamespace"}


def _article(source: Source, entry: Mapping[str, Any], about: Mapping[str, Any]) -> Record | Rejection:
    texts = [part.get("value") or "" for part in entry.get("content") or ()]
    text = max([*texts, entry.get("summary") or ""], key=len)
    if not text.strip():
        return source.refuse(Reason.NO_ARTICLE, f"An entry without text: {_title(entry) or 'untitled'}."[:200])
    given = _given(entry, about)
    if len(text) > source.limits.max_article_bytes:
        return source.refuse(Reason.TOO_LARGE, "An entry larger than an article may be.")
    if looks_like_html(text):
        return page_text(source, text, given=given)
    return source.record(text, given=given)


def _given(entry: Mapping[str, Any], about: Mapping[str, Any]) -> Given:
    authors = tuple(name for author in entry.get("authors") or () if (name := author.get("name")))
    origin = entry.get("source") or {}
    identity = entry.get("id") or ""
    tags = tuple(term for tag in entry.get("tags") or () if (term := tag.get("term")))
    return Given(
        url=entry.get("link") or (identity if identity.startswith(("http://", "https://")) else None),
        source=origin.get("title") or about.get("title") or None,
        title=_title(entry),
        byline=entry.get("author") or None,
        authors=authors,
        published_at=entry.get("published") or entry.get("updated") or None,
        modified_at=(entry.get("updated") or None) if entry.get("published") else None,
        language=entry.get("language") or about.get("language") or None,
        section=tags[0] if tags else None,
        tags=tags,
    )


def _title(entry: Mapping[str, Any]) -> str | None:
    title = entry.get("title") or ""
    return " ".join(title.split()) or None


def _recognise(head: Head) -> bool:
    return root_name(head) in _ROOTS


FORM = Form(name="rss", recognise=_recognise, read=read_feed, many=lambda head: True)
