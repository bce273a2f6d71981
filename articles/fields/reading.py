"""Read an article from the fields of an object, and note which field gave what."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from articles.article import Given
from articles.fields.addresses import own_address
from articles.fields.authors import byline_in, people_in
from articles.fields.field_names import fold, fold_path, folded_names, values_at, values_in
from articles.fields.joins import prepared
from articles.fields.plans import HIT, WRAPPER_PLACES, layout_of, plan_of
from articles.fields.producers import PRODUCERS, Meaning, Producer
from articles.fields.rich_text import is_tree
from articles.fields.shapes import (
    address_in,
    date_in,
    is_missing,
    line_in,
    listed,
    tags_in,
    text_in,
    title_in,
    with_zone,
)
from articles.fields.unpublished import why_unpublished
from articles.markup import unescaped
from articles.metadata.dates import parse_date
from articles.metadata.url import hostname

#: A tag or name of a language is not longer.
_LANGUAGE_CHARACTERS = 35
_TAGS_IN_TEXT = re.compile(r"<[^<>]{1,300}>")
_MARKUP = re.compile(r"</?(?:p|div|html|body|br|a|span|h[1-6]|article|section)\b[^<>]*>", re.I)
#: Texts that hold more than the article: taken last.
_RAW = frozenset({"rawtext", "rawcontent", "message", "news", "markdown", "contentmarkdown", "bodymarkdown"})
_UTC_NAMES = re.compile(r"(?:gmt|utc)$")
_NO_SOURCE = frozenset(
    {"article", "text", "web", "image", "video", "email", "print", "online", "mc4", "rss", "api", "true"}
)

#: Fields that hold addresses only at times.
_IDENTIFIERS = frozenset({"source", "uri", "id", "@id", "guid"})

#: A user's own table: meaning → paths.
Mapped = Mapping[Meaning, Sequence[str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What was read of an object."""

    given: Given
    text: str | None = None
    is_html: bool = False
    producer: str = ""
    refused: str = ""  #: why it is not an article, though it may hold a text
    origins: Mapping[Meaning, str] = field(default_factory=dict)  #: meaning → path of the field it came from


def read_fields(item: Mapping[str, Any], mapped: Mapped | None = None, opener: Opener | None = None) -> Reading:
    """Read an object of JSON, a row of a table, or front matter.

    Args:
        item: names to values of any shape.
        mapped: paths that a user gave to meanings; they come first.
        opener: What was asked about the object before; spares opening it again.
    """
    known = None if mapped or opener is None else opener.take(item)
    fields, (text, is_html) = known or _opened(item, mapped)
    return Reading(
        given=_given(fields),
        text=text,
        is_html=is_html,
        producer=fields.producer.name if fields.producer else "",
        refused=_refused(fields),
        origins=fields.origins,
    )


def given_of(item: Mapping[str, Any], mapped: Mapped | None = None) -> tuple[Given, str]:
    """Return what an object says beside its text, and, if it says so, why it is not an article."""
    fields = _Fields(item, None, mapped or {})
    return _given(fields), _refused(fields)


def _opened(item: Mapping[str, Any], mapped: Mapped | None = None, *, summaries: bool = True) -> _Opened:
    """Return an object's fields, and its text with whether it is HTML."""
    item = prepared(item)
    fields = _Fields(item, producer_of(item), mapped or {})
    return fields, _body(fields, summaries=summaries)


def producer_of(item: Mapping[str, Any]) -> Producer | None:
    """Return the producer that an object's fields tell of."""
    names = folded_names(item)
    return next((producer for producer, tests in _possible(names) if all(_holds(item, *test) for test in tests)), None)


