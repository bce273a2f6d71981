"""RSS and Atom, by feedparser; WordPress's and Blogger's exports are feeds too."""

from __future__ import annotations

import io
import itertools
import re
import warnings
from collections.abc import Iterator, Mapping
from html.entities import name2codepoint
from typing import Any

from articles.article import Given, Record, Rejection
from articles.fates import Reason
from articles.fields.addresses import is_counter, own_address, trusted
from articles.fields.authors import people_in
from articles.fields.shapes import clean_title
from articles.fields.shortcodes import without_shortcodes
from articles.fields.unpublished import why_unpublished
from articles.forms.crowded_tags import MOST_ATTRIBUTES, is_crowded
from articles.forms.feed_wire import deletions, wire_of
from articles.forms.form import Form
from articles.forms.page import looks_like_html, page_text
from articles.forms.source import Head, Source, message_of
from articles.forms.xml_safety import refuse_entities, root_name, with_known_encoding
from articles.wire.reading import completed

#: RFC 6721 has a document of its own for one deleted entry.
_ROOTS = {"rss", "feed", "RDF", "deleted-entry"}
#: What has no markup in it: how it begins, and how it ends.
_NO_MARKUP = {b"<!--": b"-->", b"<![CDATA[": b"]]>"}
_NO_MARKUP_BEGINS = re.compile(rb"<!--|<!\[CDATA\[")
_STARTS = re.compile(rb"<(?:[\w\-]+:)?(?:item|entry)(?=[\s/>])")
_ENDS = re.compile(rb"</(?:[\w\-]+:)?(?:item|entry)\s*>")
#: "<br /><b>Warning</b>: Undefined variable in /var/www/feed.php on line 3<br />", as PHP prints it before a feed.
_NOTICES = re.compile(
    rb"(?:(?!<html|<body|<!doctype|<\?xml)[^\x00]){1,3000}?(?=<\?xml[^>]{0,200}>\s*(?:<\?[^>]{0,500}>\s*)*"
    rb"<(?:rss|feed|rdf:RDF)\b)",
    re.I,
)
_NOTICES_BYTES = 8192
#: A feed with more items is not read item by item.
_MOST_APART = 5000
#: Elements with the whole text, beside those that feedparser knows as such.
_FULL_TEXTS = ("yandex_full-text", "turbo_content", "full-text", "fulltext", "full_text", "story", "articlebody")
_WP_AUTHOR = re.compile(r"<wp:author>(.{1,4000}?)</wp:author>", re.S)
_WP_FIELD = re.compile(r"<wp:author_(login|display_name)>(?:<!\[CDATA\[)?(.*?)(?:\]\]>)?</wp:", re.S)
#: How many bytes of an export the authors are looked for in; they come before the posts.
_WP_HEAD = 512 * 1024
_BLOCK = re.compile(r"<(?:ul|ol|h\d|blockquote|pre|div|table|figure)\b")
_KIND = "#kind"
#: Characters by name, which the document type of RSS 0.91 declares in a file that is never loaded.
_NAMED = re.compile(rb"&([A-Za-z][A-Za-z0-9]{1,7});")
_OF_XML = frozenset({"amp", "lt", "gt", "quot", "apos"})
#: Characters of scripts without spaces between words; about two make a word.
_UNSPACED = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]")
#: An entry with fewer words than this only points to an article.
_SUMMARY_WORDS = 20


def read_feed(source: Source) -> Iterator[Record | Rejection]:
    """Yield an article for each entry with a text of its own, up to the point where the feed breaks off."""
    refuse_entities(source)
    source.one_of_many = True
    data = _without_notices(with_known_encoding(source.read_all(source.limits.max_document_bytes)))
    markup = _blanked(data)
    if is_crowded(markup.decode("latin-1")):
        source.stop(Reason.UNSAFE_CONTENT, f"A feed with a tag of more than {MOST_ATTRIBUTES:,} attributes.")
    feed = _parsed(_numbered(data))
    deleted = list(deletions(data))
    source.form = "atom" if deleted or str(feed.get("version", "")).startswith("atom") else "rss"
    about = dict(feed.get("feed", {}))
    error = feed.get("bozo_exception") if feed.get("bozo") else None
    entries = feed.get("entries") or []
    begun, breaks_off = _counted(markup)
    if breaks_off:
        entries = entries[: begun - 1]  # the feed breaks off, and the last entry with it
    elif len(entries) < begun <= _MOST_APART:
        entries = _apart(data, markup)
    names = _display_names(data)
    for entry in entries:
        # a plain dictionary: feedparser's own gives "published" for "updated", with a warning
        yield _article(source, dict(entry), about, names)
    why = message_of(error) if error is not None else "an item cannot be read"
    yield from (source.record("", given=one, whole=True) for one in deleted)
    for _ in range(begun - len(entries)):
        yield source.refuse(Reason.MALFORMED, f"The feed is broken: {why}.")
    if not begun and not entries and not deleted and error is not None:
        yield source.refuse(Reason.MALFORMED, f"The feed is broken: {why}.")


