"""An HTML page to body.

The page is read as blocks of text in their places in the tree; a model of lines, places and an extractor's votes
decides which are body (`articles.cleaning.page_model`). Structured data is used where the page shows no body.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

from articles.cleaning.blocks import Block
from articles.cleaning.decide import Policy, cuts
from articles.cleaning.fragment import text_of_markup
from articles.cleaning.headline import find_headline
from articles.cleaning.page_model import judge
from articles.cleaning.parsed_record import Opened
from articles.cleaning.pieces import Piece, assemble
from articles.cleaning.plain import GAP, Cleaned, clean_plain
from articles.cleaning.reasons import CutReason
from articles.cleaning.repair import repair_line
from articles.cleaning.survey import Page, survey
from articles.cleaning.words import count_words

#: Captions go unless they hold more than this share of the words.
_CAPTION_SHARE = 0.3

#: Characters of cut page text that are kept on either side of the body, and in all.
_KEPT_NEAR, _KEPT = 20, 12_000
#: JSON-LD's `articleBody` stands in for a body that has less than this share of its words, from so many words on.
_STRUCTURED_SHARE, _STRUCTURED_WORDS = 0.4, 80


def clean_page(
    opened: Opened,
    *,
    title: str | None = None,
    structured: str | None = None,
    policy: Policy = "default",
    standing: Collection[int] = frozenset(),
) -> Cleaned | None:
    """Return the body of a page, or None where none is found. Its tree may lose its scripts and styles.

    `structured` is the `articleBody` of the page's JSON-LD. `restore` gives the page's blocks of text again as far as
    they are kept: all of the body and what was cut close to it, a bounded part of the rest.
    """
    blocks, captions = opened.page
    cleaned = None
    if blocks:
        page = survey([block.text for block in blocks])
        page = page._replace(title=find_headline(page, title))
        found = judge(blocks, page, tree=opened.tree, source=opened.content, policy=policy)
        reasons = cuts(page, found.chances, thresholds=found.thresholds, taken=found.taken, standing=standing)
        if not _are_the_text(captions, reasons, page):
            for i in captions:
                reasons[i] = reasons[i] or CutReason.CAPTION
        cleaned = _put_together(blocks, reasons, title)
        if cleaned is None:
            cleaned = clean_plain(
                GAP.join(block.text for block in blocks), title=title, policy=policy, standing=standing
            )
    if structured:
        words = count_words(structured)
        if words >= _STRUCTURED_WORDS and (cleaned is None or count_words(cleaned.body) < _STRUCTURED_SHARE * words):
            return clean_plain(text_of_markup(structured), title=title, policy="safe", standing=standing)
    return cleaned


def _are_the_text(captions: Collection[int], reasons: Sequence[CutReason | None], page: Page) -> bool:
    """Return whether captions are what a page has to say, as in a gallery of pictures."""
    kept = [i for i, reason in enumerate(reasons) if reason is None]
    in_captions = sum(page.lines[i].words for i in kept if i in captions)
    return in_captions > _CAPTION_SHARE * sum(page.lines[i].words for i in kept)


def _put_together(blocks: list[Block], reasons: Sequence[CutReason | None], title: str | None) -> Cleaned | None:
    kept = [i for i, reason in enumerate(reasons) if reason is None]
    if not kept:
        return None
    first, last = kept[0], kept[-1]
    room = _KEPT
    pieces: list[Piece] = []
    for i, (block, reason) in enumerate(zip(blocks, reasons, strict=True)):
        if reason is not None:
            near = first - _KEPT_NEAR <= i <= last + _KEPT_NEAR
            if near or room > 0:
                pieces.append(Piece(block.text + GAP, "", reason))
                room -= 0 if first <= i <= last else len(block.text)
            continue
        repaired = repair_line(block.text)
        if not any(piece.after for piece in repaired):
            pieces.append(Piece(block.text + GAP, "", CutReason.REPAIR))
            continue
        pieces.extend(repaired)
        if i < last:
            pieces.append(Piece(GAP, GAP))
        elif i + 1 < len(blocks):
            pieces.append(Piece(GAP, "", CutReason.WHITE_SPACE))
    body, removed = assemble(pieces)
    return Cleaned(title=title, body=body, removed=removed, kept=len(kept), lines=len(blocks))
