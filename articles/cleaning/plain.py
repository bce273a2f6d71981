"""Clean plain text: make paragraphs, repair them, and cut those that `decide` takes for furniture."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from articles.article import Removed, Value
from articles.cleaning.decide import PLAIN, Policy, cuts
from articles.cleaning.features import NAMES, context, fill, in_question
from articles.cleaning.forest import forest
from articles.cleaning.headline import find_headline
from articles.cleaning.lines import Paragraph, split
from articles.cleaning.pieces import Piece, assemble
from articles.cleaning.reasons import CutReason
from articles.cleaning.survey import Page, survey

#: The separator of two paragraphs of a body.
GAP = "\n\n"

#: Paragraphs that are judged together. No article has so many; a book that comes as one takes its turn.
_AT_ONCE = 4000


class Cleaned(Value, frozen=True, kw_only=True):
    """A text with its furniture taken out."""

    title: str | None
    body: str  #: paragraphs with a blank line between
    removed: tuple[Removed, ...]
    kept: int  #: paragraphs in the body
    lines: int  #: paragraphs that there were


def _judge(page: Page, policy: Policy, standing: Collection[int]) -> list[CutReason | None]:
    rows = context(page)
    asked = in_question(rows)
    fill(rows, page, asked)
    chances = forest("plain", NAMES).probabilities(rows, asked)
    return cuts(page, chances, thresholds=PLAIN[policy], standing=standing)


def clean_plain(
    text: str,
    *,
    title: str | None = None,
    policy: Policy = "default",
    standing: Collection[int] = frozenset(),
    captions: Collection[str] = frozenset(),
) -> Cleaned:
    """Return the body of a decoded plain text. `restore(body, removed)` gives the text again.

    `title` is what the producer gave; its line is cut where it is at the top. `captions` are paragraphs that are
    known to be words under a picture.
    """
    return clean_paragraphs(*split(text), title=title, policy=policy, standing=standing, captions=captions)


def clean_paragraphs(
    lead: str,
    paragraphs: Sequence[Paragraph],
    *,
    title: str | None = None,
    policy: Policy = "default",
    standing: Collection[int] = frozenset(),
    captions: Collection[str] = frozenset(),
) -> Cleaned:
    """Return the body of a text that was split into paragraphs (see `clean_plain`)."""
    if not paragraphs:
        removed = assemble([Piece(lead, "", CutReason.WHITE_SPACE)])[1] if lead else ()
        return Cleaned(title=title, body="", removed=removed, kept=0, lines=0)
    texts = [paragraph.text or " " for paragraph in paragraphs]
    page = survey(texts[:_AT_ONCE])
    headline = find_headline(page, title)
    reasons = _judge(page._replace(title=headline), policy, standing)
    for start in range(_AT_ONCE, len(texts), _AT_ONCE):
        reasons += _judge(survey(texts[start : start + _AT_ONCE]), policy, standing)
    for i, paragraph in enumerate(paragraphs):
        if not paragraph.text:
            reasons[i] = CutReason.REPAIR  # it was nothing but markup
        elif paragraph.text in captions:
            reasons[i] = CutReason.CAPTION
    pieces: list[Piece] = [Piece(lead, "", CutReason.WHITE_SPACE)] if lead else []
    last = max((i for i, reason in enumerate(reasons) if reason is None), default=-1)
    for i, (paragraph, reason) in enumerate(zip(paragraphs, reasons, strict=True)):
        if reason is not None:
            before = "".join([piece.before for piece in paragraph.pieces])
            pieces.append(Piece(before + paragraph.gap, "", reason))
            continue
        pieces.extend(paragraph.pieces)
        pieces.append(Piece(paragraph.gap, GAP if i < last else "", CutReason.WHITE_SPACE))
    body, removed = assemble(pieces)
    if headline is not None and title is None:
        title = paragraphs[headline].text
    return Cleaned(title=title, body=body, removed=removed, kept=sum(r is None for r in reasons), lines=len(paragraphs))
