from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from articles.article import Article, Entity
from articles.enrichment import Resources
from articles.enrichment.resolution import resolve
from articles.enrichment.tagging import Doc, Span

_TOKEN = re.compile(r"\w+(?:[.'’-]\w+)*\.?(?<=[A-Z]\.)|\w+(?:[.-]\w+)*|[^\w\s]")


@pytest.fixture(scope="session")
def resources() -> Resources:
    return Resources(models={})


@pytest.fixture
def tagged(resources: Resources) -> Callable[..., tuple[Entity, ...]]:
    """Resolve a text whose mentions are marked: ``tagged("[PER Ann Lee] met [ORG Acme].", title="...")``."""

    def resolved(body: str, title: str = "") -> tuple[Entity, ...]:
        marked = f"{title}\n\n{body}" if title else body
        text, spans = "", []
        for piece in re.split(r"(\[(?:PER|ORG|LOC) [^\]]+\])", marked):
            match = re.fullmatch(r"\[(PER|ORG|LOC) ([^\]]+)\]", piece)
            if match:
                spans.append(Span(start=len(text), end=len(text) + len(match[2]), label=match[1]))  # type: ignore[arg-type]
                text += match[2]
            else:
                text += piece
        tokens = list(_TOKEN.finditer(text))
        doc = Doc(
            words=tuple(t[0] for t in tokens),
            starts=tuple(t.start() for t in tokens),
            ends=tuple(t.end() for t in tokens),
            spans=tuple(spans),
        )
        start = len(re.sub(r"\[(?:PER|ORG|LOC) ([^\]]+)\]", r"\1", title)) + 2 if title else 0
        return resolve(text, start, doc, resources.aliases, resources.gazetteer)

    return resolved


@pytest.fixture
def article() -> Callable[..., Article]:
    def made(body: str = "", title: str = "", language: str | None = "en", **fields: object) -> Article:
        return Article(arrival="a:0", claimed_at=1, title=title, body=body, language=language, **fields)  # type: ignore[arg-type]

    return made
