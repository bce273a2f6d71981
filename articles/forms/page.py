"""HTML and XHTML pages."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

from articles.article import Given, Record, Rejection
from articles.fates import Reason
from articles.fields.addresses import own_address
from articles.forms.crowded_tags import MOST_ATTRIBUTES, is_crowded
from articles.forms.decoding import decode
from articles.forms.form import Form
from articles.forms.source import Head, Source
from articles.markup import has_markup

_START = re.compile(
    r"(?:(?><\?xml[^>]{0,200}\?>|<!--.{0,20000}?-->)\s*+)*+"
    r"<(?:!doctype\s+html|html|head|body|title|meta|article|main|section|div|p|h[1-6]|span|table|script|style|"
    r"a|abbr|acronym|address|aside|b|big|blockquote|br|center|cite|code|dd|del|details|dl|dt|em|figcaption|figure|"
    r"font|footer|header|hgroup|hr|i|img|ins|kbd|li|mark|nav|nobr|ol|picture|pre|q|ruby|s|small|strike|strong|sub|"
    r"sup|td|tr|tt|u|ul)[\s>/]",
    re.I | re.S,
)
#: XML of an agency whose root is called like an element of HTML, with elements below it that HTML does not have.
_AGENCY_XML = re.compile(
    r"<\?xml[^>]{0,200}\?>\s*+<(?:article|section|main)\b(?![^>]{0,400}xmlns)(?=.{0,4000}?<(?:headline|byline|author|"
    r"pub_?date|date|publish(?:ed)?(?:_?(?:at|date))?|text|body_?text|content|story)[\s>])",
    re.I | re.S,
)
_CHARSET = re.compile(rb"<meta[^>]{1,200}?charset\s*=\s*[\"']?\s*([\w\-]{2,30})", re.I)
#: What browsers and SingleFile write above a page that they save: where it was.
_SAVED_FROM = re.compile(
    rb"(?:\xef\xbb\xbf)?\s*(?:<!doctype[^<>]{0,200}>\s*)?(?:<html[^<>]{0,500}>\s*)?"
    rb"<!--\s*(?:saved from url=\(\d{1,6}\)|Page saved with SingleFile\s+url:\s*)(https?://[^\s<>]{4,2000})",
    re.I,
)
_XML_ENCODING = re.compile(rb"<\?xml[^>]{1,100}encoding\s*=\s*[\"']([\w\-]{2,30})", re.I)
_TAG = re.compile(r"<(?:(!--)|(/?)([a-z][a-z0-9:\-]*))", re.I)
#: Elements whose content is not markup.
_RAW = frozenset({"noscript", "script", "style", "textarea", "title"})
#: Elements without an end tag, or whose end tag the next sibling implies: they do not nest by themselves.
_FLAT = frozenset({
    "area", "base", "br", "circle", "col", "colgroup", "dd", "dt", "embed", "hr", "img", "input", "li", "link", "meta",
    "optgroup", "option", "p", "param", "path", "rect", "rp", "rt", "source", "tbody", "td", "tfoot", "th", "thead",
    "tr", "track", "use", "wbr",
})  # fmt: skip


def _one_of(names: Collection[str]) -> str:
    """Return an expression for names in either case, a letter at a time: of most names it looks at the first alone."""
    branches = [r"\b"] if "" in names else []
    for first in sorted({name[0] for name in names if name}):
        rest = _one_of({name[1:] for name in names if name.startswith(first)})
        branches.append(f"[{first}{first.upper()}]{rest}")
    return branches[0] if len(branches) == 1 else f"(?:{'|'.join(branches)})"


_NESTING = re.compile(rf"<(/?)(?!{_one_of(_FLAT)})[a-zA-Z]")


def read_page(source: Source) -> Iterator[Record | Rejection]:
    """Read the whole file as one page; its source goes on to the cleaner."""
    data = source.read_all()
    saved = _SAVED_FROM.match(data)
    url = own_address(saved[1].decode("latin-1")) if saved else None
    yield page(source, data, given=Given(url=url) if url else None)


def page(source: Source, data: bytes, *, given: Given | None = None, charset: str | None = None) -> Record | Rejection:
    """Read one page from its bytes; `charset` is what a header said."""
    html = decode(data, declared=charset or declared_charset(data), language=source.given.language)
    if html is None:
        return source.refuse(Reason.UNDECODABLE, "The encoding of the page cannot be told.")
    if not html.strip():
        return source.refuse(Reason.EMPTY, "There is nothing but white space in it.")
    return page_text(source, html, given=given)


def page_text(
    source: Source, html: str, *, given: Given | None = None, form: str = "", whole: bool = False
) -> Record | Rejection:
    """Read one page, or a piece of one, from its source text."""
    if too_deep(html, source.limits.max_html_nesting):
        return source.refuse(
            Reason.UNSAFE_CONTENT, f"HTML with more than {source.limits.max_html_nesting} levels of open tags."
        )
    if is_crowded(html):
        return source.refuse(Reason.UNSAFE_CONTENT, f"HTML with a tag of more than {MOST_ATTRIBUTES:,} attributes.")
    return source.record(html, is_html=True, given=given, form=form, whole=whole)


def declared_charset(data: bytes) -> str | None:
    """Return the encoding that a page declares in its first kilobytes."""
    found = _CHARSET.search(data, 0, 8192) or _XML_ENCODING.match(data)
    return found[1].decode("ascii") if found else None


def looks_like_html(text: str) -> bool:
    """Return whether a text from a field holds HTML rather than plain text."""
    return has_markup(text)


def begins_like_page(text: str) -> bool:
    """Return whether a text begins as pages do: with a declaration, a comment or an element of HTML."""
    return _START.match(text) is not None


def too_deep(html: str, limit: int) -> bool:
    """Return whether there are more than `limit` levels of open tags.

    First by a quick count that takes tags in scripts and comments for tags (1 ms
    for 360 KB); where that is over the limit, by one that does not.
    """
    depth = 0
    for closes in _NESTING.findall(html):
        if not closes:
            depth += 1
            if depth > limit:
                break
        elif depth:
            depth -= 1
    else:
        return False
    return _really_too_deep(html, limit)


def _really_too_deep(html: str, limit: int) -> bool:
    """Count tag by tag, without comments and scripts. Takes linear time for any page."""
    lower = html.lower()
    depth = 0
    position = 0
    while (match := _TAG.search(lower, position)) is not None:
        position = match.end()
        name = match[3]
        if match[1]:
            position = lower.find("-->", position)
        elif match[2]:
            depth = max(depth - (name not in _FLAT and name not in _RAW), 0)
        elif name in _RAW:
            position = lower.find(f"</{name}", position)
        elif name not in _FLAT:
            depth += 1
            if depth > limit:
                return True
        if position < 0:
            return False
    return False


def _recognise(head: Head) -> bool:
    if begins_like_page(head.text):
        return not _AGENCY_XML.match(head.text)
    return head.suffix in {".html", ".htm", ".xhtml", ".shtml"} and has_markup(head.text)


FORM = Form(name="html", recognise=_recognise, read=read_page)