@functools.lru_cache(maxsize=1000)
def _possible(names: frozenset[str]) -> list[tuple[Producer, list[tuple[str, str]]]]:
    """Return the producers of which such objects can be, and what is left to be tested: (path, value or nothing)."""
    result = []
    for producer in PRODUCERS:
        tests = [(fold_path(path), value) for path, _, value in (told.partition("=") for told in producer.told_by)]
        if all(path in names or path.partition(".")[0] in names for path, _ in tests):
            result.append((producer, [test for test in tests if test[1] or test[0] not in names]))
    return result


def _holds(item: Mapping[str, Any], path: str, value: str) -> bool:
    found = values_at(item, path)
    return bool(found) if not value else any(str(one).lower() == value for one in found)


class _Fields:
    """An object's fields by name and by path, and which of them were taken."""

    def __init__(self, item: Mapping[str, Any], producer: Producer | None, mapped: Mapped) -> None:
        self.item = item
        self.producer = producer
        self.origins: dict[Meaning, str] = {}
        self._mapped = mapped
        self._ignored = {fold_path(name) for name in producer.ignored} if producer else set()
        self._own = producer.fields if producer else {}
        self.paths: dict[str, str] = {}
        self.flat: dict[str, Any] = {}
        layout = layout_of(tuple(map(str, item)))
        values = list(item.values())
        if layout.is_plain and not any(isinstance(values[place], dict) for place in layout.wrappers):
            self.paths.update(layout.paths)
            self.flat.update(zip(layout.folded, values, strict=True))
        else:
            self._flatten(item, "", 0)
            for name, folded in layout.typed.items():
                self.flat.setdefault(folded, item[name])
                self.paths.setdefault(folded, name)
        self.plan = plan_of(tuple(self.flat), layout.top, producer)
        self._top = dict(zip(layout.folded, values, strict=True)) if len(layout.top) == len(values) else None

    def _flatten(self, item: Mapping[str, Any], prefix: str, depth: int) -> None:
        """Add an object's values to `flat` by folded name; fields outside wrappers come before those inside."""
        wrappers: dict[str, Mapping[str, Any]] = {}
        for name, value in item.items():
            folded = HIT if name == HIT else fold(str(name))
            wraps = isinstance(value, dict) and folded in WRAPPER_PLACES
            if wraps:
                wrappers.setdefault(folded, value)
            if not wraps or is_tree(value):
                known = self.flat.get(folded)
                if folded not in self.flat or (is_missing(known) and not is_missing(value)) or isinstance(known, dict):
                    self.flat[folded] = value
                    self.paths[folded] = f"{prefix}{name}"
            if folded.startswith("field") and str(name).startswith("field_"):  # Drupal's own fields
                self.flat.setdefault(folded[5:], value)
                self.paths.setdefault(folded[5:], f"{prefix}{name}")
        if depth < 2:
            for name in sorted(wrappers, key=WRAPPER_PLACES.__getitem__):
                self._flatten(wrappers[name], f"{prefix}{name}.", depth + 1)

    def candidates(self, meaning: Meaning) -> Iterator[tuple[str, str, Any]]:
        """Yield (folded name, path, value) of each field that may have a meaning, the most trusted first."""
        if not self._mapped and meaning not in self.plan.own and meaning not in self.plan.generic:
            return iter(())
        return self._candidates(meaning)

    def _candidates(self, meaning: Meaning) -> Iterator[tuple[str, str, Any]]:
        for path in self._mapped.get(meaning, ()):
            yield from ((fold_path(path), path, value) for value in self._at(path))
        for folded, path in self.plan.own.get(meaning, ()):
            for value in self._at(path):
                yield folded, path, value
        for folded in self.plan.generic.get(meaning, ()):
            if folded not in self._ignored and not is_missing(self.flat[folded]):
                yield folded, self.paths[folded], self.flat[folded]

    def is_own(self, meaning: Meaning, path: str) -> bool:
        """Return whether a path was named for this producer, or by the user."""
        return path in self._mapped.get(meaning, ()) or path in self._own.get(meaning, ())

    def prefers_text(self) -> bool:
        """Return whether the user said where the text is, and not where HTML is."""
        return bool(self._mapped.get(Meaning.TEXT)) and not self._mapped.get(Meaning.HTML)

    def ignores(self, name: str) -> bool:
        """Return whether a name means something else to this producer."""
        return name in self._ignored

    def _at(self, path: str) -> list[Any]:
        found = [value for value in self.values(path) if not is_missing(value)]
        if not found and "." not in path:
            value = self.flat.get(fold(path))
            return [] if is_missing(value) else [value]
        return [found] if len(found) > 1 else found

    def values(self, path: str) -> list[Any]:
        """Return what is at a path."""
        found = None if self._top is None else values_in(self._top, fold_path(path))
        return values_at(self.item, path) if found is None else found

    def took(self, meaning: Meaning, path: str) -> None:
        """Note where a meaning came from."""
        self.origins.setdefault(meaning, path)


