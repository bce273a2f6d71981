"""The operations of the API: path, parameters, answer. The routes and their description are made from this table."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from articles.article import Value
from search.reading.about import About
from search.reading.article import FullArticle
from search.reading.entity import Portrait
from search.reading.history import History
from search.reading.passages import Passage, Verdict
from search.reading.quotes import Quotes
from search.reading.results import Results
from search.reading.spread import Compared
from search.stories.read import Story
from web import asking
from web.archive import Reader

#: The first part of every path. Within a version, fields and parameters are added and none is taken away.
BASE = "/api/v1"


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """A question that can be asked by GET."""

    name: str
    path: str  #: below `BASE`; parameters of the question that are in it are in braces
    question: type[asking.Question]
    answer: type[Value]
    run: Callable[[Reader, Any], Value]  #: may return `Missing`
    says: str


OPERATIONS = (
    Operation(
        name="search",
        path="/search",
        question=asking.SearchFor,
        answer=Results,
        run=asking.search,
        says="Search the articles. Each hit comes with the passages that match, and their citations.",
    ),
    Operation(
        name="facets",
        path="/facets",
        question=asking.SearchFor,
        answer=asking.Counted,
        run=asking.count,
        says="Count what a search finds, by source, language, people and others.",
    ),
    Operation(
        name="article",
        path="/articles/{id}",
        question=asking.OneArticle,
        answer=FullArticle,
        run=asking.one_article,
        says="One article with its entities, quotations, what was cut from it, and where its date was found.",
    ),
    Operation(
        name="passage",
        path="/articles/{id}/passage",
        question=asking.Piece,
        answer=Passage,
        run=asking.piece,
        says="A passage of an article, with its citation.",
    ),
    Operation(
        name="revisions",
        path="/articles/{id}/revisions",
        question=asking.OneArticle,
        answer=History,
        run=asking.revisions,
        says="The revisions of an article, and what each changed.",
    ),
    Operation(
        name="story",
        path="/stories/{id}",
        question=asking.OneStory,
        answer=Story,
        run=asking.one_story,
        says="A story: its lead and its copies.",
    ),
    Operation(
        name="spread",
        path="/stories/{id}/spread",
        question=asking.OneStory,
        answer=asking.Spreading,
        run=asking.spreading,
        says="How a story spread: who ran it when, how far behind the first, and who added which paragraph.",
    ),
    Operation(
        name="difference",
        path="/stories/{id}/difference",
        question=asking.TwoArticles,
        answer=Compared,
        run=asking.difference,
        says="Two articles of a story, compared word by word.",
    ),
    Operation(
        name="entities",
        path="/entities",
        question=asking.NamesLike,
        answer=asking.Entities,
        run=asking.entities,
        says="People, organizations and places whose name begins in a certain way.",
    ),
    Operation(
        name="entity",
        path="/entities/{key}",
        question=asking.OneEntity,
        answer=Portrait,
        run=asking.one_entity,
        says="A person, an organization or a place: articles over time, companions, spellings, quotations, datelines.",
    ),
    Operation(
        name="quotes",
        path="/quotes",
        question=asking.QuotesOf,
        answer=Quotes,
        run=asking.quotations,
        says="Quotations, by speaker, by words, or in articles about something.",
    ),
    Operation(
        name="verify",
        path="/citations/{citation}",
        question=asking.Cited,
        answer=Verdict,
        run=asking.check,
        says="Whether a citation holds, and the words that it leads to.",
    ),
    Operation(
        name="about",
        path="/about",
        question=asking.Nothing,
        answer=About,
        run=asking.archive,
        says="What the archive holds: counts, languages, first and last day, sources and when each was heard of last.",
    ),
)
