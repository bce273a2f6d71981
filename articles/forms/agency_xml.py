"""Read an agency's own XML (<RBNews>, <release>, <story>): headline, text and dates by the names of the elements."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from lxml import etree

from articles.article import Given, Record, Rejection
from articles.fates import Reason
from articles.forms.agency_names import meanings_of, means
from articles.forms.form import Form
from articles.forms.marked_up import once, paragraphs, text_of_markup
from articles.forms.page import looks_like_html
from articles.forms.source import Head, Source
from articles.forms.wire_fields import wire_of
from articles.forms.xml_safety import local, parse_xml, root_name, text_of
from articles.wire.reading import completed

_XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_TAG = re.compile(r"<(?:[\w.\-]+:)?([^\W\d][\w.\-]*)[\s>]")
#: Elements whose fields are not the story's.
_OTHERS = re.compile(
    r"image|photo|picture|media|logo|video|audio|contact|publisher|author|attachment|related|link|caption|bild", re.I
)
#: A text has so many words, or a headline of its own.
_WORDS = 8
#: Fields lie at most so deep below their story.
_DEPTH = 6
#: Attributes of a story that hold its date where no element does, as in Reuters's corpora.
_DATES = ("date", "pubdate", "published", "publication_date", "docdate")
#: What a story says of itself for machines is at most so deep.
_WIRE_DEPTH = 2
_NULL = frozenset({"null", "none", "nil", "n/a", "-"})


def read_agency_xml(source: Source) -> Iterator[Record | Rejection]:
    """Read each story: the smallest element that holds a text and what is known about it."""
    root = parse_xml(source, source.read_all(source.limits.max_document_bytes))
    facts = _facts(root) if root is not None else Counter()
    stories = _stories(root, facts) if root is not None else []
    if not stories:
        name = (root_name(source.head) or "")[:60]
        yield source.refuse(
            Reason.UNSUPPORTED_FORMAT, f"XML of a kind we do not read: <{name}>. No element of it holds a text."
        )
        return
    units = _units(root, stories, facts)
    source.one_of_many = len(units) > 1
    known = set(stories)
    for unit in units:
        if unit in known:
            yield _article(source, unit, root)
        else:
            detail = f"<{local(unit)[:60]}> holds a headline or a date, and no text."
            yield source.order(_wire(unit)) or source.refuse(Reason.NO_ARTICLE, detail)


def _stories(root: Any, facts: Mapping[Any, int]) -> list[Any]:
    """Return the elements that hold a text and, beside it, a headline or a date, in order."""
    stories: dict[Any, None] = {}
    for element in root.iter():
        if not local(element) or not means(local(element), "body") or not _has_words(element):
            continue
        if any(means(local(ancestor), "body") and ancestor in stories for ancestor in element.iterancestors()):
            continue
        own = facts.get(element, 0) + _is_fact(element)
        story = next((one for one in element.iterancestors() if facts.get(one, 0) > own), None)
        if story is not None:
            stories[story] = None
    around = {ancestor for story in stories for ancestor in story.iterancestors() if ancestor in stories}
    return [story for story in stories if story not in around]


def _units(root: Any, stories: list[Any], facts: Mapping[Any, int]) -> list[Any]:
    """Return the stories and, between them, the elements of the same name that lack a text."""
    places = {(story.getparent(), story.tag) for story in stories}
    known = set(stories)
    return [
        element
        for element in root.iter()
        if element in known or ((element.getparent(), element.tag) in places and facts.get(element, 0))
    ]


def _facts(root: Any) -> Counter[Any]:
    """Return how many headlines, bylines and dates each element holds, of those that hold any.

    They are counted once: asking each element for them again takes quadratic time.
    """
    facts: Counter[Any] = Counter()
    for element in root.iter():
        if _is_fact(element):
            facts.update(element.iterancestors())
    return facts


def _is_fact(element: Any) -> bool:
    """Return whether an element is a headline, a byline or a date."""
    if len(element) or not local(element):
        return False
    kinds = {rank.meaning for rank in meanings_of(local(element))}
    return bool(kinds & {"title", "published", "byline"} and text_of(element))


def _has_words(element: Any) -> bool:
    return len("".join(element.itertext()).split()) >= 3


def _article(source: Source, story: Any, root: Any) -> Record | Rejection:
    fields = _fields(story)
    title = _value(fields, "title")
    text = "\n\n".join(once((*_paragraphs(fields.get("lead")), *_paragraphs(fields.get("body")))))
    if len(text.split()) < _WORDS and not title:
        return source.refuse(
            Reason.NO_ARTICLE, f"<{local(story)[:60]}> holds neither a headline nor a text of sentences."
        )
    published = _value(fields, "published") or next(filter(None, map(story.get, _DATES)), None)
    time = _value(fields, "time")
    if published and time and ":" not in published:
        published = f"{published} {time}"
    url = _value(fields, "url")
    given = Given(
        title=title,
        byline=_value(fields, "byline"),
        dateline=_value(fields, "place"),
        published_at=published,
        modified_at=_value(fields, "modified"),
        source=(_value(fields, "source") or "").strip("/ ") or None,
        section=_value(fields, "section"),
        language=_language(story) or _value(fields, "language") or _language(root),
        url=url if url and url.startswith(("http://", "https://")) else None,
        tags=tuple(tag.strip() for tag in re.split(r"[,;]", _value(fields, "tags") or "") if tag.strip()),
    )
    return source.record(text, given=completed(given, _wire(story)), whole=True)


def _wire(story: Any) -> Given:
    """Return identity, status and embargo: attributes of a story, and elements without others in them near its top."""
    said: dict[str, str] = {str(name): value for name, value in story.attrib.items() if "}" not in str(name)}
    for element, depth in _below(story):
        if depth <= _WIRE_DEPTH and not len(element) and (text := text_of(element)):
            said.setdefault(local(element), text)
    return Given(wire=wire_of(said, whole=True).wire)


def _fields(story: Any) -> dict[str, Any]:
    """Return for each meaning the best element: the least deep, then the one with the most specific name."""
    best: dict[str, tuple[tuple[int, int, int], Any]] = {}
    for element, depth in _below(story):
        for meaning, rank in meanings_of(local(element)):
            if not text_of(element) or text_of(element).lower() in _NULL:
                continue
            length = len("".join(element.itertext())) if meaning == "body" else 0
            order = (0 if meaning == "body" else depth, -length, rank)
            if meaning not in best or order < best[meaning][0]:
                best[meaning] = (order, element)
    fields = {meaning: element for meaning, (_, element) in best.items()}
    if "body" not in fields and "short" in fields:
        fields["body"] = fields["short"]
    if "lead" in fields and _is_within(fields["lead"], fields.get("body")):
        del fields["lead"]
    return fields


def _below(story: Any, depth: int = 1) -> Iterator[tuple[Any, int]]:
    """Yield the elements below a story, except those of pictures, contacts and the like, and inside its text."""
    for child in story:
        name = local(child)
        if not name:
            continue
        yield child, depth
        if depth < _DEPTH and len(child) and not _OTHERS.search(name) and not means(name, "title"):
            yield from _below(child, depth + 1)


def _is_within(element: Any, other: Any) -> bool:
    return other is not None and (element is other or any(one is other for one in element.iterancestors()))


def _paragraphs(element: Any) -> list[str]:
    if element is None:
        return []
    if len(element):
        return paragraphs(element)
    text = (element.text or "").strip("\r\n")
    text = text_of_markup(text) if looks_like_html(text) or "&lt;p" in text else text
    return [" ".join(part.split()) for part in re.split(r"\n[ \t]*\n", text) if part.strip()]


def _value(fields: dict[str, Any], meaning: str) -> str | None:
    element = fields.get(meaning)
    if element is None:
        return None
    named = next(
        (text for child in element.iter() if local(child).lower() == "name" and (text := text_of(child))), None
    )
    text = named or text_of(element)
    return text_of_markup(text).replace("\n\n", " ") if looks_like_html(text) else text


def _language(element: Any) -> str | None:
    return next((str(tag) for name in (_XML_LANG, "lang", "language") if (tag := element.get(name))), None)


def _recognise(head: Head) -> bool:
    if not head.text.startswith("<") or not (head.text.startswith("<?xml") or head.suffix == ".xml"):
        return False
    names = {name.lower() for name in _TAG.findall(head.text)}
    kinds = {rank.meaning for name in names for rank in meanings_of(name)}
    return "body" in kinds and bool(kinds & {"title", "published"})


def _many(head: Head) -> bool:
    bodies = [name for name in _TAG.findall(head.text) if means(name, "body")]
    return len(bodies) > 1 or not head.complete


FORM = Form(name="agency-xml", recognise=_recognise, read=read_agency_xml, many=_many, raises=(etree.LxmlError,))