_Opened = tuple[_Fields, tuple[str | None, bool]]


class Opener:
    """Tells articles from other objects, and keeps the last one opened, which is often read as an article next."""

    def __init__(self) -> None:
        self._kept: tuple[Mapping[str, Any], _Opened] | None = None

    def has_text(self, item: Mapping[str, Any], characters: int = 1, *, summaries: bool = False) -> bool:
        """Return whether an object holds a text of its own, of so many characters."""
        opened = _opened(item, summaries=summaries)
        text, _ = opened[1]
        if text is not None:
            self._kept = item, opened
        return len(text or "") >= characters

    def looks_like_article(self, item: Mapping[str, Any]) -> bool:
        """Return whether an object holds a text, and two of title, address, date and authors."""
        if not self.has_text(item, 40, summaries=True):
            return False
        fields = _Fields(item, None, {})
        told = (Meaning.TITLE, Meaning.PUBLISHED, Meaning.AUTHORS)
        count = sum(next(fields.candidates(meaning), None) is not None for meaning in told)
        return count >= 2 or (count == 1 and _url(fields) is not None)

    def take(self, item: Mapping[str, Any]) -> _Opened | None:
        """Return what was opened last if it was this very object, and drop it."""
        kept, self._kept = self._kept, None
        return kept[1] if kept is not None and kept[0] is item else None


# the text


def _body(fields: _Fields, *, summaries: bool = True) -> tuple[str | None, bool]:
    """Return (text, whether it is HTML): HTML if any, else the longest text, full texts before summaries."""
    for _, path, value in fields.candidates(Meaning.HTML):
        text = text_in(value)
        if text and _is_html(text) and not fields.prefers_text():
            fields.took(Meaning.HTML, path)
            return text, True
    texts: list[tuple[str, str]] = []
    last: list[tuple[str, str]] = []
    for name, path, value in fields.candidates(Meaning.TEXT):
        if (text := text_in(value)) is None or not text.strip():
            continue
        if fields.is_own(Meaning.TEXT, path):
            texts = [(path, text)]
            break
        (last if name in _RAW else texts).append((path, text))
    texts += [(path, text) for _, path, value in fields.candidates(Meaning.HTML) if (text := text_in(value))]
    texts = texts or last
    meaning = Meaning.TEXT
    if not texts and summaries:
        meaning = Meaning.SUMMARY
        texts = [(path, text) for _, path, value in fields.candidates(Meaning.SUMMARY) if (text := text_in(value))][:1]
    if not texts:
        return None, False
    path, text = _best(texts)
    fields.took(meaning, path)
    return text, _is_html(text)


def _best(texts: list[tuple[str, str]]) -> tuple[str, str]:
    """Return the longest; of nearly the same, the one with markup, since it has the paragraphs."""
    sizes = [len(_TAGS_IN_TEXT.sub("", text)) if "<" in text else len(text) for _, text in texts]
    longest = max(sizes)
    for (path, text), size in zip(texts, sizes, strict=True):
        if size >= 0.7 * longest and _is_html(text):
            return path, text
    return texts[sizes.index(longest)]


