"""What an HTML page says about its article: JSON-LD, meta tags, microdata, `time`, the address.

One walk over the elements in question; a page of 265 KB takes under 3 ms.
"""

from __future__ import annotations

import functools
import itertools
import re
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urljoin

from articles.article import Given
from articles.metadata.candidates import Candidates
from articles.metadata.dates import parse_date, url_date
from articles.metadata.images import images_of
from articles.metadata.json_ld import LinkedArticle, linked_article
from articles.metadata.languages import language_code
from articles.metadata.metadata import Metadata
from articles.metadata.people import byline_of, people, turned
from articles.metadata.titles import without_site
from articles.metadata.url import domain, hostname, is_home_page, normalise_url
from articles.metadata.visible import shown_dates
from articles.tags import split_tags

#: Names of meta tags (lower case), the most trusted first.
_PUBLISHED = (
    "article:published_time", "og:article:published_time", "article_published_time", "article:published:time",
    "og:published_time", "datepublished", "cxenseparse:recs:publishtime", "cxenseparse:recs:published_time",
    "cxenseparse:publishtime", "parsely-pub-date", "sailthru.date", "dc.date.issued", "dcterms.issued",
    "dcterms.created", "dc.date.created", "dc.date", "dcterms.date",
    "content:publishdate", "article.published", "published_at", "publisheddate", "published_time", "published-date",
    "published_date", "publish-date", "publish_date", "publishdate", "publication_date", "publicationdate",
    "pubdate", "rnews:datepublished", "article:published", "published", "article.created", "article_date_original",
    "originalpublicationdate", "citation_publication_date", "citation_date", "bt:pubdate", "ptime", "srf.date",
    "release_date", "displaydate", "timestamp", "date", "datecreated", "date_published", "article:created",
)  # fmt: skip
_MODIFIED = (
    "article:modified_time", "og:article:modified_time", "article:modified:time", "article_modified_time",
    "og:modified_time", "datemodified", "dcterms.modified", "dc.date.modified", "last_updated_date", "lastmod",
    "article.updated", "article:updated", "revision_date", "og:updated_time", "lastupdate", "last-modified",
    "rnews:datemodified", "modified_at", "updated_at", "date.modified",
)  # fmt: skip
_TITLES = (
    "og:title",
    "twitter:title",
    "sailthru.title",
    "parsely-title",
    "dc.title",
    "dcterms.title",
    "citation_title",
)
#: Those that are written as in a library's catalogue: "Feld, Nora".
_LIBRARY_AUTHORS = frozenset({"dc.creator", "dcterms.creator", "citation_author"})
_AUTHORS = ("author", "byl", "article:author", "article:author:name", "og:article:author", "dc.creator",
            "dcterms.creator", "sailthru.author", "parsely-author", "cxenseparse:author", "citation_author", "authors",
            "article.author", "twitter:data1")  # fmt: skip
_SITES = ("og:site_name", "application-name", "publisher", "dc.publisher", "copyright", "twitter:site",
          "al:ios:app_name", "apple-mobile-web-app-title")  # fmt: skip
_SECTIONS = ("article:section", "section", "cxenseparse:section", "parsely-section", "article.section", "og:section",
             "cse:section", "sailthru.section")  # fmt: skip
_TAGS = ("article:tag", "news_keywords", "keywords", "parsely-tags", "sailthru.tags", "og:article:tag")
_LANGUAGES = ("content-language", "og:locale", "dc.language", "dcterms.language", "inlanguage", "language")

_ADDRESS = re.compile(r"^(?:https?:)?//", re.I)
_IDENTIFIER = re.compile(r"[0-9a-f\-]{20,}|_\w+", re.I)
_AUTHOR_CLASS = re.compile(r"\b(?:p-author|author-?_?name|byline(?:-?_?name)?|article-?_?author|vcard author)\b", re.I)
#: "By A in B, C in D and E in F"; what has no "By" before it is a name or two.
_BY = re.compile(r"\s*(?:by|von|par|por|di|door|av|af|text|words|story)\b", re.I)
_LONGEST_BYLINE = 200
_BETWEEN_AUTHORS = re.compile(r"\s*(?:,|&|;|/|,?\s*\b(?:and|und|et|y|e|en|och|og|i|и)\b)\s*", re.I)
_MODIFIED_CLASS = re.compile(r"modif|updat|aktualis|edited|dtmodified", re.I)
_PUBLISHED_CLASS = re.compile(r"publi|posted|created|entry-date|dt-published|article-?_?date|byline", re.I)
_ELSEWHERE = frozenset({"aside", "nav", "footer", "li", "a"})
_ELSEWHERE_CLASS = re.compile(r"related|teaser|sidebar|comment|recommend|card|promo|list|widget|latest|popular", re.I)
_WALKED = ("html", "meta", "link", "script", "title", "h1", "time", "base")
#: More `time` elements than this belong to lists of other articles.
_MAX_TIMES = 12
_MAX_AUTHORS = 20
_DATE_PROPERTIES = frozenset({"datePublished", "dateModified"})