def _parsed(data: bytes) -> Any:
    import feedparser  # late: `articles.forms.registry.LATE`

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        # a file object: feedparser would open what looks like a path or an address
        return feedparser.parse(io.BytesIO(data), resolve_relative_uris=False, sanitize_html=False)


def _apart(data: bytes, markup: bytes) -> list[Any]:
    """Return entries that are read each by itself, so that one whose elements cross costs itself alone.

    `markup` is the feed as `_blanked` returns it.
    """
    starts = [match.start() for match in _STARTS.finditer(markup)]
    head = data[: starts[0]]
    found: list[Any] = []
    for start, end in itertools.pairwise([*starts, len(data)]):
        found += (_parsed(head + data[start:end]).get("entries") or [])[:1]
    return found


def _without_notices(data: bytes) -> bytes:
    """Return a feed without the notices that a program printed before its declaration."""
    return data[match.end() :] if (match := _NOTICES.match(data[:_NOTICES_BYTES])) else data


def _blanked(data: bytes) -> bytes:
    """Return a feed with blanks for its comments and CDATA sections; one that never ends is markup. In linear time."""
    pieces: list[bytes] = []
    end = 0
    endless: set[bytes] = set()
    for match in _NO_MARKUP_BEGINS.finditer(data):
        if match.start() < end or match[0] in endless:
            continue
        closing = _NO_MARKUP[match[0]]
        close = data.find(closing, match.end())
        if close < 0:
            endless.add(match[0])
            continue
        pieces += (data[end : match.start()], b" " * (close + len(closing) - match.start()))
        end = close + len(closing)
    return b"".join([*pieces, data[end:]])


def _numbered(data: bytes) -> bytes:
    """Return a feed with numbers for named characters: a parser that trusts its document type drops them."""
    if b"<!DOCTYPE" not in data[:4096]:
        return data

    def number(match: re.Match[bytes]) -> bytes:
        name = match[1].decode("ascii")
        return match[0] if name in _OF_XML or name not in name2codepoint else b"&#%d;" % name2codepoint[name]

    return _NAMED.sub(number, data)


def _counted(markup: bytes) -> tuple[int, bool]:
    """Return how many items begin in a feed, as `_blanked` returns it, and whether it breaks off within the last."""
    starts = [match.start() for match in _STARTS.finditer(markup)]
    last_end = max((match.start() for match in _ENDS.finditer(markup)), default=-1)
    if not starts:
        return 0, False
    closed = markup.find(b"/>", starts[-1]) == markup.find(b">", starts[-1]) - 1 >= 0
    return len(starts), starts[-1] > last_end and not closed


def _display_names(data: bytes) -> dict[str, str]:
    """Return the names of the authors in an export of WordPress, by account."""
    if b"<wp:author>" not in data[:_WP_HEAD]:
        return {}
    names = {}
    for author in _WP_AUTHOR.findall(data[:_WP_HEAD].decode("utf-8", "replace")):
        said = dict(_WP_FIELD.findall(author))
        names[said.get("login", "").strip()] = said.get("display_name", "").strip()
    return names


def _article(
    source: Source, entry: Mapping[str, Any], about: Mapping[str, Any], names: Mapping[str, str]
) -> Record | Rejection:
    if what := _unpublished(entry):
        return source.refuse(Reason.NO_ARTICLE, f"It is {what}, not a published article.")
    given = completed(_given(entry, about, names), wire_of(entry))
    texts = [part.get("value") or "" for part in entry.get("content") or ()]
    texts += [text for name in _FULL_TEXTS if isinstance(text := entry.get(name), str)]
    text = max([*texts, entry.get("summary") or ""], key=len)
    if not text.strip() and (order := source.order(given)) is not None:
        return order
    if len(text) > source.limits.max_article_bytes:
        return source.refuse(Reason.TOO_LARGE, "An entry larger than an article may be.")
    if not any(part.strip() for part in texts) and (words := _words(text)) < _SUMMARY_WORDS and given.url:
        what = f"a summary of {words} words" if words else "no text"
        return source.refuse(Reason.NO_ARTICLE, f"The feed gives {what} and a link: {given.url}"[:300])
    if not text.strip():
        return source.refuse(Reason.NO_ARTICLE, f"An entry without text: {given.title or 'untitled'}."[:200])
    text = without_shortcodes(text)
    if "wp_status" in entry or "wp_post_type" in entry:
        text = _paragraphs(text)
    if looks_like_html(text):
        return page_text(source, text, given=given)
    return source.record(text, given=given)