def _is_html(text: str) -> bool:
    return "<" in text and _MARKUP.search(text) is not None


# the rest


def _given(fields: _Fields) -> Given:
    source = _source(fields)
    byline, authors = _people(fields, source)
    language = _taken(fields, Meaning.LANGUAGE, _language)
    return Given(
        url=_url(fields),
        source=source,
        title=_title(fields, source),
        byline=byline,
        authors=authors,
        published_at=_date(fields, Meaning.PUBLISHED, language),
        modified_at=_date(fields, Meaning.MODIFIED, language),
        language=language,
        section=_taken(fields, Meaning.SECTION, _section),
        tags=_taken(fields, Meaning.TAGS, tags_in) or _subjects(fields),
    )


def _taken(fields: _Fields, meaning: Meaning, read: Any) -> Any:
    for _, path, value in fields.candidates(meaning):
        if found := read(value):
            fields.took(meaning, path)
            return found
    return () if meaning is Meaning.TAGS else None


def _source(fields: _Fields) -> str | None:
    for _, path, value in fields.candidates(Meaning.SOURCE):
        text = line_in(value)
        if text is None or text.isdigit() or text.casefold() in _NO_SOURCE:
            continue
        if text.lower().startswith(("http://", "https://")):
            if own_address(text) is not None:
                continue  # an article's address
            text = hostname(text) or ""
        if text:
            fields.took(Meaning.SOURCE, path)
            return text
    return None


def _people(fields: _Fields, source: str | None) -> tuple[str | None, tuple[str, ...]]:
    byline = _taken(fields, Meaning.BYLINE, byline_in)
    said: str | None = None
    for _, path, value in fields.candidates(Meaning.AUTHORS):
        value = listed(value) if isinstance(value, str) else value
        said = said or byline_in(value)
        if authors := people_in(value, source=source):
            fields.took(Meaning.AUTHORS, path)
            return byline or ", ".join(authors), authors
    return byline or said, people_in(byline, source=source) if byline else ()


def _title(fields: _Fields, source: str | None) -> str | None:
    """Return the title, without the paper's name after it, as Google News and others write it."""
    title: str | None = _taken(fields, Meaning.TITLE, title_in)
    for mark in (" - ", " | ", " – ", " — "):
        if title and source and len(title) > len(mark + source) and title.endswith(mark + source):
            return title.removesuffix(mark + source)
    return title


def _language(value: Any) -> str | None:
    text = line_in(value)
    return text if text and len(text) <= _LANGUAGE_CHARACTERS and not text.isdigit() else None


def _section(value: Any) -> str | None:
    if isinstance(value, str) and (";" in (value := unescaped(value)) or "|" in value):
        tags = tags_in(value)
    else:
        tags = tags_in(value if isinstance(value, list) else [value])
    return tags[0] if tags else None


def _subjects(fields: _Fields) -> tuple[str, ...]:
    """Return the names of ninjs' subjects; a mail-like "subject" is a title."""
    for name in ("subjects", "subject"):
        value = None if fields.ignores(name) else fields.flat.get(name)
        if not is_missing(value) and not isinstance(value, str) and (found := tags_in(value)):
            fields.took(Meaning.TAGS, fields.paths[name])
            return found
    return ()


def _url(fields: _Fields) -> str | None:
    """Return the first value that can be the article's own address, by the table of addresses."""
    base = next((text for value in _base(fields) if (text := address_in(value))), None)
    for _, path, value in fields.candidates(Meaning.URL):
        if address := own_address(_alternate(value), base=base):
            fields.took(Meaning.URL, path)
            return address
    for name in fields.plan.addresses:
        if fields.ignores(name):
            continue
        for value in _values_named(fields, name):
            if name in _IDENTIFIERS and isinstance(value, dict):
                continue  # a paper with its own address
            text = _alternate(value)
            if text and name in _IDENTIFIERS and not text.lower().startswith("http"):
                continue
            if address := own_address(text, base=base):
                fields.took(Meaning.URL, fields.paths.get(name, name))
                return address
    return None