@functools.cache
def _with_property() -> Any:
    """Return what finds the elements with a property, compiled once.

    Values are compared outside: libxml2 takes twice as long for that as for all else in the expression.
    """
    from lxml import etree  # commands that read no page import this module as well

    return etree.XPath("//@itemprop/..")


def page_metadata(tree: Any, *, given: Given, url: str | None = None, today: datetime) -> Metadata:
    """Metadata of a page, parsed by lxml with its scripts still in it. The tree is not changed.

    What was given comes first. `url` is the address the page was fetched from, if
    known. `today` (with a time zone) is the moment that no date may lie after.
    """
    page = _Page(tree)
    known = normalise_url(given.url or "") or normalise_url(url or "")
    linked = linked_article(page.json_ld, headline=page.first_meta(_TITLES)) or LinkedArticle()
    address = known or _canonical(page, linked) or normalise_url(given.default_url or "")
    site = _site(page, linked, address)
    language = language_code(given.language) or _language(page, linked)
    dates = _dates(page, linked, given, address, today, language=_tag(page, language))
    byline, authors = _authors(page, linked, given, site)
    return Metadata(
        title=given.title or _title(page, linked, site, address),
        byline=byline,
        authors=authors,
        url=address,
        source=given.source or site or (domain(address) if address else None),
        domain=domain(address) if address else None,
        language=language,
        section=given.section or linked.section or page.first_meta(_SECTIONS, no_address=True),
        tags=given.tags or _tags(page, linked),
        published_at=dates.published_at,
        published_at_from=dates.published_at_from,
        modified_at=dates.modified_at,
        date_candidates=dates.all,
        images=images_of(tree, linked=linked.images, url=address),
        article_body=linked.body,
    )


class _Page:
    """The elements of a page that say something about it, by one walk."""

    def __init__(self, tree: Any) -> None:
        self.metas: dict[str, list[str]] = {}
        self.json_ld: list[str] = []
        self.titles: list[str] = []
        self.headings: list[Any] = []
        self.times: list[Any] = []
        self.links: dict[str, str] = {}
        self.base: str | None = None
        self.html_language: str | None = None
        self.tree = tree
        root = tree.getroottree().getroot() if hasattr(tree, "getroottree") else tree
        for element in root.iter(*_WALKED):
            self._take(element, element.tag)

    def _take(self, element: Any, tag: str) -> None:
        if tag == "meta":
            self._take_meta(element)
        elif tag == "script":
            if "ld+json" in (element.get("type") or "").lower() and element.text:
                self.json_ld.append(element.text)
        elif tag == "link":
            self._take_link(element)
        elif tag == "title":
            self._take_title(element)
        elif tag == "h1":
            self.headings.append(element)
        elif tag == "time":
            self.times.append(element)
        elif tag == "base":
            self.base = self.base or element.get("href")
        elif tag == "html":
            self.html_language = self.html_language or element.get("lang") or element.get("xml:lang")

    def _take_meta(self, element: Any) -> None:
        content = element.get("content") or element.get("value")
        if content and (content := content.strip()):
            for attribute in ("property", "name", "itemprop", "http-equiv"):
                if name := element.get(attribute):
                    self.metas.setdefault(name.strip().lower(), []).append(content)

    def _take_link(self, element: Any) -> None:
        rel = (element.get("rel") or "").lower()
        if rel and (href := element.get("href")):
            self.links.setdefault(rel, href.strip())

    def _take_title(self, element: Any) -> None:
        # titles of drawings are in the body
        parent = element.getparent()
        if (parent is None or parent.tag != "svg") and (text := _text(element)):
            self.titles.append(text)

    def first_meta(self, names: Iterable[str], *, no_address: bool = False) -> str | None:
        """Return the first value of the first of `names` that has one."""
        for name in names:
            for value in self.metas.get(name, ()):
                if not (no_address and _ADDRESS.match(value)):
                    return value
        return None

    def every_meta(self, names: Iterable[str]) -> list[tuple[str, str]]:
        """Return (name, value) of all of `names`, in their order."""
        return [(name, value) for name in names for value in self.metas.get(name, ())]


def _text(element: Any) -> str:
    return " ".join("".join(element.itertext()).split())


