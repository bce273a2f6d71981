"""What fields are called in the JSON and CSV that producers send, and how an article is made of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from articles.article import Given, Record, Rejection
from articles.fates import Reason
from articles.forms.page import looks_like_html, page_text
from articles.forms.source import Source

# Names are compared in lower case without "_", "-", " " and a leading "@"; the first that has a value counts.
_HTML = (
    "html", "rawhtml", "htmlcontent", "contenthtml", "bodyhtml", "htmlbody", "articlehtml", "fullhtml", "pagehtml",
    "bodyxhtml", "page", "contentencoded", "content:encoded",
)  # fmt: skip
_TEXT = (
    "text", "body", "bodytext", "articlebody", "maintext", "fulltext", "articletext", "content", "contenttext",
    "plaintext", "textcontent", "cleanedtext", "cleantext", "article", "story", "storytext", "paragraphs", "rawtext",
    "contents", "news",
)  # fmt: skip
_SHORT = ("description", "summary", "abstract", "standfirst", "snippet", "excerpt", "trailtext", "teaser", "lead")
_TITLE = ("title", "headline", "name", "heading", "webtitle", "articletitle", "head", "headlines", "subject")
_URL = ("url", "link", "weburl", "canonicalurl", "articleurl", "sourceurl", "permalink", "href", "uri", "loc",
        "mainentityofpage", "pageurl", "canonical", "requestedurl")  # fmt: skip
_SOURCE = ("source", "sourcename", "publisher", "publication", "newspaper", "outlet", "sitename", "provider", "site",
           "infosource", "infosources", "feed", "agency", "medium", "sourcedomain", "copyrightholder",
           "domain")  # fmt: skip
_BYLINE = ("byline", "bylines", "by")
_AUTHOR = ("author", "authors", "creator", "creators", "writer", "reporter", "journalist", "dccreator")
_PUBLISHED = (
    "publishedat", "datepublished", "published", "publishdate", "publicationdate", "publicationdatetime",
    "publishedtime", "publishedon", "publisheddate", "datepublish", "firstpublished", "firstcreated", "pubdate",
    "webpublicationdate", "versioncreated", "displaydate", "date", "datetime", "timestamp", "created", "createdat",
    "datecreated", "issued", "dateline_date", "time", "pubtime",
)  # fmt: skip
_MODIFIED = ("modifiedat", "datemodified", "modified", "updatedat", "updated", "lastmodified", "modifieddate",
             "updateddate", "dateupdated", "contentmodified")  # fmt: skip
_LANGUAGE = ("language", "lang", "inlanguage", "languagecode", "locale")
_SECTION = ("section", "articlesection", "category", "sectionname", "categories", "desk", "rubric", "ressort", "topic")
_TAGS = ("tags", "keywords", "tag", "keyword", "topics", "labels")
#: Objects that wrap an article: Elasticsearch hits, The Guardian's and webz.io's answers, JSON:API.
_WRAPPERS = ("_source", "article", "fields", "data", "attributes", "thread", "item", "doc", "document", "post")
#: Lists that hold articles: the answers of news interfaces, exports.
LISTS = frozenset({
    "@graph", "articles", "data", "docs", "documents", "entries", "hits", "itemlistelement", "items",
    "news", "posts", "records", "response", "results", "stories",
})  # fmt: skip
#: A text of an object that also holds a list ("description" of a feed, say) is not an article if it is shorter.
_ARTICLE_CHARACTERS = 400
#: Deeper than this nobody keeps a field.
_LOOK_DEPTH = 4


def article_from(source: Source, fields: Mapping[str, Any], *, form: str = "") -> Record | Rejection:
    """The article that an object or a row of a table describes, or why there is none."""
    if fields.get("uri") and any(key.startswith(("body_", "body")) or key == "headlines" for key in fields):
        form = form or ("ninjs" if _is_ninjs(fields) else "")
    flat = _flat(fields)
    given = given_from(flat)
    html, text = _body(flat, fields)
    if html:
        return page_text(source, html, given=given, form=form)
    if text is None or not text.strip():
        return source.refuse(Reason.NO_ARTICLE, f"No field holds a text; there are {_names(fields)}.")
    if looks_like_html(text):
        return page_text(source, text, given=given, form=form)
    return source.record(text, given=given, form=form)


def has_own_text(fields: Mapping[str, Any]) -> bool:
    """Does an object hold the text of one article itself, beside whatever lists are in it?"""
    html, text = _body({fold(str(name)): value for name, value in fields.items() if isinstance(value, str)}, fields)
    return len(html or text or "") >= _ARTICLE_CHARACTERS


def given_from(flat: Mapping[str, Any]) -> Given:
    """What fields (names folded by `fold`) say about an article."""
    authors = _names_of(_first(flat, _AUTHOR))
    byline = _string(_first(flat, _BYLINE)) or (", ".join(authors) or None)
    return Given(
        url=_url(flat),
        source=_string(_first(flat, _SOURCE)),
        title=_string(_first(flat, _TITLE)),
        byline=byline,
        authors=authors,
        published_at=_string(_first(flat, _PUBLISHED)),
        modified_at=_string(_first(flat, _MODIFIED)),
        language=_string(_first(flat, _LANGUAGE)),
        section=_string(_first(flat, _SECTION)),
        tags=_tags(_first(flat, _TAGS)) or _subjects(flat),
    )


def has_text_field(names: Sequence[str]) -> bool:
    """Does one of these column names hold the text of articles?"""
    return any(fold(name) in {*_HTML, *_TEXT, *_SHORT} for name in names)


def fold(name: str) -> str:
    """A field's name as it is compared."""
    return name.lower().lstrip("@").replace("_", "").replace("-", "").replace(" ", "").strip("\ufeff")


