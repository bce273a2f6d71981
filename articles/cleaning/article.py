"""A record to an article, or the reason why it is not one."""

from __future__ import annotations

import itertools
from collections.abc import Collection
from datetime import UTC, datetime

import msgspec

from articles.article import Article, Given, Record, Rejection, Wire
from articles.cleaning.decide import Policy
from articles.cleaning.lines import BLANK
from articles.cleaning.page import clean_page
from articles.cleaning.parsed_record import Opened
from articles.cleaning.plain import Cleaned, clean_paragraphs
from articles.cleaning.words import count_words, has_words
from articles.fates import Reason
from articles.identity import decoded_hash
from articles.markup import plain
from articles.metadata import (
    Metadata,
    completed,
    dated_by_dateline,
    dateline_of,
    find_dateline,
    page_metadata,
    text_metadata,
    without_markup,
)
from articles.wire.conventions import header_marks, marks

#: Goes up whenever the same record may give another body.
VERSION = "2"
#: How much of what was cut off before a text is looked at for lines to the editors.
_CUT_CHARACTERS = 1000


def clean(
    item: Record | Opened,
    *,
    arrival: str,
    claimed_at: int,
    policy: Policy = "default",
    standing: Collection[int] = frozenset(),
    min_words: int = 20,
    today: datetime | None = None,
) -> Article | Rejection:
    """Return what a record says, without its furniture. One that was opened before is not parsed again.

    `arrival` and `claimed_at` (microseconds since 1970) pass through. `standing` are hashes of lines that the source
    repeats (`line_hashes`). `today` is the day that no publication date may lie after; now where it is None.
    Rejected are records without text (`empty`), with fewer than `min_words` words of body (`too_short`) and those in
    which no body was found (`no_article`). What an agency sends as a whole item is an article however short.
    """
    opened = item if isinstance(item, Opened) else Opened(item)
    record, content, is_html = opened.record, opened.content, opened.is_html
    if not content.strip(BLANK + "\r\n"):
        return Rejection(reason=Reason.EMPTY, detail="The record holds no text.", number=record.number)
    moment = today or datetime.now(UTC)
    given = without_markup(record.given)
    cleaned: Cleaned | None
    if record.whole:
        metadata = text_metadata(opened.text, given=given, url=given.url, today=moment)
        cleaned = _of_item(opened, given, standing=standing)
    elif not is_html:
        metadata = text_metadata(content, given=given, url=given.url, today=moment)
        cleaned = clean_paragraphs(*opened.paragraphs, title=given.title, policy=policy, standing=standing)
    else:
        metadata, cleaned = _of_html(opened, given, moment, policy=policy, standing=standing)
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
        wire=_marked(given.wire, cleaned, metadata.title, before=not is_html),
        images=given.images or metadata.images,
        topics=given.topics,
        genre=given.genre,
        priority=given.priority,
        place_codes=given.place_codes,
        pipeline={"cleaning": VERSION},
    )


def _marked(wire: Wire | None, cleaned: Cleaned, title: str | None, *, before: bool) -> Wire | None:
    """Return what an item says for machines, with the conventions of its text and of its note to the editors.

    Args:
        wire: What it says.
        cleaned: Its text.
        title: Its title, where the text has none.
        before: Whether lines to the editors may have been cut off before the text, as those of a page are not.
    """
    found = marks(cleaned.title or title, cleaned.body)
    lines = [wire.note] if wire is not None and wire.note else []
    if before:
        cut = itertools.takewhile(lambda piece: piece.start == 0, cleaned.removed)
        lines += "".join(piece.text for piece in cut)[:_CUT_CHARACTERS].split("\n")
    if lines:
        found += header_marks(["", *lines])
    if not found:
        return wire
    wire = wire or Wire()
    return msgspec.structs.replace(wire, marks=tuple(dict.fromkeys((*wire.marks, *found))))


def _of_html(
    opened: Opened, given: Given, moment: datetime, *, policy: Policy, standing: Collection[int]
) -> tuple[Metadata, Cleaned | None]:
    """Return what a page or a piece of one says of itself, and its body."""
    if opened.tree is None:
        return text_metadata("", given=given, today=moment), None
    metadata = page_metadata(opened.tree, given=given, url=given.url, today=moment)
    if opened.is_page:
        cleaned = clean_page(
            opened, title=metadata.title, structured=metadata.article_body, policy=policy, standing=standing
        )
        return dated_by_dateline(metadata, cleaned.body if cleaned else "", today=moment), cleaned
    fragment = opened.fragment
    # a byline and a date are in the text of a fragment, where a page has elements for them
    said = text_metadata(fragment.text, given=given, url=given.url, today=moment)
    if not fragment.text:
        return completed(metadata, said), None
    return completed(metadata, said), clean_paragraphs(
        *opened.paragraphs,
        title=metadata.title,
        # little of a field or feed is furniture; a file of plain text with a tag or two may hold a whole page's
        policy="safe" if opened.record.is_html else policy,
        standing=standing,
        captions=fragment.captions,
    )


def _of_item(opened: Opened, given: Given, *, standing: Collection[int]) -> Cleaned:
    """Return an agency's item without its furniture; a flash that is its headline alone is its own body."""
    captions = opened.fragment.captions if opened.is_html and opened.tree is not None else frozenset()
    cleaned = clean_paragraphs(
        *opened.paragraphs, title=given.title, policy="whole", standing=standing, captions=captions
    )
    return cleaned if cleaned.body else clean_paragraphs(*opened.paragraphs, policy="whole")


def _too_short(record: Record, words: int, min_words: int) -> Rejection:
    return Rejection(
        reason=Reason.TOO_SHORT,
        detail=f"Its body has {words} {'word' if words == 1 else 'words'}; an article has {min_words} or more.",
        number=record.number,
    )