def _title(page: _Page, linked: LinkedArticle, site: str | None, address: str | None) -> str | None:
    """og:title, JSON-LD's headline, the first h1, the page's title: without the site's name.

    On pages with a title marked by hand the first of these is right most often; a
    vote among them is not better.
    """
    names = [site, linked.publisher, hostname(address) if address else None, page.first_meta(_SITES)]
    headings = [text for heading in page.headings[:5] if (text := _text(heading))]
    shared = page.first_meta(("og:title",))
    for title in (shared, linked.headline, *headings[:1], page.first_meta(_TITLES), *page.titles[:1]):
        if title and title.strip():
            return without_site(title, names=names, headings=headings)
    return None


def _canonical(page: _Page, linked: LinkedArticle) -> str | None:
    """Return the page's own address, for pages whose address was not given.

    Real pages carry canonicals of other papers, of the front page, and relative
    ones: so no front pages, and where canonical, og:url and JSON-LD speak of different
    hosts, the one that two agree on, else none.
    """
    base = page.base if page.base and _ADDRESS.match(page.base) else ""
    found: list[str] = []
    for value in (page.links.get("canonical"), page.first_meta(("og:url",)), linked.url):
        if not value:
            continue
        try:
            value = urljoin(base, value)
        except ValueError:
            continue
        if (address := normalise_url(value)) and not is_home_page(address):
            found.append(address)
    if not found:
        return None
    hosts = [hostname(address) for address in found]
    if len(set(hosts)) == 1:
        return found[0]
    agreed = next((host for host in hosts if hosts.count(host) > 1), None)
    return next((address for address, host in zip(found, hosts, strict=True) if host == agreed), None)


def _site(page: _Page, linked: LinkedArticle, address: str | None) -> str | None:
    for name in (page.first_meta(("og:site_name",)), linked.publisher, page.first_meta(_SITES, no_address=True)):
        if name and not _ADDRESS.match(name):
            name = name.strip(" @")
            if 2 <= len(name) <= 80 and not name.startswith("©"):
                return name
    return None


def _tag(page: _Page, language: str | None) -> str | None:
    """Return the language with its region, which tells 3/4 from 4/3."""
    tag = page.html_language or page.first_meta(_LANGUAGES) or ""
    return tag if language_code(tag) == language and language else language


def _language(page: _Page, linked: LinkedArticle) -> str | None:
    for tag in (page.html_language, linked.language, page.first_meta(_LANGUAGES)):
        if (code := language_code(tag)) is not None:
            return code
    return None


def _tags(page: _Page, linked: LinkedArticle) -> tuple[str, ...]:
    values = [value for _, value in page.every_meta(("article:tag", "og:article:tag"))]
    tags = values if len(values) > 1 else []
    tags = tags or list(linked.keywords)
    if not tags:
        first = page.first_meta(_TAGS) or ""
        tags = split_tags(first)
    seen: dict[str, str] = {}
    for tag in tags:
        tag = " ".join(tag.split())
        if (2 <= len(tag) <= 80 or tag[:1] > "\u2e7f") and not _IDENTIFIER.fullmatch(tag):
            seen.setdefault(tag.casefold(), tag)
    return tuple(list(seen.values())[:50])


def _authors(page: _Page, linked: LinkedArticle, given: Given, site: str | None) -> tuple[str | None, tuple[str, ...]]:
    """Return (byline, names) from the producer, JSON-LD, meta tags, microdata and the usual class names."""
    source = given.source or site
    if given.authors or given.byline:
        byline = byline_of(given.byline) if given.byline else None
        authors = given.authors or people([byline or ""], source=source)
        return byline or ", ".join(authors) or None, authors
    if authors := people(linked.authors, source=source):
        return ", ".join(authors), authors
    metas = [
        turned(value) if name in _LIBRARY_AUTHORS else value
        for name, value in page.every_meta(_AUTHORS)
        if not _ADDRESS.match(value)
    ]
    if authors := people(metas, source=source):
        return ", ".join(authors), authors
    visible = list(_visible_authors(page.tree)) if not metas else []
    if authors := people(visible, source=source):
        return ", ".join(authors), authors
    for value in (*linked.authors, *linked.organisations, *metas):
        if byline := byline_of(value):
            return byline, ()
    return None, ()


def _visible_authors(tree: Any) -> Iterable[str]:
    """Return the texts of elements marked as the author by microdata, `rel` or class."""
    every = tree.getroottree().getroot().iter("*")
    for element in itertools.islice(filter(_may_be_author, every), _MAX_AUTHORS):
        marked = element.get("itemprop") == "author" or element.get("rel") == "author"
        if not marked and not _AUTHOR_CLASS.search(element.get("class") or ""):
            continue
        if _is_elsewhere(element, links=False) and "p-author" not in (element.get("class") or ""):
            continue
        named = element.xpath(".//*[@itemprop='name']")
        text = _text(named[0]) if named else _text(element)
        if text and len(text) <= (_LONGEST_BYLINE if _BY.match(text) else 80):
            yield text
            yield from _beside(element)
            return


