"""Passages of articles, each with a citation by which it can be checked."""

from __future__ import annotations

import re
from collections.abc import Iterable

from elasticsearch import Elasticsearch

from articles.article import Value
from articles.citations import Citation, Problem, cite, problem
from search.find.whole import revisions
from search.schema.index_names import Names
from search.transport.get_by_id import by_id

#: Characters of a passage that is taken from the beginning of a text.
BEGINNING = 320
_END = re.compile(r"[.!?…。！？]['\"”’»)]*\s|\n")
#: Passages that were cut may be this much shorter to end with a sentence.
_SHORTEST = 0.5


class Text(Value, frozen=True, kw_only=True):
    """The text of an article, and which revision it is."""

    title: str = ""
    body: str = ""
    revision: int = 1


class Passage(Value, frozen=True, kw_only=True):
    """A verbatim passage of an article's body."""

    article_id: str
    revision: int
    start: int  #: characters into the body
    end: int
    text: str
    citation: str  #: what `articles.citations.parse` reads
    matches: tuple[tuple[int, int], ...] = ()  #: characters into the body that match the search


class Verdict(Value, frozen=True, kw_only=True):
    """The result of checking a citation."""

    citation: str
    holds: bool
    problem: Problem | None = None
    wording: str = ""  #: the passage, where the citation holds
    title: str = ""  #: of that revision
    current_revision: int | None = None  #: None if the article is unknown


def texts(client: Elasticsearch, names: Names, ids: Iterable[str]) -> dict[str, Text]:
    """Return the current texts of those of the articles that readers can see."""
    return {key: stored.source for key, stored in by_id(client, names.everything, ids, Text).items()}


def passage(article_id: str, revision: int, body: str, start: int, end: int) -> Passage:
    """Return `body[start:end]` with its citation."""
    return Passage(
        article_id=article_id,
        revision=revision,
        start=start,
        end=end,
        text=body[start:end],
        citation=str(cite(article_id, revision, body, start, end)),
    )


def beginning(body: str, start: int = 0, *, most: int = BEGINNING) -> tuple[int, int]:
    """Return start and end of a passage from `start` on, without white space at its ends; equal if there is none.

    It ends with a sentence or line if one ends in its second half, else with a word.

    Args:
        body: The text.
        start: Where the passage may begin.
        most: Its characters at most.
    """
    start = min(start, len(body))
    while start < len(body) and body[start].isspace():
        start += 1
    end = min(len(body), start + most)
    if end < len(body):
        least = start + int(most * _SHORTEST)
        ends = [match.end() for match in _END.finditer(body, least, end)]
        if ends:
            end = ends[-1]
        elif not body[end].isspace() and (space := max(body.rfind(" ", least, end), body.rfind("\n", least, end))) > 0:
            end = space
    while end > start and body[end - 1].isspace():
        end -= 1
    return start, end


def verify(client: Elasticsearch, names: Names, citation: Citation) -> Verdict:
    """Check a citation against the archive: the current text, or an earlier one.

    Raises:
        TransientError: Elasticsearch does not answer.
    """
    written = str(citation)
    current = texts(client, names, [citation.article_id]).get(citation.article_id)
    if current is None:
        return Verdict(citation=written, holds=False, problem=Problem.UNKNOWN_ARTICLE)
    text: Text | None = current
    if citation.revision != current.revision:
        earlier = revisions(client, names, citation.article_id) or ()
        found = [one for one in earlier if one.revision == citation.revision]
        text = Text(title=found[-1].title, body=found[-1].body, revision=citation.revision) if found else None
    wrong = problem(citation, text.body) if text is not None else Problem.UNKNOWN_REVISION
    if text is None or wrong is not None:
        return Verdict(citation=written, holds=False, problem=wrong, current_revision=current.revision)
    return Verdict(
        citation=written,
        holds=True,
        wording=text.body[citation.start : citation.end],
        title=text.title,
        current_revision=current.revision,
    )
