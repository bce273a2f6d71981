"""Read how a story spread: who ran it when, how far behind the first, and who added which paragraph."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from elasticsearch import Elasticsearch

from articles.article import Value
from articles.duplicates.difference import Piece, difference
from articles.duplicates.paragraphs import Added, additions
from search.reading.passages import texts
from search.schema.index_names import Names
from search.schema.times import parsed
from search.stories.order import run_key
from search.stories.read import Member, Story, read, story_of

#: Members of a story whose paragraphs are compared, those that ran it first.
MOST_COMPARED = 50


class Step(Value, frozen=True, kw_only=True):
    """An article of a story, in the order in which they ran."""

    rank: int  #: 1 ran it first
    id: str
    title: str = ""
    source: str | None = None
    url: str | None = None
    language: str | None = None
    at: str | None = None  #: when it was published, or taken in if that is not known
    dated: bool = False  #: `at` is the time of publication
    lag_seconds: int | None = None  #: after the first; None where a time is not known
    words: int = 0
    similarity: float | None = None  #: with the lead, 0 to 1
    leads: bool = False


class Spread(Value, frozen=True, kw_only=True):
    """A story: its lead and copies in the order in which they ran."""

    story_id: str
    lead: str  #: id of the article that leads
    title: str
    articles: int  #: in all; `steps` has 1,001 at most
    steps: tuple[Step, ...]
    sources: tuple[tuple[str, int], ...] = ()  #: source → its articles in the story
    first_at: str | None = None
    last_at: str | None = None


class Compared(Value, frozen=True, kw_only=True):
    """Two articles of a story, word by word."""

    first: str
    second: str
    first_revision: int
    second_revision: int
    pieces: tuple[Piece, ...]


def spread(client: Elasticsearch, names: Names, wanted: str) -> Spread | None:
    """Return the spread of the story that `wanted` names; None if there is none.

    Args:
        client: Elasticsearch.
        names: Index names.
        wanted: Id of the story or of one of its articles, the beginning of the story's id, or the URL of an article.

    Raises:
        TransientError: Elasticsearch does not answer.
        PermanentError: It refuses the query.
    """
    found = story(client, names, wanted)
    return spread_of(found) if found is not None else None


def story(client: Elasticsearch, names: Names, wanted: str) -> Story | None:
    """Return the story that `wanted` names; None if there is none. Arguments and errors as those of `spread`."""
    identifier = story_of(client, names, wanted)
    return read(client, names, identifier) if identifier else None


def spread_of(found: Story) -> Spread:
    """Return the spread of a story that was read."""
    timed = sorted(
        ((parsed(one.published_at or one.ingested_at), one) for one in (found.lead, *found.copies)),
        key=lambda pair: run_key(pair[0], is_copy=pair[1].is_copy, claimed_at=pair[1].claimed_at),
    )
    times = [moment for moment, _ in timed if moment is not None]
    steps = tuple(
        _step(rank, one, moment, times[0] if times else None, found.lead) for rank, (moment, one) in enumerate(timed, 1)
    )
    return Spread(
        story_id=found.id,
        lead=found.lead.id,
        title=found.lead.title,
        articles=found.total + 1,
        steps=steps,
        sources=found.sources,
        first_at=times[0].isoformat() if times else None,
        last_at=times[-1].isoformat() if times else None,
    )


def _step(rank: int, one: Member, moment: datetime | None, first: datetime | None, lead: Member) -> Step:
    lag = int((moment - first).total_seconds()) if moment is not None and first is not None else None
    return Step(
        rank=rank,
        id=one.id,
        title=one.title,
        source=one.source,
        url=one.url,
        language=one.language,
        at=moment.isoformat() if moment else None,
        dated=one.published_at is not None,
        lag_seconds=lag,
        words=one.words,
        similarity=one.similarity,
        leads=one.id == lead.id,
    )


def compared(client: Elasticsearch, names: Names, first: str, second: str) -> Compared | None:
    """Return the differences between two articles, word by word; None if readers cannot see both.

    Raises:
        TransientError: Elasticsearch does not answer.
    """
    found = texts(client, names, [first, second])
    if first not in found or second not in found:
        return None
    one, other = found[first], found[second]
    pieces = difference(f"{one.title}\n\n{one.body}".strip(), f"{other.title}\n\n{other.body}".strip())
    return Compared(
        first=first,
        second=second,
        first_revision=one.revision,
        second_revision=other.revision,
        pieces=tuple(pieces),
    )


def paragraphs(client: Elasticsearch, names: Names, steps: Sequence[Step]) -> tuple[Added, ...]:
    """Return who added which paragraph to a story, in the order in which they ran it.

    Args:
        client: Elasticsearch.
        names: Index names.
        steps: The story's articles; the first `MOST_COMPARED` are compared.

    Raises:
        TransientError: Elasticsearch does not answer.
    """
    found = texts(client, names, [step.id for step in steps[:MOST_COMPARED]])
    return additions([(step.id, found[step.id].body) for step in steps[:MOST_COMPARED] if step.id in found])