def _may_be_author(element: Any) -> bool:
    names = element.get("class")
    return (
        (names is not None and ("author" in names or "byline" in names))
        or element.get("itemprop") == "author"
        or element.get("rel") == "author"
    )


def _beside(element: Any) -> Iterable[str]:
    """Return the texts of the links to further authors, with nothing but "and" or a comma between."""
    while element.get("rel") == "author" and _BETWEEN_AUTHORS.fullmatch(element.tail or ""):
        element = element.getnext()
        if element is None or element.get("rel") != "author":
            return
        yield _text(element)


def _dates(
    page: _Page,
    linked: LinkedArticle,
    given: Given,
    address: str | None,
    today: datetime,
    *,
    language: str | None,
) -> Candidates:
    """Return all dates, the most trusted first."""
    dates = Candidates(today, language=language)
    dates.add(given.published_at, "given")
    dates.add_modified(given.modified_at)
    dates.add(linked.published, "json_ld:datePublished")
    dates.add_modified(linked.modified)
    for name, value in page.every_meta(_PUBLISHED):
        dates.add(value, f"meta:{name}")
    for _, value in page.every_meta(_MODIFIED):
        dates.add_modified(value)
    dates.add(linked.created, "json_ld:dateCreated")
    _microdata(page, dates)
    _times(page, dates)
    if address and (found := url_date(address)) is not None:
        dates.add_parsed(found, "url")
    if dates.only_days_from("url"):
        _visible(page, dates, language)
    if dates.empty:
        _by_htmldate(page, dates, address, today)
    return dates


def _microdata(page: _Page, dates: Candidates) -> None:
    dated = (element for element in _with_property()(page.tree) if element.get("itemprop") in _DATE_PROPERTIES)
    for element in itertools.islice(dated, _MAX_TIMES):
        if element.tag == "meta" or _is_elsewhere(element):
            continue
        value = element.get("datetime") or element.get("content") or _text(element)[:80]
        if element.get("itemprop") == "datePublished":
            dates.add(value, "microdata:datePublished")
        else:
            dates.add_modified(value)


def _times(page: _Page, dates: Candidates) -> None:
    """Add the article's `time` elements: marked as such, or the first after the headline."""
    plain: list[str] = []
    for element in page.times[:_MAX_TIMES]:
        value = element.get("datetime") or _text(element)[:80]
        own = "dt-published" in (element.get("class") or "")  # of microformats, as exports of Medium have it at the end
        if not value or element.get("itemprop") or (_is_elsewhere(element) and not own):
            continue
        mark = f"{element.get('class') or ''} {element.get('id') or ''}"
        parent = element.getparent()
        if parent is not None:
            mark += f" {parent.get('class') or ''}"
        if _MODIFIED_CLASS.search(mark):
            dates.add_modified(value)
        elif element.get("pubdate") is not None or _PUBLISHED_CLASS.search(mark):
            dates.add(value, "time:published")
        else:
            plain.append(value)
    if plain:
        dates.add(plain[0], "time")


def _visible(page: _Page, dates: Candidates, language: str | None) -> None:
    """Add the first date shown beside the headline; a date of modification only if it is the only one."""
    headline = next(iter(page.headings), None)
    if headline is None:
        headline = next(page.tree.iter("h2", "title"), None)
    if headline is None:
        return
    shown = list(itertools.islice(shown_dates(page.tree, headline, language=language), _MAX_TIMES))
    published = next((one for one in shown if not one.updated), None)
    updated = next((one for one in shown if one.updated), None)
    if (first := published or updated) is not None:
        dates.add_parsed(first.date, "visible" if published else "visible:updated")


def _is_elsewhere(element: Any, *, links: bool = True) -> bool:
    """Return whether an element belongs to a list, a side column or a link to another article."""
    for depth, ancestor in enumerate(element.iterancestors()):
        if depth > 12 or ancestor.tag in {"body", "main"}:
            return False
        if ancestor.tag in _ELSEWHERE and (links or ancestor.tag not in {"a", "li"}):
            return True
        if depth < 5 and _ELSEWHERE_CLASS.search(ancestor.get("class") or ""):
            return True
    return False


def _by_htmldate(page: _Page, dates: Candidates, address: str | None, today: datetime) -> None:
    """htmldate, which looks at everything a page has, where nothing else was found."""
    from copy import deepcopy

    from htmldate import find_date

    moment = today if today.tzinfo else today.replace(tzinfo=UTC)
    try:
        found = find_date(deepcopy(page.tree), original_date=True, extensive_search=False, url=address, max_date=moment)
    except (ValueError, TypeError, AttributeError, LookupError, ArithmeticError, RecursionError):
        return
    if found and (parsed := parse_date(found)) is not None:
        dates.add_parsed(parsed, "htmldate")
