"""Find the articles in an answer: the object itself, a list in it, an object further inside."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from articles.fields.field_names import values_at
from articles.fields.producers import TEXTS
from articles.fields.reading import Mapped, Opener, producer_of

#: Lists that hold articles: the answers of news interfaces, exports. A list of this name in a broken or large object is
#: gone into without further thought.
LISTS = frozenset({
    "@graph", "articles", "data", "docs", "documents", "entries", "hits", "itemlistelement", "items",
    "news", "posts", "records", "response", "results", "stories", "item", "nodes", "news_results", "hydra:member",
    "_items", "objects", "rows", "entry", "newsitems", "news_items", "result",
})  # fmt: skip
#: A text of an object that also holds a list (such as "description" of a feed) is not an article if it is shorter.
_ARTICLE_CHARACTERS = 400
_DEPTH = 4


def mapped_list(answer: Mapping[str, Any], paths: Sequence[str]) -> tuple[list[Any], bool] | None:
    """Return the elements of the first list that is at one of a user's paths."""
    for path in paths:
        for value in values_at(answer, path):
            if isinstance(value, list):
                return value, True
    return None


def articles_within(
    answer: Mapping[str, Any], mapped: Mapped | None = None, opener: Opener | None = None
) -> tuple[list[Any], bool] | None:
    """Return the articles inside an answer, and whether they are a list; None where the object itself is to be read.

    Args:
        answer: A decoded object.
        mapped: Paths that a user gave to meanings.
        opener: Opens the objects; give it to `read_fields` to spare opening the object again.
    """
    opener = opener or Opener()
    if mapped and any(values_at(answer, path) for meaning in TEXTS for path in mapped.get(meaning, ())):
        return None
    if not any(map(_holds_objects, answer.values())):
        return None
    if (stories := answer.get("content_elements")) and _are_stories(stories):
        return list(stories), True
    lists = {name for name, value in answer.items() if _is_list_of_articles(name, value, opener)}
    own = {name: value for name, value in answer.items() if name not in lists} if lists else answer
    if opener.has_text(own, _ARTICLE_CHARACTERS):
        return None
    if (named := _named_list(answer)) is not None:
        return named, True
    producer = producer_of(answer)
    if producer is not None and opener.has_text(answer):
        return None
    if (found := _list_of_articles(answer, 0, opener)) is not None:
        return found, True
    if opener.looks_like_article(answer):
        return None
    if (inner := _single(answer, 0, opener)) is not None:
        return [inner], False
    return None


def _are_stories(elements: Any) -> bool:
    """Return whether the elements are stories, as those of a search or collection of Arc are, and no parts of one."""
    return isinstance(elements, list) and all(
        isinstance(one, dict) and "headlines" in one and ("content_elements" in one or one.get("type") == "story")
        for one in elements
    )


def _is_list_of_articles(name: str, value: Any, opener: Opener) -> bool:
    """Return whether a field that may be a text ("news") is a list of articles."""
    return (
        isinstance(value, list)
        and str(name).lower() in LISTS
        and bool(value)
        and isinstance(value[0], dict)
        and opener.looks_like_article(value[0])
    )


def _holds_objects(value: Any) -> bool:
    if isinstance(value, str):
        return False
    return isinstance(value, dict) or (isinstance(value, list) and any(isinstance(item, dict) for item in value[:10]))


def _named_list(value: Mapping[str, Any], depth: int = 0) -> list[Any] | None:
    """Return the list of objects under one of the usual names."""
    for name, inner in value.items():
        if str(name).lower() not in LISTS:
            continue
        if isinstance(inner, list) and inner and all(isinstance(item, dict) for item in inner[:20]):
            return inner
        if isinstance(inner, dict) and depth < 3 and (found := _named_list(inner, depth + 1)) is not None:
            return found
    return None


def _list_of_articles(value: Mapping[str, Any], depth: int, opener: Opener) -> list[Any] | None:
    """Return a list, or an object by keys, most members of which look like articles, under any name."""
    best: list[Any] | None = None
    for inner in value.values():
        members = inner if isinstance(inner, list) else list(inner.values()) if isinstance(inner, dict) else []
        shown = [member for member in members[:10] if isinstance(member, dict)]
        if not shown or len(shown) < len(members[:10]) or (isinstance(inner, dict) and len(shown) == 1):
            continue
        like = sum(map(opener.looks_like_article, shown))
        if isinstance(inner, dict) and like < 2:
            continue  # one article and what is said about it: {"meta": ..., "item": ...}
        if len(members) > len(best or ()) and 2 * like >= len(shown):
            best = list(members)
    if best is None and value and all(isinstance(inner, dict) for inner in value.values()):
        members = list(value.values())
        if len(members) > 1 and all(map(opener.looks_like_article, members[:10])):
            return members
    if best is None and depth < _DEPTH:
        for inner in value.values():
            if isinstance(inner, dict) and (found := _list_of_articles(inner, depth + 1, opener)) is not None:
                return found
    return best


def _single(value: Mapping[str, Any], depth: int, opener: Opener) -> Mapping[str, Any] | None:
    """Return the object further inside that looks like an article."""
    inside = [inner for inner in value.values() if isinstance(inner, dict)]
    for inner in inside:
        if opener.looks_like_article(inner):
            return inner
    if depth < _DEPTH:
        for inner in inside:
            if (found := _single(inner, depth + 1, opener)) is not None:
                return found
    return None