def _is_ninjs(fields: Mapping[str, Any]) -> bool:
    """IPTC ninjs 1.x to 3.x: `uri` with `body_text`, `body_xhtml`, `bodies` or `headlines`."""
    names = ("bodies", "body_text", "body_xhtml", "body_html", "versioncreated", "headlines")
    return any(name in fields for name in names)


def _flat(fields: Mapping[str, Any], depth: int = 0) -> dict[str, Any]:
    """Folded names to values; what wrappers hold comes after what stands outside them."""
    flat: dict[str, Any] = {}
    for name, value in fields.items():
        if value not in (None, "", [], {}):
            flat.setdefault(fold(str(name)), value)
    if depth < 2:
        for wrapper in _WRAPPERS:
            inner = fields.get(wrapper)
            if isinstance(inner, Mapping):
                for name, value in _flat(inner, depth + 1).items():
                    if isinstance(flat.get(name), Mapping) or name not in flat:
                        flat[name] = value
    return flat


def _first(flat: Mapping[str, Any], names: Sequence[str]) -> Any:
    for name in names:
        if (value := flat.get(name)) not in (None, "", [], {}):
            return value
    return None


def _body(flat: Mapping[str, Any], fields: Mapping[str, Any]) -> tuple[str | None, str | None]:
    """(HTML, None) or (None, text): the longest of what the fields offer, the full text before summaries."""
    if (found := _ninjs_body(fields.get("bodies"))) is not None:
        return found
    html = _string(_first(flat, _HTML))
    if html and looks_like_html(html):
        return html, None
    texts = [text for name in _TEXT if (text := _text(flat.get(name)))]
    if html:
        texts.append(html)
    if texts:
        return None, max(texts, key=len)
    return None, _text(_first(flat, _SHORT))


def _ninjs_body(bodies: Any) -> tuple[str | None, str | None] | None:
    """The body of ninjs 2 and later, HTML before plain: [{"contentType": "text/html", "value": ...}, ...]."""
    if not isinstance(bodies, Sequence) or isinstance(bodies, str):
        return None
    plain: str | None = None
    for body in bodies:
        if not isinstance(body, Mapping) or not isinstance(value := body.get("value"), str) or not value.strip():
            continue
        media_type = str(body.get("contentType") or body.get("contenttype") or "text/plain").lower()
        if "html" in media_type:
            return value, None
        if media_type.startswith("text/"):
            plain = plain or value
    return None if plain is None else (None, plain)


def _text(value: Any, depth: int = 0) -> str | None:
    """A text out of a string, a list of paragraphs, or an object such as {"rendered": ...}."""
    if isinstance(value, str):
        return value
    if depth >= _LOOK_DEPTH:
        return None
    if isinstance(value, Mapping):
        for key in ("rendered", "html", "text", "value", "content", "body", "#text", "plain", "paragraphs", "blocks"):
            if key in value and (text := _text(value[key], depth + 1)):
                return text
        return None
    if isinstance(value, Sequence):
        paragraphs = [text for item in value if (text := _text(item, depth + 1))]
        return "\n\n".join(paragraphs) or None
    return None


def _string(value: Any, depth: int = 0) -> str | None:
    """One line out of a string, a number, the first of a list, or an object such as {"name": ...}."""
    if isinstance(value, bool) or value is None:
        return None
    if isinstance(value, int | float | str):
        return str(value).strip() or None
    if depth >= _LOOK_DEPTH:
        return None
    if isinstance(value, Mapping):
        for key in ("name", "title", "rendered", "main", "value", "content", "text", "@id", "url", "href", "id"):
            if key in value and (text := _string(value[key], depth + 1)):
                return text
        return None
    if isinstance(value, Sequence):
        for item in value:
            if text := _string(item, depth + 1):
                return text
    return None


def _url(flat: Mapping[str, Any]) -> str | None:
    """The first value that is an http(s) address; "uri" and "source" often hold something else."""
    for name in (*_URL, "id", "guid"):
        text = _string(flat.get(name))
        if text and text.lower().startswith(("http://", "https://")):
            return text
    return None


def _names_of(value: Any) -> tuple[str, ...]:
    """Names of people out of a string, a list of strings, or a list of objects."""
    if isinstance(value, str):
        return (value.strip(),) if value.strip() else ()
    if isinstance(value, Sequence):
        return tuple(name for item in value if (name := _string(item)))
    return (name,) if (name := _string(value)) else ()


def _tags(value: Any) -> tuple[str, ...]:
    if isinstance(value, str):
        return tuple(tag for part in value.replace(";", ",").split(",") if (tag := part.strip()))
    return _names_of(value)


def _subjects(flat: Mapping[str, Any]) -> tuple[str, ...]:
    """Names of ninjs' subjects; a mail-like "subject" is a title."""
    subjects = flat.get("subjects") or flat.get("subject")
    return () if isinstance(subjects, str) else _names_of(subjects)


def _names(fields: Mapping[str, Any]) -> str:
    """The first names of fields, for a detail."""
    names = ", ".join(repr(str(name)[:30]) for name in list(fields)[:6])
    return names or "none"
