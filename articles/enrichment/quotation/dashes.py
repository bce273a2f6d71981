"""Speech behind a dash at the beginning of a paragraph, as French, Spanish, Russian, Polish and Nordic papers print it.

A list begins with dashes too: only a paragraph in which a verb of saying follows the speech is taken for speech.
"""

from __future__ import annotations

import re
from collections.abc import Collection

from articles.enrichment.quotation.marks import Marked

_PARAGRAPH = re.compile(r"[^\n]+")
_OPENS = re.compile(r"\s*[—–―-]{1,2}\s?(?=[^\W\d_]|[¿¡\"«„…])")
#: What parts speech from the verb after it, with the verb.
_VERB = re.compile(r"(?:[,!?…]?\s?[—–―]\s?|[,!?]\s-\s|[,!?]\s)(?=(?P<verb>[^\W\d_]+))")
#: "— сказал он. — Ещё ...", "—dijo Ana Ruiz—. Es ...".
_RESUMES = re.compile(r"[.,:;]?\s?[—–―][.,:;]?\s?(?=[^\W\d_]|[¿¡])")


def find(text: str, verbs: Collection[str]) -> list[Marked]:
    """Find the speech of paragraphs that a dash opens, by position.

    Args:
        text: A body.
        verbs: The first words of verbs of saying.
    """
    found: list[Marked] = []
    for number, paragraph in enumerate(_PARAGRAPH.finditer(text)):
        opened = _OPENS.match(text, paragraph.start(), paragraph.end())
        if opened is None:
            continue
        start, dash = opened.end(), opened.start()
        while (verb := _verb(text, start, paragraph.end(), verbs)) is not None:
            found.append(_marked(text, dash, start, verb.start(), number, paragraph))
            resumed = _RESUMES.search(text, verb.end(), paragraph.end())
            if resumed is None:
                break
            start, dash = resumed.end(), resumed.start()
        else:
            if start > opened.end() and start < paragraph.end():
                found.append(_marked(text, dash, start, paragraph.end(), number, paragraph))
    return found


def _verb(text: str, start: int, end: int, verbs: Collection[str]) -> re.Match[str] | None:
    """Return the first verb of saying behind a comma or a dash."""
    return next((match for match in _VERB.finditer(text, start, end) if match["verb"].lower() in verbs), None)


def _marked(text: str, dash: int, start: int, end: int, number: int, paragraph: re.Match[str]) -> Marked:
    while end > start + 1 and text[end - 1].isspace():
        end -= 1
    return Marked(
        open=dash,
        start=start,
        end=end,
        close=end,
        paragraph=number,
        paragraph_start=paragraph.start(),
        paragraph_end=paragraph.end(),
    )
