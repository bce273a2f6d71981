"""Trees are evaluated as they were trained."""

from __future__ import annotations

import io

import numpy as np
import pytest

from articles.cleaning.features import NAMES
from articles.cleaning.forest import Forest, forest
from articles.cleaning.page_model import ALONE_NAMES, PAGE_NAMES
from articles.errors import PermanentError


def two_trees() -> Forest:
    """x <= 1 ? (y <= 0 ? -1 : 2) : 3, and the constant 0.5."""
    file = io.BytesIO()
    np.savez(
        file,
        names=np.array("x y"),
        feature=np.array([0, 1, 0, 0, 0, 0], np.uint8),
        threshold=np.array([1.0, 0.0, np.inf, np.inf, np.inf, np.inf], np.float32),
        left=np.array([1, 2, 2, 3, 4, 5], np.uint16),
        right=np.array([4, 3, 2, 3, 4, 5], np.uint16),
        value=np.array([0, 0, -1, 2, 3, 0.5], np.float16),
        roots=np.array([0, 5], np.uint16),
        depth=np.array(2),
    )
    file.seek(0)
    return Forest.load(file)


def test_each_row_goes_its_way() -> None:
    """The leaves that a row reaches are summed and made a probability."""
    rows = np.array([[1, 0], [1, 0.1], [1.1, -5]], np.float32)
    expected = 1 / (1 + np.exp(-np.array([-0.5, 2.5, 3.5])))
    np.testing.assert_allclose(expected, two_trees().probabilities(rows), rtol=1e-5)


def test_a_leaf_is_found_however_deep_it_is() -> None:
    """A tree that is a chain: x <= 0 ? 0 : x <= 1 ? 1 : ... to the ninth level."""
    depth = 9
    inner = np.arange(depth)
    chain = Forest(
        names=("x",),
        feature=np.zeros(2 * depth + 1, np.intp),
        threshold=np.array([*inner, *[np.inf] * (depth + 1)], np.float32),
        left=np.array([*(depth + inner), *(depth + np.arange(depth + 1))], np.intp),
        right=np.array([*(inner[:-1] + 1), 2 * depth, *(depth + np.arange(depth + 1))], np.intp),
        value=np.array([*[99] * depth, *np.arange(depth + 1)], np.float32) / 10,
        roots=np.array([0], np.intp),
        depth=depth,
    )
    rows = np.arange(depth + 1, dtype=np.float32)[:, None]
    np.testing.assert_allclose(1 / (1 + np.exp(-rows[:, 0] / 10)), chain.probabilities(rows), rtol=1e-5)


def test_rows_that_are_not_asked_for_are_nothing() -> None:
    """Only the rows in question are evaluated."""
    rows = np.array([[1, 0], [1, 0.1]], np.float32)
    asked = np.array([False, True])
    found = two_trees().probabilities(rows, asked)
    assert 0 == found[0]
    np.testing.assert_allclose(1 / (1 + np.exp(-2.5)), found[1], rtol=1e-5)


def test_the_weights_fit_the_features() -> None:
    """The weights that are shipped are of the columns that are computed; others are refused."""
    assert NAMES == forest("plain", NAMES).names
    assert ALONE_NAMES == forest("alone", ALONE_NAMES).names
    assert PAGE_NAMES == forest("page", PAGE_NAMES).names
    with pytest.raises(PermanentError, match="train them again"):
        forest("plain", NAMES[1:])
