"""Which lines go: the reason is named first, then the line is cut if it is unlikely enough to be body."""

from __future__ import annotations

from collections.abc import Collection
from typing import Literal, NamedTuple

import numpy as np
import numpy.typing as npt

from articles.cleaning.hashes import line_hash
from articles.cleaning.naming import name_lines
from articles.cleaning.reasons import STRONG, CutReason
from articles.cleaning.survey import Floats, Page

#: "whole" is for what an agency sends as one item: only lines with a strong reason go.
Policy = Literal["default", "safe", "whole"]


class Thresholds(NamedTuple):
    """Below which probability of being body a line is cut."""

    strong: float  #: where it has a strong reason
    weak: float  #: where its reason is a weak one
    untaken: float = 0.0  #: where the first extractor did not take it, for any reason


#: For plain text.
PLAIN: dict[Policy, Thresholds] = {
    "default": Thresholds(0.45, 0.45),
    "safe": Thresholds(0.25, 0.15),
    "whole": Thresholds(0.10, 0.0),
}
#: For pages, by the model that is asked first.
ALONE: dict[Policy, Thresholds] = {
    "default": Thresholds(0.40, 0.40, 0.80),
    "safe": Thresholds(0.12, 0.12, 0.70),
    "whole": Thresholds(0.10, 0.0, 0.0),
}
#: For pages of which trafilatura was asked.
PAGE: dict[Policy, Thresholds] = {
    "default": Thresholds(0.10, 0.10, 0.60),
    "safe": Thresholds(0.06, 0.06, 0.40),
    "whole": Thresholds(0.06, 0.0, 0.0),
}


#: A line of so many words with an end mark is a sentence.
_SENTENCE = 6


def cuts(
    page: Page,
    chances: Floats,
    *,
    thresholds: Thresholds,
    taken: npt.NDArray[np.bool_] | None = None,
    standing: Collection[int] = frozenset(),
) -> list[CutReason | None]:
    """For every line the reason that it is cut for, or None where it stays. The headline's line is not judged.

    `chances` are the probabilities of being body; `taken` tells which lines the first extractor took, where one was
    asked. Where no line looks like running text (a list, a flash), only lines with a strong reason go; if then no
    sentence is left beside them, it was all furniture.
    """
    has_core = page.core[1] > page.core[0]
    result: list[CutReason | None] = []
    names = name_lines(page)
    for i, reason in enumerate(names):
        if i == page.title:
            result.append(CutReason.TITLE)
            continue
        if standing and line_hash(page.lines[i].text) in standing:
            result.append(CutReason.REPEATED_IN_SOURCE)
            continue
        strong = reason in STRONG and (has_core or reason is not CutReason.NAVIGATION)
        limit = thresholds.strong if strong else thresholds.weak if has_core or taken is not None else 0.0
        if taken is not None and not taken[i]:
            limit = max(limit, thresholds.untaken)
        result.append(reason if chances[i] < limit else None)
    if not has_core and any(reason in STRONG for reason in result):
        stays = any(
            reason is None and line.ended and line.words >= _SENTENCE
            for reason, line in zip(result, page.lines, strict=True)
        )
        if not stays:
            return [reason or name for reason, name in zip(result, names, strict=True)]
    return result
