"""How likely each line is body."""

from __future__ import annotations

import numpy as np

from articles.cleaning.features import Floats, Page


def probabilities(page: Page) -> Floats:
    """For every line of the page the probability that it is body, by place and form alone."""
    first, last = page.core
    scores = np.zeros(len(page.lines), dtype=np.float32)
    for i, line in enumerate(page.lines):
        inside = first <= i < last
        good = page.good[i]
        score = -2.0 + 3.0 * inside + 2.5 * good + min(line.words, 40.0) / 20
        score -= 2.5 * (line.lexicon is not None) + 4.0 * (page.copies[i] == 2) + 1.0 * (not line.ended and not inside)
        if not inside:
            near = min(abs(i - first), abs(i - last + 1))
            score -= 0.5 * min(near, 6)
        scores[i] = score
    return np.asarray(1.0 / (1.0 + np.exp(-scores)), dtype=np.float32)