def _words(text: str) -> int:
    shown = clean_title(re.sub(r"<[^<>]*>", " ", text))
    return len(shown.split()) + len(_UNSPACED.findall(shown)) // 2


def _paragraphs(text: str) -> str:
    """Make elements of paragraphs, which WordPress stores as blank lines."""
    if "<p" in text or "\n" not in text.strip():
        return text
    blocks = (block.strip() for block in re.split(r"(?:\r?\n[ \t]*){2,}", text))
    return "\n".join(block if _BLOCK.match(block) else f"<p>{block}</p>" for block in blocks if block)


def _unpublished(entry: Mapping[str, Any]) -> str | None:
    if str(entry.get("app_draft") or entry.get("draft") or "").strip() == "yes":
        return "a draft"
    for tag in entry.get("tags") or ():
        kind = str(tag.get("term") or "").rpartition("#")[2]
        if str(tag.get("scheme") or "").endswith(_KIND) and kind in {"settings", "template", "comment"}:
            return f"a {kind}" if kind != "settings" else "a blog's settings"
    if entry.get("wp_post_password"):
        return "a post behind a password"
    return why_unpublished({"wp:status": entry.get("wp_status"), "wp:posttype": entry.get("wp_post_type")})


def _given(entry: Mapping[str, Any], about: Mapping[str, Any], names: Mapping[str, str]) -> Given:
    said = [name for author in entry.get("authors") or () if (name := author.get("name"))]
    said = [names.get(name, name) for name in (said or [entry.get("author") or ""])]
    origin = entry.get("source") or {}
    source = clean_title(origin.get("title") or about.get("title") or "") or None
    section, tags = _tags(entry)
    authors = people_in(said, source=source)
    return Given(
        url=_url(entry, about),
        source=source,
        title=clean_title(entry.get("title") or "") or None,
        byline=", ".join(authors) or entry.get("author") or None,
        authors=authors,
        published_at=_published(entry),
        modified_at=(entry.get("updated") or None) if entry.get("published") else None,
        language=entry.get("language") or about.get("language") or None,
        section=section,
        tags=tags,
    )


def _published(entry: Mapping[str, Any]) -> str | None:
    exact = str(entry.get("wp_post_date_gmt") or "").strip()
    if exact and not exact.startswith("0000"):
        return exact + "Z"
    return entry.get("published") or entry.get("updated") or entry.get("created") or None


def _tags(entry: Mapping[str, Any]) -> tuple[str | None, tuple[str, ...]]:
    """Return (section, tags): the section is the first category (in exports of WordPress: that is not a tag)."""
    found = [
        (str(tag.get("scheme") or ""), clean_title(str(tag.get("label") or term)))
        for tag in entry.get("tags") or ()
        if (term := tag.get("term")) and not str(tag.get("scheme") or "").endswith(_KIND)
    ]
    if any(scheme == "post_tag" for scheme, _ in found) or "wp_post_type" in entry:
        section = next((term for scheme, term in found if scheme == "category"), None)
        return section, tuple(dict.fromkeys(term for scheme, term in found if scheme in {"post_tag", "category"}))
    return (found[0][1] if found else None), tuple(dict.fromkeys(term for _, term in found))


def _url(entry: Mapping[str, Any], about: Mapping[str, Any]) -> str | None:
    """Return the entry's own address by the table of addresses; relative ones are joined to the channel's link."""
    base = about.get("link") or about.get("href") or about.get("id")
    offered: list[tuple[str, Any]] = [
        ("feedburner:origlink", entry.get("feedburner_origlink")),
        ("pheedo:origlink", entry.get("pheedo_origlink")),
    ]
    links = [link for link in entry.get("links") or () if isinstance(link, Mapping)]
    offered += [
        (f"atom:link rel={link.get('rel')}", link.get("href")) for link in links if link.get("rel") == "canonical"
    ]
    offered += [("link", entry.get("link"))]
    offered += [(f"atom:link rel={link.get('rel')}", link.get("href")) for link in links]
    offered += [("guid", entry.get("id"))]
    found: dict[str, str] = {}
    for field, value in offered:
        if address := own_address(value, base=base if field != "guid" else None):
            found.setdefault("link of a counter" if is_counter(address) else field, address)
    return next((found[field] for field in trusted("feed") if field in found), None)


def _recognise(head: Head) -> bool:
    return root_name(head) in _ROOTS or _follows_notices(head.data[:_NOTICES_BYTES])


def _follows_notices(begin: bytes) -> bool:
    """Return whether a feed begins behind notices; only what declares XML is tried from each of its bytes."""
    return b"<?xml" in begin.lower() and _NOTICES.match(begin) is not None


FORM = Form(name="rss", recognise=_recognise, read=read_feed, many=lambda head: True)
