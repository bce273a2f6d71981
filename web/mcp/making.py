"""Make the answers of the tools from what was read, with so many items and characters as the caller allows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import msgspec

from articles.duplicates.difference import Kind, difference
from search.find.entity_spellings import Spelling
from search.find.entity_values import EntityCount
from search.holds.revisions import Revision
from search.reading.article import FullArticle
from search.reading.entity import Portrait
from search.reading.history import History
from search.reading.passages import Passage, beginning, passage
from search.reading.quotes import Quoted, Quotes
from search.reading.results import Result, Results
from search.stories.read import Member, Story
from web.asking import Spreading
from web.mcp import answers
from web.mcp.answers import NOTE, Listed
from web.mcp.fitting import clipped, shorter, whole_or_none

_TITLE, _NAME, _URL = 160, 80, 300
#: Names and titles of lists that are long anyway.
_SHORT = 80


def hits(found: Results, count: int, passages: int, most: int) -> answers.Found:
    """Return the answer of `search`.

    Args:
        found: What the search found.
        count: Hits at most.
        passages: Passages of each at most.
        most: Characters of a passage.
    """
    shown = found.results[:count]
    is_cut = len(shown) < len(found.results)
    similar = [clipped(name, _NAME) for one in found.names for name in one.did_you_mean]
    return answers.Found(
        note=NOTE,
        total=found.total,
        next_offset=found.offset + count if is_cut and count else found.next_offset,
        material=answers.Hits(
            hits=tuple(_hit(one, passages, most) for one in shown),
            did_you_mean=tuple(similar[:5]),
            notes=tuple(clipped(one.said, _TITLE) for one in found.notes[:5]),
        ),
    )


def _hit(one: Result, passages: int, most: int) -> Listed:
    hit = one.hit
    return Listed(
        id=hit.id,
        title=clipped(hit.title, _TITLE if most > _TITLE else _SHORT),
        source=_named(hit.source),
        published_at=hit.published_at,
        language=hit.language,
        url=whole_or_none(hit.url, _URL if most > _TITLE else _SHORT),
        story_id=hit.story_id,
        copies=hit.copies,
        is_copy=hit.is_copy,
        passages=tuple(shorter(each, most) for each in one.passages[:passages]),
    )


def _named(name: str | None) -> str | None:
    return clipped(name, _NAME) if name is not None else None


def text(found: FullArticle, start: int, most: int) -> answers.Article:
    """Return the answer of `article`.

    Args:
        found: The article.
        start: Where its text is to begin.
        most: Characters of its text.
    """
    first, last = beginning(found.body, start, most=most)
    entities = sorted(found.entities, key=lambda one: -one.salience)[:12]
    rest = len(found.body[last:].rstrip())
    return answers.Article(
        note=NOTE,
        characters=len(found.body),
        next_start=last if rest else None,
        material=answers.Text(
            id=found.id,
            revision=found.revision,
            title=clipped(found.title, 300),
            source=_named(found.source or found.domain),
            url=whole_or_none(found.url, _URL),
            byline=_named(found.byline),
            published_at=found.published_at,
            date_found_in=_named(found.published_at_from),
            filed_from=_named(found.dateline.place or found.dateline.text) if found.dateline else None,
            language=found.language,
            story_id=found.story_id,
            is_copy=found.is_copy,
            copies=found.copies,
            corrections=len(found.corrections),
            entities=tuple(
                answers.Named(name=clipped(one.name, _SHORT), key=clipped(one.key, _NAME), type=one.type)
                for one in entities
            ),
            text=passage(found.id, found.revision, found.body, first, last) if last > first else None,
        ),
    )


def members(found: Story, lead: Mapping[str, Passage], offset: int, size: int) -> answers.Story:
    """Return the answer of `story`.

    Args:
        found: The story.
        lead: The beginning of its lead's text, by the lead's id.
        offset: Copies that are left out.
        size: Copies at most.
    """
    shown = found.copies[offset : offset + size]
    last = offset + len(shown)
    begun = [shorter(lead[found.lead.id], 320)] if found.lead.id in lead else []
    return answers.Story(
        note=NOTE,
        copies=found.total,
        next_offset=last if size and last < len(found.copies) else None,
        material=answers.Members(
            story_id=found.id,
            lead=msgspec.structs.replace(_member(found.lead), passages=tuple(begun)),
            copies=tuple(map(_member, shown)),
            sources=tuple((clipped(name, _SHORT), count) for name, count in found.sources[:size]),
        ),
    )


def _member(one: Member) -> Listed:
    return Listed(
        id=one.id,
        title=clipped(one.title, _TITLE),
        source=_named(one.source),
        published_at=one.published_at,
        language=one.language,
        url=whole_or_none(one.url, _URL),
        is_copy=one.is_copy,
    )


def course(found: Spreading, offset: int, size: int) -> answers.Spread:
    """Return the answer of `spread`.

    Args:
        found: How the story spread.
        offset: Steps that are left out, and paragraphs.
        size: Steps at most; and paragraphs, half as many.
    """
    whole = found.spread
    steps = whole.steps[offset : offset + size]
    last = offset + len(steps)
    first, half = offset // 2, size // 2
    pairs = list(zip(found.paragraphs, found.also_in, strict=True))
    return answers.Spread(
        note=NOTE,
        articles=whole.articles,
        paragraphs=len(pairs),
        next_offset=offset + size if size and (last < len(whole.steps) or first + half < len(pairs)) else None,
        material=answers.Course(
            story_id=whole.story_id,
            steps=tuple(
                answers.Step(
                    rank=step.rank,
                    id=step.id,
                    title=clipped(step.title, _SHORT),
                    source=_named(step.source),
                    at=step.at,
                    lag_seconds=step.lag_seconds,
                    similarity=step.similarity,
                    leads=step.leads,
                )
                for step in steps
            ),
            paragraphs=tuple(
                answers.Paragraph(passage=shorter(one, 300), also_in=len(others))
                for one, others in pairs[first : first + half]
            ),
        ),
    )


def person(found: Portrait, size: int) -> answers.Entity:
    """Return the answer of `entity`, with lists of so many items at most."""
    few = size // 3
    passages = [one.passage for one in found.quotes if one.passage is not None]
    return answers.Entity(
        note=NOTE,
        articles=found.articles,
        mentions=found.mentions,
        material=answers.Person(
            key=clipped(found.key, 200),
            name=clipped(found.name, 200),
            type=found.type,
            interval=found.interval,
            over_time=found.over_time[-size:] if size else (),
            together_with=tuple(_counted(one) for one in found.together_with[: size // 2]),
            spellings=tuple(
                Spelling(text=clipped(one.text, _SHORT), articles=one.articles) for one in found.spellings[: size // 2]
            ),
            latitude=found.location.latitude if found.location else None,
            longitude=found.location.longitude if found.location else None,
            latest=tuple(
                Listed(
                    id=one.id,
                    title=clipped(one.title, _SHORT),
                    source=_named(one.source),
                    published_at=one.published_at,
                )
                for one in found.latest[:few]
            ),
            said=tuple(shorter(one, 300) for one in passages[: min(5, few)]),
        ),
    )


def _counted(one: EntityCount) -> EntityCount:
    return msgspec.structs.replace(one, name=clipped(one.name, _SHORT), key=clipped(one.key, _NAME))


def said(found: Quotes, most: int) -> answers.Quotes:
    """Return the answer of `quotes`, each of so many characters at most."""
    return answers.Quotes(
        note=NOTE,
        articles=found.articles,
        next_offset=found.next_offset,
        material=answers.Said(quotes=tuple(_quotations(found.quotes, most))),
    )


def _quotations(found: Sequence[Quoted], most: int) -> Iterator[answers.Quotation]:
    for one in found:
        if one.passage is not None:
            yield answers.Quotation(
                speaker=_named(one.speaker),
                speaker_key=_named(one.speaker_key),
                confidence=one.confidence,
                title=clipped(one.title, _TITLE),
                source=_named(one.source),
                published_at=one.published_at,
                passage=shorter(one.passage, most),
            )


def versions(found: History, offset: int, size: int) -> answers.Revisions:
    """Return the answer of `revisions`.

    Args:
        found: The revisions.
        offset: Revisions that are left out.
        size: Revisions at most; each shows so many changes, too.
    """
    rows = found.revisions
    last = min(offset + size, len(rows))
    shown = [
        _version(found.article_id, rows[place - 1] if place else None, rows[place], size)
        for place in range(offset, last)
    ]
    return answers.Revisions(
        note=NOTE,
        revisions=len(rows),
        next_offset=last if size and last < len(rows) else None,
        material=answers.Versions(id=found.article_id, versions=tuple(shown)),
    )


def _version(article_id: str, before: Revision | None, after: Revision, most: int) -> answers.Version:
    removed, added = _changed(article_id, before, after) if before is not None else ([], [])
    return answers.Version(
        revision=after.revision,
        at=after.at,
        title=clipped(after.title, _TITLE),
        classes=after.classes,
        signal=after.signal,
        note=clipped(after.note, 200) if after.note else None,
        quiet=after.quiet,
        removed=tuple(shorter(one, 300) for one in removed[:most]),
        added=tuple(shorter(one, 300) for one in added[:most]),
        more=max(0, len(removed) - most) + max(0, len(added) - most),
    )


def _changed(article_id: str, before: Revision, after: Revision) -> tuple[list[Passage], list[Passage]]:
    """Return the passages of the body before that went, and those of the body after that came."""
    removed: list[Passage] = []
    added: list[Passage] = []
    old = new = 0
    for piece in difference(before.body, after.body):
        words = piece.text.strip()
        if piece.kind is not Kind.SAME and not words:
            continue
        if piece.kind is Kind.REMOVED:
            start, old = _place(before.body, words, old)
            removed.append(passage(article_id, before.revision, before.body, start, old))
        elif piece.kind is Kind.ADDED:
            start, new = _place(after.body, words, new)
            added.append(passage(article_id, after.revision, after.body, start, new))
        else:
            _, new = _place(after.body, words, new)
            old = _skipped(before.body, words, old)
    return removed, added


def _place(body: str, words: str, after: int) -> tuple[int, int]:
    start = max(body.find(words, after), 0)
    return start, start + len(words)


def _skipped(body: str, words: str, at: int) -> int:
    """Return where the same words end in the body before, whose white space may be other."""
    left = len("".join(words.split()))
    while left and at < len(body):
        left -= not body[at].isspace()
        at += 1
    return at
