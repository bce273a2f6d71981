"""The date that a page shows beside its headline and marks by nothing."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from typing import Any, NamedTuple

from articles.metadata.dates import ParsedDate, dates_with_places

#: Elements looked at before and after the headline.
_BEFORE, _AFTER = 30, 80
#: A text that tells a date is not longer, and holds few letters beside it.
_LONGEST, _BESIDE = 160, 60
#: Text of this length is the story.
_STORY = 240
_PASSED_OVER = frozenset(
    {"script", "style", "noscript", "template", "option", "button", "nav", "aside", "footer", "svg"}
)
_ELSEWHERE = frozenset({"nav", "aside", "footer"})
_LISTS = frozenset({"ul", "ol", "li", "dl", "table"})
_ELSEWHERE_CLASS = re.compile(r"related|teaser|sidebar|comment|recommend|promo|widget|latest|popular|ticker", re.I)
_UPDATED = re.compile(
    r"updat|aktuali[sz]|actuali[sztc]|mis(?:e)? à jour|aggiorn|atualiz|modif|bijgewerkt|oppdater|opdater|uppdater|"
    r"päivit|güncel|обновл|оновлен|更新|修改|수정|frissít|ενημερ|edited|geändert|diperbarui|cập nhật|تحديث",
    re.I,
)
_TIME = re.compile(r"\d{1,2}\s?[:.h]\s?\d{2}")


class Shown(NamedTuple):
    """A date in the text of a page."""

    date: ParsedDate
    updated: bool  #: the text before it says that the story was changed then


def shown_dates(tree: Any, headline: Any, *, language: str | None) -> Iterator[Shown]:
    """Yield the dates in short texts between headline and story, then in those right before the headline.

    Args:
        tree: The page, parsed by lxml.
        headline: The element of its headline.
        language: Decides whether the day or the month comes first in "03/04/2024".
    """
    before, after = _around(tree, headline)
    near = [*itertools.takewhile(lambda element: not _is_story(element), after), *reversed(before)]
    listed = [element for element in near if _is_listed(element)]  # lists of other stories, or of what is known of this
    for element in [*(element for element in near if element not in listed), *listed]:
        if (text := _short_text(element)) is not None:
            yield from _in(text, element, language)


def _around(tree: Any, headline: Any) -> tuple[list[Any], list[Any]]:
    root = tree.getroottree().getroot() if hasattr(tree, "getroottree") else tree
    before: list[Any] = []
    after: list[Any] = []
    met = False
    for element in root.iter():
        if element is headline:
            met = True
        elif not isinstance(element.tag, str) or element.tag in _PASSED_OVER:
            continue
        elif met:
            after.append(element)
            if len(after) >= _AFTER:
                break
        else:
            before.append(element)
            if len(before) > _BEFORE:
                del before[0]
    return before, after


def _short_text(element: Any) -> str | None:
    """Return an element's text if it is short; None for longer ones."""
    if len(element) > 8:
        return None
    pieces: list[str] = []
    length = 0
    for piece in element.itertext():
        pieces.append(piece)
        length += len(piece.strip())
        if length > _LONGEST:
            return None
    text = " ".join(" ".join(pieces).split())
    return text if any(character.isdigit() for character in text) else None


def _is_story(element: Any) -> bool:
    own = (element.text or "") + "".join(child.tail or "" for child in element)
    return len(own) >= _STORY or (element.tag == "p" and len("".join(element.itertext())) > _LONGEST)


def _in(text: str, element: Any, language: str | None) -> Iterator[Shown]:
    if _is_elsewhere(element):
        return
    found = list(dates_with_places(text, language=language))
    if not found:
        return
    rest = _TIME.sub("", "".join(text[:start] + text[end:] for _, start, end in found[:1]))
    if sum(character.isalpha() for character in rest) > _BESIDE:
        return
    for date, start, _ in sorted(found, key=lambda one: one[1]):
        yield Shown(date, _UPDATED.search(text, max(0, start - 40), start) is not None)


def _is_listed(element: Any) -> bool:
    return any(one.tag in _LISTS for one in itertools.islice((element, *element.iterancestors()), 4))


def _is_elsewhere(element: Any) -> bool:
    """Return whether an element belongs to a list of other stories or a side column."""
    for depth, ancestor in enumerate((element, *element.iterancestors())):
        if depth > 10 or ancestor.tag in {"body", "main", "html"}:
            return False
        if ancestor.tag in _ELSEWHERE or (depth < 5 and _ELSEWHERE_CLASS.search(ancestor.get("class") or "")):
            return True
    return False
