"""A record to an article, or a reason why it is none."""

from __future__ import annotations

from collections.abc import Collection
from datetime import UTC, datetime

import msgspec

from articles.article import Article, Given, Record, Rejection, Wire
from articles.characters import whole
from articles.cleaning.decide import Policy
from articles.cleaning.fragment import Fragment, text_of_markup
from articles.cleaning.lines import BLANK
from articles.cleaning.page import clean_page
from articles.cleaning.plain import Cleaned, clean_plain
from articles.cleaning.tree import is_fragment, parse
from articles.cleaning.words import count_words, has_words
from articles.fates import Reason
from articles.identity import decoded_hash
from articles.markup import has_markup, plain, unescaped
from articles.metadata import (
    Metadata,
    completed,
    dateline_of,
    find_dateline,
    page_metadata,
    text_metadata,
    without_markup,
)
from articles.wire.conventions import marks

#: Goes up whenever the same record may give another body.
VERSION = "1"


def clean(
    record: Record,
    *,
    arrival: str,
    claimed_at: int,
    policy: Policy = "default",
    standing: Collection[int] = frozenset(),
    min_words: int = 20,
    today: datetime | None = None,
) -> Article | Rejection:
    """Return what a record says, without its furniture.

    `arrival` and `claimed_at` (microseconds since 1970) pass through. `standing` are hashes of lines that the source
    repeats (`line_hashes`). `today` is the day that no publication date may lie after; now where it is None.
    Rejected are records without text (`empty`), with fewer than `min_words` words of body (`too_short`) and those in
    which no body was found (`no_article`). What an agency sends as a whole item is an article however short.
    """
    content = whole(record.content)
    if not content.strip(BLANK + "\r\n"):
        return Rejection(reason=Reason.EMPTY, detail="The record holds no text.", number=record.number)
    moment = today or datetime.now(UTC)
    given = without_markup(record.given)
    is_html = record.is_html or (not record.whole and _is_markup(content))
    cleaned: Cleaned | None
    if record.whole:
        text = text_of_markup(content) if is_html else content
        metadata = text_metadata(text, given=given, url=given.url, today=moment)
        cleaned = _of_item(text, given, standing=standing)
    elif not is_html:
        metadata = text_metadata(content, given=given, url=given.url, today=moment)
        cleaned = clean_plain(content, title=given.title, policy=policy, standing=standing)
    else:
        # little of a field or feed is furniture; a file of plain text with a tag or two may hold a whole page's
        fragments: Policy = "safe" if record.is_html else policy
        metadata, cleaned = _of_html(content, given, moment, policy=policy, fragments=fragments, standing=standing)
    metadata = without_markup(metadata)
    min_words = 1 if record.whole else min_words
    if cleaned is None or not cleaned.body:
        if not is_html and count_words(content) < min_words:
            return _too_short(record, count_words(content), min_words)
        return Rejection(
            reason=Reason.NO_ARTICLE, detail="No body of an article was found in the text.", number=record.number
        )
    if not has_words(cleaned.body, min_words):
        return _too_short(record, count_words(cleaned.body), min_words)
    return Article(
        arrival=arrival,
        claimed_at=claimed_at,
        form=record.form,
        title=plain(cleaned.title or metadata.title or ""),
        body=cleaned.body,
        removed=cleaned.removed,
        decoded_hash=decoded_hash(content),
        url=metadata.url,
        source=metadata.source,
        domain=metadata.domain,
        byline=metadata.byline,
        authors=metadata.authors,
        dateline=dateline_of(given.dateline) or find_dateline(cleaned.body) or metadata.dateline,
        published_at=metadata.published_at,
        published_at_from=metadata.published_at_from,
        modified_at=metadata.modified_at,
        date_candidates=metadata.date_candidates,
        language=metadata.language,
        section=metadata.section,
        tags=metadata.tags,
        wire=_marked(given.wire, cleaned.title or metadata.title, cleaned.body),
        images=given.images,
        topics=given.topics,
        genre=given.genre,
        priority=given.priority,
        place_codes=given.place_codes,
        pipeline={"cleaning": VERSION},
    )


def _marked(wire: Wire | None, title: str | None, body: str) -> Wire | None:
    """Return what an item says for machines, with the conventions of its text."""
    found = marks(title, body)
    if not found:
        return wire
    wire = wire or Wire()
    return msgspec.structs.replace(wire, marks=tuple(dict.fromkeys((*wire.marks, *found))))


def _is_markup(content: str) -> bool:
    """Return whether a text that came as plain text holds HTML, as it is or escaped."""
    return has_markup(content) or ("&lt;" in content and has_markup(unescaped(content)))


def _of_html(
    content: str, given: Given, moment: datetime, *, policy: Policy, fragments: Policy, standing: Collection[int]
) -> tuple[Metadata, Cleaned | None]:
    """Return what a page or a piece of one says of itself, and its body."""
    tree = parse(content)
    if tree is None:
        return text_metadata("", given=given, today=moment), None
    metadata = page_metadata(tree, given=given, url=given.url, today=moment)
    if not is_fragment(content):
        return metadata, clean_page(
            tree,
            content,
            title=metadata.title,
            structured=metadata.article_body,
            policy=policy,
            standing=standing,
        )
    fragment = Fragment(tree)
    # a byline and a date stand in the text of a fragment, where a page has elements for them
    said = text_metadata(fragment.text, given=given, url=given.url, today=moment)
    return completed(metadata, said), fragment.clean(title=metadata.title, policy=fragments, standing=standing)


def _of_item(text: str, given: Given, *, standing: Collection[int]) -> Cleaned:
    """Return an agency's item without its furniture; a flash that is its headline alone is its own body."""
    cleaned = clean_plain(text, title=given.title, policy="whole", standing=standing)
    return cleaned if cleaned.body else clean_plain(text, policy="whole")


def _too_short(record: Record, words: int, min_words: int) -> Rejection:
    return Rejection(
        reason=Reason.TOO_SHORT,
        detail=f"Its body has {words} words; an article has {min_words} or more.",
        number=record.number,
    )
