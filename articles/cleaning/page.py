"""An HTML page to body.

The page is read as blocks of text in their places in the tree; two extractors vote on them (trafilatura, resiliparse);
a model of lines, places and votes decides. Structured data stands in where the page shows no body.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Collection, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import trafilatura
from lxml import etree
from resiliparse.extract.html2text import extract_plain_text

from articles.cleaning.blocks import BLOCK_NAMES, Block, block_features, walk
from articles.cleaning.decide import PAGE, Policy, cuts
from articles.cleaning.features import NAMES, context, fill
from articles.cleaning.forest import forest
from articles.cleaning.fragment import text_of_markup
from articles.cleaning.headline import find_headline
from articles.cleaning.lexicon import tokens_of
from articles.cleaning.pieces import Piece, assemble
from articles.cleaning.plain import GAP, Cleaned, clean_plain
from articles.cleaning.reasons import CutReason
from articles.cleaning.repair import repair_line
from articles.cleaning.survey import Floats, Page, survey
from articles.cleaning.words import count_words

logging.getLogger("trafilatura").setLevel(logging.CRITICAL)

#: The extractors that vote, and the share of a block that makes a vote.
VOTES = ("trafilatura", "resiliparse")
_VOTE = 0.2

#: The columns of the page model.
PAGE_NAMES: tuple[str, ...] = (*NAMES, *BLOCK_NAMES, *VOTES)

#: Captions go unless they hold more than this share of the words.
_CAPTION_SHARE = 0.3
_RUBY = re.compile(r"<r(?:uby|t)\b", re.IGNORECASE)

#: Characters of cut page text that are kept on either side of the body, and in all.
_KEPT_NEAR, _KEPT = 20, 12_000
#: JSON-LD's `articleBody` stands in for a body that has less than this share of its words, from so many words on.
_STRUCTURED_SHARE, _STRUCTURED_WORDS = 0.4, 80


def lighten(tree: Any) -> None:
    """Takes out of a tree what holds no text of the page.

    trafilatura copies trees several times; this spares it a fifth of its time, and it finds the same.
    """
    etree.strip_elements(tree, "style", "svg", "link", "iframe", with_tail=False)
    etree.strip_tags(tree, "output")  # inside a line, but extractors drop it
    for script in tree.iter("script"):
        if "ld+json" not in (script.get("type") or ""):
            script.text = None


def extractions(tree: Any, source: str) -> list[str]:
    """Return the body as each extractor sees it, in the order of the model's vote columns. The tree is not changed."""
    document = trafilatura.bare_extraction(tree, include_comments=False, with_metadata=False)
    if _RUBY.search(source):
        source = etree.tostring(tree, encoding="unicode", method="html")  # without the readings
    second = extract_plain_text(source, main_content=True, links=False, alt_texts=False, list_bullets=False)
    return [getattr(document, "text", None) or "", second or ""]


def votes(page: Page, texts: Sequence[str]) -> Floats:
    """For every line of `page` and every extraction, how much of the line stands in it: 0 to 1."""
    result = np.zeros((len(page.lines), len(texts)), dtype=np.float32)
    keys = [" ".join(line.tokens) for line in page.lines]
    for column, text in enumerate(texts):
        taken = [tokens_of(line) for line in text.split("\n")]
        whole = {" ".join(tokens) for tokens in taken}
        unmatched = whole.difference(keys)
        grams: set[tuple[str, ...]] = set()
        for tokens in taken:
            if " ".join(tokens) in unmatched:
                grams.update(_grams(tokens))
        for row, key in enumerate(keys):
            if key in whole:
                result[row, column] = float(bool(key))
            elif grams:
                own = _grams(page.lines[row].tokens)
                if own:
                    result[row, column] = sum(gram in grams for gram in own) / len(own)
    return result


def _grams(tokens: Sequence[str]) -> list[tuple[str, ...]]:
    return [tuple(tokens[i : i + 3]) for i in range(len(tokens) - 2)]


def page_rows(blocks: list[Block], page: Page, texts: Sequence[str]) -> Floats:
    """Return the columns of the page model: of the lines, of their places, and the votes.

    Rows that no extractor voted for are not filled.
    """
    rows = np.concatenate([context(page), block_features(blocks, page), votes(page, texts)], axis=1)
    fill(rows, page, voted(rows))
    return rows


def voted(rows: Floats) -> npt.NDArray[np.bool_]:
    """Return which blocks an extractor took at least in part. Of the others, four fifths of all, 0.5% are body."""
    return np.asarray((rows[:, -len(VOTES) :] >= _VOTE).any(axis=1))


def clean_page(
    tree: Any,
    source: str,
    *,
    title: str | None = None,
    structured: str | None = None,
    policy: Policy = "default",
    standing: Collection[int] = frozenset(),
) -> Cleaned | None:
    """Return the body of a parsed page, or None where none is found. The tree loses its scripts and styles.

    `structured` is the `articleBody` of the page's JSON-LD. `restore` gives the page's blocks of text again as far as
    they are kept: all of the body and what was cut close to it, a bounded part of the rest.
    """
    lighten(tree)
    blocks, captions = walk(tree)
    cleaned = None
    if blocks:
        page = survey([block.text for block in blocks])
        page = page._replace(title=find_headline(page, title))
        rows = page_rows(blocks, page, extractions(tree, source))
        chances = forest("page", PAGE_NAMES).probabilities(rows, voted(rows))
        taken = rows[:, -len(VOTES)] >= 0.5
        reasons = cuts(page, chances, thresholds=PAGE[policy], taken=taken, standing=standing)
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