def _values_named(fields: _Fields, name: str) -> list[Any]:
    """Return what is at a name of the table of addresses: a field, a path, or "links rel=canonical"."""
    field_, _, relation = name.partition(" rel=")
    if relation:
        links = fields.flat.get(field_)
        links = links if isinstance(links, list) else ()
        return [link for link in links[:50] if isinstance(link, dict) and link.get("rel") == relation]
    first, _, rest = name.partition(".")
    if not rest:
        return [fields.flat.get(name)]
    return fields.values(name) or values_at(fields.flat.get(first), rest)  # at the top, or within a wrapper


def _base(fields: _Fields) -> Iterator[Any]:
    for name in fields.plan.bases:
        yield fields.flat[name]
    for path in fields.plan.base_paths:
        yield from fields.values(path)


def _alternate(value: Any) -> str | None:
    """Return the address in a value; of links with a relation only what is the page itself."""
    if isinstance(value, list) and any(isinstance(link, dict) and "rel" in link for link in value):
        value = [
            link for link in value if isinstance(link, dict) and link.get("rel") in ("alternate", "canonical", None, "")
        ]
    return address_in(value)


def _date(fields: _Fields, meaning: Meaning, language: str | None) -> str | None:
    """Return the first date; where it is a day alone, the same day with its time from another field."""
    zone = next((text for name in fields.plan.zones if (text := line_in(fields.flat[name]))), None)
    first: tuple[str, str] | None = None
    fallback: str | None = None
    for name, path, value in fields.candidates(meaning):
        text = date_in(value)
        if text is None or isinstance(value, bool):
            continue
        text = with_zone(text, "UTC" if _UTC_NAMES.search(name) else zone)
        parsed = parse_date(text, language=language)
        if parsed is None:
            fallback = fallback or (text if any(character.isdigit() for character in text) else None)
            continue
        if first is None:
            first = (path, text)
            if parsed.has_time:
                break
            day = parsed.value.date()
            clock = line_in(fields.flat.get("time"))
            if (
                clock
                and re.fullmatch(r"\d\d?:\d\d(?::\d\d)?(?:\.\d+)?(?:Z|[+-]\d\d:?\d\d)?", clock)
                and meaning is Meaning.PUBLISHED
            ):
                first = (path, with_zone(f"{day.isoformat()}T{clock.zfill(5)}", zone))
                break
        elif parsed.has_time and parsed.value.date() == day:
            first = (path, text)
            break
    if first is None:
        return fallback
    fields.took(meaning, first[0])
    return first[1]


def _refused(fields: _Fields) -> str:
    """Return in a sentence why an object is not an article."""
    if fields.producer is not None and fields.producer.refused:
        return fields.producer.refused
    revisions = fields.values("revision.published") if fields.plan.has_revision else ()  # Arc
    if any(value is False for value in revisions):
        return "It is a draft, not a published article."
    what = why_unpublished(fields.flat)
    return f"It is {what}, not a published article." if what else ""


def unread(item: Mapping[str, Any], reading: Reading) -> dict[str, Any]:
    """Return the fields of an object that were not read: path → value."""
    taken = {fold_path(path) for path in reading.origins.values()}
    return {
        path: value for path, value in _leaves(item, "", 0) if not any(_covers(one, fold_path(path)) for one in taken)
    }


def _covers(taken: str, path: str) -> bool:
    return path == taken or path.startswith(taken + ".") or taken.startswith(path + ".")


def _leaves(item: Mapping[str, Any], prefix: str, depth: int) -> Iterator[tuple[str, Any]]:
    for name, value in item.items():
        if isinstance(value, dict) and value and depth < 4 and not is_tree(value):
            yield from _leaves(value, f"{prefix}{name}.", depth + 1)
        elif not is_missing(value):
            yield f"{prefix}{name}", value
