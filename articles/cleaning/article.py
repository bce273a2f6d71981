"""A record to an article, or a reason why it is none."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Collection
from datetime import datetime

from articles.article import Article, Dateline, Record, Rejection
from articles.cleaning.decide import Policy
from articles.cleaning.page import clean_page, parse
from articles.cleaning.plain import Cleaned, clean_plain
from articles.cleaning.words import count_words
from articles.fates import Reason

#: Goes up whenever the same record may give another body.
VERSION = "1"

_NAME = r"[A-Z\u00c0-\u00de\u0400-\u042f][\w'’.\-]*"
_DATELINE = re.compile(
    rf"^({_NAME}(?:,? (?:{_NAME}|de|la|of|am|an|der)){{0,4}})"
    r"(?:,? ?\([^()]{2,30}\))? ?(?:\u2014|\u2013|--|-) "
)


def decoded_hash(text: str) -> str:
    """SHA-256 (hex) of a decoded text, NFKC, case and white space folded."""
    folded = " ".join(unicodedata.normalize("NFKC", text).casefold().split())
    return hashlib.sha256(folded.encode("utf-8", "surrogatepass")).hexdigest()


def find_dateline(body: str) -> Dateline | None:
    """The place that a story was filed from, in its first three paragraphs: "HONG KONG (AP) —"."""
    for paragraph in body.split("\n\n", 3)[:3]:
        match = _DATELINE.match(paragraph)
        if match:
            return Dateline(text=match.group(1))
    return None


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
    """What a record says, without its furniture.

    `arrival` and `claimed_at` (microseconds since 1970) pass through. `standing` are hashes of lines that the source
    repeats (`line_hashes`). `today` is the day that no publication date may lie after; now where it is None.
    Rejected are records without text (`empty`), with fewer than `min_words` words of body (`too_short`) and those in
    which no body was found (`no_article`).
    """
    if not record.content.strip():
        return Rejection(reason=Reason.EMPTY, detail="The record holds no text.", number=record.number)
    given = record.given
    cleaned: Cleaned | None
    if record.is_html:
        tree = parse(record.content)
        cleaned = None if tree is None else clean_page(tree, title=given.title, policy=policy, standing=standing)
    else:
        cleaned = clean_plain(record.content, title=given.title, policy=policy, standing=standing)
    if cleaned is None or not cleaned.body:
        if not record.is_html and count_words(record.content) < min_words:
            return _too_short(record, count_words(record.content), min_words)
        return Rejection(
            reason=Reason.NO_ARTICLE, detail="No body of an article was found in the text.", number=record.number
        )
    words = count_words(cleaned.body)
    if words < min_words:
        return _too_short(record, words, min_words)
    return Article(
        arrival=arrival,
        claimed_at=claimed_at,
        form=record.form,
        title=cleaned.title or "",
        body=cleaned.body,
        removed=cleaned.removed,
        decoded_hash=decoded_hash(record.content),
        url=given.url,
        source=given.source,
        byline=given.byline,
        authors=given.authors,
        dateline=find_dateline(cleaned.body),
        language=given.language,
        section=given.section,
        tags=given.tags,
        pipeline={"cleaning": VERSION},
    )


def _too_short(record: Record, words: int, min_words: int) -> Rejection:
    return Rejection(
        reason=Reason.TOO_SHORT,
        detail=f"Its body has {words} words; an article has {min_words} or more.",
        number=record.number,
    )
